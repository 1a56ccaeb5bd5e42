"""The console's door in a browser: usable by everybody, by phone and by desk, without scripts."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect
from werkzeug.serving import make_server

from models.database import Database, open_database
from models.vocabulary import Role
from tests.security.doors import Building, Member, build

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # pages look alike on both
]

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
LANGS = {"th": "", "en": "?lang=en"}
NAME = "สมศรี ใจดี"
LEAST_TOUCH = 44  # pixels
GRAVE = {"error", "warning"}


@pytest.fixture
def opened(database: str) -> Iterator[Database]:
    opened = open_database(database)
    yield opened
    opened.close()


@pytest.fixture
def building(opened: Database) -> Building:
    return build(opened)


@pytest.fixture
def site(building: Building) -> Iterator[str]:
    """The address of the running application."""
    server = make_server("127.0.0.1", 0, building.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser, who sees every complaint it has about a page."""

    page: Page
    complaints: list[str]

    def faults(self) -> list[str]:
        """What axe finds serious, what the browser complains about, and what does not fit in."""
        found: list[dict[str, Any]] = Axe().run(self.page).response["violations"]
        grave = [f for f in found if f["impact"] in {"serious", "critical"}]
        told = [f"{f['id']}: {f['nodes'][0]['html']}" for f in grave]
        spare: int = self.page.evaluate("innerWidth - document.documentElement.scrollWidth")
        return told + self.complaints + ([f"{-spare} px too wide"] if spare < 0 else [])


@pytest.fixture
def visitor(page: Page) -> Visitor:
    complaints: list[str] = []

    def hear(said: str) -> None:
        if "403 (FORBIDDEN)" not in said:  # the browser's way to say that a code was asked for
            complaints.append(said)

    page.on("console", lambda said: hear(said.text) if said.type in GRAVE else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: complaints.append(asked.url) if "127.0.0.1" not in asked.url else None,
    )
    return Visitor(page, complaints)


def fill(page: Page, **typed: str) -> None:
    """Fill fields by their names and send the form."""
    for name, text in typed.items():
        page.locator(f"main [name={name}]").fill(text)
    page.locator("main button[type=submit]").click()


def first_time(page: Page, site: str, member: Member, *, lang: str = "") -> None:
    """From the welcome code to the phone."""
    page.goto(f"{site}/console/first{lang}")
    code, password = member.welcome.code, member.password
    fill(page, name=member.name, welcome=code, password=password, again=password)
    member.secret = _read_secret(page)


def _read_secret(page: Page) -> bytes:
    import base64  # noqa: PLC0415 - only the phone needs it

    return base64.b32decode(page.locator(".secret").inner_text().replace(" ", ""))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_page_from_the_welcome_to_the_way_out(
    building: Building, site: str, visitor: Visitor, size: ViewportSize, lang: str, colours: Any
) -> None:
    """T109: no serious finding of axe, no sideways scrolling, nothing from elsewhere."""
    page, member = visitor.page, building.engage(NAME, Role.CENTRE)
    page.emulate_media(color_scheme=colours)
    page.set_viewport_size(size)
    seen = []

    def look(*, told: bool = False) -> None:
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.get_by_role("alert")).to_have_count(int(told))
        assert visitor.faults() == [], page.url
        seen.append(page.get_by_role("heading", level=1).inner_text())

    page.goto(f"{site}/console/{LANGS[lang]}")
    look()
    fill(page, name=NAME, password="x" * 20, code="000000")
    look(told=True)
    page.goto(f"{site}/console/first{LANGS[lang]}")
    look()
    first_time(page, site, member, lang=LANGS[lang])
    look()
    fill(page, code="000000")
    look(told=True)
    fill(page, code=member.code())
    look()
    expect(page.locator(".recovery li")).to_have_count(10)
    page.locator("main a.button").click()
    look()
    building.hands.pass_by(minutes=6)
    page.locator(".own a").click()
    look()
    fill(page, step_up_code=member.code())
    look()
    page.goto(f"{site}/console/nowhere{LANGS[lang]}")
    visitor.complaints.clear()  # the browser says that it was a 404, and it was
    assert visitor.faults() == []
    page.goto(f"{site}/console/{LANGS[lang]}")
    page.locator("header button").click()
    expect(page.get_by_role("status")).to_be_visible()
    look()
    assert len(set(seen)) >= 7


def test_it_works_without_scripts_with_the_keyboard_alone(
    building: Building, site: str, browser: Browser
) -> None:
    """T109."""
    member = building.resident(NAME)
    building.hands.pass_by(minutes=1)
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/console/")
        page.locator("#name").focus()
        for typed in (member.name, member.password, member.code()):
            page.keyboard.type(typed)
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("header .who")).to_contain_text(NAME)
        cookies = {cookie.get("name"): cookie for cookie in context.cookies()}
        assert cookies["saisaat-desk"].get("httpOnly") is True
        assert cookies["saisaat-desk"].get("sameSite") == "Strict"
        assert cookies["saisaat-desk"].get("expires") == -1, "gone with the browser"


def test_a_link_from_elsewhere_does_not_log_out(
    building: Building, site: str, visitor: Visitor
) -> None:
    """T97: the browser keeps the strict cookie back once, and has it again a tap later."""
    member, page = building.resident(NAME), visitor.page
    building.hands.pass_by(minutes=1)
    page.goto(f"{site}/console/login")
    fill(page, name=member.name, password=member.password, code=member.code())
    expect(page.locator("header .who")).to_contain_text(NAME)
    page.route("http://elsewhere.example/", lambda route: route.fulfill(
        content_type="text/html", body=f'<a href="{site}/console/">here</a>'
    ))  # fmt: skip
    page.goto("http://elsewhere.example/")
    page.get_by_role("link").click()
    page.wait_for_url(f"{site}/console/**")
    page.goto(f"{site}/console/")
    expect(page.locator("header .who")).to_contain_text(NAME)


def test_the_phone_can_read_the_picture(building: Building, site: str, visitor: Visitor) -> None:
    """It is black on white in the dark too, large enough, and has the quiet zone around it."""
    visitor.page.emulate_media(color_scheme="dark")
    visitor.page.set_viewport_size(PHONE)
    first_time(visitor.page, site, building.engage(NAME, Role.ADMIN))
    picture = visitor.page.locator(".qr svg")
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] >= 200
    assert picture.locator("path").count() == 2
    fills = [picture.locator("path").nth(n).get_attribute("fill") for n in range(2)]
    strokes = [picture.locator("path").nth(n).get_attribute("stroke") for n in range(2)]
    assert (fills[0], strokes[1]) == ("#fff", "#000")


def test_what_is_touched_is_large_enough(site: str, visitor: Visitor) -> None:
    visitor.page.set_viewport_size(PHONE)
    visitor.page.goto(f"{site}/console/login")
    for part in visitor.page.locator("input:visible, button:visible").all():
        box = part.bounding_box()
        assert box is not None
        assert box["height"] >= LEAST_TOUCH


def test_a_welcome_day_is_a_day(building: Building, site: str, visitor: Visitor) -> None:
    member = building.engage(NAME, Role.ADMIN)
    building.hands.now += timedelta(days=1)
    visitor.page.goto(f"{site}/console/first")
    code, password = member.welcome.code, member.password
    fill(visitor.page, name=member.name, welcome=code, password=password, again=password)
    expect(visitor.page.get_by_role("alert")).to_contain_text("หมดอายุ")
    assert visitor.faults() == []
    expect(visitor.page.locator("#name")).to_have_value(member.name)
