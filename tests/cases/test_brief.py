"""The figures of the monthly brief, counted by hand on a small history (A90, R11)."""

import json
import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.brief import Figures, Happened, LateCase, Story, UnitFigures, figures, last_day
from cases.brief import month_before as before
from models.vocabulary import Action, State

OCTOBER, AS_OF = date(2026, 10, 1), date(2026, 11, 2)
A, S = Action, State


def event(action: Action, state: State, on: date, unit: str = "CIV", **data: object) -> Happened:
    return Happened(action, state, unit, on, data)


def story(number: int, lodged: date, *later: Happened, unit: str = "CIV") -> Story:
    """A case that was received at the centre and given to its unit at once, and what came then."""
    return Story(
        id=uuid.UUID(int=number),
        number=f"N{number}",
        category="road",
        received_on=lodged,
        first_promised_on=lodged + timedelta(days=15),
        events=(
            event(A.LODGE, S.RECEIVED, lodged, "ADM"),
            event(A.ASSIGN, S.ASSIGNED, lodged, unit),
            *later,
        ),
    )


def day(month: int, number: int) -> date:
    return date(2026, month, number)


STORIES = (
    # 1: from September, explained, past its second date: late by 12 days on 2 November.
    story(
        1,
        day(9, 5),
        event(A.ESCALATE, S.ASSIGNED, day(9, 30), rung="head"),
        event(A.EXPLAIN, S.IN_PROGRESS, day(10, 1), to="2026-10-21"),
        event(A.ESCALATE, S.IN_PROGRESS, day(10, 22), rung="head"),
        event(A.ESCALATE, S.IN_PROGRESS, day(10, 25), rung="working_group"),
    ),
    # 2: from September, finished on the last day of September: no part of October.
    story(2, day(9, 20), event(A.RESOLVE, S.RESOLVED, day(9, 30))),
    # 3: from September, finished on the first of October, not fixed, finished again; rated twice.
    story(
        3,
        day(9, 25),
        event(A.RESOLVE, S.RESOLVED, day(10, 1)),
        event(A.REOPEN, S.IN_PROGRESS, day(10, 3), promised_on="2026-10-18"),
        event(A.RESOLVE, S.RESOLVED, day(10, 13)),
        event(A.CLOSE, S.CLOSED, day(10, 13)),
        event(A.RATE, S.CLOSED, day(10, 13), stars=1),
        event(A.RATE, S.CLOSED, day(10, 14), stars=4),
    ),
    # 4: received on the first, taken back on the last: in and out of the same month.
    story(4, day(10, 1), event(A.WITHDRAW, S.WITHDRAWN, day(10, 31))),
    # 5: never touched: late since 17 October, nobody explained.
    story(5, day(10, 2)),
    # 6: passed on the day it came, then postponed by a superior: its date lies ahead.
    story(
        6,
        day(10, 10),
        event(A.FORWARD, S.ASSIGNED, day(10, 10), "REV"),
        event(A.POSTPONE, S.ASSIGNED, day(10, 20), "REV", to="2026-12-01"),
    ),
    # 7: received on the last day of October, finished on the first of November.
    story(7, day(10, 31), event(A.RESOLVE, S.RESOLVED, day(11, 1))),
    # 8: received in November: no part of October, and not late.
    story(8, day(11, 1)),
    # 9: closed in September, rated in October.
    story(
        9,
        day(9, 1),
        event(A.RESOLVE, S.RESOLVED, day(9, 3)),
        event(A.CLOSE, S.CLOSED, day(9, 3)),
        event(A.RATE, S.CLOSED, day(10, 1), stars=5),
        event(A.RATE, S.CLOSED, day(11, 1), stars=1),
    ),
    # 10: from July, explained once, reopened since: the old explanation counts no more.
    story(
        10,
        day(7, 1),
        event(A.EXPLAIN, S.IN_PROGRESS, day(7, 10), to="2026-07-20"),
        event(A.RESOLVE, S.RESOLVED, day(7, 20)),
        event(A.REOPEN, S.IN_PROGRESS, day(8, 1), promised_on="2026-08-16"),
    ),
    # 11: rated badly.
    story(
        11,
        day(10, 5),
        event(A.RESOLVE, S.RESOLVED, day(10, 6), "CIV"),
        event(A.CLOSE, S.CLOSED, day(10, 7)),
        event(A.RATE, S.CLOSED, day(10, 31), stars=3),
    ),
)
MADE = figures(STORIES, OCTOBER, as_of=AS_OF)

