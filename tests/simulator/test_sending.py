"""Replies, pushes, retry keys, quota: what a bot is told, and what really arrives (T-LINE)."""

import json
import uuid

import pytest

from simulator.person import Person
from simulator.running import Simulator
from tests.simulator.bots import Api, StubBot

HOUR = 3600.0


def _token(line: Simulator, bot: StubBot) -> str:
    line.settle()
    return str(bot.events[-1]["replyToken"])


def test_a_reply_token_works_once(line: Simulator, bot: StubBot, api: Api, somchai: Person) -> None:
    somchai.says("สวัสดี")
    token = _token(line, bot)
    status, answer = api.reply(token, "ก", "ข")
    assert (status, len(answer["sentMessages"])) == (200, 2)
    assert answer["sentMessages"][0].keys() == {"id", "quoteToken"}
    assert api.reply(token, "อีกครั้ง") == (400, {"message": "Invalid reply token"})
    assert [said.text for said in somchai.heard()] == ["ก", "ข"]


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (61, 400)])
def test_a_reply_token_lasts_a_minute(
    line: Simulator, bot: StubBot, api: Api, somchai: Person, seconds: float, status: int
) -> None:
    somchai.says("สวัสดี")
    token = _token(line, bot)
    line.advance(seconds)
    assert api.reply(token, "ช้าไป")[0] == status


@pytest.mark.parametrize(("minutes", "status"), [(10, 200), (21, 400)])
def test_a_redelivered_token_lives_again_until_the_event_is_20_minutes_old(
    line: Simulator, bot: StubBot, api: Api, somchai: Person, minutes: int, status: int
) -> None:
    said = somchai.says("สวัสดี")
    token = _token(line, bot)
    line.advance(60.0 * minutes)
    line.redeliver(str(said.message_id))
    line.settle()
    assert bot.events[-1]["deliveryContext"] == {"isRedelivery": True}
    assert bot.events[-1]["replyToken"] == token
    assert api.reply(token, "มาแล้ว")[0] == status


def test_a_used_token_stays_used_after_a_redelivery(
    line: Simulator, bot: StubBot, api: Api, somchai: Person
) -> None:
    said = somchai.says("สวัสดี")
    token = _token(line, bot)
    api.reply(token, "ก")
    line.redeliver(str(said.message_id))
    line.settle()
    assert api.reply(token, "ข")[0] == 400


def test_a_reply_is_free_refuses_a_retry_key_and_survives_a_bad_message(
    line: Simulator, bot: StubBot, api: Api, somchai: Person
) -> None:
    line.quota(0, channel="huaikhwang")
    somchai.says("สวัสดี")
    token = _token(line, bot)
    good = {"replyToken": token, "messages": [{"type": "text", "text": "ก"}]}
    assert api.call("POST", "/v2/bot/message/reply", good, key=str(uuid.uuid4()))[0] == 400
    assert api.reply(token, "")[1]["details"][0]["property"] == "messages[0].text"
    assert api.reply(token, "ก")[0] == 200
    assert api.call("GET", "/v2/bot/message/quota/consumption")[1] == {"totalUsage": 0}


def test_a_repeated_retry_key_is_answered_409_with_what_was_sent_and_sends_nothing(
    line: Simulator, api: Api, somchai: Person
) -> None:
    key = str(uuid.uuid4())
    _, first = api.push(somchai.user_id, "หนึ่ง", key=key)
    accepted = api.headers["x-line-request-id"]
    status, second = api.push(somchai.user_id, "อย่างอื่น", key=key)
    assert (status, second["sentMessages"]) == (409, first["sentMessages"])
    assert api.headers["x-line-accepted-request-id"] == accepted
    assert [(said.text, said.retry_key) for said in somchai.heard()] == [("หนึ่ง", key)]


@pytest.mark.parametrize(("hours", "heard"), [(23.9, 1), (24.1, 2)])
def test_a_retry_key_is_remembered_for_a_day(
    line: Simulator, api: Api, somchai: Person, hours: float, heard: int
) -> None:
    key = str(uuid.uuid4())
    api.push(somchai.user_id, "ก", key=key)
    line.advance(hours * HOUR)
    api.push(somchai.user_id, "ก", key=key)
    assert len(somchai.heard()) == heard


def test_a_retry_key_must_be_a_uuid_and_a_refused_push_does_not_use_it_up(
    line: Simulator, api: Api, somchai: Person
) -> None:
    assert api.push(somchai.user_id, "ก", key="abc")[0] == 400
    key = str(uuid.uuid4())
    assert api.push(somchai.user_id, "", key=key)[0] == 400
    assert api.push(somchai.user_id, "ก", key=key)[0] == 200


def test_a_push_to_whoever_blocked_is_200_costs_nothing_and_does_not_arrive(
    line: Simulator, api: Api, somchai: Person
) -> None:
    somchai.blocks()
    assert api.push(somchai.user_id, "ก")[0] == 200
    assert [(said.delivered, said.reason) for said in somchai.chat() if said.how == "push"] == [
        (False, "blocked")
    ]
    assert api.call("GET", "/v2/bot/message/quota/consumption")[1] == {"totalUsage": 0}
    assert api.call("GET", f"/v2/bot/profile/{somchai.user_id}")[0] == 404
    somchai.unblocks()
    api.push(somchai.user_id, "ข")
    assert [said.text for said in somchai.heard()] == ["ข"]


