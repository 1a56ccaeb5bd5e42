"""What the clock asks of a case, and when: its appointments, read off its dates (requirements 4.1,
4.4). Pure arithmetic; what keeping an appointment means stands in `cases.followup`.

Nothing is booked anywhere. A case has the appointments its dates give it now; one that lies on the
day of `followed_until`, or before, was kept, all others are still to come. So a date that moves
takes its reminders along, a restart loses none, a clock that jumps back repeats none, and neither
does an office that opens at another hour from now on (A47, T107).
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from cases.deadlines import (
    BANGKOK,
    add_days,
    add_working_days,
    local_date,
    working_day_until,
)
from config.office import Office
from models.vocabulary import OPEN, Action, Rung, State


class Step(StrEnum):
    """What is done at an appointment; of several at one moment, in this order."""

    GIVE = "give"
    PRESS = "press"
    REMIND = "remind"
    ASK_PROGRESS = "ask_progress"
    ASK_EXPLANATION = "ask_explanation"
    DUE_TODAY = "due_today"
    APOLOGISE = "apologise"
    ESCALATE = "escalate"
    UPDATE = "update"
    CLOSE = "close"


ORDER: Final = {step: place for place, step in enumerate(Step)}
# A new promise begins a new count: what the old one asked for and is not kept yet is void.
NEW_PROMISE: Final = frozenset({Action.EXPLAIN, Action.POSTPONE, Action.REOPEN})
PROGRESS_AHEAD: Final = 3  # days before a progress notice the officer is asked for real words


class Clocked(Protocol):
    """The dates of a case."""

    @property
    def state(self) -> State: ...
    @property
    def officer_id(self) -> uuid.UUID | None: ...
    @property
    def received_on(self) -> date: ...
    @property
    def promised_on(self) -> date: ...
    @property
    def first_promised_on(self) -> date: ...
    @property
    def told_on(self) -> date: ...
    @property
    def resolved_at(self) -> datetime | None: ...
    @property
    def followed_until(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something the clock asks of a case at a moment; `nth` tells reminders and rungs apart."""

    at: datetime
    step: Step
    nth: int = 0

    def late_by(self, now: datetime) -> int:
        """How many days after its day it is kept; 0 on the day itself."""
        return max(0, (local_date(now) - local_date(self.at)).days)


def agenda(case: Clocked, office: Office) -> tuple[Appointment, ...]:
    """Every appointment the dates of a case give it, past ones too, in order."""
    asked = [
        Appointment(datetime.combine(day, office.hours.opens, BANGKOK), step, nth)
        for day, step, nth in _days(case, office)
    ]
    return tuple(sorted(asked, key=lambda a: (a.at, ORDER[a.step], a.nth)))


def due(case: Clocked, office: Office, *, now: datetime) -> tuple[Appointment, ...]:
    """The appointments to keep now: all of the earliest moment that was not dealt with yet."""
    late = [a for a in _to_come(case, office) if a.at <= now]
    return tuple(a for a in late if a.at == late[0].at)


def next_at(case: Clocked, office: Office) -> datetime | None:
    """When the clock asks something of the case next; None: never, as things stand."""
    return next((a.at for a in _to_come(case, office)), None)


def is_paused(case: Clocked, appointment: Appointment) -> bool:
    """Whether it passes without a word: while the citizen is asked, staff are not reminded; the
    duty to explain goes on (design 4).
    """
    return case.state is State.WAITING and appointment.step is Step.REMIND


def explanation_by(today: date, office: Office) -> date:
    """By when an apology promises that the officer will explain."""
    return add_working_days(today, office.clocks.explain_late_working_days, office.clocks)


def _to_come(case: Clocked, office: Office) -> Iterator[Appointment]:
    done = local_date(case.followed_until)
    return (a for a in agenda(case, office) if local_date(a.at) > done)


def _days(case: Clocked, office: Office) -> Iterator[tuple[date, Step, int]]:
    if case.state is State.RESOLVED and case.resolved_at is not None:
        silent = timedelta(days=office.clocks.survey_close_days)
        yield local_date(case.resolved_at) + silent, Step.CLOSE, 0
    if case.state in OPEN:
        yield from _beginning(case, office)
        yield from _before_the_promise(case, office)
        yield from _after_the_promise(case, office)
        yield from _progress(case, office)


def _beginning(case: Clocked, office: Office) -> Iterator[tuple[date, Step, int]]:
    """Given to somebody, and taken up, within working days (g2, g3).

    Taken up by whoever has it now: a unit it was passed to has its own days, from when the citizen
    heard so.
    """
    clocks = office.clocks
    if case.officer_id is None:
        days = clocks.assign_working_days + 1
        yield add_working_days(case.received_on, days, clocks), Step.GIVE, 0
    if case.state is State.ASSIGNED:
        days = clocks.acknowledge_working_days + 1
        yield add_working_days(case.told_on, days, clocks), Step.PRESS, 0


def _before_the_promise(case: Clocked, office: Office) -> Iterator[tuple[date, Step, int]]:
    """Staff are asked on working days only, and rather early than late (t1, g6)."""
    clocks = office.clocks
    for nth, day in enumerate(clocks.remind_days, start=1):
        on = add_days(case.promised_on, day - clocks.solve_days, clocks)
        yield working_day_until(on, clocks), Step.REMIND, nth
    ahead = case.promised_on - timedelta(days=clocks.explain_ahead_days)
    yield working_day_until(ahead, clocks), Step.ASK_EXPLANATION, 0
    yield working_day_until(case.promised_on, clocks), Step.DUE_TODAY, 0


def _after_the_promise(case: Clocked, office: Office) -> Iterator[tuple[date, Step, int]]:
    """Day 16: nothing was explained, else the promise would lie ahead (t2, 002:206)."""
    yield case.promised_on + timedelta(days=1), Step.APOLOGISE, 0
    for nth, days in enumerate(office.clocks.escalate_days[: len(Rung)]):
        yield case.promised_on + timedelta(days=days), Step.ESCALATE, nth


def _progress(case: Clocked, office: Office) -> Iterator[tuple[date, Step, int]]:
    """After the first promise the citizen hears at least every so many days (t3, 002:206).

    On the promised day and the one after it, they hear of the promise instead.
    """
    clocks = office.clocks
    on = case.told_on + timedelta(days=clocks.progress_days)
    if on > case.first_promised_on and (on - case.promised_on).days not in (0, 1):
        yield on, Step.UPDATE, 0
        ahead = on - timedelta(days=min(PROGRESS_AHEAD, clocks.progress_days - 1))
        yield working_day_until(ahead, clocks), Step.ASK_PROGRESS, 0
