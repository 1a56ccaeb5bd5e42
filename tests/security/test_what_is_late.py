"""A report that is late: who sees it, where it goes, and how its first limit stays known (A1.4)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cases.errors import Invalid
from config.office import SealedClocks
from integrity import decisions, desk, disclosures, reading
from integrity.clocks import Owed
from integrity.documents import Words
from integrity.firewall import Concern, is_of_the_chain
from integrity.keyring import Keyring
from integrity.lifecycle import Deed
from integrity.reading import Reason
from integrity.views import DeskView
from models.database import Database
from models.vocabulary import Approval, Finding, Role
from tests.security.reports import TODAY, Desk, a_told


@pytest.fixture
def office(opened: Database, keyring: Keyring) -> Desk:
    return Desk(opened, keyring)


def seen(office: Desk, number: str, by: Any) -> DeskView:
    view: DeskView = office.does(reading.open_case, number, Reason.DEADLINE, by=by)
    return view


def test_what_is_owed_stands_in_the_list_and_on_the_report(office: Desk) -> None:
    """Security A1.4: preliminary after 7 days, the facts after 30, the result after 3 months."""
    officer = office.member()
    number = office.lodge()[0].number
    told = []
    for day in (7, 8, 30, 31, 92, 93):
        office.today = TODAY + timedelta(days=day)
        [line] = office.does(reading.list_own, by=officer)
        assert line.overdue == seen(office, number, officer).overdue
        told.append(line.overdue)
    every = tuple(Owed)
    assert told == [(), every[:1], every[:1], every[:2], every[:2], every]


def test_the_limits_are_the_offices_own(office: Desk) -> None:
    """A44: what is written on a report is what the office promised on the day it came."""
    officer = office.member()
    clocks = SealedClocks(preliminary_days=3, facts_days=10, feedback_months=1)
    office.office = replace(office.office, sealed_clocks=clocks)
    view = seen(office, office.lodge()[0].number, officer)
    by = (view.preliminary_by, view.facts_by, view.feedback_by)
    assert by == (date(2026, 3, 13), date(2026, 3, 20), date(2026, 4, 10))


def test_more_time_for_the_facts_takes_a_reason_and_two_and_keeps_the_first_limit(
    office: Desk,
) -> None:
    """Security A1.4, A4: put off twice, the date that was promised first still stands there."""
    one, two = office.member(), office.member()
    number = office.lodge()[0].number
    office.does(desk.screen, number, by=one)
    office.does(desk.start_facts, number, "คำสั่งที่ 1", by=one)
    first = seen(office, number, one).facts_by
    assert seen(office, number, one).facts_first is None
    for until in (date(2026, 5, 9), date(2026, 6, 8)):
        asked = office.does(decisions.propose_extend, number, until, "พยานลาป่วย", by=one)
        assert seen(office, number, one).facts_by < until, "one person alone puts nothing off"
        done = office.does(decisions.decide, asked, approves=True, by=two)
        assert done is Approval.APPROVED
        view = seen(office, number, two)
        assert (view.facts_by, view.facts_first) == (until, first)
    office.today = first + timedelta(days=1)
    assert seen(office, number, one).overdue == ()


# ------------------------------------------------------------------------- past the chain


NOBODY = Concern(frozenset(), False, False, False, frozenset(), frozenset(), False)


@pytest.mark.parametrize(
    ("concern", "is_so"),
    [
        (NOBODY, False),
        (replace(NOBODY, accused_units=frozenset({"REV"})), False),
        (replace(NOBODY, to_director=True), False),
        (replace(NOBODY, accused_units=frozenset({"ADM"})), True),
        (replace(NOBODY, desk=True), True),
        (replace(NOBODY, executive=True), True),
        (replace(NOBODY, excluded_roles=frozenset({Role.DIRECTOR})), True),
    ],
)
def test_whether_a_report_concerns_the_districts_own_line(concern: Concern, is_so: bool) -> None:
    """Security A1.4: late reports go past the district, not to the accused unit's chain."""
    assert is_of_the_chain(concern, centre_unit="ADM") is is_so


