"""When what is owed on a report: tables of exact days, ends of months and leap years (T106)."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from config.office import Retention, SealedClocks
from integrity import clocks
from integrity.clocks import Owed
from models.vocabulary import DisclosureState

S = DisclosureState
USUAL, KEPT = SealedClocks(), Retention()
RECEIVED = date(2026, 3, 10)
ALL = (Owed.PRELIMINARY, Owed.FACTS, Owed.FEEDBACK)


@dataclass
class Report:
    """The dates of a report."""

    state: DisclosureState = S.RECEIVED
    received_on: date = RECEIVED
    moved_on: date = RECEIVED
    preliminary_by: date = date(2026, 3, 17)
    facts_by: date = date(2026, 4, 9)
    feedback_by: date = date(2026, 6, 10)
    closed_on: date | None = None


# ------------------------------------------------------------------------- limits


@pytest.mark.parametrize(
    ("received", "preliminary", "facts", "feedback"),
    [
        (date(2026, 3, 10), date(2026, 3, 17), date(2026, 4, 9), date(2026, 6, 10)),
        (date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2027, 12, 7), date(2027, 12, 30), date(2028, 2, 29)),
        (date(2028, 1, 30), date(2028, 2, 6), date(2028, 2, 29), date(2028, 4, 30)),
        (date(2027, 1, 30), date(2027, 2, 6), date(2027, 3, 1), date(2027, 4, 30)),
        (date(2028, 2, 22), date(2028, 2, 29), date(2028, 3, 23), date(2028, 5, 22)),
        (date(2026, 12, 31), date(2027, 1, 7), date(2027, 1, 30), date(2027, 3, 31)),
        (date(2026, 9, 24), date(2026, 10, 1), date(2026, 10, 24), date(2026, 12, 24)),
        (date(2026, 4, 10), date(2026, 4, 17), date(2026, 5, 10), date(2026, 7, 10)),
    ],
    ids=["plain", "february", "leap", "leap 29th", "no leap", "to the 29th", "new year",
         "fiscal year", "songkran"],
)  # fmt: skip  # ids as a list
def test_seven_days_thirty_days_and_three_months(
    received: date, preliminary: date, facts: date, feedback: date
) -> None:
    """T106, security A1.4, A4: calendar days from receipt, whatever holidays there are."""
    assert clocks.limits(received, USUAL) == dict(
        zip(ALL, (preliminary, facts, feedback), strict=True)
    )


def test_an_office_may_promise_something_else() -> None:
    """A44: the periods are settings."""
    own = SealedClocks(preliminary_days=5, facts_days=45, feedback_months=2)
    assert list(clocks.limits(date(2026, 12, 31), own).values()) == [
        date(2027, 1, 5),
        date(2027, 2, 14),
        date(2027, 2, 28),
    ]


@pytest.mark.parametrize(
    ("state", "today", "owed"),
    [
        (S.RECEIVED, date(2026, 3, 17), ()),
        (S.RECEIVED, date(2026, 3, 18), ALL[:1]),
        (S.WAITING, date(2026, 3, 18), ALL[:1]),
        (S.SCREENING, date(2026, 4, 10), ALL[:2]),
        (S.SCREENING, date(2026, 6, 11), ALL),
        (S.FACT_FINDING, date(2026, 3, 18), ()),
        (S.FACT_FINDING, date(2026, 4, 9), ()),
        (S.FACT_FINDING, date(2026, 4, 10), ALL[1:2]),
        (S.FACT_FINDING, date(2026, 6, 11), ALL[1:]),
        (S.CONCLUDED, date(2026, 6, 10), ()),
        (S.CONCLUDED, date(2026, 6, 11), ALL[2:]),
        (S.DISCIPLINE, date(2026, 6, 11), ALL[2:]),
        (S.REFERRED, date(2026, 6, 11), ALL[2:]),
        (S.NOTIFIED, date(2027, 6, 11), ()),
        (S.CLOSED, date(2027, 6, 11), ()),
        (S.MONITORED, date(2027, 6, 11), ()),
        (S.NOT_ACCEPTED, date(2027, 6, 11), ()),
    ],
)
def test_what_is_late_from_the_day_after_its_limit(
    state: DisclosureState, today: date, owed: tuple[Owed, ...]
) -> None:
    """Security A1.4: what was skipped is owed as well, and nothing once the result was told."""
    assert clocks.overdue(Report(state), today) == owed


# ------------------------------------------------------------------------- regular words


@pytest.mark.parametrize(
    ("days", "last", "following"),
    [(0, None, 30), (29, None, 30), (30, 30, 60), (59, 30, 60), (60, 60, 90), (365, 360, 390)],
)
def test_a_word_every_thirty_days_from_receipt(days: int, last: int | None, following: int) -> None:
    """A43."""
    today = RECEIVED + timedelta(days=days)
    told = None if last is None else RECEIVED + timedelta(days=last)
    assert clocks.told_last(RECEIVED, today, USUAL) == told
    assert clocks.told_next(RECEIVED, today, USUAL) == RECEIVED + timedelta(days=following)


def test_whether_nothing_was_decided_counts_as_of_the_morning() -> None:
    """T35: a decision of today, at whatever hour, does not change what is said today."""
    day = date(2026, 4, 9)
    for state in (S.NOTIFIED, S.NOT_ACCEPTED):
        assert clocks.was_undecided(Report(state, moved_on=day), day)
        assert not clocks.was_undecided(Report(state, moved_on=day - timedelta(days=1)), day)
    assert clocks.was_undecided(Report(S.FACT_FINDING, moved_on=day), day)
    assert not clocks.was_undecided(Report(S.CLOSED, moved_on=day), day)


# ------------------------------------------------------------------------- after the end

CLOSED = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("asked", "link_days", "code_days", "asks", "pushes"),
    [
        ((30, 90), 30, 90, (29, 83), (29,)),
        ((30, 90), 90, 90, (30, 83), (30, 83)),
        ((30, 90), 120, 180, (30, 90), (30, 90)),
        ((30, 90), 90, 180, (30, 89), (30, 89)),
        ((30, 90), 20, 90, (30, 83), ()),
        ((30,), 31, 60, (30,), (30,)),
        ((1,), 1, 5, (0,), (0,)),
    ],
)
def test_a_check_in_comes_while_there_is_a_way_to_ask_and_to_answer(
    asked: tuple[int, ...],
    link_days: int,
    code_days: int,
    asks: tuple[int, ...],
    pushes: tuple[int, ...],
) -> None:
    """D19: before the link is cut, and a week before the code stops working."""
    settings = SealedClocks(checkin_days=asked)
    kept = Retention(link_days=link_days, code_days=code_days)
    days = {n: CLOSED + timedelta(days=n) for n in (*asks, *pushes)}
    assert clocks.checkins(CLOSED, settings, kept) == tuple(days[n] for n in asks)
    assert clocks.pushed_on(CLOSED, settings, kept) == tuple(days[n] for n in pushes)


def test_the_usual_check_in_is_on_the_last_day_of_the_link() -> None:
    """T47, D19: the link is cut on the thirtieth day, early in the morning."""
    cut = CLOSED + timedelta(days=KEPT.link_days)
    assert clocks.pushed_on(CLOSED, USUAL, KEPT) == (cut - timedelta(days=1),)
