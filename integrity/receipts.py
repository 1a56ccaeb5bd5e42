"""Receipt codes: all that is left to somebody who reported without a trace, and the only way back.

A code is 20 digits, shown once. What is kept of it can be found by it and opened with it, but not
guessed: a memory-hard hash stands between (security D3), and a key that is not in the database.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases.errors import TooManyTries
from models.people import Attempts
from models.scope import office_of
from models.statements import add_if_absent

DIGITS: Final = 20  # 19 random ones, 63 bits, and a check digit
GROUP: Final = 4
LONGEST_TYPED: Final = 60  # characters; refused before anything is computed (T94)
LOOKUPS_PER_MINUTE: Final = 20  # for the whole site (security D15)
LOOKUPS: Final = "receipt lookups"

MEMORY_KIB: Final = 64 * 1024
PASSES: Final = 3
# One lane needs no threads of its own: OpenSSL's never come back when two hashes of several lanes
# run at the same time (seen with OpenSSL 4.0.3).
LANES: Final = 1
# One for all codes: a salt of its own for each could not be looked up. The pepper and the length of
# the code stand in for it.
SALT: Final = b"saisaat/receipt/1"

_TO_ASCII: Final = str.maketrans(
    {chr(start + digit): str(digit) for start in (0x0E50, 0xFF10) for digit in range(10)}
)
_BETWEEN: Final = frozenset(" -.\t\n\r\u00a0\u200b\u2010\u2011\u2012\u2013\u2014\u3000\uff0d")


class Busy(Exception):
    """Too many codes are being hashed; come back in a moment."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A code, to be shown once."""

    plain: str = field(repr=False)

    @property
    def grouped(self) -> str:
        """The code as a person copies it: in fours."""
        return " ".join(self.plain[i : i + GROUP] for i in range(0, DIGITS, GROUP))


@dataclass(frozen=True, slots=True)
class Hardened:
    """What a code finds (`lookup`) and opens (`key`).

    `older` is the same under the previous root key: a report made before the change is found there,
    and is given the present lookup and key when its code is used.
    """

    lookup: str
    key: bytes = field(repr=False)
    older: tuple["Hardened", ...] = ()

    @property
    def ways(self) -> tuple["Hardened", ...]:
        """Every way to find a report by this code, the present one first."""
        return (self, *self.older)


def new_receipt() -> Receipt:
    """Draw a code nobody can guess, with a check digit that catches a slip of the finger."""
    body = f"{secrets.randbelow(10 ** (DIGITS - 1)):0{DIGITS - 1}d}"
    return Receipt(body + _check_digit(body))


def read_receipt(typed: str) -> str | None:
    """Read a code as people type it (groups, dashes, Thai digits); None if it cannot be one."""
    if len(typed) > LONGEST_TYPED:
        return None
    digits = "".join(sign for sign in typed.translate(_TO_ASCII) if sign not in _BETWEEN)
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    return digits if _check_digit(digits[:-1]) == digits[-1] else None


def _check_digit(body: str) -> str:
    """ISO/IEC 7064 MOD 11,10: finds every wrong digit and nearly every swap of two neighbours."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


class Hardener:
    """Hashes codes with Argon2id, a few at a time; call it with no transaction open.

    `pepper` is the present key for receipts, `older` those before it. A hash takes 64 MiB and about
    a third of a second, so `workers` run at once, `queue` wait, and the rest are refused.
    """

    def __init__(
        self, pepper: bytes, *, older: Sequence[bytes] = (), workers: int = 2, queue: int = 20
    ) -> None:
        self._peppers = (pepper, *older)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="receipts")
        self._places = BoundedSemaphore(workers + queue)

    def harden(self, code: str) -> Hardened:
        """What this code finds and opens; also for a code that exists nowhere. Raises Busy."""
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            slow = self._pool.submit(_slow_hash, code).result()
        finally:
            self._places.release()
        present, *older = (_peppered(pepper, slow) for pepper in self._peppers)
        return Hardened(*present, older=tuple(Hardened(*one) for one in older))

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()


def _slow_hash(code: str) -> bytes:
    argon = Argon2id(salt=SALT, length=32, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB)
    return argon.derive(code.encode())


def _peppered(pepper: bytes, slow: bytes) -> tuple[str, bytes]:
    """Finding and opening need the pepper as well: a stolen database alone tests no guess."""
    lookup = hmac.new(pepper, b"lookup\0" + slow, hashlib.sha256).hexdigest()
    return lookup, hmac.digest(pepper, b"key\0" + slow, hashlib.sha256)


def allow_lookup(session: Session, now: datetime) -> None:
    """Count a try to open a report by a code; call it for every try, readable or not.

    The budget is one for everybody, so that nobody gets more by coming from many places; it is the
    site's when the session sees every office. Raises TooManyTries above 20 in a minute.
    """
    window = now.replace(second=0, microsecond=0)
    key = {"office_id": office_of(session), "subject": LOOKUPS, "window": window}
    add_if_absent(session, Attempts, [{**key, "count": 0}])
    mine = (
        Attempts.office_id == office_of(session),
        Attempts.subject == LOOKUPS,
        Attempts.window == window,
    )
    session.execute(update(Attempts).where(*mine).values(count=Attempts.count + 1))
    if session.execute(select(Attempts.count).where(*mine)).scalar_one() > LOOKUPS_PER_MINUTE:
        raise TooManyTries


def minute_ends_in(now: datetime) -> timedelta:
    """How long until tries are allowed again."""
    return timedelta(seconds=60 - now.second, microseconds=-now.microsecond)
