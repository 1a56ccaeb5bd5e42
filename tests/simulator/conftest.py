"""A simulator with one account and its bot, one more account of another provider, and people."""

from collections.abc import Iterator

import pytest

from simulator.person import Person
from simulator.running import Simulator
from simulator.settings import ChannelSpec, PersonSpec, Settings
from tests.simulator.bots import Api, StubBot

SECRET = "the secret of this channel"
NOON = 1_766_980_800.0  # 2025-12-29 04:00 UTC: the month does not end during a test


@pytest.fixture
def bot() -> Iterator[StubBot]:
    stub = StubBot(SECRET)
    yield stub
    stub.stop()


@pytest.fixture
def line(bot: StubBot) -> Iterator[Simulator]:
    general = ChannelSpec(
        slug="huaikhwang",
        name="เขตห้วยขวาง",
        channel_id="100",
        channel_secret=SECRET,
        access_token="long-lived",
        webhook_url=bot.url,
    )
    staff = ChannelSpec(slug="staff", channel_id="200", channel_secret="other", access_token="st")
    people = (
        PersonSpec(id="somchai", name="สมชาย", friends=("huaikhwang", "staff")),
        PersonSpec(id="malee", name="มาลี", friends=("huaikhwang",)),
        PersonSpec(id="stranger", name="คนแปลกหน้า"),
    )
    with Simulator(Settings((general, staff), people), port=0) as running:
        running.set_clock(NOON, frozen=True)
        yield running


@pytest.fixture
def api(line: Simulator) -> Iterator[Api]:
    caller = Api(line.address, "long-lived")
    yield caller
    caller.close()


@pytest.fixture
def somchai(line: Simulator) -> Person:
    return line.person("somchai", "huaikhwang")
