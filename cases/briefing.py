"""The director's monthly brief: made once from the history, frozen, told, read, signed (A90)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Row, select, union, update
from sqlalchemy.orm import Session

from cases import courtesy
from cases.actors import Officer
from cases.brief import Figures, Happened, Story, figures, last_day, month_before
from cases.deadlines import BANGKOK, is_working_day, local_date
from cases.errors import NotAllowed, NotFound
from cases.ladder import self_or_deputy
from cases.lists import is_open
from cases.notices import owe
from config.office import Office
from models.case import Case, CaseEvent
from models.people import Staff
from models.statements import add_if_absent, change
from models.vocabulary import Action, Audience, Role
from models.watch import Brief
from texts.dates import month_name
from texts.message import Message, Param

FROM: Final = time(9)
_LOOKS: Final = (Action.VIEW, Action.REVEAL_CONTACT)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a brief, and when."""

    by: str
    at: datetime


def month_due(office: Office, *, now: datetime) -> date | None:
    """The month whose brief is due: the past one, from the first working day of this one on.

    None before that, and while the office is closed: nobody is written to at night.
    """
    today = local_date(now)
    first = today.replace(day=1)
    while not is_working_day(first, office.clocks):
        first = first.replace(day=first.day + 1)
    begins = datetime.combine(first, max(FROM, office.hours.opens), BANGKOK)
    at_work = courtesy.at_work(now, office) <= now
    return month_before(today) if now >= begins and at_work else None


def is_made(session: Session, office: Office, month: date) -> bool:
    """Whether the brief on a month exists."""
    return session.get(Brief, (office.slug, month)) is not None


def reckon(session: Session, month: date, *, now: datetime) -> Figures | None:
    """The figures of a month from the history alone; None if there was no case yet."""
    begins = datetime.combine(month, time(0), BANGKOK)
    over = datetime.combine(last_day(month) + timedelta(days=1), time(0), BANGKOK)
    if session.scalar(select(CaseEvent.id).where(CaseEvent.at < over).limit(1)) is None:
        return None
    return figures(_stories(session, since=begins), month, as_of=local_date(now))


def keep(session: Session, office: Office, made: Figures, *, now: datetime) -> bool:
    """Freeze the figures and tell whoever is to sign them; False if somebody else was faster."""
    row = {
        "office_id": office.slug,
        "month": made.month,
        "figures": made.to_json(),
        "made_at": now,
    }
    if not add_if_absent(session, Brief, [row]):
        return False
    for signer in signers(session, today=local_date(now)):
        owe(
            session,
            _told(office, made.month),
            case_id=None,
            person_id=signer.person_id,
            audience=Audience.STAFF,
            secrets={},
            now=now,
        )
    return True


def _told(office: Office, month: date) -> Message:
    params: dict[str, Param] = {
        "month": month_name(month),
        "office": office.name,
        "which": key_of(month),
    }
    return Message("brief.ready", params)


def signers(session: Session, *, today: date) -> tuple[Staff, ...]:
    """Every director, or whoever stands in for one who is away."""
    staff = session.scalars(select(Staff)).all()
    directors = [one for one in staff if one.active and one.role is Role.DIRECTOR]
    there = (self_or_deputy(one, staff, today) or one for one in directors)
    return tuple({one.id: one for one in there}.values())


def may_sign(session: Session, by: Officer, *, today: date) -> bool:
    """Whether somebody reads and signs briefs: the director, or who stands in for one today."""
    standing_in = {one.id for one in signers(session, today=today)}
    return by.role is Role.DIRECTOR or by.staff_id in standing_in


def find(session: Session, month: date | None, *, by: Officer, today: date) -> Brief:
    """The brief on a month, or the newest. Raises NotAllowed, NotFound."""
    if not may_sign(session, by, today=today):
        raise NotAllowed
    newest = select(Brief).order_by(Brief.month.desc()).limit(1)
    wanted = newest if month is None else newest.where(Brief.month == month)
    brief = session.scalar(wanted)
    if brief is None:
        raise NotFound
    return brief


def sign(session: Session, month: date, *, by: Officer, now: datetime) -> bool:
    """Sign a brief, once; False if it was signed before. Raises NotAllowed, NotFound."""
    brief = find(session, month, by=by, today=local_date(now))
    unsigned = update(Brief).where(Brief.month == month, Brief.signed_at.is_(None))
    done = change(session, unsigned.values(signed_by=by.staff_id, signed_at=now)) == 1
    session.refresh(brief)
    return done


def signature(session: Session, brief: Brief) -> Signed | None:
    """Who signed a brief, if somebody did."""
    if brief.signed_by is None or brief.signed_at is None:
        return None
    signer = session.get_one(Staff, (brief.office_id, brief.signed_by))
    return Signed(signer.name, brief.signed_at)


def key_of(month: date) -> str:
    """A month as buttons and commands name it."""
    return f"{month:%Y-%m}"


# ------------------------------------------------------------------------- the history


def _stories(session: Session, *, since: datetime) -> Sequence[Story]:
    """Every case that was open at some time since then: it is open now, or something happened."""
    wanted = union(
        select(Case.id).where(is_open()),
        select(CaseEvent.case_id).where(CaseEvent.at >= since),
    )
    rows = session.execute(
        select(
            Case.id,
            Case.number,
            Case.category,
            Case.received_on,
            Case.first_promised_on,
            CaseEvent.action,
            CaseEvent.state,
            CaseEvent.unit,
            CaseEvent.at,
            CaseEvent.data,
        )
        .join(CaseEvent, (CaseEvent.case_id == Case.id) & (CaseEvent.office_id == Case.office_id))
        .where(Case.id.in_(wanted), CaseEvent.action.not_in(_LOOKS))
        .order_by(Case.id, CaseEvent.position)
    )
    groups = groupby(rows, key=lambda row: row.id)
    return [_story(case_id, list(group)) for case_id, group in groups]


def _story(case_id: uuid.UUID, rows: Sequence[Row[Any]]) -> Story:
    first = rows[0]
    return Story(
        case_id,
        first.number,
        first.category,
        first.received_on,
        first.first_promised_on,
        tuple(Happened(r.action, r.state, r.unit, local_date(r.at), r.data) for r in rows),
    )
