"""Runs the parts of the service as processes: starts, watches, starts again, and leaves none."""

import ctypes
import logging
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from commands.signals import STOPS, Hears

READY_WITHIN: Final = 60.0  # seconds
GRACE: Final = 35.0  # seconds to finish what was begun; gunicorn takes up to 30
RESTARTS: Final = 3  # within a window; one more and everything stops
WINDOW: Final = 120.0  # seconds
LOOK_EVERY: Final = 0.1  # seconds
TAIL: Final = 2000  # bytes of a log worth showing
_PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None)

log = logging.getLogger(__name__)


class Stopped(Exception):
    """Somebody wants everything to end."""


class PartEnded(Exception):
    """A part ended by itself too often, or could not begin: its name, status, end of its log."""

    def __init__(self, name: str, status: int | None, last_words: str) -> None:
        super().__init__(name)
        self.name, self.status, self.last_words = name, status, last_words


@dataclass(frozen=True, slots=True)
class Part:
    """A process: its command, and the address that answers when it is ready, if there is one.

    A part that keeps its state in memory cannot be started again.
    """

    name: str
    command: tuple[str, ...]
    ready_at: str | None = None
    may_restart: bool = True


@dataclass(slots=True)
class _Running:
    part: Part
    process: subprocess.Popen[bytes]
    restarted: deque[float] = field(default_factory=lambda: deque(maxlen=RESTARTS))


class Supervisor:
    """Holds the parts, in the order in which they were started and will be stopped."""

    def __init__(self, signals: Hears, env: Mapping[str, str], *, logs: Path | None) -> None:
        """Without a folder for logs, the parts write where this process does."""
        self._signals, self._env, self._logs = signals, dict(env), logs
        self._running: list[_Running] = []

    def start(self, part: Part) -> None:
        """Start a part."""
        self._running.append(_Running(part, self._spawn(part)))

    def wait_until_ready(self) -> None:
        """Return when every part answers. Raises Stopped, PartEnded."""
        deadline = time.monotonic() + READY_WITHIN
        for running in self._running:
            while not _answers(running.part.ready_at):
                if running.process.poll() is not None or time.monotonic() > deadline:
                    raise self._ended(running.part, running.process)
                self.pause(LOOK_EVERY)

    def run(self, part: Part) -> None:
        """Run a part to its end. Raises Stopped, PartEnded when it ends badly."""
        process = self._spawn(part)
        try:
            while process.poll() is None:
                self.pause(LOOK_EVERY)
        finally:
            _end(process)
        if process.returncode != 0:
            raise self._ended(part, process)

    def pause(self, seconds: float) -> None:
        """Let so much time pass. Raises Stopped."""
        if self._signals.next(seconds) in STOPS:
            raise Stopped

    def watch(self) -> None:
        """Keep the parts running. Raises Stopped, PartEnded."""
        while True:
            for running in self._running:
                if running.process.poll() is not None:
                    self._start_again(running)
            if self._signals.next(None) in STOPS:  # or a child ended
                raise Stopped

    def stop(self) -> None:
        """End every part, the last started first, so that each still finds what it leans on."""
        for running in reversed(self._running):
            _end(running.process)
        self._running.clear()

    def _start_again(self, running: _Running) -> None:
        part, now = running.part, time.monotonic()
        often = len(running.restarted) == RESTARTS and now - running.restarted[0] < WINDOW
        status = running.process.returncode
        log.error("part_ended process=%s exit=%d", part.name, status)
        if often or not part.may_restart:
            raise self._ended(part, running.process)
        running.restarted.append(now)
        running.process = self._spawn(part)

    def _spawn(self, part: Part) -> "subprocess.Popen[bytes]":
        with ExitStack() as closing:
            log = self._log(part)
            out = closing.enter_context(log.open("ab")) if log else None
            return subprocess.Popen(
                part.command,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                # A session of its own: Ctrl-C reaches us only, and we end the parts in order.
                start_new_session=True,
                preexec_fn=_end_with_us,  # noqa: PLW1509 - this process has one thread
            )

    def _log(self, part: Part) -> Path | None:
        return self._logs / f"{part.name}.log" if self._logs else None

    def _ended(self, part: Part, process: "subprocess.Popen[bytes]") -> PartEnded:
        log = self._log(part)
        last = log.read_bytes()[-TAIL:].decode("utf-8", "replace") if log else ""
        return PartEnded(part.name, process.returncode, last)


def _end_with_us() -> None:
    """Have the system end this child when the supervisor is killed without a chance to do it."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it started: kindly, and by force when that takes too long."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        log.warning("part_killed")
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # what is left of it and of its own children
    process.wait()


def _answers(address: str | None) -> bool:
    if address is None:
        return True
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own http
            return bool(answer.status == 200)  # noqa: PLR2004 - HTTP's OK
    except (urllib.error.URLError, OSError):
        return False
