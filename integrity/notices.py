"""Staff hear at two fixed times a day that it is time to look, whether or not there is anything.

What is said never differs, so that neither the message nor its absence tells of a report (security
D20). Nothing is written down: LINE itself knows by the key of a call that it was made before.
"""

import hmac
import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.deadlines import BANGKOK
from integrity.keyring import Keyring, SealedPurpose
from models.people import Person, Staff
from models.vocabulary import Role

SLOTS: Final = (time(9), time(14))  # by the clock of Bangkok
OPEN_FOR: Final = timedelta(minutes=30)


def slot_of(now: datetime) -> datetime | None:
    """When the slot began that is open now, if one is."""
    here = now.astimezone(BANGKOK)
    begun = (datetime.combine(here.date(), slot, BANGKOK) for slot in SLOTS)
    return next((slot for slot in begun if slot <= here < slot + OPEN_FOR), None)


def listeners(session: Session, slot: datetime) -> Sequence[Person]:
    """Everybody at the integrity desk who can be reached in LINE, and in the first slot of a day
    the director, the second line of what is late; which reports there are does not matter.
    """
    is_first = slot.astimezone(BANGKOK).time() == SLOTS[0]
    roles = (Role.INTEGRITY, Role.DIRECTOR) if is_first else (Role.INTEGRITY,)
    desk = (
        select(Person)
        .join(Staff, (Staff.office_id == Person.office_id) & (Staff.person_id == Person.id))
        .where(Staff.role.in_(roles), Staff.active.is_(True), Person.blocked_at.is_(None))
    )
    return session.scalars(desk).all()


def retry_key(keyring: Keyring, *facts: object) -> str:
    """The same key (a UUID) for the same call: LINE takes it once, however often it is made."""
    secret, message = keyring.secret(SealedPurpose.NOTICE), "\0".join(map(str, facts)).encode()
    return str(uuid.UUID(bytes=hmac.digest(secret, message, "sha256")[:16], version=4))