@pytest.mark.parametrize(("days", "heard"), [(6.9, 1), (7.1, 0)])
def test_a_stranger_who_wrote_is_reached_for_seven_days(
    line: Simulator, api: Api, days: float, heard: int
) -> None:
    stranger = line.person("stranger", "huaikhwang")
    stranger.says("สวัสดี")
    line.advance(days * 24 * HOUR)
    assert api.push(stranger.user_id, "ตอบ")[0] == 200
    assert len(stranger.heard()) == heard


@pytest.mark.parametrize("to", ["U" + "0" * 32, "C" + "0" * 32, "nonsense"])
def test_a_push_to_nobody_is_refused(api: Api, to: str) -> None:
    assert api.push(to, "ก") == (400, {"message": "Failed to send messages"})


def test_user_ids_differ_between_providers(line: Simulator, api: Api, somchai: Person) -> None:
    elsewhere = line.person("somchai", "staff").user_id
    assert elsewhere != somchai.user_id
    assert api.push(elsewhere, "ก")[0] == 400


def test_the_quota_counts_people_not_messages_and_ends_with_429(
    line: Simulator, api: Api, somchai: Person
) -> None:
    line.quota(3, channel="huaikhwang")
    malee = line.person("malee", "huaikhwang")
    both = {"to": [somchai.user_id, malee.user_id], "messages": [{"type": "text", "text": "ก"}] * 5}
    assert api.call("POST", "/v2/bot/message/multicast", both) == (200, {})
    assert api.call("GET", "/v2/bot/message/quota")[1] == {"type": "limited", "value": 3}
    assert api.call("GET", "/v2/bot/message/quota/consumption")[1] == {"totalUsage": 2}
    assert api.call("POST", "/v2/bot/message/multicast", both)[0] == 429
    assert api.push(malee.user_id, "ข")[0] == 200
    assert api.push(malee.user_id, "ค") == (
        429,
        {"message": "You have reached your monthly limit."},
    )
    assert len(malee.heard()) == 6
    line.advance(31 * 24 * HOUR)
    assert api.push(malee.user_id, "ง")[0] == 200


def test_a_quote_token_works_only_in_its_own_account(
    line: Simulator, bot: StubBot, api: Api, somchai: Person
) -> None:
    somchai.says("ถนนพัง")
    line.settle()
    quoting = {"type": "text", "text": "ก", "quoteToken": bot.events[0]["message"]["quoteToken"]}
    body = {"to": somchai.user_id, "messages": [quoting]}
    assert api.call("POST", "/v2/bot/message/push", body)[0] == 200
    body["messages"] = [quoting | {"quoteToken": "made up"}]
    assert api.call("POST", "/v2/bot/message/push", body)[0] == 400


def test_only_a_valid_token_is_let_in(line: Simulator, api: Api, somchai: Person) -> None:
    api.token = "wrong"
    assert api.call("GET", "/v2/bot/info")[0] == 401
    assert "x-line-request-id" in api.headers
    path, grant = "/oauth2/v3/token", "client_credentials"
    assert api.form(path, grant_type=grant, client_id="100", client_secret="wrong")[0] == 400
    status, issued = api.form(
        path, grant_type=grant, client_id="100", client_secret="the secret of this channel"
    )
    assert (status, issued["token_type"], issued["expires_in"]) == (200, "Bearer", 900)
    api.token = issued["access_token"]
    assert api.call("GET", "/v2/bot/info")[1]["displayName"] == "เขตห้วยขวาง"
    line.advance(901)
    assert api.call("GET", "/v2/bot/info")[0] == 401


def test_bodies_that_are_no_json_or_too_large_are_refused(api: Api) -> None:
    assert api.call("POST", "/v2/bot/message/push", b"{")[0] == 400
    assert api.call("POST", "/v2/bot/message/push", b"[]")[0] == 400
    huge = json.dumps({"to": "x" * (2 * 1024 * 1024)}).encode()
    assert api.call("POST", "/v2/bot/message/push", huge)[0] == 413
    assert api.call("GET", "/v2/bot/nothing")[0] == 404


def test_validation_sends_nothing(api: Api, somchai: Person) -> None:
    body = {"messages": [{"type": "text", "text": "ก"}]}
    assert api.call("POST", "/v2/bot/message/validate/push", body) == (200, {})
    assert api.call("POST", "/v2/bot/message/validate/reply", {"messages": []})[0] == 400
    assert somchai.chat() == []


def test_loading_shows_until_the_next_message(line: Simulator, api: Api, somchai: Person) -> None:
    path, chat = "/v2/bot/chat/loading/start", {"chatId": somchai.user_id}
    assert api.call("POST", path, chat | {"loadingSeconds": 7})[0] == 400
    assert api.call("POST", path, chat | {"loadingSeconds": 5})[0] == 202
    assert somchai.does("menu")["loading_until"] > line.clock.now_ms()
    api.push(somchai.user_id, "ก")
    assert somchai.does("menu")["loading_until"] == 0
