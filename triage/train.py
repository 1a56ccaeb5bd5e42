"""Teaches the linear model from labelled messages, in plain Python, on the machine of the office.

`python -m triage.train [own.tsv]` learns from the shipped examples and the office's own confirmed
ones, prints how well it does on what it has not learned, and writes the model beside this file.
"""

import hashlib
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from triage import corruption, terms
from triage.examples import SHIPPED as EXAMPLES
from triage.examples import Example, folds, read
from triage.linear import (
    NOTHING,
    SAID,
    SHIPPED,
    Features,
    Head,
    Model,
    features,
    softmax,
    written,
    written_head,
)

_ROUNDS: Final = 30
_STEP: Final = 0.2
_SHRINK: Final = 1e-3
_LEXICON: Final = 6.0  # what a subject the lexicon is sure of counts, beside what words add
_SEEN_AT_LEAST: Final = 2  # a word of one example only is learned by heart, not understood
_WARMTHS: Final = (0.6, 0.8, 1.0, 1.2, 1.4, 1.7, 2.0, 2.5, 3.0, 4.0)
# How many of what is proposed alone must be right: of a subject more than of a track, for a wrong
# unit costs days and a wrong track a tap. Of the long texts of citizens it is less.
_PRECISION: Final = {"subjects": 0.95, "": 0.9}
_EVEN: Final = 0.5
_BESIDE: Final = 0.4


Labelled = tuple[Features, str]
Answer = tuple[
    list[float], int
]  # what a model's features add up to, and the place of the right one


def train(examples: Iterable[Example], lexicon: terms.Lexicon) -> Model:
    """The model learned from the examples; the same ones always make the same model.

    Examples of corruption are not among them: they are kept from routing.
    """
    ordinary = [each for each in examples if each.track != corruption.TOLD]
    seen = {each.text: features(each.text, lexicon)[0] for each in ordinary}
    texts = repr((ordinary, sorted(lexicon.votes.items())))
    return Model(
        _head(ordinary, seen, lambda each: each.subject, given="subjects"),
        _head(ordinary, seen, lambda each: each.track),
        hashlib.sha256(texts.encode()).hexdigest()[:16],
    )


def suspicion(examples: Iterable[Example]) -> Head:
    """Learned from what tells of corruption and what does not; an even chance is enough to ask."""
    rows = [(corruption.features(each.text), _told(each)) for each in examples]
    return replace(fit(rows), enough=_EVEN)


def _told(example: Example) -> str:
    return corruption.TOLD if example.track == corruption.TOLD else corruption.ORDINARY


def noticed(examples: Sequence[Example]) -> tuple[int, int]:
    """Of corruption, and of ordinary messages: how many are suspected by topics never learned."""
    hits = Counter[str]()
    for learn, ask in folds(examples):
        head = suspicion(learn)
        hits.update(
            _told(each) for each in ask if corruption.likelihood(each.text, head) >= head.enough
        )
    return hits[corruption.TOLD], hits[corruption.ORDINARY]


def _head(
    examples: Sequence[Example],
    seen: Mapping[str, Features],
    label: Callable[[Example], str],
    given: str = "",
) -> Head:
    """Learned from all; how sure it may be is measured on the folds it has not learned."""
    asked: list[Answer] = []
    for learn, ask in folds(examples):
        head = fit([(seen[each.text], label(each)) for each in learn], given)
        asked += _asked(head, ask, seen, label)
    head = fit([(seen[each.text], label(each)) for each in examples], given)
    warmth = min(_WARMTHS, key=lambda warmth: _surprise(asked, warmth))
    return replace(head, warmth=warmth, enough=_enough(asked, warmth, given))


def _asked(
    head: Head,
    ask: Sequence[Example],
    seen: Mapping[str, Features],
    label: Callable[[Example], str],
) -> Iterable[Answer]:
    """What a model that learned from some says of the others.

    People tell more than an example does, of the place or of what else is wrong. So with each text
    a part of another one is heard, or the model would be far too sure of itself.
    """
    draw = random.Random(0)  # noqa: S311 - the same noise each time
    for each in ask:
        if label(each) in head.classes:
            beside = head.sums(seen[draw.choice(ask).text])
            sums = head.sums(seen[each.text])
            heard = [one + _BESIDE * other for one, other in zip(sums, beside, strict=True)]
            yield heard, head.classes.index(label(each))


