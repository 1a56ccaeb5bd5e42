"""How webhooks arrive: signed, in order, again, twice, late, unknown, and when the bot is ill."""

import time

import pytest

from simulator.client import SimulatorError
from simulator.person import Person
from simulator.running import Simulator
from simulator.webhook_post import signature
from tests.simulator.bots import Api, StubBot


def test_the_signature_is_the_one_of_lines_own_example() -> None:
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    assert (
        signature("8c570fa6dd201bb328f1c1eac23a96d8", body)
        == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
    )


def test_a_text_event_has_lines_shape(line: Simulator, bot: StubBot, somchai: Person) -> None:
    said = somchai.says("ถนนพัง")
    line.settle()
    (post,) = bot.posts
    (event,) = post["events"]
    assert post["destination"] == line.state()["channels"]["huaikhwang"]["bot_user_id"]
    assert event["type"] == "message"
    assert event["mode"] == "active"
    assert event["source"] == {"type": "user", "userId": somchai.user_id}
    assert event["deliveryContext"] == {"isRedelivery": False}
    assert event["timestamp"] == line.clock.now_ms()
    assert (len(event["webhookEventId"]), len(event["replyToken"])) == (26, 32)
    assert event["message"]["id"] == said.message_id
    assert event["message"]["text"] == "ถนนพัง"
    assert somchai.chat()[0].webhook == "200"


def test_events_of_a_channel_arrive_in_order(
    line: Simulator, bot: StubBot, somchai: Person
) -> None:
    wanted = [f"ข้อความ {number}" for number in range(50)]
    for words in wanted:
        somchai.says(words)
    line.settle()
    assert bot.texts() == wanted


def test_nothing_is_redelivered_unless_it_is_switched_on(
    line: Simulator, bot: StubBot, somchai: Person
) -> None:
    bot.answer = lambda count: 500 if count == 1 else 200
    somchai.says("หาย")
    line.settle()
    assert len(bot.posts) == 1
    assert somchai.chat()[0].webhook == "500"
    statistics = line.webhooks("huaikhwang")
    assert statistics["outcomes"] == {"error_status_code": 1}


def test_redelivery_repeats_the_same_event_until_it_is_accepted(
    line: Simulator, bot: StubBot, somchai: Person
) -> None:
    line.webhooks("huaikhwang", redelivery=True, redelivery_seconds=[0.01, 0.01, 0.01])
    bot.answer = lambda count: 200 if count == 3 else 503
    somchai.says("มาถึงแน่")
    line.settle()
    first, second, third = bot.events
    assert first["deliveryContext"]["isRedelivery"] is False
    assert second == first | {"deliveryContext": {"isRedelivery": True}}
    assert third == second


def test_a_bot_that_is_away_gets_the_event_when_it_is_back(
    line: Simulator, bot: StubBot, somchai: Person
) -> None:
    line.webhooks("huaikhwang", redelivery=True, redelivery_seconds=[60])
    line.perform("endpoint", {"channel": "huaikhwang", "url": "http://127.0.0.1:9/"})
    somchai.says("รอหน่อย")
    _until(lambda: somchai.chat()[0].webhook == "could_not_connect")
    line.perform("endpoint", {"channel": "huaikhwang", "url": bot.url})
    line.perform("redeliver", {"waiting": True})
    line.settle()
    assert bot.texts() == ["รอหน่อย"]


def test_a_slow_bot_is_cut_off_although_it_got_the_event(
    line: Simulator, bot: StubBot, somchai: Person
) -> None:
    bot.hangs = 1
    line.webhooks("huaikhwang", timeout_seconds=0.05)
    somchai.says("ช้า")
    line.settle()
    bot.release.set()
    assert bot.texts() == ["ช้า"]
    assert somchai.chat()[0].webhook == "request_timeout"


