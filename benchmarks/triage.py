"""How well texts are routed, corruption is noticed and personal data found, and what it costs.

Beside the proposal stand its two halves: the lexicon alone and the words alone, on the same texts
in the same run. The own examples are asked in five folds by topic: what is asked, and what is like
it, was not learned. Tickets of citizens are only measured on; where they are absent, it says so.
"""

import gzip
import math
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from config.office import Office
from config.offices import SHIPPED, load_offices
from triage import corruption, linear, personal, terms, train
from triage.examples import Example, folds, read
from triage.likeness import Report, likeness
from triage.normalise import normalise
from triage.suggest import suggest
from triage.words import readable, warm, words

DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
UNITS: Final = {
    "โยธา": "CIV", "เทศกิจ": "ENF", "สิ่งแวดล้อม": "ENV", "รักษาความสะอาด": "CLN", "ทะเบียน": "REG",
    "พัฒนาชุมชน": "COM", "ปกครอง": "ADM", "รายได้": "REV", "การศึกษา": "EDU", "การคลัง": "FIN",
}  # fmt: skip
PRECISION: Final = 0.9
PATTERNS: Final = {
    "laughter": "5", "stretched": "เครียส", "marks": "ก" + "ุ่" * 40, "digits and blanks": "1 ",
    "ligature": "\ufdfa", "stacked": "a\u0301\u0316", "money": "บัญชี 1", "officials": "เจ้าหน้าที่",
    "titles": "นาย", "house": "บ้านเลขที่ ", "mail": "a.", "joiners": "ก\u200b", "emoji": "👍🏽",
}  # fmt: skip
TIMED: Final = 300
MOMENT: Final = datetime(2026, 1, 5, tzinfo=UTC)

Ranked = dict[str, float]


@dataclass(frozen=True)
class Asked:
    """A text, the units that are right for it, and what was learned for it."""

    text: str
    right: frozenset[str]
    model: linear.Model | None = None


def measure() -> dict[str, Any]:
    """Everything, one table a set of texts."""
    warm()
    office, examples = load_offices(SHIPPED)[0], read()
    sets = {"own examples, held out by topic": held_out(examples, office)}
    if (DATA / "tickets_units_dev.tsv").exists():
        sets["tickets of 2024 with the unit that acted"] = tickets()
        sets["synthetic messages of others"] = synthetic()
    only_words = {id(model): head for model, head in learned_words(sets.values(), examples)}
    return {
        "routing": {name: routed(asked, office, only_words) for name, asked in sets.items()},
        "skipped": [] if len(sets) > 1 else ["the texts for measuring are not on this machine"],
        "corruption": corruption_noticed(examples),
        "personal": personal_found(examples),
        "cost": cost([each.text for each in examples], office),
        "hostile_worst_ms": {name: hostile(unit, office) for name, unit in PATTERNS.items()},
    }


def held_out(examples: Sequence[Example], office: Office) -> list[Asked]:
    """The own examples that are about something, each with a model that has not seen its topic."""
    lexicon, found = terms.shipped(), list[Asked]()
    ordinary = [each for each in examples if each.track != corruption.TOLD]
    for learn, ask in folds(ordinary):
        model = train.train(learn, lexicon)
        units = ((each.text, unit_of(each.subject, office)) for each in ask)
        found += [Asked(text, frozenset({unit}), model) for text, unit in units if unit]
    return found


def tickets() -> list[Asked]:
    """Tickets whose acting unit is known; any of several counts as right."""
    rows = (DATA / "tickets_units_dev.tsv").read_text("utf-8").splitlines()[1:]
    split = [row.split("\t") for row in rows]
    return [Asked(row[3], frozenset(UNITS[each] for each in row[2].split("|"))) for row in split]


