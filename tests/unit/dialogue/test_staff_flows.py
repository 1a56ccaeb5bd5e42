"""What an officer does with a case from the telephone, as transcripts."""

import pytest

from bot.dialogue.engine import Answer, Turn
from bot.dialogue.flows.staff import ASK, DECLINE, EXPLAIN, FORWARD, LINK, NOTE, POSTPONE, RESOLVE
from bot.dialogue.inputs import Attached
from tests.unit.dialogue.talk import talk, words_of

CASE = {"case": Answer("HKW-2569-000123")}


def values(turn: Turn) -> dict[str, object]:
    assert turn.finished is not None
    return {name: answer.value for name, answer in turn.finished.items() if name != "case"}


def test_an_account_is_linked_by_a_code() -> None:
    assert values(talk(LINK, ("k7q2-m4x9", "finished")).turn) == {"code": "K7Q2-M4X9"}


def test_a_question_is_shown_before_it_goes_to_the_citizen() -> None:
    """A27."""
    held = talk(ASK, ("ขอเลขเสาไฟที่ดับ", "ask.summary"), **CASE)
    assert "ขอเลขเสาไฟที่ดับ" in words_of(held.turn)
    assert values(held.give("ส่งคำถาม")) == {"question": "ขอเลขเสาไฟที่ดับ"}


def test_a_question_can_be_corrected_before_it_goes() -> None:
    talk(
        ASK,
        ("ขอเลขเสาไฟ", "ask.summary"),
        ("!!edit:question", "ask.question.ask"),
        ("ขอเลขเสาไฟที่ดับ", "ask.summary"),
        ("!send", "finished"),
        **CASE,
    )


@pytest.mark.parametrize(
    ("typed", "shown"), [("แจ้งผู้ร้อง", "yes"), ("1", "yes"), ("บันทึกภายใน", "no"), ("ไม่แจ้ง", "no")]
)
def test_a_note_says_whether_the_citizen_sees_it(typed: str, shown: str) -> None:
    """A42."""
    held = talk(NOTE, ("สำรวจแล้ว", "note.shown.ask"), (typed, "finished"), **CASE)
    assert values(held.turn) == {"text": "สำรวจแล้ว", "shown": shown}


def test_forwarding_names_the_unit_and_the_reason() -> None:
    """A34: and says that the clock does not start anew."""
    held = talk(
        FORWARD, ("ฝ่ายโยธา", "forward.reason.ask"), ("!not_ours", "forward.summary"), **CASE
    )
    assert "ฝ่ายโยธา" in words_of(held.turn)
    assert "กำหนดเวลาเดิม" in words_of(held.turn)
    assert values(held.give("!send")) == {"unit": "CIV", "reason": "not_ours"}


def test_a_reason_may_be_in_the_officers_own_words() -> None:
    talk(FORWARD, ("1", "forward.reason.ask"), ("อยู่ในพื้นที่ก่อสร้าง", "forward.summary"), **CASE)


@pytest.mark.parametrize("typed", ["15", "๑๕ วัน", "2", "!15"])
def test_a_delay_is_explained_with_what_was_done_and_a_new_date(typed: str) -> None:
    """A39."""
    held = talk(
        EXPLAIN,
        ("รออะไหล่จากผู้ผลิต", "explain.done.ask"),
        ("ปิดกั้นพื้นที่แล้ว", "explain.days.ask"),
        (typed, "explain.summary"),
        ("!send", "finished"),
        **CASE,
    )
    assert values(held.turn)["days"] == "15"


def test_a_delay_is_explained_with_any_date() -> None:
    """A39: besides the days offered; the summary says which day was understood."""
    held = talk(
        EXPLAIN,
        ("รออะไหล่จากผู้ผลิต", "explain.done.ask"),
        ("ปิดกั้นพื้นที่แล้ว", "explain.days.ask"),
        ("15 ธ.ค.", "explain.summary"),
        **CASE,
    )
    assert "กำหนดใหม่: 15 ธันวาคม 2569" in words_of(held.turn)
    assert values(held.give("!send"))["days"] == "2026-12-15"


@pytest.mark.parametrize(
    ("typed", "shown", "kept"),
    [
        ("15/12/2569", "15 ธันวาคม 2569", "2026-12-15"),
        ("๑๕ ธ.ค.", "15 ธันวาคม 2569", "2026-12-15"),
        ("2", "6 ธันวาคม 2569", "2026-12-06"),
        ("!2026-11-28", "28 พฤศจิกายน 2569", "2026-11-28"),
        ("21 พ.ย. 2570", "21 พฤศจิกายน 2570", "2027-11-21"),
    ],
)
def test_another_date_is_set_and_the_citizens_words_are_shown_first(
    typed: str, shown: str, kept: str
) -> None:
    """A46: with a reason; what the citizen will read stands in the question."""
    held = talk(
        POSTPONE,
        ("ผู้รับเหมาเข้าพื้นที่ไม่ได้เพราะน้ำท่วม", "postpone.day.ask"),
        (typed, "postpone.summary"),
        **CASE,
    )
    assert f"ภายในวันที่ {shown}" in words_of(held.turn)
    assert "น้ำท่วม" in words_of(held.turn)
    assert values(held.give("!send"))["day"] == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("เร็ว ๆ นี้", "date.not_read"),
        ("31/2", "date.not_read"),
        ("21/11/2569", "date.not_ahead"),
        ("1 ม.ค. 2569", "date.not_ahead"),
        ("22/11/2570", "date.too_far"),
    ],
)
def test_a_date_that_cannot_be_is_told_with_what_was_read(typed: str, why: str) -> None:
    """A46: after today, and within a year."""
    talk(
        POSTPONE,
        ("ผู้รับเหมาเข้าพื้นที่ไม่ได้เพราะน้ำท่วม", "postpone.day.ask"),
        (typed, why),
        ("15 ธ.ค.", "postpone.summary"),
        **CASE,
    )


def test_a_picture_is_no_date() -> None:
    talk(
        POSTPONE,
        ("ผู้รับเหมาเข้าพื้นที่ไม่ได้เพราะน้ำท่วม", "postpone.day.ask"),
        (Attached("r1"), "date.not_read"),
        **CASE,
    )


def test_a_result_comes_with_evidence() -> None:
    held = talk(
        RESOLVE,
        ("ซ่อมผิวถนนแล้ว", "resolve.photos.ask"),
        (Attached("r1"), "common.more"),
        ("เสร็จแล้ว", "resolve.summary"),
        **CASE,
    )
    assert "1 รูป" in words_of(held.turn)
    assert values(held.give("แจ้งผล")) == {"result": "ซ่อมผิวถนนแล้ว", "photos": ["r1"]}


def test_a_result_without_evidence_is_possible_and_shown_as_such() -> None:
    held = talk(RESOLVE, ("ซ่อมผิวถนนแล้ว", "resolve.photos.ask"), ("ข้าม", "resolve.summary"), **CASE)
    assert "ไม่ระบุ" in words_of(held.turn)


def test_declining_needs_a_reason_and_an_explanation() -> None:
    held = talk(
        DECLINE,
        ("ไม่อยู่ในอำนาจเขต", "decline.text.ask"),
        ("สั้นไป", "common.too_short"),
        ("ถนนนี้เป็นของกรมทางหลวง โทร. 1586", "decline.summary"),
        ("!send", "finished"),
        **CASE,
    )
    assert values(held.turn)["reason"] == "outside"


def test_an_emergency_word_of_an_officer_is_no_alarm() -> None:
    talk(NOTE, ("ไฟไหม้ป้าย ดับแล้ว", "note.shown.ask"), **CASE)
