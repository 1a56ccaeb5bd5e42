"""What everybody else can notice of a report: nothing; and who is out, is out at once."""

import statistics
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from time import perf_counter
from typing import Any, cast

import pytest
from sqlalchemy import Table, func, select

from cases import lists
from cases.actors import Citizen, Officer
from cases.errors import NotFound
from cases.history import Words as GeneralWords
from cases.intake import Complaint
from cases.intake import lodge as lodge_general
from cases.numbers import next_number
from cases.tracking import find_by_code, new_code
from integrity import conflicts, decisions, desk, disclosures, rare, reading
from integrity.about import Lesson
from integrity.decisions import Refusal
from integrity.disclosures import NobodyMayReceive
from integrity.firewall import Inside
from integrity.keyring import Keyring
from integrity.proposals import waiting
from integrity.reading import Reason
from models.base import Base
from models.case import Case
from models.database import Database
from models.people import Person
from models.post import Notice
from models.sealed import Recipient
from models.vocabulary import DisclosureState, Finding, Mode, Role
from tests.security.conftest import OFFICE, Figure
from tests.security.reports import TODAY, Desk, a_told, somebody

NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def office(opened: Database, keyring: Keyring) -> Desk:
    return Desk(opened, keyring)


def answer_of(act: Callable[[], Any]) -> tuple[type[BaseException], str]:
    """What somebody is told who may not: the error, as any page would have to show it."""
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - which one is the question
        act()
    return refusal.type, str(refusal.value)


# ------------------------------------------------------------------------- nobody else notices


def everybody_else(office: Desk) -> dict[str, Officer]:
    """Whoever may not open a report against the revenue section, in every way one can fail to."""
    return {
        "accused unit": office.member(Role.INTEGRITY, "REV"),
        "officer": office.member(Role.OFFICER, "CIV"),
        "accused officer": office.member(Role.OFFICER, "REV"),
        "head": office.member(Role.HEAD, "CIV"),
        "centre": office.member(Role.CENTRE, "ADM"),
        "director": office.member(Role.DIRECTOR, "EDU"),
        "admin": office.member(Role.ADMIN, "ADM"),
        "auditor": office.member(Role.AUDITOR, "FIN"),
        "unknown": somebody(),
    }


def verbs_on(office: Desk, number: str, by: Officer) -> dict[str, Callable[[], Any]]:
    """Every verb of the desk, tried by somebody on a number."""
    unit, staff = frozenset({"ENV"}), frozenset({by.staff_id})
    file, finding = by.staff_id, Finding.SUBSTANTIATED
    lesson = Lesson("ก", "ข", "ค")
    acts: dict[Callable[..., Any], tuple[tuple[Any, ...], dict[str, Any]]] = {
        reading.open_case: ((Reason.NEW,), {}),
        reading.view_file: ((file,), {}),
        desk.screen: ((), {}),
        desk.ask: (("ใคร",), {}),
        desk.note: (("บันทึก",), {}),
        desk.tell_progress: (("ก",), {}),
        desk.protect: (("ก",), {}),
        desk.start_facts: (("ก",), {}),
        desk.record_statement: (("ก",), {}),
        desk.discipline: (("ก",), {}),
        desk.monitor: (("ก",), {}),
        desk.hand_over: (("ENV", "ก"), {"despite_likeness": False}),
        conflicts.accuse: ((), {"units": unit, "staff": staff}),
        conflicts.recuse: ((), {}),
        decisions.propose_not_accept: ((Refusal.DECIDED_BEFORE, "ก"), {}),
        decisions.propose_refer: (("ป.ป.ช.", "ก"), {}),
        decisions.propose_conclude: ((finding, "ก"), {"why_unheard": "ข"}),
        decisions.propose_result: (("ก",), {}),
        decisions.propose_close: ((lesson,), {}),
        decisions.propose_extend: ((date(2027, 1, 1), "ก"), {}),
        decisions.propose_widen: ((by.staff_id, "ก"), {}),
        rare.propose_original: ((file, "ก"), {}),
        rare.propose_identity: (("ก",), {"legal_basis": "ข", "file_ref": "ค"}),
    }
    return {
        verb.__name__: partial(office.does, verb, number, *args, **named, by=by)
        for verb, (args, named) in acts.items()
    }


def test_a_report_that_is_not_yours_answers_like_one_that_does_not_exist(
    office: Desk, figure: Figure
) -> None:
    """T22, I5: every verb, everybody else; not a word of difference, and nothing is written."""
    office.member()
    number = office.lodge()[0].number
    before, cells = office.audited(), 0
    for who, by in everybody_else(office).items():
        missing, forbidden = (verbs_on(office, tried, by) for tried in ("C-00000000", number))
        for verb, act in forbidden.items():
            assert answer_of(act) == answer_of(missing[verb]) == (NotFound, ""), (who, verb)
            cells += 1
    assert office.audited() == before
    kind = office.database.engine.dialect.name
    figure("T22", f"0 differences in {cells} cells of person and verb on {kind}")


