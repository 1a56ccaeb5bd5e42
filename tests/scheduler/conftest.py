"""A service over a fresh database of either kind, with a LINE that is only a note-pad."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.service import Line, Service
from config.offices import SHIPPED, load_offices
from config.secret import Secret
from config.settings import Credentials
from integrity.vault import Vault
from models.database import Database, open_database
from tests.fakes import FakeLine, FakeMenus

NOON = datetime(2026, 1, 15, 5, 0, tzinfo=UTC)
OFFICE, CHANNEL = "huaikhwang", "huaikhwang"


@dataclass(slots=True)
class Hands:
    """A clock whose hands a test moves."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: int) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def opened(database: str) -> Iterator[Database]:
    opened = open_database(database)
    yield opened
    opened.close()


@pytest.fixture
def line() -> FakeLine:
    return FakeLine()


@pytest.fixture
def service(opened: Database, hands: Hands, line: FakeLine) -> Service:
    office = next(office for office in load_offices(SHIPPED) if office.slug == OFFICE)
    credentials = Credentials("1", Secret("s"), None, Secret("t"))
    return Service(
        database=opened,
        vault=Vault(bytes(range(32))),
        offices={OFFICE: office},
        lines={
            channel.slug: Line(office, channel, credentials, line, FakeMenus())
            for channel in office.channels
        },
        public_url="http://127.0.0.1:8000",
        clock=hands,
    )
