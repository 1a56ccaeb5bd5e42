"""Buttons, commands, readers and positions: the parts that conversations are made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue import menu
from bot.dialogue.answers import phone, place
from bot.dialogue.buttons import Button, EntryButton, StepButton, VerbButton, decode, encode
from bot.dialogue.commands import Command, understand
from bot.dialogue.engine import Answer, show
from bot.dialogue.flow import Rejected
from bot.dialogue.flows.complaint import COMPLAINT
from bot.dialogue.inputs import Attached, Located, Said
from bot.dialogue.matching import fold
from bot.dialogue.position import Position
from tests.unit.dialogue.talk import LISTS
from texts.catalogue import words
from texts.message import Message

short = st.text(max_size=8)
buttons: st.SearchStrategy[Button] = st.one_of(
    st.builds(StepButton, short, short, short, short),
    st.builds(EntryButton, short),
    st.builds(VerbButton, short, short, short),
)


@given(buttons)
def test_a_button_is_known_again(button: Button) -> None:
    try:
        data = encode(button)
    except ValueError:  # too long, or what no text can hold: never sent
        return
    assert len(data) <= 300
    assert decode(data) == button


@given(st.text(max_size=320))
def test_garbled_data_is_no_button(data: str) -> None:
    button = decode(data)
    assert button is None or encode(button) == data


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "1",
        "1|step",
        "2|entry|menu",
        "1|entry|menu|more",
        "1|verb|close",
        "1|unknown|x",
        "1|entry|%zz",
        "1|entry|%E0%B9",
        "1|entry|a b",
        "1|entry|%ed%a0%80",
        "1|entry|\ud800",
        "1|entry|" + "x" * 300,
        "action=close&case=1",
    ],
)
def test_forged_data_is_no_button(forged: str) -> None:
    assert decode(forged) is None


def test_a_button_that_line_would_refuse_is_not_made() -> None:
    with pytest.raises(ValueError, match="LINE takes 300"):
        encode(EntryButton("x" * 300))


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("ยกเลิก", Command.CANCEL),
        (" ยก เลิก ค่ะ", Command.CANCEL),
        ("ยกเลิกนะคะ", Command.CANCEL),
        ("MENU", Command.MENU),
        ("เมนู!!!", Command.MENU),
        ("เม\u200bนู", Command.MENU),
        ("ติดตามผลครับ", Command.TRACK),
        ("ร้องเรียน/ร้องทุกข์", Command.COMPLAINT),
        ("My Cases", Command.MY_CASES),
        ("ยกเลิกการเชื่อมบัญชี", Command.UNLINK),
    ],
)
def test_commands_are_understood_however_they_are_typed(typed: str, command: Command) -> None:
    assert understand(typed) is command


@pytest.mark.parametrize("typed", ["", "ครับ", "ไม่ยกเลิก", "ยกเลิกนัดช่างเมื่อวาน", "เมนูอาหาร", "👍"])
def test_a_command_inside_a_sentence_is_no_command(typed: str) -> None:
    assert understand(typed) is None


def test_no_word_means_two_commands() -> None:
    seen: dict[str, Command] = {}
    for command in Command:
        for word in words(f"command.{command}"):
            assert seen.setdefault(fold(word), command) is command, word


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0812345678", "0812345678"),
        ("081-234-5678", "0812345678"),
        ("081 234 5678", "0812345678"),
        ("(02) 123-4567", "021234567"),
        ("๐๘๑๒๓๔๕๖๗๘", "0812345678"),
        ("+66 81 234 5678", "0812345678"),
        ("+66 (0)81 234 5678", "0812345678"),
        ("0066812345678", "0812345678"),
        ("081\u2013234\u20135678", "0812345678"),
    ],
)
def test_a_telephone_number_is_read_however_it_is_written(typed: str, number: str) -> None:
    assert phone(Said(typed)) == number


@pytest.mark.parametrize("typed", ["", "081234567x", "1555", "08123", "0012345678", "66", "--"])
def test_what_is_no_telephone_number_is_rejected(typed: str) -> None:
    with pytest.raises(Rejected, match="phone_wrong"):
        phone(Said(typed))


def test_a_picture_is_no_telephone_number() -> None:
    with pytest.raises(Rejected, match="phone_please"):
        phone(Attached("r"))


@pytest.mark.parametrize("nowhere", [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)])
def test_a_pin_off_the_map_is_rejected(nowhere: tuple[float, float]) -> None:
    with pytest.raises(Rejected, match="place_please"):
        place(Located(*nowhere))


def test_a_picture_is_no_place() -> None:
    with pytest.raises(Rejected, match="place_please"):
        place(Attached("r"))


@pytest.mark.parametrize(
    "kept",
    [
        None,
        {},
        {"flow": "complaint"},
        {"flow": 1, "version": 1, "session": "s", "step": "x", "answers": {}},
        {"flow": "f", "version": 1, "session": "s", "step": "x", "answers": {"a": "value"}},
    ],
)
def test_a_position_that_was_not_kept_by_us_is_refused(kept: object) -> None:
    with pytest.raises(ValueError, match="not a kept"):
        Position.from_json(kept)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("when", "today", Message("complaint.when.today")),
        ("when", "เมื่อคืน", "เมื่อคืน"),
        ("where", {"lat": 1.0, "lng": 2.0}, Message("common.pin")),
        ("where", {"lat": 1.0, "lng": 2.0, "address": "ซอย 5"}, "ซอย 5"),
        (
            "where",
            {"text": "หน้าวัด", "lat": 1.0, "lng": 2.0},
            Message("common.place_and_pin", {"text": "หน้าวัด"}),
        ),
        ("photos", ["a", "b"], Message("common.pictures", {"count": 2})),
        ("photos", None, Message("common.none")),
        ("what", 7, "7"),
    ],
)
def test_an_answer_is_shown_in_words(name: str, value: object, shown: object) -> None:
    answers = {name: Answer(value)}  # type: ignore[arg-type]  # any JSON value, as a draft keeps it
    assert show(COMPLAINT, name, answers, options=LISTS) == shown


def test_what_was_not_asked_is_not_shown() -> None:
    assert show(COMPLAINT, "unit", {}, options=LISTS) is None
    assert show(COMPLAINT, "no such question", {}, options=LISTS) is None


def test_the_menu_leads_in() -> None:
    said = menu.offer(Message("menu.citizen"), menu.CITIZEN_ENTRIES)
    assert len(said.choices) == len(menu.CITIZEN_ENTRIES)
