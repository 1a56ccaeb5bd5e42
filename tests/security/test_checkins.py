"""After the end: whether anybody harms the reporter, asked while there is a way to answer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases.actors import Officer
from cases.errors import IllegalTransition, Invalid
from config.office import Retention
from integrity import checkins, decisions, desk, disclosures, reading
from integrity.contents import entries
from integrity.decisions import Refusal
from integrity.documents import Words
from integrity.folders import by_code
from integrity.keyring import Keyring
from integrity.lifecycle import Deed, can
from integrity.reading import Reason
from integrity.receipts import Hardened
from models.database import Database
from models.vocabulary import DisclosureState, SealedKind
from tests.security.reports import TODAY, Desk

S = DisclosureState


@pytest.fixture
def office(opened: Database, keyring: Keyring) -> Desk:
    return Desk(opened, keyring)


def closed(office: Desk) -> tuple[str, Hardened, Officer]:
    """A report that was ended today, in the shortest way, and one of its officers."""
    one, two = office.member(), office.member()
    lodged, code = office.lodge()
    ends(office, lodged.number, one, two)
    return lodged.number, code, one


def ends(office: Desk, number: str, one: Officer, two: Officer) -> None:
    """Two officers do not accept a report."""
    office.does(desk.screen, number, by=one)
    refusal = (Refusal.NOT_CORRUPTION, "เป็นเรื่องบริการ")
    asked = office.does(decisions.propose_not_accept, number, *refusal, by=one)
    office.does(decisions.decide, asked, approves=True, by=two)


def asked_on(office: Desk, code: Hardened, days: range) -> list[int]:
    """On which days after today the reporter who comes with the code is asked."""
    found = []
    for day in days:
        office.today = TODAY + timedelta(days=day)
        if Deed.CHECK_IN in office.reads(code).can:
            found.append(day)
    return found


def test_it_is_asked_in_every_state_that_ends_a_report_and_in_no_other() -> None:
    """The lifecycle's table: closed, monitored, not accepted."""
    ended = {state for state in S if can(state, Deed.CHECK_IN)}
    assert ended == {S.CLOSED, S.MONITORED, S.NOT_ACCEPTED}


def test_it_is_asked_until_it_is_answered_and_once_more_before_the_code_ends(
    office: Desk,
) -> None:
    """Thirty and ninety days, as far as link and code live (security D3, D19)."""
    _, code, _ = closed(office)
    assert asked_on(office, code, range(41)) == list(range(29, 41))
    office.comes_back(code, checkins.nobody_harms)
    assert asked_on(office, code, range(40, 91)) == list(range(83, 91))
    office.comes_back(code, checkins.nobody_harms)
    assert asked_on(office, code, range(90, 91)) == []


def test_an_office_that_keeps_codes_longer_asks_on_the_day_itself(office: Desk) -> None:
    """A44: the settings decide."""
    office.office = replace(office.office, retention=Retention(code_days=180))
    _, code, _ = closed(office)
    office.today = TODAY + timedelta(days=31)
    office.comes_back(code, checkins.nobody_harms)
    assert asked_on(office, code, range(31, 100)) == list(range(90, 100))


def test_yes_is_a_request_for_protection_and_comes_first_at_the_desk(office: Desk) -> None:
    """A25, A1.5: the words, marked as the answer to this question."""
    number, code, officer = closed(office)
    office.passes(29)
    late = office.lodge()[0].number  # has a date; what is closed has none
    office.comes_back(code, checkins.somebody_harms, Words("ถูกย้ายไปกะดึก"))
    said = office.sees(lambda session: entries(session, by_code(session, code)))
    assert said[-1].kind is SealedKind.PROTECTION
    assert said[-1].document.fields == {"text": "ถูกย้ายไปกะดึก", checkins.ANSWERED: "harmed"}
    assert Deed.CHECK_IN not in office.reads(code).can
    lines = office.does(reading.list_own, by=officer)
    assert [(line.number, line.protection) for line in lines] == [(number, True), (late, False)]
    [shown] = office.does(reading.open_case, number, Reason.WORK, by=officer).protection
    assert shown.document["text"] == "ถูกย้ายไปกะดึก"


def test_no_is_written_down_without_a_word(office: Desk) -> None:
    """So that it is not asked again, and the officers know."""
    _, code, _ = closed(office)
    office.passes(29)
    office.comes_back(code, checkins.nobody_harms)
    said = office.sees(lambda session: entries(session, by_code(session, code)))
    assert said[-1].document.fields == {"text": "", checkins.ANSWERED: "unharmed"}
    assert office.last_entry().action == Deed.CHECK_IN


def test_what_was_not_asked_is_not_answered(office: Desk) -> None:
    """Before its day, a second time, without words, and while the report is open."""
    _, code, _ = closed(office)
    office.passes(28)
    for verb, words in ((checkins.nobody_harms, ()), (checkins.somebody_harms, (Words("ก"),))):
        with pytest.raises(Invalid):
            office.comes_back(code, verb, *words)
    office.passes(1)
    with pytest.raises(Invalid):
        office.comes_back(code, checkins.somebody_harms, Words("  "))
    office.comes_back(code, checkins.nobody_harms)
    with pytest.raises(Invalid):
        office.comes_back(code, checkins.nobody_harms)
    _, still_open = office.lodge()
    with pytest.raises(IllegalTransition):
        office.comes_back(still_open, checkins.nobody_harms)


def test_protection_can_be_asked_for_at_any_time_all_the_same(office: Desk) -> None:
    """A25: nobody has to wait to be asked."""
    _, code, _ = closed(office)
    office.passes(1)
    office.comes_back(code, disclosures.ask_protection, Words("ถูกขู่"))
    assert Deed.PROTECT in office.reads(code).can


def test_a_regular_word_is_worked_out_and_kept_nowhere(office: Desk) -> None:
    """A43: for whoever comes with a code; every thirty days from receipt, while it is open."""
    one, two = office.member(), office.member()
    lodged, code = office.lodge()
    told: dict[int, tuple[date | None, date | None]] = {}
    rows = office.audited()
    for day in (0, 29, 30, 59, 60):
        office.today = TODAY + timedelta(days=day)
        view = office.reads(code)
        told[day] = (view.told_on, view.told_next)
    days = {n: TODAY + timedelta(days=n) for n in (30, 60, 90)}
    assert told == {
        0: (None, days[30]),
        29: (None, days[30]),
        30: (days[30], days[60]),
        59: (days[30], days[60]),
        60: (days[60], days[90]),
    }
    assert office.audited() == rows
    ends(office, lodged.number, one, two)
    assert (office.reads(code).told_on, office.reads(code).told_next) == (None, None)
