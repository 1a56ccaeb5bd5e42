"""LINE's limits as named numbers, its three ways of counting, and cutting to fit.

LINE counts most texts in UTF-16 units, labels in characters as people see them, and cards in bytes
(LINE: text character count). Thai makes the three differ: the word for
water (no nu, mai tho, sara am) is 3 units, 1 seen character and 18 bytes.
"""

import json
from collections.abc import Callable, Iterable, Iterator

import regex

MESSAGES = 5
TEXT = 5_000  # UTF-16 units
ALT_TEXT = 1_500  # UTF-16 units
QUICK_REPLIES = 13
LABEL = 20  # seen characters: quick replies and rich menus
BUTTON_LABEL = 40  # seen characters: buttons of cards
SAID = 300  # seen characters: what a tap shows or says in the chat
CLIPBOARD = 1_000  # UTF-16 units
URI = 1_000
IMAGE_URL = 2_000
MENU_BAR = 14  # seen characters
MENU_IMAGE = 1_000_000  # bytes

Count = Callable[[str], int]

_SEEN = regex.compile(r"\X")
_NOTHING = "-"
_TALLEST = 16  # code points; no honest character needs more, stacks of marks do


def utf16(text: str) -> int:
    """Length in UTF-16 units: an emoji is 2."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """Length in characters as people see them: a consonant with its vowel and tone mark is 1."""
    return sum(1 for _ in _SEEN.finditer(text))


def wire(text: str) -> int:
    """Length in bytes as it is sent: each Thai letter is written as six."""
    return len(json.dumps(text)) - 2


def fit(text: str, most: int, count: Count) -> str:
    """The text, or as much of it as fits with an ellipsis; never half a character.

    Never blank either, which LINE refuses: nothing becomes a dash.
    """
    text = _sendable(text)
    if count(text) <= most and all(len(seen) <= _TALLEST for seen in _SEEN.findall(text)):
        return text
    return head(text, most - count("…"), count).rstrip() + "…"


def head(text: str, most: int, count: Count) -> str:
    """The longest beginning of whole characters within the limit.

    A character of endlessly stacked marks is broken: it would count as one at any length.
    """
    end, left = 0, most
    for part in _parts(text):
        left -= count(part)
        if left < 0:
            break
        end += len(part)
    return text[:end]


def pieces(text: str, most: int = TEXT) -> tuple[str, ...]:
    """A long text as parts of at most so many UTF-16 units, broken where a reader would pause."""
    parts: list[str] = []
    rest = _sendable(text)
    while utf16(rest) > most:
        part = head(rest, most, utf16)
        pause = max(part.rfind("\n"), part.rfind(" "))
        part = part[: pause + 1] if pause > len(part) // 2 else part
        parts.append(part)
        rest = rest[len(part) :]
    return tuple(part for part in (*parts, rest) if part.strip()) or (_NOTHING,)


def cut_texts(shown: Iterable[tuple[str | None, int]]) -> tuple[str, ...]:
    """Of texts that a card shows within so many bytes each: those it had to cut, in full."""
    return tuple(
        piece for text, most in shown if text and wire(text) > most for piece in pieces(text)
    )


def _parts(text: str) -> Iterator[str]:
    for seen in _SEEN.findall(text):
        yield from (seen[i : i + _TALLEST] for i in range(0, len(seen), _TALLEST))


def _sendable(text: str) -> str:
    """Without halves of surrogate pairs, which are no text; and never blank."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole if whole.strip() else _NOTHING
