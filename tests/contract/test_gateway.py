"""What every Gateway promises: the fake that tests lean on and the real one, over a local LINE."""

import uuid
from collections.abc import Iterator
from typing import Protocol

import pytest

from bot.line.errors import Gone
from bot.line.gateway import Gateway, LineGateway, Quota
from bot.line.outcomes import AlreadyAccepted, Ambiguous, NotSent, Sent, TooMany
from bot.line.transport import Transport
from config.secret import Secret
from config.settings import Credentials
from simulator.client import Client
from simulator.running import Simulator
from simulator.settings import ChannelSpec, PersonSpec, Settings
from tests.fakes import FakeLine
from tests.unit.line.loopback import HANG_UP, Loopback, Reply, loopback

HELLO = [{"type": "text", "text": "สวัสดี"}]
AGAIN = [{"type": "text", "text": "อีกครั้ง"}]


class World(Protocol):
    """A gateway, and a hand on the world behind it."""

    gateway: Gateway
    friend: str

    def token(self) -> str:
        """A fresh reply token, for something the friend has just said."""

    def delivered(self) -> list[str]:
        """The texts that the friend really received."""

    def block(self) -> None:
        """The friend blocks the account."""

    def lose_the_next_answer(self) -> None:
        """LINE takes the next push, and its answer gets lost."""

    def allow(self, pushes: int) -> None:
        """This month's quota."""


class FakeWorld:
    """The fake."""

    def __init__(self) -> None:
        self.line = FakeLine()
        self.gateway: Gateway = self.line
        self.friend = "U" + "1" * 32
        self._tokens = 0

    def token(self) -> str:
        self._tokens += 1
        return f"token-{self._tokens}"

    def delivered(self) -> list[str]:
        return [message["text"] for sent in self.line.delivered for message in sent.messages]

    def block(self) -> None:
        self.line.blocked_by.add(self.friend)

    def lose_the_next_answer(self) -> None:
        self.line.comes_to(Ambiguous("lost"), lost=True)

    def allow(self, pushes: int) -> None:
        self.line.quota_limit = pushes


class SimulatedWorld:
    """The real gateway, talking HTTP to the simulator; webhooks go to `ear`."""

    def __init__(self, line: Client, address: str, channel: ChannelSpec, ear: Loopback) -> None:
        credentials = Credentials(channel.channel_id, Secret(channel.channel_secret), None, None)
        self.gateway: Gateway = LineGateway(Transport(credentials, address))
        self.line, self.ear = line, ear
        self.person = line.person("somchai", channel.slug)
        self.friend = self.person.user_id

    def token(self) -> str:
        self.person.says("สวัสดี")
        self.line.settle()
        return str(self.ear.requests[-1].json["events"][0]["replyToken"])

    def delivered(self) -> list[str]:
        return [said.text for said in self.person.heard()]

    def block(self) -> None:
        self.person.blocks()

    def lose_the_next_answer(self) -> None:
        self.line.faults("POST /v2/bot/message/push", {"accept_then_reset": True, "times": 1})

    def allow(self, pushes: int) -> None:
        self.line.quota(pushes)


def simulated() -> Iterator[World]:
    with loopback() as ear:
        channel = ChannelSpec(
            slug="office", channel_id="1650000000", channel_secret="s" * 32, webhook_url=ear.url
        )
        people = (PersonSpec(id="somchai", friends=("office",)),)
        with Simulator(Settings((channel,), people), port=0) as line:
            yield SimulatedWorld(line, line.address, channel, ear)


def faked() -> Iterator[World]:
    yield FakeWorld()


@pytest.fixture(params=[faked, simulated], ids=["fake", "simulator"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    yield from request.param()


def key() -> str:
    return str(uuid.uuid4())


def test_a_reply_token_works_once(world: World) -> None:
    token = world.token()
    first = world.gateway.reply(token, HELLO)
    assert isinstance(first, Sent)
    assert len(first.ids) == 1
    second = world.gateway.reply(token, AGAIN)
    assert isinstance(second, NotSent)
    assert second.status == 400
    assert world.delivered() == ["สวัสดี"]


def test_a_push_repeated_with_its_key_arrives_once(world: World) -> None:
    same = key()
    first = world.gateway.push(world.friend, HELLO, retry_key=same)
    second = world.gateway.push(world.friend, HELLO, retry_key=same)
    assert isinstance(first, Sent)
    assert second == AlreadyAccepted(first.request_id, first.ids)
    assert world.delivered() == ["สวัสดี"]


def test_a_push_whose_answer_was_lost_can_be_repeated_harmlessly(world: World) -> None:
    same = key()
    world.lose_the_next_answer()
    assert isinstance(world.gateway.push(world.friend, HELLO, retry_key=same), Ambiguous)
    assert isinstance(world.gateway.push(world.friend, HELLO, retry_key=same), AlreadyAccepted)
    assert world.delivered() == ["สวัสดี"]


def test_a_silent_push_arrives_like_any_other(world: World) -> None:
    outcome = world.gateway.push(world.friend, HELLO, retry_key=key(), silent=True)
    assert isinstance(outcome, Sent)
    assert world.delivered() == ["สวัสดี"]


def test_who_blocked_us_gets_nothing_and_line_does_not_say_so(world: World) -> None:
    world.block()
    assert isinstance(world.gateway.push(world.friend, HELLO, retry_key=key()), Sent)
    assert world.delivered() == []


def test_the_month_s_quota_counts_pushes_and_not_replies(world: World) -> None:
    world.allow(1)
    world.gateway.reply(world.token(), HELLO)
    assert world.gateway.quota() == Quota(1, 0)
    assert isinstance(world.gateway.push(world.friend, HELLO, retry_key=key()), Sent)
    assert world.gateway.quota() == Quota(1, 1)
    assert isinstance(world.gateway.push(world.friend, AGAIN, retry_key=key()), TooMany)
    assert world.delivered() == ["สวัสดี", "สวัสดี"]


def test_a_file_that_is_not_there_is_gone(world: World) -> None:
    with pytest.raises(Gone):
        world.gateway.content("560000000000099999")


def test_line_calls_our_webhook_when_it_is_asked_to(world: World) -> None:
    """A67: the address is the one that LINE has, and the call is an empty batch, signed."""
    tried = world.gateway.test_webhook()
    assert (tried.active, tried.success, tried.reason, tried.status) == (True, True, "OK", 200)
    assert tried.endpoint is not None
    assert tried.endpoint.startswith("http://127.0.0.1:")


def test_who_we_are_is_known(world: World) -> None:
    info = world.gateway.info()
    assert info.user_id.startswith("U")
    assert len(info.user_id) == 33
    assert info.basic_id.startswith("@")


@pytest.mark.parametrize(
    ("reply", "reason", "status"),
    [
        (Reply(401), "ERROR_STATUS_CODE", 401),
        (Reply(503), "ERROR_STATUS_CODE", 503),
        (HANG_UP, "COULD_NOT_CONNECT", 0),
    ],
)
def test_how_line_s_call_ended_is_told_in_line_s_words(
    reply: Reply, reason: str, status: int
) -> None:
    """A67: the reasons by which the daily check tells faults apart."""
    for world in simulated():
        assert isinstance(world, SimulatedWorld)
        world.ear.answers(reply)
        tried = world.gateway.test_webhook()
        assert (tried.success, tried.reason, tried.status) == (False, reason, status)
        (asked,) = world.ear.requests
        assert asked.json["events"] == []
        assert "x-line-signature" in asked.headers
