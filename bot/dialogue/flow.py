"""What a conversation is made of: questions in an order, what they take, and when they apply."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.dialogue.inputs import Input
from bot.dialogue.position import Answers, JsonValue, Values
from bot.dialogue.say import Choice, Words
from texts.message import Message, Param

CONFIRM = "confirm"


class Rejected(Exception):
    """The answer does not fit the question; carries the words that say why."""

    def __init__(self, key: str, **params: Param) -> None:
        self.message = Message(key, params)
        super().__init__(key)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen: by a tap, by its number, its label, or a hint word.

    A label of the catalogue also brings the hint words kept beside it, under `<key>_words`.
    """

    value: str
    label: Words
    hints: tuple[str, ...] = ()


Lists: TypeAlias = Mapping[str, tuple[Option, ...]]
Reader: TypeAlias = Callable[[Input], JsonValue]
When: TypeAlias = Callable[[Values], bool]


def always(_: Values) -> bool:
    """Whatever was answered."""
    return True


def never(_: Values) -> bool:
    """Whatever was answered, no."""
    return False


@dataclass(frozen=True, slots=True)
class Step:
    """One question. Its words are `<flow>.<step>.ask`; its name in summaries `<flow>.<step>.name`.

    `options` are given here, or named when the office decides them; a name may hold an earlier
    answer ("category.{kind}"). `read` takes free answers; it raises Rejected. `many` is how many
    answers the question takes at most; 0 takes one. What is given `early`, while another question
    stands, is kept. A question that is not `asked` is only ever answered early. `shown` says a
    typed answer in words where it is kept otherwise. A `sealed` answer lies in no draft openly.
    """

    name: str
    read: Reader | None = None
    options: str | tuple[Option, ...] = ()
    optional: When = never
    applies: When = always
    many: int = 0
    early: tuple[type, ...] = ()
    asked: bool = True
    ask: str = "ask"
    shortcuts: tuple[Choice, ...] = ()
    shown: Callable[[str], Param] = str
    sealed: bool = False


@dataclass(frozen=True)
class Flow:
    """One kind of conversation, from its introduction to the answers it is for.

    `confirm` is the key of the summary that the person confirms or corrects at the end; without it
    the last answer ends the conversation. A conversation that can `heed` looks for emergencies in
    all that is typed. A change of steps needs a new `version`, so that no draft is misread.
    """

    name: str
    version: int
    steps: tuple[Step, ...]
    intro: tuple[Message, ...] = ()
    confirm: str = ""
    heed: bool = False

    def __post_init__(self) -> None:
        if self.confirm:
            object.__setattr__(self, "steps", (*self.steps, Step(CONFIRM)))
        names = [step.name for step in self.steps]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: two steps share a name")
        if not any(step.asked for step in self.steps):
            raise ValueError(f"{self.name}: asks nothing")
        for step in self.steps:
            if step.read is None and not step.options and step.name != CONFIRM:
                raise ValueError(f"{self.name}.{step.name}: nothing could answer it")

    def step(self, name: str) -> Step | None:
        """The step of this name, if the flow has it."""
        return next((step for step in self.steps if step.name == name), None)

    def asked(self, values: Values) -> tuple[Step, ...]:
        """The questions of this conversation, as far as the answers decide them."""
        return tuple(step for step in self.steps if step.asked and step.applies(values))

    def missing(self, answers: Answers) -> Step | None:
        """The first question without an answer."""
        values = {name: answer.value for name, answer in answers.items()}
        return next((step for step in self.asked(values) if step.name not in answers), None)


def choose(key: str, *values: str) -> tuple[Option, ...]:
    """Options that are the same in every office; each one's label is `<key>.<value>`."""
    return tuple(Option(value, Message(f"{key}.{value}")) for value in values)
