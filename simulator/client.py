"""Talks to a simulator as a test would like to: people who write, tap, wait and read.

>>> line = Client.at("http://127.0.0.1:9000")  # close() or ``with`` hangs up
>>> somchai = line.person("somchai", "huaikhwang")
>>> somchai.says("สวัสดี")
>>> somchai.wait_for(1)[0].text
>>> somchai.taps("ร้องเรียน")

The same objects work on a simulator in this process (``Simulator``) and in another one.
Needs the standard library only.
"""

import base64
import http.client
import json
import threading
from collections.abc import Callable, Sequence
from typing import Any, Self, TypeAlias
from urllib.parse import urlsplit

from simulator.person import Happened, Person

Perform: TypeAlias = Callable[[str, dict[str, Any]], dict[str, Any]]


class SimulatorError(Exception):
    """The simulator refused; the message says why."""


class Client:
    """One simulator: its people, and its clock, faults, quota and webhooks."""

    def __init__(self, perform: Perform, *, close: Callable[[], None]) -> None:
        self.perform = perform
        self.close = close

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    @classmethod
    def at(cls, address: str) -> Self:
        """The simulator at this address, for example ``http://127.0.0.1:9000``."""
        far = _Http(address)
        return cls(far, close=far.close)

    def person(self, name: str, channel: str | None = None) -> Person:
        """Somebody in the chat with one account (the only one there is, if not named)."""
        return Person(self.perform, name, channel)

    def add_person(
        self, known_as: str, *, friends: Sequence[str] = (), channel: str | None = None, **more: Any
    ) -> Person:
        """Somebody new, who has added these accounts as friends already."""
        self.perform("person", {"id": known_as, "friends": list(friends), **more})
        return self.person(known_as, channel or next(iter(friends), None))

    def messages(self, *, after: int = 0) -> list[Happened]:
        """Everything in every chat, oldest first."""
        found = self.perform("messages", {"after": after})
        return [Happened.read(entry) for entry in found["entries"]]

    def event(self, *events: dict[str, Any], channel: str | None = None, **more: Any) -> None:
        """Send raw events in one POST, as they are (``complete=True`` fills in what is missing)."""
        self.perform("batch", {"channel": channel, "events": list(events), **more})

    def settle(self, timeout: float = 10) -> None:
        """Wait until no webhook is on its way; raises TimeoutError."""
        if not self.perform("settle", {"timeout": timeout})["settled"]:
            message = f"webhooks are still on their way after {timeout} s"
            raise TimeoutError(message)

    def advance(self, seconds: float) -> float:
        """Let time pass; answers with the new time in seconds since 1970."""
        return float(self.perform("clock", {"advance": seconds})["now"])

    def set_clock(self, seconds: float, *, frozen: bool = False) -> None:
        """Let it be this moment, seconds since 1970."""
        self.perform("clock", {"set": seconds, "frozen": frozen})

    def faults(self, pattern: str, *faults: dict[str, Any]) -> None:
        """Plan what goes wrong at ``METHOD /path``; without faults, nothing any more."""
        self.perform("faults", {pattern: list(faults)})

    def webhooks(self, channel: str | None = None, **conduct: Any) -> dict[str, Any]:
        """Change how webhooks behave (fields of ``Conduct``); answers with their statistics."""
        return self.perform("webhooks", {"channel": channel, **conduct})

    def redeliver(self, message_id: str) -> None:
        """Send the event of this message again."""
        self.perform("redeliver", {"message_id": message_id})

    def quota(self, limit: int | None, *, used: int = 0, channel: str | None = None) -> None:
        """Set this month's push quota."""
        self.perform("quota", {"channel": channel, "limit": limit, "used": used})

    def state(self) -> dict[str, Any]:
        """Everything that is not a message."""
        return self.perform("state", {})

    def reset(self) -> None:
        """Forget everything but the settings."""
        self.perform("reset", {})


class _Http:
    """Performs verbs over HTTP, with one kept-alive connection per thread."""

    def __init__(self, address: str) -> None:
        self._where = urlsplit(address).netloc
        self._local = threading.local()
        self._open: list[http.client.HTTPConnection] = []

    def __call__(self, verb: str, body: dict[str, Any]) -> dict[str, Any]:
        payload = json.dumps({k: _plain(v) for k, v in body.items()}).encode()
        try:
            status, answer = self._exchange(verb, payload)
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection().close()  # it idled for too long; a closed one opens itself again
            status, answer = self._exchange(verb, payload)
        if status >= 400:  # noqa: PLR2004 - HTTP's line between good and bad
            raise SimulatorError(answer["message"])
        return answer

    def _exchange(self, verb: str, payload: bytes) -> tuple[int, dict[str, Any]]:
        connection = self._connection()
        connection.request("POST", f"/_control/{verb}", payload)
        response = connection.getresponse()
        return response.status, dict(json.loads(response.read()))

    def _connection(self) -> http.client.HTTPConnection:
        if not hasattr(self._local, "connection"):
            self._local.connection = http.client.HTTPConnection(self._where, timeout=90)
            self._open.append(self._local.connection)
        connection: http.client.HTTPConnection = self._local.connection
        return connection

    def close(self) -> None:
        """Hang up; a later call dials again."""
        for connection in self._open:
            connection.close()


def _plain(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value
