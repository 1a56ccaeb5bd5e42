"""What was forgotten, by ids that mean nothing to anybody, so that it stays forgotten (D18)."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.deadlines import local_date
from models.scope import office_of
from models.statements import add_if_absent
from models.watch import Tombstone


@dataclass(frozen=True, slots=True)
class Buried:
    """One thing that was forgotten."""

    kind: str
    ref: uuid.UUID
    on: date


def bury(session: Session, kind: str, refs: Sequence[uuid.UUID], *, now: datetime) -> None:
    """Note that things of one kind were forgotten today, once each."""
    add(session, [Buried(kind, ref, local_date(now)) for ref in refs])


def add(session: Session, buried: Iterable[Buried]) -> None:
    """Note what was forgotten, also what another copy of the database forgot."""
    office = office_of(session)
    rows = [{"office_id": office, "kind": b.kind, "ref": b.ref, "on": b.on} for b in buried]
    if rows:
        add_if_absent(session, Tombstone, rows)


def everything(session: Session) -> list[Buried]:
    """All that this office forgot, by its random ids: in an order that tells nothing."""
    found = session.scalars(select(Tombstone).order_by(Tombstone.ref, Tombstone.kind))
    return [Buried(row.kind, row.ref, row.on) for row in found]
