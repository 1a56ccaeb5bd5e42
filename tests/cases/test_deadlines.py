"""When something is due, by Bangkok's calendar (A38, A48, T106)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.deadlines import add_working_days, days_left, is_working_day, local_date, promised_on
from config.office import Clocks, Count

CLOCKS = Clocks()
WORKING = Clocks(count=Count.WORKING)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-09-30T16:59:59.999999+00:00", date(2026, 9, 30)),
        ("2026-09-30T17:00:00+00:00", date(2026, 10, 1)),  # the fiscal year ends at our midnight
        ("2026-12-31T17:00:00+00:00", date(2027, 1, 1)),
        ("2027-01-01T06:59:59+07:00", date(2027, 1, 1)),
        ("2027-01-01T01:59:59+09:00", date(2026, 12, 31)),
    ],
)
def test_the_date_is_bangkoks(instant: str, day: date) -> None:
    assert local_date(datetime.fromisoformat(instant)) == day


@pytest.mark.parametrize(
    ("day", "works", "why"),
    [
        (date(2026, 3, 10), True, "a Tuesday"),
        (date(2026, 3, 14), False, "a Saturday"),
        (date(2026, 3, 15), False, "a Sunday"),
        (date(2025, 12, 31), False, "New Year's Eve"),
        (date(2026, 1, 1), False, "New Year"),
        (date(2025, 4, 16), False, "instead of Songkran's Sunday"),
        (date(2026, 4, 13), False, "Songkran"),
        (date(2026, 4, 15), False, "Songkran"),
        (date(2026, 4, 16), True, "the day after"),
        (date(2026, 5, 1), True, "Labour Day is not for government offices"),
        (date(2027, 5, 3), True, "nor is the day instead of it"),
        (date(2026, 5, 13), False, "Royal Ploughing Day is for government offices alone"),
        (date(2026, 6, 1), False, "instead of Visakha Bucha's Sunday"),
        (date(2026, 12, 7), False, "instead of Father's Day's Saturday"),
        (date(2026, 10, 1), True, "the fiscal year begins with work"),
    ],
)
def test_government_holidays(day: date, works: bool, why: str) -> None:
    assert is_working_day(day, CLOCKS) is works, why


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 3, 10), 0, date(2026, 3, 10)),
        (date(2026, 3, 10), 1, date(2026, 3, 11)),
        (date(2026, 3, 13), 1, date(2026, 3, 16)),  # over a weekend
        (date(2025, 12, 30), 1, date(2026, 1, 5)),  # over New Year, with a bridge day
        (date(2025, 12, 29), 3, date(2026, 1, 6)),
        (date(2025, 4, 11), 1, date(2025, 4, 17)),  # over Songkran with its substitute
        (date(2026, 4, 10), 1, date(2026, 4, 16)),
        (date(2026, 9, 30), 1, date(2026, 10, 1)),  # over the end of the fiscal year
        (date(2026, 10, 12), 1, date(2026, 10, 14)),
    ],
)
def test_working_days_after_a_day(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count, CLOCKS) == end


@pytest.mark.parametrize(
    ("received", "calendar", "working"),
    [
        (date(2026, 3, 10), date(2026, 3, 25), date(2026, 3, 31)),
        (date(2025, 12, 25), date(2026, 1, 9), date(2026, 1, 20)),  # New Year
        (date(2026, 4, 1), date(2026, 4, 16), date(2026, 4, 28)),  # Chakri Day and Songkran
        (date(2026, 9, 20), date(2026, 10, 5), date(2026, 10, 9)),  # received on a Sunday
        (date(2028, 2, 20), date(2028, 3, 6), date(2028, 3, 10)),  # a leap year
    ],
)
def test_the_promise_is_fifteen_days_from_receipt(
    received: date, calendar: date, working: date
) -> None:
    """A38 by the calendar unless the office counts working days (A48)."""
    assert promised_on(received, CLOCKS) == calendar
    assert promised_on(received, WORKING) == working


def test_the_office_has_the_last_word_on_its_days() -> None:
    closed, opened = date(2026, 3, 11), date(2026, 4, 15)
    clocks = Clocks(extra_holidays=(closed,), dropped_holidays=(opened, date(2026, 3, 14)))
    assert not is_working_day(closed, clocks)
    assert is_working_day(opened, clocks)
    assert not is_working_day(date(2026, 3, 14), clocks), "a Saturday is no holiday to be dropped"


def test_days_left_count_down_and_below_nought() -> None:
    due = date(2026, 3, 25)
    counted = [days_left(due, due + timedelta(days=d)) for d in (-1, 0, 1)]
    assert counted == [1, 0, -1]


days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
holidays = st.lists(days, max_size=5).map(tuple)


@given(days, st.integers(0, 40), holidays, holidays)
def test_working_days_are_counted_one_by_one(
    day: date, count: int, extra: tuple[date, ...], dropped: tuple[date, ...]
) -> None:
    clocks = Clocks(extra_holidays=extra, dropped_holidays=dropped)
    end = add_working_days(day, count, clocks)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(is_working_day(d, clocks) for d in between) == count
    assert end == day or is_working_day(end, clocks)


@given(days, st.integers(0, 20), st.integers(0, 20))
def test_counting_on_is_counting_together(day: date, first: int, then: int) -> None:
    together = add_working_days(day, first + then, CLOCKS)
    assert add_working_days(add_working_days(day, first, CLOCKS), then, CLOCKS) == together


@given(days, days)
def test_who_came_first_is_promised_no_later(one: date, other: date) -> None:
    first, second = sorted((one, other))
    for clocks in (CLOCKS, WORKING):
        assert promised_on(first, clocks) <= promised_on(second, clocks)
        assert promised_on(first, clocks) > first


@given(st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants bounds without a zone
def test_bangkok_is_seven_hours_ahead(instant: datetime) -> None:
    assert local_date(instant) == (instant + timedelta(hours=7)).date()
