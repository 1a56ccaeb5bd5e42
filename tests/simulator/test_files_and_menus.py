"""Files people send, what unsending does to them, and rich menus."""

import io
from typing import Any

import pytest
from PIL import Image

from simulator.client import SimulatorError
from simulator.person import Person
from simulator.running import Simulator
from tests.simulator.bots import Api, StubBot

MENU: dict[str, Any] = {
    "size": {"width": 2500, "height": 1686},
    "selected": True,
    "name": "ประชาชน",
    "chatBarText": "แจ้งเรื่องร้องเรียน",
    "areas": [
        {
            "bounds": {"x": 0, "y": 0, "width": 1250, "height": 1686},
            "action": {"type": "postback", "label": "ร้องเรียน", "data": "flow=complaint"},
        },
        {
            "bounds": {"x": 1250, "y": 0, "width": 1250, "height": 1686},
            "action": {
                "type": "richmenuswitch",
                "label": "EN",
                "richMenuAliasId": "en",
                "data": "en",
            },
        },
    ],
}


def picture(width: int = 2500, height: int = 1686, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(out, kind)
    return out.getvalue()


def test_a_photo_can_be_fetched_until_it_is_unsent(
    line: Simulator, bot: StubBot, api: Api, somchai: Person
) -> None:
    photo = picture(40, 30, "JPEG")
    sent = somchai.sends_photo(photo)
    path = f"/v2/bot/message/{sent.message_id}/content"
    assert api.call("GET", path) == (200, photo)
    assert api.headers["content-type"] == "image/jpeg"
    assert api.call("GET", f"{path}/preview")[0] == 200
    somchai.unsends(str(sent.message_id))
    assert api.call("GET", path)[0] == 410
    line.settle()
    assert bot.events[-1]["unsend"] == {"messageId": sent.message_id}
    assert api.call("GET", "/v2/bot/message/1/content")[0] == 404


def test_a_video_is_prepared_first(line: Simulator, api: Api, somchai: Person) -> None:
    sent = somchai.sends_video(preparing=30)
    path = f"/v2/bot/message/{sent.message_id}/content"
    assert api.call("GET", path)[0] == 202
    assert api.call("GET", f"{path}/transcoding")[1] == {"status": "processing"}
    line.advance(31)
    assert api.call("GET", f"{path}/transcoding")[1] == {"status": "succeeded"}
    assert (api.call("GET", path)[0], api.headers["content-type"]) == (200, "video/mp4")


def test_photos_sent_together_are_one_set(line: Simulator, bot: StubBot, somchai: Person) -> None:
    somchai.sends_photo(count=3)
    line.settle()
    sets = [event["message"]["imageSet"] for event in bot.events]
    assert [(each["index"], each["total"]) for each in sets] == [(1, 3), (2, 3), (3, 3)]
    assert len({each["id"] for each in sets}) == 1


def _menu(api: Api, spec: dict[str, Any] | None = None) -> str:
    _, made = api.call("POST", "/v2/bot/richmenu", spec or MENU)
    menu_id = str(made["richMenuId"])
    path = f"/v2/bot/richmenu/{menu_id}/content"
    assert api.call("POST", path, picture(), content_type="image/png")[0] == 200
    return menu_id


def test_a_menu_is_shown_after_its_image_is_there(api: Api, somchai: Person) -> None:
    _, made = api.call("POST", "/v2/bot/richmenu", MENU)
    menu_id, path = made["richMenuId"], f"/v2/bot/user/all/richmenu/{made['richMenuId']}"
    assert api.call("POST", path)[0] == 400
    content = f"/v2/bot/richmenu/{menu_id}/content"
    for bad, kind in (
        (picture(800, 540), "image/png"),
        (picture(kind="JPEG"), "image/png"),
        (b"x", "image/png"),
        (picture() + b"\0" * 1024 * 1024, "image/png"),
    ):
        assert api.call("POST", content, bad, content_type=kind)[0] == 400
    assert api.call("POST", content, picture(), content_type="image/png")[0] == 200
    assert api.call("POST", content, picture(), content_type="image/png")[0] == 400
    assert api.call("GET", content) == (200, picture())
    assert api.call("POST", path)[0] == 200
    assert somchai.menu is not None
    assert somchai.menu["richMenuId"] == menu_id
    assert api.call("GET", "/v2/bot/richmenu/list")[1]["richmenus"][0]["name"] == "ประชาชน"


def test_a_menu_linked_to_one_person_wins_and_a_strangers_link_does_nothing(
    line: Simulator, api: Api, somchai: Person
) -> None:
    default, own = _menu(api), _menu(api)
    api.call("POST", f"/v2/bot/user/all/richmenu/{default}")
    stranger = line.person("stranger", "huaikhwang")
    for who in (somchai, stranger):
        assert api.call("POST", f"/v2/bot/user/{who.user_id}/richmenu/{own}")[0] == 200
    shown = [who.menu["richMenuId"] for who in (somchai, stranger) if who.menu]
    assert shown == [own, default]
    assert api.call("GET", f"/v2/bot/user/{somchai.user_id}/richmenu")[1] == {"richMenuId": own}
    api.call("DELETE", f"/v2/bot/user/{somchai.user_id}/richmenu")
    assert somchai.menu is not None
    assert somchai.menu["richMenuId"] == default


def test_aliases_and_switching_between_menus(
    line: Simulator, bot: StubBot, api: Api, somchai: Person
) -> None:
    thai, english = _menu(api), _menu(api)
    api.call("POST", f"/v2/bot/user/all/richmenu/{thai}")
    somchai.taps("EN")
    line.settle()
    assert bot.events[-1]["postback"]["params"]["status"] == "RICHMENU_ALIAS_ID_NOTFOUND"
    alias = {"richMenuAliasId": "en", "richMenuId": english}
    assert api.call("POST", "/v2/bot/richmenu/alias", alias)[0] == 200
    assert api.call("POST", "/v2/bot/richmenu/alias", alias)[0] == 400
    assert api.call("GET", "/v2/bot/richmenu/alias/list")[1] == {"aliases": [alias]}
    somchai.taps("EN")
    line.settle()
    assert bot.events[-1]["postback"]["params"]["status"] == "SUCCESS"
    assert somchai.menu is not None
    assert somchai.menu["richMenuId"] == english
    assert api.call("DELETE", "/v2/bot/richmenu/alias/en")[0] == 200
    assert api.call("GET", "/v2/bot/richmenu/alias/en")[0] == 404


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"size": {"width": 2500, "height": 2000}}, "size"),
        ({"size": {"width": 700, "height": 250}}, "size.width"),
        ({"chatBarText": "ก" * 15}, "chatBarText"),
        ({"areas": MENU["areas"] * 11}, "areas"),
        ({"size": {"width": 2400, "height": 1600}}, "areas[0].bounds"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_menu_is_refused_where_its_fault_is(
    api: Api, changed: dict[str, Any], path: str
) -> None:
    status, answer = api.call("POST", "/v2/bot/richmenu/validate", MENU | changed)
    assert status == 400
    assert path in {detail["property"] for detail in answer["details"]}


def test_tapping_does_what_the_phone_does(
    line: Simulator, bot: StubBot, api: Api, somchai: Person
) -> None:
    """Chips vanish, a postback shows its displayText, a link opens, a button stays."""
    items = [
        {"type": "postback", "label": "ถนน", "data": "c=road", "displayText": "เรื่องถนน"},
        {"type": "uri", "label": "โทร 1555", "uri": "tel:1555"},
        {"type": "location", "label": "ปักหมุด"},
    ]
    card = {
        "type": "flex",
        "altText": "x",
        "contents": {
            "type": "bubble",
            "body": {
                "type": "box",
                "layout": "vertical",
                "contents": [
                    {"type": "text", "text": "เรื่อง HK-1"},
                    {
                        "type": "button",
                        "action": {"type": "message", "label": "ติดตาม", "text": "ติดตาม HK-1"},
                    },
                ],
            },
        },
        "quickReply": {"items": [{"type": "action", "action": item} for item in items]},
    }
    api.call("POST", "/v2/bot/message/push", {"to": somchai.user_id, "messages": [card]})
    (said,) = somchai.wait_for(1)
    assert said.text.splitlines() == ["เรื่อง HK-1", "ติดตาม"]
    assert said.labels == ["ติดตาม", "ถนน", "โทร 1555", "ปักหมุด"]
    assert somchai.taps("โทร 1555")["opened"] == "tel:1555"
    with pytest.raises(SimulatorError, match="nothing to tap"):
        somchai.taps("ถนน")
    somchai.taps("ติดตาม")
    line.settle()
    assert bot.texts() == ["ติดตาม HK-1"]
    api.call("POST", "/v2/bot/message/push", {"to": somchai.user_id, "messages": [card]})
    somchai.taps("ถนน")
    line.settle()
    assert bot.events[-1]["postback"] == {"data": "c=road"}
    assert somchai.chat()[-1].text == "เรื่องถนน"
