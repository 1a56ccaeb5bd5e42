"""The sealed form in a browser: the whole dialogue on a phone, without scripts, for everybody."""

import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from cases.actors import Officer
from cases.deadlines import local_date
from integrity import desk
from models.database import Database, open_database
from models.sealed import Disclosure, SealedFile
from tests.security.doors import Building, build
from tests.security.reports import ACCOUNT, Desk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # pages look alike on both
]

PHONE: Final[ViewportSize] = {"width": 360, "height": 740}
WIDE: Final[ViewportSize] = {"width": 1280, "height": 900}
LANGS: Final = {"th": "", "en": "?lang=en"}
LEAST_TOUCH: Final = 44  # pixels
OFFICER: Final = "สมหญิง ใจดี"
QUESTION: Final = "เกิดขึ้นที่เคาน์เตอร์ใด"


@pytest.fixture
def opened(database: str) -> Iterator[Database]:
    opened = open_database(database)
    yield opened
    opened.close()


@pytest.fixture
def building(opened: Database) -> Building:
    return build(opened)


@pytest.fixture
def office(building: Building) -> Desk:
    service = building.service
    return Desk(service.database, service.vault.keyring, today=local_date(service.clock()))


@pytest.fixture
def officer(office: Desk) -> Officer:
    return office.member(name=OFFICER)


