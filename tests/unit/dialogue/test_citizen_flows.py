"""What a citizen can do besides complaining, as transcripts."""

import pytest

from bot.dialogue.engine import Answer, begin_with
from bot.dialogue.flow import Flow
from bot.dialogue.flows.citizen import ADD, ANSWER, HELLO, LANGUAGE, REOPEN, TRACK, WITHDRAW
from bot.dialogue.inputs import Attached, Input, Located, Said, Stickered
from tests.unit.dialogue.talk import SESSION, keys, talk

CASE = {"case": Answer("HKW-2569-000123")}


@pytest.mark.parametrize("typed", ["ab12 cd34", "AB12CD34", "ＡＢ๑๒cd34", "\u200bab12cd34\n"])
def test_a_code_is_read_as_it_is_printed(typed: str) -> None:
    """A49: typed from paper, from memory, or pasted."""
    held = talk(TRACK, (typed, "finished"))
    assert held.turn.finished == {"code": Answer("AB12CD34")}


@pytest.mark.parametrize("typed", ["a", "รหัสอะไร", "AB12/CD34", "A" * 41, "--AB12"])
def test_what_cannot_be_a_code_is_asked_for_again(typed: str) -> None:
    talk(TRACK, (typed, "common.code_wrong"))


def test_a_picture_is_no_code() -> None:
    talk(TRACK, (Attached("r"), "common.code_please"))


@pytest.mark.parametrize("flow", [ANSWER, ADD])
def test_an_answer_takes_words_and_pictures(flow: Flow) -> None:
    held = talk(
        flow,
        ("เสาต้นที่ 3 นับจากปากซอย", f"{flow.name}.photos.ask"),
        (Attached("r1"), "common.more"),
        ("เสร็จ", "finished"),
        **CASE,
    )
    assert held.turn.finished is not None
    assert {name: answer.value for name, answer in held.turn.finished.items()} == {
        "case": "HKW-2569-000123",
        "text": "เสาต้นที่ 3 นับจากปากซอย",
        "photos": ["r1"],
    }


@pytest.mark.parametrize("flow", [ANSWER, ADD])
def test_a_picture_alone_is_an_answer(flow: Flow) -> None:
    held = talk(flow, (Attached("r1"), "common.kept"), ("ข้าม", "finished"), **CASE)
    assert held.turn.finished is not None
    assert held.turn.finished["text"].value is None


def test_nothing_at_all_is_no_answer() -> None:
    talk(ANSWER, ("ข้าม", "common.needed"), **CASE)


def test_what_is_not_solved_may_be_told_after_the_one_tap_that_reopened() -> None:
    held = talk(
        REOPEN,
        ("ซ่อมแล้วแต่ยังมีน้ำขัง", "reopen.photos.ask"),
        ("!!skip", "finished"),
        **CASE,
    )
    assert held.turn.finished is not None
    assert held.turn.finished["text"].value == "ซ่อมแล้วแต่ยังมีน้ำขัง"


def test_what_is_not_solved_need_not_be_told() -> None:
    talk(REOPEN, ("ข้าม", "reopen.photos.ask"), ("ข้าม", "finished"), **CASE)


@pytest.mark.parametrize("typed", ["!yes", "ถอนเรื่อง", "1", "Withdraw it"])
def test_withdrawing_needs_a_plain_yes(typed: str) -> None:
    talk(WITHDRAW, (typed, "finished"), **CASE)


@pytest.mark.parametrize("typed", ["!!cancel", "ไม่ถอน", "ไม่", "2", "keep it"])
def test_not_withdrawing_withdraws_nothing(typed: str) -> None:
    held = talk(WITHDRAW, (typed, "common.cancelled"), **CASE)
    assert held.turn.finished is None


@pytest.mark.parametrize(
    ("typed", "lang"), [("ไทย", "th"), ("อังกฤษ", "en"), ("english", "en"), ("๑", "th")]
)
def test_the_language_is_chosen_in_either_language(typed: str, lang: str) -> None:
    """A16."""
    held = talk(LANGUAGE, (typed, "finished"))
    assert held.turn.finished == {"lang": Answer(lang)}


def test_what_is_said_from_nowhere_is_collected_until_an_entry_is_chosen() -> None:
    """A17: a person tells first and chooses later; nothing has to be told twice."""
    held = talk(
        HELLO,
        (Said("น้ำท่วม", "m1"), "common.kept"),
        (Said("หน้าบ้านเลย", "m2"), "common.kept"),
        (Attached("r1", "image", "m3"), "common.kept"),
        (Located(13.7, 100.5, "", "m4"), "common.kept"),
        ("ร้องเรียน", "finished"),
    )
    assert held.turn.finished == {
        "entry": Answer("complaint"),
        "what": Answer("น้ำท่วม\nหน้าบ้านเลย", ("m1", "m2")),
        "photos": Answer(["r1"], ("m3",)),
        "where": Answer({"lat": 13.7, "lng": 100.5}, ("m4",)),
    }


@pytest.mark.parametrize("greeting", ["สวัสดีค่ะ", "สวัสดี", "Hello!", "ดีครับ", "หวัดดีจ้า"])
def test_who_greets_is_greeted_and_nothing_is_kept(greeting: str) -> None:
    held = talk(HELLO, (greeting, "hello.greeted"))
    assert held.at.answers == {}


def test_an_emergency_from_nowhere_is_met_with_numbers() -> None:
    turn = begin_with(HELLO, Said("มีคนจมน้ำที่คลองแสนแสบ"), session=SESSION, options={})
    assert turn.say[0].message.params == {"kinds": "drowning"}


@pytest.mark.parametrize("given", [Stickered(), Said("???"), Said("")])
def test_whatever_comes_from_nowhere_is_asked_what_it_is_for(given: Input) -> None:
    turn = begin_with(HELLO, given, session=SESSION, options={})
    assert "hello.entry.ask" in list(keys(turn.say[-1].message))
