"""A console to knock at: the real application, a clock to move, and people with phones."""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Final

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.service import Service
from cases.onetime import STEP, code_at
from cases.passwords import Cost, Passwords
from cases.staffing import engage
from cases.welcoming import Welcome, welcome
from config.offices import SHIPPED, load_offices
from integrity.door import door_keys
from integrity.vault import Vault
from models.database import Database
from models.people import Staff
from models.scope import EVERY_OFFICE
from models.vocabulary import Role
from web.app import create_app
from web.site import EXTENSION

OFFICE: Final = "huaikhwang"
NOON: Final = datetime(2026, 1, 15, 5, 0, tzinfo=UTC)
PASSWORD: Final = "ต้นจามจุรีหน้าบ้านยาย"
LIGHT: Final = Cost(memory_kib=64, rounds=1, lanes=1)  # the real cost is told by a test of its own


@dataclass(slots=True)
class Hands:
    """A clock whose hands a test moves."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass(slots=True)
class Member:
    """Somebody who works here, with a phone and a browser."""

    building: "Building"
    staff: Staff
    welcome: Welcome
    password: str = PASSWORD
    secret: bytes = b""
    recovery: list[str] = field(default_factory=list)
    browser: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.browser = self.building.browser()

    @property
    def name(self) -> str:
        return self.welcome.name

    def code(self, *, steps: int = 0) -> str:
        """What the phone shows, or showed or will show some steps from now."""
        return code_at(self.secret, self.building.hands.now + timedelta(seconds=STEP * steps))

    def set_up(self) -> TestResponse:
        """The whole first time."""
        page = self.choose_password()
        self.secret = secret_on(page)
        page = self.confirm(self.code())
        self.recovery = re.findall(r"<li><code>([^<]+)</code>", page.text)
        return page

    def choose_password(self, password: str | None = None, **other: str) -> TestResponse:
        chosen = password or self.password
        typed = {"name": self.name, "welcome": self.welcome.code, "password": chosen}
        return send(self.browser, "/console/first", {**typed, "again": chosen, **other})

    def confirm(self, code: str) -> TestResponse:
        typed = {"name": self.name, "welcome": self.welcome.code, "code": code}
        return send(self.browser, "/console/first/phone", typed, form="/console/first")

    def log_in(
        self, browser: FlaskClient | None = None, *, code: str | None = None, **typed: str
    ) -> TestResponse:
        """Log in with the next code, after waiting for it."""
        if code is None:
            self.building.hands.pass_by(seconds=STEP)
            code = self.code()
        filled = {"name": self.name, "password": self.password, "code": code, **typed}
        return send(browser or self.browser, "/console/login", filled)

    def is_in(self, browser: FlaskClient | None = None) -> bool:
        return (browser or self.browser).get("/console/").status_code == 200


@dataclass(slots=True)
class Building:
    """The application, its service and its clock."""

    app: Flask
    service: Service
    hands: Hands

    def browser(self) -> FlaskClient:
        return self.app.test_client()

    def engage(self, name: str, role: Role, *, office: str = OFFICE, unit: str = "") -> Member:
        """Somebody new, with a welcome code."""
        unit = unit or self.service.offices[office].centre
        with self.service.database.writing(office) as session:
            staff = engage(session, name, role=role, unit=unit)
            given = welcome(
                session, staff, name=name, keys=door_keys(self.service.vault), now=self.hands.now
            )
        return Member(self, staff, given)

    def resident(self, name: str, role: Role = Role.INTEGRITY, **where: str) -> Member:
        """Somebody who has been through the first time."""
        member = self.engage(name, role, **where)
        assert member.set_up().status_code == 200
        return member

    @contextmanager
    def register(self, member: Member) -> Iterator[Staff]:
        """A change to somebody's row in the register."""
        with self.service.database.writing(EVERY_OFFICE) as session:
            yield session.get_one(Staff, (member.staff.office_id, member.staff.id))


def build(opened: Database, *, url: str = "http://localhost", cost: Cost = LIGHT) -> Building:
    """Open the console over a database."""
    hands = Hands()
    service = Service(
        database=opened,
        vault=Vault(bytes(range(32))),
        offices={o.slug: o for o in load_offices(SHIPPED)},
        lines={},
        public_url=url,
        clock=hands,
    )
    app = create_app(service, production=False)
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], passwords=Passwords(cost=cost))
    return Building(app, service, hands)


def key_on(page: TestResponse) -> str:
    """The key of the forms on a page."""
    found = re.search(r'name="form_key" value="([^"]*)"', page.text)
    assert found, page.text
    return found[1]


def secret_on(page: TestResponse) -> bytes:
    """The secret that a page gives to a phone."""
    found = re.search(r'class="secret"><code>([A-Z2-7 ]+)</code>', page.text)
    assert found, page.text
    return base64.b32decode(found[1].replace(" ", ""))


def hidden_on(page: TestResponse) -> dict[str, str]:
    """Every hidden field of a page's main form."""
    main = page.text[page.text.index("<main") :]
    fields = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', main)
    return {unescape(name): unescape(value) for name, value in fields}


def send(
    browser: FlaskClient, address: str, typed: dict[str, str], *, form: str | None = None
) -> TestResponse:
    """Open the page with the form (`form`, unless it is the address itself), fill in, and send."""
    key = key_on(browser.get(form or address))
    return browser.post(address, data={"form_key": key, **typed})
