"""One queue of webhooks and the thread that sends it, in order of their due time."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from simulator.chatlog import Entry
from simulator.exchange import Json
from simulator.webhook_post import Mailbox


@dataclass(slots=True, kw_only=True)
class Conduct:
    """How one channel's webhooks behave; every field may be changed while it runs.

    Seconds are real seconds. ``late`` is the chance that an event is overtaken by others,
    ``doubled`` that it is sent twice. Events of one chat stay in one lane; ``batch`` is how
    many that wait may leave in one POST.
    """

    redelivery: bool = False
    redelivery_seconds: Sequence[float] = (1, 2, 4, 8, 16, 32)
    timeout_seconds: float = 2.0
    lanes: int = 1
    batch: int = 1
    paused: bool = False
    doubled: float = 0.0
    late: float = 0.0
    late_seconds: float = 0.05
    bad_signatures: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Parcel:
    """One event on its way; ``again`` counts redeliveries."""

    event: Json
    chat: str
    entry: Entry | None = None
    again: int = 0

    def as_sent(self) -> Json:
        """The event as it is written into the body."""
        if not self.again:
            return self.event
        return self.event | {"deliveryContext": {"isRedelivery": True}}

    def repeated(self) -> "Parcel":
        """The same event for its next redelivery."""
        return replace(self, again=self.again + 1)


Bundle: TypeAlias = Sequence[Parcel]
Send: TypeAlias = Callable[[Bundle, Mailbox], float | None]


class Lane:
    """Sends bundles one after the other; ``send`` answers with the delay of a redelivery."""

    def __init__(self, name: str, *, conduct: Callable[[], Conduct], send: Send) -> None:
        self._conduct, self._send = conduct, send
        self._queue: list[tuple[float, int, Bundle]] = []
        self._numbers = itertools.count()
        self._wake = threading.Condition()
        self._busy = self._stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, bundle: Bundle, *, due: float) -> None:
        """Send these events in one POST at ``due`` (monotonic seconds; 0 = now, in turn)."""
        with self._wake:
            heapq.heappush(self._queue, (due, next(self._numbers), bundle))
            self._wake.notify_all()

    def hurry(self) -> None:
        """Send everything that waits for its time, now; or look at a changed conduct."""
        with self._wake:
            self._queue = [(0.0, number, bundle) for _, number, bundle in self._queue]
            heapq.heapify(self._queue)
            self._wake.notify_all()

    def settle(self, until: float) -> bool:
        """Wait until nothing is left to send; False when it is still busy at ``until``."""
        with self._wake:
            return self._wake.wait_for(
                lambda: not self._queue and not self._busy, max(0.0, until - time.monotonic())
            )

    def stop(self) -> None:
        """End the thread; what waits is dropped."""
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        self._thread.join(5)

    def _run(self) -> None:
        mailbox = Mailbox()
        while bundle := self._next():
            delay = self._send(bundle, mailbox)
            if delay is not None:
                again = [parcel.repeated() for parcel in bundle]
                self.put(again, due=time.monotonic() + delay)
            with self._wake:
                self._busy = False
                self._wake.notify_all()
        mailbox.close()

    def _next(self) -> Bundle:
        with self._wake:
            while not self._stopping:
                now, conduct = time.monotonic(), self._conduct()
                wait = self._queue[0][0] - now if self._queue and not conduct.paused else None
                if wait is not None and wait <= 0:
                    self._busy = True
                    return self._take(now, conduct.batch)
                self._wake.wait(wait)
        return ()

    def _take(self, now: float, most: int) -> Bundle:
        taken: list[Parcel] = list(heapq.heappop(self._queue)[2])
        while self._queue and self._queue[0][0] <= now:
            if len(taken) + len(self._queue[0][2]) > most:
                break
            taken += heapq.heappop(self._queue)[2]
        return taken
