"""Counts rows that must not be there, during a simulated year and after it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.case import Case
from models.people import Staff
from models.post import Notice, Outgoing
from models.vocabulary import OPEN, NoticeState

STUCK_AFTER: Final = timedelta(hours=30)  # a day, and until the next step of the worker


def without_owner(session: Session) -> int:
    """Open cases that are with nobody, or with somebody who left."""
    served = select(Staff.id).where(Staff.office_id == Case.office_id, Staff.active)
    orphans = Case.officer_id.is_(None) | Case.officer_id.not_in(served)
    asked = select(func.count()).select_from(Case).where(Case.state.in_(OPEN), orphans)
    return session.scalar(asked) or 0


def still_due(session: Session, now: datetime) -> int:
    """Cases whose appointment has come and was not kept."""
    return session.scalar(select(func.count()).select_from(Case).where(Case.due_at <= now)) or 0


def stuck(session: Session, now: datetime) -> int:
    """Notices on no way to a final state, and calls that do not end."""
    began = func.coalesce(Notice.send_from, Notice.created_at)
    waiting = select(func.count()).where(
        Notice.state == NoticeState.WAITING, began <= now - STUCK_AFTER
    )
    calls = select(func.count()).where(
        Outgoing.settled_at.is_(None), Outgoing.created_at <= now - STUCK_AFTER
    )
    return (session.scalar(waiting) or 0) + (session.scalar(calls) or 0)


def on_the_way(session: Session) -> int:
    """Calls that have not ended yet."""
    return session.scalar(select(func.count()).where(Outgoing.settled_at.is_(None))) or 0


def waiting(session: Session, now: datetime) -> int:
    """Notices that had their time and no end, long after anything happened."""
    began = func.coalesce(Notice.send_from, Notice.created_at)
    asked = select(func.count()).where(Notice.state == NoticeState.WAITING, began <= now)
    return session.scalar(asked) or 0


def fates(session: Session) -> dict[str, int]:
    """How many notices ended how."""
    by_state = select(Notice.state, func.count()).group_by(Notice.state)
    return {state.value: count for state, count in session.execute(by_state)}


def unseen(
    session: Session, seen: Counter[tuple[str, Any]], names: Mapping[Any, str]
) -> Sequence[str]:
    """Notices written down as sent that their person never saw, of those not forgotten since."""
    sent = select(Notice).where(Notice.state == NoticeState.SENT, Notice.person_id.is_not(None))
    return [
        f"never seen: {notice.message['key']} to {names[notice.person_id]} of {notice.created_at}"
        for notice in session.scalars(sent)
        if not seen[names[notice.person_id], notice.id]
    ]
