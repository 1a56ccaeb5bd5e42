"""Calls to LINE: what goes over the wire, and that no failure is mistaken for another."""

import logging
import socket
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest

from bot.line.errors import Gone, LineError, NotReady, Refused, TooLarge, TryAgain
from bot.line.gateway import BotInfo, Content, LineGateway, Quota, WebhookTest
from bot.line.menus import LineMenus
from bot.line.outcomes import AlreadyAccepted, Ambiguous, NotSent, Sent, TooMany, Unreached
from bot.line.transport import Host, Transport
from config.secret import Secret
from config.settings import Credentials
from tests.unit.line.loopback import HANG_UP, Loopback, Reply, loopback

KEY = "6b1f1f5e-7c1e-4f0a-9b57-0b0f4a0f0a11"
FIXED = Credentials("1650000000", Secret("s"), None, Secret("long-lived"))
STATELESS = Credentials("1650000000", Secret("channel secret"), None, None)
HELLO = [{"type": "text", "text": "สวัสดี", "x-new": "kept"}]
ISSUED = Reply(body=b'{"token_type":"Bearer","access_token":"fresh-1","expires_in":900}')
ISSUED_AGAIN = Reply(body=b'{"token_type":"Bearer","access_token":"fresh-2","expires_in":900}')


@pytest.fixture
def line() -> Iterator[Loopback]:
    with loopback() as server:
        yield server


@pytest.fixture
def gateway(line: Loopback) -> LineGateway:
    return LineGateway(Transport(FIXED, line.url))


def test_a_reply_carries_the_messages_untouched(line: Loopback, gateway: LineGateway) -> None:
    line.answers(
        Reply(body=b'{"sentMessages":[{"id":"9"}]}', headers=(("X-Line-Request-Id", "r-1"),))
    )
    assert gateway.reply("token", HELLO) == Sent("r-1", ("9",))
    (request,) = line.requests
    assert (request.method, request.path) == ("POST", "/v2/bot/message/reply")
    assert request.json == {"replyToken": "token", "messages": HELLO}
    assert request.headers["authorization"] == "Bearer long-lived"
    assert request.headers["content-type"] == "application/json"
    assert "x-line-retry-key" not in request.headers  # LINE refuses a reply that has one


def test_a_silent_push_says_so_to_line(line: Loopback, gateway: LineGateway) -> None:
    """LINE: notificationDisabled."""
    gateway.push("U1", HELLO, retry_key=KEY, silent=True)
    (request,) = line.requests
    assert request.json == {"to": "U1", "messages": HELLO, "notificationDisabled": True}


def test_a_push_carries_its_retry_key_from_the_first_try(
    line: Loopback, gateway: LineGateway
) -> None:
    assert gateway.push("U1", HELLO, retry_key=KEY) == Sent("", ())
    (request,) = line.requests
    assert request.path == "/v2/bot/message/push"
    assert request.headers["x-line-retry-key"] == KEY
    assert request.json == {"to": "U1", "messages": HELLO}


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(409), AlreadyAccepted("", ())),
        (Reply(429), TooMany(None)),
        (
            Reply(400, b'{"message":"Failed to send messages"}'),
            NotSent(400, "Failed to send messages"),
        ),
        (Reply(500), Ambiguous("status 500")),
        (Reply(502, b"\xff\xfe"), Ambiguous("status 502")),
        (Reply(200, b"<html>not json"), Sent("", ())),
        (Reply(200, b'{"sentMessages":[]}', cut=3), Sent("", ())),
        (HANG_UP, Ambiguous("ProtocolError")),
        (Reply(302, headers=(("Location", "/elsewhere"),)), Ambiguous("status 302")),
    ],
)
def test_each_answer_has_its_outcome_and_is_asked_for_once(
    line: Loopback, gateway: LineGateway, reply: Reply, outcome: object
) -> None:
    line.answers(reply)
    assert gateway.push("U1", HELLO, retry_key=KEY) == outcome
    assert len(line.requests) == 1


def test_nobody_listening_means_certainly_not_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    gateway = LineGateway(Transport(FIXED, f"http://127.0.0.1:{port}"))
    assert gateway.reply("token", HELLO) == Unreached("NewConnectionError")


