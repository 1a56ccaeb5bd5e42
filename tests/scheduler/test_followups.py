"""Following cases up on one database: two workers, restarts, clocks that jump, a month asleep (A32,
A40, A41, A47, A48, T107).

Figures, on each database: 24 cases nobody touched for 45 days have 216 appointments, and people are
owed 336 notices about them. Whatever happens to the workers, each is kept and owed once: 0 lost, 0
doubled.
"""

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from cases.agenda import Step
from cases.courtesy import digest
from cases.followup import Due, due_cases
from config.office import Clocks, Office
from handlers.dispatcher import Dispatcher
from models.base import Base
from models.case import Case, CaseEvent
from models.database import open_database
from models.people import Staff
from models.post import Heartbeat, Notice
from models.scope import EVERY_OFFICE
from models.vocabulary import Action, Role
from scheduler import followups
from scheduler.followups import follow_cases_up, keep_cases_owned, read_clocks_anew
from scheduler.jobs import Shift
from scheduler.timetable import TIMETABLE, Sweep, every
from scheduler.worker import Worker
from tests.factories import (
    OFFICE,
    SLUG,
    Clock,
    a_case,
    a_cast,
    a_member_of_staff,
    a_service,
    an_office,
)
from tests.fakes import FakeLine

SOON = 60  # seconds a test is willing to wait
CASES = 24
# What 45 days ask of one case nobody touches, and how many people are told of each.
ASKED = {
    (Step.PRESS, 0): 2,  # officer and head
    (Step.REMIND, 1): 1,
    (Step.REMIND, 2): 2,
    (Step.ASK_EXPLANATION, 0): 1,
    (Step.DUE_TODAY, 0): 1,
    (Step.APOLOGISE, 0): 1,  # the citizen
    (Step.ESCALATE, 0): 2,  # officer and head
    (Step.ESCALATE, 1): 2,  # there is no working group: the director
    (Step.ESCALATE, 2): 2,
}


@dataclass
class Place:
    """A database with an office's cases, to which processes come and from which they go."""

    url: str
    office: Office = OFFICE
    clock: Clock = field(default_factory=Clock)

    @contextmanager
    def shift(self, clock: Callable[[], datetime] | None = None) -> Iterator[Shift]:
        """What a process that has just started works with."""
        database = open_database(self.url)
        service = a_service(database, clock or self.clock, line=FakeLine(), office=self.office)
        dispatcher = Dispatcher(service)
        try:
            yield Shift(service, dispatcher)
        finally:
            dispatcher.close()
            database.close()

    def follow(self) -> None:
        with self.shift() as shift:
            follow_cases_up(shift)

    def fill(self, cases: int = CASES) -> list[uuid.UUID]:
        with self.shift() as shift, shift.service.database.writing(SLUG) as session:
            cast = a_cast(session, office=self.office)
            a_member_of_staff(session, "head", role=Role.HEAD)
            a_member_of_staff(session, "director", role=Role.DIRECTOR, unit="ADM")
            return [a_case(cast).id for _ in range(cases)]

    def rows(self, table: type[Base]) -> list[Any]:
        with self.shift() as shift, shift.service.database.reading(SLUG) as session:
            return list(session.scalars(select(table)))

    def kept(self) -> Counter[tuple[uuid.UUID, str, int, str]]:
        """Each appointment in history, and how often it stands there."""
        rows = [row for row in self.rows(CaseEvent) if "step" in row.data]
        facts = [(e.case_id, e.data["step"], e.data["nth"], e.data["day"]) for e in rows]
        return Counter(facts)

    def owed(self) -> Counter[tuple[uuid.UUID, str, uuid.UUID]]:
        """Each notice the clock wrote: about what, which words, for whom."""
        held = [notice for notice in self.rows(Notice) if notice.send_from is not None]
        return Counter((n.case_id, n.message["key"], n.person_id) for n in held)

    def change(self, case: uuid.UUID, **values: Any) -> None:
        """Set something in the table itself, as no verb does."""
        with self.shift() as shift, shift.service.database.writing(SLUG) as session:
            session.execute(update(Case).where(Case.id == case).values(**values))


@pytest.fixture
def place(database: str) -> Place:
    return Place(database)


def assert_each_once(place: Place, cases: int = CASES) -> None:
    """T107: as many appointments and notices as there are, none of them twice."""
    kept, owed = place.kept(), place.owed()
    figures = f"{kept.total()} appointments kept, {owed.total()} notices owed"
    assert [key for key, times in kept.items() if times != 1] == [], figures
    assert Counter((step, nth) for _, step, nth, _ in kept) == dict.fromkeys(ASKED, cases), figures
    assert owed.total() == cases * sum(ASKED.values()), figures


class Dies(BaseException):
    """The end of a process: nothing may catch it."""


@contextmanager
def dying(moment: str, *, at: int) -> Iterator[None]:
    """The process ends at the so-many-th end of a transaction: just before it is kept, or after."""
    left = iter(range(at - 1, -1, -1))

    def end(_session: Session) -> None:
        if next(left) == 0:
            raise Dies

    event.listen(Session, moment, end)
    try:
        with pytest.raises(Dies):
            yield
    finally:
        event.remove(Session, moment, end)


