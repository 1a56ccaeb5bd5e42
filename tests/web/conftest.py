"""The web application over a fresh database of either kind, with a LINE that is only a note-pad."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.service import Line, Service
from config.offices import SHIPPED, load_offices
from config.secret import Secret
from config.settings import Credentials
from integrity.vault import Vault
from models.database import Database, open_database
from tests.fakes import FakeLine, FakeMenus
from tests.web.letters import OLD_SECRET, SECRET
from web.app import create_app
from web.site import Site

NOON = datetime(2026, 1, 15, 5, 0, tzinfo=UTC)


@dataclass(slots=True)
class Hands:
    """A clock whose hands a test moves."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
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
    """Two offices, so that a mix-up would show."""
    offices = {o.slug: o for o in load_offices(SHIPPED) if o.slug in {"huaikhwang", "chatuchak"}}
    credentials = Credentials("1", Secret(SECRET), Secret(OLD_SECRET), Secret("token"))
    return Service(
        database=opened,
        vault=Vault(bytes(range(32))),
        offices=offices,
        lines={
            channel.slug: Line(office, channel, credentials, line, FakeMenus())
            for office in offices.values()
            for channel in office.channels
        },
        public_url="http://localhost",
        clock=hands,
    )


@pytest.fixture
def app(service: Service) -> Iterator[Flask]:
    app = create_app(service, production=False)
    yield app
    site: Site = app.extensions["saisaat"]
    site.dispatcher.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