def test_doubles_late_events_and_forged_signatures_can_be_asked_for(
    line: Simulator, bot: StubBot, somchai: Person
) -> None:
    line.webhooks("huaikhwang", doubled=1.0)
    somchai.says("สองครั้ง")
    line.settle()
    assert bot.texts() == ["สองครั้ง"] * 2
    line.webhooks("huaikhwang", doubled=0.0, late=0.5, late_seconds=0.02, seed=1)
    bot.posts.clear()
    for number in range(40):
        somchai.says(str(number))
    line.settle()
    assert sorted(bot.texts(), key=int) == [str(number) for number in range(40)] != bot.texts()
    line.webhooks("huaikhwang", late=0.0, bad_signatures=1)
    somchai.says("ปลอม")
    somchai.says("จริง")
    line.settle()
    assert len(bot.forged) == 1
    assert bot.texts()[-1] == "จริง"


def test_paused_webhooks_leave_together_as_one_batch(
    line: Simulator, bot: StubBot, somchai: Person
) -> None:
    line.webhooks("huaikhwang", paused=True, batch=10)
    for words in ("ก", "ข", "ค"):
        somchai.says(words)
    line.webhooks("huaikhwang", paused=False)
    line.settle()
    assert [len(post["events"]) for post in bot.posts] == [3]


def test_any_event_can_be_sent_as_it_is(line: Simulator, bot: StubBot, api: Api) -> None:
    strange = {"type": "somethingNew", "mode": "dreaming", "source": {"type": "planet"}}
    line.event(strange, {"no": "type"}, channel="huaikhwang")
    line.settle()
    assert [post["events"] for post in bot.posts] == [[strange, {"no": "type"}]]
    line.event({"type": "videoPlayComplete"}, channel="huaikhwang", complete=True, person="somchai")
    line.settle()
    assert api.reply(bot.events[2]["replyToken"], "ก")[0] == 200


def test_nothing_is_posted_beyond_this_machine(bot: StubBot, api: Api) -> None:
    """Also not when the bot itself names another address."""
    elsewhere = {"endpoint": "https://example.org/webhook"}
    assert api.call("PUT", "/v2/bot/channel/webhook/endpoint", elsewhere)[0] == 200
    told = api.call("POST", "/v2/bot/channel/webhook/test", {})[1]
    assert (told["success"], told["detail"]) == (False, "not on this machine")
    assert bot.posts == []


def test_the_test_endpoint_posts_an_empty_batch(bot: StubBot, api: Api) -> None:
    status, told = api.call("POST", "/v2/bot/channel/webhook/test", {})
    assert (status, told["success"], told["statusCode"]) == (200, True, 200)
    assert bot.posts[0]["events"] == []
    assert api.call("GET", "/v2/bot/channel/webhook/endpoint")[1]["endpoint"] == bot.url


@pytest.mark.parametrize(
    ("verb", "kind", "replyable"),
    [("follow", "follow", True), ("block", "unfollow", False), ("sticker", "message", True)],
)
def test_only_events_that_can_be_answered_carry_a_reply_token(
    line: Simulator, bot: StubBot, somchai: Person, verb: str, kind: str, replyable: bool
) -> None:
    somchai.does(verb)
    line.settle()
    assert (bot.events[0]["type"], "replyToken" in bot.events[0]) == (kind, replyable)


def test_following_after_a_block_says_so(line: Simulator, bot: StubBot, somchai: Person) -> None:
    somchai.blocks()
    with pytest.raises(SimulatorError, match="has blocked"):
        somchai.says("ส่งไม่ได้")
    somchai.unblocks()
    line.settle()
    assert bot.events[-1]["follow"] == {"isUnblocked": True}


def test_a_group_event_names_the_group_and_costs_by_head(
    line: Simulator, bot: StubBot, api: Api, somchai: Person
) -> None:
    line.perform("join", {"channel": "huaikhwang", "group": "เวร", "people": ["somchai", "malee"]})
    somchai.in_group("เวร").says("สวัสดี")
    line.settle()
    group = bot.events[-1]["source"]["groupId"]
    assert bot.events[-1]["source"] == {
        "type": "group",
        "groupId": group,
        "userId": somchai.user_id,
    }
    assert api.push(group, "ก")[0] == 200
    assert api.call("GET", "/v2/bot/message/quota/consumption")[1] == {"totalUsage": 2}
    assert api.call("POST", f"/v2/bot/group/{group}/leave", {})[0] == 200
    assert api.push(group, "ข")[0] == 400


def _until(ready: object) -> None:
    assert callable(ready)
    deadline = time.monotonic() + 5
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.005)
