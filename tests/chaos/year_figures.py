"""The figures of a simulated year."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.postage import Rank, rank_of
from models.case import Case, CaseEvent
from models.post import Notice
from models.scope import EVERY_OFFICE
from models.vocabulary import OPEN
from tests.chaos import year_count, year_rows

if TYPE_CHECKING:
    from tests.chaos.year import Year


@dataclass(frozen=True, slots=True)
class Figures:
    """What is left of it. Those of the first group must be 0."""

    without_owner: int
    silent_day_16: int
    silent_for_too_long: int
    appointments_twice: int
    appointments_missed: int
    notices_doubled: int
    words_doubled: int
    notices_without_end: int
    sent_but_unseen: int
    errors: dict[str, int]
    examples: list[str]

    cases: int
    open_at_the_end: int
    events: int
    appointments: dict[str, int]
    kept_late: int
    silent_while_asleep: int
    notices: dict[str, int]
    legal_notices: dict[str, int]
    pushes: dict[str, int]
    second_digests: int
    woken_at_night: int
    refused_for_quota: int
    fullest_month: dict[str, str]
    faults: dict[str, int]
    power_cuts: int
    happened: dict[str, int]
    seconds: float

    def __str__(self) -> str:
        """One figure a line."""
        return "\n".join(f"  {n}: {getattr(self, n)}" for n in self.__dataclass_fields__)


def figures(year: "Year", *, seconds: float) -> Figures:
    """Count everything."""
    net = year.network
    names = {person: user for life in year.life.values() for person, user in life.names.items()}
    with year.database.reading(EVERY_OFFICE) as session:
        tally = year_count.tally(session, year.offices, year_count.Rounds(year.done, year.asleep))
        unseen = year_rows.unseen(session, net.seen, names)
        waiting = year_rows.waiting(session, year.clock.now)
        legal: Counter[str] = Counter(
            state.value
            for message, state in session.execute(select(Notice.message, Notice.state))
            if rank_of([message["key"]]) is Rank.LEGAL
        )
        cases = session.scalar(select(func.count()).select_from(Case)) or 0
        is_open = select(func.count()).select_from(Case).where(Case.state.in_(OPEN))
        open_ones = session.scalar(is_open) or 0
        events = session.scalar(select(func.count()).select_from(CaseEvent)) or 0
        fates = year_rows.fates(session)
    doubled = [key for key, times in net.seen.items() if times > 1]
    found = year.found
    return Figures(
        without_owner=found.pop("without owner"),
        silent_day_16=tally.silent["silent on day 16"],
        silent_for_too_long=tally.silent["silent for too long"],
        appointments_twice=tally.twice,
        appointments_missed=tally.missed + found.pop("still due"),
        notices_doubled=len(doubled),
        words_doubled=len(net.doubled_words),
        notices_without_end=waiting + found.pop("stuck"),
        sent_but_unseen=len(unseen),
        errors=dict(year.errors),
        examples=[*tally.examples, *net.doubled_words[:3], *unseen[:3], *map(str, doubled[:3])],
        cases=cases,
        open_at_the_end=open_ones,
        events=events,
        appointments=dict(sorted(tally.kept.items())),
        kept_late=tally.kept_late,
        silent_while_asleep=tally.silent_while_asleep,
        notices=fates,
        legal_notices=dict(legal),
        pushes=dict(net.ranks),
        second_digests=sum(n - 1 for n in net.digests.values() if n > 1),
        woken_at_night=net.woken,
        refused_for_quota=sum(net.refused.values()),
        fullest_month=_fullest(year),
        faults=dict(net.faults),
        power_cuts=year.power.cuts,
        happened=dict(found),
        seconds=round(seconds, 1),
    )


def _fullest(year: "Year") -> dict[str, str]:
    """Of each account the month with the most pushes, beside what it is allowed."""
    most: dict[str, int] = {}
    for (account, _), used in year.network.pushed.items():
        most[account] = max(used, most.get(account, 0))
    return {name: f"{used} of {year.limit(name)}" for name, used in sorted(most.items())}
