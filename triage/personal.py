"""Personal data that people type by accident: found, and masked in copies; the original stays.

Names without a title cannot be found by a machine, and "khun" mostly begins no name: whoever shows
a text to others must still look.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

MASK: Final = "•••"
_LEXICON: Final = Path(__file__).parent / "lexicon" / "personal.toml"
_THAI: Final = "\u0e01-\u0e4e"
_CONSONANT: Final = "\u0e01-\u0e2e"
_HYPHENS: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_ROUNDS: Final = 5  # masking one thing may uncover another


class Kind(StrEnum):
    """What personal data may be."""

    NATIONAL_ID = "national_id"
    PHONE = "phone"
    ACCOUNT = "account"
    PLATE = "plate"
    EMAIL = "email"
    LINE_ID = "line_id"
    NAME = "name"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Span:
    """Where personal data stands in a text: text[start:end]."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Sign:
    """A pattern for one kind; its group `it`, or all of it, is the data, if `holds` agrees."""

    kind: Kind
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = bool
    near: re.Pattern[str] | None = None  # counts only in texts that have this somewhere

    def spans(self, text: str) -> Iterator[Span]:
        if self.near and not self.near.search(text):
            return
        for found in self.pattern.finditer(text):
            group = "it" if "it" in self.pattern.groupindex else 0
            if self.holds(found[group]):
                yield Span(self.kind, found.start(group), found.end(group))


def find(text: str, kinds: Collection[Kind] = frozenset(Kind)) -> tuple[Span, ...]:
    """The personal data in a text, in order; what overlaps is one span of the kind named first.

    Digits may be Thai or full-width, and invisible signs may stand between them.
    """
    plain, places = _plain(text)
    signs = [sign for sign in _signs() if sign.kind in kinds]
    spans = [span for sign in signs for span in sign.spans(plain)]
    return tuple(
        Span(span.kind, places[span.start], places[span.end - 1] + 1) for span in _merged(spans)
    )


def mask(text: str, kinds: Collection[Kind] = frozenset(Kind)) -> str:
    """The text with MASK in place of personal data; nothing else is changed."""
    for _ in range(_ROUNDS):
        spans = find(text, kinds)
        if not spans:
            break
        for span in reversed(spans):
            text = text[: span.start] + MASK + text[span.end :]
    return text


def is_national_id(written: str) -> bool:
    """Whether 13 digits (whatever stands between them) carry the right check digit."""
    digits = [int(sign) for sign in written if sign.isdecimal()]
    weighed = sum(digit * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False))
    return len(digits) == 13 and (11 - weighed % 11) % 10 == digits[12]  # noqa: PLR2004 - its length


