"""Walks a JSON value along a declared shape and names every fault with LINE's property path."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from simulator.counting import graphemes, json_bytes, utf16_units

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where (``messages[0].text``) and what (``May not be empty``)."""

    property: str
    message: str


Leaf: TypeAlias = Callable[[Any], str | None]
Rule: TypeAlias = Callable[[Any], Iterator[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: its required and its allowed properties, and rules between them."""

    required: Mapping[str, "Kind"] = field(default_factory=dict)
    optional: Mapping[str, "Kind"] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """An object whose shape is chosen by one of its properties, usually ``type``."""

    by: str
    shapes: Mapping[str, "Kind"]


@dataclass(frozen=True, slots=True)
class ListOf:
    """An array of one kind, with how many items it may hold."""

    kind: "Kind"
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Later:
    """A kind that is defined further down, so that boxes may hold boxes."""

    kind: Callable[[], "Kind"]


Kind: TypeAlias = Leaf | Shape | Choice | ListOf | Later


def walk(kind: Kind, value: Any, path: str) -> Iterator[Problem]:
    """Every problem of ``value`` as a ``kind``, depth first."""
    match kind:
        case Later():
            yield from walk(kind.kind(), value, path)
        case ListOf():
            yield from _walk_list(kind, value, path)
        case Choice():
            yield from _walk_choice(kind, value, path)
        case Shape():
            yield from _walk_shape(kind, value, path)
        case _:
            message = kind(value)
            if message is not None:
                yield Problem(path, message)


def _walk_list(kind: ListOf, value: Any, path: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem(path, "must be an array")
    elif not kind.low <= len(value) <= kind.high:
        yield Problem(path, f"Size must be between {kind.low} and {kind.high}")
    else:
        for index, item in enumerate(value):
            yield from walk(kind.kind, item, f"{path}[{index}]")


def _walk_choice(kind: Choice, value: Any, path: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(path, "must be an object")
        return
    name = value.get(kind.by)
    shape = kind.shapes.get(name) if isinstance(name, str) else None
    if shape is None:
        allowed = ", ".join(kind.shapes)
        yield Problem(_join(path, kind.by), f"must be one of [{allowed}]")
        return
    yield from walk(shape, value, path)


def _walk_shape(kind: Shape, value: Any, path: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(path, "must be an object")
        return
    for name in kind.required:
        if value.get(name) is None:
            yield Problem(_join(path, name), "May not be null")
    for name, item in value.items():
        expected = kind.required.get(name) or kind.optional.get(name)
        if expected is None:
            yield Problem(_join(path, name), "unknown field")
        elif item is not None:
            yield from walk(expected, item, _join(path, name))
    for rule in kind.rules:
        for name, message in rule(value):
            yield Problem(_join(path, name), message)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name


# Leaves. Each constructor returns a check that answers with a complaint or None.


def text(high: int, *, low: int = 1, count: Callable[[str], int] = utf16_units) -> Leaf:
    """A string of ``low`` to ``high`` characters, counted with ``count``."""

    def check(value: Any) -> str | None:
        if not isinstance(value, str):
            return "must be a string"
        size = count(value)
        if low and not value.strip():
            return "May not be empty"
        return None if low <= size <= high else f"Length must be between {low} and {high}"

    return check


def label(high: int) -> Leaf:
    """A string counted in grapheme clusters, as LINE counts everything on buttons."""
    return text(high, count=graphemes)


def pattern(expression: str, say: str) -> Leaf:
    """A string that matches the whole expression; ``say`` is the complaint otherwise."""
    compiled = re.compile(expression)

    def check(value: Any) -> str | None:
        return None if isinstance(value, str) and compiled.fullmatch(value) else say

    return check


def one_of(*words: str | int) -> Leaf:
    """One of LINE's words."""

    def check(value: Any) -> str | None:
        return None if value in words else f"must be one of [{', '.join(map(str, words))}]"

    return check


def whole(low: int, high: int) -> Leaf:
    """A whole number within bounds; true and false are not numbers."""

    def check(value: Any) -> str | None:
        good = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return None if good else f"must be a whole number between {low} and {high}"

    return check


def number(low: float, high: float) -> Leaf:
    """A number within bounds."""

    def check(value: Any) -> str | None:
        good = isinstance(value, int | float) and not isinstance(value, bool)
        return None if good and low <= value <= high else f"must be between {low} and {high}"

    return check


def flag(value: Any) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else "must be true or false"


def either(*leaves: Leaf, say: str) -> Leaf:
    """Whatever one of the leaves accepts; ``say`` is the complaint otherwise."""

    def check(value: Any) -> str | None:
        return None if any(leaf(value) is None for leaf in leaves) else say

    return check


def address(high: int, *, schemes: tuple[str, ...]) -> Leaf:
    """A URI of the given schemes; ``http`` passes for this machine only where it is not listed."""

    def check(value: Any) -> str | None:
        if not isinstance(value, str) or not value:
            return "invalid uri"
        if utf16_units(value) > high:
            return f"Length must be between 0 and {high}"
        return _fault_of_uri(value, schemes)

    return check


def _fault_of_uri(value: str, schemes: tuple[str, ...]) -> str | None:
    if not value.isascii() or any(char.isspace() for char in value):
        return "invalid uri: must be percent-encoded"
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return "invalid uri"
    if parts.scheme in {"http", "https"} and not host:
        return "invalid uri"
    local = parts.scheme == "http" and host in LOOPBACK
    return None if parts.scheme in schemes or local else "invalid uri scheme"


def at_most_bytes(high: int) -> Rule:
    """A whole object must fit in ``high`` bytes of JSON."""

    def check(value: Any) -> Iterator[tuple[str, str]]:
        if json_bytes(value) > high:
            yield "", f"must be {high} bytes of JSON or less"

    return check


def exclusive(first: str, second: str) -> Rule:
    """Two properties that must not come together."""

    def check(value: Any) -> Iterator[tuple[str, str]]:
        if value.get(first) is not None and value.get(second) is not None:
            yield second, f"can't be used together with {first}"

    return check


IMAGE_URL = address(2000, schemes=("https",))
COLOUR = pattern(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})", "invalid color")
