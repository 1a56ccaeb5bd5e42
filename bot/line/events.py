"""Reading webhook bodies so that nothing new, odd or broken in one event loses another event.

LINE may add properties, enum values and event types without notice; therefore JSON is read as it
is, every event is kept whole, and only what is understood becomes an `Inbound` value.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypedDict

from bot.line.inbound import (
    Followed,
    ImageSet,
    Inbound,
    Joined,
    Left,
    Located,
    MediaSent,
    MenuSwitched,
    Pressed,
    Standby,
    StickerSent,
    TextSaid,
    Unfollowed,
    Unknown,
    UnknownMessage,
    Unsent,
)
from bot.line.storable import storable

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_ID = 64  # LINE's ids are 26 to 33 characters; a longer one is not an id


class BadBody(ValueError):
    """The signed body is not a webhook body; the message says why, never what was in it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One webhook call: the account it was meant for and what happened, in no reliable order."""

    destination: str
    events: tuple[dict[str, Any], ...]


def parse(body: bytes) -> Batch:
    """Read a verified webhook body; an empty batch is LINE's console testing the connection.

    Characters that no database can hold (NUL, halves of surrogate pairs) are replaced here, once.
    Raises BadBody when it is not JSON of the outer shape LINE promises.
    """
    try:
        data = json.loads(body, parse_constant=lambda _: None)  # NaN is not JSON to a database
    except (ValueError, RecursionError) as why:
        raise BadBody(f"not JSON: {type(why).__name__}") from None
    if not isinstance(data, dict) or not isinstance(data.get("events"), list):
        raise BadBody("no list of events")
    if b"\\u" in body:  # only an escape can smuggle such a character through UTF-8
        data = storable(data)
    return Batch(
        destination=_word(data.get("destination")) or "",
        events=tuple(event for event in data["events"] if isinstance(event, dict)),
    )


def event_id(event: Mapping[str, Any]) -> str:
    """What makes two deliveries the same event.

    LINE's `webhookEventId`; without one, a digest of everything that a redelivery repeats.
    """
    known = event.get("webhookEventId")
    if isinstance(known, str) and 0 < len(known) <= LONGEST_ID:
        return known
    lasting = {name: value for name, value in event.items() if name != "deliveryContext"}
    return hashlib.sha256(json.dumps(lasting, sort_keys=True).encode()).hexdigest()


def person_of(event: Mapping[str, Any]) -> str | None:
    """The LINE user id behind an event, if LINE says it (it is not always said in groups)."""
    return _id(_part(event, "source").get("userId"))


def inbound(event: Mapping[str, Any]) -> Inbound:
    """Understand one event. Never raises: what is not understood is `Unknown`.

    A message that is new to us or damaged is an `UnknownMessage`, for its sender waits for an
    answer. A chat that is on standby belongs to somebody else (LINE: common properties, mode).
    """
    common = _common(event)
    if event.get("mode") == "standby":
        return Standby(**common)
    read = _EVENTS.get(_word(event.get("type")) or "", _unknown)
    try:
        return read(event, common)
    except (KeyError, TypeError, ValueError):
        return _unknown(event, common)


class _Common(TypedDict):
    timestamp: datetime
    person: str | None
    reply_token: str | None
    message_id: str
    group: str | None


def _common(event: Mapping[str, Any]) -> _Common:
    source = _part(event, "source")
    return _Common(
        timestamp=_moment(event.get("timestamp")),
        person=_id(source.get("userId")),
        reply_token=_word(event.get("replyToken")),
        message_id=_id(_part(event, "message").get("id")) or "",
        group=_id(source.get("groupId")) or _id(source.get("roomId")),
    )


def _message(event: Mapping[str, Any], common: _Common) -> Inbound:
    message = _part(event, "message")
    kind = _word(message.get("type")) or ""
    try:
        return _MESSAGES[kind](message, common)
    except (KeyError, TypeError, ValueError):
        return UnknownMessage(kind or "unknown", **common)


def _text(message: Mapping[str, Any], common: _Common) -> Inbound:
    return TextSaid(_said(message["text"]), **common)


def _location(message: Mapping[str, Any], common: _Common) -> Inbound:
    parts = (_word(message.get(name)) for name in ("title", "address"))
    label = " ".join(dict.fromkeys(part.strip() for part in parts if part))
    lat, lng = float(message["latitude"]), float(message["longitude"])
    if not (-90 <= lat <= 90 and -180 <= lng <= 180):  # noqa: PLR2004 - the globe
        raise ValueError("not a place on earth")
    return Located(lat, lng, label, **common)


def _media(message: Mapping[str, Any], common: _Common) -> Inbound:
    provider = _part(message, "contentProvider").get("type", "line")
    together = message.get("imageSet")
    pictures = (
        ImageSet(
            _said(together["id"]), _number(together.get("index")), _number(together.get("total"))
        )
        if isinstance(together, dict)
        else None
    )
    return MediaSent(message["type"], provider != "line", pictures, **common)


def _sticker(message: Mapping[str, Any], common: _Common) -> Inbound:
    return StickerSent(**common)


def _postback(event: Mapping[str, Any], common: _Common) -> Inbound:
    postback = _part(event, "postback")
    params = _part(postback, "params")
    if "newRichMenuAliasId" in params:
        return MenuSwitched(
            _said(params["newRichMenuAliasId"]), _word(params.get("status")) or "", **common
        )
    picked = next(filter(None, (_word(params.get(k)) for k in ("date", "time", "datetime"))), None)
    return Pressed(_said(postback["data"]), picked, **common)


def _follow(event: Mapping[str, Any], common: _Common) -> Inbound:
    return Followed(_part(event, "follow").get("isUnblocked") is True, **common)


def _unfollow(event: Mapping[str, Any], common: _Common) -> Inbound:
    return Unfollowed(**common)


def _unsend(event: Mapping[str, Any], common: _Common) -> Inbound:
    taken_back = _id(_part(event, "unsend")["messageId"])
    if taken_back is None:
        raise ValueError("no message named")
    return replace(Unsent(**common), message_id=taken_back)


def _join(event: Mapping[str, Any], common: _Common) -> Inbound:
    source = _part(event, "source")
    return Joined(_said(source["type"]), common["group"] or "", **common)


def _leave(event: Mapping[str, Any], common: _Common) -> Inbound:
    source = _part(event, "source")
    return Left(_said(source["type"]), common["group"] or "", **common)


def _unknown(event: Mapping[str, Any], common: _Common) -> Inbound:
    return Unknown(_word(event.get("type")) or "unknown", **common)


_Reader = Callable[[Mapping[str, Any], _Common], Inbound]
_EVENTS: Mapping[str, _Reader] = {
    "message": _message,
    "postback": _postback,
    "follow": _follow,
    "unfollow": _unfollow,
    "unsend": _unsend,
    "join": _join,
    "leave": _leave,
}
_MESSAGES: Mapping[str, _Reader] = {
    "text": _text,
    "location": _location,
    "sticker": _sticker,
    **dict.fromkeys(("image", "video", "audio", "file"), _media),
}


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _said(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("words expected")
    return value


def _id(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST_ID else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _moment(value: object) -> datetime:
    """LINE's milliseconds as an aware time; nonsense is the epoch, which sorts before all else."""
    try:
        return EPOCH + timedelta(milliseconds=_number(value) or 0)
    except OverflowError:
        return EPOCH
