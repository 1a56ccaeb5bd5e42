"""Which pushes are made when LINE allows so many a month: arithmetic alone (A99)."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests import URGENCY
from bot.postage import (
    MORE,
    RANKS,
    Budget,
    Promised,
    Rank,
    Reach,
    alarm_at,
    budget_of,
    may_push,
    month_of,
    next_month,
    rank_of,
    reach,
    reserve,
    still_to_tell,
)
from bot.render.cards import CARDS
from cases.notices import NOTICES
from texts.catalogue import has

TODAY = date(2026, 3, 10)
FREE_PLAN = Budget(300, 0, 60, day=10, days=30)


def test_every_notice_has_a_rank() -> None:
    """A new notice must say what it yields to."""
    told = {tell.key for tells in NOTICES.values() for tell in tells}
    drawn = {key for key in CARDS if key.startswith("notice.")}
    assert (told | drawn) - set(RANKS) == set()
    assert [key for key in RANKS if key.startswith("notice.") and not has(key)] == []


def test_whatever_a_digest_has_a_line_for_has_a_title() -> None:
    assert [key for key in URGENCY if not has(f"card.{key}")] == []
    staff = {key for key in CARDS if key.startswith("notice.staff.")}
    assert staff - set(URGENCY) == set()


@pytest.mark.parametrize(
    ("used", "reserved", "made"),
    [
        (0, 60, {Rank.LEGAL, Rank.WORK, Rank.PROGRESS, Rank.DIGEST}),
        (219, 60, {Rank.LEGAL, Rank.WORK, Rank.PROGRESS, Rank.DIGEST}),
        (220, 60, {Rank.LEGAL, Rank.WORK, Rank.PROGRESS}),
        (230, 60, {Rank.LEGAL, Rank.WORK}),
        (240, 60, {Rank.LEGAL}),
        (299, 60, {Rank.LEGAL}),
        (300, 60, set()),
    ],
)
def test_the_lower_its_rank_the_earlier_a_push_yields(
    used: int, reserved: int, made: set[Rank]
) -> None:
    """Of 300 on the tenth of the month: digests first, then good news, then work, the law last."""
    budget = replace(FREE_PLAN, used=used, reserved=reserved)
    assert {rank for rank in Rank if may_push(rank, budget)} == made


def test_at_the_end_of_the_month_what_is_left_over_may_be_used() -> None:
    """LINE lets nothing be saved up."""
    last_day = replace(FREE_PLAN, used=299, reserved=0, day=30)
    assert may_push(Rank.DIGEST, last_day)


def test_without_a_limit_everything_goes() -> None:
    assert all(may_push(rank, replace(FREE_PLAN, limit=None, used=10**6)) for rank in Rank)


budgets = st.builds(
    Budget,
    st.integers(0, 1000) | st.none(),
    st.integers(0, 1200),
    st.integers(0, 500),
    day=st.integers(1, 30),
    days=st.just(30),
)


@given(budgets)
def test_a_higher_rank_never_yields_to_a_lower_one(budget: Budget) -> None:
    made = [may_push(rank, budget) for rank in sorted(Rank)]
    assert made == sorted(made)


@given(budgets, st.sampled_from([Rank.DIGEST, Rank.PROGRESS, Rank.WORK]))
def test_nothing_but_a_legal_notice_takes_what_is_kept_for_legal_notices(
    budget: Budget, rank: Rank
) -> None:
    if budget.limit is not None and budget.limit - budget.used <= budget.reserved:
        assert not may_push(rank, budget)


def test_once_line_has_refused_there_is_nothing_left_whatever_we_counted() -> None:
    now = datetime(2026, 3, 10, tzinfo=UTC)
    budget = budget_of(now, limit=300, used=280, reserved=0, exhausted=True)
    assert budget.used == 300
    assert not may_push(Rank.LEGAL, budget)


def test_a_push_counts_by_the_most_important_thing_it_says() -> None:
    assert rank_of(["notice.progress", "notice.result", "notice.closed"]) is Rank.LEGAL
    assert rank_of(["words.of.a.newer.version"]) is Rank.LEGAL


def test_a_month_is_line_s_month() -> None:
    """Midnight there is ten in the evening in Bangkok."""
    assert month_of(datetime(2026, 3, 31, 14, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert month_of(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) == date(2026, 4, 1)
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)


def test_the_forecast_is_what_the_month_comes_to_at_this_pace() -> None:
    assert replace(FREE_PLAN, used=120, day=10, days=30).forecast == 360
    assert replace(FREE_PLAN, used=120, day=30, days=30).forecast == 120


@pytest.mark.parametrize(
    ("promised_on", "told_on", "wants"),
    [
        (date(2026, 3, 20), date(2026, 3, 5), 1),
        (date(2026, 3, 31), date(2026, 3, 16), 1),
        (date(2026, 3, 9), date(2026, 3, 10), 1),  # late: an update every 15 days
        (date(2026, 2, 20), date(2026, 3, 1), 2),
        (date(2026, 2, 20), date(2026, 3, 20), 0),
    ],
)
def test_what_open_cases_may_still_want_this_month(
    promised_on: date, told_on: date, wants: int
) -> None:
    case = Promised(promised_on, told_on)
    until = date(2026, 4, 1)
    assert still_to_tell(case, today=TODAY, until=until, progress_days=15) == wants


def test_a_promise_of_next_month_may_be_kept_in_this_one() -> None:
    """Ten days of this month are left; the promise is twenty days away."""
    case = Promised(promised_on=date(2026, 4, 10), told_on=date(2026, 3, 22))
    until = date(2026, 4, 1)
    told = still_to_tell(case, today=date(2026, 3, 22), until=until, progress_days=15)
    assert told == 10 / 20


def test_what_is_kept_back_follows_the_cases_or_the_pace_whichever_wants_more() -> None:
    """And half as much again: no month goes on as it began."""
    cases = reserve([1.0] * 20, lodged=40, pushed=10, day=10, days=30)
    assert cases == MORE * (20 + 40)
    assert reserve([], lodged=0, pushed=60, day=10, days=30) == MORE * 120
    assert reserve([0.2], lodged=0, pushed=0, day=30, days=30) == 1


@pytest.mark.parametrize(
    ("used", "told", "alarm"),
    [
        (239, 0, None),
        (240, 0, 80),
        (250, 80, None),
        (300, 80, 100),
        (300, 0, 100),
        (300, 100, None),
    ],
)
def test_the_administrator_is_told_at_80_percent_and_when_nothing_is_left(
    used: int, told: int, alarm: int | None
) -> None:
    assert alarm_at(replace(FREE_PLAN, used=used), told=told) == alarm


@dataclass(frozen=True)
class Somebody:
    """What is known of a bond with LINE."""

    blocked_at: datetime | None = None
    friend: bool = False
    wrote_on: date | None = None


WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("person", "known"),
    [
        (Somebody(friend=True, wrote_on=TODAY - 10 * WEEK), Reach.YES),
        (Somebody(wrote_on=TODAY - WEEK + timedelta(days=1)), Reach.YES),
        (Somebody(wrote_on=TODAY - WEEK), Reach.PERHAPS),  # only the day is known, not the hour
        (Somebody(wrote_on=None), Reach.YES),  # nothing is known: never spoke openly
        (Somebody(friend=True, blocked_at=datetime(2026, 3, 1, tzinfo=UTC)), Reach.NO),
    ],
)
def test_whom_line_still_delivers_to(person: Somebody, known: Reach) -> None:
    """LINE: push conditions. It answers 200 to the others, and delivers nothing; and it never tells
    who was a friend before this service listened.
    """
    assert reach(person, TODAY) is known
