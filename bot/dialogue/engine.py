"""One turn of a conversation: where it stands and what is given decide what is said next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.dialogue import keeping
from bot.dialogue.asking import ask, ask_to_resume, show
from bot.dialogue.buttons import EntryButton, StepButton, VerbButton
from bot.dialogue.commands import understand
from bot.dialogue.flow import CONFIRM, Flow, Lists, Option, Rejected, Step
from bot.dialogue.inputs import Input, Pressed, Said, Stickered, Unreadable
from bot.dialogue.matching import pick
from bot.dialogue.position import Answer, Answers, JsonValue, Position
from bot.dialogue.say import Say
from bot.dialogue.scene import (
    BACK,
    CANCEL,
    CLEAR,
    DONE,
    EDIT,
    RESTART,
    RESUME,
    SKIP,
    Scene,
    control,
)
from texts.message import Message, Param
from triage.emergency import emergencies

__all__ = [
    "Answer", "Flow", "Option", "Position", "Step", "Turn", "advance", "begin", "begin_with",
    "resume", "show",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn leads to: at least one of something to say, the answers, or another wish.

    `at` is None when the conversation is over. `finished` holds the answers it was for. `leave` is
    what the person asked for instead (a Command's word, or a verb); the draft `at` is kept.
    """

    at: Position | None
    say: tuple[Say, ...] = ()
    finished: Mapping[str, Answer] | None = None
    leave: str | None = None


def begin(
    flow: Flow,
    *,
    session: str,
    options: Lists,
    answers: Answers | None = None,
    about: Mapping[str, Param] | None = None,
) -> Turn:
    """Introduce the conversation and ask its first question.

    `answers` it starts with are not asked for again, if they fit; `about` fills the introduction's
    placeholders.
    """
    at = Position(flow.name, flow.version, session, "", keeping.fitting(flow, answers or {}))
    alarms = (say for answer in at.answers.values() for say in _alarm(flow, answer.value))
    intro = (Say(Message(each.key, {**each.params, **(about or {})})) for each in flow.intro)
    return _onward(Scene(flow, at, options), before=(*alarms, *intro))


def begin_with(flow: Flow, given: Input, *, session: str, options: Lists) -> Turn:
    """Begin with something that was given before anything was asked."""
    first = begin(flow, session=session, options=options)
    return advance(flow, first.at, given, options=options) if first.at else first


def resume(flow: Flow, at: Position, *, options: Lists) -> Turn:
    """Greet someone who comes back to a draft after a while, and ask how to go on."""
    scene = _standing(Scene(flow, at, options))
    return Turn(scene.at, (ask_to_resume(scene),))


def advance(flow: Flow, at: Position, given: Input, *, options: Lists) -> Turn:
    """Take what was given: an answer, a control, another wish, or something that does not fit."""
    scene = _standing(Scene(flow, at, options))
    if at.version != flow.version:
        return Turn(scene.at, (Say(Message("common.renewed")), *ask(scene)))
    match given:
        case Pressed(EntryButton(wish) | VerbButton(wish)):
            return Turn(scene.at, leave=wish)
        case Pressed(StepButton() as button):
            return _pressed(scene, button, given)
        case Said():
            return _heard(scene, given)
        case Stickered() | Unreadable():
            return _again(scene, Message(_NO_ANSWER[type(given)]))
    return _given(scene, given)


_NO_ANSWER: dict[type, str] = {Stickered: "common.sticker", Unreadable: "common.unreadable"}


def _standing(scene: Scene) -> Scene:
    """The scene at a question that exists and applies, whatever has changed since it was kept."""
    flow, at = scene.flow, replace(scene.at, version=scene.flow.version)
    if at.step not in {step.name for step in flow.asked(at.values())}:
        at = keeping.settled(replace(scene, at=at))
        missing = flow.missing(at.answers) or flow.asked(at.values())[-1]
        at = replace(at, step=missing.name)
    return replace(scene, at=at)


def _pressed(scene: Scene, button: StepButton, given: Pressed) -> Turn:
    at = scene.at
    if (button.flow, button.session, button.step) == (at.flow, at.session, at.step):
        for option in _choosable(scene):
            if option.value == button.value:
                return _chosen(scene, option, given)
    return _again(scene, Message("common.old_button"))


def _heard(scene: Scene, given: Said) -> Turn:
    option = pick(_choosable(scene), given.text, listed=len(scene.options()))
    if option:
        return _chosen(scene, option, given)
    if wish := understand(given.text):
        return Turn(scene.at, leave=wish.value)
    turn = _given(scene, given)
    return replace(turn, say=(*_alarm(scene.flow, given.text), *turn.say))