def test_waiting_has_an_end() -> None:
    """LINE accepted the connection and says nothing: perhaps sent, perhaps not."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        gateway = LineGateway(Transport(FIXED, url, timeout=(0.1, 0.1)))
        assert gateway.reply("token", HELLO) == Ambiguous("ReadTimeoutError")


def test_all_calls_share_a_connection(line: Loopback, gateway: LineGateway) -> None:
    for _ in range(5):
        gateway.reply("token", HELLO)
    assert line.connections == 1


def test_a_stateless_token_is_issued_once_and_used(line: Loopback) -> None:
    gateway = LineGateway(Transport(STATELESS, line.url))
    line.answers(ISSUED)
    gateway.reply("a", HELLO)
    gateway.reply("b", HELLO)
    issue, *replies = line.requests
    assert issue.path == "/oauth2/v3/token"
    assert "authorization" not in issue.headers
    assert parse_qs(issue.body.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["1650000000"],
        "client_secret": ["channel secret"],
    }
    assert [request.headers["authorization"] for request in replies] == ["Bearer fresh-1"] * 2


def test_a_refused_token_is_renewed_once(line: Loopback) -> None:
    gateway = LineGateway(Transport(STATELESS, line.url))
    line.answers(ISSUED, Reply(401), ISSUED_AGAIN, Reply())
    assert gateway.push("U1", HELLO, retry_key=KEY) == Sent("", ())
    line.answers(Reply(401), ISSUED, Reply(401))
    assert gateway.push("U1", HELLO, retry_key=KEY) == NotSent(401, "")


def test_without_a_token_nothing_was_sent(line: Loopback) -> None:
    gateway = LineGateway(Transport(STATELESS, line.url))
    line.answers(Reply(400), Reply(200, b"{}"), HANG_UP)
    assert gateway.reply("a", HELLO) == Unreached("no channel token: status 400")
    assert gateway.reply("a", HELLO) == Unreached("no channel token: status 200")
    assert gateway.reply("a", HELLO) == Unreached("no channel token: ProtocolError")


def test_a_refused_token_from_the_console_is_told_as_it_is(
    line: Loopback, gateway: LineGateway
) -> None:
    line.answers(Reply(401, b'{"message":"Authentication failed"}'))
    assert gateway.reply("a", HELLO) == NotSent(401, "Authentication failed")
    assert len(line.requests) == 1


def test_content_is_bytes_with_their_type(line: Loopback, gateway: LineGateway) -> None:
    line.answers(Reply(body=b"\x89PNG\xff", headers=(("Content-Type", "image/png"),)))
    assert gateway.content("m/1") == Content(b"\x89PNG\xff", "image/png")
    assert line.requests[0].path == "/v2/bot/message/m%2F1/content"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(202), NotReady),
        (Reply(404), Gone),
        (Reply(410), Gone),
        (Reply(403), Refused),
        (Reply(429), TryAgain),
        (Reply(500), TryAgain),
        (Reply(200, b"half", cut=2), TryAgain),
        (HANG_UP, TryAgain),
    ],
)
def test_why_there_is_no_content(
    line: Loopback, gateway: LineGateway, reply: Reply, error: type[LineError]
) -> None:
    line.answers(reply)
    with pytest.raises(LineError) as raised:
        gateway.content("m1")
    assert type(raised.value) is error


def test_a_file_larger_than_memory_allows_is_not_taken(line: Loopback) -> None:
    gateway = LineGateway(Transport(FIXED, line.url, largest=10))
    line.answers(Reply(body=b"12345678901"))
    with pytest.raises(TooLarge):
        gateway.content("m1")
    assert gateway.reply("token", HELLO) == Sent("", ())


def test_quota_and_who_we_are(line: Loopback, gateway: LineGateway) -> None:
    line.answers(
        Reply(body=b'{"type":"limited","value":300}'),
        Reply(body=b'{"totalUsage":12}'),
        Reply(body=b'{"type":"none"}'),
        Reply(body=b'{"totalUsage":7}'),
        Reply(body=b'{"userId":"U1","basicId":"@office","displayName":"Office","new":1}'),
        Reply(body=b'{"type":"limited"}'),
    )
    assert gateway.quota() == Quota(300, 12)
    assert gateway.quota() == Quota(None, 7)
    assert gateway.info() == BotInfo("U1", "@office", "Office")
    with pytest.raises(TryAgain):
        gateway.quota()


def test_the_webhook_is_tested_as_line_has_it(line: Loopback, gateway: LineGateway) -> None:
    """A67: no address in the request, so that LINE calls the one it would call."""
    line.answers(
        Reply(body=b'{"endpoint":"https://example.org/hook","active":true}'),
        Reply(body=b'{"success":false,"statusCode":-1,"reason":"REQUEST_TIMEOUT","detail":""}'),
        Reply(404, b'{"message":"Webhook endpoint not found"}'),
        Reply(body=b'{"endpoint":"https://example.org/hook","active":false}'),
        Reply(body=b'{"success":true}'),
        Reply(401),
    )
    assert gateway.test_webhook() == WebhookTest(
        "https://example.org/hook", active=True, success=False, reason="REQUEST_TIMEOUT", status=-1
    )
    asked = [(request.method, request.path, request.body) for request in line.requests]
    assert asked == [
        ("GET", "/v2/bot/channel/webhook/endpoint", b""),
        ("POST", "/v2/bot/channel/webhook/test", b"{}"),
    ]
    assert gateway.test_webhook().endpoint is None, "never set: LINE has nothing to call"
    with pytest.raises(TryAgain):
        gateway.test_webhook()
    with pytest.raises(Refused):
        gateway.test_webhook()


def test_groups_are_left_and_menus_linked(line: Loopback, gateway: LineGateway) -> None:
    outcomes = [
        gateway.leave("group", "C1"),
        gateway.link_menu("U1", "menu"),
        gateway.unlink_menu("U1"),
    ]
    assert outcomes == [Sent("", ())] * 3
    assert [(request.method, request.path) for request in line.requests] == [
        ("POST", "/v2/bot/group/C1/leave"),
        ("POST", "/v2/bot/user/U1/richmenu/menu"),
        ("DELETE", "/v2/bot/user/U1/richmenu"),
    ]


def test_the_calls_about_rich_menus(line: Loopback) -> None:
    menus = LineMenus(Transport(FIXED, line.url))
    line.answers(
        Reply(body=b'{"richmenus":[{"richMenuId":"m","name":"n","areas":[]}]}'),
        Reply(404),
        Reply(body=b"png"),
        Reply(body=b'{"richMenuId":"new"}'),
        Reply(),
        Reply(body=b'{"aliases":[{"richMenuAliasId":"a","richMenuId":"m"}]}'),
        Reply(404),
        Reply(body=b'{"richMenuId":"m"}'),
    )
    assert menus.names() == {"m": "n"}
    assert not menus.has_image("m")
    assert menus.has_image("m")
    assert menus.create({"name": "n"}) == "new"
    menus.upload("new", b"\x89PNG")
    assert menus.aliases() == {"a": "m"}
    assert menus.default() is None
    assert menus.default() == "m"
    menus.name_alias("a", "m")
    menus.move_alias("a", "m")
    menus.set_default("m")
    menus.delete("m")
    upload = line.requests[4]
    assert (upload.path, upload.headers["content-type"]) == (
        "/v2/bot/richmenu/new/content",
        "image/png",
    )
    assert upload.body == b"\x89PNG"
    assert [(request.method, request.path) for request in line.requests[8:]] == [
        ("POST", "/v2/bot/richmenu/alias"),
        ("POST", "/v2/bot/richmenu/alias/a"),
        ("POST", "/v2/bot/user/all/richmenu/m"),
        ("DELETE", "/v2/bot/richmenu/m"),
    ]
    line.answers(Reply(400))
    with pytest.raises(Refused):
        menus.delete("m")


def test_nothing_personal_is_logged_and_no_error_repeats_an_address(
    line: Loopback, gateway: LineGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    line.answers(HANG_UP, Reply(500, b"Usecret"))
    for _ in range(2):
        with pytest.raises(TryAgain) as raised:
            gateway.content("Usecret")
        assert "Usecret" not in str(raised.value)
        assert raised.value.__context__ is None
    assert "Usecret" not in caplog.text


def test_the_real_hosts_are_line_s() -> None:
    assert [host.value for host in Host] == ["https://api.line.me", "https://api-data.line.me"]
