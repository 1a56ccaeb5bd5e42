"""How many requests for protection came: told to the director who receives those reports, at the
desk and nowhere else (R11, D4, D20).
"""

from datetime import date

import pytest

from cases import briefing
from cases.actors import Officer
from cases.brief import last_day, month_before
from integrity import desk, disclosures, protection
from integrity.documents import Words
from integrity.keyring import Keyring
from integrity.receipts import Hardened
from models.database import Database
from models.vocabulary import Role
from tests.security.doors import NOON, build
from tests.security.reports import Desk, a_told

MARCH = date(2026, 3, 1)
PAGE = "/console/integrity/"


@pytest.fixture
def office(opened: Database, keyring: Keyring) -> Desk:
    return Desk(opened, keyring)


def asks(office: Desk, code: Hardened) -> None:
    """The reporter asks to be protected, today."""
    office.comes_back(code, disclosures.ask_protection, Words("มีคนมาถามหาที่บ้าน"))


def counted(office: Desk, by: Officer, month: date = MARCH) -> int:
    found: int = office.does(protection.asked_in, month, by=by)
    return found


def test_requests_of_the_month_in_the_own_reports_are_counted(office: Desk) -> None:
    """R11: each request, first day to last; what officers write of protection is no request."""
    director, officer = office.member(Role.DIRECTOR, unit="ADM"), office.member()
    office.today = date(2026, 2, 28)
    lodged, code = office.lodge(a_told(to_director=True))
    asks(office, code)
    for day in (1, 15, 31):
        office.today = date(2026, 3, day)
        asks(office, code)
    office.does(desk.protect, lodged.number, "ประสานตำรวจแล้ว", by=officer)
    office.today = date(2026, 4, 1)
    asks(office, code)
    counts = [counted(office, director, date(2026, month, 1)) for month in (1, 2, 3, 4)]
    assert counts == [0, 1, 3, 1]


def test_a_director_who_was_not_addressed_learns_of_none(office: Desk) -> None:
    """D4, T27: the figure is the same whether or not there is such a report."""
    director = office.member(Role.DIRECTOR, unit="ADM")
    before = counted(office, director)
    office.member()
    _, code = office.lodge()
    asks(office, code)
    assert (before, counted(office, director)) == (0, 0)


def test_a_director_whom_a_report_now_concerns_is_told_of_it_no_more(office: Desk) -> None:
    """D4: the firewall is asked anew: accused since, or moved into the unit concerned."""
    director, _ = office.member(Role.DIRECTOR, unit="ADM"), office.member()
    _, code = office.lodge(a_told(to_director=True))
    asks(office, code)
    assert counted(office, director) == 1
    moved = office.change(director, unit="REV")
    assert (counted(office, director), counted(office, moved)) == (0, 0)


def test_another_director_s_reports_are_not_among_them(office: Desk) -> None:
    """D4: each is told of the own reports alone."""
    _, first = office.member(), office.member(Role.DIRECTOR, unit="ADM")
    _, code = office.lodge(a_told(to_director=True))
    asks(office, code)
    second = office.member(Role.DIRECTOR, unit="ADM")
    assert (counted(office, first), counted(office, second)) == (1, 0)


def test_it_stands_at_the_desk_for_the_director_and_for_nobody_else(opened: Database) -> None:
    """R11, D20: behind two factors. What the month's brief holds does not know of it."""
    building = build(opened)
    office = Desk(opened, building.service.vault.keyring, today=NOON.date())
    officer = building.resident("สมศรี ใจดี", unit="CIV")
    director = building.resident("ผู้อำนวยการ", Role.DIRECTOR)
    _, code = office.lodge(a_told(to_director=True))
    month = month_before(NOON.date())
    office.today = last_day(month)
    asks(office, code)
    assert "คำขอคุ้มครองในเดือน" in director.browser.get(PAGE).text
    assert "เป็นผู้รับ: 1 คำขอ" in director.browser.get(PAGE).text
    assert "เป็นผู้รับ:" not in officer.browser.get(PAGE).text
    with opened.reading(office.office.slug) as session:
        assert briefing.reckon(session, month, now=NOON) is None
