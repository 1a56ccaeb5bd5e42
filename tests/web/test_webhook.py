"""LINE is believed only when it signed these bytes; what it says is on disk before the 200."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from bot.line.gateway import LineMessage
from bot.line.outcomes import Outcome
from bot.line.signature import sign
from bot.service import Service
from models.post import Inbound
from models.scope import EVERY_OFFICE
from tests.fakes import FakeLine
from tests.web import letters
from tests.web.letters import (
    HOOK,
    OLD_SECRET,
    PUBLISHED_BODY,
    PUBLISHED_SIGNATURE,
    SOMCHAI,
    body_of,
    post,
)
from web.site import Site

LARGEST = 2_000_000


def rows(service: Service) -> list[Inbound]:
    with service.database.reading(EVERY_OFFICE) as session:
        return list(session.scalars(select(Inbound)))


def settle(app: Flask) -> None:
    site: Site = app.extensions["saisaat"]
    assert site.dispatcher.wait_until_idle(10)


# ------------------------------------------------------------------------- who is believed


def test_the_published_signature_opens_the_door(client: FlaskClient) -> None:
    """T70. The body is also LINE's "verify" button: no events, 200."""
    sent = {"X-Line-Signature": PUBLISHED_SIGNATURE}
    assert client.post(HOOK, data=PUBLISHED_BODY, headers=sent).status_code == 200


def test_the_header_may_be_written_in_any_case(client: FlaskClient) -> None:
    sent = {"x-line-signature": PUBLISHED_SIGNATURE}
    assert client.post(HOOK, data=PUBLISHED_BODY, headers=sent).status_code == 200


def test_the_previous_secret_is_still_believed(client: FlaskClient) -> None:
    assert post(client, PUBLISHED_BODY, secret=OLD_SECRET).status_code == 200


@pytest.mark.parametrize(
    "header", [None, "", "x", PUBLISHED_SIGNATURE[:-1], PUBLISHED_SIGNATURE.lower()]
)
def test_a_missing_or_wrong_signature_is_refused(client: FlaskClient, header: str | None) -> None:
    """T70."""
    sent = {} if header is None else {"X-Line-Signature": header}
    assert client.post(HOOK, data=PUBLISHED_BODY, headers=sent).status_code == 401


def test_a_body_with_any_one_bit_changed_is_refused(client: FlaskClient) -> None:
    """T71."""
    sent = {"X-Line-Signature": PUBLISHED_SIGNATURE}
    for bit in range(len(PUBLISHED_BODY) * 8):
        body = bytearray(PUBLISHED_BODY)
        body[bit // 8] ^= 1 << bit % 8
        assert client.post(HOOK, data=bytes(body), headers=sent).status_code == 401


def test_the_same_json_written_otherwise_is_refused(client: FlaskClient) -> None:
    """T71: what was signed are bytes."""
    body = PUBLISHED_BODY.replace(b":", b": ")
    sent = {"X-Line-Signature": PUBLISHED_SIGNATURE}
    assert client.post(HOOK, data=body, headers=sent).status_code == 401


def test_nothing_is_read_before_it_is_proven(client: FlaskClient, service: Service) -> None:
    """T72: what is not JSON is refused as unproven (401), not as unreadable (400)."""
    assert post(client, b"{", secret="a stranger's").status_code == 401
    assert post(client, body_of(letters.text("x")), secret="a stranger's").status_code == 401
    assert rows(service) == []


def test_a_channel_nobody_has_is_not_there(client: FlaskClient) -> None:
    assert post(client, PUBLISHED_BODY, to="/line/nowhere/webhook").status_code == 404


def test_a_webhook_is_posted(client: FlaskClient) -> None:
    assert client.get(HOOK).status_code == 405


# ------------------------------------------------------------------------- what is a webhook


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"1", b"{}", b'{"events":1}', b'{"events":{}}', b"\xff", b"[" * 9999],
)
def test_a_signed_body_that_is_no_webhook_is_refused(client: FlaskClient, body: bytes) -> None:
    assert post(client, body).status_code == 400


def test_two_megabytes_are_the_most(client: FlaskClient) -> None:
    """T72."""
    largest = PUBLISHED_BODY + b" " * (LARGEST - len(PUBLISHED_BODY))
    assert post(client, largest).status_code == 200
    assert post(client, largest + b" ").status_code == 413


@pytest.mark.parametrize(
    "event",
    [
        {"type": "invented tomorrow", "webhookEventId": "01JHKQ0000000000000000NEW1"},
        {"webhookEventId": "01JHKQ0000000000000000NOT1"},
        {"type": None},
        {"type": ["message"], "source": "nobody", "timestamp": "late", "message": 5},
        {},
        letters.text("x", mode="invented tomorrow"),
        letters.text("x", mode="standby"),
        letters.text("x", source={"type": "invented", "userId": 7}),
        letters.text("x", timestamp=10**30),
        letters.text("x", message={"type": "hologram", "id": "1"}),
        letters.text("a\x00b \ud800"),
        letters.text("x", key="k" * 5000),
        letters.text("x", more="y" * 100_000),
    ],
)
def test_an_odd_event_is_kept_all_the_same(
    client: FlaskClient, service: Service, event: dict[str, Any]
) -> None:
    assert post(client, body_of(event)).status_code == 200
    assert len(rows(service)) == 1


