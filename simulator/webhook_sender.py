"""Delivers webhooks as LINE does: in order per chat, within two seconds, again if asked to."""

import json
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from simulator.exchange import Json
from simulator.lane import Bundle, Conduct, Lane, Parcel
from simulator.webhook_post import Mailbox, Outcome, Reply, signature


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

    def accept(self, bundle: Bundle) -> None:
        """Take events for delivery in one POST."""
        self._sent |= {str(parcel.event.get("webhookEventId")): parcel for parcel in bundle}
        conduct = self.conduct
        late = conduct.late and self._chance.random() < conduct.late
        due = time.monotonic() + self._chance.random() * conduct.late_seconds if late else 0.0
        copies = 1 + bool(conduct.doubled and self._chance.random() < conduct.doubled)
        for _ in range(copies):
            self._lane(bundle[0].chat).put(bundle, due=due)

    def again(self, event_id: str) -> bool:
        """Redeliver one event now, whatever became of it before; False if it is unknown."""
        known = self._sent.get(event_id)
        if known:
            self._lane(known.chat).put([known.repeated()], due=0.0)
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

    def send(self, bundle: Bundle, mailbox: Mailbox) -> float | None:
        """POST one body; the seconds until it is to be redelivered, or None."""
        for parcel in bundle:
            self.on_sending(parcel)
        reply = self._post([parcel.as_sent() for parcel in bundle], mailbox)
        for parcel in bundle:
            self.on_answer(parcel, reply)
        delays = self.conduct.redelivery_seconds if self.conduct.redelivery else ()
        tried = max(parcel.again for parcel in bundle)
        over = reply.outcome is Outcome.OK or tried >= len(delays)
        return None if over else delays[tried]

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
                name = f"webhooks-{self.slug}-{index}"
                self._lanes[index] = Lane(name, conduct=lambda: self.conduct, send=self.send)
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
