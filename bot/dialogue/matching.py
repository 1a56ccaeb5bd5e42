"""Knowing a choice again when it is typed: by number, by label in either language, by synonym."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from bot.dialogue.flow import Option
from bot.dialogue.say import Words
from texts.catalogue import has, say, words
from texts.message import Bilingual, Lang
from triage.normalise import normalise

# Letters, digits and Thai vowel and tone signs; not blanks, punctuation, emoji, or mai yamok.
_SILENT = re.compile("[^\\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|[_\u0e46\u0e2f]")
_BETWEEN = re.compile(r"[\s/,·&()]+")
_SHORTEST_PART = 3
_NUMBER = re.compile(r"(\D*?)0*(\d{1,3})")


def fold(text: str) -> str:
    """The text as it sounds: no blanks, no punctuation, no case, no repetition mark."""
    return _SILENT.sub("", normalise(text))


@lru_cache(maxsize=4096)
def _ours(word: str) -> str:
    """A word of ours, folded. What people write is never kept like this."""
    return fold(word)


@cache
def _particles() -> tuple[str, ...]:
    return tuple(sorted(map(fold, words("common.particles")), key=len, reverse=True))


def spoken(text: str) -> tuple[str, ...]:
    """The folded text, and the same without polite words at its end."""
    folded = fold(text)
    bare = folded
    while cut := next((p for p in _particles() if bare.endswith(p) and bare != p), ""):
        bare = bare.removesuffix(cut)
    return (folded,) if bare == folded else (folded, bare)


def pick(options: Sequence[Option], text: str, *, listed: int) -> Option | None:
    """The option that was typed; the first `listed` of them stand in the numbered list.

    Those also go by their number, and by a word of their label that no other label has. Only a
    whole match counts: a word inside a sentence may be denied in the same sentence.
    """
    ways = spoken(text)
    if not ways[0]:
        return None
    by_number = _numbered(ways[-1])
    if 1 <= by_number <= listed:
        return options[by_number - 1]
    called = [option for option in options if not names(option).isdisjoint(ways)]
    partly = [option for option in options[:listed] if not _parts(option).isdisjoint(ways)]
    if called:
        return called[0]
    return partly[0] if len(partly) == 1 else None


def _numbered(folded: str) -> int:
    found = _NUMBER.fullmatch(folded)
    if found and found[1] in {"", *map(_ours, words("common.number_words"))}:
        return int(found[2])
    return 0


def names(option: Option) -> frozenset[str]:
    """Everything the option goes by, folded: its label in each language, its hint words."""
    known = [*_labels(option.label), *option.hints]
    if not isinstance(option.label, Bilingual) and has(f"{option.label.key}_words"):
        known += words(f"{option.label.key}_words")
    return frozenset(map(_ours, known)) - {""}


def _parts(option: Option) -> frozenset[str]:
    """The words of the label one by one: "Road/pavement" is also known as either."""
    parts = {_ours(part) for label in _labels(option.label) for part in _BETWEEN.split(label)}
    return frozenset(part for part in parts if len(part) >= _SHORTEST_PART)


def _labels(label: Words) -> tuple[str, ...]:
    if isinstance(label, Bilingual):
        return label.th, label.en
    return tuple(say(label, lang) for lang in Lang)