@pytest.fixture
def site(building: Building, officer: Officer) -> Iterator[str]:
    """The address of the running application."""
    server = make_server("127.0.0.1", 0, building.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_20260115_somchai.jpg"
    out = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(out, "JPEG")
    path.write_bytes(out.getvalue())
    return path


def press(page: Page, value: str) -> None:
    """Press the button with this value."""
    page.locator(f"button[value={value}]").click()


def code_on(page: Page) -> str:
    return page.locator(".code").inner_text()


def keep_picture(page: Page, name: str) -> None:
    """A picture for human eyes, where a folder for them is named."""
    if folder := os.environ.get("SAISAAT_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def tell(page: Page, site: str, *, lang: str = "") -> None:
    """From the first page to the one before sending."""
    page.goto(f"{site}/integrity/{lang}")
    press(page, "huaikhwang")
    page.locator("[value=REV]").check()
    page.locator("[name=account]").fill(ACCOUNT)
    page.locator("[name=when]").fill("วันจันทร์ที่แล้ว")
    press(page, "check")


def test_the_whole_dialogue_on_a_phone_without_scripts(
    site: str, browser: Browser, office: Desk, officer: Officer, photo: Path
) -> None:
    """T109, A16, A23: telling, code, question, answer, more, forgetting; no cookie, no script."""
    with browser.new_context(java_script_enabled=False, viewport=PHONE) as context:
        page = context.new_page()
        tell(page, site)
        expect(page.locator("main")).to_contain_text(OFFICER)
        press(page, "edit")
        expect(page.locator("[name=account]")).to_have_value(ACCOUNT)
        expect(page.locator("[value=REV]")).to_be_checked()
        page.locator("[name=where]").fill("หน้าตลาด")
        press(page, "check")
        page.locator("[name=files]").set_input_files([photo])
        press(page, "send")
        code = code_on(page)
        page.locator("[name=code]").fill("1234")
        press(page, "type_back")
        expect(page.get_by_role("alert")).to_be_visible()
        page.locator("[name=code]").fill(code)
        press(page, "type_back")
        expect(page.get_by_role("status")).to_be_visible()

        number = office.sees(lambda session: session.scalars(select(Disclosure.number)).one())
        office.does(desk.screen, number, by=officer)
        office.does(desk.ask, number, QUESTION, by=officer)

        page.locator("main .after a").click()
        page.locator("[name=code]").fill(code.replace(" ", "-"))
        page.locator("main form button").click()
        expect(page.locator("main")).to_contain_text(QUESTION)
        expect(page.locator("main")).not_to_contain_text(ACCOUNT)
        page.locator("#answer").fill("เคาน์เตอร์ 3")
        press(page, "answer")
        expect(page.get_by_role("status")).to_be_visible()
        expect(page.locator("#answer")).to_have_count(0)
        page.locator("[name=files]").set_input_files([photo])
        press(page, "add")
        expect(page.get_by_role("status")).to_be_visible()
        press(page, "forget")
        expect(page.get_by_role("status")).to_be_visible()
        assert context.cookies() == []
        assert page.title() == "ใสสะอาด"
        assert "?" not in page.url
    files = office.sees(lambda session: session.scalars(select(SealedFile)).all())
    assert len(files) == 2


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "desk"])
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_page_can_be_used_by_everybody(
    site: str,
    page: Page,
    office: Desk,
    officer: Officer,
    size: ViewportSize,
    lang: str,
    colours: Any,
) -> None:
    """T109: no serious finding of axe, no sideways scrolling, nothing from elsewhere."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type != "log" else None)
    page.on(
        "request",
        lambda asked: complaints.append(asked.url) if "127.0.0.1" not in asked.url else None,
    )
    page.emulate_media(color_scheme=colours)
    page.set_viewport_size(size)
    seen = []

    def look(name: str) -> None:
        expect(page.locator("html")).to_have_attribute("lang", lang)
        found = Axe().run(page).response["violations"]
        grave = [one for one in found if one["impact"] in {"serious", "critical"}]
        assert [f"{one['id']}: {one['nodes'][0]['html']}" for one in grave] == [], name
        assert complaints == [], name
        assert page.evaluate("innerWidth - document.documentElement.scrollWidth") >= 0, name
        for part in page.locator("button:visible, input:visible, select:visible, .leave").all():
            box = part.bounding_box()
            assert box is not None
            small = part.get_attribute("type") == "checkbox"  # its label is as large as a finger
            assert box["height"] >= (20 if small else LEAST_TOUCH), name
        keep_picture(page, f"{lang}-{size['width']}-{colours}-{name}")
        seen.append(page.get_by_role("heading", level=1).inner_text())

    page.goto(f"{site}/integrity/{LANGS[lang]}")
    look("1-notice")
    press(page, "huaikhwang")
    look("2-form")
    page.locator("[name=account]").fill(ACCOUNT)
    page.locator("[name=executive]").check()
    press(page, "check")
    look("3-outside")
    tell(page, site, lang=LANGS[lang])
    look("4-check")
    press(page, "send")
    look("5-receipt")
    code = code_on(page)
    press(page, "later")
    look("6-done")
    page.goto(f"{site}/integrity/follow{LANGS[lang]}")
    look("7-follow")
    page.locator("[name=code]").fill("1")
    page.locator("main form button").click()
    look("8-unknown")
    number = office.sees(lambda session: session.scalars(select(Disclosure.number)).one())
    office.does(desk.screen, number, by=officer)
    office.does(desk.ask, number, QUESTION, by=officer)
    page.locator("[name=code]").fill(code)
    page.locator("main form button").click()
    look("9-dialogue")
    assert len(set(seen)) >= 7


def test_it_can_be_told_with_the_keyboard_alone(site: str, browser: Browser) -> None:
    """T109: every field has its label, and the order is the order of the page."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/integrity/")
        press(page, "huaikhwang")
        page.get_by_label("เกิดอะไรขึ้น").focus()
        page.keyboard.type(ACCOUNT)
        for _ in range(9):
            page.keyboard.press("Tab")
            if page.locator("button[value=check]:focus").count():
                break
        page.keyboard.press("Enter")
        expect(page.locator("button[value=send]")).to_be_visible()
        page.locator("button[value=send]").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".code")).to_be_visible()


def test_the_way_out_is_one_tap_away(site: str, page: Page) -> None:
    """B05: from a page with words on it; where it leads is told in tests/security."""
    page.route("**/integrity/leave", lambda route: route.fulfill(body="rain"))
    tell(page, site)
    page.locator(".leave").click()
    expect(page.locator("body")).to_have_text("rain")
