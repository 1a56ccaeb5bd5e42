"""What the bot says: a message, and the ways to answer it with one tap."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.dialogue.buttons import Button
from texts.message import Bilingual, Message

Words: TypeAlias = Message | Bilingual


@dataclass(frozen=True, slots=True)
class Tap:
    """Press a button; `show` is what the chat then shows as said by the person."""

    button: Button
    show: Words


@dataclass(frozen=True, slots=True)
class TypeText:
    """Say these words, as if they had been typed."""

    text: str


@dataclass(frozen=True, slots=True)
class OpenCamera:
    """Take a picture now."""


@dataclass(frozen=True, slots=True)
class OpenCameraRoll:
    """Choose pictures that the telephone has."""


@dataclass(frozen=True, slots=True)
class ShareLocation:
    """Choose a place on the map."""


@dataclass(frozen=True, slots=True)
class OpenLink:
    """Open a page, or dial a `tel:` number."""

    uri: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Put a text on the clipboard."""

    text: str


Act: TypeAlias = Tap | TypeText | OpenCamera | OpenCameraRoll | ShareLocation | OpenLink | Copy


@dataclass(frozen=True, slots=True)
class Choice:
    """One quick reply; LINE shows its label in at most 20 characters as people count them."""

    label: Words
    act: Act


@dataclass(frozen=True, slots=True)
class Say:
    """One thing to say; the renderer makes a card of it where the message's key names one."""

    message: Message
    choices: tuple[Choice, ...] = ()
