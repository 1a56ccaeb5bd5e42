"""Dates as the offices write them: Thai month names, Buddhist years, fiscal years."""

from datetime import date, datetime

from texts.message import Bilingual, Lang

_BUDDHIST_ERA = 543
_FISCAL_YEAR_STARTS_IN = 10
_SURELY_BUDDHIST = 2400
_SHORTEST_NAME = 3  # letters of a shortened month

# Thai, Thai abbreviated, English; the English abbreviation is the first three letters.
_MONTHS = (
    ("มกราคม", "ม.ค.", "January"),
    ("กุมภาพันธ์", "ก.พ.", "February"),
    ("มีนาคม", "มี.ค.", "March"),
    ("เมษายน", "เม.ย.", "April"),
    ("พฤษภาคม", "พ.ค.", "May"),
    ("มิถุนายน", "มิ.ย.", "June"),
    ("กรกฎาคม", "ก.ค.", "July"),
    ("สิงหาคม", "ส.ค.", "August"),
    ("กันยายน", "ก.ย.", "September"),
    ("ตุลาคม", "ต.ค.", "October"),
    ("พฤศจิกายน", "พ.ย.", "November"),
    ("ธันวาคม", "ธ.ค.", "December"),
)
_LONG = {Lang.TH: [m[0] for m in _MONTHS], Lang.EN: [m[2] for m in _MONTHS]}
_SHORT = {Lang.TH: [m[1] for m in _MONTHS], Lang.EN: [m[2][:3] for m in _MONTHS]}
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def long_date(day: date, lang: Lang) -> str:
    """The date with the month in full; Thai counts Buddhist years. TypeError for a `datetime`."""
    return _written(day, lang, months=_LONG)


def short_date(day: date, lang: Lang) -> str:
    """The date with the month abbreviated, for cards and tables. TypeError for a `datetime`."""
    return _written(day, lang, months=_SHORT)


def month_name(month: date) -> Bilingual:
    """The month a day lies in, with its year, as the heading of a report."""
    names = _MONTHS[month.month - 1]
    return Bilingual(f"{names[0]} {month.year + _BUDDHIST_ERA}", f"{names[2]} {month.year}")


def month_named(word: str) -> int | None:
    """The number of the month that is called so: in full, or shortened as people do."""
    called = word.replace(".", "").casefold()
    for number, (thai, abbreviated, english) in enumerate(_MONTHS, start=1):
        if called == abbreviated.replace(".", ""):
            return number
        known = (thai, english.casefold())
        if len(called) >= _SHORTEST_NAME and any(name.startswith(called) for name in known):
            return number
    return None


def gregorian(year: int) -> int:
    """The year of our era; nobody at an office means a year of ours beyond 2400."""
    return year - _BUDDHIST_ERA if year >= _SURELY_BUDDHIST else year


def thai_digits(text: str) -> str:
    """The text with Thai numerals, as official letters and reports ask."""
    return text.translate(_THAI_DIGITS)


def fiscal_year(day: date) -> int:
    """The government's fiscal year in the Buddhist era: October to September, named for its end."""
    return _local(day).year + _BUDDHIST_ERA + (day.month >= _FISCAL_YEAR_STARTS_IN)


def _written(day: date, lang: Lang, *, months: dict[Lang, list[str]]) -> str:
    year = _local(day).year + (_BUDDHIST_ERA if lang is Lang.TH else 0)
    return f"{day.day} {months[lang][day.month - 1]} {year}"


def _local(day: date) -> date:
    # An aware datetime in UTC is still yesterday in Bangkok until seven in the morning.
    if isinstance(day, datetime):
        raise TypeError("give the local date, not a datetime")
    return day
