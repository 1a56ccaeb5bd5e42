"""What a button says when it is pressed: postback data that survives age, and betrays a forgery."""

from dataclasses import astuple, dataclass, fields
from typing import TypeAlias
from urllib.parse import quote, unquote

# LINE takes at most 300 characters of postback data.
MOST = 300
_VERSION = "1"


@dataclass(frozen=True, slots=True)
class StepButton:
    """An answer to one question of one conversation; another conversation's is not taken."""

    flow: str
    session: str
    step: str
    value: str


@dataclass(frozen=True, slots=True)
class EntryButton:
    """The way into something: a tile of the menu."""

    entry: str


@dataclass(frozen=True, slots=True)
class VerbButton:
    """Something to do with one case."""

    verb: str
    case: str
    arg: str = ""


@dataclass(frozen=True, slots=True)
class OfficeButton:
    """Something to do that is about no single case, such as a unit's late cases or a brief."""

    wish: str
    about: str = ""


Button: TypeAlias = StepButton | EntryButton | VerbButton | OfficeButton
_KINDS: dict[str, type[Button]] = {
    "step": StepButton,
    "entry": EntryButton,
    "verb": VerbButton,
    "office": OfficeButton,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def encode(button: Button) -> str:
    """The button's postback data; ValueError if LINE would not take it."""
    parts = (_VERSION, _NAMES[type(button)], *astuple(button))
    data = "|".join(quote(part, safe="!:@") for part in parts)
    if len(data) > MOST:
        raise ValueError(f"postback data of {len(data)} characters; LINE takes {MOST}")
    return data


def decode(data: str) -> Button | None:
    """The button that was pressed; None for data that `encode` did not write."""
    name, *parts = data.removeprefix(f"{_VERSION}|").split("|")
    kind = _KINDS.get(name)
    if kind is None or len(parts) != len(fields(kind)) or len(data) > MOST:
        return None
    button = kind(*(unquote(part) for part in parts))
    return button if _is_ours(button, data) else None


def _is_ours(button: Button, data: str) -> bool:
    try:
        return encode(button) == data
    except ValueError:  # a lone surrogate cannot be written, so we did not write it
        return False
