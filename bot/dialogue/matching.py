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
_NUMBER = re.compile(r"(\D*?)0*(\d{1,3})")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text as it sounds: no blanks, no punctuation, no case, no repetition mark."""
    return _SILENT.sub("", normalise(text))


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
    """The option that was typed; the first `listed` of them also go by their number in the list.

    Only a whole match counts: a word inside a sentence may be denied in the same sentence.
    """
    ways = spoken(text)
    if not ways[0]:
        return None
    numbered = _NUMBER.fullmatch(ways[-1])
    if numbered and numbered[1] in {"", *map(fold, words("common.number_words"))}:
        number = int(numbered[2])
        if 1 <= number <= listed:
            return options[number - 1]
    return next((option for option in options if not names(option).isdisjoint(ways)), None)


def names(option: Option) -> frozenset[str]:
    """Everything the option goes by, folded: labels, their parts, hint words."""
    labels = _labels(option.label)
    # "Road/pavement" is also known as either.
    known = [*labels, *(part for label in labels for part in label.split("/")), *option.hints]
    if not isinstance(option.label, Bilingual) and has(f"{option.label.key}_words"):
        known += words(f"{option.label.key}_words")
    return frozenset(map(fold, known)) - {""}


def _labels(label: Words) -> tuple[str, ...]:
    if isinstance(label, Bilingual):
        return label.th, label.en
    return tuple(say(label, lang) for lang in Lang)
