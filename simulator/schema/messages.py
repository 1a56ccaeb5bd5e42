"""What LINE demands of every message a bot may send, and of the requests that carry them."""

import re
from collections.abc import Iterator
from typing import Any

from simulator.schema.actions import QUICK_REPLY_ACTION
from simulator.schema.flex import FLEX
from simulator.schema.templates import TEMPLATE
from simulator.schema.walk import (
    IMAGE_URL,
    Choice,
    Kind,
    ListOf,
    Problem,
    Shape,
    address,
    flag,
    label,
    number,
    one_of,
    pattern,
    text,
    walk,
    whole,
)

_TYPE = text(20)
_DIGITS = pattern(r"\d{1,20}", "must be digits")
_TOKEN = text(500)
_ALT_TEXT = text(1500)
_BARRED = re.compile("line", re.IGNORECASE)


def _name_is_not_lines(value: Any) -> str | None:
    """A sender's name: 20 characters, and not LINE's own name."""
    fault = text(20)(value)
    return fault or ("contains a word that can't be used" if _BARRED.search(value) else None)


_SENDER = Shape({}, {"name": _name_is_not_lines, "iconUrl": IMAGE_URL})
_QUICK_ITEM = Shape(
    {"type": one_of("action"), "action": QUICK_REPLY_ACTION}, {"imageUrl": IMAGE_URL}
)
_QUICK_REPLY = Shape({"items": ListOf(_QUICK_ITEM, 1, 13)})
_COMMON: dict[str, Kind] = {"quickReply": _QUICK_REPLY, "sender": _SENDER}
_EMOJI = Shape({"index": whole(0, 5000), "productId": text(100), "emojiId": text(100)})
_MENTIONEE = Choice(
    "type",
    {
        "user": Shape({"type": _TYPE, "userId": pattern(r"U[0-9a-f]{32}", "invalid user ID")}),
        "all": Shape({"type": _TYPE}),
    },
)
_SUBSTITUTE = Choice(
    "type",
    {
        "mention": Shape({"type": _TYPE, "mentionee": _MENTIONEE}),
        "emoji": Shape({"type": _TYPE, "productId": text(100), "emojiId": text(100)}),
    },
)


