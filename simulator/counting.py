"""Counts text the three ways LINE counts it: UTF-16 units, grapheme clusters and bytes of JSON."""

import json
from typing import Any

import regex

_GRAPHEME = regex.compile(r"\X")


def utf16_units(text: str) -> int:
    """The default unit of LINE: an emoji outside the basic plane counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """What a reader calls one character: the unit of labels, titles and rich menu names."""
    if text.isascii() and "\r" not in text:
        return len(text)
    return len(_GRAPHEME.findall(text))


def json_bytes(value: Any) -> int:
    """Bytes of the value as escaped compact JSON.

    LINE does not say whether it counts escaped or raw text for its 30 and 50 KB limits;
    the larger of the two is used here, so that what passes here passes there.
    """
    return len(json.dumps(value, separators=(",", ":")))
