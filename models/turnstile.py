"""Lets one writer at a time into an SQLite file, in the order they came.

SQLite itself makes writers that find the file taken sleep and look again, up to a tenth of a second
at
a time; with a few threads most of the time is slept away. Here threads wait for a lock of their own
process, and processes for a lock file, both of which wake the next one at once. A process that dies
lets go by dying.
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
        self._threads = threading.Lock()
        self._file: int | None = None  # a bare descriptor: it may outlive whoever forgot to close

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn, keep it for a while, and give it to the next."""
        with self._threads:
            if self._file is None:
                # Opened late: a lock belongs to the file as opened, and servers fork after
                # starting.
                self._file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the lock file."""
        with self._threads:
            if self._file is not None:
                os.close(self._file)
                self._file = None


class OpenGate:
    """What a database with better manners needs: nothing."""

    def turn(self) -> "nullcontext[None]":
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
