"""The figures of the monthly brief (A90, 001:10), from the history alone. Pure: the same history
gives the same figures whenever it is asked.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from models.vocabulary import OPEN, Action, Rung, State

# Up to how many days old an open case is; what is older comes last.
AGES: Final = (7, 15, 30, 60)
CONTENT: Final = 4  # stars from which somebody counts as satisfied (004:988)
WORST: Final = 10  # cases the brief names
_EXPLAINS: Final = frozenset({Action.EXPLAIN, Action.POSTPONE})


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a case's history; `on` is the date in Bangkok."""

    action: Action
    state: State
    unit: str
    on: date
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """A case as its history tells it, with the facts of its receipt."""

    id: uuid.UUID
    number: str
    category: str
    received_on: date
    first_promised_on: date
    events: tuple[Happened, ...]

    def until(self, day: date) -> Sequence[Happened]:
        """What had happened by the end of a day."""
        return [event for event in self.events if event.on <= day]

    def is_open(self, day: date) -> bool:
        """Whether it was being worked on at the end of a day."""
        known = self.until(day)
        return bool(known) and known[-1].state in OPEN

    def unit(self, day: date) -> str:
        """The unit it was with at the end of a day."""
        return self.until(day)[-1].unit

    def promised_on(self, day: date) -> date:
        """The date that held for it at the end of a day."""
        moved = [e.data for e in self.until(day) if e.action in _EXPLAINS | {Action.REOPEN}]
        if not moved:
            return self.first_promised_on
        return date.fromisoformat(moved[-1].get("to") or moved[-1]["promised_on"])

    def is_explained(self, day: date) -> bool:
        """Whether its present delay was ever explained; reopening begins a new clock."""
        told = [e.action for e in self.until(day) if e.action in _EXPLAINS | {Action.REOPEN}]
        return bool(told) and told[-1] in _EXPLAINS


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit's part of the month."""

    unit: str
    received: int
    finished: int
    carried: int
    overdue: int


@dataclass(frozen=True, slots=True)
class LateCase:
    """One of the cases that are late, by its number."""

    number: str
    unit: str
    category: str
    days: int
    explained: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """A month of an office in figures, as they were on `as_of`.

    brought + received + reopened - finished = carried, and `ages` adds up to `carried`.
    """

    month: date
    as_of: date
    brought: int
    received: int
    reopened: int
    finished: int
    carried: int
    ages: tuple[int, ...]
    days_to_finish: int  # of all finished cases together; the mean is this over `finished`
    overdue: int
    unexplained: int
    escalations: Mapping[str, int]  # by rung
    rated: int
    stars: int  # of all ratings together
    content: int
    units: tuple[UnitFigures, ...]
    worst: tuple[LateCase, ...]

    def to_json(self) -> dict[str, Any]:
        """The figures as values that a row keeps."""
        return {**asdict(self), "month": self.month.isoformat(), "as_of": self.as_of.isoformat()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Figures":
        """The figures that were kept."""
        return cls(
            **{
                **kept,
                "month": date.fromisoformat(kept["month"]),
                "as_of": date.fromisoformat(kept["as_of"]),
                "ages": tuple(kept["ages"]),
                "units": tuple(UnitFigures(**unit) for unit in kept["units"]),
                "worst": tuple(LateCase(**case) for case in kept["worst"]),
            }
        )

    @property
    def mean_days(self) -> float | None:
        """Days from receipt to the end, on average; None if nothing was finished."""
        return round(self.days_to_finish / self.finished, 1) if self.finished else None

    @property
    def mean_stars(self) -> float | None:
        """Stars on average; None if nobody rated."""
        return round(self.stars / self.rated, 1) if self.rated else None


def month_before(day: date) -> date:
    """The first day of the month before the one a day lies in."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def last_day(month: date) -> date:
    """The last day of a month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def figures(stories: Sequence[Story], month: date, *, as_of: date) -> Figures:
    """The figures of a month; what is late is told as of another day, on which one can act."""
    end = last_day(month)
    lodged, reopened, finished = (
        list(_moves(stories, month, end, fits)) for fits in (_begins, _returns, _ends)
    )
    carried = [story for story in stories if story.is_open(end)]
    late = _late(stories, as_of)
    stars = [story_stars for s in stories if (story_stars := _stars(s, month, end))]
    return Figures(
        month=month,
        as_of=as_of,
        brought=sum(story.is_open(month - timedelta(days=1)) for story in stories),
        received=len(lodged),
        reopened=len(reopened),
        finished=len(finished),
        carried=len(carried),
        ages=_ages((end - story.received_on).days for story in carried),
        days_to_finish=sum((event.on - story.received_on).days for story, event in finished),
        overdue=len(late),
        unexplained=sum(not case.explained for case in late),
        escalations=_escalations(stories, month, end),
        rated=len(stars),
        stars=sum(stars),
        content=sum(given >= CONTENT for given in stars),
        units=_units(
            Counter(story.unit(story.received_on) for story, _ in lodged),
            Counter(event.unit for _, event in finished),
            Counter(story.unit(end) for story in carried),
            Counter(case.unit for case in late),
        ),
        worst=late[:WORST],
    )


Fits = Callable[[Happened | None, Happened], bool]


def _begins(before: Happened | None, _event: Happened) -> bool:
    return before is None


def _ends(before: Happened | None, event: Happened) -> bool:
    return before is not None and before.state in OPEN and event.state not in OPEN


def _returns(before: Happened | None, event: Happened) -> bool:
    return before is not None and before.state not in OPEN and event.state in OPEN


def _moves(
    stories: Iterable[Story], first: date, last: date, fits: Fits
) -> Iterator[tuple[Story, Happened]]:
    for story in stories:
        for before, event in pairwise((None, *story.events)):
            if event is not None and first <= event.on <= last and fits(before, event):
                yield story, event


def _ages(days: Iterable[int]) -> tuple[int, ...]:
    found = Counter(sum(age > most for most in AGES) for age in days)
    return tuple(found[place] for place in range(len(AGES) + 1))


def _late(stories: Iterable[Story], day: date) -> tuple[LateCase, ...]:
    """What is open past its date, the worst first."""
    late = (
        LateCase(s.number, s.unit(day), s.category, (day - promised).days, s.is_explained(day))
        for s in stories
        if s.is_open(day) and (promised := s.promised_on(day)) < day
    )
    return tuple(sorted(late, key=lambda case: (-case.days, case.number)))


def _escalations(stories: Iterable[Story], first: date, last: date) -> dict[str, int]:
    climbed = Counter(
        event.data["rung"]
        for story in stories
        for event in story.events
        if event.action is Action.ESCALATE and first <= event.on <= last
    )
    return {rung.value: climbed[rung.value] for rung in Rung}


def _stars(story: Story, first: date, last: date) -> int:
    """The last rating of the month: rating again replaces it. 0: not rated."""
    given = (e for e in reversed(story.until(last)) if e.action is Action.RATE and e.on >= first)
    return next((int(event.data["stars"]) for event in given), 0)


def _units(*counted: Counter[str]) -> tuple[UnitFigures, ...]:
    return tuple(
        UnitFigures(unit, *(count[unit] for count in counted))
        for unit in sorted(set().union(*counted))
    )
