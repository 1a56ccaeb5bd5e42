"""Lets one writer at a time into an SQLite file, the urgent first.

SQLite itself makes writers that find the file taken sleep and look again, up to a tenth of a second
at a time; with a few threads most of the time is slept away. Here threads wait for a turn within
their own process, and processes for a lock file, both of which wake the next one at once. A process
that dies lets go by dying.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Engine


class Turnstile:
    """The way in for writers of one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._free = threading.Condition()
        self._taken = False
        self._urgent = 0
        self._file: int | None = None  # a bare descriptor: it may outlive whoever forgot to close

    @contextmanager
    def turn(self, *, urgent: bool = False) -> Iterator[None]:
        """Wait for one's turn, keep it for a while, and give it to the next."""
        self._enter(urgent=urgent)
        try:
            file = self._opened()
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)
        finally:
            self._leave()

    def _enter(self, *, urgent: bool) -> None:
        with self._free:
            self._urgent += urgent
            self._free.wait_for(lambda: not self._taken and (urgent or not self._urgent))
            self._urgent -= urgent
            self._taken = True

    def _leave(self) -> None:
        with self._free:
            self._taken = False
            self._free.notify_all()

    def _opened(self) -> int:
        # Opened late: a lock belongs to the file as opened, and servers fork after starting.
        if self._file is None:
            self._file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        return self._file

    def close(self) -> None:
        """Let go of the lock file."""
        self._enter(urgent=True)
        if self._file is not None:
            os.close(self._file)
            self._file = None
        self._leave()


class OpenGate:
    """What a database with better manners needs: nothing."""

    def turn(self, *, urgent: bool = False) -> "nullcontext[None]":
        """Go in."""
        return nullcontext()

    def close(self) -> None:
        """There is nothing to let go of."""


def turnstile_for(engine: Engine) -> Turnstile | OpenGate:
    """The turnstile of an SQLite file; an open gate for anything else."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return OpenGate()
    return Turnstile(Path(f"{name}-writers"))
