"""What LINE accepts and refuses, message by message, with the path of the fault."""

import json
from typing import Any

import pytest

from simulator.counting import graphemes, json_bytes, utf16_units
from simulator.schema.messages import problems

Json = dict[str, Any]


def message(action: str = "message", **more: Any) -> Json:
    bodies: dict[str, Json] = {
        "message": {"label": "ตกลง", "text": "ตกลง"},
        "postback": {"label": "ตกลง", "data": "v=1"},
        "uri": {"label": "โทร", "uri": "tel:1555"},
        "datetimepicker": {"label": "วันที่", "data": "d", "mode": "date"},
        "clipboard": {"label": "คัดลอก", "clipboardText": "HK-2569-1"},
        "camera": {"label": "ถ่ายรูป"},
        "location": {"label": "ปักหมุด"},
        "richmenuswitch": {"richMenuAliasId": "th", "data": "d"},
    }
    return {"type": action, **bodies[action], **more}


def text(**more: Any) -> Json:
    return {"type": "text", "text": "สวัสดี", **more}


def chips(*actions: Json) -> Json:
    return text(quickReply={"items": [{"type": "action", "action": each} for each in actions]})


def box(*contents: Json, layout: str = "vertical", **more: Any) -> Json:
    return {"type": "box", "layout": layout, "contents": list(contents), **more}


def bubble(*contents: Json, **more: Any) -> Json:
    return {"type": "bubble", "body": box(*contents), **more}


def flex(contents: Json, alt: str = "เรื่องร้องเรียน") -> Json:
    return {"type": "flex", "altText": alt, "contents": contents}


def template(kind: str, **more: Any) -> Json:
    bodies: dict[str, Json] = {
        "buttons": {"text": "เลือก", "actions": [message()]},
        "confirm": {"text": "ส่งไหม", "actions": [message(), message()]},
        "carousel": {"columns": [{"text": "ก", "actions": [message()]}]},
        "image_carousel": {"columns": [{"imageUrl": PHOTO, "action": message()}]},
    }
    return {"type": "template", "altText": "x", "template": {"type": kind, **bodies[kind], **more}}


WORDS: Json = {"type": "text", "text": "ก"}
PHOTO = "https://example.go.th/a.png"
LONG_THAI = "แจ้งเรื่องร้องเรียน"  # 19 code points, 14 graphemes

