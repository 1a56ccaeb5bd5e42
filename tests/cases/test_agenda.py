"""What the clock asks of a case, and when: by hand in a table, then for every date there is (A38,
A40, A41, A48, T106).
"""

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.agenda import Appointment, Step, agenda, due, explanation_by, next_at
from cases.deadlines import BANGKOK, is_working_day, local_date, promised_on
from config.office import Clocks, Count, Hours, Office
from models.vocabulary import OPEN, State
from tests.factories import an_office

OPENS = time(8)


def morning(day: date, at: time = OPENS) -> datetime:
    return datetime.combine(day, at, BANGKOK)


@dataclass(frozen=True)
class Dates:
    """The dates of a case nobody has touched, unless the test says otherwise."""

    received_on: date
    promised_on: date
    first_promised_on: date
    told_on: date
    followed_until: datetime
    state: State = State.ASSIGNED
    officer_id: uuid.UUID | None = field(default_factory=uuid.uuid4)
    resolved_at: datetime | None = None


def received(day: date, office: Office, **other: object) -> Dates:
    promise = promised_on(day, office.clocks)
    made = Dates(day, promise, promise, day, morning(day, time(10)))
    return replace(made, **other)  # type: ignore[arg-type] # a test's own words


# ------------------------------------------------------------------------------ the boundary table

TABLE: dict[str, tuple[Clocks, date, str]] = {
    "an ordinary month": (
        Clocks(),
        date(2026, 3, 10),  # a Tuesday; the promise is for Wednesday 25 March
        """
        2026-03-16 press             the 4th working day
        2026-03-17 remind 1          day 7
        2026-03-20 remind 2          day 12 is a Sunday: the Friday before
        2026-03-23 ask_explanation   two days ahead
        2026-03-25 due_today         day 15
        2026-03-26 apologise         day 16
        2026-03-26 escalate 0        1 day late: the head
        2026-03-29 escalate 1        4 days late: the working group
        2026-04-02 escalate 2        8 days late: the director
        """,
    ),
    "over New Year, with its bridge day": (
        Clocks(),
        date(2025, 12, 25),
        """
        2025-12-30 remind 1          day 7 is 1 January, 31 December is a holiday too
        2026-01-05 press             26, 29, 30 December and 5 January work; 2 January does not
        2026-01-06 remind 2
        2026-01-07 ask_explanation
        2026-01-09 due_today
        2026-01-10 apologise         a Saturday: citizens are not kept waiting by weekends
        2026-01-10 escalate 0
        2026-01-13 escalate 1
        2026-01-17 escalate 2
        """,
    ),
    "over Chakri Day and Songkran": (
        Clocks(),
        date(2026, 4, 1),
        """
        2026-04-08 press
        2026-04-08 remind 1
        2026-04-10 remind 2          day 12 is 13 April
        2026-04-10 ask_explanation   two days ahead is 14 April
        2026-04-16 due_today
        2026-04-17 apologise
        2026-04-17 escalate 0
        2026-04-20 escalate 1
        2026-04-24 escalate 2
        """,
    ),
    "promised for Songkran itself": (
        Clocks(),
        date(2026, 3, 30),
        """
        2026-04-03 press
        2026-04-03 remind 1          day 7 is Chakri Day, a Monday
        2026-04-10 remind 2          day 12 is a Saturday
        2026-04-10 ask_explanation
        2026-04-10 due_today         14 April: the last working day before it
        2026-04-15 apologise         a holiday
        2026-04-15 escalate 0
        2026-04-18 escalate 1
        2026-04-22 escalate 2
        """,
    ),
    "over the end of the fiscal year": (
        Clocks(),
        date(2026, 9, 20),  # a Sunday
        """
        2026-09-24 press
        2026-09-25 remind 1          day 7 is a Sunday
        2026-10-02 remind 2
        2026-10-02 ask_explanation
        2026-10-05 due_today
        2026-10-06 apologise
        2026-10-06 escalate 0
        2026-10-09 escalate 1
        2026-10-13 escalate 2
        """,
    ),
    "over a leap day": (
        Clocks(),
        date(2028, 2, 16),
        """
        2028-02-22 press
        2028-02-23 remind 1
        2028-02-28 remind 2
        2028-02-29 ask_explanation
        2028-03-02 due_today
        2028-03-03 apologise
        2028-03-03 escalate 0
        2028-03-06 escalate 1
        2028-03-10 escalate 2
        """,
    ),
    "days counted as working days": (
        Clocks(count=Count.WORKING),
        date(2026, 3, 10),
        """
        2026-03-16 press
        2026-03-19 remind 1          the 7th working day
        2026-03-26 remind 2          the 12th
        2026-03-27 ask_explanation
        2026-03-31 due_today         the 15th
        2026-04-01 apologise
        2026-04-01 escalate 0
        2026-04-04 escalate 1
        2026-04-08 escalate 2
        """,
    ),
    "holidays of the office's own": (
        Clocks(extra_holidays=(date(2026, 3, 12), date(2026, 3, 18))),
        date(2026, 3, 11),
        """
        2026-03-17 remind 1          day 7 is the second of them
        2026-03-19 press             13, 16, 17 and 19 March work
        2026-03-23 remind 2
        2026-03-24 ask_explanation
        2026-03-26 due_today
        2026-03-27 apologise
        2026-03-27 escalate 0
        2026-03-30 escalate 1
        2026-04-03 escalate 2
        """,
    ),
    "a holiday on which the office works": (
        Clocks(dropped_holidays=(date(2025, 4, 14),)),
        date(2025, 4, 4),
        """
        2025-04-11 press             8, 9, 10 and 11 April work
        2025-04-11 remind 1
        2025-04-14 remind 2          day 12 is 16 April, a holiday like 15 April
        2025-04-17 ask_explanation
        2025-04-18 due_today         19 April is a Saturday
        2025-04-20 apologise
        2025-04-20 escalate 0
        2025-04-23 escalate 1
        2025-04-27 escalate 2
        """,
    ),
}


