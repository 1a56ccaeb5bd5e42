"""Which answers are kept: reading one, adding to it, and dropping what has become void."""

from dataclasses import replace

from bot.dialogue.flow import CONFIRM, Flow, Reader, Rejected, Step
from bot.dialogue.inputs import Input, Said
from bot.dialogue.position import Answer, Answers, JsonValue, Position, Values
from bot.dialogue.scene import Scene, listed


def sources(given: Input) -> tuple[str, ...]:
    """The LINE message that something came from, if it is known."""
    return (given.source,) if given.source else ()


def read(scene: Scene, step: Step, given: Input, *, add: bool) -> Answer:
    """The answer to a step, together with what it had before if it is added to; or Rejected."""
    if step.read is None:
        raise Rejected("common.choose")
    value, came_from = step.read(given), sources(given)
    old = scene.at.answers.get(step.name)
    if add and old and old.value is not None:
        return Answer(_joined(step, step.read, old.value, value), (*old.sources, *came_from))
    return Answer([value] if step.many else value, came_from)


def _joined(step: Step, reader: Reader, old: JsonValue, new: JsonValue) -> JsonValue:
    """What was kept before together with what came now: one more picture, a pin, a second line."""
    if step.many and isinstance(old, list):
        if len(old) >= step.many:
            raise Rejected("common.full", most=step.many)
        return [*old, new]
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **new}
    return reader(Said(f"{old}\n{new}"))


def open_to_more(step: Step, answer: Answer | None) -> bool:
    """Whether a question that takes several answers has some, and room for another."""
    return answer is not None and isinstance(answer.value, list) and len(answer.value) < step.many


def early(scene: Scene, given: Input) -> tuple[Step, Answer] | None:
    """The question that this answers although another one stands; or Rejected; None if none does.

    Words are only taken by a question not answered yet: they were meant for the one that stands.
    """
    unasked = tuple(step for step in scene.flow.steps if not step.asked)
    for step in (*scene.flow.asked(scene.at.values()), *unasked):
        words = isinstance(given, Said)
        told = words and step.asked and step.name in scene.at.answers
        if step is scene.step or told or not isinstance(given, step.early):
            continue
        try:
            return step, read(scene, step, given, add=True)
        except Rejected:
            if not (words and step.asked):
                raise
    return None


def fitting(flow: Flow, answers: Answers) -> dict[str, Answer]:
    """The answers a conversation starts with, without texts that its own questions would reject."""
    return {name: answer for name, answer in answers.items() if _fits(flow.step(name), answer)}


def _fits(step: Step | None, answer: Answer) -> bool:
    if step is None or step.read is None or step.options or not isinstance(answer.value, str):
        return True
    try:
        step.read(Said(answer.value))
    except Rejected:
        return False
    return True


def settled(scene: Scene) -> Position:
    """The position without the answers that a later answer, or a changed list, has made void."""
    answers = dict(scene.at.answers)
    for step in scene.flow.steps:
        values = {name: answer.value for name, answer in answers.items()}
        if step.name in answers and not _holds(scene, step, values):
            del answers[step.name]
    if scene.flow.missing(answers):
        # What is asked once more is confirmed once more.
        answers.pop(CONFIRM, None)
    return replace(scene.at, answers=answers)


def _holds(scene: Scene, step: Step, values: Values) -> bool:
    if not step.applies(values):
        return False
    if step.read is not None or step.name == CONFIRM or values[step.name] is None:
        return True
    return values[step.name] in {option.value for option in listed(step, values, scene.lists)}
