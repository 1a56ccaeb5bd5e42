"""The later pages of the sealed channel in a browser: lateness, summaries, harm, and deleting."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sqlalchemy import select

from cases.actors import Officer
from integrity import decisions, desk, disclosures
from integrity.decisions import Refusal
from integrity.documents import Words
from models.sealed import Disclosure
from models.vocabulary import Role
from tests.browser.test_desk import PHONE, WIDE, enter, look, open_report, scene, site
from tests.browser.test_sealed_form import code_on, press, tell
from tests.security.test_desk_pages import Scene

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # pages look alike on both
]
SIZES = pytest.mark.parametrize(
    ("size", "colours"), [(PHONE, "light"), (WIDE, "dark")], ids=["phone-light", "wide-dark"]
)
__all__ = ["scene", "site"]


@pytest.fixture
def page(browser: Browser, size: ViewportSize, colours: Any) -> Iterator[Page]:
    """A browser of a size, in light or dark."""
    with browser.new_context(viewport=size, color_scheme=colours) as context:
        yield context.new_page()


def passes(scene: Scene, days: int) -> None:
    scene.building.hands.pass_by(days=days)
    scene.office.passes(days)


def reports_here(page: Page, site: str) -> str:
    """Somebody reports; gives the code."""
    tell(page, site)
    press(page, "send")
    code = code_on(page)
    press(page, "later")
    return code


def comes_back(page: Page, site: str, code: str) -> None:
    page.goto(f"{site}/integrity/follow")
    page.locator("[name=code]").fill(code)
    page.locator("main form button").click()


@SIZES
def test_a_late_report_and_a_summary_can_be_read_by_everybody(
    scene: Scene, site: str, page: Page, size: ViewportSize
) -> None:
    """T109, A1.4, A25, D4: list, report and summary, with protection asked for."""
    name = "phone" if size is PHONE else "wide"
    head = scene.building.resident("หัวหน้าการศึกษา", Role.HEAD, unit="EDU")
    scene.do("screen")
    scene.do("start_facts", words="คำสั่งที่ 1")
    scene.do("hand_over", unit="EDU", words="ขอให้ตรวจขั้นตอนการรับชำระค่าธรรมเนียม")
    asked = (disclosures.ask_protection, Words("ถูกขู่ว่าจะย้าย"))
    scene.office.comes_back(scene.code, *asked)
    passes(scene, 31)
    enter(page, site, scene.one)
    look(page, f"late-{name}-list")
    open_report(page)
    expect(page.locator("details[open]")).to_have_count(1)
    look(page, f"late-{name}-report")
    page.context.clear_cookies()
    enter(page, site, head)
    expect(page.locator("main")).to_contain_text("ขอให้ตรวจขั้นตอนการรับชำระค่าธรรมเนียม")
    look(page, f"late-{name}-handed")


@SIZES
def test_what_was_sent_is_deleted_by_everybody(
    scene: Scene, site: str, page: Page, size: ViewportSize
) -> None:
    """T109, D19: the box must be ticked; then a page says what is left."""
    name = "phone" if size is PHONE else "wide"
    code = reports_here(page, site)
    assert scene.number
    comes_back(page, site, code)
    look(page, f"later-{name}-withdraw")
    page.locator("[name=sure]").check()
    press(page, "withdraw")
    expect(page.get_by_role("status")).to_contain_text("ลบเรื่อง ไฟล์ และรหัสแล้ว")
    look(page, f"later-{name}-withdrawn")
    comes_back(page, site, code)
    expect(page.get_by_role("alert")).to_contain_text("ไม่พบเรื่องตามรหัสนี้")


@SIZES
def test_the_question_after_the_end_is_answered_by_everybody(
    scene: Scene, site: str, page: Page, size: ViewportSize
) -> None:
    """T109, A25, A43: after a regular word while it was open."""
    name = "phone" if size is PHONE else "wide"
    code = reports_here(page, site)
    passes(scene, 31)
    comes_back(page, site, code)
    expect(page.locator("main")).to_contain_text("เรื่องยังอยู่ระหว่างดำเนินการ")
    look(page, f"later-{name}-goes-on")
    wanted = select(Disclosure.number).where(Disclosure.number != scene.number)
    number = scene.office.sees(lambda session: session.scalars(wanted).one())
    one, two = (Officer.from_row(member.staff) for member in (scene.one, scene.two))
    scene.office.does(desk.screen, number, by=one)
    refusal = (Refusal.NOT_CORRUPTION, "เป็นเรื่องบริการ")
    asked = scene.office.does(decisions.propose_not_accept, number, *refusal, by=one)
    scene.office.does(decisions.decide, asked, approves=True, by=two)
    passes(scene, 29)
    comes_back(page, site, code)
    look(page, f"later-{name}-harm")
    page.locator("#harmed").fill("ถูกย้ายไปกะดึก")
    press(page, "harmed")
    expect(page.get_by_role("status")).to_contain_text("ผู้รับเรื่องจะเห็นก่อนสิ่งอื่น")
