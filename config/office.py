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

    `acknowledge_working_days` and `assign_working_days` are always working days.
    """

    acknowledge_working_days: int = 3
    assign_working_days: int = 1
    remind_days: tuple[int, ...] = (7, 12)
    solve_days: int = 15
    progress_days: int = 15
    survey_close_days: int = 7
    reopen_days: int = 30
    count: Count = Count.CALENDAR
    extra_holidays: tuple[date, ...] = ()
    dropped_holidays: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """When the counter is open, in Bangkok time; weekdays as `date.isoweekday` counts them."""

    weekdays: tuple[int, ...]
    opens: time
    closes: time


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

    def unit(self, code: str) -> Unit:
        """The unit with this code; KeyError if the office has none."""
        return _the_one(self.units, code)

    def category(self, code: str) -> Category:
        """The category with this code; KeyError if the office has none."""
        return _the_one(self.categories, code)

    def channel(self, slug: str) -> Channel:
        """The channel with this slug; KeyError if the office has none."""
        for channel in self.channels:
            if channel.slug == slug:
                return channel
        raise KeyError(slug)


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


_T = TypeVar("_T", bound=_Coded)


def _the_one(rows: Iterable[_T], code: str) -> _T:
    for row in rows:
        if row.code == code:
            return row
    raise KeyError(code)
