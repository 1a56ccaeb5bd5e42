"""Labelled messages to learn from: those that come along, and those the office has confirmed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SHIPPED: Final = Path(__file__).parent / "examples.tsv"
FOLDS: Final = 5
_COLUMNS: Final = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A message and what it is. `topic` keeps messages of one kind in the same fold."""

    topic: str
    subject: str
    track: str
    manner: str
    text: str


def read(path: Path = SHIPPED) -> tuple[Example, ...]:
    """The examples of a file: tab-separated, `#` begins a remark. ValueError names a bad line."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            columns = line.split("\t")
            if len(columns) != _COLUMNS:
                raise ValueError(f"{path.name}, line {number}: {_COLUMNS} columns are needed")
            found.append(Example(*columns))
    return tuple(found)


def folds(examples: Sequence[Example]) -> Iterable[tuple[list[Example], list[Example]]]:
    """Five times: what to learn from, and what to ask; messages of one topic are never in both."""
    place = {topic: n % FOLDS for n, topic in enumerate(sorted({each.topic for each in examples}))}
    for fold in range(FOLDS):
        yield (
            [each for each in examples if place[each.topic] != fold],
            [each for each in examples if place[each.topic] == fold],
        )
