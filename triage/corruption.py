"""Texts that look like corruption: they are offered the sealed way before anything is kept (A18).

A false alarm costs one tap; a miss leaves a whistle-blower's words with ordinary matters. What is
unclear therefore counts, but what only prices, fines or taxes are asked about does not. Two ways of
noticing: words that tell of corruption, and what a model learned from examples of it told without
any such word ("if you show no kindness, you will wait").
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from triage.linear import Features, Head, read_head
from triage.normalise import normalise

LEARNED = Path(__file__).parent / "model" / "sealed.json"
_LEXICON = Path(__file__).parent / "lexicon" / "corruption.toml"
# Longer than any LINE message; bounds the time that a pasted book could take.
_READ_AT_MOST = 6000
_THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"
_BLANK_IN_THAI = re.compile(f"(?<=[{_THAI}]) +(?=[{_THAI}])")
# Stands where words were that mean no corruption, so that their neighbours do not join up.
_GONE = "\n"
TOLD, ORDINARY = "C", "-"
# What is shorter is told by its words or not at all: a button, a greeting, a name.
_TOO_SHORT = 24
_PIECES = (2, 3, 4)
_SHELF, _ALWAYS = 0.7, 0.5


@dataclass(frozen=True, slots=True)
class _Sign:
    """Words that together tell of corruption: one of every shelf, in any order."""

    shelves: tuple[re.Pattern[str], ...]

    def is_in(self, spelled: str) -> bool:
        return all(shelf.search(spelled) for shelf in self.shelves)


def suspects(text: str) -> bool:
    """Whether the text may tell of corruption or misconduct by those who work for the office."""
    spelled = _plain(text)
    return any(sign.is_in(spelled) for sign in _signs()) or _sounds_like_it(spelled)


def likelihood(text: str, head: Head) -> float:
    """How likely the text tells of corruption, by what was learned alone."""
    return head.probabilities(features(text))[TOLD]


def features(text: str) -> Features:
    """What is learned from: the shelves with a word in the text, and its spelling in small pieces.

    Pieces need no dictionary, which a chat should not have to wait for.
    """
    return _features(_plain(text))


def _sounds_like_it(spelled: str) -> bool:
    if len(spelled) < _TOO_SHORT:
        return False
    head = _learned()
    return head.probabilities(_features(spelled))[TOLD] >= head.enough


def _features(spelled: str) -> Features:
    pieces = {spelled[at : at + size] for size in _PIECES for at in range(len(spelled) - size + 1)}
    told = {f"#{name}": _SHELF for name, shelf in _shelves().items() if shelf.search(spelled)}
    return {**dict.fromkeys(pieces, max(1, len(pieces)) ** -0.5), **told, "#": _ALWAYS}


@cache
def _learned() -> Head:
    return read_head(LEARNED.read_text(encoding="utf-8"))


def _plain(text: str) -> str:
    return _without_harmless().sub(_GONE, _spelled(text[:_READ_AT_MOST]))


def _spelled(text: str) -> str:
    return _BLANK_IN_THAI.sub("", normalise(text))


@cache
def _lexicon() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_LEXICON.read_text(encoding="utf-8"))


@cache
def _signs() -> tuple[_Sign, ...]:
    """Each row of `signs` names the shelves of `words` of which it needs one word each."""
    shelves = _shelves()
    return tuple(_Sign(tuple(shelves[name] for name in row)) for row in _lexicon()["signs"]["rows"])


@cache
def _shelves() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(_any_of(words)) for name, words in _lexicon()["words"].items()}


@cache
def _without_harmless() -> re.Pattern[str]:
    return re.compile(_any_of(_lexicon()["harmless"]["phrases"]))


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    spelled = sorted({_pattern(word) for word in words}, key=len, reverse=True)
    return f"(?:{'|'.join(spelled)})"


def _pattern(word: str) -> str:
    """Thai runs words together; English words must stand alone."""
    spelled = re.escape(_spelled(word))
    return rf"\b{spelled}\b" if spelled.isascii() else spelled