@pytest.mark.parametrize(
    ("told", "director", "proposed"),
    [
        ({}, "EXE", Deed.WIDEN),
        ({}, None, Deed.REFER),
        ({}, "REV", Deed.REFER),  # the director's own unit is accused
        ({"desk": True}, "EXE", Deed.REFER),
        ({"excluded_roles": frozenset({Role.DIRECTOR})}, "EXE", Deed.REFER),
        ({"to_director": True}, "EXE", None),  # among the recipients, told like everybody there
    ],
    ids=["second line", "nobody there", "accused", "desk", "excluded", "told already"],
)
def test_a_late_report_goes_to_the_second_line_or_past_the_district(
    office: Desk, told: dict[str, Any], director: str | None, proposed: Deed | None
) -> None:
    """Security A1.4: proposed on the page, and nothing happens by itself."""
    officer = office.member()
    if director:
        office.member(Role.DIRECTOR, director)
    number = office.lodge(a_told(**told))[0].number
    assert seen(office, number, officer).past_chain is None, "not late yet"
    office.passes(8)
    assert seen(office, number, officer).past_chain is proposed


def test_what_cannot_go_outside_any_more_is_not_told_to_the_own_line_instead(
    office: Desk,
) -> None:
    """Security A1.4: late in the disciplinary part, against the centre: nothing is proposed."""
    one, two = office.member(), office.member()
    office.member(Role.DIRECTOR, "EXE")
    number = office.lodge(a_told(desk=True))[0].number
    office.does(desk.screen, number, by=one)
    office.does(desk.start_facts, number, "คำสั่งที่ 1", by=one)
    finding = Finding.SUBSTANTIATED
    asked = office.does(
        decisions.propose_conclude, number, finding, "มีใบเสร็จ", why_unheard="ลาออก", by=one
    )
    office.does(decisions.decide, asked, approves=True, by=two)
    office.today = TODAY + timedelta(days=93)
    assert seen(office, number, one).past_chain is Deed.REFER
    office.does(desk.discipline, number, "ส่งคณะกรรมการวินัย", by=one)
    view = seen(office, number, one)
    assert (view.overdue, view.past_chain) == ((Owed.FEEDBACK,), None)


def test_who_waits_for_protection_comes_first(office: Desk) -> None:
    """A25: before what is due sooner, until an officer has written what is done about it."""
    officer = office.member()
    early = office.lodge()[0].number
    office.passes(1)
    lodged, code = office.lodge()
    office.comes_back(code, disclosures.ask_protection, Words("ถูกขู่ว่าจะย้าย"))

    def order() -> list[str]:
        return [line.number for line in office.does(reading.list_own, by=officer)]

    assert order() == [lodged.number, early]
    [asked] = seen(office, lodged.number, officer).protection
    assert asked.document["text"] == "ถูกขู่ว่าจะย้าย"
    office.does(desk.protect, lodged.number, "ประสานต้นสังกัดแล้ว", by=officer)
    assert order() == [early, lodged.number]
    assert seen(office, lodged.number, officer).protection == ()


# ------------------------------------------------------------------------- proposed twice


def test_the_same_is_not_proposed_twice_while_it_waits(office: Desk) -> None:
    """D5: by nobody; another file or person is another matter, and so is one that has lapsed."""
    one, two = office.member(), office.member()
    third = office.member(unit="EDU")
    number = office.lodge()[0].number
    office.does(desk.screen, number, by=one)
    newcomers = [office.member(unit="FIN"), office.member(unit="COM")]
    refer = (decisions.propose_refer, number, "ป.ป.ช.", "ส่งต่อ")
    office.does(*refer, by=third)
    assert refused(office, *refer, by=one) == refused(office, *refer, by=two)
    for newcomer in newcomers:
        office.does(decisions.propose_widen, number, newcomer.staff_id, "ช่วย", by=one)
    widen = (decisions.propose_widen, number, newcomers[0].staff_id, "ช่วย")
    assert refused(office, *widen, by=two) == "disclosure.already_proposed"
    office.change(third, active=False)
    office.does(*refer, by=one)  # whoever proposed it first is gone, and it with them


def refused(office: Desk, *act: Any, by: Any) -> str:
    with pytest.raises(Invalid) as why:
        office.does(*act, by=by)
    return why.value.key
