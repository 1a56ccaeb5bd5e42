"""How alike two reports are, by text, place and time: has somebody told of the same thing already?

Only a proposal: a person decides that two reports are one. Nothing sealed is ever compared.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from triage.normalise import normalise
from triage.terms import Lexicon, shipped

Key = TypeVar("Key")

# Of the text: the same subject, and the same spelling.
_SUBJECT, _SPELLING = 0.4, 0.6
# How near it was told, where that is known. Place says more: "the lamp is out" is told every day.
_PLACE, _TIME = 0.8, 0.2
# What is far away in time keeps this share of its likeness.
_LEAST = 0.4
_NEAR_METRES: Final = 150.0
# Farther apart than a soi is long, the same words mean two things.
FAR_METRES: Final = 500.0
_SOON: Final = timedelta(days=30)
_EARTH_METRES: Final = 6_371_000
_GRAM: Final = 3
ALIKE: Final = 0.45
_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What a report tells: its text, when it was told, and the pin (degrees) if there is one."""

    text: str
    told_at: datetime
    pin: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """From 0 (nothing in common) to 1 (the same), and why.

    `shared` are words of the lexicon that stand in both, so they hold nothing personal.
    """

    score: float
    spelling: float
    shared: tuple[str, ...]
    metres: float | None
    apart: timedelta


@dataclass(frozen=True, slots=True)
class Found(Generic[Key]):
    """A candidate that is like the report."""

    key: Key
    likeness: Likeness


def likeness(one: Report, other: Report, lexicon: Lexicon | None = None) -> Likeness:
    """How alike two reports are. The order of the two makes no difference."""
    lexicon = lexicon or shipped()
    metres = _metres(one.pin, other.pin)
    apart = abs(one.told_at - other.told_at)
    first, second = normalise(one.text), normalise(other.text)
    spelling = _common(_grams(first), _grams(second))
    terms = lexicon.found(first), lexicon.found(second)
    same = _SUBJECT * _shared_subject(*terms, lexicon) + _SPELLING * spelling
    score = 0.0 if _elsewhere(metres) else same * (_LEAST + (1 - _LEAST) * _near(metres, apart))
    shared = tuple(sorted(set(terms[0]) & set(terms[1]), key=lambda term: (-len(term), term)))
    return Likeness(score, spelling, shared, metres, apart)


def most_like(
    report: Report,
    candidates: Iterable[tuple[Key, Report]],
    *,
    lexicon: Lexicon | None = None,
    at_least: float = ALIKE,
    most: int = _MOST,
) -> tuple[Found[Key], ...]:
    """The candidates that are most like a report, the likest first; mostly none."""
    found = [Found(key, likeness(report, each, lexicon)) for key, each in candidates]
    alike = [each for each in found if each.likeness.score >= at_least]
    return tuple(sorted(alike, key=lambda each: -each.likeness.score)[:most])


def _elsewhere(metres: float | None) -> bool:
    return metres is not None and metres > FAR_METRES


def _near(metres: float | None, apart: timedelta) -> float:
    """How near in place and time; by time alone where a place is not known."""
    in_time = math.exp(-apart / _SOON)
    if metres is None:
        return in_time
    return _PLACE * math.exp(-metres / _NEAR_METRES) + _TIME * in_time


def _grams(spelled: str) -> frozenset[str]:
    """Every three signs in a row: they forgive a misspelling where whole words do not."""
    packed = spelled.replace(" ", "")
    return frozenset(
        packed[at : at + _GRAM] for at in range(max(1, len(packed) - _GRAM + 1)) if packed
    )


def _common(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of what both have; a short text inside a long one is nearly the same."""
    if not one or not other:
        return 0.0
    return len(one & other) / math.sqrt(len(one) * len(other))


def _shared_subject(one: Iterable[str], other: Iterable[str], lexicon: Lexicon) -> float:
    """How much the two speak of the same subjects."""
    first, second = lexicon.scores(one, "subjects"), lexicon.scores(other, "subjects")
    both = sum(share * second.get(code, 0.0) for code, share in first.items())
    length = math.hypot(*first.values()) * math.hypot(*second.values())
    return both / length if length else 0.0


def _metres(one: tuple[float, float] | None, other: tuple[float, float] | None) -> float | None:
    """The distance over the ground between two pins."""
    if one is None or other is None:
        return None
    (lat, lon), (to_lat, to_lon) = (map(math.radians, pin) for pin in (one, other))
    flat = (
        math.sin((to_lat - lat) / 2) ** 2
        + math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    )
    return 2 * _EARTH_METRES * math.asin(min(1.0, math.sqrt(flat)))
