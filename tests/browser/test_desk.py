"""The integrity desk in a browser: by phone and by desk, without scripts, in light and dark."""

import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect
from werkzeug.serving import make_server

from cases.onetime import STEP
from integrity import disclosures
from integrity.documents import Words
from models.database import Database, open_database
from tests.security.doors import Member
from tests.security.reports import ACCOUNT
from tests.security.test_desk_pages import Scene, stage

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # pages look alike on both
]

PHONE: ViewportSize = {"width": 360, "height": 740}
WIDE: ViewportSize = {"width": 1280, "height": 900}
GRAVE = {"serious", "critical"}


@pytest.fixture
def scene(database: str) -> Iterator[Scene]:
    opened: Database = open_database(database)
    yield stage(opened, danger=True, where="หน้าตลาดห้วยขวาง", who="คนใส่เสื้อสีฟ้า")
    opened.close()


@pytest.fixture
def site(scene: Scene) -> Iterator[str]:
    """The address of the running application."""
    server = make_server("127.0.0.1", 0, scene.building.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def enter(page: Page, site: str, member: Member) -> None:
    """Through the door, to the own list."""
    member.building.hands.pass_by(seconds=STEP)
    page.goto(f"{site}/console/login")
    page.locator("#name").fill(member.name)
    page.locator("#password").fill(member.password)
    page.locator("#code").fill(member.code())
    page.locator("main button").click()
    page.locator("header .rooms a").first.click()


def open_report(page: Page) -> None:
    """Open the only report on the list, for a reason."""
    page.locator("main article select").select_option("work")
    page.locator("main article button").click()


def do(page: Page, deed: str, **typed: str) -> None:
    """Unfold the form of a deed, fill it in, and send it."""
    form = page.locator(f'details:has(form[action*="/{deed}"])')
    form.locator("summary").click()
    for name, words in typed.items():
        form.locator(f"[name={name}]").fill(words)
    form.locator("button").click()


def faults(page: Page) -> list[str]:
    """What axe finds serious, and what does not fit in."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    told = [f"{f['id']}: {f['nodes'][0]['html']}" for f in found if f["impact"] in GRAVE]
    spare: int = page.evaluate("innerWidth - document.documentElement.scrollWidth")
    return told + ([f"{-spare} px too wide"] if spare < 0 else [])


def look(page: Page, name: str) -> None:
    """No serious finding; a picture for people to look at, where one is wanted."""
    wanted = os.environ.get("SAISAAT_PICTURES")
    if wanted:
        page.screenshot(path=Path(wanted) / f"desk-{name}.png", full_page=True)
    assert faults(page) == [], name


@pytest.mark.parametrize(
    ("size", "colours"), [(PHONE, "light"), (WIDE, "dark")], ids=["phone-light", "wide-dark"]
)
def test_a_reporter_without_a_trace_and_an_officer_talk(
    scene: Scene, site: str, browser: Browser, size: ViewportSize, colours: Any
) -> None:
    """A19, A27, T109: the whole dialogue, without scripts but for those that examine the page."""
    name = "phone" if size is PHONE else "wide"
    with browser.new_context(viewport=size, color_scheme=colours) as context:
        page = context.new_page()
        enter(page, site, scene.one)
        look(page, f"{name}-list")
        open_report(page)
        expect(page.locator("main")).to_contain_text(ACCOUNT)
        look(page, f"{name}-report")
        do(page, "screen")
        expect(page.get_by_role("status")).to_be_visible()
        do(page, "ask", words="เหตุเกิดเมื่อใด\nและที่ใด")
        expect(page.locator(".shown")).to_have_text("เหตุเกิดเมื่อใด\nและที่ใด")
        assert scene.reads() == []
        look(page, f"{name}-preview")
        page.locator("main form").first.get_by_role("button").click()
        expect(page.get_by_role("status")).to_be_visible()
        assert scene.reads() == ["เหตุเกิดเมื่อใด\nและที่ใด"]
        scene.office.comes_back(scene.code, disclosures.answer, Words("วันศุกร์ หน้าตลาด"))
        page.reload()
        expect(page.locator(".entries")).to_contain_text("วันศุกร์ หน้าตลาด")
        for forms in page.locator("details").all():
            forms.evaluate("form => { form.open = true }")
        look(page, f"{name}-everything")


def test_two_persons_end_a_report_without_scripts(
    scene: Scene, site: str, browser: Browser
) -> None:
    """T25, T109: proposed by one, seen and agreed to by the other; with scripts off."""
    scene.do("screen")
    with (
        browser.new_context(java_script_enabled=False) as mine,
        browser.new_context(java_script_enabled=False, viewport=PHONE) as theirs,
    ):
        page = mine.new_page()
        enter(page, site, scene.one)
        open_report(page)
        do(page, "refer", body="สำนักงาน ป.ป.ช.", words="เรื่องอยู่ในอำนาจของ ป.ป.ช.")
        page.locator("main form").first.get_by_role("button").click()
        expect(page.locator("main")).to_contain_text("รอผู้อื่นตัดสินใจ")
        assert scene.reads() == []
        other = theirs.new_page()
        enter(other, site, scene.two)
        other.locator('main a[href*="waiting"]').click()
        expect(other.locator("main")).to_contain_text("เรื่องอยู่ในอำนาจของ ป.ป.ช.")
        other.locator("button[value=approve]").click()
        expect(other.get_by_role("status")).to_be_visible()
        assert scene.reads() == ["เรื่องอยู่ในอำนาจของ ป.ป.ช."]


def test_evidence_comes_as_a_file(scene: Scene, site: str, page: Page) -> None:
    """T57: saved, not shown."""
    enter(page, site, scene.one)
    open_report(page)
    with page.expect_download() as saved:
        page.locator("a[download]").click()
    assert saved.value.suggested_filename == "evidence.jpg"
    assert saved.value.path().read_bytes() == b"rebuilt"
    assert re.search(r"reason=work", page.url)
