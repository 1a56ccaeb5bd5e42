"""How calls wait for each other, and how they end."""

import uuid
from datetime import datetime
from typing import Final

from sqlalchemy import Select, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from bot.judging import GIVE_UP, NOTICE_AFTER
from bot.line.outcomes import NotSent, Outcome
from bot.postage import Reach, reach
from cases.deadlines import local_date
from models.people import Person
from models.post import Notice, Outgoing
from models.vocabulary import Method, NoticeState, Settled

UNKNOWN_TO_LINE: Final = 400


def must_wait(session: Session, row: Outgoing) -> bool:
    """Whether an earlier push to the same person is still on its way: news arrive in order."""
    if row.method is not Method.PUSH or row.person_id is None:
        return False
    return session.scalar(earlier(row).limit(1)) is not None


def earlier(call: Outgoing | type[Outgoing]) -> Select[uuid.UUID]:
    """Pushes to the same person that came before a call and have not ended."""
    before = aliased(Outgoing)
    return select(before.id).where(
        before.office_id == call.office_id,
        before.person_id == call.person_id,
        before.method == Method.PUSH,
        before.settled_at.is_(None),
        tuple_(before.created_at, before.position) < tuple_(call.created_at, call.position),
    )


def is_stale(row: Outgoing, now: datetime) -> bool:
    """Whether the reply token of a call has run out."""
    return row.reply_until is not None and now >= row.reply_until


def end_untried(
    row: Outgoing, person: Person | None, *, unsure: bool, now: datetime
) -> Settled | None:
    """How a call ends that may not be tried any more; None if it may.

    What was perhaps heard is not said again once LINE has forgotten its key (a worker that was
    away for days): the same key would then be a new message.
    """
    if row.method is Method.REPLY:
        return Settled.UNSURE if unsure and is_stale(row, now) else None
    if unsure and row.first_tried_at is not None and now - row.first_tried_at > GIVE_UP:
        return Settled.UNSURE
    if row.method is Method.PUSH and person is not None and person.blocked_at is not None:
        return Settled.UNSURE if unsure else Settled.BLOCKED
    return None


def settle(session: Session, row: Outgoing, result: Settled, *, now: datetime) -> None:
    """End a call: empty its body, and tell the notices it carried what became of them."""
    row.settled_at, row.result, row.sealed, row.leased_until = now, result, None, None
    if row.method is Method.REPLY:
        row.person_id = None  # whom it answered is of no use any more, and tells who was here (T36)
    told = update(Notice).where(Notice.outgoing_id == row.id)
    session.execute(told.values(state=_became(session, row, result, now), settled_at=now))


def _became(session: Session, row: Outgoing, result: Settled, now: datetime) -> NoticeState:
    """What became of the notices: LINE took it, which is not yet that it arrives."""
    if result is Settled.SENT and row.method is Method.PUSH and row.person_id is not None:
        person = session.get(Person, (row.office_id, row.person_id))
        if person is not None and reach(person, local_date(now)) is Reach.PERHAPS:
            return NoticeState.UNSURE
    return NOTICE_AFTER[result]


def is_unknown(outcome: Outcome) -> bool:
    """Whether LINE says that it knows nobody of this id."""
    return isinstance(outcome, NotSent) and outcome.status == UNKNOWN_TO_LINE


def cut_off(session: Session, row: Outgoing, now: datetime) -> None:
    """Write to somebody no more. What we send is checked against LINE's limits when it is built; a
    refused push therefore means an id LINE does not know, and to write to such again is prohibited.
    """
    person = session.get(Person, (row.office_id, row.person_id)) if row.person_id else None
    if person is not None:
        person.blocked_at = now