def test_looking_for_a_report_takes_no_longer_when_there_is_one(
    office: Desk, figure: Figure
) -> None:
    """T22, I5: the time a refusal takes tells nothing."""
    office.member()
    number, by = office.lodge()[0].number, office.member(Role.INTEGRITY, "REV")
    times: dict[str, list[float]] = {number: [], "C-00000000": []}
    for turn in range(250):
        for tried in sorted(times, reverse=turn % 2 == 0):
            with office.database.reading(OFFICE) as session:
                session.scalar(select(1))  # the connection is open before the clock runs
                began = perf_counter()
                with pytest.raises(NotFound):
                    reading.open_case(session, tried, Reason.NEW, by=by, custody=office.custody)
                times[tried].append(perf_counter() - began)
    forbidden, missing = (statistics.median(found) * 1000 for found in times.values())
    assert abs(forbidden - missing) < 5
    kind = office.database.engine.dialect.name
    figure("T22", f"{abs(forbidden - missing):.2f} ms between the medians of 250 tries on {kind}")


class Town:
    """The general side of the office at work, and everything anybody can read there."""

    def __init__(self, office: Desk) -> None:
        self.office = office
        roles = (Role.OFFICER, Role.HEAD, Role.CENTRE, Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)
        units = ("ADM", "CIV", "REV")
        self.staff = [office.member(role, unit) for role in roles for unit in units]
        self.staff.append(office.member(Role.INTEGRITY, "REV"))
        with office.database.writing(OFFICE) as session:
            person = Person(channel=OFFICE, user_index="i", user_sealed=b"s", since=NOW)
            session.add(person)
            session.flush()
            self.citizen = Citizen(person.id)
            told = Complaint(category="road", description=GeneralWords("ถนนพัง"))
            self.codes = [new_code("digest of {}".format) for _ in range(3)]
            for code in self.codes:
                lodge_general(
                    session, told, office=office.office, by=self.citizen, code=code, now=NOW
                )

    def reads(self) -> dict[str, Any]:
        """Every list, count, search, number and notice of the general side, for everybody."""
        office, today = self.office.office, TODAY
        found: dict[str, Any] = {}
        with self.office.database.reading(OFFICE) as session:
            for by in self.staff:
                found[f"work of {by}"] = lists.work_of(session, by, office=office, today=today)
                unit = lists.work_of_unit(session, by, office=office, today=today)
                found[f"unit of {by}"] = unit
            mine = self.citizen.person_id
            found["own cases"] = lists.cases_of(session, mine, office=office, today=today)
            for counted in (Case, Notice):
                count = select(func.count()).select_from(counted)
                found[f"count of {counted.__name__}"] = session.scalar(count)
        with self.office.database.engine.connect() as connection:
            for table in Base.metadata.sorted_tables:
                if not is_sealed(table):
                    rows = connection.execute(select(table)).all()
                    found[f"rows of {table.name}"] = sorted(map(repr, rows))
        found["next number"] = self._next_number()
        found["found by code"] = self._found_by_code()
        return found

    def _next_number(self) -> str:
        with self.office.database.reading(OFFICE) as session:
            number = next_number(session, self.office.office.number_prefix, on=TODAY)
            session.rollback()
            return number

    def _found_by_code(self) -> str:
        with self.office.database.reading(OFFICE) as session:
            digest, plain = "digest of {}".format, self.codes[-1].plain
            case = find_by_code(session, plain, digest=digest, place="p", now=NOW)
            session.rollback()
            return case.number


def is_sealed(table: Table) -> bool:
    """Whether a table is one of the sealed channel's."""
    owners = [m for m in Base.registry.mappers if cast("Table", m.local_table) is table]
    return any(mapper.class_.__module__ == "models.sealed" for mapper in owners)


def test_nothing_general_changes_when_reports_come_and_are_worked_on(
    office: Desk, figure: Figure
) -> None:
    """T23, T24, I6: lists, counts, searches, numbers, rows and notices; for everybody else.

    Also a report against the director, one against the desk, and one addressed to the director.
    """
    town, officer, second = Town(office), office.member(), office.member(unit="ENV")
    before = town.reads()
    for told in (a_told(), a_told(units=frozenset({"CIV"})), a_told(danger=True)):
        number = office.lodge(told, mode=Mode.LINKED)[0].number
        by = second if "CIV" in told.units else officer
        office.does(desk.screen, number, by=by)
        office.does(desk.ask, number, "เมื่อใด", by=by)
    for outside in (a_told(executive=True), a_told(executive=True, to_director=True)):
        with pytest.raises(NobodyMayReceive):
            office.lodge(outside)
    after = town.reads()
    differing = {read for read in before if before[read] != after[read]}
    assert differing == set()
    assert before.keys() == after.keys()
    kind = office.database.engine.dialect.name
    figure("T23", f"0 of {len(before)} reads and tables differ after 3 reports on {kind}")
    figure("T24", "0 rows of any kind after 2 reports against the director")


