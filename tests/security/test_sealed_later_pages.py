"""Coming back with a code later: regular words, the question after the end, and deleting it all."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from cases.actors import Officer
from cases.deadlines import local_date
from config.office import Retention, SealedClocks
from integrity import decisions, desk, reading
from integrity.decisions import Refusal
from integrity.reading import Reason
from models.database import Database
from models.sealed import Disclosure
from tests.security.conftest import OFFICE, Figure
from tests.security.doors import Building, build
from tests.security.reports import Desk
from tests.security.test_sealed_form import FOLLOW, HOME, Reporter, kept, visit_on
from web.integrity.periods import code_days, promised


@pytest.fixture
def building(opened: Database) -> Building:
    return build(opened)


@pytest.fixture
def office(building: Building) -> Desk:
    service = building.service
    return Desk(service.database, service.vault.keyring, today=local_date(service.clock()))


@pytest.fixture
def officers(office: Desk) -> tuple[Officer, Officer]:
    """Who receives reports."""
    return office.member(name="สมหญิง ใจดี"), office.member(unit="ENV")


@pytest.fixture
def reporter(building: Building, officers: tuple[Officer, Officer]) -> Reporter:
    assert officers
    reporter = Reporter(building.browser())
    reporter.reports()
    return reporter


@pytest.fixture
def pass_by(building: Building, office: Desk) -> Callable[[int], None]:
    """Days pass, for the pages and for the desk."""

    def days(count: int) -> None:
        building.hands.pass_by(days=count)
        office.passes(count)

    return days


def number_of(office: Desk) -> str:
    found: str = office.sees(lambda session: session.scalars(select(Disclosure.number)).one())
    return found


def ends(office: Desk, one: Officer, two: Officer) -> str:
    """The officers do not accept the report."""
    number = number_of(office)
    office.does(desk.screen, number, by=one)
    refusal = (Refusal.NOT_CORRUPTION, "เป็นเรื่องบริการ")
    asked = office.does(decisions.propose_not_accept, number, *refusal, by=one)
    office.does(decisions.decide, asked, approves=True, by=two)
    return number


# ------------------------------------------------------------------------- regular words


def test_the_page_says_by_itself_that_it_goes_on(
    reporter: Reporter, pass_by: Callable[[int], None]
) -> None:
    """A43: every thirty days from receipt, with the day of the next word; before, nothing."""
    assert "เรื่องยังอยู่ระหว่างดำเนินการ" not in reporter.comes_back().text
    pass_by(31)
    page = reporter.comes_back().text
    assert "ณ วันที่ 14 กุมภาพันธ์ 2569 เรื่องยังอยู่ระหว่างดำเนินการ" in page
    assert "ข้อความนี้จะปรับอีกครั้งวันที่ 16 มีนาคม 2569" in page


# ------------------------------------------------------------------------- the periods


def test_the_pages_state_the_periods_the_offices_keep(building: Building, figure: Figure) -> None:
    """A44: of several offices, what all of them keep; of one, its own."""
    here = building.service
    office = here.offices[OFFICE]
    own = SealedClocks(preliminary_days=5, facts_days=45, feedback_months=4)
    slow = replace(office, sealed_clocks=own, retention=Retention(code_days=120))
    assert promised([office, slow]) == SealedClocks(7, 45, 4)
    assert code_days([office, slow]) == 90
    page = building.browser().get(HOME).text
    for words in ("ภายใน 7 วัน", "ภายใน 30 วัน", "ภายใน 3 เดือน"):
        assert words in page
    assert "ถึง 90 วันหลังปิดเรื่อง" in building.browser().post(FOLLOW, data={"code": "1"}).text
    figure("T106", "web form: 7 days, 30 days, 3 months and 90 days are read from the settings")


# ------------------------------------------------------------------------- deleting


def test_what_was_sent_is_deleted_until_it_is_examined(
    building: Building, reporter: Reporter
) -> None:
    """D19: with a box to tick; nothing is left, and the code opens nothing."""
    page = reporter.comes_back()
    assert "ลบเรื่องทั้งหมด" in page.text
    unsure = reporter.does("withdraw", page=page)
    assert "ยังไม่ได้ลบ" in unsure.text
    assert kept(building)["Disclosure"] == 1
    data = {"deed": "withdraw", "sure": "yes", "visit": visit_on(page)}
    assert "ลบเรื่อง ไฟล์ และรหัสแล้ว" in reporter.browser.post(FOLLOW, data=data).text
    assert kept(building) == {"AuditEntry": 2, "Attempts": 1, "Tombstone": 1}
    assert "ไม่พบเรื่องตามรหัสนี้" in reporter.comes_back().text
    again = reporter.browser.post(FOLLOW, data=data).text
    assert "visit" not in again, "the old page opens nothing any more"


def test_what_is_being_examined_is_not_offered_to_be_deleted(
    building: Building, reporter: Reporter, office: Desk, officers: tuple[Officer, Officer]
) -> None:
    """D19: and is not deleted by an old page."""
    page = reporter.comes_back()
    office.does(desk.screen, number_of(office), by=officers[0])
    assert "ลบเรื่องทั้งหมด" not in reporter.comes_back().text
    data = {"deed": "withdraw", "sure": "yes", "visit": visit_on(page)}
    assert "ทำรายการนี้กับเรื่องนี้ไม่ได้" in reporter.browser.post(FOLLOW, data=data).text
    assert kept(building)["Disclosure"] == 1


# ------------------------------------------------------------------------- after the end


ASKED = "ทำให้ท่านเดือดร้อนเพราะเรื่องนี้หรือไม่"


def test_whoever_is_harmed_says_so_and_the_desk_reads_it_first(
    reporter: Reporter,
    office: Desk,
    officers: tuple[Officer, Officer],
    pass_by: Callable[[int], None],
) -> None:
    """A25: asked on the page from its day on, and answered once."""
    number = ends(office, *officers)
    pass_by(28)
    assert ASKED not in reporter.comes_back().text
    pass_by(1)
    page = reporter.comes_back()
    assert ASKED in page.text
    done = reporter.does("harmed", "ถูกย้ายไปกะดึก", page=page)
    assert "ผู้รับเรื่องจะเห็นก่อนสิ่งอื่น" in done.text
    assert ASKED not in done.text
    assert "ถูกย้ายไปกะดึก" not in done.text, "whoever finds the code need not read it"
    [harm] = office.does(reading.open_case, number, Reason.WORK, by=officers[1]).protection
    assert harm.document["text"] == "ถูกย้ายไปกะดึก"


def test_whoever_is_not_harmed_says_so_with_one_tap(
    reporter: Reporter,
    office: Desk,
    officers: tuple[Officer, Officer],
    pass_by: Callable[[int], None],
) -> None:
    ends(office, *officers)
    pass_by(29)
    page = reporter.comes_back()
    assert "ขอบคุณที่แจ้งให้ทราบ" in reporter.does("unharmed", page=page).text
    assert ASKED not in reporter.comes_back().text
    assert "ขณะนี้ไม่มีคำถาม" in reporter.does("unharmed", page=page).text
