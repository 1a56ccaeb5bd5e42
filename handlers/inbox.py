"""The inbox: events are on disk before LINE is told 200, many requests' events in one commit.

A commit costs more than everything else in a webhook request together, so whatever arrives while
one
commit is being written goes into the next (docs/decisions/0003-inbox-and-outbox.md).
"""

import json
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import SimpleQueue
from typing import Any, Final

from bot.line.events import EPOCH, event_id, inbound, person_of
from bot.service import Line
from integrity.vault import Purpose, Vault
from models.database import Database
from models.post import Inbound
from models.scope import EVERY_OFFICE
from models.statements import add_if_absent

AT_MOST: Final = 200  # events in one statement; SQLite takes no more than 32,766 values
COURTESY: Final = 0.2  # seconds that work on events gives way to keeping new ones
OLDEST: Final = timedelta(days=30)  # as long as the inbox remembers (cases.retention)
PATIENCE: Final = 1.8  # seconds; LINE gives up after 2


@dataclass(frozen=True, slots=True)
class Lane:
    """Events that must be handled one after another: those of one person on one channel."""

    office: str
    channel: str
    key: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event ready to be kept."""

    lane: Lane
    row: dict[str, Any]


def arrivals(
    line: Line, events: Sequence[dict[str, Any]], vault: Vault, *, now: datetime
) -> list[Arrival]:
    """Seal events for the inbox, but for those too old. Pure work: no database, no LINE."""
    dated = [(event, inbound(event).timestamp) for event in events]
    return [_arrival(line, e, at, vault, now) for e, at in dated if not is_too_old(at, now)]


def is_too_old(occurred_at: datetime, now: datetime) -> bool:
    """Whether an event is older than what is remembered of events (T74): it may have been handled
    before, and whoever sent it does not wait any more. Without a time stamp its age is unknown.
    """
    return EPOCH < occurred_at < now - OLDEST


def _arrival(
    line: Line, event: dict[str, Any], occurred_at: datetime, vault: Vault, now: datetime
) -> Arrival:
    office, channel, key = line.office.slug, line.channel.slug, event_id(event)
    body = json.dumps(event, ensure_ascii=False).encode()
    who = person_of(event) or key
    lane = Lane(office, channel, person_index(vault, who, office=office, channel=channel))
    row = {
        "office_id": office,
        "channel": channel,
        "event_id": key,
        "person_index": lane.key,
        "occurred_at": occurred_at,
        "received_at": now,
        "due_at": now,
        "attempts": 0,
        "failed": False,
        "sealed": vault.seal(Purpose.INBOUND, body, where=place(office, channel, key)),
    }
    return Arrival(lane, row)


def person_index(vault: Vault, user: str, *, office: str, channel: str) -> str:
    """The keyed hash under which a LINE user is known on one channel, and on no other."""
    return vault.index(Purpose.PERSON, user, where=f"{office}/{channel}")


def place(office: str, channel: str, key: str) -> str:
    """The place an event is sealed for."""
    return f"{office}/inbound/{channel}/{key}"


class Inbox:
    """Keeps arrivals; returns when they are on disk, raises when they are not."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: SimpleQueue[tuple[list[Arrival], Future[None]]] = SimpleQueue()
        self._start = threading.Lock()
        self._quiet = threading.Condition()
        self._requests = 0
        self._writer: threading.Thread | None = None

    def keep(self, arrived: list[Arrival]) -> None:
        """Keep arrivals; one that came before is left as it is.

        Raises whatever the database raised, or TimeoutError: LINE is then told 503 and delivers
        again.
        """
        if not arrived:
            return
        self._ensure_writer()
        kept: Future[None] = Future()
        with self._quiet:
            self._requests += 1
        try:
            self._waiting.put((arrived, kept))
            kept.result(timeout=PATIENCE)
        finally:
            with self._quiet:
                self._requests -= 1
                self._quiet.notify_all()

    def wait_until_quiet(self) -> None:
        """Wait, for a moment at most, until no webhook waits: LINE gives us two seconds."""
        with self._quiet:
            self._quiet.wait_for(lambda: self._requests == 0, COURTESY)

    def _ensure_writer(self) -> None:
        # Not in __init__: a web server forks its workers after the application was made.
        with self._start:
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="inbox", daemon=True)
                self._writer.start()

    def _write(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while not self._waiting.empty() and sum(len(rows) for rows, _ in batch) < AT_MOST:
                batch.append(self._waiting.get())
            self._commit(batch)

    def _commit(self, batch: list[tuple[list[Arrival], Future[None]]]) -> None:
        try:
            self._insert([arrival for arrived, _ in batch for arrival in arrived])
        except Exception as problem:  # noqa: BLE001 - whatever it is, it belongs to the requests
            self._part(batch, problem)
        else:
            for _, kept in batch:
                kept.set_result(None)

    def _part(self, batch: list[tuple[list[Arrival], Future[None]]], problem: Exception) -> None:
        """One bad request must not fail those it happened to share a commit with."""
        if len(batch) == 1:
            batch[0][1].set_exception(problem)
            return
        for alone in batch:
            self._commit([alone])

    def _insert(self, arrived: Sequence[Arrival]) -> None:
        with self._database.writing(EVERY_OFFICE, urgent=True) as session:
            for i in range(0, len(arrived), AT_MOST):
                add_if_absent(session, Inbound, [a.row for a in arrived[i : i + AT_MOST]])
