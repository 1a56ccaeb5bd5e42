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
    """The date `count` working days after a day; that day itself is not counted."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, clocks)
    return day


def promised_on(received_on: date, clocks: Clocks) -> date:
    """The last day to solve or explain (004:933): 15 days from receipt unless the office sets
    otherwise.
    """
    if clocks.count is Count.WORKING:
        return add_working_days(received_on, clocks.solve_days, clocks)
    return received_on + timedelta(days=clocks.solve_days)


def days_left(promised: date, today: date) -> int:
    """Days until the promised date; negative when it has passed."""
    return (promised - today).days
