"""The catalogue of words: one tree of keys, the same in every language."""

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from texts.dates import long_date
from texts.message import Bilingual, Lang, Message, Param, plain

Entry: TypeAlias = str | tuple[str, ...]

_HOME = Path(__file__).parent
_SEGMENT = re.compile(r"[A-Za-z0-9_-]+")
_PLACEHOLDER = re.compile(r"[a-z][a-z0-9_]*")


class CatalogueFaults(Exception):
    """Everything that is wrong with the word files, one fault a line."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries of one folder: sentences to say, and lists of words a person may type."""

    entries: Mapping[Lang, Mapping[str, Entry]]

    @classmethod
    def load(cls, folder: Path) -> "Catalogue":
        """Read `folder/{th,en}/*.toml`; CatalogueFaults if a file is unreadable or a key double."""
        faults: list[str] = []
        entries = {lang: _read(folder / lang.value, faults) for lang in Lang}
        if faults:
            raise CatalogueFaults(faults)
        return cls(entries)

    def say(self, message: Message, lang: Lang) -> str:
        """The message in one language; KeyError for an unknown key or a missing parameter."""
        text = self.entries[lang].get(message.key)
        if not isinstance(text, str):
            raise KeyError(f"no sentence {message.key!r} in {lang.value}")
        names = _placeholders(text)
        if missing := names - message.params.keys():
            raise KeyError(f"{message.key!r} needs {', '.join(sorted(missing))}")
        return text.format_map({name: self._scalar(message.params[name], lang) for name in names})

    def words(self, key: str, lang: Lang | None = None) -> tuple[str, ...]:
        """What a person may type, in one language or in all; KeyError for an unknown key."""
        langs = tuple(Lang) if lang is None else (lang,)
        lists = [self.entries[each].get(key) for each in langs]
        if any(not isinstance(words, tuple) for words in lists):
            raise KeyError(f"no list of words {key!r}")
        return tuple(dict.fromkeys(word for words in lists for word in words or ()))

    def keys(self) -> frozenset[str]:
        """Every key that some language has."""
        return frozenset().union(*self.entries.values())

    def faults(self) -> list[str]:
        """Where the languages disagree, and what no sentence may hold; empty when all is well."""
        return [fault for key in sorted(self.keys()) for fault in self._faults_of(key)]

    def _faults_of(self, key: str) -> Iterator[str]:
        found = {lang: table[key] for lang, table in self.entries.items() if key in table}
        yield from (f"{key}: missing in {lang.value}" for lang in Lang if lang not in found)
        for lang, entry in found.items():
            yield from (f"{key} ({lang.value}): {fault}" for fault in _faults_in(entry))
        if len({type(entry) for entry in found.values()}) > 1:
            yield f"{key}: a sentence in one language, a list of words in the other"
        elif len({_placeholders(entry) for entry in found.values()}) > 1:
            yield f"{key}: the languages do not have the same placeholders"

    def _scalar(self, param: Param, lang: Lang) -> str:
        match plain(param):
            case None:
                return ""
            case date() as day:
                return long_date(day, lang)
            case Bilingual() as name:
                return name.in_(lang)
            case Message() as message:
                return self.say(message, lang)
            case scalar:
                return str(scalar)


def _read(folder: Path, faults: list[str]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.toml")):
        where = f"{folder.name}/{path.name}"
        try:
            tree = tomllib.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            faults.append(f"{where}: {error}")
            continue
        for key, value in _leaves(tree):
            if key in entries:
                faults.append(f"{where}: {key} is already in another file")
            if not isinstance(value, str | tuple):
                faults.append(f"{where}: {key} must be a sentence or a list of words")
                continue
            entries[key] = value
    return entries


def _leaves(tree: Mapping[str, Any], *, above: str = "") -> Iterator[tuple[str, object]]:
    for name, value in tree.items():
        match value:
            case dict():
                yield from _leaves(value, above=f"{above}{name}.")
            case list() if all(isinstance(word, str) for word in value):
                yield f"{above}{name}", tuple(value)
            case _:
                yield f"{above}{name}", value


def _faults_in(entry: Entry) -> Iterator[str]:
    parts = (entry,) if isinstance(entry, str) else entry
    if not parts or any(not part.strip() for part in parts):
        yield "is empty"
    if isinstance(entry, tuple):
        if any("{" in word or "}" in word for word in entry):
            yield "words that are typed have no placeholders"
        return
    try:
        fields = list(string.Formatter().parse(entry))
    except ValueError as error:
        yield f"braces: {error}"
        return
    for _, name, spec, conversion in fields:
        if name is not None and (spec or conversion or not _PLACEHOLDER.fullmatch(name)):
            yield "a placeholder is a plain {name}"


def _placeholders(entry: Entry) -> frozenset[str]:
    if isinstance(entry, tuple):
        return frozenset()
    try:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(entry) if name)
    except ValueError:  # told by _faults_in
        return frozenset()


@cache
def shipped() -> Catalogue:
    """The catalogue of this folder, read once."""
    return Catalogue.load(_HOME)


def say(message: Message, lang: Lang) -> str:
    """The message in one language; KeyError for an unknown key or a missing parameter."""
    return shipped().say(message, lang)


def words(key: str, lang: Lang | None = None) -> tuple[str, ...]:
    """What a person may type, in one language or in all; KeyError for an unknown key."""
    return shipped().words(key, lang)


def has(key: str) -> bool:
    """Whether the catalogue has this key."""
    return key in keys()


def keys() -> frozenset[str]:
    """Every key of the catalogue."""
    return shipped().keys()


def check() -> None:
    """Raise CatalogueFaults with everything wrong in the word files; entry points call it first."""
    if faults := shipped().faults():
        raise CatalogueFaults(faults)