class Running:
    """A job that follows cases up and says when it has come to its end."""

    def __init__(self) -> None:
        self.done = threading.Event()

    def __call__(self, shift: Shift) -> None:
        follow_cases_up(shift)
        self.done.set()


# ------------------------------------------------------------------------------ each once


def test_the_timetable_follows_cases_up() -> None:
    assert {follow_cases_up, keep_cases_owned, read_clocks_anew} <= {row.do for row in TIMETABLE}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_month_asleep_is_made_up_for_once_however_many_workers_wake(
    place: Place, caplog: pytest.LogCaptureFixture, workers: int
) -> None:
    """A47, T107: real workers in threads, each with its own connections, at the same cases; none
    runs into what another is at.
    """
    place.fill()
    place.clock.passes(days=45)
    jobs = [Running() for _ in range(workers)]
    with ExitStack() as ends:
        for job in jobs:
            service = ends.enter_context(place.shift()).service
            row = Sweep("follow up", every(seconds=1), job)
            ends.enter_context(Worker(service, timetable=(row,)))
        assert all(job.done.wait(SOON) for job in jobs)
    assert_each_once(place)
    assert "failed" not in caplog.text
    late = [e.data["late"] for e in place.rows(CaseEvent) if "step" in e.data]
    assert (min(late), max(late)) == (22, 39), "each says how many days late it is"


def test_two_that_look_at_the_same_moment_do_not_both_act(place: Place) -> None:
    """T107: one lists what is due, another is faster, and the first finds nothing left to do."""
    (case,) = place.fill(1)
    place.clock.passes(days=45)
    with place.shift() as slow:
        listed = followups.listed(slow.service, None)
        assert [due.case for due in listed] == [case]
        place.follow()
        assert followups.follow(slow, listed[0]) == ()
    assert_each_once(place, 1)


@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
@pytest.mark.parametrize("at", [1, 2, 5])
def test_a_restart_in_the_middle_loses_and_doubles_nothing(
    place: Place, moment: str, at: int
) -> None:
    """A47, T107: the process dies again and again, with everything of a case written, or kept."""
    place.fill()
    place.clock.passes(days=45)
    for _ in range(3):
        with place.shift() as shift, dying(moment, at=at):
            follow_cases_up(shift)
    done = at - (moment == "before_commit")
    assert place.kept().total() == 3 * done * len(ASKED), "what was kept before the end"
    place.follow()
    assert_each_once(place)


JUMPS: dict[str, tuple[int, ...]] = {
    "a day on and back": (15, 16, 15, 16, 17, 45),
    "back a day every day": tuple(day - step for day in range(1, 47) for step in (0, 1)),
    "a day too far, every other day": tuple(d + (d % 2) for d in range(1, 46)),
    "the month read backwards": (45, 30, 16, 7, 0, 45),
}


@pytest.mark.parametrize("days", JUMPS.values(), ids=JUMPS)
def test_a_clock_that_jumps_repeats_and_skips_nothing(
    sqlite_database: str, days: tuple[int, ...]
) -> None:
    """A47, T107: ±1 day, and worse. What depends on the apology moves with it, and is kept once."""
    place = Place(sqlite_database)
    place.fill(1)
    began = place.clock.now
    for day in days:
        place.clock.now = began + timedelta(days=day)
        place.follow()
    kept = place.kept()
    assert [key for key, times in kept.items() if times != 1] == []
    promised = {key: 1 for key in ASKED if key != (Step.PRESS, 0)}
    found = Counter((step, nth) for _, step, nth, _ in kept)
    assert {key: found[key] for key in promised} == promised


def test_what_waited_longest_comes_first(sqlite_database: str) -> None:
    place = Place(sqlite_database)
    cases = place.fill(6)
    began = place.clock.now
    for behind, case in enumerate(cases):
        place.change(case, due_at=began + timedelta(days=10 - behind))
    place.clock.passes(days=45)

    def ticking() -> datetime:
        place.clock.passes(seconds=1)
        return place.clock.now

    with place.shift(ticking) as shift:
        follow_cases_up(shift)
    events = [e for e in place.rows(CaseEvent) if e.data.get("step") == Step.APOLOGISE]
    in_order = [one.case_id for one in sorted(events, key=lambda one: one.at)]
    assert in_order == cases[::-1]


def test_more_cases_than_are_listed_at_a_time_are_all_followed_up(sqlite_database: str) -> None:
    """Most are due at the same moment: eight in the morning."""
    place = Place(sqlite_database)
    place.fill(followups.AT_ONCE + 3)
    place.clock.passes(days=7)
    place.follow()
    steps = Counter(step for _, step, _, _ in place.kept())
    assert steps[Step.REMIND] == followups.AT_ONCE + 3
    assert set(place.kept().values()) == {1}


# ------------------------------------------------------------------------------ what goes wrong


