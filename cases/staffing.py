"""Members of staff: invited by a code, linked to LINE, unlinked at any time (T99, T102)."""

import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases.errors import NotFound
from cases.tracking import allow_try
from models.people import Invite, Staff
from models.statements import change
from models.vocabulary import Role

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else
LENGTH: Final = 10
LIFETIME: Final = timedelta(hours=24)
WRONG_TRIES: Final = 5

Digest = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class InviteCode:
    """A linking code, said once to the person it is for."""

    plain: str

    def __repr__(self) -> str:
        """Never show the code."""
        return "InviteCode(***)"


def engage(session: Session, name: str, *, role: Role, unit: str) -> Staff:
    """Enter a member of staff in the register."""
    staff = Staff(id=uuid.uuid4(), name=name, role=role, unit=unit, active=True)
    session.add(staff)
    session.flush()  # an invite points to the row
    return staff


def invite(session: Session, staff: Staff, *, digest: Digest, now: datetime) -> InviteCode:
    """Draw a one-time code for a member of staff; earlier unused codes stop working."""
    session.execute(
        update(Invite)
        .where(Invite.staff_id == staff.id, Invite.used_at.is_(None))
        .values(used_at=now)
    )
    code = InviteCode("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))
    session.add(
        Invite(staff_id=staff.id, code_digest=digest(code.plain), expires_at=now + LIFETIME)
    )
    return code


def link(
    session: Session, typed: str, person_id: uuid.UUID, *, digest: Digest, now: datetime
) -> Staff:
    """Link a LINE person to the member of staff whose code they typed.

    Raises TooManyTries after five tries in ten minutes, NotFound for a wrong, used or expired code
    alike.
    """
    allow_try(session, f"link:{person_id}", limit=WRONG_TRIES, now=now)
    found = session.scalar(select(Invite).where(Invite.code_digest == digest(_read(typed))))
    if found is None or found.used_at is not None or found.expires_at < now:
        raise NotFound
    staff = session.get_one(Staff, (found.office_id, found.staff_id))
    if not staff.active or not _use_up(session, found, now=now):
        raise NotFound
    _release(session, person_id)
    staff.person_id, staff.linked_at = person_id, now
    return staff


def linked_until_now(session: Session, typed: str, *, digest: Digest) -> uuid.UUID | None:
    """The LINE person linked so far to the member of staff a code was made for."""
    invited = select(Invite.staff_id).where(Invite.code_digest == digest(_read(typed)))
    return session.scalar(select(Staff.person_id).where(Staff.id.in_(invited)))


def _read(typed: str) -> str:
    return "".join(c for c in typed.upper() if c in ALPHABET)[:40]


def unlink(session: Session, staff: Staff) -> None:
    """Cut the link between a member of staff and their LINE account."""
    staff.person_id = staff.linked_at = None


def dismiss(session: Session, staff: Staff) -> None:
    """Take a member of staff off duty: no access from the next tap on."""
    staff.active = False
    unlink(session, staff)


def staff_of(session: Session, person_id: uuid.UUID) -> Staff | None:
    """The active member of staff who linked this LINE person, as of now."""
    return session.scalar(select(Staff).where(Staff.person_id == person_id, Staff.active.is_(True)))


def _use_up(session: Session, invite: Invite, *, now: datetime) -> bool:
    """Mark a code used; of two people who type it at the same moment, one finds it used."""
    unused = update(Invite).where(Invite.id == invite.id, Invite.used_at.is_(None))
    return change(session, unused.values(used_at=now)) == 1


def _release(session: Session, person_id: uuid.UUID) -> None:
    before = session.scalar(select(Staff).where(Staff.person_id == person_id))
    if before is not None:
        unlink(session, before)
        # one person, one member of staff: the old link goes before the new one comes
        session.flush()
