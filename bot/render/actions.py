"""What happens when something is tapped, as LINE's action objects."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.dialogue.buttons import Button, encode
from bot.dialogue.say import (
    Choice,
    Copy,
    OpenCamera,
    OpenCameraRoll,
    OpenLink,
    ShareLocation,
    Tap,
    TypeText,
)
from bot.render import limits
from texts.catalogue import say
from texts.dates import long_date
from texts.message import Bilingual, Lang, Message, Param, plain

Action = dict[str, Any]
_SCHEMES = frozenset({"https", "http", "line", "tel"})
_PHONE_ACTS: Mapping[type, str] = {
    OpenCamera: "camera",
    OpenCameraRoll: "cameraRoll",
    ShareLocation: "location",
}
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def spoken(param: Param, lang: Lang) -> str:
    """A parameter of a message as words in one language; None is no words."""
    match plain(param):
        case Message() as message:
            return say(message, lang)
        case Bilingual() as name:
            return name.in_(lang)
        case None:
            return ""
        case str() as text:
            return text
        case int() as number:
            return str(number)
        case day:
            return long_date(day, lang)


def press(button: Button, label: str, *, most: int = limits.BUTTON_LABEL) -> Action:
    """Press a button of ours; the chat then shows its label as said, so that a trace remains."""
    return {
        "type": "postback",
        "label": limits.fit(label, most, limits.graphemes),
        "data": encode(button),
        "displayText": limits.fit(label, limits.SAID, limits.graphemes),
    }


def link(uri: str, label: str, *, most: int = limits.BUTTON_LABEL) -> Action | None:
    """Open a page or dial a number; None when LINE would not take the address."""
    if not may_open(uri):
        return None
    return {"type": "uri", "label": limits.fit(label, most, limits.graphemes), "uri": uri}


def copy(text: str, label: str, *, most: int = limits.BUTTON_LABEL) -> Action:
    """Put a text on the clipboard (LINE 14.0 or newer)."""
    return {
        "type": "clipboard",
        "label": limits.fit(label, most, limits.graphemes),
        "clipboardText": limits.fit(text, limits.CLIPBOARD, limits.utf16),
    }


def quick(choice: Choice, lang: Lang) -> Action | None:
    """A choice as the action of a quick reply; None when LINE would not take it."""
    label = limits.fit(spoken(choice.label, lang), limits.LABEL, limits.graphemes)
    match choice.act:
        case Tap(button, show):
            return {**press(button, spoken(show, lang)), "label": label}
        case TypeText(text):
            said = limits.fit(text, limits.SAID, limits.graphemes)
            return {"type": "message", "label": label, "text": said}
        case OpenCamera() | OpenCameraRoll() | ShareLocation() as act:
            return {"type": _PHONE_ACTS[type(act)], "label": label}
        case OpenLink(uri):
            return link(uri, label, most=limits.LABEL)
        case Copy(text):
            return copy(text, label, most=limits.LABEL)


def may_open(uri: str) -> bool:
    """Would LINE take this address of a link? (LINE: URI action.)"""
    return _plain(uri, limits.URI) and urlsplit(uri).scheme in _SCHEMES and uri[-1] != ":"


def may_show(url: str) -> bool:
    """Would LINE take this address of a picture? Plain http is for a platform on this machine."""
    if not _plain(url, limits.IMAGE_URL):
        return False
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or local)


def _plain(uri: str, most: int) -> bool:
    if not uri.isascii() or not 0 < len(uri) <= most or any(c <= " " or c == "\x7f" for c in uri):
        return False
    try:
        urlsplit(uri)
    except ValueError:
        return False
    return True
