"""The simulator's time: real time that tests can move forward or set."""

import threading
import time


class Clock:
    """Seconds since 1970, moved by ``advance`` and ``set``; it keeps running in between."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._offset = 0.0
        self._frozen_at: float | None = None

    def now(self) -> float:
        """Seconds since 1970 in simulated time."""
        with self._lock:
            return time.time() + self._offset if self._frozen_at is None else self._frozen_at

    def now_ms(self) -> int:
        """Milliseconds since 1970, as LINE writes them into events."""
        return int(self.now() * 1000)

    def advance(self, seconds: float) -> None:
        """Move time forward."""
        with self._lock:
            if self._frozen_at is None:
                self._offset += seconds
            else:
                self._frozen_at += seconds

    def set(self, seconds: float) -> None:
        """Let it be this moment."""
        with self._lock:
            if self._frozen_at is None:
                self._offset = seconds - time.time()
            else:
                self._frozen_at = seconds

    def freeze(self, frozen: bool) -> None:  # noqa: FBT001 - the word says what True means
        """Stop time where it is, or let it run on from there."""
        moment = self.now()
        with self._lock:
            self._frozen_at = moment if frozen else None
            self._offset = moment - time.time()
