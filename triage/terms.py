"""Finds the words of the routing lexicon in a text; the office decides which count for what."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from triage.normalise import normalise

SHIPPED: Final = Path(__file__).parent / "lexicon" / "routing.toml"
WEIGHTS: Final = {"sure": 3.0, "likely": 2.0, "hint": 1.0}
TABLES: Final = ("subjects", "tracks", "manners")
# A longer word is rarer and says more.
_LENGTH: Final = 20
_KEY: Final = 2  # signs by which terms are looked up
# Words this short stand by chance inside others; they count only where a word begins and ends.
SHORT: Final = 4


@dataclass(frozen=True, slots=True)
class Vote:
    """What a term speaks for: a code of one of the tables, and how strongly."""

    table: str
    code: str
    weight: float


@dataclass(frozen=True, slots=True)
class Subject:
    """What the lexicon says of a subject beside its words.

    `category` is its row in the office's table, `unit` who takes it where the table has none.
    `outside` says that it mostly is the matter of another body than the office.
    """

    code: str
    category: str
    unit: str | None
    outside: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The terms and what they vote for; looked up by first signs, longest first."""

    subjects: Mapping[str, Subject]
    votes: Mapping[str, tuple[Vote, ...]]
    _lengths: Mapping[str, tuple[int, ...]]

    def found(self, spelled: str, borders: frozenset[int] | None = None) -> tuple[str, ...]:
        """The terms in a normalised text, each once, in the order they stand.

        A term takes its place: the shorter ones inside it are not counted, nor is what overlaps it.
        With `borders` (offsets between words), short Thai terms must be whole words.
        """
        at, hits = 0, dict[str, None]()
        while at < len(spelled):
            term = self._at(spelled, at, borders)
            if term:
                hits[term] = None
            at += len(term) or 1
        return tuple(term for term in hits if self.votes[term])

    def _at(self, spelled: str, at: int, borders: frozenset[int] | None) -> str:
        for length in self._lengths.get(spelled[at : at + _KEY], ()):
            term = spelled[at : at + length]
            if term in self.votes and _stands(spelled, at, at + length, borders):
                return term
        return ""

    def scores(self, terms: Iterable[str], table: str) -> dict[str, float]:
        """The sum of what the terms say for each code of a table."""
        total: defaultdict[str, float] = defaultdict(float)
        for term in terms:
            for vote in self.votes[term]:
                if vote.table == table:
                    total[vote.code] += vote.weight + len(term) / _LENGTH
        return dict(total)


def _stands(spelled: str, start: int, end: int, borders: frozenset[int] | None) -> bool:
    """English words must stand alone, short Thai ones too where the borders are known."""
    word = spelled[start:end]
    if word.isascii():
        before, after = spelled[start - 1 : start], spelled[end : end + 1]
        return not (_latin(before) and _latin(word[0])) and not (_latin(after) and _latin(word[-1]))
    return borders is None or len(word) > SHORT or (start in borders and end in borders)


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


@cache
def shipped() -> Lexicon:
    """The lexicon that comes along."""
    return read(SHIPPED.read_text(encoding="utf-8"))


def read(toml: str) -> Lexicon:
    """A lexicon from its TOML. ValueError names a table, shelf or row that does not belong."""
    tables = tomllib.loads(toml)
    ignored = tables.pop("ignored", {}).get("phrases", [])
    if unknown := sorted(set(tables) - set(TABLES)):
        raise ValueError(f"the lexicon has no table {', '.join(unknown)}")
    votes: defaultdict[str, list[Vote]] = defaultdict(list)
    for name, rows in tables.items():
        for code, row in rows.items():
            _collect(votes, name, code, row)
    for phrase in ignored:
        votes[normalise(phrase)] = []
    subjects = {code: _subject(code, row) for code, row in tables.get("subjects", {}).items()}
    kept = {term: tuple(each) for term, each in votes.items()}
    return Lexicon(subjects, kept, _by_length(kept))


def _collect(votes: dict[str, list[Vote]], table: str, code: str, row: dict[str, object]) -> None:
    shelves = {key: value for key, value in row.items() if isinstance(value, list)}
    if unknown := sorted(set(shelves) - set(WEIGHTS)):
        raise ValueError(f"{table}.{code} has no shelf {', '.join(unknown)}")
    taken: set[str] = set()
    for shelf, terms in shelves.items():
        for term in terms:
            if len(spelled := normalise(term)) < _KEY:
                raise ValueError(f"{table}.{code}: {term!r} is too short to mean anything")
            if spelled not in taken:
                taken.add(spelled)
                votes[spelled].append(Vote(table, code, WEIGHTS[shelf]))


def _subject(code: str, row: dict[str, object]) -> Subject:
    category, unit = row.get("category", code), row.get("unit")
    if not isinstance(category, str) or not isinstance(unit, str | None):
        raise ValueError(f"subjects.{code}: category and unit are codes")  # noqa: TRY004 - a bad file
    return Subject(code, category, unit, bool(row.get("outside", False)))


def _by_length(terms: Iterable[str]) -> dict[str, tuple[int, ...]]:
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for term in terms:
        lengths[term[:_KEY]].add(len(term))
    return {key: tuple(sorted(found, reverse=True)) for key, found in lengths.items()}