def _emoji_stand_on_dollars(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    words = value.get("text")
    units = words.encode("utf-16-le", "surrogatepass") if isinstance(words, str) else b""
    for position, emoji in enumerate(value.get("emojis") or []):
        index = emoji.get("index") if isinstance(emoji, dict) else None
        if isinstance(index, int) and units[2 * index : 2 * index + 2] != b"$\x00":
            yield f"emojis[{position}].index", "must point at a $ in text"


def _placeholders_are_filled(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    words = value.get("text")
    bare = re.sub(r"\{\{|\}\}", "", words) if isinstance(words, str) else ""
    given = value.get("substitution")
    given = given if isinstance(given, dict) else {}
    for key in re.findall(r"\{([^{}]*)\}", bare):
        if key not in given:
            yield "text", f"substitution has no '{key}'"
    kinds = [item.get("type") for item in given.values() if isinstance(item, dict)]
    for kind in ("mention", "emoji"):
        if kinds.count(kind) > 20:  # noqa: PLR2004 - LINE's limit for each kind
            yield "substitution", f"at most 20 of {kind}"


def _substitutes_are_sound(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    given = value.get("substitution")
    if given is None:
        return
    if not isinstance(given, dict) or len(given) > 100:  # noqa: PLR2004 - LINE's limit
        yield "substitution", "must be an object of at most 100 keys"
        return
    for key, item in given.items():
        if not re.fullmatch(r"[A-Za-z0-9_]{1,20}", key):
            yield f"substitution.{key}", "must be 1 to 20 of a-z, A-Z, 0-9 and _"
        for problem in walk(_SUBSTITUTE, item, f"substitution.{key}"):
            yield problem.property, problem.message


def _anything(_value: Any) -> str | None:
    """Checked by a rule of the whole object."""
    return None


_AREA = Shape(dict.fromkeys(("x", "y", "width", "height"), whole(0, 100_000)))
_LINK = address(1000, schemes=("http", "https", "line", "tel"))
_SAID = {"label": label(100)}
_IMAGEMAP_ACTION = Choice(
    "type",
    {
        "message": Shape({"type": _TYPE, "text": text(400), "area": _AREA}, _SAID),
        "uri": Shape({"type": _TYPE, "linkUri": _LINK, "area": _AREA}, _SAID),
        "clipboard": Shape({"type": _TYPE, "clipboardText": text(1000), "area": _AREA}, _SAID),
    },
)
_IMAGEMAP_VIDEO = Shape(
    {"originalContentUrl": IMAGE_URL, "previewImageUrl": IMAGE_URL, "area": _AREA},
    {"externalLink": Shape({"linkUri": _LINK, "label": text(30)})},
)
_MEDIA: dict[str, Kind] = {
    "type": _TYPE,
    "originalContentUrl": IMAGE_URL,
    "previewImageUrl": IMAGE_URL,
}

MESSAGE = Choice(
    "type",
    {
        "text": Shape(
            {"type": _TYPE, "text": text(5000)},
            _COMMON | {"emojis": ListOf(_EMOJI, 0, 20), "quoteToken": _TOKEN},
            (_emoji_stand_on_dollars,),
        ),
        "textV2": Shape(
            {"type": _TYPE, "text": text(5000)},
            _COMMON | {"substitution": _anything, "quoteToken": _TOKEN},
            (_substitutes_are_sound, _placeholders_are_filled),
        ),
        "sticker": Shape(
            {"type": _TYPE, "packageId": _DIGITS, "stickerId": _DIGITS},
            _COMMON | {"quoteToken": _TOKEN},
        ),
        "image": Shape(_MEDIA, _COMMON),
        "video": Shape(
            _MEDIA,
            _COMMON | {"trackingId": pattern(r"[A-Za-z0-9\-.=,+*()%$&;:@{}!?<>\[\]]{1,100}", "no")},
        ),
        "audio": Shape(
            {"type": _TYPE, "originalContentUrl": IMAGE_URL, "duration": whole(1, 2**53)}, _COMMON
        ),
        "location": Shape(
            {
                "type": _TYPE,
                "title": text(100),
                "address": text(100),
                "latitude": number(-90, 90),
                "longitude": number(-180, 180),
            },
            _COMMON,
        ),
        "imagemap": Shape(
            {
                "type": _TYPE,
                "baseUrl": IMAGE_URL,
                "altText": _ALT_TEXT,
                "baseSize": Shape({"width": whole(1040, 1040), "height": whole(1, 100_000)}),
                "actions": ListOf(_IMAGEMAP_ACTION, 1, 50),
            },
            _COMMON | {"video": _IMAGEMAP_VIDEO},
        ),
        "template": Shape({"type": _TYPE, "altText": _ALT_TEXT, "template": TEMPLATE}, _COMMON),
        "flex": Shape({"type": _TYPE, "altText": _ALT_TEXT, "contents": FLEX}, _COMMON),
    },
)

_MESSAGES: dict[str, Kind] = {"messages": ListOf(MESSAGE, 1, 5)}
_SILENT: dict[str, Kind] = {"notificationDisabled": flag}
_UNIT = pattern(r"[A-Za-z0-9_]{1,30}", "invalid aggregation unit")
_COUNTED: dict[str, Kind] = {"customAggregationUnits": ListOf(_UNIT, 1, 1)}
_TO = text(100)

REQUESTS: dict[str, Shape] = {
    "reply": Shape({"replyToken": text(500)} | _MESSAGES, _SILENT),
    "push": Shape({"to": _TO} | _MESSAGES, _SILENT | _COUNTED),
    "multicast": Shape({"to": ListOf(_TO, 1, 500)} | _MESSAGES, _SILENT | _COUNTED),
    "broadcast": Shape(_MESSAGES, _SILENT),
    "validate": Shape(_MESSAGES),
    "loading": Shape(
        {"chatId": pattern(r"U[0-9a-f]{32}", "invalid user ID")},
        {"loadingSeconds": one_of(*range(5, 65, 5))},
    ),
    "read": Shape({"markAsReadToken": text(500)}),
}


def problems(kind: str, body: Any) -> list[Problem]:
    """Every fault of a request body, with LINE's property paths; an empty list means accepted."""
    return list(walk(REQUESTS[kind], body, ""))
