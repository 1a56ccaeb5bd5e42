"""A linear model over words and lexicon scores: whole numbers in JSON, read without any library.

Its parts add up, so that a suggestion can say which words made it.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

from triage import terms
from triage.words import is_word, pieces, readable

SHIPPED: Final = Path(__file__).parent / "model" / "routing.json"
Features = Mapping[str, float]
# What the lexicon says comes in as one feature for each code; the mark keeps it apart from words.
SAID: Final = "="
NOTHING: Final = "=nothing"
_ENOUGH: Final = 12.0  # above this the lexicon is as sure as it gets
_SAID_MOST: Final = 3.0


@dataclass(frozen=True, slots=True)
class Head:
    """One question the model answers: weights for each feature and class.

    `warmth` divides what the weights add up to, and from a likelihood of `enough` on nearly all
    answers are right: both were measured on texts the model had not learned.
    """

    classes: tuple[str, ...]
    weights: Mapping[str, tuple[float, ...]]
    warmth: float = 1.0
    enough: float = 0.7

    def sums(self, features: Features) -> list[float]:
        """For each class, what the features add up to."""
        total = [0.0] * len(self.classes)
        for name, value in features.items():
            for place, weight in enumerate(self.weights.get(name, ())):
                total[place] += weight * value
        return total

    def probabilities(self, features: Features) -> dict[str, float]:
        """How likely each class is; together one."""
        shares = softmax([part / self.warmth for part in self.sums(features)])
        return dict(zip(self.classes, shares, strict=True))


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned, and the fingerprint of the examples and the lexicon it was learned from."""

    subject: Head
    track: Head
    learned_from: str


def softmax(sums: Iterable[float]) -> list[float]:
    """Sums as shares of one."""
    parts = list(sums)
    most = max(parts)
    raised = [math.exp(part - most) for part in parts]
    whole = sum(raised)
    return [part / whole for part in raised]


def features(text: str, lexicon: terms.Lexicon) -> tuple[Features, tuple[str, ...]]:
    """What the model looks at, and the lexicon's terms that are in the text."""
    spelled = readable(text)
    cut = pieces(spelled)
    found = lexicon.found(spelled, _borders(cut))
    tokens = [piece for piece in cut if is_word(piece)]
    return ({**said(found, lexicon), **worded(tokens)} if tokens else {}), found


def said(found: Iterable[str], lexicon: terms.Lexicon) -> Features:
    """The lexicon's scores as features."""
    found = tuple(found)
    scores = {
        f"{SAID}{table}.{code}": _SAID_MOST * min(score, _ENOUGH) / _ENOUGH
        for table in ("subjects", "tracks")
        for code, score in lexicon.scores(found, table).items()
    }
    return scores if lexicon.scores(found, "subjects") else {**scores, NOTHING: 1.0}


def worded(tokens: list[str]) -> Features:
    """Words and pairs of words as features; a long text says no more in all than a short one."""
    pairs = [f"{one} {other}" for one, other in pairwise(tokens)]
    each = {*tokens, *pairs}
    return dict.fromkeys(each, 1 / math.sqrt(len(each))) if each else {}


def _borders(cut: Iterable[str]) -> frozenset[int]:
    return frozenset({0, *accumulate(map(len, cut))})


@cache
def shipped() -> Model:
    """The model that comes along."""
    return read(SHIPPED.read_text(encoding="utf-8"))


def read(text: str) -> Model:
    """A model from its JSON; KeyError or ValueError if it is none."""
    kept = json.loads(text)
    return Model(_head(kept["subject"]), _head(kept["track"]), str(kept["learned_from"]))


def read_head(text: str) -> Head:
    """One head from its JSON; KeyError or ValueError if it is none."""
    return _head(json.loads(text))


def written_head(head: Head) -> str:
    """One head as JSON."""
    return json.dumps(_kept(head), ensure_ascii=False, separators=(",", ":")) + "\n"


def written(model: Model) -> str:
    """A model as JSON, its weights as whole numbers from -127 to 127."""
    kept = {
        "learned_from": model.learned_from,
        "subject": _kept(model.subject),
        "track": _kept(model.track),
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n"


def _head(kept: dict[str, Any]) -> Head:
    step = float(kept["step"])
    weights = {name: tuple(step * int(n) for n in row) for name, row in kept["weights"].items()}
    return Head(tuple(kept["classes"]), weights, float(kept["warmth"]), float(kept["enough"]))


def _kept(head: Head) -> dict[str, Any]:
    most = max((abs(weight) for row in head.weights.values() for weight in row), default=1.0)
    step = most / 127
    rows = {name: [round(weight / step) for weight in row] for name, row in head.weights.items()}
    weights = {name: row for name, row in sorted(rows.items()) if any(row)}
    return {
        "classes": head.classes,
        "warmth": round(head.warmth, 3),
        "enough": round(head.enough, 3),
        "step": round(step, 6),
        "weights": weights,
    }