def written(appointment: Appointment) -> str:
    numbered = appointment.step in {Step.REMIND, Step.ESCALATE}
    step = appointment.step.value + (f" {appointment.nth}" if numbered else "")
    return f"{local_date(appointment.at)} {step}"


@pytest.mark.parametrize(("clocks", "day", "expected"), TABLE.values(), ids=TABLE)
def test_a_case_nobody_touches(clocks: Clocks, day: date, expected: str) -> None:
    """T106: 3 working days, 7, 12, 15 days, the day after, and the ladder."""
    office = an_office(clocks=clocks)
    lines = [line.strip().split("  ")[0] for line in expected.strip().splitlines()]
    asked = agenda(received(day, office), office)
    assert [written(one) for one in asked] == lines
    assert {one.at.astimezone(BANGKOK).time() for one in asked} == {OPENS}


@pytest.mark.parametrize(
    ("day", "asked_on", "why"),
    [
        (date(2026, 3, 10), date(2026, 3, 12), "one working day, and it is the next"),
        (date(2026, 3, 13), date(2026, 3, 17), "over a weekend"),
        (date(2025, 12, 30), date(2026, 1, 6), "over New Year"),
        (date(2026, 4, 10), date(2026, 4, 17), "over Songkran"),
        (date(2026, 9, 30), date(2026, 10, 2), "into the new fiscal year"),
    ],
)
def test_a_case_nobody_was_given(day: date, asked_on: date, why: str) -> None:
    """T106, A32: an officer within one working day."""
    office = an_office()
    asked = agenda(received(day, office, state=State.RECEIVED, officer_id=None), office)
    assert [local_date(one.at) for one in asked if one.step is Step.GIVE] == [asked_on], why