ACCEPTED = [
    text(text="ก" * 5000),
    text(text="😀" * 2500),
    text(emojis=[{"index": 0, "productId": "p", "emojiId": "001"}], text="$ สวัสดี"),
    text(sender={"name": "ฝ่ายโยธา"}),
    {
        "type": "textV2",
        "text": "{a} {{b}}",
        "substitution": {"a": {"type": "emoji", "productId": "p", "emojiId": "1"}},
    },
    {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    {
        "type": "image",
        "originalContentUrl": PHOTO,
        "previewImageUrl": "http://127.0.0.1:9000/a.png",
    },
    {"type": "video", "originalContentUrl": PHOTO, "previewImageUrl": PHOTO},
    {"type": "audio", "originalContentUrl": PHOTO, "duration": 1000},
    {"type": "location", "title": "ก", "address": "ข", "latitude": 13.7, "longitude": 100.5},
    chips(*[message(label="ก" * 20)] * 13),
    chips(message("camera"), message("location"), message("datetimepicker", min="2026-01-01")),
    chips(message("message", label=LONG_THAI)),
    chips(message("postback", inputOption="openKeyboard", fillInText="ที่อยู่: ")),
    chips(message("uri", uri="http://localhost:8000/track")),
    template("buttons", text="ก" * 160),
    template("confirm"),
    template("carousel"),
    template("image_carousel"),
    flex(bubble(WORDS)),
    flex(bubble({"type": "button", "action": message(label="ก" * 40), "style": "primary"})),
    flex(bubble(box(WORDS, {"type": "icon", "url": PHOTO}, layout="baseline"))),
    flex(bubble({"type": "image", "url": PHOTO, "aspectRatio": "20:13", "size": "full"})),
    flex(bubble({"type": "text", "contents": [{"type": "span", "text": "ก", "weight": "bold"}]})),
    flex(bubble(WORDS, hero={"type": "image", "url": PHOTO}, size="giga")),
    flex(bubble(box(backgroundColor="#00ff0080", height="4px"))),
    flex({"type": "carousel", "contents": [bubble(WORDS)] * 12}),
]


@pytest.mark.parametrize("body", ACCEPTED, ids=lambda body: json.dumps(body)[:60])
def test_a_good_message_is_accepted(body: Json) -> None:
    assert problems("validate", {"messages": [body]}) == []


REFUSED: list[tuple[Json, str]] = [
    ({"type": "txet", "text": "x"}, "type"),
    ({"text": "x"}, "type"),
    (text(text=""), "text"),
    (text(text=" \n"), "text"),
    (text(text="ก" * 5001), "text"),
    (text(text="😀" * 2501), "text"),
    (text(text=7), "text"),
    (text(quickReplies={}), "quickReplies"),
    (text(sender={"name": "ก" * 21}), "sender.name"),
    (text(sender={"name": "LINE"}), "sender.name"),
    (text(emojis=[{"index": 1, "productId": "p", "emojiId": "1"}]), "emojis[0].index"),
    ({"type": "textV2", "text": "{a}", "substitution": {}}, "text"),
    ({"type": "sticker", "packageId": "x", "stickerId": "1"}, "packageId"),
    ({"type": "image", "originalContentUrl": PHOTO}, "previewImageUrl"),
    ({"type": "audio", "originalContentUrl": PHOTO, "duration": True}, "duration"),
    (
        {"type": "image", "originalContentUrl": "http://example.go.th/a", "previewImageUrl": PHOTO},
        "originalContentUrl",
    ),
    (
        {"type": "location", "title": "ก", "address": "ข", "latitude": 91, "longitude": 0},
        "latitude",
    ),
    (chips(*[message()] * 14), "quickReply.items"),
    (chips(), "quickReply.items"),
    (chips(message(label="ก" * 21)), "quickReply.items[0].action.label"),
    (chips(message(label="")), "quickReply.items[0].action.label"),
    (chips({"type": "message", "text": "x"}), "quickReply.items[0].action.label"),
    (chips(message("postback", data="x" * 301)), "quickReply.items[0].action.data"),
    (chips(message("postback", fillInText="x")), "quickReply.items[0].action.fillInText"),
    (chips(message("postback", displayText="a", text="b")), "quickReply.items[0].action.text"),
    (chips(message("uri", uri="javascript:alert(1)")), "quickReply.items[0].action.uri"),
    (chips(message("uri", uri="https://x.th/" + "a" * 1000)), "quickReply.items[0].action.uri"),
    (chips(message("uri", uri="https://x.th/ก")), "quickReply.items[0].action.uri"),
    (chips(message("datetimepicker", min="2026-13-01")), "quickReply.items[0].action.min"),
    (chips(message("datetimepicker", max="2101-01-01")), "quickReply.items[0].action.max"),
    (chips(message("richmenuswitch")), "quickReply.items[0].action.type"),
    (template("buttons", text="ก" * 161), "template.text"),
    (template("buttons", text="ก" * 61, title="ข"), "template.text"),
    (template("buttons", title="ก" * 41), "template.title"),
    (template("buttons", actions=[message()] * 5), "template.actions"),
    (template("buttons", actions=[message("camera")]), "template.actions[0].type"),
    (template("confirm", text="ก" * 241), "template.text"),
    (template("confirm", actions=[message()] * 3), "template.actions"),
    (
        template(
            "carousel",
            columns=[
                {"text": "a", "actions": [message()]},
                {"text": "b", "actions": [message()] * 2},
            ],
        ),
        "template.columns",
    ),
    (
        template(
            "image_carousel", columns=[{"imageUrl": PHOTO, "action": message(label="ก" * 13)}]
        ),
        "template.columns[0].action.label",
    ),
    (flex(bubble(WORDS), alt="ก" * 1501), "altText"),
    ({"type": "flex", "contents": bubble(WORDS)}, "altText"),
    (flex({"type": "bubble"}), "contents"),
    (flex(bubble({"type": "txet"})), "contents.body.contents[0].type"),
    (flex(bubble(WORDS, WORDS | {"text": ""})), "contents.body.contents[1].text"),
    (flex(bubble({"type": "text"})), "contents.body.contents[0].text"),
    (flex(bubble(WORDS | {"colour": "#fff"})), "contents.body.contents[0].colour"),
    (flex(bubble(WORDS | {"color": "red"})), "contents.body.contents[0].color"),
    (flex(bubble(WORDS | {"size": "huge"})), "contents.body.contents[0].size"),
    (flex(bubble(WORDS | {"weight": "heavy"})), "contents.body.contents[0].weight"),
    (flex(bubble(WORDS | {"wrap": "yes"})), "contents.body.contents[0].wrap"),
    (flex(bubble(box(layout="diagonal"))), "contents.body.contents[0].layout"),
    (
        flex(bubble(box({"type": "button", "action": message()}, layout="baseline"))),
        "contents.body.contents[0].contents[0].type",
    ),
    (
        flex(bubble({"type": "button", "action": message(label="ก" * 41)})),
        "contents.body.contents[0].action.label",
    ),
    (flex(bubble({"type": "button"})), "contents.body.contents[0].action"),
    (
        flex(bubble({"type": "image", "url": PHOTO, "aspectRatio": "1:4"})),
        "contents.body.contents[0].aspectRatio",
    ),
    (flex(bubble(WORDS, size="tiny")), "contents.size"),
    (flex(bubble(WORDS, footer=WORDS)), "contents.footer.type"),
    (flex(bubble(*[WORDS | {"text": "ก" * 1000}] * 6)), "contents"),
    (flex({"type": "carousel", "contents": [bubble(WORDS)] * 13}), "contents.contents"),
    (
        flex({"type": "carousel", "contents": [bubble(WORDS), bubble(WORDS, size="kilo")]}),
        "contents.contents",
    ),
    (
        flex({"type": "carousel", "contents": [bubble(*[WORDS | {"text": "ก" * 900}] * 2)] * 5}),
        "contents",
    ),
]


@pytest.mark.parametrize(("body", "path"), REFUSED, ids=lambda value: json.dumps(value)[:60])
def test_a_bad_message_is_refused_where_its_fault_is(body: Json, path: str) -> None:
    assert f"messages[0].{path}" in {
        fault.property for fault in problems("validate", {"messages": [body]})
    }


@pytest.mark.parametrize("count", [0, 6])
def test_a_request_holds_one_to_five_messages(count: int) -> None:
    assert [fault.property for fault in problems("validate", {"messages": [text()] * count})] == [
        "messages"
    ]


def test_thai_labels_are_counted_in_graphemes_and_text_in_utf16_units() -> None:
    assert (len(LONG_THAI), graphemes(LONG_THAI)) == (19, 14)
    assert (graphemes("กำ"), graphemes("ที่"), graphemes("\r\n")) == (1, 1, 1)
    assert (utf16_units("😀"), utf16_units("ที่")) == (2, 3)
    assert json_bytes({"a": "ก"}) == len('{"a":"\\u0e01"}')
