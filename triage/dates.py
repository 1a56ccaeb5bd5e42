"""Understanding a date as people type it: "15 Dec", in Thai or English, "15/12/2569", "10 days"."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from texts.catalogue import words
from texts.dates import gregorian, month_named
from triage.normalise import normalise

_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS: Final = re.compile(r"(\d{1,2}) ?[-/. ] ?(\d{1,2})(?: ?[-/. ] ?(\d{2}|\d{4}))?")
# A month's name is letters and Thai marks, perhaps with dots in or after it.
_NAMED: Final = re.compile(r"(\d{1,2}) ?([^\W\d][^\d ]*(?:\. [^\W\d]\.)?) ?(\d{2}|\d{4})?")
_DAYS: Final = re.compile(r"(\d{1,3}) ?(\D+)")
_CENTURIES: Final = (2000, 2500)
_SHORT_YEAR: Final = 100
_NEXT_LEAP_YEAR: Final = 8  # years at most from one 29 February to the next


def day_in(text: str, *, today: date) -> date | None:
    """The day a text names; None if it names none, or one that does not exist.

    A year may be of either era, or of two digits; without one, the next such day is meant.
    """
    said = _bare(normalise(text))
    return _iso(said) or _ahead(said, today) or _written(said, today)


def _bare(said: str) -> str:
    """Without the small words around a date."""
    for word in sorted(words("date.before"), key=len, reverse=True):
        said = said.removeprefix(word).lstrip()
    for word in sorted(words("date.after"), key=len, reverse=True):
        said = said.removesuffix(word).rstrip()
    return said


def _iso(said: str) -> date | None:
    found = _ISO.fullmatch(said)
    return _day(gregorian(int(found[1])), int(found[2]), int(found[3])) if found else None


def _ahead(said: str, today: date) -> date | None:
    found = _DAYS.fullmatch(said)
    if found and found[2].strip() in words("date.days"):
        return today + timedelta(days=int(found[1]))
    return None


def _written(said: str, today: date) -> date | None:
    if found := _NUMBERS.fullmatch(said):
        month = int(found[2])
    elif found := _NAMED.fullmatch(said):
        month = month_named(found[2].replace(" ", "")) or 0
    else:
        return None
    years = _years(found[3], today)
    days = [day for year in years if (day := _day(year, month, int(found[1]))) is not None]
    if not found[3]:
        return next((day for day in days if day >= today), None)
    return min(days, key=lambda day: abs(day - today), default=None)


def _years(written: str | None, today: date) -> Iterator[int]:
    """The years that may be meant; two digits are the nearest such year of either era."""
    if not written:
        yield from range(today.year, today.year + _NEXT_LEAP_YEAR + 1)
    elif (year := int(written)) < _SHORT_YEAR:
        yield from (gregorian(century + year) for century in _CENTURIES)
    else:
        yield gregorian(year)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
