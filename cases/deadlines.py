"""When something is due: pure arithmetic on dates in Bangkok, by the office's own calendar (A38,
A48).
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from config.office import Clocks, Count

BANGKOK = ZoneInfo("Asia/Bangkok")
_LABOUR_DAY = "Labor Day"
_SATURDAY = 5  # as date.weekday counts


def local_date(instant: datetime) -> date:
    """The date in Bangkok at an instant."""
    return instant.astimezone(BANGKOK).date()


@lru_cache(maxsize=64)
def _days_off(year: int) -> frozenset[date]:
    # Government offices work on Labour Day and rest on the Royal Ploughing Day, hence the two
    # categories.
    calendar = holidays.country_holidays(
        "TH", years=year, categories=("public", "government"), language="en_US", expand=False
    )
    return frozenset(
        day
        for day, names in calendar.items()
        if any(_LABOUR_DAY not in name for name in names.split("; "))
    )


def is_working_day(day: date, clocks: Clocks) -> bool:
    """Whether the office works that day, its own extra and dropped holidays included."""
    if day.weekday() >= _SATURDAY or day in clocks.extra_holidays:
        return False
    return day in clocks.dropped_holidays or day not in _days_off(day.year)


def add_working_days(day: date, count: int, clocks: Clocks) -> date:
    """The date `count` working days after a day (before it, if negative), itself not counted."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left > 0:
        day += step
        left -= is_working_day(day, clocks)
    return day


def add_days(day: date, count: int, clocks: Clocks) -> date:
    """The date `count` days after a day (before it, if negative), as the office counts days."""
    if clocks.count is Count.WORKING:
        return add_working_days(day, count, clocks)
    return day + timedelta(days=count)


def working_day_until(day: date, clocks: Clocks) -> date:
    """That day if the office works then, else the last working day before it."""
    while not is_working_day(day, clocks):
        day -= timedelta(days=1)
    return day


def promised_on(received_on: date, clocks: Clocks) -> date:
    """The last day to solve or explain (004:933): 15 days from receipt unless the office sets
    otherwise.
    """
    return add_days(received_on, clocks.solve_days, clocks)


def days_left(promised: date, today: date) -> int:
    """Days until the promised date; negative when it has passed."""
    return (promised - today).days
