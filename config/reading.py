"""Reads one table of a TOML file, noting every fault in words instead of stopping at one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any, TypeVar

from texts.message import Bilingual, Lang

_LONGEST_CLOCK = 365  # days

E = TypeVar("E", bound=StrEnum)


@dataclass(slots=True)
class Table:
    """A TOML table that knows where it stands and which keys were asked for.

    Every reader returns a value of the right type even when it notes a fault, so that one pass
    finds them all; nothing built from a faulty table may be used.
    """

    where: str
    data: dict[str, Any]
    faults: list[str]
    asked: set[str] = field(default_factory=set)

    def fault(self, key: str, allowed: str) -> None:
        """Note that `key` is not what it may be."""
        self.faults.append(f"{self.where}{key}: {allowed}")

    def text(self, key: str, pattern: str, allowed: str) -> str:
        """A required text of a certain form."""
        return self.text_or_none(key, pattern, allowed, required=True) or ""

    def text_or_none(
        self, key: str, pattern: str, allowed: str, *, required: bool = False
    ) -> str | None:
        """A text of a certain form, if it is there."""
        value = self._take(key)
        if value is None and not required:
            return None
        if isinstance(value, str) and re.fullmatch(pattern, value):
            return value
        self.fault(key, allowed)
        return None

    def bilingual(self, key: str) -> Bilingual:
        """A required name in Thai and English."""
        return self.bilingual_or_none(key, required=True) or Bilingual("", "")

    def bilingual_or_none(self, key: str, *, required: bool = False) -> Bilingual | None:
        """A name in Thai and English, if it is there."""
        value = self._take(key)
        if value is None and not required:
            return None
        match value:
            case {"th": str(th), "en": str(en)} if (
                th.strip() and en.strip() and len(value) == len(Lang)
            ):
                return Bilingual(th, en)
        self.fault(key, 'write { th = "…", en = "…" }, neither empty')
        return None

    def days(self, key: str, otherwise: int, *, longest: int = _LONGEST_CLOCK) -> int:
        """A whole number (of days, unless the key says otherwise) from 1 to `longest`."""
        value = self._take(key)
        if value is None:
            return otherwise
        if _is_days(value, longest):
            return int(value)
        self.fault(key, f"a whole number of days from 1 to {longest}")
        return otherwise

    def rising_days(self, key: str, otherwise: tuple[int, ...]) -> tuple[int, ...]:
        """Numbers of days, each later than the one before; may be empty."""
        value = self._take(key)
        if value is None:
            return otherwise
        if isinstance(value, list) and all(map(_is_days, value)) and sorted(set(value)) == value:
            return tuple(value)
        self.fault(key, "a rising list of whole days from 1 to 365")
        return otherwise

    def dates(self, key: str) -> tuple[date, ...]:
        """Dates as TOML writes them (2026-01-02); none when absent."""
        value = self._take(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(type(day) is date for day in value):
            return tuple(value)
        self.fault(key, "a list of dates such as 2026-01-02, without quotes")
        return ()

    def moment(self, key: str, otherwise: time | None = None) -> time:
        """A time of day as TOML writes it (08:00:00); required unless there is an `otherwise`."""
        value = self._take(key)
        if value is None and otherwise is not None:
            return otherwise
        if isinstance(value, time):
            return value
        self.fault(key, "a time such as 08:00:00, without quotes")
        return time.min

    def truth(self, key: str) -> bool:
        """A required true or false."""
        value = self._take(key)
        if not isinstance(value, bool):
            self.fault(key, "true or false")
        return value is True

    def word(self, key: str, words: type[E], *, otherwise: E | None = None) -> E:
        """One word of a vocabulary; required unless there is an `otherwise`."""
        value = self._take(key)
        if value is None and otherwise is not None:
            return otherwise
        if isinstance(value, str) and value in set(words):
            return words(value)
        self.fault(key, f"one of {', '.join(words)}")
        return next(iter(words))

    def words(self, key: str, words: type[E]) -> frozenset[E]:
        """At least one word of a vocabulary."""
        value = self._take(key)
        if isinstance(value, list) and value and set(map(str, value)) <= set(words):
            return frozenset(words(each) for each in value)
        self.fault(key, f"a list of at least one of {', '.join(words)}")
        return frozenset()

    def weekdays(self, key: str) -> tuple[int, ...]:
        """Days of the week, Monday = 1 to Sunday = 7."""
        value = self._take(key)
        if (
            isinstance(value, list)
            and value
            and all(type(day) is int and day in range(1, 8) for day in value)
            and sorted(set(value)) == value
        ):
            return tuple(value)
        self.fault(key, "a rising list of weekdays, 1 (Monday) to 7 (Sunday)")
        return ()

    def table(self, key: str, *, required: bool = True) -> "Table":
        """A table inside this one."""
        value = self._take(key)
        if value is None and not required:
            value = {}
        if not isinstance(value, dict):
            self.fault(key, f"the table [{key}] is missing")
            value = {}
        return Table(f"{self.where}{key}.", value, self.faults)

    def tables(self, key: str) -> Iterator["Table"]:
        """The tables of a required list ([[key]])."""
        value = self._take(key)
        if not isinstance(value, list) or not value or not all(isinstance(t, dict) for t in value):
            self.fault(key, f"at least one [[{key}]] is needed")
            return
        for place, each in enumerate(value, start=1):
            yield Table(f"{self.where}{key} {place}: ", each, self.faults)

    def done(self) -> None:
        """Note every key nobody asked for: most are typing errors."""
        for key in self.data.keys() - self.asked:
            self.fault(key, "there is no such key")

    def _take(self, key: str) -> Any:
        self.asked.add(key)
        return self.data.get(key)


def _is_days(value: object, longest: int = _LONGEST_CLOCK) -> bool:
    return type(value) is int and 1 <= value <= longest
