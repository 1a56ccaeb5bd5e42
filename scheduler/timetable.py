"""When what is done. One row a job; every job also runs once when the process starts, so that a
machine which sleeps at night forgets all the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from scheduler import jobs
from scheduler.jobs import Shift

BANGKOK: Final = ZoneInfo("Asia/Bangkok")


@dataclass(frozen=True, slots=True)
class Sweep:
    """One row of the timetable. Two processes that both follow it do no harm."""

    name: str
    trigger: Any  # APScheduler ships no types
    do: Callable[[Shift], None]


def every(*, seconds: int) -> Any:
    """So many seconds apart."""
    return IntervalTrigger(seconds=seconds, timezone=BANGKOK)


def daily(*, hour: int, minute: int) -> Any:
    """Once a day, by the clock of Bangkok."""
    return CronTrigger(hour=hour, minute=minute, timezone=BANGKOK)


TIMETABLE: Final = (
    Sweep("take up what is due", every(seconds=2), jobs.sweep),
    Sweep("heartbeat", every(seconds=20), jobs.beat),
    Sweep("forget", daily(hour=2, minute=10), jobs.forget),
)
