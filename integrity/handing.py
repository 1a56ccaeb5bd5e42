"""What a unit is handed to establish facts from: a summary, for its heads by name (D4, D5, B08).

To whom a summary went stands sealed in it, so no row tells who was let in. A head's page opens the
summaries of all reports under examination and shows those addressed to that person: the same work
for every head, whether there is anything for them or not.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.actors import Officer
from cases.errors import NotAllowed
from integrity.contents import Folder, Said, entries
from integrity.documents import Document, text
from integrity.firewall import Appointee, Concern, is_clear
from integrity.folders import Custody, log, opened
from integrity.lifecycle import TRANSITIONS, Deed
from models.people import Staff
from models.sealed import Disclosure
from models.vocabulary import Role, SealedKind

TO, FROM = "to", "from"  # fields of a summary: ids of staff
UNDER_EXAMINATION: Final = tuple(
    state for state, deeds in TRANSITIONS.items() if Deed.READ_HANDED in deeds
)


@dataclass(frozen=True, slots=True)
class Handed:
    """A summary as the head of a unit reads it: not even the report's number goes with it."""

    on: date
    by: uuid.UUID
    text: str = field(repr=False)


def is_concerned(concern: Concern, unit: str, centre: str) -> bool:
    """Whether a report concerns a whole unit."""
    return unit in concern.accused_units or (concern.desk and unit == centre)


def addressed(
    session: Session, folder: Folder, unit: str, summary: str, by: Officer, custody: Custody
) -> Document:
    """A summary with the names of those who may read it: the unit's heads whom nothing concerns."""
    heads = session.scalars(select(Staff).where(Staff.role == Role.HEAD, Staff.unit == unit))
    clear = sorted(str(row.id) for row in heads if _may_read(row, folder, custody))
    return text(summary, unit=unit, **{TO: " ".join(clear), FROM: str(by.staff_id)})


def read_handed(session: Session, *, by: Officer, custody: Custody) -> tuple[Handed, ...]:
    """The summaries addressed to the head of a unit; what was read is logged, or that nothing was.

    Raises NotAllowed for anybody who is no head.
    """
    person = session.get(Staff, (custody.office.slug, by.staff_id))
    if person is None or by.role is not Role.HEAD or person.role is not Role.HEAD:
        raise NotAllowed(Deed.READ_HANDED)
    found = [
        (folder, said)
        for folder in _under_examination(session, custody)
        for said in entries(session, folder)
        if _is_for(person, folder, said, custody)
    ]
    actor = by.staff_id
    for disclosure_id in sorted({folder.row.id for folder, _ in found}):
        log(session, Deed.READ_HANDED, disclosure_id, actor=actor, custody=custody)
    if not found:
        log(session, Deed.LIST, actor, actor=actor, custody=custody, detail="handed")
    return tuple(
        Handed(said.on, uuid.UUID(said.document[FROM]), said.document["text"]) for _, said in found
    )


def _under_examination(session: Session, custody: Custody) -> Iterator[Folder]:
    rows = select(Disclosure).where(Disclosure.state.in_(UNDER_EXAMINATION))
    for row in session.scalars(rows.order_by(Disclosure.received_on, Disclosure.number)).all():
        yield opened(session, row, custody.keyring)


def _is_for(person: Staff, folder: Folder, said: Said, custody: Custody) -> bool:
    """Whether a summary was meant for this person, who still is what they were then."""
    is_named = said.kind is SealedKind.INTERNAL and str(person.id) in said.document[TO].split()
    return is_named and person.unit == said.document["unit"] and _may_read(person, folder, custody)


def _may_read(row: Staff, folder: Folder, custody: Custody) -> bool:
    """The firewall stands before a summary as before the report."""
    person = Appointee(row.id, row.unit, row.role, row.active)
    return is_clear(folder.about.concern, person, centre_unit=custody.office.centre)