@pytest.mark.parametrize(
    ("told", "promise", "expected"),
    [
        # Explained well ahead: every 15 days, and the officer is asked three days before.
        (date(2026, 3, 24), date(2026, 6, 30), "2026-04-03 ask_progress|2026-04-08 update"),
        # 3 days before 15 April is Sunday the 12th.
        (date(2026, 3, 31), date(2026, 6, 30), "2026-04-10 ask_progress|2026-04-15 update"),
        (date(2026, 12, 17), date(2027, 2, 1), "2026-12-29 ask_progress|2027-01-01 update"),
        (date(2028, 2, 14), date(2028, 4, 1), "2028-02-25 ask_progress|2028-02-29 update"),
        # On the promised day and the one after they hear of the promise itself.
        (date(2026, 3, 24), date(2026, 4, 8), ""),
        (date(2026, 3, 24), date(2026, 4, 7), ""),
        # The promise is over and was apologised for: every 15 days all the same.
        (date(2026, 3, 26), date(2026, 3, 25), "2026-04-07 ask_progress|2026-04-10 update"),
        # Before the first promise runs out nobody was promised progress.
        (date(2026, 3, 9), date(2026, 3, 25), ""),
    ],
)
def test_progress_every_fifteen_days_after_the_first_promise(
    told: date, promise: date, expected: str
) -> None:
    """A41, t3, T106."""
    office = an_office()
    case = received(date(2026, 3, 10), office, told_on=told, promised_on=promise)
    if told < case.received_on:
        case = replace(case, received_on=told)
    asked = agenda(replace(case, state=State.IN_PROGRESS), office)
    found = [written(a) for a in asked if a.step in {Step.ASK_PROGRESS, Step.UPDATE}]
    assert "|".join(found) == expected


@pytest.mark.parametrize(
    ("resolved", "closes"),
    [
        ("2026-03-10T10:00+07:00", date(2026, 3, 17)),
        ("2026-03-10T23:59+07:00", date(2026, 3, 17)),
        ("2026-03-10T17:00+00:00", date(2026, 3, 18)),  # midnight in Bangkok
        ("2025-12-29T10:00+07:00", date(2026, 1, 5)),
        ("2025-12-25T10:00+07:00", date(2026, 1, 1)),  # closing by silence works on holidays
        ("2028-02-22T10:00+07:00", date(2028, 2, 29)),
    ],
)
def test_silence_closes_a_resolved_case_after_seven_days(resolved: str, closes: date) -> None:
    """g9, T106: and nothing else is asked of it."""
    office = an_office()
    at = datetime.fromisoformat(resolved)
    case = received(date(2025, 12, 1), office, state=State.RESOLVED, resolved_at=at)
    assert [(local_date(a.at), a.step) for a in agenda(case, office)] == [(closes, Step.CLOSE)]


@pytest.mark.parametrize("state", sorted(set(State) - OPEN - {State.RESOLVED}))
def test_nothing_is_asked_of_what_is_finished(state: State) -> None:
    office = an_office()
    assert agenda(received(date(2026, 3, 10), office, state=state), office) == ()


@pytest.mark.parametrize(
    ("state", "asks"),
    [
        (State.RECEIVED, set()),
        (State.ASSIGNED, {Step.PRESS}),
        (State.IN_PROGRESS, set()),
        (State.WAITING, set()),
    ],
)
def test_only_what_nobody_has_taken_up_is_pressed_for(state: State, asks: set[Step]) -> None:
    office = an_office()
    asked = agenda(received(date(2026, 3, 10), office, state=state), office)
    assert {a.step for a in asked} & {Step.PRESS, Step.GIVE} == asks


def test_a_unit_it_was_passed_to_has_its_own_days_to_take_it_up() -> None:
    """Passed on on Friday 20 March: three working days, asked on the fourth."""
    office = an_office()
    case = received(date(2026, 3, 10), office, told_on=date(2026, 3, 20))
    assert [str(local_date(a.at)) for a in agenda(case, office) if a.step is Step.PRESS] == [
        "2026-03-26"
    ]


def test_the_ladder_has_as_many_rungs_as_the_office_sets_days() -> None:
    office = an_office(clocks=Clocks(escalate_days=(2, 9)))
    asked = agenda(received(date(2026, 3, 10), office), office)
    climbed = [written(one) for one in asked if one.step is Step.ESCALATE]
    assert climbed == ["2026-03-27 escalate 0", "2026-04-03 escalate 1"]


def test_an_apology_names_a_working_day() -> None:
    office = an_office()
    assert explanation_by(date(2026, 4, 9), office) == date(2026, 4, 17), "over Songkran"


def test_another_opening_hour_repeats_nothing() -> None:
    """A47, A48: what was kept at eight is not asked again at nine."""
    office = an_office()
    case = received(date(2026, 3, 10), office, followed_until=morning(date(2026, 3, 17)))
    later = replace(office, hours=Hours((1, 2, 3, 4, 5), time(9), time(16)))
    assert due(case, later, now=morning(date(2026, 3, 17), time(12))) == ()
    assert next_at(case, later) == morning(date(2026, 3, 20), time(9))


