"""When what is owed on a report: its three limits, words to its reporter, and what may not last.

All of it is worked out from dates and the office's settings; nothing here reads or writes a row.
"""

import calendar
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Protocol

from config.office import Retention, SealedClocks
from models.vocabulary import DisclosureState

S = DisclosureState
# The reporter has no result yet.
UNDECIDED: Final = frozenset(
    {
        S.RECEIVED,
        S.SCREENING,
        S.WAITING,
        S.FACT_FINDING,
        S.CONCLUDED,
        S.DISCIPLINE,
        S.REFERRED,
    }
)
# What only a report without a result leads to.
_JUST_DECIDED: Final = frozenset({S.NOTIFIED, S.NOT_ACCEPTED})
# Whoever is asked whether anybody harms them has still so many days to answer with the code.
TIME_TO_ANSWER: Final = 7


class Owed(StrEnum):
    """What an officer owes by a limit (security A1.4, A4)."""

    PRELIMINARY = "preliminary"
    FACTS = "facts"
    FEEDBACK = "feedback"


class Dated(Protocol):
    """The dates of a report, as its row has them."""

    state: DisclosureState
    received_on: date
    moved_on: date
    preliminary_by: date
    facts_by: date
    feedback_by: date
    closed_on: date | None


# While which states something is still owed.
_OWED_IN: Final = {
    Owed.PRELIMINARY: frozenset({S.RECEIVED, S.SCREENING, S.WAITING}),
    Owed.FACTS: frozenset({S.RECEIVED, S.SCREENING, S.WAITING, S.FACT_FINDING}),
    Owed.FEEDBACK: UNDECIDED,
}


# ------------------------------------------------------------------------- limits


def limits(received_on: date, clocks: SealedClocks) -> dict[Owed, date]:
    """The last day for each thing that is owed, in calendar days and months from receipt."""
    return {
        Owed.PRELIMINARY: received_on + timedelta(days=clocks.preliminary_days),
        Owed.FACTS: received_on + timedelta(days=clocks.facts_days),
        Owed.FEEDBACK: months_after(received_on, clocks.feedback_months),
    }


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def overdue(report: Dated, today: date) -> tuple[Owed, ...]:
    """What is owed on a report and should have been done before today (security A1.4)."""
    by = {
        Owed.PRELIMINARY: report.preliminary_by,
        Owed.FACTS: report.facts_by,
        Owed.FEEDBACK: report.feedback_by,
    }
    return tuple(owed for owed in Owed if report.state in _OWED_IN[owed] and by[owed] < today)


# ------------------------------------------------------------------------- words to the reporter


def told_last(received_on: date, today: date, clocks: SealedClocks) -> date | None:
    """The latest day on which a reporter is told that it goes on, if there was one yet (A43)."""
    times = (today - received_on).days // clocks.notice_days
    return received_on + timedelta(days=times * clocks.notice_days) if times > 0 else None


def told_next(received_on: date, today: date, clocks: SealedClocks) -> date:
    """The next such day."""
    times = (today - received_on).days // clocks.notice_days + 1
    return received_on + timedelta(days=times * clocks.notice_days)


def was_undecided(report: Dated, day: date) -> bool:
    """Whether a report had no result when a day began, whatever was done to it during that day."""
    return report.state in UNDECIDED or (report.moved_on == day and report.state in _JUST_DECIDED)


# ------------------------------------------------------------------------- after the end


def checkins(closed_on: date, clocks: SealedClocks, retention: Retention) -> tuple[date, ...]:
    """From which days on a reporter is asked whether anybody harms them for it.

    A day is moved forward to where there still is a way to ask and to answer: the day before the
    link is cut, and a week before the code stops working.
    """
    latest = retention.code_days - TIME_TO_ANSWER
    return tuple(
        closed_on + timedelta(days=max(0, min(days, latest, _while_linked(days, retention))))
        for days in clocks.checkin_days
    )


def pushed_on(closed_on: date, clocks: SealedClocks, retention: Retention) -> tuple[date, ...]:
    """On which of those days a reporter with a link is told that something waits."""
    ends = closed_on + timedelta(days=retention.link_days)
    return tuple(day for day in checkins(closed_on, clocks, retention) if day < ends)


def _while_linked(days: int, retention: Retention) -> int:
    """A check-in on the very day on which the link is cut comes one day before."""
    return days - 1 if days == retention.link_days else days
