"""What people say with LINE on a phone: text, photos, pins, presses, and taking them back.

Every act takes the platform and the JSON of ``POST /_control/<act>`` and answers with the log
entry it made. Common properties: ``person``, ``channel`` (may be left out when there is one),
``group`` (to act inside a group).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from simulator import ids
from simulator.accounts import Account, Bond
from simulator.chatlog import Entry
from simulator.contents import SAMPLE_TYPES, Content, decoded, image_type, sample_file, sample_photo
from simulator.exchange import Json, Refused
from simulator.platform import Platform, chat_of

Act: TypeAlias = Callable[[Platform, Json], Json]
_WITHOUT_QUOTE = frozenset({"audio", "file", "location"})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, towards which account, and in which group if any."""

    account: Account
    person: str
    group: str | None

    @property
    def slug(self) -> str:
        """The channel."""
        return self.account.spec.slug


def actor_of(platform: Platform, body: Json) -> Actor:
    """The person and the account a request names; raises Refused(404)."""
    person = platform.accounts.person(wanted(body, "person")).id
    return Actor(platform.accounts.channel(body.get("channel")), person, body.get("group"))


def wanted(body: Json, name: str) -> Any:
    """A property that must be there; raises Refused(400)."""
    if body.get(name) is None:
        raise Refused(400, f"{name} is missing")
    return body[name]


def _writes(platform: Platform, who: Actor, message: Json) -> Entry:
    """A message event; whoever blocked an account must unblock it first, as on the phone."""
    if who.group is None and platform.accounts.bond(who.slug, who.person) is Bond.BLOCKED:
        raise Refused(409, f"{who.person} has blocked {who.slug}")
    message_id = message.setdefault("id", platform.message_ids.new())
    chat = chat_of(platform.source(who.account, who.person, who.group))
    read = message["markAsReadToken"] = ids.opaque_token()
    if message["type"] not in _WITHOUT_QUOTE:
        message["quoteToken"] = ids.opaque_token()
        platform.quote_tokens[message["quoteToken"]] = (who.slug, chat)
    entry = platform.happen(
        who.account, "message", {"message": message}, person=who.person, group=who.group
    )
    platform.read_tokens[read] = entry
    entry.message_id = message_id
    return entry


def say(platform: Platform, body: Json) -> Json:
    """Write ``text``; ``mention`` and ``quotedMessageId`` pass into the event as they are."""
    more: Json = {
        name: body[name] for name in ("mention", "quotedMessageId", "emojis") if name in body
    }
    message: Json = {"type": "text", "text": wanted(body, "text"), **more}
    return _writes(platform, actor_of(platform, body), message).as_json()


def press(platform: Platform, body: Json) -> Json:
    """A postback with ``data``, ``params`` if any, and the ``text`` shown as one's own."""
    who = actor_of(platform, body)
    params = {"params": body["params"]} if body.get("params") else {}
    postback = {"postback": {"data": wanted(body, "data"), **params}}
    return platform.happen(
        who.account,
        "postback",
        postback,
        person=who.person,
        group=who.group,
        spoken=body.get("text"),
    ).as_json()


def photo(platform: Platform, body: Json) -> Json:
    """One image, or several at once (``data`` or ``count``), as one set; ``data`` is base64."""
    who = actor_of(platform, body)
    given = body.get("data")
    many = given if isinstance(given, list) else [given] * int(body.get("count", 1))
    set_id = ids.reply_token().upper()
    entries = []
    for index, item in enumerate(many, 1):
        data = decoded(item) or sample_photo(len(platform.log.entries))
        message: Json = {"type": "image", "contentProvider": {"type": "line"}}
        if len(many) > 1:
            message["imageSet"] = {"id": set_id, "index": index, "total": len(many)}
        message["id"] = _keep(platform, body, data, image_type(data))
        entries.append(_writes(platform, who, message).as_json())
    return entries[-1] | {"all": entries}


