"""A conversation at one question: which answers can be chosen there, and which ways lead out."""

from dataclasses import dataclass

from bot.dialogue.commands import Command
from bot.dialogue.flow import CONFIRM, Flow, Lists, Option, Step
from bot.dialogue.position import Position, Values
from texts.catalogue import say, words
from texts.message import Lang, Message

BACK, CANCEL, SKIP, DONE, CLEAR = "!back", "!cancel", "!skip", "!done", "!clear"
RESUME, RESTART, EDIT, SEND = "!resume", "!restart", "!edit:", "send"


@dataclass(frozen=True, slots=True)
class Scene:
    """The flow, where it stands, and the office's lists of answers."""

    flow: Flow
    at: Position
    lists: Lists

    @property
    def step(self) -> Step:
        """The question that stands."""
        return next(step for step in self.flow.steps if step.name == self.at.step)

    @property
    def answered(self) -> bool:
        """Whether the question has an answer already, which is being corrected or added to."""
        return self.at.step in self.at.answers

    def options(self) -> tuple[Option, ...]:
        """The answers that the list under the question shows."""
        if self.step.name == CONFIRM:
            return (_send(self.flow), *_edits(self.flow, self.at.values()))
        return listed(self.step, self.at.values(), self.lists)

    def controls(self) -> tuple[Option, ...]:
        """The ways on, back and out that stand beside the answers."""
        kept = self.at.answers.get(self.at.step)
        taken = kept is not None and isinstance(kept.value, list)
        skippable = self.step.optional(self.at.values()) and not taken
        later = self.flow.asked(self.at.values())[0] is not self.step
        offered = {DONE: taken, SKIP: skippable, CLEAR: taken, BACK: later, CANCEL: True}
        return tuple(control(value) for value, offer in offered.items() if offer)


def listed(step: Step, values: Values, lists: Lists) -> tuple[Option, ...]:
    """The options of a step; KeyError if the office's list was not handed over."""
    if isinstance(step.options, tuple):
        return step.options
    return lists[step.options.format_map(values)]


# What a person can do at a question besides answering, by the command that also asks for it.
_COMMANDS = {
    BACK: Command.BACK,
    CANCEL: Command.CANCEL,
    RESUME: Command.RESUME,
    RESTART: Command.RESTART,
}


def control(value: str) -> Option:
    """The option that does something else than answer: `!skip`, `!back` and so on."""
    command = _COMMANDS.get(value)
    hints = words(f"command.{command}") if command else ()
    return Option(value, Message(f"common.{value.removeprefix('!')}"), hints)


def _send(flow: Flow) -> Option:
    return Option(SEND, Message(f"{flow.name}.{CONFIRM}.send"), words("common.send_words"))


def _edits(flow: Flow, values: Values) -> tuple[Option, ...]:
    return tuple(_edit(flow, step) for step in flow.asked(values) if step.name != CONFIRM)


def _edit(flow: Flow, step: Step) -> Option:
    name = Message(f"{flow.name}.{step.name}.name")
    hints = tuple(say(name, lang) for lang in Lang)
    return Option(f"{EDIT}{step.name}", Message("common.edit", {"name": name}), hints)
