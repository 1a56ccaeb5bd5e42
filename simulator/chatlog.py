"""Everything that was said in every chat, once per real delivery, and a way to wait for more."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.exchange import Json


@dataclass(slots=True, kw_only=True)
class Entry:
    """One thing said or done in a chat.

    ``direction`` is ``in`` towards the bot and ``out`` from it. ``content`` is the raw JSON: the
    event for ``in``, the message for ``out``. ``how`` is ``reply``, ``push``, ``multicast``,
    ``broadcast`` or the type of the event. ``webhook`` tells what became of an ``in``.
    """

    direction: str
    channel: str
    chat: str
    person: str | None
    how: str
    content: Json
    at: int
    message_id: str | None = None
    delivered: bool = True
    reason: str | None = None
    retry_key: str | None = None
    request_id: str | None = None
    quota: int | None = None
    webhook: str | None = None
    unsent: bool = False
    spoken: str | None = None
    number: int = 0

    def as_json(self) -> Json:
        """The entry for the control API."""
        return {name: getattr(self, name) for name in _FIELDS}


_FIELDS = tuple(Entry.__dataclass_fields__)


@dataclass(slots=True)
class ChatLog:
    """The log; every method is called under the platform's lock, which ``changed`` holds."""

    changed: threading.Condition
    entries: list[Entry] = field(default_factory=list)
    changes: list[Entry | None] = field(default_factory=list)
    closed: bool = False
    _chats: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)
    _messages: dict[str, Entry] = field(default_factory=dict)

    def add(self, entry: Entry) -> Entry:
        """Log one thing and wake everybody who waits."""
        entry.number = len(self.entries) + 1
        self.entries.append(entry)
        self._chats.setdefault((entry.channel, entry.chat), []).append(entry)
        if entry.message_id:
            self._messages.setdefault(entry.message_id, entry)
        self.touch(entry)
        return entry

    def touch(self, entry: Entry | None) -> None:
        """Something changed: this entry, or (None) something else a page shows."""
        self.changes.append(entry)
        self.changed.notify_all()

    def of_chat(self, channel: str, chat: str) -> list[Entry]:
        """One chat, oldest first."""
        return self._chats.get((channel, chat), [])

    def of_message(self, message_id: str) -> Entry | None:
        """The entry that holds a message."""
        return self._messages.get(message_id)

    def wait(self, ready: Callable[[], bool], *, timeout: float) -> None:
        """Wait until ``ready``, the end of the simulator, or for ``timeout`` real seconds."""
        self.changed.wait_for(lambda: self.closed or ready(), timeout)

    def close(self) -> None:
        """The simulator ends: release everybody who waits."""
        self.closed = True
        self.changed.notify_all()
