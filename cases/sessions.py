"""Browsers logged in to the console: recognised, confirmed anew, and ended (security D8)."""

import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cases.actors import Officer
from models.console import Account, ConsoleSession
from models.people import Staff
from models.vocabulary import Role

IDLE: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=8)
FRESH: Final = timedelta(minutes=5)
NOTED_EVERY: Final = timedelta(minutes=1)  # so that reading does not write; ends up to that early
TOKEN_BYTES: Final = 32

Digest = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Pass:
    """What a logged-in browser is given, once; whoever has it is taken for that person."""

    plain: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose browser asks, as the register says now."""

    office: str
    account_id: uuid.UUID
    name: str
    officer: Officer
    fresh: bool
    """Whether a one-time code was given in the last five minutes."""
    to_be_noted: bool
    """Whether the last request noted is so long ago that this one is to be."""
    token_digest: str = field(repr=False)

    @property
    def role(self) -> Role:
        """What the person is in the office."""
        return self.officer.role


def begin(session: Session, account: Account, *, digest: Digest, now: datetime) -> Pass:
    """Log a browser in; the person's other browsers are logged out, and what expired goes."""
    staff = session.get_one(Staff, (account.office_id, account.staff_id))
    session.execute(
        delete(ConsoleSession).where(
            (ConsoleSession.account_id == account.id) | (ConsoleSession.began_at <= now - LONGEST)
        )
    )
    given = Pass(secrets.token_urlsafe(TOKEN_BYTES))
    session.add(
        ConsoleSession(
            office_id=account.office_id,
            token_digest=digest(given.plain),
            account_id=account.id,
            role=staff.role,
            unit=staff.unit,
            began_at=now,
            seen_at=now,
            stepped_up_at=now,  # logging in needed a code
        )
    )
    return given


def recognise(session: Session, token_digest: str, *, now: datetime) -> SignedIn | None:
    """Whose session this is; None if it ended, whatever ended it.

    It ends by logging out, by logging in elsewhere, after 15 minutes without a request, after 8
    hours, with a new password, and when the person's role, unit or employment changes (T27, T97,
    T102).
    """
    wanted = (
        select(ConsoleSession, Staff)
        .join(
            Account,
            (Account.office_id == ConsoleSession.office_id)
            & (Account.id == ConsoleSession.account_id),
        )
        .join(Staff, (Staff.office_id == Account.office_id) & (Staff.id == Account.staff_id))
        .where(ConsoleSession.token_digest == token_digest)
    )
    row = session.execute(wanted).first()
    if row is None or not _is_alive(*row, now=now):
        return None
    found, staff = row
    return SignedIn(
        office=found.office_id,
        account_id=found.account_id,
        name=staff.name,
        officer=Officer.from_row(staff),
        fresh=found.stepped_up_at is not None and now - found.stepped_up_at <= FRESH,
        to_be_noted=now - found.seen_at >= NOTED_EVERY,
        token_digest=token_digest,
    )


def _is_alive(found: ConsoleSession, staff: Staff, *, now: datetime) -> bool:
    in_time = now - found.seen_at < IDLE and now - found.began_at < LONGEST
    same_person = staff.active and (staff.role, staff.unit) == (found.role, found.unit)
    return in_time and same_person


def note_request(session: Session, token_digest: str, *, now: datetime) -> None:
    """Note that the person is still there. An ended session is not brought back."""
    _change(session, token_digest, seen_at=now)


def note_code(session: Session, token_digest: str, *, now: datetime) -> None:
    """Note that the person gave a one-time code just now."""
    _change(session, token_digest, stepped_up_at=now)


def _change(session: Session, token_digest: str, **values: datetime) -> None:
    mine = update(ConsoleSession).where(ConsoleSession.token_digest == token_digest)
    session.execute(mine.values(**values))


def end(session: Session, token_digest: str) -> None:
    """Log a browser out."""
    session.execute(delete(ConsoleSession).where(ConsoleSession.token_digest == token_digest))


def end_all(session: Session, account_id: uuid.UUID) -> None:
    """Log every browser of an account out."""
    session.execute(delete(ConsoleSession).where(ConsoleSession.account_id == account_id))
