"""Which reporters are told today that something waits for them, and at which minute.

The day after an officer wrote, in one of the slots, at a minute drawn by a keyed hash: when a push
comes says nothing about when somebody worked (T35). Only who asked for it has a way back at all.
"""

import hmac
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from cases.deadlines import BANGKOK
from integrity import links
from integrity.keyring import Keyring, SealedPurpose
from integrity.links import Reporter
from integrity.notices import OPEN_FOR, SLOTS
from integrity.reporter import TOLD
from models.sealed import SealedEntry
from models.vocabulary import SealedBy

MINUTES: Final = int(OPEN_FOR.total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class News:
    """Somebody is to be told that something waits, at this moment."""

    at: datetime
    disclosure: uuid.UUID
    reporter: Reporter = field(repr=False)


def moment(disclosure: uuid.UUID, written_on: date, *, secret: bytes) -> datetime:
    """When the reporter is told of what was written on a day. Pure, and the same each time."""
    drawn = hmac.digest(secret, f"{disclosure}/{written_on}".encode(), "sha256")
    slot = SLOTS[drawn[0] % len(SLOTS)]
    begins = datetime.combine(written_on + timedelta(days=1), slot, BANGKOK)
    return begins + timedelta(minutes=int.from_bytes(drawn[1:5]) % MINUTES)


def due(session: Session, *, after: datetime, until: datetime, keyring: Keyring) -> Iterator[News]:
    """Who is to be told between two moments (the first excluded)."""
    secret = keyring.secret(SealedPurpose.NOTICE)
    for disclosure, day in session.execute(_written(after, until)).all():
        at = moment(disclosure, day, secret=secret)
        reporter = links.find(session, disclosure, keyring) if after < at <= until else None
        if reporter is not None:
            yield News(at, disclosure, reporter)


def _written(after: datetime, until: datetime) -> Select[uuid.UUID, date]:
    """On which reports officers wrote, on days of which reporters are told between two moments.

    What the reporter answered since then does not wait any more.
    """
    later = aliased(SealedEntry)
    answered = select(later.id).where(
        later.disclosure_id == SealedEntry.disclosure_id,
        later.by == SealedBy.REPORTER,
        later.position > SealedEntry.position,
    )
    first, last = (
        moment.astimezone(BANGKOK).date() - timedelta(days=1) for moment in (after, until)
    )
    return (
        select(SealedEntry.disclosure_id, SealedEntry.on)
        .where(
            SealedEntry.by == SealedBy.OFFICER,
            SealedEntry.kind.in_(TOLD),
            SealedEntry.on.between(first, last),
            ~answered.exists(),
        )
        .distinct()
    )
