"""When what is done. One row a job; every job also runs once when the process starts, so that a
machine which sleeps at night forgets all the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from integrity.notices import OPEN_FOR, SLOTS
from scheduler import briefs, checks, followups, integrity, jobs, keeping, posting, quota, slots
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


def in_slots() -> Any:
    """Every minute of the slots in which people at and before the integrity desk are told (D20)."""
    hours = ",".join(str(slot.hour) for slot in SLOTS)
    minutes = int(OPEN_FOR.total_seconds()) // 60
    return CronTrigger(hour=hours, minute=f"0-{minutes - 1}", timezone=BANGKOK)


TIMETABLE: Final = (
    Sweep("take up what is due", every(seconds=2), jobs.sweep),
    Sweep("follow cases up", every(seconds=60), followups.follow_cases_up),
    Sweep("keep cases owned", daily(hour=6, minute=0), followups.keep_cases_owned),
    Sweep("read the clocks anew", daily(hour=5, minute=50), followups.read_clocks_anew),
    Sweep("heartbeat", every(seconds=20), jobs.beat),
    Sweep("post what was held", every(seconds=60), posting.post_held),
    Sweep("check the channels", every(seconds=300), checks.check_channels),
    Sweep("make monthly briefs", every(seconds=300), briefs.make),
    Sweep("read the push quota", every(seconds=3600), quota.read_quotas),
    Sweep("forget", daily(hour=2, minute=10), jobs.forget),
    Sweep("forget closed cases", daily(hour=2, minute=30), keeping.forget_cases),
    Sweep("remind the integrity desk", in_slots(), slots.remind),
    Sweep("tell reporters", in_slots(), integrity.tell_reporters),
    Sweep("end sealed drafts", every(seconds=60), integrity.end_drafts),
    Sweep("cut old links", daily(hour=2, minute=20), integrity.cut_links),
    Sweep("let go of what has served in reports", daily(hour=2, minute=40), integrity.keep),
)