def test_a_case_that_cannot_be_followed_up_holds_nobody_up(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    """It waited longest, so it comes first; it is tried again after a while, not all the time."""
    broken, *others = place.fill(4)
    place.change(broken, promised_on=date.max, due_at=place.clock.now)
    place.clock.passes(days=45)
    with place.shift() as shift:
        for _ in range(10):
            follow_cases_up(shift)
        assert caplog.text.count("case_failed kind=OverflowError") == 1
        assert {case for case, *_ in place.kept()} == set(others)
        place.clock.passes(seconds=followups.AGAIN.total_seconds())
        follow_cases_up(shift)
        assert caplog.text.count("case_failed kind=OverflowError") == 2
        place.change(broken, promised_on=date(2026, 3, 25))
        place.clock.passes(seconds=followups.AGAIN.total_seconds())
        follow_cases_up(shift)
    assert_each_once(place, 4)


def test_the_log_counts_and_says_nothing_else(
    sqlite_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    place = Place(sqlite_database)
    place.fill(2)
    place.clock.passes(days=45)
    with caplog.at_level("INFO", "scheduler"):
        place.follow()
        place.follow()
    assert [r.getMessage() for r in caplog.records] == ["followed_up count=18 late=18"]


def test_cases_of_an_office_that_is_not_served_here_are_left_alone(sqlite_database: str) -> None:
    place = Place(sqlite_database)
    place.fill(1)
    place.clock.passes(days=45)
    elsewhere = replace(place, office=an_office("elsewhere", prefix="ELS"))
    elsewhere.follow()
    assert place.kept().total() == 0
    place.follow()
    assert_each_once(place, 1)


# ------------------------------------------------------------------------------ nobody's cases


def test_every_morning_a_case_without_an_owner_gets_one(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    """A32: 0 cases without owner; told with the digest, not at six in the morning."""
    place.fill(3)
    with place.shift() as shift:
        with shift.service.database.writing(SLUG) as session:
            leaver = session.scalars(select(Staff).where(Staff.role == Role.OFFICER)).one()
            leaver.active = False
        with caplog.at_level("INFO", "scheduler"):
            keep_cases_owned(shift)
            keep_cases_owned(shift)
        assert [r.getMessage() for r in caplog.records] == ["given_anew count=3"]
    assert leaver.id not in {case.officer_id for case in place.rows(Case)}
    given = [e for e in place.rows(CaseEvent) if e.action is Action.ASSIGN]
    assert len(given) == 6, "history says so"
    held = [n.send_from for n in place.rows(Notice) if n.send_from is not None]
    assert held == [digest(place.clock.now, OFFICE)] * 3


def test_where_nobody_is_left_the_administrator_is_told_every_day(
    sqlite_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    place = Place(sqlite_database)
    place.fill(2)
    with place.shift() as shift:
        with shift.service.database.writing(SLUG) as session:
            session.execute(update(Staff).values(active=False))
        keep_cases_owned(shift)
    assert [r.getMessage() for r in caplog.records] == ["without_owner count=2"]


# ------------------------------------------------------------------------------ other clocks


def test_open_cases_follow_the_clocks_an_office_changes(place: Place) -> None:
    """A48: reminders on day 3 instead of day 7, for cases that are open already too."""
    (case,) = place.fill(1)
    with place.shift() as shift:
        read_clocks_anew(shift)
    place.office = an_office(clocks=Clocks(remind_days=(3,)))
    place.clock.passes(days=3)
    place.follow()
    assert place.kept().total() == 0, "nobody looks at a case before it is due"
    with place.shift() as shift:
        read_clocks_anew(shift)
    place.follow()
    assert [(step, day) for _, step, _, day in place.kept()] == [(Step.REMIND, "2026-03-13")]
    assert place.rows(Case)[0].id == case


def test_clocks_that_did_not_change_are_not_read_again(sqlite_database: str) -> None:
    """Reading a million cases anew at every start would cost what is open, not what is due."""
    place = Place(sqlite_database)
    (case,) = place.fill(1)
    with place.shift() as shift:
        read_clocks_anew(shift)
        place.change(case, due_at=None)
        read_clocks_anew(shift)
        assert [row.due_at for row in place.rows(Case)] == [None]
        with shift.service.database.writing(EVERY_OFFICE) as session:
            session.execute(delete(Heartbeat))
        read_clocks_anew(shift)
    assert [row.due_at is None for row in place.rows(Case)] == [False]


def test_what_is_due_is_found_by_what_is_due(sqlite_database: str) -> None:
    """T107: not by reading every case of the office, which SQLite would rather do."""
    database, asked = open_database(sqlite_database), []

    def note(_c: object, _k: object, statement: str, values: Any, *_rest: object) -> None:
        asked.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.reading(EVERY_OFFICE) as session:
        first = Due(Clock().now, SLUG, uuid.UUID(int=1))
        for after in (None, first):
            due_cases(session, [SLUG], now=Clock().now, after=after, at_most=10)
            statement, values = asked[-1]
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            assert "INDEX ix_case_due" in str(plan.all())
    database.close()