def _keep(platform: Platform, body: Json, data: bytes, content_type: str) -> str:
    """Store a file that becomes ready after ``preparing`` simulated seconds."""
    message_id = platform.message_ids.new()
    ready_at = platform.now() + float(body.get("preparing", 0))
    platform.contents.keep(message_id, Content(data, content_type, ready_at))
    return message_id


def _recording(kind: str) -> Act:
    def send(platform: Platform, body: Json) -> Json:
        who = actor_of(platform, body)
        data = decoded(body.get("data")) or sample_file(kind)
        content_type = body.get("content_type", SAMPLE_TYPES[kind])
        message: Json = {"type": kind, "id": _keep(platform, body, data, content_type)}
        if kind == "file":
            message |= {"fileName": body.get("name", "document.pdf"), "fileSize": len(data)}
        else:
            message["contentProvider"] = {"type": "line"}
            message["duration"] = int(body.get("duration", 3000))
        return _writes(platform, who, message).as_json()

    return send


def location(platform: Platform, body: Json) -> Json:
    """A pin: ``latitude``, ``longitude``, and ``title`` and ``address`` if any."""
    message: Json = {
        "type": "location",
        "latitude": float(wanted(body, "latitude")),
        "longitude": float(wanted(body, "longitude")),
        **{name: str(body[name]) for name in ("title", "address") if body.get(name)},
    }
    return _writes(platform, actor_of(platform, body), message).as_json()


def sticker(platform: Platform, body: Json) -> Json:
    """A sticker."""
    message = {
        "type": "sticker",
        "packageId": str(body.get("package", "446")),
        "stickerId": str(body.get("sticker", "1988")),
        "stickerResourceType": body.get("resource_type", "STATIC"),
        "keywords": body.get("keywords", []),
    }
    return _writes(platform, actor_of(platform, body), message).as_json()


def unsend(platform: Platform, body: Json) -> Json:
    """Take back a message by ``message_id``: it shows no more and its file is gone."""
    entry = platform.log.of_message(wanted(body, "message_id"))
    if entry is None or entry.direction != "in" or entry.person is None:
        raise Refused(404, "no such message of a person")
    entry.unsent = True
    platform.contents.erase(str(entry.message_id))
    platform.log.touch(entry)
    source = entry.content["source"]
    return platform.happen(
        platform.accounts.channel(entry.channel),
        "unsend",
        {"unsend": {"messageId": entry.message_id}},
        person=entry.person,
        group=source.get("groupId") or source.get("roomId"),
        replyable=False,
    ).as_json()


def event(platform: Platform, body: Json) -> Json:
    """Any ``event``, or several ``events`` in one POST, signed and sent as they are.

    With ``complete`` what is missing is filled in: id, time, mode, source, reply token.
    """
    account = platform.accounts.channel(body.get("channel"))
    given = body.get("events") or [wanted(body, "event")]
    entries = []
    for raw in given:
        whole = _completed(platform, account, body, raw) if body.get("complete") else raw
        chat = chat_of(whole.get("source") or {})
        if isinstance(whole.get("replyToken"), str):
            now = platform.now()
            platform.reply_tokens.register(whole["replyToken"], account.spec.slug, chat, now=now)
        person = platform.accounts.person_of(account.spec.slug, chat)
        entries.append(platform.record(account, whole, person=person))
    platform.send(account, entries)
    return entries[-1].as_json() | {"all": [entry.as_json() for entry in entries]}


def _completed(platform: Platform, account: Account, body: Json, raw: Json) -> Json:
    now_ms = platform.clock.now_ms()
    return {
        "webhookEventId": ids.ulid(now_ms),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": now_ms,
        "source": platform.source(account, body.get("person"), body.get("group")),
        "mode": "active",
        "replyToken": ids.reply_token(),
    } | raw


ACTS: dict[str, Act] = {
    "say": say,
    "press": press,
    "photo": photo,
    "video": _recording("video"),
    "audio": _recording("audio"),
    "file": _recording("file"),
    "location": location,
    "sticker": sticker,
    "unsend": unsend,
    "event": event,
    "batch": event,
}