BY_HAND: Mapping[str, object] = {
    "brought": 3,  # 1, 3, 10
    "received": 5,  # 4, 5, 6, 7, 11
    "reopened": 1,  # 3
    "finished": 4,  # 3 twice, 4, 11
    "carried": 5,  # 1, 5, 6, 7, 10
    "ages": (1, 0, 2, 1, 1),  # 7: 0 days; 6: 21, 5: 29; 1: 56; 10: 122
    "days_to_finish": 6 + 18 + 30 + 1,
    "mean_days": 13.8,
    "overdue": 3,  # 10: 78 days, 5: 16, 1: 12
    "unexplained": 2,  # 5, 10
    "escalations": {"head": 1, "working_group": 1, "director": 0},
    "rated": 3,  # 3: 4 stars, 9: 5, 11: 3
    "stars": 12,
    "mean_stars": 4.0,
    "content": 2,
    "units": (
        UnitFigures("CIV", received=4, finished=4, carried=4, overdue=3),
        UnitFigures("REV", received=1, finished=0, carried=1, overdue=0),
    ),
    "worst": (
        LateCase("N10", "CIV", "road", 78, explained=False),
        LateCase("N5", "CIV", "road", 16, explained=False),
        LateCase("N1", "CIV", "road", 12, explained=True),
    ),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_the_figures_are_those_counted_by_hand(name: str) -> None:
    """A90: a sheet of eleven cases, counted on paper."""
    assert getattr(MADE, name) == BY_HAND[name]


def test_every_figure_was_counted_by_hand() -> None:
    means = {"mean_days", "mean_stars"}
    assert set(BY_HAND) - means == set(MADE.to_json()) - {"month", "as_of"}


def test_a_month_without_anything_has_figures_too() -> None:
    """A90: nil is an answer; no mean is made of nothing."""
    nothing = figures((), OCTOBER, as_of=AS_OF)
    assert (nothing.received, nothing.carried, nothing.units, nothing.worst) == (0, 0, (), ())
    assert (nothing.mean_days, nothing.mean_stars) == (None, None)


def test_what_was_kept_is_read_back_the_same() -> None:
    """A90: frozen figures."""
    kept: Mapping[str, Any] = json.loads(json.dumps(MADE.to_json()))
    assert Figures.from_json(kept) == MADE


@pytest.mark.parametrize(
    ("on", "month", "last"),
    [
        (date(2026, 11, 2), OCTOBER, date(2026, 10, 31)),
        (date(2027, 1, 1), date(2026, 12, 1), date(2026, 12, 31)),
        (date(2028, 3, 31), date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_the_month_before(on: date, month: date, last: date) -> None:
    assert (before(on), last_day(month)) == (month, last)


@st.composite
def lives(draw: st.DrawFn) -> Story:
    """Any case that opens and ends as it likes."""
    on = date(2026, 9, 1) + timedelta(days=draw(st.integers(0, 80)))
    later: list[Happened] = []
    is_open, number = True, draw(st.integers(1))
    for pause in draw(st.lists(st.integers(0, 20), max_size=5)):
        on += timedelta(days=pause)
        is_open = not is_open
        later.append(
            event(A.REOPEN, S.IN_PROGRESS, on, promised_on=on.isoformat())
            if is_open
            else event(A.RESOLVE, S.RESOLVED, on)
        )
    return story(number, later[0].on if later else on, *later)


@given(st.lists(lives(), max_size=12))
def test_the_books_always_balance(stories: list[Story]) -> None:
    """A90: what was brought and came, less what went, is what is carried; so for the ages."""
    made = figures(stories, OCTOBER, as_of=AS_OF)
    assert made.brought + made.received + made.reopened - made.finished == made.carried
    assert sum(made.ages) == made.carried == sum(unit.carried for unit in made.units)
    assert made.overdue == sum(unit.overdue for unit in made.units)
    november = figures(stories, date(2026, 11, 1), as_of=AS_OF)
    assert november.brought == made.carried