def _enough(asked: Iterable[Answer], warmth: float, given: str) -> float:
    """The likelihood from which on nearly all answers are right; never below an even chance."""
    answers = []
    for sums, right in asked:
        shares = softmax([part / warmth for part in sums])
        best = max(range(len(shares)), key=shares.__getitem__)
        answers.append((shares[best], best == right))
    answers.sort(reverse=True)
    enough, good = 1.0, 0
    for count, (share, is_right) in enumerate(answers, 1):
        good += is_right
        if good >= _PRECISION[given] * count:
            enough = share
    return max(enough, _EVEN)


def _surprise(asked: Iterable[Answer], warmth: float) -> float:
    """How unlikely the right answers were held to be, in all."""
    return -sum(
        math.log(max(softmax([part / warmth for part in sums])[right], 1e-9))
        for sums, right in asked
    )


def fit(rows: Sequence[Labelled], given: str = "") -> Head:
    """Multinomial logistic regression by stochastic steps that shrink for frequent features.

    With `given` (a table of the lexicon) what the lexicon says of a class counts for that class,
    and only what the words add to it is learned: few examples would teach the lexicon worse.
    """
    mark = f"{SAID}{given}."
    told = {name.removeprefix(mark) for row, _ in rows for name in row if name.startswith(mark)}
    classes = tuple(sorted({label for _, label in rows} | told))
    fixed = _given(mark, classes) if given else {}
    counts = Counter(name for row, _ in rows for name in row)
    kept = {name for name, count in counts.items() if count >= _SEEN_AT_LEAST} | set(fixed)
    if given:  # what else the lexicon says is no matter of this question
        kept -= {name for name in kept if name.startswith(SAID) and name not in fixed} - {NOTHING}
    known = [({name: v for name, v in row.items() if name in kept}, label) for row, label in rows]
    weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(classes), fixed)
    steps: dict[str, float] = defaultdict(lambda: 1e-6)
    order = random.Random(0)  # noqa: S311 - the order of learning is no secret
    for _ in range(_ROUNDS):
        order.shuffle(known)
        for row, label in known:
            _learn(row, classes.index(label), weights, steps, frozenset(fixed))
    return Head(classes, {name: tuple(row) for name, row in weights.items()})


def _given(mark: str, classes: Sequence[str]) -> dict[str, list[float]]:
    return {
        mark + code: [_LEXICON if each == code else 0.0 for each in classes] for code in classes
    }


def _learn(
    row: Features,
    right: int,
    weights: dict[str, list[float]],
    steps: dict[str, float],
    fixed: Collection[str],
) -> None:
    sums = [0.0] * len(weights[next(iter(row), "")])
    for name, value in row.items():
        for place, weight in enumerate(weights[name]):
            sums[place] += weight * value
    wrong = softmax(sums)
    wrong[right] -= 1
    strength = sum(part * part for part in wrong)
    for name, value in row.items():
        if name in fixed:
            continue
        steps[name] += strength * value * value
        step, each = _STEP / math.sqrt(steps[name]), weights[name]
        for place, part in enumerate(wrong):
            each[place] -= step * (part * value + _SHRINK * each[place])


def score(examples: Sequence[Example], lexicon: terms.Lexicon) -> dict[str, float]:
    """How often subject and track are right for topics the model has not learned."""
    right, asked = Counter[str](), 0
    for learn, ask in folds([each for each in examples if each.track != corruption.TOLD]):
        model = train(learn, lexicon)
        for each in ask:
            asked += 1
            seen = features(each.text, lexicon)[0]
            right["subject"] += _best(model.subject, seen) == each.subject
            right["track"] += _best(model.track, seen) == each.track
    return {name: round(count / asked, 3) for name, count in right.items()}


def _best(head: Head, seen: Features) -> str:
    shares = head.probabilities(seen)
    return max(shares, key=shares.__getitem__)


def main(arguments: Sequence[str]) -> None:
    """Learn, show the score on what was held out, and write the model."""
    examples = [each for path in (EXAMPLES, *map(Path, arguments)) for each in read(path)]
    lexicon = terms.shipped()
    held_out = score(examples, lexicon)
    SHIPPED.parent.mkdir(exist_ok=True)
    SHIPPED.write_text(written(train(examples, lexicon)), encoding="utf-8")
    corruption.LEARNED.write_text(written_head(suspicion(examples)), encoding="utf-8")
    told = sum(each.track == corruption.TOLD for each in examples)
    hits, alarms = noticed(examples)
    sys.stdout.write(
        f"{len(examples)} examples; right where held out: {held_out}; corruption noticed"
        f" {hits} of {told}, suspected wrongly {alarms} of {len(examples) - told}\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