def synthetic() -> list[Asked]:
    """Messages that others made up, twelve for each unit. Read before the lexicon was written."""
    lines = (DATA / "synthetic_messages_140.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [Asked(text, frozenset({UNITS[unit]})) for _, unit, text in rows if unit in UNITS]


def unit_of(subject: str, office: Office) -> str | None:
    """Who takes a subject in this office."""
    row = terms.shipped().subjects.get(subject)
    units = {each.code: each.unit for each in office.categories}
    return (units.get(subject) or row.unit) if row and not row.outside else None


def learned_words(
    sets: Iterable[Sequence[Asked]], examples: Sequence[Example]
) -> Iterable[tuple[linear.Model | None, linear.Head]]:
    """For each model one that knows words only, of the same examples."""
    ordinary = [each for each in examples if each.track != corruption.TOLD]
    yield None, word_head(ordinary)
    models = list(
        {id(each.model): each.model for asked in sets for each in asked if each.model}.values()
    )
    for model, (learn, _) in zip(models, folds(ordinary), strict=True):
        yield model, word_head(learn)


def word_head(examples: Sequence[Example]) -> linear.Head:
    """Subjects by words alone."""
    return train.fit(
        [(linear.worded(words(readable(each.text))), each.subject) for each in examples]
    )


def routed(
    asked: Sequence[Asked], office: Office, only_words: dict[int, linear.Head]
) -> dict[str, Any]:
    """The figures of the proposal and of its halves."""

    def proposed(each: Asked) -> Ranked:
        found = suggest(each.text, office, model=each.model)
        return {guess.code: guess.confidence for guess in found.units}

    def by_lexicon(each: Asked) -> Ranked:
        found = terms.shipped().found(readable(each.text))
        return by_unit(terms.shipped().scores(found, "subjects"), office)

    def by_words(each: Asked) -> Ranked:
        seen = linear.worded(words(readable(each.text)))
        return by_unit(only_words[id(each.model)].probabilities(seen), office)

    enough = linear.shipped().subject.enough
    whole, asked = len(asked), [each for each in asked if not corruption.suspects(each.text)]
    return {
        "texts": whole,
        "offered the sealed way instead": whole - len(asked),
        "proposed": {**scored(asked, proposed), **sure(asked, proposed, enough)},
        "lexicon_only": scored(asked, by_lexicon),
        "words_only": scored(asked, by_words),
    }


def by_unit(subjects: Ranked, office: Office) -> Ranked:
    """Scores of subjects as scores of units."""
    total: Ranked = {}
    for subject, score in subjects.items():
        if unit := unit_of(subject, office):
            total[unit] = total.get(unit, 0.0) + score
    return total


def scored(asked: Sequence[Asked], ranker: Callable[[Asked], Ranked]) -> dict[str, float]:
    """Right at the first and within two, and the mean F1 of the units that occur."""
    firsts, twos, pairs = 0, 0, []
    for each in asked:
        ranked = ranker(each)
        order = sorted(ranked, key=ranked.__getitem__, reverse=True)
        firsts += bool(order) and order[0] in each.right
        twos += bool(each.right.intersection(order[:2]))
        best = order[0] if order else "-"
        pairs.append((best if best in each.right else min(each.right), best))
    low, high = interval(firsts, len(asked))
    return {
        "top_1": round(firsts / len(asked), 3), "top_1_from": low, "top_1_to": high,
        "top_2": round(twos / len(asked), 3), "macro_f1": macro_f1(pairs),
    }  # fmt: skip


def sure(
    asked: Sequence[Asked], ranker: Callable[[Asked], Ranked], enough: float
) -> dict[str, float]:
    """How many are proposed alone and how many of these are right; how many could be at 90 %."""
    answers = []
    for each in asked:
        ranked = ranker(each)
        best = max(ranked, key=ranked.__getitem__, default="-")
        answers.append((ranked.get(best, 0.0), best in each.right))
    answers.sort(reverse=True)
    alone = [right for share, right in answers if share >= enough]
    good, covered = 0, 0
    for count, (_, right) in enumerate(answers, 1):
        good += right
        covered = count if good >= PRECISION * count else covered
    return {
        "proposed_alone": round(len(alone) / len(answers), 3),
        "of_these_right": round(sum(alone) / max(1, len(alone)), 3),
        "coverage_at_90_percent": round(covered / len(answers), 3),
        "calibration_error": calibration_error(answers),
    }


def calibration_error(answers: Sequence[tuple[float, bool]]) -> float:
    """The mean distance between how sure it was and how often it was right, in ten bins."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for share, right in answers:
        bins.setdefault(min(9, int(share * 10)), []).append((share, right))
    off = sum(abs(sum(s for s, _ in each) - sum(r for _, r in each)) for each in bins.values())
    return round(off / len(answers), 3)


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean over the units of how well each is found."""
    scores = []
    for unit in {right for right, _ in pairs}:
        both = sum(pair == (unit, unit) for pair in pairs)
        said = sum(guess == unit for _, guess in pairs)
        is_it = sum(right == unit for right, _ in pairs)
        scores.append(2 * both / (said + is_it))
    return round(statistics.mean(scores), 3)


def corruption_noticed(examples: Sequence[Example]) -> dict[str, Any]:
    """T04: recall and false alarms; the learned half on topics it has not seen."""
    told = sum(each.track == corruption.TOLD for each in examples)
    hits, alarms = train.noticed(examples)
    figures: dict[str, Any] = {
        "own examples": told,
        "noticed by what was learned, held out by topic": [hits, *interval(hits, told)],
        "ordinary ones suspected, held out by topic": f"{alarms} of {len(examples) - told}",
    }
    sample = DATA / "tickets_2022_sample.tsv.gz"
    if sample.exists():
        with gzip.open(sample, "rt", encoding="utf-8") as lines:
            texts = [line.rstrip("\n").split("\t")[-1] for line in lines][1:]
        texts = random.Random(0).sample(texts, 5000)
        alarms = sum(map(corruption.suspects, texts))
        figures["real tickets suspected"] = f"{alarms} of {len(texts)} = {alarms / len(texts):.2%}"
    return figures


def personal_found(examples: Sequence[Example]) -> dict[str, Any]:
    """What is masked in texts that hold nothing personal."""
    masked = sum(bool(personal.find(each.text)) for each in examples)
    return {"own examples, none personal": len(examples), "masked wrongly": masked}


def cost(texts: Sequence[str], office: Office) -> dict[str, Any]:
    """Microseconds for one message, and what the process holds in memory with all of it loaded."""
    texts, told = texts[:TIMED], [Report(text, MOMENT) for text in texts[:TIMED]]
    steps: dict[str, Callable[[], object]] = {
        "normalise": lambda: [normalise(text) for text in texts],
        "suggest": lambda: [suggest(text, office) for text in texts],
        "corruption": lambda: [corruption.suspects(text) for text in texts],
        "personal": lambda: [personal.find(text) for text in texts],
        "likeness to one": lambda: [likeness(told[0], each) for each in told],
    }
    each = {name: round(best_of(step) * 1e6 / len(texts)) for name, step in steps.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"us_per_message": each, "letters_each": letters(texts), "peak_rss_mib": round(peak)}


def letters(texts: Sequence[str]) -> float:
    """The length of the messages that were timed."""
    return statistics.median(map(len, texts))


def best_of(step: Callable[[], object], times: int = 3) -> float:
    """The shortest of some runs: the others were disturbed."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        step()
        spent.append(time.perf_counter() - began)
    return min(spent)


def hostile(unit: str, office: Office) -> float:
    """The worst of all steps for a text of 20,000 signs made to be slow."""
    text = (unit * 20_000)[:20_000]
    steps: Sequence[Callable[[], object]] = (
        lambda: normalise(text),
        lambda: suggest(text, office),
        lambda: personal.mask(text),
    )
    return round(max(best_of(step) for step in steps) * 1000, 1)


def interval(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson)."""
    z, share = 1.96, hits / of
    middle, whole = share + z * z / (2 * of), 1 + z * z / of
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return round((middle - spread) / whole, 3), round((middle + spread) / whole, 3)