@pytest.mark.parametrize("broken", [None, 5, "text", [], [{}]])
def test_what_is_no_event_does_not_cost_the_others(
    client: FlaskClient, service: Service, broken: object
) -> None:
    events: list[object] = [letters.text("x", key=f"event-{n}") for n in range(99)]
    events.insert(50, broken)
    assert post(client, body_of(*events)).status_code == 200
    assert {row.event_id for row in rows(service)} == {f"event-{n}" for n in range(99)}


def test_an_event_nested_beyond_reason_does_not_cost_the_others(
    client: FlaskClient, service: Service
) -> None:
    deep: dict[str, Any] = {}
    for _ in range(700):
        deep = {"d": deep}
    events = [letters.text("x", key=f"event-{n}") for n in range(99)]
    assert (
        post(client, body_of(*events, letters.text("x", key="deep", deep=deep))).status_code < 300
    )
    assert {row.event_id for row in rows(service)} >= {f"event-{n}" for n in range(99)}


# ------------------------------------------------------------------------- what is kept


def test_an_event_is_on_disk_sealed_under_its_channel(
    client: FlaskClient, service: Service, app: Flask
) -> None:
    secret = "ถนนหน้าบ้านเป็นหลุมลึก"
    body = body_of(letters.text(secret))
    assert post(client, body, to="/line/chatuchak/webhook").status_code == 200
    settle(app)
    with service.database.reading(EVERY_OFFICE) as session:
        kept = session.scalars(select(Inbound)).one()
        assert (kept.office_id, kept.channel) == ("chatuchak", "chatuchak")
    assert secret.encode() not in (kept.sealed or b"")
    assert SOMCHAI not in f"{kept.person_index}{kept.event_id}"


def test_one_event_delivered_a_hundred_times_is_one(
    client: FlaskClient, service: Service, app: Flask, line: FakeLine
) -> None:
    """T73: eight deliveries at a time."""
    once = body_of(letters.text("เมนู"))
    again = body_of(letters.text("เมนู", deliveryContext={"isRedelivery": True}))

    def deliver(turn: int) -> int:
        return post(app.test_client(), again if turn else once).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(deliver, range(100))) == {200}
    settle(app)
    assert len(rows(service)) == 1
    assert len(line.delivered) == 1


def test_what_cannot_be_kept_is_refused_so_that_line_delivers_again(
    client: FlaskClient, service: Service
) -> None:
    with service.database.engine.begin() as connection:
        connection.execute(text("alter table inbound rename to inbound_away"))
    body = body_of(letters.text("x"))
    assert post(client, body).status_code == 503
    with service.database.engine.begin() as connection:
        connection.execute(text("alter table inbound_away rename to inbound"))
    assert post(client, body).status_code == 200
    with service.database.reading(EVERY_OFFICE) as session:
        assert session.scalar(select(func.count(Inbound.event_id))) == 1


class SlowLine(FakeLine):
    """A LINE that answers only when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.called, self.may_answer = threading.Event(), threading.Event()

    def reply(self, token: str, messages: "list[LineMessage] | Any") -> Outcome:
        self.called.set()
        assert self.may_answer.wait(10)
        return super().reply(token, messages)


class TestBeforeLineIsCalled:
    @pytest.fixture
    def line(self) -> FakeLine:
        return SlowLine()

    def test_the_200_does_not_wait_for_line(
        self, client: FlaskClient, app: Flask, line: SlowLine
    ) -> None:
        """T75: the answer is there while LINE has not answered our own call yet."""
        body = body_of(letters.text("เมนู"))
        answer = client.post(
            HOOK, data=body, headers={"X-Line-Signature": sign(body, letters.SECRET)}
        )
        assert answer.status_code == 200
        assert not line.called.is_set(), "handling begins once the answer is on its way"
        answer.close()
        assert line.called.wait(10)
        assert line.delivered == []
        line.may_answer.set()
        settle(app)
        assert len(line.delivered) == 1


# ------------------------------------------------------------------------- what is noted


def test_the_log_says_when_how_and_how_many_and_nothing_else(
    client: FlaskClient, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """T37: no words, no LINE id, no signature, no address a stranger made up."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy").setLevel(logging.INFO)
    canary = "canary-7f3a"
    body = body_of(letters.text(canary), letters.text(canary, key="second"))
    post(client, body)
    settle(app)
    post(client, body, secret="wrong")
    post(client, body, to=f"/line/{canary}%0AINFO forged/webhook")
    post(client, b'{"' + canary.encode())
    logged = caplog.text
    assert "webhook channel=huaikhwang status=200 events=2 ms=" in logged
    assert "webhook channel=huaikhwang status=401 events=0 ms=" in logged
    assert "webhook channel=unknown status=404 events=0 ms=" in logged
    for secret in (canary, SOMCHAI, letters.SECRET, sign(body, letters.SECRET), "forged"):
        assert secret not in logged
    logging.getLogger("sqlalchemy").setLevel(logging.NOTSET)


def test_webhooks_meant_for_another_account_are_kept_and_said_once(
    client: FlaskClient, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    for n, account in enumerate([letters.BOT, "U" + "0" * 32, "U" + "1" * 32, letters.BOT]):
        event = letters.text("x", key=f"event-{n}")
        assert post(client, body_of(event, destination=account)).status_code == 200
    assert len(rows(service)) == 4
    warned = [r for r in caplog.records if "another_account" in r.getMessage()]
    assert len(warned) == 1
    assert "U000" not in caplog.text
