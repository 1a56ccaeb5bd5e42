"""Whatever a person does, in whatever order, is met with words, and the words exist."""

import json

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue import menu
from bot.dialogue.buttons import EntryButton, StepButton, VerbButton, encode
from bot.dialogue.commands import Command
from bot.dialogue.engine import Answer, Flow, Turn, advance, begin, resume
from bot.dialogue.flow import CONFIRM, Option
from bot.dialogue.inputs import Attached, Input, Located, Pressed, Said, Stickered, Unreadable
from bot.dialogue.matching import fold, names
from bot.dialogue.position import Position
from bot.dialogue.registry import FLOWS
from bot.dialogue.say import Say, Tap
from bot.dialogue.scene import BACK, CANCEL, CLEAR, DONE, EDIT, RESTART, RESUME, SKIP
from tests.unit.dialogue.talk import LISTS, SESSION, is_card, keys
from texts.catalogue import has, say, words
from texts.message import Lang, Message

VALUES = (
    "G", "S", "road", "S1", "CIV", "today", "self", "other", "family", "line", "send", "yes",
    BACK, CANCEL, CLEAR, DONE, RESTART, RESUME, SKIP, f"{EDIT}what", f"{EDIT}photos", f"{EDIT}kind",
)  # fmt: skip
STEPS = tuple({step.name for flow in FLOWS.values() for step in flow.steps})
THAI = st.text(st.sampled_from("กขคงนมยรลวสหอะาิีึืุูเแโใไ่้๊๋์ๆฯ๐๑๙ 1/-\n\u200b"), max_size=40)

said = st.one_of(
    st.text(max_size=60),
    THAI,
    st.sampled_from(["1", "๒", "13", "081-234-5678", "ไฟไหม้", "ส่ง", "ข้าม", "เสร็จ", "ลบรูป"]),
    st.sampled_from([word for command in Command for word in words(f"command.{command}")]),
    st.text("กข🙏", min_size=3990, max_size=4100),
)
sources = st.text("m0123456789", max_size=6)
pressed: st.SearchStrategy[Input] = st.one_of(
    st.builds(
        StepButton,
        st.sampled_from([*FLOWS, "nothing"]),
        st.sampled_from([SESSION, SESSION, SESSION, "old"]),
        st.sampled_from(STEPS),
        st.sampled_from(VALUES),
    ),
    st.builds(EntryButton, st.text(max_size=10)),
    st.builds(VerbButton, st.text(max_size=10), st.text(max_size=10), st.text(max_size=5)),
).map(Pressed)
inputs: st.SearchStrategy[Input] = st.one_of(
    st.builds(Said, said, sources),
    pressed,
    st.builds(Located, st.floats(), st.floats(), st.text(max_size=10), sources),
    st.builds(Attached, st.text(max_size=8), st.sampled_from(["image", "file"]), sources),
    st.builds(Stickered, sources),
    st.builds(Unreadable, st.sampled_from(["", "video"]), sources),
)
# What the present question offers is pressed often, or random inputs would never get far.
moves = st.lists(st.one_of(inputs, st.integers(0, 12)), max_size=25)


@pytest.mark.parametrize("flow", FLOWS.values(), ids=list(FLOWS))
@settings(max_examples=60, deadline=None)
@given(given_moves=moves)
def test_no_sequence_of_inputs_is_met_with_silence_or_an_exception(
    flow: Flow, given_moves: list[Input | int]
) -> None:
    turn = begin(flow, session=SESSION, options=LISTS, answers={"case": Answer("HKW-1")})
    check(turn)
    for move in given_moves:
        if turn.at is None:
            break
        kept = Position.from_json(json.loads(json.dumps(turn.at.to_json())))
        assert kept == turn.at
        turn = advance(flow, kept, offered(turn, move), options=LISTS)
        check(turn)
    if turn.at is not None:
        check(resume(flow, turn.at, options=LISTS))


def offered(turn: Turn, move: Input | int) -> Input:
    """A number stands for pressing one of the buttons just offered."""
    if not isinstance(move, int):
        return move
    acts = [choice.act for each in turn.say[-1:] for choice in each.choices]
    taps = [act for act in acts if isinstance(act, Tap)]
    return Pressed(taps[move % len(taps)].button) if taps else Said(str(move))


def check(turn: Turn) -> None:
    """Something is said, finished or wished; all of it can be said, in both languages, by LINE."""
    assert turn.say or turn.finished is not None or turn.leave is not None
    assert turn.finished is None or CONFIRM not in turn.finished
    assert len(turn.say) <= 4, "LINE takes five messages, and the caller may add one"
    if turn.at is not None and turn.leave is None:
        assert turn.say[-1].choices, "there is always something to tap"
    for each in turn.say:
        check_said(each)


def check_said(each: Say) -> None:
    for key in keys(each.message):
        assert has(key) or is_card(each), key
    if not is_card(each):
        for lang in Lang:
            assert say(each.message, lang).strip()
    assert len(each.choices) <= 13
    for choice in each.choices:
        if isinstance(choice.act, Tap):
            assert len(encode(choice.act.button)) <= 300


def own_options() -> list[Option]:
    steps = [step for flow in FLOWS.values() for step in flow.steps]
    return [option for step in steps if isinstance(step.options, tuple) for option in step.options]


def labels() -> set[str]:
    """The catalogue's labels of everything that can become a quick reply."""
    fixed = ["back", "cancel", "skip", "done", "clear", "resume", "restart"]
    fixed += ["camera", "camera_roll", "map"]
    keyed = {f"common.{name}" for name in fixed}
    keyed |= {o.label.key for o in own_options() if isinstance(o.label, Message)}
    keyed |= {f"{flow.name}.confirm.send" for flow in FLOWS.values() if flow.confirm}
    return keyed | {f"menu.entry.{entry}" for entry in (*menu.CITIZEN_ENTRIES, *menu.STAFF_ENTRIES)}


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("key", sorted(labels()))
def test_every_label_fits_a_quick_reply(key: str, lang: Lang) -> None:
    """LINE: 20 characters as people count them; a consonant with its marks is one."""
    assert len(regex.findall(r"\X", say(Message(key), lang))) <= 20


@pytest.mark.parametrize("lang", Lang)
def test_every_correction_fits_a_quick_reply(lang: Lang) -> None:
    for flow in FLOWS.values():
        for step in flow.asked({"kind": "S", "behalf": "other"}) if flow.confirm else ():
            if step.name != CONFIRM:
                name = Message(f"{flow.name}.{step.name}.name")
                label = say(Message("common.edit", {"name": name}), lang)
                assert len(regex.findall(r"\X", label)) <= 20, label


def test_the_words_of_one_question_do_not_mean_two_answers() -> None:
    """A typed answer is never ambiguous: no two options of a question share a word."""
    for flow in FLOWS.values():
        for step in flow.steps:
            if isinstance(step.options, tuple):
                seen: dict[str, str] = {}
                for option in step.options:
                    for name in names(option):
                        assert seen.setdefault(name, option.value) == option.value, (flow, name)


def test_no_answer_hides_the_way_out() -> None:
    """The word "cancel" always cancels: no option's word says the same."""
    ways_out = {fold(word) for word in words("command.cancel")}
    for option in own_options():
        assert ways_out.isdisjoint(names(option)) or option.value == CANCEL
