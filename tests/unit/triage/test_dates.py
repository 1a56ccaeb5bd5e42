"""Dates as people type them: either era, either script, with or without a year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.dates import long_date, short_date
from texts.message import Lang
from triage.dates import day_in

TODAY = date(2026, 11, 21)
CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    "typed",
    [
        "25 ธ.ค.",
        "25 ธ.ค. 69",
        "25 ธ. ค. 2569",
        "25 ธค 2569",
        "25ธันวา",
        "วันที่ 25 ธันวาคมนี้",
        "ภายในวันที่ ๒๕ ธันวาคม ๒๕๖๙",
        "25/12/2569",
        "25-12-69",
        "25.12.26",
        "25/12",
        "25 Dec",
        "by 25 December 2026",
        "2026-12-25",
        "2569-12-25",
    ],
)
def test_a_day_may_be_written_in_many_ways(typed: str) -> None:
    """A46: superiors type a date as they would on paper."""
    assert day_in(typed, today=TODAY) == CHRISTMAS


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("อีก 10 วัน", date(2026, 12, 1)),
        ("๑๐ วัน", date(2026, 12, 1)),
        ("10 days from now", date(2026, 12, 1)),
        ("21 พ.ย.", TODAY),
        ("20 พ.ย.", date(2027, 11, 20)),
        ("5 มี.ค.", date(2027, 3, 5)),
        ("5 มิ.ย.", date(2027, 6, 5)),
        ("29 ก.พ.", date(2028, 2, 29)),
    ],
)
def test_without_a_year_the_next_such_day_is_meant(typed: str, day: date) -> None:
    """A46."""
    assert day_in(typed, today=TODAY) == day


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "พรุ่งนี้ค่อยว่ากัน",
        "31/2",
        "31 ก.พ. 2569",
        "15/13",
        "0 ธ.ค.",
        "15 ม",
        "2569",
        "12",
        "15//12",
        "99999 วัน",
    ],
)
def test_what_names_no_day_is_not_guessed(typed: str) -> None:
    assert day_in(typed, today=TODAY) is None


@given(st.dates(date(2026, 1, 1), date(2090, 12, 31)))
def test_every_date_the_office_writes_can_be_typed_back(day: date) -> None:
    """A46: long and short, in both languages and both eras."""
    for lang in Lang:
        for written in (long_date(day, lang), short_date(day, lang)):
            assert day_in(written, today=TODAY) == day


@given(st.text(max_size=30))
def test_anything_may_be_typed(typed: str) -> None:
    day_in(typed, today=TODAY)
