"""Which pushes may be made: LINE allows so many a month, and what the law wants goes first.

Pure. The figures come from LINE through `bot.franking`; what yields first is one table.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import IntEnum
from typing import Final, NamedTuple, Protocol

# LINE delivers to whoever wrote within seven days without being a friend (LINE: push conditions).
STRANGER_FOR: Final = timedelta(days=7)
# LINE's months begin at midnight of its own time zone.
_LINE_TIME: Final = timezone(timedelta(hours=9))
ALARMS: Final = (80, 100)  # percent of the month's pushes at which the administrator is told


class Rank(IntEnum):
    """How much a push matters: what the law wants told, work to do now, good to know, digests."""

    DIGEST = 0
    PROGRESS = 1
    WORK = 2
    LEGAL = 3


# Of each month's pushes, the part that must be left over at its beginning for such a push to be
# made; it melts with the month, for what is not used by its end is lost.
SPARE: Final = {Rank.DIGEST: 0.10, Rank.PROGRESS: 0.05, Rank.WORK: 0.0}

# What is kept for legal notices, to what is expected of them.
MORE: Final = 1.5

_LEGAL: Final = (
    *("receipt", "question", "explained", "apology", "update", "update_late", "postponed"),
    *("apology_late", "apology_waiting", "update_waiting", "result", "declined", "referred"),
)
_PROGRESS: Final = (
    *("accepted", "progress", "forwarded", "reopened", "closed", "closed_silently"),
    "file_unusable",
)
_WORK: Final = (
    *("assigned", "answered", "added", "withdrawn", "reopened", "nudged", "postponed", "quota"),
)
_DIGEST: Final = (
    *("not_given", "not_taken_up", "remind", "ask_progress", "ask_explanation", "due_today"),
    "overdue",
)
RANKS: Final[dict[str, Rank]] = {
    **{f"notice.{name}": Rank.LEGAL for name in _LEGAL},
    **{f"notice.{name}": Rank.PROGRESS for name in _PROGRESS},
    **{f"notice.staff.{name}": Rank.WORK for name in _WORK},
    **{f"notice.staff.{name}": Rank.DIGEST for name in _DIGEST},
    **dict.fromkeys(
        ("brief.ready", "check.alarm", "check.person_alarm", "check.mended"), Rank.WORK
    ),
    "check.tick": Rank.DIGEST,
}


def rank_of(keys: Iterable[str]) -> Rank:
    """The rank of a push that carries these notices: the highest of theirs.

    What another version of the program wrote, and this one does not know, is not held up.
    """
    return max(RANKS.get(key, Rank.LEGAL) for key in keys)


class Reach(IntEnum):
    """Whether a push arrives, as far as we know: LINE answers 200 to those that do not."""

    NO = 0
    PERHAPS = 1
    YES = 2


class Reachable(Protocol):
    """What is known of somebody's bond with a channel."""

    @property
    def blocked_at(self) -> datetime | None: ...
    @property
    def friend(self) -> bool: ...
    @property
    def wrote_on(self) -> date | None: ...


def reach(person: Reachable, today: date) -> Reach:
    """How sure it is that LINE delivers to somebody.

    LINE tells who becomes a friend, never who was one before this service listened. So somebody who
    wrote long ago and is not known as a friend is pushed to all the same (a push nobody receives
    costs nothing), but what was told counts as unsure, and stands on the tracking page.
    """
    if person.blocked_at is not None:
        return Reach.NO
    wrote = person.wrote_on
    # Only the day is known, so the seventh day itself is not sure any more.
    known = person.friend or wrote is None or today - wrote < STRANGER_FOR
    return Reach.YES if known else Reach.PERHAPS


@dataclass(frozen=True, slots=True)
class Budget:
    """A month's pushes of a channel: how many LINE allows (None: any number), how many are used,
    and how many legal notices may still want one; with the day of the month and its length.
    """

    limit: int | None
    used: int
    reserved: int
    day: int
    days: int

    @property
    def percent(self) -> int:
        """How much of the month's pushes is used."""
        return 0 if self.limit is None else 100 * self.used // max(self.limit, 1)

    @property
    def forecast(self) -> int:
        """How many will be used by the end of the month if it goes on like this."""
        return round(self.used * self.days / self.day)


def may_push(rank: Rank, budget: Budget) -> bool:
    """Whether a push of this rank is made; if not, its notices are shown at the next contact.

    Legal notices may take the last push. Everything else leaves them theirs, and the lower its
    rank, the earlier in the month it yields.
    """
    if budget.limit is None:
        return True
    if rank is Rank.LEGAL:
        return budget.used < budget.limit
    spare = SPARE[rank] * budget.limit * (budget.days - budget.day) / budget.days
    return budget.limit - budget.used - budget.reserved > spare


def month_of(now: datetime) -> date:
    """The first day of the month that counts now."""
    return now.astimezone(_LINE_TIME).date().replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def budget_of(
    now: datetime, *, limit: int | None, used: int, reserved: int, exhausted: bool
) -> Budget:
    """The budget at a moment; once LINE has refused for want of quota, all of it is used."""
    month = month_of(now)
    spent = max(used, limit or 0) if exhausted else used
    days = (next_month(month) - month).days
    return Budget(limit, spent, reserved, now.astimezone(_LINE_TIME).day, days)


class Promised(NamedTuple):
    """The dates of a case on which the citizen hears from the office."""

    promised_on: date
    told_on: date


def still_to_tell(case: Promised, *, today: date, until: date, progress_days: int) -> float:
    """How many legal notices an open case may still want before a day.

    Its result or an explanation comes by the promised day, on any day before it alike; once that
    has passed, the citizen hears every so many days.
    """
    left = (until - today).days
    if case.promised_on >= today:
        return min(1.0, left / ((case.promised_on - today).days + 1))
    return max(0, (until - timedelta(days=1) - case.told_on).days // progress_days)


def reserve(wanted: Iterable[float], *, lodged: int, pushed: int, day: int, days: int) -> int:
    """How many pushes to keep for legal notices until the month is over.

    What open cases want, and half of the cases to come if as many come as did; but no fewer than
    at the pace of this month so far, which knows of questions and of what was reopened; and a
    half more, for no month goes on as it began.
    """
    left = days - day
    by_cases = sum(wanted) + lodged / day * left / 2
    return math.ceil(MORE * max(by_cases, pushed / day * left))


def alarm_at(budget: Budget, *, told: int) -> int | None:
    """At which percentage the administrator is to be told now; None if they know."""
    reached = [mark for mark in ALARMS if budget.percent >= mark > told]
    return max(reached, default=None)
