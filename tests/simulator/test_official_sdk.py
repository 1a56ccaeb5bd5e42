"""LINE's own Python library understands the simulator: its answers, its errors and its events."""

import json
import uuid
import warnings
from collections.abc import Iterator

import pytest

from simulator.person import Person
from simulator.running import Simulator
from tests.simulator.bots import StubBot
from tests.simulator.test_files_and_menus import MENU, picture

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the library warns about itself while it is imported
    from linebot.v3 import WebhookParser, messaging  # type: ignore[import-untyped]  # it ships no types


@pytest.fixture
def client(line: Simulator) -> Iterator[messaging.ApiClient]:
    with messaging.ApiClient(
        messaging.Configuration(host=line.address, access_token="long-lived")
    ) as client:
        yield client
        client.rest_client.pool_manager.clear()


def test_the_library_sends_and_is_refused(
    line: Simulator, bot: StubBot, client: messaging.ApiClient, somchai: Person
) -> None:
    api = messaging.MessagingApi(client)
    somchai.says("สวัสดี")
    line.settle()
    texts = [{"type": "text", "text": "ก"}]
    reply = {"replyToken": bot.events[0]["replyToken"], "messages": texts}
    sent = api.reply_message(messaging.ReplyMessageRequest.from_dict(reply))
    assert sent.sent_messages[0].quote_token
    push = messaging.PushMessageRequest.from_dict({"to": somchai.user_id, "messages": texts})
    key = str(uuid.uuid4())
    api.push_message(push, x_line_retry_key=key)
    with pytest.raises(messaging.ApiException) as refused:
        api.push_message(push, x_line_retry_key=key)
    assert refused.value.status == 409
    assert json.loads(refused.value.body)["sentMessages"]
    assert [said.how for said in somchai.heard()] == ["reply", "push"]


def test_the_library_reads_everything_else(
    line: Simulator, bot: StubBot, client: messaging.ApiClient, somchai: Person
) -> None:
    api, blob = messaging.MessagingApi(client), messaging.MessagingApiBlob(client)
    assert api.get_profile(somchai.user_id).display_name == "สมชาย"
    assert api.get_bot_info().basic_id == "@huaikhwang"
    assert api.get_message_quota().type == "none"
    assert api.get_message_quota_consumption().total_usage == 0
    assert api.get_webhook_endpoint().endpoint == bot.url
    assert api.issue_link_token(somchai.user_id).link_token
    made = api.create_rich_menu(messaging.RichMenuRequest.from_dict(MENU | {"chatBarText": "เมนู"}))
    image = {"Content-Type": "image/png"}
    blob.set_rich_menu_image(made.rich_menu_id, body=picture(), _headers=image)
    api.set_default_rich_menu(made.rich_menu_id)
    assert api.get_default_rich_menu_id().rich_menu_id == made.rich_menu_id
    photo = somchai.sends_photo()
    assert blob.get_message_content(photo.message_id)[:2] == b"\xff\xd8"


def test_the_library_knows_every_event(line: Simulator, bot: StubBot, somchai: Person) -> None:
    somchai.says("ก")
    somchai.sends_photo(count=2)
    somchai.sends_video()
    somchai.sends_audio()
    somchai.sends_file()
    somchai.sends_sticker()
    pin = somchai.sends_location(13.7, 100.5)
    somchai.presses("d", params={"date": "2026-01-05"})
    somchai.unsends(str(pin.message_id))
    somchai.blocks()
    somchai.unblocks()
    line.perform("join", {"channel": "huaikhwang", "group": "เวร", "people": ["somchai"]})
    somchai.in_group("เวร").says("ข")
    line.perform("leave", {"channel": "huaikhwang", "group": "เวร"})
    line.settle()
    parser = WebhookParser("s", skip_signature_verification=lambda: True)
    read = [event for post in bot.posts for event in parser.parse(json.dumps(post), "-")]
    assert [type(event).__name__ for event in read] == [
        *["MessageEvent"] * 8,
        "PostbackEvent",
        "UnsendEvent",
        "UnfollowEvent",
        "FollowEvent",
        "JoinEvent",
        "MessageEvent",
        "LeaveEvent",
    ]
