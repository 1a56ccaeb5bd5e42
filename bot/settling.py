"""How calls wait for each other, and how they end."""

import uuid
from datetime import datetime
from typing import Final

from sqlalchemy import Select, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from bot.judging import NOTICE_AFTER
from bot.line.outcomes import NotSent, Outcome
from models.people import Person
from models.post import Notice, Outgoing
from models.vocabulary import Method, Settled

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


def settle(session: Session, row: Outgoing, result: Settled, *, now: datetime) -> None:
    """End a call: empty its body, and tell the notices it carried what became of them."""
    row.settled_at, row.result, row.sealed, row.leased_until = now, result, None, None
    if row.method is Method.REPLY:
        row.person_id = None  # whom it answered is of no use any more, and tells who was here (T36)
    session.execute(
        update(Notice)
        .where(Notice.outgoing_id == row.id)
        .values(state=NOTICE_AFTER[result], settled_at=now)
    )


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
