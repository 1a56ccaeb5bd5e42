"""Passwords of the staff console: which are good enough, and hashing them at a bounded cost."""

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from cases.errors import Invalid

SHORTEST: Final = 15  # characters (ASVS 6.2.9)
LONGEST: Final = 128
LEAST_OF_ONES_OWN: Final = 6  # characters left when the pieces everybody tries are taken away
LEAST_DIFFERENT: Final = 5  # different characters
_COMMON: Final = Path(__file__).with_name("common_passwords.txt")
_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32


class Busy(Exception):
    """More passwords wait to be checked than may; try again in a moment."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs whoever stole the hashes (RFC 9106, second profile; security D8).

    One lane: hashes of several lanes that run at once in one process have been seen to hang.
    The memory, which is what a guess costs, is the same.
    """

    memory_kib: int = 65_536
    rounds: int = 3
    lanes: int = 1


def settled(typed: str) -> str:
    """The password in one spelling: keyboards write the same Thai letters in several ways."""
    return unicodedata.normalize("NFKC", typed)


def require_good(typed: str, *, name: str) -> None:
    """Raise Invalid, with what to do, unless the password is long and not easily guessed.

    Length counts, kinds of characters do not, and nothing expires (ASVS 6.2.4, 6.2.5, 6.2.10).
    """
    password = settled(typed)
    if len(password) < SHORTEST:
        raise Invalid("console.password.short")
    if len(password) > LONGEST:
        raise Invalid("console.password.long")
    if _is_guessable(password.casefold(), name=settled(name).casefold()):
        raise Invalid("console.password.common")


def require_same(typed: str, again: str) -> None:
    """Raise Invalid unless the password was typed twice alike."""
    if settled(typed) != settled(again):
        raise Invalid("console.password.differ")


def _is_guessable(password: str, *, name: str) -> bool:
    own = password
    for piece in (*sorted({name, *name.split()}, key=len, reverse=True), *common_pieces()):
        own = own.replace(piece, "")
    own = "".join(letter for letter in own if letter.isalnum())
    return len(own) < LEAST_OF_ONES_OWN or len(set(password)) < LEAST_DIFFERENT


@cache
def common_pieces() -> tuple[str, ...]:
    """The pieces of passwords that everybody tries first, longest first."""
    lines = _COMMON.read_text("utf-8").splitlines()
    pieces = {settled(line).casefold() for line in lines if line and not line.startswith("#")}
    return tuple(sorted(pieces, key=lambda piece: (-len(piece), piece)))


class Passwords:
    """Hashes and checks passwords, a few at a time: memory-hard work must not fill the memory.

    Slow on purpose (about 0.2 s each): call it while no transaction is open.
    """

    def __init__(self, *, cost: Cost | None = None, at_once: int = 2, queue: int = 20) -> None:
        self._cost = cost or Cost()
        self._room = BoundedSemaphore(at_once + queue)
        self._benches = BoundedSemaphore(at_once)

    def hashed(self, password: str) -> str:
        """What is kept of a password. Raises Busy."""
        with self._bench():
            return self._argon2().derive_phc_encoded(settled(password).encode())

    def fits(self, password: str, kept: str | None) -> bool:
        """Whether this is the password; without one the same work is done for nothing.

        Raises Busy.
        """
        offered = settled(password)[: LONGEST + 1].encode()
        with self._bench():
            if kept is None:
                self._argon2().derive(offered)
                return False
            try:
                Argon2id.verify_phc_encoded(offered, kept)
            except InvalidKey:
                return False
            return True

    def _argon2(self) -> Argon2id:
        return Argon2id(
            salt=os.urandom(_SALT_BYTES),
            length=_HASH_BYTES,
            iterations=self._cost.rounds,
            lanes=self._cost.lanes,
            memory_cost=self._cost.memory_kib,
        )

    @contextmanager
    def _bench(self) -> Iterator[None]:
        if not self._room.acquire(blocking=False):
            raise Busy
        try:
            with self._benches:
                yield
        finally:
            self._room.release()
