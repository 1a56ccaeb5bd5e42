"""Emergencies in a text: what must be met by a telephone number before anything else."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from triage.normalise import normalise

_LEXICON = Path(__file__).parent / "lexicon" / "emergency.toml"
# Longer than any LINE message; bounds the time that a pasted book could take.
_READ_AT_MOST = 6000
_MOST_FILLERS = 4
_THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"
_BLANK_IN_THAI = re.compile(f"(?<=[{_THAI}]) +(?=[{_THAI}])")
# Stands where words were that mean no emergency, so that their neighbours do not join up.
_GONE = "\n"


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of emergency: the words that tell it, and the phrases that only mention it."""

    told: re.Pattern[str]
    mentioned: re.Pattern[str]

    def is_in(self, spelled: str) -> bool:
        return bool(self.told.search(spelled)) and bool(
            self.told.search(self.mentioned.sub(_GONE, spelled))
        )


def emergencies(text: str) -> tuple[str, ...]:
    """The kinds of emergency the text tells of, in the order of the lexicon; mostly none.

    A kind is told when one of its words is left after the phrases are taken out that only mention
    it: a blocked fire engine, a fear of fire, last year's fire. A false alarm costs a glance, a
    miss may cost a life: what is unclear counts.
    """
    spelled = _spelled(text[:_READ_AT_MOST])
    return tuple(name for name, kind in _kinds().items() if kind.is_in(spelled))


def kinds() -> tuple[str, ...]:
    """Every kind that can be told, each with its numbers in the catalogue."""
    return tuple(_kinds())


def _spelled(text: str) -> str:
    return _BLANK_IN_THAI.sub("", normalise(text))


@cache
def _kinds() -> dict[str, _Kind]:
    shelves = tomllib.loads(_LEXICON.read_text(encoding="utf-8"))
    everywhere = shelves.pop("everywhere")
    return {name: _kind(shelf, everywhere) for name, shelf in shelves.items()}


def _kind(shelf: dict[str, list[str]], everywhere: dict[str, list[str]]) -> _Kind:
    words = _any_of(shelf["words"])
    fillers = f"(?:{_any_of(everywhere['fillers'])} ?){{0,{_MOST_FILLERS}}}"
    hedged = f"{_any_of(everywhere['hedges'])} ?{fillers}{words}"
    past = f"{words}{_any_of(everywhere['past'])}"
    phrases = _any_of([*shelf.get("not_when", ()), *everywhere["not_when"]])
    return _Kind(re.compile(words), re.compile(f"{phrases}|{hedged}|{past}"))


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    spelled = sorted({_pattern(word) for word in words}, key=len, reverse=True)
    return f"(?:{'|'.join(spelled)})"


def _pattern(word: str) -> str:
    """Thai runs words together; English words must stand alone ("fire" is not in "fireworks")."""
    spelled = re.escape(_spelled(word))
    return rf"\b{spelled}\b" if spelled.isascii() else spelled
