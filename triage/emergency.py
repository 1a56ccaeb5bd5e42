"""Emergencies in a text: what must be met by a telephone number before anything else."""

import re
import tomllib
from functools import cache
from pathlib import Path

from triage.normalise import normalise

_LEXICON = Path(__file__).parent / "lexicon" / "emergency.toml"
# Longer than any LINE message; bounds the time that a pasted book could take.
_READ_AT_MOST = 6000
_THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"
_BLANK_IN_THAI = re.compile(f"(?<=[{_THAI}]) +(?=[{_THAI}])")
# Stands where words were that mean no emergency, so that their neighbours do not join up.
_GONE = "\n"


def emergencies(text: str) -> tuple[str, ...]:
    """The kinds of emergency the text speaks of, in the order of the lexicon; mostly none.

    A kind is meant when one of its words is left after its `not_when` words are taken out: a fire
    engine that is blocked is no fire.
    """
    spelled = _spelled(text[:_READ_AT_MOST])
    return tuple(
        kind
        for kind, (words, not_when) in _lexicon().items()
        if words.search(not_when.sub(_GONE, spelled) if not_when else spelled)
    )


def kinds() -> tuple[str, ...]:
    """Every kind that can be told, each with its numbers in the catalogue."""
    return tuple(_lexicon())


def _spelled(text: str) -> str:
    return _BLANK_IN_THAI.sub("", normalise(text))


@cache
def _lexicon() -> dict[str, tuple[re.Pattern[str], re.Pattern[str] | None]]:
    shelves = tomllib.loads(_LEXICON.read_text(encoding="utf-8"))
    everywhere = shelves.pop("everywhere")["not_when"]
    return {
        kind: (_any_of(shelf["words"]), _any_of([*shelf.get("not_when", ()), *everywhere]))
        for kind, shelf in shelves.items()
    }


def _any_of(words: list[str]) -> re.Pattern[str]:
    """One pattern for all words, the longest first; English ones only as whole words."""
    spelled = sorted({_spelled(word) for word in words}, key=len, reverse=True)
    return re.compile("|".join(_bounded(word) for word in spelled))


def _bounded(word: str) -> str:
    return rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)
