"""What a person can do in LINE, as plain values: one class for each kind of event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """What every event may carry; `person` and `reply_token` are absent oftener than one thinks."""

    timestamp: datetime
    person: str | None = None
    reply_token: str | None = None
    message_id: str = ""
    group: str | None = None
    """The group or room it happened in; None in a one-to-one chat."""


@dataclass(frozen=True, slots=True)
class TextSaid(Inbound):
    """A typed message."""

    text: str


@dataclass(frozen=True, slots=True)
class Pressed(Inbound):
    """A button of ours. `picked` is what a date or time picker returned, in Bangkok time."""

    data: str
    picked: str | None = None


@dataclass(frozen=True, slots=True)
class MenuSwitched(Inbound):
    """A tab of the rich menu was turned; LINE has done the work already."""

    alias: str
    status: str


@dataclass(frozen=True, slots=True)
class Located(Inbound):
    """A pin on the map; `label` is LINE's title and address in one line, perhaps empty."""

    lat: float
    lng: float
    label: str


@dataclass(frozen=True, slots=True)
class ImageSet:
    """Photos sent in one go arrive as events in no order; LINE numbers them from 1, if at all."""

    id: str
    index: int | None
    total: int | None


@dataclass(frozen=True, slots=True)
class MediaSent(Inbound):
    """An image, video, audio or file. The sender's file name is dropped: it may name people.

    `external` media lie on somebody else's server and cannot be fetched through LINE.
    """

    kind: str
    external: bool
    image_set: ImageSet | None = None


@dataclass(frozen=True, slots=True)
class StickerSent(Inbound):
    """A sticker, of whatever type LINE invents next."""


@dataclass(frozen=True, slots=True)
class UnknownMessage(Inbound):
    """A message we cannot read, because it is new or damaged: its sender is owed a kind word."""

    kind: str


@dataclass(frozen=True, slots=True)
class Followed(Inbound):
    """Became a friend; `unblocked` when they had blocked us before (LINE: not always right)."""

    unblocked: bool


@dataclass(frozen=True, slots=True)
class Unfollowed(Inbound):
    """Blocked us: nothing sent from now on arrives."""


@dataclass(frozen=True, slots=True)
class Unsent(Inbound):
    """Took the message `message_id` back: it must vanish here too."""


@dataclass(frozen=True, slots=True)
class Joined(Inbound):
    """We were put into a group or room (`kind`)."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Left(Inbound):
    """We were removed from a group or room (`kind`)."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Standby(Inbound):
    """Another module has the floor in this chat: we must not answer."""


@dataclass(frozen=True, slots=True)
class Unknown(Inbound):
    """An event of another or a newer kind: kept on record, not answered."""

    type: str


# What LINE counts as writing to an account.
WRITTEN: Final = (TextSaid, Located, MediaSent, StickerSent, UnknownMessage)
