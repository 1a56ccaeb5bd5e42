"""One person in one chat, as tests write about them."""

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from simulator.reading import tappables, text_of

WAIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of a chat: who, how, and what was shown."""

    number: int
    direction: str
    channel: str
    person: str | None
    chat: str
    how: str
    content: dict[str, Any]
    at: int
    delivered: bool
    message_id: str | None
    retry_key: str | None
    reason: str | None
    webhook: str | None
    unsent: bool
    raw: dict[str, Any] = field(repr=False)

    @classmethod
    def read(cls, entry: dict[str, Any]) -> Self:
        """From the control API."""
        names = [name for name in cls.__dataclass_fields__ if name != "raw"]
        return cls(**{name: entry[name] for name in names}, raw=entry)

    @property
    def text(self) -> str:
        """The visible words: of a text, of every part of a card, of what a person wrote."""
        inside = self.content.get("message", {}) if self.direction == "in" else self.content
        return text_of(inside) or str(self.raw.get("spoken") or "")

    @property
    def alt_text(self) -> str:
        """What a notification shows of a card."""
        return str(self.content.get("altText", ""))

    @property
    def labels(self) -> list[str]:
        """What can be tapped, quick replies last."""
        return [item.label for item in tappables(self.content)]


class Person:
    """Somebody with a phone: acts, and remembers when the last act was."""

    def __init__(
        self,
        perform: Callable[[str, dict[str, Any]], dict[str, Any]],
        name: str,
        channel: str | None,
        group: str | None = None,
    ) -> None:
        self._perform = perform
        self._who = {"person": name, "channel": channel, "group": group}
        self.name, self.channel = name, channel
        self._mark = 0

    def __repr__(self) -> str:
        return f"Person({self.name!r}, {self.channel!r})"

    def in_group(self, group: str) -> "Person":
        """The same person, writing in a group."""
        return Person(self._perform, self.name, self.channel, group)

    def does(self, verb: str, **body: Any) -> dict[str, Any]:
        """Any verb of the control API, as this person."""
        done = self._perform(verb, self._who | body)
        first = next(iter(done.get("all", ())), done.get("entry", done))
        self._mark = first.get("number", self._mark)
        return done

    def says(self, text: str, **more: Any) -> Happened:
        """Write a message."""
        return Happened.read(self.does("say", text=text, **more))

    def presses(self, data: str, *, text: str | None = None, **more: Any) -> Happened:
        """A postback with this data, whatever is on the screen."""
        return Happened.read(self.does("press", data=data, text=text, **more))

    def taps(self, label: str, **more: Any) -> dict[str, Any]:
        """Tap what is called so: a chip, a button, a part of a card, or a rich menu area."""
        return self.does("tap", label=label, **more)

    def sends_photo(self, *photos: bytes, count: int = 1, **more: Any) -> Happened:
        """One or several photos at once; without bytes, drawn samples."""
        data = [base64.b64encode(photo).decode() for photo in photos] or None
        return Happened.read(self.does("photo", data=data, count=count, **more))

    def sends_video(self, data: bytes | None = None, **more: Any) -> Happened:
        """A video; ``preparing`` are the simulated seconds until it can be fetched."""
        return self._sends("video", data, more)

    def sends_audio(self, data: bytes | None = None, **more: Any) -> Happened:
        """A voice message."""
        return self._sends("audio", data, more)

    def sends_file(self, data: bytes | None = None, **more: Any) -> Happened:
        """A file called ``name``."""
        return self._sends("file", data, more)

    def _sends(self, kind: str, data: bytes | None, more: dict[str, Any]) -> Happened:
        coded = base64.b64encode(data).decode() if data is not None else None
        return Happened.read(self.does(kind, data=coded, **more))

    def sends_location(self, latitude: float, longitude: float, **more: Any) -> Happened:
        """A pin; ``title`` and ``address`` if any."""
        return Happened.read(self.does("location", latitude=latitude, longitude=longitude, **more))

    def sends_sticker(self, **more: Any) -> Happened:
        """A sticker."""
        return Happened.read(self.does("sticker", **more))

    def unsends(self, message_id: str) -> None:
        """Take a message back."""
        self.does("unsend", message_id=message_id)

    def follows(self) -> None:
        """Add the account as a friend."""
        self.does("follow")

    def blocks(self) -> None:
        """Block the account."""
        self.does("block")

    def unblocks(self) -> None:
        """Unblock the account."""
        self.does("unblock")

    @property
    def user_id(self) -> str:
        """The id by which this account knows the person."""
        return str(self._perform("menu", self._who)["user_id"])

    @property
    def menu(self) -> dict[str, Any] | None:
        """The rich menu this person sees."""
        shown: dict[str, Any] | None = self._perform("menu", self._who)["menu"]
        return shown

    def chat(self, *, after: int = 0) -> list[Happened]:
        """The whole chat, oldest first."""
        found = self._perform("messages", self._who | {"after": after})
        return [Happened.read(entry) for entry in found["entries"]]

    def heard(self, *, after: int = 0) -> list[Happened]:
        """What the account said and was delivered, oldest first."""
        return [said for said in self.chat(after=after) if _is_heard(said)]

    def wait_for(
        self,
        wanted: int | Callable[[Happened], bool] = 1,
        timeout: float = WAIT_SECONDS,
    ) -> list[Happened]:
        """Wait for messages since this person's last act: so many, or until one fits.

        Answers with all messages heard since then; raises TimeoutError that quotes the chat.
        """
        after, until = self._mark, time.monotonic() + timeout
        heard: list[Happened] = []
        while not _is_enough(heard, wanted):
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError(self._complaint(timeout))
            body = self._who | {"after": after, "direction": "out", "timeout": min(left, 30)}
            fresh = [Happened.read(entry) for entry in self._perform("wait", body)["entries"]]
            heard += filter(_is_heard, fresh)
            after = fresh[-1].number if fresh else after
        return heard

    def _complaint(self, timeout: float) -> str:
        last = [f"{said.direction}: {said.text!r} ({said.how})" for said in self.chat()[-6:]]
        return f"{self!r} waited {timeout} s in vain; the chat ends with\n" + "\n".join(last)


def _is_heard(said: Happened) -> bool:
    return said.direction == "out" and said.delivered


def _is_enough(heard: list[Happened], wanted: int | Callable[[Happened], bool]) -> bool:
    return any(map(wanted, heard)) if callable(wanted) else len(heard) >= wanted