def _choosable(scene: Scene) -> tuple[Option, ...]:
    unseen = (control(value) for value in (BACK, RESUME, RESTART))
    return (*scene.options(), *scene.controls(), *unseen)


def _chosen(scene: Scene, option: Option, given: Input) -> Turn:
    if option.value.startswith(EDIT):
        return _moved(scene, option.value.removeprefix(EDIT), scene.at.answers)
    if option.value in CONTROLS:
        return CONTROLS[option.value](scene)
    return _recorded(scene, Answer(option.value, keeping.sources(given)))


def _given(scene: Scene, given: Input) -> Turn:
    """Take a free answer to the question that stands, or to another one; else say why not."""
    try:
        return _recorded(scene, keeping.read(scene, scene.step, given, add=bool(scene.step.many)))
    except Rejected as why:
        reason = why.message
    try:
        taken = keeping.early(scene, given)
    except Rejected as why:
        return _again(scene, why.message)
    return _noted(scene, *taken) if taken else _again(scene, reason)


def _noted(scene: Scene, step: Step, answer: Answer) -> Turn:
    """Say that an early answer is kept, and ask the question that stands again."""
    kept = Message("common.kept", {"name": Message(f"{scene.flow.name}.{step.name}.name")})
    answers = {**scene.at.answers, step.name: answer}
    return _moved(scene, scene.at.step, answers, before=(Say(kept),))


def _recorded(scene: Scene, answer: Answer) -> Turn:
    step, answers = scene.step, {**scene.at.answers, scene.step.name: answer}
    if keeping.open_to_more(step, answer):
        return _moved(scene, step.name, answers)
    return _onward(replace(scene, at=replace(scene.at, answers=answers)))


def _alarm(flow: Flow, value: JsonValue) -> tuple[Say, ...]:
    """What comes before everything else when a text speaks of an emergency."""
    kinds = emergencies(value) if flow.heed and isinstance(value, str) else ()
    return (Say(Message("emergency", {"kinds": ",".join(kinds)})),) if kinds else ()


def _onward(scene: Scene, *, before: tuple[Say, ...] = ()) -> Turn:
    """Ask the first question without an answer, or finish."""
    at = keeping.settled(scene)
    missing = scene.flow.missing(at.answers)
    if missing:
        return _moved(scene, missing.name, at.answers, before=before)
    done = {name: answer for name, answer in at.answers.items() if name != CONFIRM}
    return Turn(None, before, finished=done)


def _moved(scene: Scene, step: str, answers: Answers, *, before: tuple[Say, ...] = ()) -> Turn:
    at = replace(scene.at, step=step, answers=answers)
    return Turn(at, (*before, *ask(replace(scene, at=at))))


def _again(scene: Scene, why: Message) -> Turn:
    # The summary stands above already; only its question is put again.
    return Turn(scene.at, (Say(why), ask(scene)[-1]))


def _back(scene: Scene) -> Turn:
    """To the question before; from a correction, to where it was asked for."""
    at = scene.at
    if scene.answered and not scene.step.many:
        return _onward(scene)
    names = [step.name for step in scene.flow.asked(at.values())]
    before = [name for name in names[: names.index(at.step)] if name in at.answers]
    if not before:
        return _again(scene, Message("common.first"))
    # Pictures are not thrown away by a step back: the question shows them and how to remove them.
    pictures = isinstance(at.answers[before[-1]].value, list)
    return _moved(scene, before[-1], at.answers if pictures else _without(at, before[-1]))


def _without(at: Position, name: str) -> Answers:
    return {each: answer for each, answer in at.answers.items() if each != name}


def _cancelled(scene: Scene) -> Turn:
    title = Message(f"{scene.flow.name}.title")
    return Turn(None, (Say(Message("common.cancelled", {"title": title})),))


CONTROLS: dict[str, Callable[[Scene], Turn]] = {
    BACK: _back,
    CANCEL: _cancelled,
    CLEAR: lambda scene: _moved(scene, scene.at.step, _without(scene.at, scene.at.step)),
    DONE: _onward,
    RESTART: lambda scene: Turn(scene.at, leave="restart"),
    RESUME: lambda scene: Turn(scene.at, ask(scene)),
    SKIP: lambda scene: _recorded(scene, Answer(None)),
}