def test_other_integrity_officers_see_nothing_of_a_report_against_their_unit(
    office: Desk, figure: Figure
) -> None:
    """T23: list, what waits, and the next report: as if it were not there."""
    mine, theirs = office.member(), office.member(Role.INTEGRITY, "REV")
    number = office.lodge(a_told(units=frozenset({"REV"})))[0].number
    office.does(desk.screen, number, by=mine)
    office.does(decisions.propose_refer, number, "ป.ป.ช.", "ส่งต่อแล้ว", by=mine)
    for by in (theirs, office.member(Role.AUDITOR, "FIN"), office.member(Role.ADMIN, "ADM")):
        assert office.does(reading.list_own, by=by) == ()
        assert office.does(waiting, by=by) == ()
    figure("T23", "0 lines in the lists of 3 others")


# ------------------------------------------------------------------------- who is out


@pytest.mark.parametrize(
    "change",
    [{"role": Role.OFFICER}, {"unit": "REV"}, {"active": False}, {"role": Role.ADMIN}],
    ids=["role", "unit", "dismissed", "admin"],
)
def test_whoever_changes_is_out_with_the_next_request(
    office: Desk, change: dict[str, Any], figure: Figure
) -> None:
    """T27, T102: by what the session still says, and by what the register says now."""
    office.member()
    by = office.member()
    number = office.lodge()[0].number
    assert office.does(reading.open_case, number, Reason.NEW, by=by).number == number
    now = office.change(by, **change)
    for acting in (by, now):
        with pytest.raises(NotFound):
            office.does(reading.open_case, number, Reason.NEW, by=acting)
        assert office.does(reading.list_own, by=acting) == ()
    figure("T27", "4 changes: denied with the next request")


def test_whoever_steps_back_does_not_see_the_report_again(office: Desk) -> None:
    """T25, D4: recusal; the colleague goes on."""
    one, two = office.member(), office.member()
    number = office.lodge()[0].number
    office.does(conflicts.recuse, number, by=one)
    with pytest.raises(NotFound):
        office.does(reading.open_case, number, Reason.WORK, by=one)
    assert office.does(reading.open_case, number, Reason.WORK, by=two).recipients == (two.staff_id,)


def test_when_the_last_one_steps_back_others_get_it_whom_the_firewall_names(office: Desk) -> None:
    """T25, I3: routed anew, by the same rules."""
    last = office.member()
    number = office.lodge()[0].number
    engaged_since, accused = office.member(unit="ENV"), office.member(unit="REV")
    office.does(conflicts.recuse, number, by=last)
    opened = office.does(reading.open_case, number, Reason.NEW, by=engaged_since)
    assert opened.recipients == (engaged_since.staff_id,)
    with pytest.raises(NotFound):
        office.does(reading.open_case, number, Reason.NEW, by=accused)


def test_when_nobody_is_left_the_reporter_is_shown_the_way_outside(office: Desk) -> None:
    """I3: never everybody; the report is marked as referred."""
    last = office.member()
    lodged, code = office.lodge()
    office.does(conflicts.recuse, lodged.number, by=last)
    assert office.folder(code).row.state is DisclosureState.REFERRED
    assert office.last_entry().detail == "nobody_left"
    seen = office.reads(code)
    assert seen.ended_as is DisclosureState.REFERRED


def test_whoever_turns_out_to_be_concerned_is_out_at_once(office: Desk) -> None:
    """D4: taking away needs one person, and may leave nobody only on the way outside."""
    one, two, three = office.member(), office.member(unit="ENV"), office.member(unit="EDU")
    number = office.lodge()[0].number
    accused = {"units": frozenset({"ENV"}), "staff": frozenset({three.staff_id})}
    office.does(conflicts.accuse, number, **accused, by=one)
    for out in (two, three):
        with pytest.raises(NotFound):
            office.does(reading.open_case, number, Reason.WORK, by=out)
    with pytest.raises(NobodyMayReceive):
        office.does(conflicts.accuse, number, units=frozenset({"CIV"}), staff=frozenset(), by=one)
    assert office.does(reading.open_case, number, Reason.WORK, by=one).number == number


def test_who_receives_a_report_is_asked_again_of_the_firewall_each_time(office: Desk) -> None:
    """D4: the rows are not believed; one that the rules do not allow opens nothing."""
    office.member()
    accused = office.member(unit="REV")
    lodged, code = office.lodge()
    with office.database.writing(OFFICE) as session:
        session.add(Recipient(disclosure_id=lodged.id, staff_id=accused.staff_id, since=TODAY))
    with pytest.raises(NotFound):
        office.does(reading.open_case, lodged.number, Reason.NEW, by=accused)
    concern = replace(office.folder(code).about.concern, accused_units=frozenset({"ENV"}))
    assert isinstance(office.does(disclosures.who_receives, concern), Inside)
