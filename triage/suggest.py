"""Proposes what a text is about, what is wanted and who takes it, and says why (A17).

Only a proposal: a person confirms it. What may be corruption is never routed (A18). The answer is
one of the office's own codes whatever the text asks for (T86), and none when unsure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from texts.message import Bilingual
from triage import linear, terms
from triage.corruption import suspects
from triage.linear import Features, Head, Model
from triage.normalise import normalise
from triage.terms import Lexicon

SERVICE: Final = "S"
_NONE: Final = {"-", "none"}
_MOST_UNITS: Final = 3
_MOST_REASONS: Final = 3
_SECTION: Final = "\u0e1d\u0e48\u0e32\u0e22"  # what the name of a section begins with


class Unit(Protocol):
    """A division of the office."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> Bilingual: ...
    @property
    def short(self) -> Bilingual | None: ...


class Category(Protocol):
    """A row of the office's table: a subject and who takes it."""

    @property
    def code(self) -> str: ...
    @property
    def track(self) -> str: ...
    @property
    def unit(self) -> str | None: ...


class Table(Protocol):
    """The office, as far as routing needs it."""

    @property
    def units(self) -> Sequence[Unit]: ...
    @property
    def categories(self) -> Sequence[Category]: ...


@dataclass(frozen=True, slots=True)
class Guess:
    """A code, and how likely it is right, from 0 to 1."""

    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a text seems to be. None stands where it is better to ask.

    `units` are the likeliest, best first, to choose from; `unit` is the first one if it is likely
    enough to be proposed alone. `named` are the units the text itself names, which is no evidence
    of who takes it. `outside` says that it mostly is another body's matter. `because` are words of
    the lexicon or of the examples, so they hold nothing personal. `sealed` says that the text may
    tell of corruption: then nothing else is said.
    """

    track: Guess | None = None
    category: Guess | None = None
    unit: Guess | None = None
    units: tuple[Guess, ...] = ()
    named: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    outside: bool = False
    sealed: bool = False


def suggest(
    text: str, table: Table, *, lexicon: Lexicon | None = None, model: Model | None = None
) -> Suggestion:
    """What the text seems to be in this office; by the shipped lexicon and model, or by others."""
    if suspects(text):
        return Suggestion(sealed=True)
    lexicon, model = lexicon or terms.shipped(), model or linear.shipped()
    named, rest = _without_names(normalise(text), table)
    seen, found = linear.features(rest, lexicon)
    if not seen:
        return Suggestion(named=named)
    subjects = model.subject.probabilities(seen)
    track = _likeliest(model.track.probabilities(seen), model.track.enough)
    units = _units(subjects, lexicon, table)
    best = units[0] if units else None
    return Suggestion(
        track=track,
        category=_category(track, subjects, found, lexicon, model.subject.enough, table),
        unit=best if best and best.confidence >= model.subject.enough else None,
        units=units[:_MOST_UNITS],
        named=named,
        because=_because(seen, found, max(subjects, key=subjects.__getitem__), lexicon, model),
        outside=_outside(subjects, lexicon) >= model.subject.enough,
    )


def _without_names(spelled: str, table: Table) -> tuple[tuple[str, ...], str]:
    """The units a text names, and the text without their names.

    "Send it to …" must not decide where it goes, and who never comes may be asked in vain.
    """
    named: dict[str, int] = {}
    names = [(name, unit.code) for unit in table.units for name in _names(unit)]
    for name, code in sorted(names, key=lambda each: -len(each[0])):
        if (at := spelled.find(name)) >= 0:
            named[code] = min(at, named.get(code, at))
            spelled = spelled.replace(name, "\n")
    return tuple(sorted(named, key=named.__getitem__)), spelled


def _names(unit: Unit) -> Iterable[str]:
    yield from (normalise(unit.name.th), normalise(unit.name.en))
    if unit.short:
        yield _SECTION + normalise(unit.short.th).rstrip("\u0e2f")  # the sign of an abbreviation


def _likeliest(shares: Mapping[str, float], enough: float) -> Guess | None:
    code = max(shares, key=shares.__getitem__)
    likely = code not in _NONE and shares[code] >= enough
    return Guess(code, shares[code]) if likely else None


def _units(subjects: Mapping[str, float], lexicon: Lexicon, table: Table) -> tuple[Guess, ...]:
    """Who takes each subject is the office's table's to say; the lexicon fills its gaps."""
    known = {unit.code for unit in table.units}
    rows = {row.code: row.unit for row in table.categories}
    total: defaultdict[str, float] = defaultdict(float)
    for code, share in subjects.items():
        if subject := lexicon.subjects.get(code):
            unit = rows.get(code) or subject.unit
            if unit in known and not subject.outside:
                total[unit] += share
    return tuple(Guess(code, total[code]) for code in sorted(total, key=total.__getitem__)[::-1])


def _outside(subjects: Mapping[str, float], lexicon: Lexicon) -> float:
    return sum(subjects.get(code, 0) for code, each in lexicon.subjects.items() if each.outside)


def _category(
    track: Guess | None,
    subjects: Mapping[str, float],
    found: Iterable[str],
    lexicon: Lexicon,
    enough: float,
    table: Table,
) -> Guess | None:
    """The row of the table that fits: a subject, or for the office's own service its manner."""
    if track is None:
        return None
    if track.code == SERVICE:
        guess = _manner(lexicon.scores(found, "manners"), enough)
    else:
        guess = _likeliest(subjects, enough)
        if guess and (subject := lexicon.subjects.get(guess.code)):
            guess = Guess(subject.category, guess.confidence)
    rows = {row.code for row in table.categories if row.track == track.code}
    return guess if guess and guess.code in rows else None


def _manner(scores: Mapping[str, float], enough: float) -> Guess | None:
    """The manner most words speak for; its confidence is its share of them."""
    whole = sum(scores.values())
    return (
        _likeliest({code: score / whole for code, score in scores.items()}, enough)
        if whole
        else None
    )


def _because(
    seen: Features, found: Sequence[str], subject: str, lexicon: Lexicon, model: Model
) -> tuple[str, ...]:
    """The words that speak for the subject, the strongest first."""
    said = {
        term: vote.weight
        for term in found
        for vote in lexicon.votes[term]
        if (vote.table, vote.code) == ("subjects", subject)
    }
    spoken = said or _spoken(seen, subject, model.subject)
    return tuple(sorted(spoken, key=spoken.__getitem__, reverse=True)[:_MOST_REASONS])


def _spoken(seen: Features, subject: str, head: Head) -> dict[str, float]:
    """What single words of the model add to a subject, where the lexicon knows none."""
    place = head.classes.index(subject)
    parts = {
        word: seen[word] * head.weights[word][place]
        for word in seen
        if word in head.weights and " " not in word and not word.startswith(linear.SAID)
    }
    return {word: part for word, part in parts.items() if part > 0}