@pytest.mark.parametrize(
    ("now", "late"),
    [
        ("2026-03-26T08:00+07:00", 0),
        ("2026-03-26T23:59+07:00", 0),
        ("2026-03-27T00:00+07:00", 1),
        ("2026-04-25T08:00+07:00", 30),
        ("2026-03-25T08:00+07:00", 0),  # a clock that was set back
    ],
)
def test_late_is_counted_in_days_of_bangkok(now: str, late: int) -> None:
    appointment = Appointment(morning(date(2026, 3, 26)), Step.APOLOGISE)
    assert appointment.late_by(datetime.fromisoformat(now)) == late


# ------------------------------------------------------------------------------ for every date

days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
some_days = st.lists(days, max_size=4).map(tuple)
reminders = st.lists(st.integers(1, 40), max_size=4).map(tuple)
clocks = st.builds(
    Clocks,
    remind_days=reminders,
    solve_days=st.integers(1, 60),
    explain_ahead_days=st.integers(0, 10),
    escalate_days=st.lists(st.integers(1, 40), max_size=5).map(tuple),
    progress_days=st.integers(1, 40),
    survey_close_days=st.integers(1, 30),
    count=st.sampled_from(Count),
    extra_holidays=some_days,
    dropped_holidays=some_days,
)
# How many days after receipt: told, followed, promised anew (0: as first).
moves = st.tuples(st.integers(0, 90), st.integers(0, 90), st.integers(0, 90))
ASKS_STAFF = {Step.GIVE, Step.PRESS, Step.REMIND, Step.ASK_EXPLANATION, Step.DUE_TODAY}


def a_moved_case(day: date, office: Office, state: State, moved: tuple[int, int, int]) -> Dates:
    told, followed, promised = (day + timedelta(days=n) for n in moved)
    case = received(day, office, state=state)
    return replace(
        case,
        told_on=told,
        followed_until=morning(followed, time(10)),
        promised_on=max(case.promised_on, promised),
        officer_id=None if state is State.RECEIVED else case.officer_id,
        resolved_at=morning(told, time(12)) if state is State.RESOLVED else None,
    )


cases = st.tuples(days, clocks, st.sampled_from(sorted({*OPEN, State.RESOLVED})), moves)


@given(cases)
def test_staff_are_asked_on_working_days_only_and_never_after_the_promise(
    drawn: tuple[date, Clocks, State, tuple[int, int, int]],
) -> None:
    day, set_clocks, state, moved = drawn
    office = an_office(clocks=set_clocks)
    case = a_moved_case(day, office, state, moved)
    for one in agenda(case, office):
        on = local_date(one.at)
        if one.step in ASKS_STAFF | {Step.ASK_PROGRESS}:
            assert is_working_day(on, set_clocks)
        if one.step in {Step.ASK_EXPLANATION, Step.DUE_TODAY}:
            assert on <= case.promised_on
        if one.step is Step.REMIND and set_clocks.remind_days[one.nth - 1] <= set_clocks.solve_days:
            assert on <= case.promised_on


@given(cases)
def test_an_open_case_is_always_apologised_for_on_the_day_after_its_promise(
    drawn: tuple[date, Clocks, State, tuple[int, int, int]],
) -> None:
    """A39, t2: whatever the calendar, no silent day 16."""
    day, set_clocks, state, moved = drawn
    office = an_office(clocks=set_clocks)
    case = a_moved_case(day, office, state, moved)
    on = [local_date(a.at) for a in agenda(case, office) if a.step is Step.APOLOGISE]
    assert on == ([case.promised_on + timedelta(days=1)] if state in OPEN else [])


@given(cases)
def test_what_comes_next_lies_ahead_and_in_order(
    drawn: tuple[date, Clocks, State, tuple[int, int, int]],
) -> None:
    day, set_clocks, state, moved = drawn
    office = an_office(clocks=set_clocks)
    case = a_moved_case(day, office, state, moved)
    asked = agenda(case, office)
    assert [a.at for a in asked] == sorted(a.at for a in asked)
    coming = next_at(case, office)
    assert coming is None or coming > case.followed_until
    now = case.followed_until + timedelta(days=20)
    found = due(case, office, now=now)
    assert bool(found) == (coming is not None and coming <= now)
    assert {a.at for a in found} <= {coming}
