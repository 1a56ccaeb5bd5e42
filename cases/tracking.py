"""Following a case by its code, without saying who one is (A49 to A53)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases.errors import NotFound, TooManyTries
from models.case import Case
from models.people import Attempts
from models.scope import office_of
from models.statements import add_if_absent

DIGITS: Final = 12  # 11 random ones and a check digit: 36 bits, with tries limited below
WINDOW: Final = timedelta(minutes=10)
LONGEST_TYPED: Final = 40
TRIES_PER_PLACE: Final = 10
TRIES_IN_ALL: Final = 600
EVERYBODY: Final = "everybody"

# Thai and full-width digits are what people's keyboards give them.
_TO_ASCII = str.maketrans(
    {chr(start + digit): str(digit) for start in (0x0E50, 0xFF10) for digit in range(10)}
)

Digest = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class TrackingCode:
    """A code shown once to the citizen, and the keyed hash that is kept of it."""

    plain: str
    digest: str

    @property
    def grouped(self) -> str:
        """The code as a person reads it out: in fours."""
        return " ".join(self.plain[i : i + 4] for i in range(0, DIGITS, 4))

    def __repr__(self) -> str:
        """Never show the code."""
        return "TrackingCode(***)"


def new_code(digest: Digest) -> TrackingCode:
    """Draw a code nobody can guess, with a check digit that catches a slip of the finger."""
    body = f"{secrets.randbelow(10 ** (DIGITS - 1)):0{DIGITS - 1}d}"
    plain = body + _check_digit(body)
    return TrackingCode(plain, digest(plain))


def read_code(typed: str) -> str | None:
    """Read a code as people type it (spaces, dashes, Thai digits); None if it cannot be one."""
    if len(typed) > LONGEST_TYPED:
        return None
    digits = "".join(c for c in typed.translate(_TO_ASCII) if c not in " -\u2013\u00a0\u200b\t\n.")
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    return digits if _check_digit(digits[:-1]) == digits[-1] else None


def _check_digit(body: str) -> str:
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body))]
    return str(-sum(d // 10 + d % 10 for d in doubled) % 10)


def find_by_code(
    session: Session, typed: str, *, digest: Digest, place: str, now: datetime
) -> Case:
    """Find the case a code belongs to. `place` is a keyed hash of where the try comes from.

    Raises NotFound for a wrong, absent or unreadable code alike, TooManyTries when tried too often.
    """
    allow_try(session, place, limit=TRIES_PER_PLACE, now=now)
    allow_try(session, EVERYBODY, limit=TRIES_IN_ALL, now=now)
    code = read_code(typed)
    # An unreadable code is looked up all the same, so that the time taken tells nothing.
    case = session.scalar(select(Case).where(Case.code_digest == digest(code or "")))
    if case is None or code is None:
        raise NotFound
    return case


def allow_try(session: Session, subject: str, *, limit: int, now: datetime) -> None:
    """Count a try within the present window. Raises TooManyTries above the limit."""
    window = now - timedelta(seconds=now.timestamp() % WINDOW.total_seconds())
    key = {"office_id": office_of(session), "subject": subject, "window": window}
    add_if_absent(session, Attempts, [{**key, "count": 0}])
    mine = (
        Attempts.office_id == key["office_id"],
        Attempts.subject == subject,
        Attempts.window == window,
    )
    session.execute(update(Attempts).where(*mine).values(count=Attempts.count + 1))
    if session.execute(select(Attempts.count).where(*mine)).scalar_one() > limit:
        raise TooManyTries
