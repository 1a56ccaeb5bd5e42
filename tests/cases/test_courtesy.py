"""When people may be written to: citizens not at night, staff once a working day (A48, T106)."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.courtesy import GATHER, at_work, awake, digest
from cases.deadlines import BANGKOK, is_working_day
from tests.factories import an_office

OFFICE = an_office()  # open on working days from eight to four; digest at half past eight


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


@pytest.mark.parametrize(
    ("now", "written"),
    [
        ("2026-03-10T07:59:59", "2026-03-10T08:00"),
        ("2026-03-10T08:00", "2026-03-10T08:00"),
        ("2026-03-10T19:59:59", "2026-03-10T19:59:59"),
        ("2026-03-10T20:00", "2026-03-11T08:00"),
        ("2026-12-31T23:00", "2027-01-01T08:00"),  # citizens have no holidays from us
        ("2028-02-28T21:00", "2028-02-29T08:00"),
    ],
)
def test_citizens_sleep(now: str, written: str) -> None:
    assert awake(at(now), OFFICE) == at(written)


@pytest.mark.parametrize(
    ("now", "open_from"),
    [
        ("2026-03-10T07:00", "2026-03-10T08:00"),
        ("2026-03-10T12:00", "2026-03-10T12:00"),
        ("2026-03-10T16:00", "2026-03-11T08:00"),
        ("2026-03-13T17:00", "2026-03-16T08:00"),  # over a weekend
        ("2026-04-10T17:00", "2026-04-16T08:00"),  # over Songkran
        ("2025-12-30T17:00", "2026-01-05T08:00"),  # over New Year
    ],
)
def test_the_office_is_open(now: str, open_from: str) -> None:
    assert at_work(at(now), OFFICE) == at(open_from)


@pytest.mark.parametrize(
    ("now", "heard"),
    [
        ("2026-03-10T08:00", "2026-03-10T08:30"),
        ("2026-03-10T08:30", "2026-03-10T08:30"),
        ("2026-03-10T10:00", "2026-03-10T10:10"),  # a worker that was down: still today
        ("2026-03-10T16:00", "2026-03-11T08:30"),
        ("2026-03-14T08:00", "2026-03-16T08:30"),  # a Saturday
        ("2026-04-13T08:00", "2026-04-16T08:30"),  # Songkran
        ("2026-01-01T00:00", "2026-01-05T08:30"),
        ("2026-10-01T00:00", "2026-10-01T08:30"),  # the fiscal year begins with work
    ],
)
def test_staff_hear_with_the_days_digest(now: str, heard: str) -> None:
    assert digest(at(now), OFFICE) == at(heard)


moments = st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(BANGKOK))  # noqa: DTZ001 - hypothesis wants bounds without a zone


@given(moments)
def test_nobody_is_written_to_at_the_wrong_time_nor_forgotten(now: datetime) -> None:
    citizen, staff = awake(now, OFFICE), digest(now, OFFICE)
    assert now <= citizen <= now + timedelta(hours=12)
    assert time(8) <= citizen.astimezone(BANGKOK).time() < time(20)
    assert now <= staff <= now + timedelta(days=10)
    assert is_working_day(staff.date(), OFFICE.clocks)
    assert time(8, 30) <= staff.time() < (datetime.combine(now, time(16)) + GATHER).time()