def _plain(text: str) -> tuple[str, list[int]]:
    """The text with plain digits and hyphens, without invisible signs; and where each sign was."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text.translate(_HYPHENS)):
        if unicodedata.category(sign) in {"Cf", "Cc"} and sign not in "\n\t":
            continue
        digit = unicodedata.decimal(sign, None)
        wide = unicodedata.normalize("NFKC", sign)
        signs.append(str(digit) if digit is not None else wide if len(wide) == 1 else sign)
        places.append(place)
    return "".join(signs), places


def _merged(spans: Iterable[Span]) -> list[Span]:
    rank = {kind: place for place, kind in enumerate(Kind)}
    merged: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if merged and span.start < merged[-1].end:
            last = merged.pop()
            kind = min(last.kind, span.kind, key=rank.__getitem__)
            merged.append(Span(kind, last.start, max(last.end, span.end)))
        else:
            merged.append(span)
    return merged


@cache
def _signs() -> tuple[_Sign, ...]:
    said = tomllib.loads(_LEXICON.read_text(encoding="utf-8"))
    return (*_numbers(said), *_plates(said), *_handles(said), *_people(said))


def _numbers(said: dict[str, Any]) -> Iterator[_Sign]:
    """Numbers that neither go on before nor after, nor are the decimals of another."""
    alone, ended = r"(?<![0-9])(?<![0-9][.,/])", r"(?![0-9])"
    shaped = r"[0-9][ -]?[0-9]{4}[ -]?[0-9]{5}[ -]?[0-9]{2}[ -]?[0-9]|[0-9](?:[ .-][0-9]){12}"
    yield _Sign(Kind.NATIONAL_ID, re.compile(f"{alone}(?:{shaped}){ended}"), is_national_id)
    home = r"(?:\+ ?66[ -]?(?:\(0\)|0)?|(?<![+])66[ -]|0)"
    mobile, landline = r"[ .-]?[689](?:[ .-]?[0-9]){8}", r"[ .-]?[23457](?:[ .-]?[0-9]){7}"
    yield _Sign(Kind.PHONE, re.compile(rf"{alone}\(?{home}(?:{mobile}|\)?{landline}){ended}"))
    shape = r"[0-9]{3}[ -][0-9][ -][0-9]{5}[ -][0-9]"
    yield _Sign(Kind.ACCOUNT, re.compile(f"{alone}{shape}{ended}"))
    near = re.compile(_any_of(said["account"]["near"]), re.IGNORECASE)
    any_shape = r"(?:[0-9][ -]?){9,14}[0-9]"
    yield _Sign(Kind.ACCOUNT, re.compile(f"{alone}{any_shape}{ended}"), near=near)


def _plates(said: dict[str, Any]) -> Iterator[_Sign]:
    """With the word for it any plate, without it only what is little else."""
    near = _any_of(said["plate"]["near"])
    loose = rf"[0-9]?[ ]?[{_CONSONANT}]{{1,3}}[ .-]{{0,2}}[0-9]{{1,4}}(?![0-9])"
    gap = r"[ :.]{0,3}"
    yield _Sign(Kind.PLATE, re.compile(rf"{near}{gap}(?P<it>{loose})", re.IGNORECASE))
    others = "|".join(map(re.escape, said["plate"]["not_plates"]))
    strict = (
        rf"[0-9][{_CONSONANT}]{{2}}[ -]?[0-9]{{1,4}}|(?!{others})[{_CONSONANT}]{{2}}[ -]?[0-9]{{4}}"
    )
    yield _Sign(Kind.PLATE, re.compile(rf"(?<![{_THAI}0-9/.])(?:{strict})(?![0-9/])"))


def _handles(said: dict[str, Any]) -> Iterator[_Sign]:
    """E-mail addresses and names on LINE."""
    part = r"[A-Za-z0-9._+-]{1,64}"
    host = r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,63}){1,4}"
    yield _Sign(Kind.EMAIL, re.compile(f"{part}@{host}"))
    yield _Sign(Kind.LINE_ID, re.compile(r"\bU[0-9a-f]{32}\b"))
    line, called = _any_of(said["line"]["near"]), _any_of(said["line"]["id"])
    handle = r"@?[A-Za-z0-9][A-Za-z0-9._-]{2,30}"
    named = (
        rf"(?:{line}[ .]?{called}|{called}[ ]?{line}|{line}[ ]?[:=])[ :=]{{0,3}}(?P<it>{handle})"
    )
    yield _Sign(Kind.LINE_ID, re.compile(named, re.IGNORECASE))
    odd = r"@[A-Za-z0-9._-]{3,30}|[A-Za-z][A-Za-z._-]{0,25}[0-9_][A-Za-z0-9._-]{0,25}"
    yield _Sign(Kind.LINE_ID, re.compile(rf"{line}[ ]{{0,2}}(?P<it>{odd})", re.IGNORECASE))


def _people(said: dict[str, Any]) -> Iterator[_Sign]:
    """Names after titles, and the numbers of houses."""
    titles, others = _any_of(said["name"]["titles"]), _any_of(said["name"]["not_names"])
    run = rf"[{_THAI}]{{2,20}}"
    yield _Sign(
        Kind.NAME, re.compile(rf"{others}|(?>{titles})[ ]?(?P<it>{run}(?:[ ]{run})?)"), _is_there
    )
    latin = r"\b(?:Mrs?|Ms|Miss|Dr)\.?[ ](?P<it>[A-Z][a-z]{1,20}(?:[ ][A-Z][a-z]{1,20})?)"
    yield _Sign(Kind.NAME, re.compile(latin))
    house, after = _any_of(said["address"]["house"]), _any_of(said["address"]["after"])
    number = r"[0-9]{1,4}(?:[/-][0-9]{1,4})?"
    yield _Sign(Kind.ADDRESS, re.compile(rf"{house}[ :.]{{0,3}}(?P<it>{number})"))
    no_day = "".join(f"(?<!{day})(?<!{day} )" for day in said["address"]["not_after"])
    shape = rf"(?<![0-9/]){no_day}[0-9]{{1,4}}/[0-9]{{1,4}}(?![0-9/])(?=[ ]?{after})"
    yield _Sign(Kind.ADDRESS, re.compile(shape))


def _is_there(found: str | None) -> bool:
    """A group that took no part in the match is None."""
    return found is not None


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})"
