"""Handles events at once, where they arrived: lanes in parallel, each lane in order."""

import logging
import threading
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from bot.delivery import Delivery
from bot.media import fetching
from bot.service import Service
from handlers.inbox import Lane
from handlers.process import Handled, handle_next, interrupted

THREADS: Final = 12  # most of their time they wait for LINE

log = logging.getLogger(__name__)


class Dispatcher:
    """Works on lanes as they are named; a lane named while it is worked on is looked at again."""

    def __init__(
        self,
        service: Service,
        *,
        threads: int = THREADS,
        give_way: Callable[[], None] | None = None,
    ) -> None:
        """`give_way` is called before each event; it may wait for something more urgent."""
        self._service = service
        self._give_way = give_way or _nothing_more_urgent
        self._delivery = Delivery(service)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="lane")
        self._guard = threading.Lock()
        self._again: dict[Lane, bool] = {}
        self._queued: set[uuid.UUID] = set()
        self._idle = threading.Condition(self._guard)

    def wake(self, lanes: Iterable[Lane]) -> None:
        """Look after lanes as soon as a thread is free."""
        for lane in set(lanes):
            with self._guard:
                busy = lane in self._again
                self._again[lane] = busy
            if not busy:
                self._pool.submit(self._work, lane)

    def sweep(self) -> int:
        """Take up what was interrupted: events, calls and files whose process died. Counts them."""
        lanes = interrupted(self._service)
        self.wake(lanes)
        calls = self._delivery.due()
        for office, call in calls:
            self._once(call, self._delivery.deliver_one, office, call)
        files = fetching.due(self._service)
        for office, file in files:
            self._once(file, fetching.fetch, self._service, office, file)
        return len(lanes) + len(calls) + len(files)

    def wait_until_idle(self, timeout: float) -> bool:
        """Wait until no lane is being worked on; False after `timeout` seconds."""
        with self._idle:
            return self._idle.wait_for(lambda: not self._again, timeout)

    def close(self) -> None:
        """Finish what was begun, then stop."""
        self._pool.shutdown(wait=True)

    def _work(self, lane: Lane) -> None:
        try:
            self._empty(lane)
        except Exception as problem:  # noqa: BLE001 - the sweep takes the lane up again
            log.error("lane_failed kind=%s", type(problem).__name__)  # noqa: TRY400 - no words
        with self._guard:
            again = self._again.pop(lane)
            if again:
                self._again[lane] = False
            self._idle.notify_all()
        if again:
            self._pool.submit(self._work, lane)

    def _empty(self, lane: Lane) -> None:
        while (handled := self._next(lane)) is not None:
            self._delivery.deliver(lane.office, handled.calls)
            for file in handled.files:
                self._once(file, fetching.fetch, self._service, lane.office, file)

    def _next(self, lane: Lane) -> Handled | None:
        self._give_way()
        return handle_next(self._service, lane)

    def _once(self, key: uuid.UUID, work: Callable[..., None], *args: object) -> None:
        """Put work in the queue unless an earlier sweep put it there and it still waits."""
        with self._guard:
            if key in self._queued:
                return
            self._queued.add(key)
        self._pool.submit(self._guarded, key, work, *args)

    def _guarded(self, key: uuid.UUID, work: Callable[..., None], *args: object) -> None:
        with self._guard:
            self._queued.discard(key)
        try:
            work(*args)
        except Exception as problem:  # noqa: BLE001 - the sweep takes it up again
            log.error("work_failed kind=%s", type(problem).__name__)  # noqa: TRY400 - no words


def _nothing_more_urgent() -> None:
    """Where no webhooks arrive, nobody has to be let past."""
