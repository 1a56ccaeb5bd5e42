"""Putting a question: its words, how far along it is, the numbered answers, the ways to tap."""

from collections.abc import Sequence

from bot.dialogue.buttons import StepButton
from bot.dialogue.flow import CONFIRM, Flow, Lists, Option
from bot.dialogue.position import Answers, JsonValue
from bot.dialogue.say import Choice, Say, Tap
from bot.dialogue.scene import CANCEL, RESTART, RESUME, Scene, control, listed
from texts.catalogue import has
from texts.message import Message, Param

# LINE shows at most 13 quick replies; the numbered list has every option.
MOST_CHOICES = 13
# A conversation of one or two questions needs no "1/2".
_WORTH_COUNTING = 3


def ask(scene: Scene) -> tuple[Say, ...]:
    """The question that stands; before the confirmation, the summary of what was answered."""
    options = scene.options()
    values = {option.value for option in options}
    controls = [each for each in scene.controls() if each.value not in values]
    choices = (*_taps(scene, options), *scene.step.shortcuts, *_taps(scene, controls))
    question = Say(_worded(scene), choices[:MOST_CHOICES])
    if scene.step.name != CONFIRM:
        return (question,)
    return Say(Message(scene.flow.confirm, summary(scene))), question


def ask_to_resume(scene: Scene) -> Say:
    """A greeting to someone who comes back to a draft: go on, start anew, or throw it away."""
    number, total = _count(scene)
    title = Message(f"{scene.flow.name}.title")
    message = Message("common.waiting", {"title": title, "number": number, "total": total})
    return Say(message, _taps(scene, [control(value) for value in (RESUME, RESTART, CANCEL)]))


def summary(scene: Scene) -> dict[str, Param]:
    """Every answer in words, by step, for a card or a sentence; None where nothing was asked.

    `flow` and `session` come along, so that a card can carry buttons of its own; so do answers
    that the conversation was given to start with, such as `case`.
    """
    values = scene.at.values()
    steps = {step.name for step in scene.flow.steps}
    carried = {n: v for n, v in values.items() if isinstance(v, str) and n not in steps}
    shown = {
        step.name: show(scene.flow, step.name, scene.at.answers, options=scene.lists)
        for step in scene.flow.steps
        if step.name != CONFIRM
    }
    return {**carried, **shown, "flow": scene.flow.name, "session": scene.at.session}


def show(flow: Flow, name: str, answers: Answers, *, options: Lists) -> Param:
    """One answer in words: an option's label, the text, the place, or how many pictures.

    None if the question was not asked; `common.none` if it was passed over.
    """
    step, answer = flow.step(name), answers.get(name)
    if step is None or answer is None:
        return None
    values = {name: each.value for name, each in answers.items()}
    for option in listed(step, values, options):
        if option.value == answer.value:
            return option.label
    return step.shown(answer.value) if isinstance(answer.value, str) else _shown(answer.value)


def _shown(value: JsonValue) -> Param:
    match value:
        case None:
            return Message("common.none")
        case {"text": str(text), "lat": _}:
            return Message("common.place_and_pin", {"text": text})
        case {"text": str(text)} | {"address": str(text)}:
            return text
        case {"lat": _}:
            return Message("common.pin")
        case [*kept]:
            return Message("common.pictures", {"count": len(kept)})
    return str(value)


def _worded(scene: Scene) -> Message:
    step, values = scene.step, scene.at.values()
    question = Message(f"{scene.flow.name}.{step.name}.{step.ask.format_map(values)}")
    kept = values.get(step.name)
    if step.many and isinstance(kept, list):
        own = f"{scene.flow.name}.{step.name}.more"
        more = own if has(own) else "common.more"
        question = Message(more, {"count": len(kept), "most": step.many})
    number, total = _count(scene)
    if total >= _WORTH_COUNTING and step.name != CONFIRM:
        params: dict[str, Param] = {"number": number, "total": total, "question": question}
        question = Message("common.counted", params)
    return _with_list(question, scene.options())


def _count(scene: Scene) -> tuple[int, int]:
    """The number of the question that stands, and how many there are, without the confirmation."""
    asked = [step.name for step in scene.flow.asked(scene.at.values()) if step.name != CONFIRM]
    number = asked.index(scene.at.step) + 1 if scene.at.step in asked else len(asked)
    return number, len(asked)


def _with_list(question: Message, options: Sequence[Option]) -> Message:
    """The question with its options as numbered lines: on a PC there is nothing to tap."""
    below: Message | None = None
    for number, option in reversed(list(enumerate(options, start=1))):
        line = Message("common.option", {"number": number, "label": option.label})
        below = Message("common.lines", {"first": line, "rest": below}) if below else line
    return Message("common.listed", {"question": question, "options": below}) if below else question


def _taps(scene: Scene, options: Sequence[Option]) -> tuple[Choice, ...]:
    at = scene.at
    return tuple(
        Choice(
            option.label,
            Tap(StepButton(at.flow, at.session, at.step, option.value), show=option.label),
        )
        for option in options
    )
