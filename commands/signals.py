"""Being told to stop: by Ctrl-C, by the system, by a terminal that closed."""

import signal
from collections.abc import Iterable
from queue import Empty, SimpleQueue
from typing import Final, Protocol

STOPS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
CHILD_ENDED: Final = signal.SIGCHLD


class Hears(Protocol):
    """Whatever tells of signals."""

    def next(self, seconds: float | None) -> signal.Signals | None:
        """The next signal, waiting for it at most so long; None if there was none."""


class Signals:
    """Collects signals, so that the program can look at them when it is ready to."""

    def __init__(self, also: Iterable[signal.Signals] = ()) -> None:
        """Listen from now on, besides to what means stop also to these."""
        self._heard: SimpleQueue[int] = SimpleQueue()
        for number in (*STOPS, *also):
            signal.signal(number, lambda heard, _frame: self._heard.put(heard))

    def next(self, seconds: float | None) -> signal.Signals | None:
        """The next signal, waiting for it at most so long; None if there was none."""
        try:
            return signal.Signals(self._heard.get(timeout=seconds))
        except Empty:
            return None

    def wait_for_stop(self) -> None:
        """Return when somebody wants this program to end."""
        while self.next(None) not in STOPS:
            pass
