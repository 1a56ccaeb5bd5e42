"""Counts what must not be after a simulated year, from histories, notices and what people saw."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.agenda import NEW_PROMISE, Appointment, due, is_paused, next_at
from cases.deadlines import local_date
from cases.notices import tells_citizen
from config.office import Office
from models.case import Case, CaseEvent
from models.vocabulary import OPEN, Action, State


@dataclass(slots=True)
class Dates:
    """The dates of a case as its history gives them: an agenda can be read off these."""

    state: State
    officer_id: uuid.UUID | None
    received_on: date
    promised_on: date
    first_promised_on: date
    told_on: date
    resolved_at: datetime | None
    followed_until: datetime

    @classmethod
    def at_receipt(cls, case: Case) -> "Dates":
        """As they were before anything happened."""
        day, first = case.received_on, case.first_promised_on
        return cls(State.RECEIVED, None, day, first, first, day, None, case.received_at)

    def take(self, event: CaseEvent) -> None:
        """Move them as the event did."""
        self.state, self.officer_id = event.state, event.officer_id
        if event.action in (Action.EXPLAIN, Action.POSTPONE):
            self.promised_on = date.fromisoformat(event.data["to"])
        if event.action is Action.REOPEN:
            self.promised_on = date.fromisoformat(event.data["promised_on"])
        if event.action is Action.RESOLVE:
            self.resolved_at = event.at
        if event.action in NEW_PROMISE:
            self.followed_until = event.at
        if tells_citizen(event.action) and event.data.get("public", True):
            self.told_on = local_date(event.at)


@dataclass(slots=True)
class Tally:
    """What was found in the histories."""

    kept: Counter[str] = field(default_factory=Counter)
    kept_late: int = 0
    twice: int = 0
    missed: int = 0
    silent: Counter[str] = field(default_factory=Counter)
    silent_while_asleep: int = 0
    examples: list[str] = field(default_factory=list)

    def note(self, what: str, case: Case, *more: object) -> None:
        """Remember an example, for whoever has to find the fault."""
        if len(self.examples) < 12:
            self.examples.append(f"{what}: {case.number} {' '.join(map(str, more))}")


@dataclass(frozen=True, slots=True)
class Rounds:
    """When the worker had followed everything up, and when it was not running at all."""

    done: Sequence[datetime]
    asleep: tuple[datetime, datetime]

    def last_before(self, moment: datetime) -> datetime | None:
        """The last complete round before a moment."""
        low, high = 0, len(self.done)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.done[middle] < moment else (low, middle)
        return self.done[low - 1] if low else None

    def slept_on(self, day: date) -> bool:
        """Whether the worker was asleep at some time of the day."""
        return local_date(self.asleep[0]) <= day <= local_date(self.asleep[1])


def tally(session: Session, offices: Mapping[str, Office], rounds: Rounds) -> Tally:
    """Read every case's history."""
    found, histories = Tally(), _histories(session)
    for case in session.scalars(select(Case).order_by(Case.number)):
        office = offices[case.office_id]
        _read_history(case, histories[case.id], office, rounds, found)
        _read_silences(case, histories[case.id], office, rounds, found)
    return found


def _read_history(
    case: Case, events: Sequence[CaseEvent], office: Office, rounds: Rounds, tally: Tally
) -> None:
    """Go through a case's history with an agenda of our own beside it: what the clock asked, each
    once, and nothing else.
    """
    dates, kept, since = Dates.at_receipt(case), set[Appointment](), case.received_at
    for event in events:
        before = rounds.last_before(event.at)
        if before is not None and before > since:
            _missing(case, dates, kept, office, before, tally)
        if "step" in event.data:
            _kept(case, dates, kept, office, event, tally)
        dates.take(event)
        since = event.at
    _missing(case, dates, kept, office, rounds.done[-1], tally)
    if case.due_at != next_at(dates, office):
        tally.missed += 1
        tally.note("due at another time", case, case.due_at, next_at(dates, office))


def _kept(
    case: Case, dates: Dates, kept: set[Appointment], office: Office, event: CaseEvent, tally: Tally
) -> None:
    """The event must be the next thing the clock asked and nobody had done."""
    tally.kept[event.data["step"]] += 1
    tally.kept_late += event.data["late"] > 0
    wanted = (event.data["step"], event.data["nth"], event.data["day"])
    for one in _pending(dates, kept, office, event.at):
        if (one.step, one.nth, local_date(one.at).isoformat()) == wanted:
            kept.add(one)
            return
    tally.twice += 1
    tally.note("not asked for, or twice", case, *wanted, event.at)


def _missing(
    case: Case,
    dates: Dates,
    kept: set[Appointment],
    office: Office,
    round_at: datetime,
    tally: Tally,
) -> None:
    """Whatever was due at the last complete round must have been kept by then."""
    for one in _pending(dates, kept, office, round_at):
        tally.missed += 1
        tally.note("missed", case, one, round_at)


def _pending(
    dates: Dates, kept: set[Appointment], office: Office, now: datetime
) -> Iterable[Appointment]:
    """What is due and not done; a day all of whose appointments are done is left behind."""
    while batch := due(dates, office, now=now):
        open_ones = [a for a in batch if a not in kept and not is_paused(dates, a)]
        if open_ones:
            return open_ones
        dates.followed_until = batch[0].at
    return ()


def _read_silences(
    case: Case, events: Sequence[CaseEvent], office: Office, rounds: Rounds, tally: Tally
) -> None:
    """No open case passes its promised day without the citizen hearing of it the day after, nor
    goes on for longer than the office's days without a word (A40, A41).
    """
    end = local_date(rounds.done[-1])
    dates, apologised = Dates.at_receipt(case), False
    for number, event in enumerate(events, start=1):
        if event.action in NEW_PROMISE:
            apologised = False
        dates.take(event)
        apologised |= event.action is Action.APOLOGISE
        if dates.state not in OPEN:
            continue
        until = local_date(events[number].at) if number < len(events) else end
        by = dates.promised_on + timedelta(days=1)
        if not apologised and by < until:
            _silence(case, by, rounds, tally, "silent on day 16")
            apologised = True  # counted once
        day = max(dates.told_on, dates.first_promised_on)
        day += timedelta(days=office.clocks.progress_days + 1)
        if day < until:
            _silence(case, day, rounds, tally, "silent for too long")


def _silence(case: Case, day: date, rounds: Rounds, tally: Tally, what: str) -> None:
    if rounds.slept_on(day):
        tally.silent_while_asleep += 1
        return
    tally.silent[what] += 1
    tally.note(what, case, day)


def _histories(session: Session) -> Mapping[uuid.UUID, Sequence[CaseEvent]]:
    """Every case's events in order."""
    found: dict[uuid.UUID, list[CaseEvent]] = defaultdict(list)
    for event in session.scalars(select(CaseEvent).order_by(CaseEvent.position)):
        found[event.case_id].append(event)
    return found
