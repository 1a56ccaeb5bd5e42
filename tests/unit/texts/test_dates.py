"""Dates as the offices write them (A95)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.dates import fiscal_year, long_date, short_date, thai_digits
from texts.message import Lang

DAYS = st.dates(max_value=date(9000, 1, 1))


@pytest.mark.parametrize(
    ("write", "lang", "written"),
    [
        (long_date, Lang.TH, "5 กุมภาพันธ์ 2569"),
        (long_date, Lang.EN, "5 February 2026"),
        (short_date, Lang.TH, "5 ก.พ. 2569"),
        (short_date, Lang.EN, "5 Feb 2026"),
    ],
)
def test_a_date_is_written_with_its_month_and_era(
    write: Callable[[date, Lang], str], lang: Lang, written: str
) -> None:
    """A95: Buddhist era and Thai month names."""
    assert write(date(2026, 2, 5), lang) == written


@given(DAYS, DAYS, st.sampled_from(Lang), st.sampled_from([long_date, short_date]))
def test_two_days_are_written_alike_only_if_they_are_the_same(
    one: date, other: date, lang: Lang, write: Callable[[date, Lang], str]
) -> None:
    assert (write(one, lang) == write(other, lang)) == (one == other)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2022, 9, 30), 2565),
        (date(2022, 10, 1), 2566),
        (date(2022, 12, 31), 2566),
        (date(2023, 1, 1), 2566),
    ],
)
def test_the_fiscal_year_begins_in_october_and_is_named_for_its_end(day: date, year: int) -> None:
    """A95."""
    assert fiscal_year(day) == year


@given(DAYS)
def test_every_fiscal_year_is_a_whole_year_of_days(day: date) -> None:
    """A83: twelve months, none counted in two years."""
    assert fiscal_year(day + timedelta(days=366)) - fiscal_year(day) in {1, 2}
    assert fiscal_year(day + timedelta(days=1)) - fiscal_year(day) == (
        (day.month, day.day) == (9, 30)
    )


def test_thai_digits_replace_only_digits() -> None:
    """A95: numerals by setting."""
    assert thai_digits("HKW-2569-0107 ภายใน 15 วัน") == "HKW-๒๕๖๙-๐๑๐๗ ภายใน ๑๕ วัน"


@pytest.mark.parametrize("write", [lambda day: long_date(day, Lang.TH), fiscal_year])
def test_a_moment_is_refused_because_its_day_depends_on_the_place(
    write: Callable[[date], object],
) -> None:
    """23:30 in London is the next day in Bangkok, and on 30 September the next fiscal year."""
    with pytest.raises(TypeError, match="local date"):
        write(datetime(2026, 9, 30, 23, 30, tzinfo=UTC))
