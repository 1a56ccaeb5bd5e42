"""What a district office is: its units, subjects, clocks, hours and channels, as frozen values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Protocol, TypeVar

from texts.message import Bilingual


class Track(StrEnum):
    """The two tracks that are routed by category."""

    GRIEVANCE = "G"
    SERVICE = "S"


class ChannelKind(StrEnum):
    """What a LINE channel is for; one account may serve several purposes."""

    GENERAL = "general"
    STAFF = "staff"
    INTEGRITY = "integrity"


class Count(StrEnum):
    """How the days of a legal clock are counted."""

    CALENDAR = "calendar"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class Unit:
    """A division of the office; `short` is for places where the full name would be cut."""

    code: str
    name: Bilingual
    short: Bilingual | None = None

    @property
    def label(self) -> Bilingual:
        """The name for a button."""
        return self.short or self.name


@dataclass(frozen=True, slots=True)
class Category:
    """A subject a citizen may choose, and the unit it goes to; without a unit the citizen is asked.

    `confirmed` says that the office itself has approved this row of the table.
    """

    code: str
    track: Track
    name: Bilingual
    unit: str | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Clocks:
    """The time limits of a case in days from receipt; `count` says which days the long ones count.

    Names ending in `_working_days` are always working days. `explain_ahead_days` before the
    promised day the officer is asked to explain. For a case that passed it the office apologises,
    names a day `explain_late_working_days` ahead, and the case climbs one rung (head, working
    group, director) on each of `escalate_days` after the promise.
    """

    acknowledge_working_days: int = 3
    assign_working_days: int = 1
    remind_days: tuple[int, ...] = (7, 12)
    solve_days: int = 15
    explain_ahead_days: int = 2
    explain_late_working_days: int = 3
    escalate_days: tuple[int, ...] = (1, 4, 8)
    progress_days: int = 15
    survey_close_days: int = 7
    reopen_days: int = 30
    count: Count = Count.CALENDAR
    extra_holidays: tuple[date, ...] = ()
    dropped_holidays: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedClocks:
    """The time limits of a corruption report in days from receipt (security A1.4, A4).

    Reporters are told every `notice_days` that it goes on, and asked `checkin_days` after closing
    whether anybody harms them for it.
    """

    preliminary_days: int = 7
    facts_days: int = 30
    feedback_months: int = 3
    notice_days: int = 30
    checkin_days: tuple[int, ...] = (30, 90)


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many days after closing the office keeps what; the register itself stays.

    Of a report: the way back to its reporter `link_days` after closing and never longer than
    `link_longest_days`, the receipt code `code_days` after closing (security D3, D19).
    """

    contact_days: int = 90
    person_days: int = 365
    text_days: int = 3650
    link_days: int = 30
    link_longest_days: int = 365
    code_days: int = 90


@dataclass(frozen=True, slots=True)
class Hours:
    """When the counter is open, in Bangkok time; weekdays as `date.isoweekday` counts them.

    Staff get their daily digest at `digest` on working days; citizens are written to from
    `write_from` to `write_until`, unless they have just spoken.
    """

    weekdays: tuple[int, ...]
    opens: time
    closes: time
    digest: time = time(8, 30)
    write_from: time = time(8)
    write_until: time = time(20)


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the office outside LINE; None is what the office has yet to confirm."""

    phone: str | None
    address: Bilingual
    email: str | None
    website: str | None
    map_url: str | None
    hotline: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A LINE official account: what it is for, and the *names* of its secrets' variables."""

    slug: str
    kinds: frozenset[ChannelKind]
    id_env: str
    secret_env: str
    previous_secret_env: str
    token_env: str
    basic_id: str | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """One district office. `centre` is the unit that owns what no other unit does."""

    slug: str
    name: Bilingual
    number_prefix: str
    units: tuple[Unit, ...]
    categories: tuple[Category, ...]
    clocks: Clocks
    hours: Hours
    contact: Contact
    channels: tuple[Channel, ...]
    centre: str
    sealed_clocks: SealedClocks = SealedClocks()
    retention: Retention = Retention()
    retention_of: tuple[tuple[Track, Retention], ...] = ()  # where a track has days of its own

    def kept(self, track: str) -> Retention:
        """For how long what of the cases of a track is kept."""
        return next((kept for each, kept in self.retention_of if each == track), self.retention)

    def unit(self, code: str) -> Unit:
        """The unit with this code; KeyError if the office has none."""
        return _the_one(self.units, code)

    def category(self, code: str) -> Category:
        """The category with this code; KeyError if the office has none."""
        return _the_one(self.categories, code)

    def unit_name(self, code: str) -> Bilingual:
        """What a unit is called; its code, when the office no longer has it."""
        return _name(self.units, code)

    def category_name(self, code: str) -> Bilingual:
        """What a category is called; its code, when the office no longer has it."""
        return _name(self.categories, code)

    def channel(self, slug: str) -> Channel:
        """The channel with this slug; KeyError if the office has none."""
        for channel in self.channels:
            if channel.slug == slug:
                return channel
        raise KeyError(slug)


class _Coded(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> Bilingual: ...


_T = TypeVar("_T", bound=_Coded)


def _the_one(rows: Iterable[_T], code: str) -> _T:
    for row in rows:
        if row.code == code:
            return row
    raise KeyError(code)


def _name(rows: Iterable[_Coded], code: str) -> Bilingual:
    return next((row.name for row in rows if row.code == code), Bilingual(code, code))
