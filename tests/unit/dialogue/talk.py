"""Transcripts: what a person gives, and the key of what must be said to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.dialogue.buttons import StepButton
from bot.dialogue.engine import Answer, Flow, Option, Position, Turn, advance, begin
from bot.dialogue.flow import Lists
from bot.dialogue.flows import disclosure
from bot.dialogue.inputs import Input, Pressed, Said
from bot.dialogue.say import Say, Tap
from texts.catalogue import say
from texts.message import Bilingual, Lang, Message

SESSION = "s-1"
TODAY = date(2026, 11, 21)


def an_option(value: str, th: str, en: str, *hints: str) -> Option:
    return Option(value, Bilingual(th, en), hints)


LISTS: Lists = {
    **disclosure.LISTS,
    "category.G": (
        an_option("road", "ถนน/ทางเท้า", "Road or pavement", "หลุม"),
        an_option("light", "ไฟส่องสว่าง", "Street light"),
        an_option("other", "อื่น ๆ", "Other"),
    ),
    "category.S": (
        an_option("S1", "กิริยาวาจาไม่สุภาพ", "Rudeness"),
        an_option("S2", "บริการล่าช้า", "Delay"),
    ),
    "unit": (
        an_option("CIV", "ฝ่ายโยธา", "Public Works"),
        an_option("REG", "ฝ่ายทะเบียน", "Registration"),
    ),
    "day": (
        an_option("2026-11-28", "28 พฤศจิกายน 2569", "28 November 2026"),
        an_option("2026-12-06", "6 ธันวาคม 2569", "6 December 2026"),
    ),
}


@dataclass
class Talk:
    """One conversation being held; remembers the last turn."""

    flow: Flow
    lists: Lists = field(default_factory=lambda: LISTS)
    answers: dict[str, Answer] = field(default_factory=dict)
    turn: Turn = field(init=False)

    def __post_init__(self) -> None:
        self.turn = begin(self.flow, session=SESSION, options=self.lists, answers=self.answers)

    @property
    def at(self) -> Position:
        assert self.turn.at is not None, "the conversation is over"
        return self.turn.at

    def give(self, given: Input | str) -> Turn:
        """A string is typed; `!x` in it presses the button of that value at the present step."""
        if isinstance(given, str):
            given = self.press(given[1:]) if given.startswith("!") else Said(given, on=TODAY)
        self.turn = advance(self.flow, self.at, given, options=self.lists)
        return self.turn

    def press(self, value: str) -> Pressed:
        return Pressed(StepButton(self.flow.name, self.at.session, self.at.step, value))


def talk(flow: Flow, *lines: tuple[Input | str, str], **answers: Answer) -> Talk:
    """Hold a conversation; each line is what is given, and the key that the reply must hold."""
    held = Talk(flow, answers=dict(answers))
    for number, (given, expected) in enumerate(lines, start=1):
        turn = held.give(given)
        said = [key for each in turn.say for key in keys(each.message)]
        said += ["finished"] if turn.finished is not None else []
        said += [f"leave:{turn.leave}"] if turn.leave else []
        assert expected in said, f"line {number}: {given!r} was met with {said}"
    return held


def keys(message: Message) -> Iterator[str]:
    """The keys of a message and of all messages within it."""
    yield message.key
    for param in message.params.values():
        if isinstance(param, Message):
            yield from keys(param)


def words_of(turn: Turn, lang: Lang = Lang.TH) -> str:
    """Everything a turn says in words, without its cards."""
    return "\n".join(say(each.message, lang) for each in turn.say if not is_card(each))


def is_card(each: Say) -> bool:
    return each.message.key in {
        "complaint.intro", "complaint.confirm", "emergency", "disclosure.notice",
        "disclosure.confirm",
    }  # fmt: skip


def buttons(turn: Turn) -> list[str]:
    """The values of the step buttons that hang on the last thing said."""
    taps = [choice.act for choice in turn.say[-1].choices if isinstance(choice.act, Tap)]
    return [tap.button.value for tap in taps if isinstance(tap.button, StepButton)]
