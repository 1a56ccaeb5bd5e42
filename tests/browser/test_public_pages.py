"""The public pages in a browser: usable by everybody, by phone and by desk, in both languages."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect
from werkzeug.serving import make_server

from bot.service import Service
from cases import work
from cases.history import Words
from tests.web.conftest import app, hands, line, opened, service
from tests.web.matters import Matter, a_matter, a_picture

__all__ = ["app", "hands", "line", "opened", "service"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # pages look alike on both
]

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
LANGS = {"th": "", "en": "?lang=en"}
each_size = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
each_lang = pytest.mark.parametrize("lang", LANGS)
each_colour = pytest.mark.parametrize("colours", ["light", "dark"])


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the running application."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
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
        """What axe finds serious, and what the browser itself complains about."""
        found: list[dict[str, Any]] = Axe().run(self.page).response["violations"]
        grave = [f"{f['id']}: {f['nodes'][0]['html']}" for f in found if is_grave(f)]
        return grave + self.complaints

    def width_to_spare(self) -> int:
        """Pixels by which the page is narrower than the window; negative: it scrolls sideways."""
        spare: int = self.page.evaluate("innerWidth - document.documentElement.scrollWidth")
        return spare


def is_grave(fault: dict[str, Any]) -> bool:
    return fault["impact"] in {"serious", "critical"}


@pytest.fixture
def visitor(page: Page) -> Visitor:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: complaints.append(asked.url) if "127.0.0.1" not in asked.url else None,
    )
    return Visitor(page, complaints)


@pytest.fixture
def matter(service: Service) -> Matter:
    """A case with a story: accepted, noted, resolved with a picture."""
    matter = a_matter(service)
    with matter.at_the_desk(service) as (session, case, officer):
        at: dict[str, Any] = {"office": matter.office, "by": officer, "now": service.clock()}
        work.accept(session, case, **at)
        work.note(session, case, Words("สั่งหลอดไฟแล้ว\nคาดว่าจะได้รับภายในสัปดาห์นี้"), public=True, **at)
        work.resolve(
            session, case, Words("เปลี่ยนหลอดไฟ 3 ต้นแล้ว ทดสอบเปิดติดปกติ"), attachments=(), **at
        )
    a_picture(service, matter)
    return matter


@each_size
@each_lang
@each_colour
@pytest.mark.parametrize("address", ["/", "/track", "/nowhere"])
def test_a_page_is_usable_by_everybody(
    site: str, visitor: Visitor, size: ViewportSize, lang: str, colours: Any, address: str
) -> None:
    """A49: no serious finding of axe, no sideways scrolling, nothing from elsewhere."""
    visitor.page.emulate_media(color_scheme=colours)
    visitor.page.set_viewport_size(size)
    visitor.page.goto(f"{site}{address}{LANGS[lang]}")
    expect(visitor.page.locator("html")).to_have_attribute("lang", lang)
    if address == "/nowhere":
        visitor.complaints.clear()  # the browser says that it was a 404, and it was
    assert visitor.faults() == []
    assert visitor.width_to_spare() >= 0


@each_size
@each_lang
@each_colour
def test_a_case_is_followed_with_the_keyboard_alone(
    site: str, visitor: Visitor, matter: Matter, size: ViewportSize, lang: str, colours: Any
) -> None:
    """A49, A52, A53: from the form to the case without mouse, script or cookie."""
    page = visitor.page
    page.emulate_media(color_scheme=colours)
    page.set_viewport_size(size)
    page.goto(f"{site}/track{LANGS[lang]}")
    page.get_by_role("textbox").focus()
    page.keyboard.type(matter.code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(matter.number)
    assert matter.code not in page.url
    expect(page.locator("[aria-current=step]")).to_have_count(1)
    assert page.context.cookies() == []
    assert visitor.faults() == []
    assert visitor.width_to_spare() >= 0


def test_a_wrong_code_is_said_where_it_is_heard(site: str, visitor: Visitor) -> None:
    """A50."""
    visitor.page.goto(f"{site}/track")
    visitor.page.get_by_role("textbox").fill("000000000000")
    visitor.page.get_by_role("button").click()
    expect(visitor.page.get_by_role("alert")).to_contain_text("ไม่พบเรื่องตามรหัสนี้")
    expect(visitor.page.get_by_role("textbox")).to_have_value("")
    assert visitor.faults() == []


def test_it_works_without_scripts(site: str, browser: Browser, matter: Matter) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/track")
        page.get_by_role("textbox").fill(matter.code)
        page.get_by_role("button").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(matter.number)


def test_tone_marks_are_not_cut_in_the_field(site: str, visitor: Visitor) -> None:
    """Chromium cuts them where a line is lower than twice the type."""
    visitor.page.goto(f"{site}/track")
    high = visitor.page.get_by_role("textbox").evaluate(
        "field => { const style = getComputedStyle(field);"
        " return parseFloat(style.lineHeight) / parseFloat(style.fontSize) }"
    )
    assert high >= 2


def test_what_is_touched_is_large_enough(site: str, visitor: Visitor) -> None:
    visitor.page.set_viewport_size(PHONE)
    visitor.page.goto(f"{site}/track")
    for role in ("textbox", "button"):
        box = visitor.page.get_by_role(role).bounding_box()
        assert box is not None
        assert box["height"] >= 44
