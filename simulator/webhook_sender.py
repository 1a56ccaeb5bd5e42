"""Delivers webhooks as LINE does: in order per chat, within two seconds, again if asked to."""

import heapq
import itertools
import json
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

from simulator.chatlog import Entry
from simulator.exchange import Json
from simulator.webhook_post import Mailbox, Outcome, Reply, signature


@dataclass(slots=True, kw_only=True)
class Conduct:
    """How one channel's webhooks behave; every field may be changed while it runs.

    Seconds are real seconds. ``late`` is the chance that an event is overtaken by others,
    ``doubled`` that it is sent twice. Events of one chat stay in one lane.
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


@dataclass(slots=True)
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


class Lane:
    """A thread that sends one queue of parcels in order of their due time."""

    def __init__(self, courier: "Courier", name: str) -> None:
        self._courier = courier
        self._queue: list[tuple[float, int, Parcel]] = []
        self._numbers = itertools.count()
        self._wake = threading.Condition()
        self._busy = self._stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, parcel: Parcel, *, due: float) -> None:
        """Send this at ``due`` (monotonic seconds; 0 = now, in turn)."""
        with self._wake:
            heapq.heappush(self._queue, (due, next(self._numbers), parcel))
            self._wake.notify_all()

    def hurry(self) -> None:
        """Send everything that waits for its time, now; or look at a changed conduct."""
        with self._wake:
            self._queue = [(0.0, number, parcel) for _, number, parcel in self._queue]
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
        if self._thread is not threading.current_thread():
            self._thread.join(5)

    def _run(self) -> None:
        mailbox = Mailbox()
        while parcels := self._next():
            self._courier.send(parcels, mailbox, self)
            with self._wake:
                self._busy = False
                self._wake.notify_all()
        mailbox.close()

    def _next(self) -> list[Parcel]:
        with self._wake:
            while not self._stopping:
                conduct = self._courier.conduct
                now = time.monotonic()
                wait = self._queue[0][0] - now if self._queue and not conduct.paused else None
                if wait is not None and wait <= 0:
                    self._busy = True
                    return self._take(now, conduct.batch)
                self._wake.wait(wait)
        return []

    def _take(self, now: float, most: int) -> list[Parcel]:
        taken: list[Parcel] = []
        while self._queue and self._queue[0][0] <= now and len(taken) < most:
            taken.append(heapq.heappop(self._queue)[2])
        return taken


@dataclass(slots=True)
class Courier:
    """All lanes of one channel, how they behave, and what became of their webhooks."""

    slug: str
    secret: str
    destination: str
    url: Callable[[], str]
    on_sending: Callable[[Parcel], None]
    on_answer: Callable[[Parcel, Reply], None]
    conduct: Conduct = field(default_factory=Conduct)
    outcomes: Counter[str] = field(default_factory=Counter)
    errors: deque[Json] = field(default_factory=lambda: deque(maxlen=200))
    slowest_seconds: float = 0.0
    _lanes: dict[int, Lane] = field(default_factory=dict)
    _sent: dict[str, Parcel] = field(default_factory=dict)
    _chance: random.Random = field(default_factory=random.Random)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def accept(self, parcel: Parcel) -> None:
        """Take an event for delivery."""
        self._sent[str(parcel.event.get("webhookEventId"))] = parcel
        conduct = self.conduct
        late = conduct.late and self._chance.random() < conduct.late
        due = time.monotonic() + self._chance.random() * conduct.late_seconds if late else 0.0
        copies = 1 + bool(conduct.doubled and self._chance.random() < conduct.doubled)
        for _ in range(copies):
            self._lane(parcel.chat).put(parcel, due=due)

    def again(self, event_id: str) -> bool:
        """Redeliver one event now, whatever became of it before; False if it is unknown."""
        known = self._sent.get(event_id)
        if known:
            parcel = Parcel(known.event, known.chat, known.entry, known.again + 1)
            self._lane(parcel.chat).put(parcel, due=0.0)
        return known is not None

    def behave(self, conduct: Conduct) -> None:
        """Change how webhooks behave."""
        self._chance.seed(conduct.seed)
        self.conduct = conduct
        self.hurry()

    def hurry(self) -> None:
        """Send everything that waits, now."""
        for lane in list(self._lanes.values()):
            lane.hurry()

    def send(self, parcels: list[Parcel], mailbox: Mailbox, lane: Lane) -> None:
        """POST one body; give back to the lane what is to be redelivered."""
        for parcel in parcels:
            self.on_sending(parcel)
        reply = self._post([parcel.as_sent() for parcel in parcels], mailbox)
        for parcel in parcels:
            self.on_answer(parcel, reply)
            delays = self.conduct.redelivery_seconds if self.conduct.redelivery else ()
            if reply.outcome is not Outcome.OK and parcel.again < len(delays):
                due = time.monotonic() + delays[parcel.again]
                again = Parcel(parcel.event, parcel.chat, parcel.entry, parcel.again + 1)
                lane.put(again, due=due)

    def test(self, url: str | None) -> Reply:
        """POST an empty batch, as the verify button does."""
        mailbox = Mailbox()
        try:
            return self._post([], mailbox, url=url)
        finally:
            mailbox.close()

    def _post(self, events: list[Json], mailbox: Mailbox, *, url: str | None = None) -> Reply:
        body = json.dumps(
            {"destination": self.destination, "events": events},
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        signed = signature(self._secret_now(), body)
        timeout = self.conduct.timeout_seconds
        where = url or self.url()
        if not where:
            return Reply(Outcome.UNCLASSIFIED, detail="no webhook url")
        reply = mailbox.post(where, body, signed=signed, timeout=timeout)
        self._count(reply, events)
        return reply

    def _secret_now(self) -> str:
        with self._lock:
            if self.conduct.bad_signatures <= 0:
                return self.secret
            self.conduct.bad_signatures -= 1
            return "not the channel secret"

    def _count(self, reply: Reply, events: list[Json]) -> None:
        with self._lock:
            self.outcomes[reply.outcome.value] += 1
            self.slowest_seconds = max(self.slowest_seconds, reply.seconds)
            if reply.outcome is not Outcome.OK:
                names = [event.get("webhookEventId") for event in events]
                self.errors.append({**asdict(reply), "events": names})

    def _lane(self, chat: str) -> Lane:
        index = hash(chat) % max(1, self.conduct.lanes)
        with self._lock:
            if index not in self._lanes:
                self._lanes[index] = Lane(self, f"webhooks-{self.slug}-{index}")
            return self._lanes[index]

    def settle(self, timeout: float) -> bool:
        """Wait until everything is sent; False when ``timeout`` real seconds were not enough."""
        until = time.monotonic() + timeout
        quiet = [lane.settle(until) for lane in list(self._lanes.values())]
        return all(quiet)

    def stop(self) -> None:
        """End all lanes."""
        for lane in list(self._lanes.values()):
            lane.stop()

    def as_json(self) -> Json:
        """The statistics and the conduct."""
        return {
            "outcomes": dict(self.outcomes),
            "slowest_seconds": round(self.slowest_seconds, 4),
            "errors": list(self.errors),
            "conduct": asdict(self.conduct),
        }
