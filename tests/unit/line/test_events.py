"""Nothing in a webhook body loses the person, the event or the rest of the batch."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.line.events import EPOCH, BadBody, event_id, inbound, parse, person_of
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

PERSON = "U" + "a" * 32
WHEN = datetime(2026, 11, 20, 3, 4, 5, 678000, tzinfo=UTC)


def event(kind: str, **parts: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "mode": "active",
        "timestamp": 1795143845678,
        "source": {"type": "user", "userId": PERSON},
        "webhookEventId": "01HEV7Y0Q1N8D7S5N3T6C9R2ZK",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "token",
        **parts,
    }


def message(kind: str, **parts: Any) -> dict[str, Any]:
    return event("message", message={"id": "m1", "type": kind, **parts})


SAID: dict[str, Any] = {
    "timestamp": WHEN,
    "person": PERSON,
    "reply_token": "token",
    "message_id": "m1",
}
DONE: dict[str, Any] = {"timestamp": WHEN, "person": PERSON, "reply_token": "token"}
SEEN: list[tuple[dict[str, Any], Inbound]] = [
    (message("text", text="ไฟดับ"), TextSaid("ไฟดับ", **SAID)),
    (
        message("location", title="วัด", address="ถนน 1", latitude=13.77, longitude=100.5),
        Located(13.77, 100.5, "วัด ถนน 1", **SAID),
    ),
    (message("location", latitude=13, longitude=100), Located(13.0, 100.0, "", **SAID)),
    (message("location", latitude=913, longitude=100), UnknownMessage("location", **SAID)),
    (
        message("image", contentProvider={"type": "line"}, imageSet={"id": "s", "index": 2}),
        MediaSent("image", external=False, image_set=ImageSet("s", 2, None), **SAID),
    ),
    (
        message("video", contentProvider={"type": "external", "originalContentUrl": "https://x"}),
        MediaSent("video", external=True, **SAID),
    ),
    (
        message("file", fileName="ร้องเรียน นาย ก.pdf", fileSize=12),
        MediaSent("file", external=False, **SAID),
    ),
    (message("sticker", stickerResourceType="HOLOGRAM"), StickerSent(**SAID)),
    (message("hologram", depth=3), UnknownMessage("hologram", **SAID)),
    (message("text"), UnknownMessage("text", **SAID)),
    (event("message"), UnknownMessage("unknown", **DONE)),
    (event("postback", postback={"data": "1|track"}), Pressed("1|track", **DONE)),
    (
        event("postback", postback={"data": "d", "params": {"datetime": "2026-11-20T10:00"}}),
        Pressed("d", "2026-11-20T10:00", **DONE),
    ),
    (
        event(
            "postback",
            postback={
                "data": "tab",
                "params": {"newRichMenuAliasId": "english", "status": "SUCCESS"},
            },
        ),
        MenuSwitched("english", "SUCCESS", **DONE),
    ),
    (event("postback", postback={}), Unknown("postback", **DONE)),
    (event("follow", follow={"isUnblocked": True}), Followed(unblocked=True, **DONE)),
    (event("follow"), Followed(unblocked=False, **DONE)),
    (event("unfollow", replyToken=None), Unfollowed(timestamp=WHEN, person=PERSON)),
    (event("unsend", unsend={"messageId": "m7"}), Unsent(**{**SAID, "message_id": "m7"})),
    (event("unsend", unsend={}), Unknown("unsend", **DONE)),
    (
        event("join", source={"type": "group", "groupId": "C1"}),
        Joined("group", "C1", timestamp=WHEN, reply_token="token", group="C1"),
    ),
    (
        event("leave", source={"type": "room", "roomId": "R1"}),
        Left("room", "R1", timestamp=WHEN, reply_token="token", group="R1"),
    ),
    (event("message", mode="standby"), Standby(**DONE)),
    (event("telepathy"), Unknown("telepathy", **DONE)),
    ({}, Unknown("unknown", timestamp=EPOCH)),
    ({"type": 7, "source": "me", "timestamp": "now"}, Unknown("unknown", timestamp=EPOCH)),
    ({"type": "follow", "timestamp": 10**40}, Followed(unblocked=False, timestamp=EPOCH)),
]


@pytest.mark.parametrize(("given_event", "understood"), SEEN)
def test_every_event_is_understood_or_kept(
    given_event: dict[str, Any], understood: Inbound
) -> None:
    assert inbound(given_event) == understood


def test_the_name_of_a_file_is_forgotten() -> None:
    assert "นาย ก" not in repr(inbound(message("file", fileName="ร้องเรียน นาย ก.pdf")))


WORDS = st.sampled_from(["", "x", "ก", "\0", "\ud800", "y" * 65])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=4,
)
ODD_EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["message", "postback", "follow", "unsend", "join", "x"]) | JSON,
        "message": st.fixed_dictionaries(
            {"type": st.sampled_from(["text", "image", "location", "sticker"])},
            optional=dict.fromkeys(("id", "text", "imageSet", "latitude", "longitude"), JSON),
        )
        | JSON,
        **dict.fromkeys(("source", "postback", "timestamp", "unsend", "replyToken", "mode"), JSON),
    },
)


@given(ODD_EVENTS)
def test_no_event_makes_reading_fail(odd: dict[str, Any]) -> None:
    assert isinstance(inbound(odd), Inbound)
    assert 0 < len(event_id(odd)) <= 64


@given(st.lists(ODD_EVENTS, max_size=4))
def test_a_batch_keeps_every_event(events: list[dict[str, Any]]) -> None:
    body = json.dumps({"destination": "U1", "events": events}, ensure_ascii=False)
    assert len(parse(body.encode("utf-8", "surrogatepass")).events) == len(events)


def test_the_connection_test_of_the_console_is_an_empty_batch() -> None:
    batch = parse(b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}')
    assert batch.destination == "U8e742f61d673b39c7fff3cecb7536ef0"
    assert batch.events == ()


def test_what_no_database_can_hold_is_replaced() -> None:
    body = rb'{"events":[{"type":"message","a":["x\u0000y","\ud800","\ud83d\ude00"],"n":NaN}]}'
    (event,) = parse(body).events
    assert event == {"type": "message", "a": ["x\ufffdy", "\ufffd", "😀"], "n": None}


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{}", b'{"events":{}}', b"\xff{}", b"[" * 100_000, b'{"events":1}'],
)
def test_what_is_not_a_webhook_is_refused_without_repeating_it(body: bytes) -> None:
    with pytest.raises(BadBody) as refusal:
        parse(body)
    assert len(str(refusal.value)) < 60


def test_a_redelivery_is_the_same_event() -> None:
    """LINE repeats an event with only its delivery context changed."""
    first = event("message", message={"type": "text", "text": "ก"})
    again = {**first, "deliveryContext": {"isRedelivery": True}}
    assert event_id(first) == event_id(again) == "01HEV7Y0Q1N8D7S5N3T6C9R2ZK"
    del first["webhookEventId"], again["webhookEventId"]
    assert event_id(first) == event_id(again)
    assert event_id({**first, "timestamp": 2}) != event_id(first)


@pytest.mark.parametrize(
    ("source", "person"),
    [
        ({"type": "user", "userId": PERSON}, PERSON),
        ({"type": "user", "userId": "x" * 65}, None),
        ({"type": "group", "groupId": "C1"}, None),
        ("me", None),
        (None, None),
    ],
)
def test_the_person_is_found_if_line_says_who(source: object, person: str | None) -> None:
    assert person_of({"source": source}) == person
