"""Which reporters are told today that something waits for them, and at which minute.

The day after an officer wrote, every so many days while nothing is decided (A43), and when somebody
is asked whether they are harmed for it: always in one of the slots, at a minute drawn by a keyed
hash of the report and the day. When a push comes says nothing about when somebody worked (T35), and
a day has one at most. Only who asked for it has a way back at all.
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
from config.office import Office
from integrity import clocks, links
from integrity.keyring import Keyring, SealedPurpose
from integrity.links import Reporter
from integrity.notices import OPEN_FOR, SLOTS
from integrity.reporter import TOLD
from models.sealed import Disclosure, SealedEntry, SealedLink
from models.vocabulary import SealedBy

MINUTES: Final = int(OPEN_FOR.total_seconds()) // 60
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class News:
    """Somebody is to be told that something waits, at this moment."""

    at: datetime
    disclosure: uuid.UUID
    reporter: Reporter = field(repr=False)


def moment(disclosure: uuid.UUID, day: date, *, secret: bytes) -> datetime:
    """When the reporter is told on a day, whatever there is to tell. Pure, the same each time."""
    drawn = hmac.digest(secret, f"{disclosure}/{day - A_DAY}".encode(), "sha256")
    slot = SLOTS[drawn[0] % len(SLOTS)]
    begins = datetime.combine(day, slot, BANGKOK)
    return begins + timedelta(minutes=int.from_bytes(drawn[1:5]) % MINUTES)


def due(
    session: Session, office: Office, *, after: datetime, until: datetime, keyring: Keyring
) -> Iterator[News]:
    """Who is to be told between two moments (the first excluded)."""
    secret = keyring.secret(SealedPurpose.NOTICE)
    first, last = (at.astimezone(BANGKOK).date() for at in (after, until))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    waiting = {
        *((of, on + A_DAY) for of, on in session.execute(_written(first, last)).all()),
        *_expected(session, office, days),
    }
    for disclosure, day in sorted(waiting):
        at = moment(disclosure, day, secret=secret)
        reporter = links.find(session, disclosure, keyring) if after < at <= until else None
        if reporter is not None:
            yield News(at, disclosure, reporter)


def _written(first: date, last: date) -> Select[uuid.UUID, date]:
    """On which reports officers wrote, on the days before those on which reporters are told.

    What the reporter answered since then does not wait any more.
    """
    later = aliased(SealedEntry)
    answered = select(later.id).where(
        later.disclosure_id == SealedEntry.disclosure_id,
        later.by == SealedBy.REPORTER,
        later.position > SealedEntry.position,
    )
    return (
        select(SealedEntry.disclosure_id, SealedEntry.on)
        .where(
            SealedEntry.by == SealedBy.OFFICER,
            SealedEntry.kind.in_(TOLD),
            SealedEntry.on.between(first - A_DAY, last - A_DAY),
            ~answered.exists(),
        )
        .distinct()
    )


def _expected(
    session: Session, office: Office, days: list[date]
) -> Iterator[tuple[uuid.UUID, date]]:
    """The reports with a link of which these are days on which their reporter expects a word."""
    linked = select(SealedLink.disclosure_id)
    for row in session.scalars(select(Disclosure).where(Disclosure.id.in_(linked))):
        for day in days:
            if _is_expected(row, day, office):
                yield row.id, day


def _is_expected(row: Disclosure, day: date, office: Office) -> bool:
    """A43: every 30 days while nothing is decided; and the day of a check-in after closing."""
    settings = office.sealed_clocks
    if row.closed_on is not None and row.closed_on < day:
        return day in clocks.pushed_on(row.closed_on, settings, office.retention)
    is_day = clocks.told_last(row.received_on, day, settings) == day
    return is_day and clocks.was_undecided(row, day)
