"""What a person can give in a conversation; `source` is the LINE message's id, or empty."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from bot.dialogue.buttons import Button


@dataclass(frozen=True, slots=True)
class Said:
    """Words that were typed; `on` is the day, for what is counted from it."""

    text: str
    source: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of ours."""

    button: Button
    source: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """A place shared from the map: degrees, and the address LINE adds to it."""

    lat: float
    lng: float
    label: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture or file that is kept already, under `ref`."""

    ref: str
    kind: str = "image"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Stickered:
    """A sticker: a greeting, never an answer."""

    source: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that could not be kept, such as a file that lies outside LINE."""

    kind: str = ""
    source: str = ""


Input: TypeAlias = Said | Pressed | Located | Attached | Stickered | Unreadable
