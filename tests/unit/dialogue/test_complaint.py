"""The complaint, as conversations that a citizen has with it."""

import pytest

from bot.dialogue.engine import Answer, advance, begin
from bot.dialogue.flows.complaint import COMPLAINT
from bot.dialogue.inputs import Attached, Input, Located, Said
from tests.unit.dialogue.talk import LISTS, SESSION, Talk, buttons, keys, talk, words_of
from texts.catalogue import say
from texts.message import Bilingual, Lang, Message

POTHOLE = "ถนนเป็นหลุมหน้าวัด อันตรายมาก"
TO_CONFIRM: tuple[tuple[Input | str, str], ...] = (
    ("!G", "complaint.category.ask"),
    ("!road", "complaint.what.ask_G"),
    (Said(POTHOLE, "m1"), "complaint.where.ask"),
    ("หน้าวัด ซอย 5", "complaint.when.ask"),
    ("!yesterday", "complaint.photos.ask"),
    ("!!skip", "complaint.behalf.ask"),
    ("!self", "complaint.contact.ask"),
    ("!line", "complaint.confirm"),
)


def test_a_citizen_reports_a_pothole_in_nine_answers() -> None:
    """A02, A03: each answer leads to the next question, the ninth sends it."""
    held = talk(COMPLAINT, *TO_CONFIRM, ("!send", "finished"))
    assert len(TO_CONFIRM) + 1 == 9
    assert held.turn.at is None
    assert held.turn.finished is not None
    assert {name: answer.value for name, answer in held.turn.finished.items()} == {
        "kind": "G",
        "category": "road",
        "what": POTHOLE,
        "where": {"text": "หน้าวัด ซอย 5"},
        "when": "yesterday",
        "photos": None,
        "behalf": "self",
        "contact": "line",
    }
    assert held.turn.finished["what"] == Answer(POTHOLE, ("m1",))


def test_a_complaint_can_be_made_without_a_single_tap() -> None:
    """On a PC there are no quick replies: numbers, labels and plain words all work."""
    talk(
        COMPLAINT,
        ("1", "complaint.category.ask"),
        ("๒", "complaint.what.ask_G"),
        ("ไฟดับทั้งซอยสามวันแล้ว", "complaint.where.ask"),
        ("หน้าตลาด", "complaint.when.ask"),
        ("เมื่อคืนประมาณ 3 ทุ่ม", "complaint.photos.ask"),
        ("ไม่มีค่ะ", "complaint.behalf.ask"),
        ("แจ้งแทนผู้อื่น", "complaint.relation.ask"),
        ("เพื่อนบ้านครับ", "complaint.contact.ask"),
        ("๐๘๑-๒๓๔ ๕๖๗๘", "complaint.confirm"),
        ("ส่งเรื่อง", "finished"),
    )


def test_a_service_complaint_asks_for_the_unit_and_not_for_the_place() -> None:
    """A02: the ten units' service is complained about at a unit, not at a place on the map."""
    held = talk(
        COMPLAINT,
        ("The office's service", "complaint.category.ask"),
        ("Rudeness", "complaint.unit.ask"),
        ("ฝ่ายทะเบียน", "complaint.what.ask_S"),
        ("พูดจาไม่สุภาพกับผู้สูงอายุ", "complaint.when.ask"),
        ("!today", "complaint.photos.ask"),
    )
    assert "where" not in held.at.answers


def test_what_one_should_know_comes_before_the_first_question() -> None:
    """A05, A18: steps, unit, time limit, no name; and where corruption is reported for now."""
    turn = begin(COMPLAINT, session=SESSION, options=LISTS, about={"days": 15})
    assert turn.say[0].message.key == "complaint.intro"
    assert turn.say[0].message.params["days"] == 15
    for lang in Lang:
        told = say(Message("complaint.intro.days", {"days": 15}), lang)
        assert "15" in told
        corruption = say(Message("complaint.intro.corruption"), lang)
        assert "1206" in corruption
        assert "1205" in corruption
    assert "complaint.kind.ask" in list(keys(turn.say[-1].message))


def test_every_question_says_how_far_along_it_is() -> None:
    held = talk(COMPLAINT, *TO_CONFIRM[:2])
    assert words_of(held.turn).startswith("ข้อ 3/8")


def test_another_person_adds_one_question() -> None:
    """A14: a relative, neighbour, carer or officer may report for somebody."""
    held = talk(COMPLAINT, *TO_CONFIRM[:6], ("!other", "complaint.relation.ask"))
    assert words_of(held.turn).startswith("ข้อ 8/9")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("12345", "common.phone_wrong"),
        ("0812345678901", "common.phone_wrong"),
        ("call me", "common.phone_wrong"),
        (Located(13.7, 100.5), "common.kept"),
    ],
)
def test_a_wrong_telephone_number_is_met_with_a_kind_reason(
    given: Input | str, reason: str
) -> None:
    held = talk(COMPLAINT, *TO_CONFIRM[:7], (given, reason))
    assert held.at.step == "contact"


def test_pictures_are_collected_until_the_person_is_done() -> None:
    """A07: up to five; the sixth is told not to be sent."""
    pictures = [Attached(f"r{number}", "image", f"m{number}") for number in range(6)]
    held = talk(
        COMPLAINT,
        *TO_CONFIRM[:5],
        *[(picture, "common.more") for picture in pictures[:4]],
        (pictures[4], "complaint.behalf.ask"),
        (pictures[5], "common.full"),
    )
    assert held.at.answers["photos"] == Answer(
        ["r0", "r1", "r2", "r3", "r4"], ("m0", "m1", "m2", "m3", "m4")
    )


def test_with_a_picture_the_way_on_is_done_and_not_skip() -> None:
    """A tap on "skip" would throw the pictures away."""
    held = talk(COMPLAINT, *TO_CONFIRM[:5], (Attached("r1"), "common.more"))
    assert buttons(held.turn) == ["!done", "!clear", "!back", "!cancel"]
    held.give("ข้าม")
    assert held.at.answers["photos"].value == ["r1"]


def test_the_shortest_story_is_a_word() -> None:
    talk(COMPLAINT, *TO_CONFIRM[:2], ("ไฟดับ", "complaint.where.ask"))


def test_pictures_can_be_removed_and_sent_anew() -> None:
    talk(
        COMPLAINT,
        *TO_CONFIRM[:5],
        (Attached("wrong"), "common.more"),
        ("ลบรูปทั้งหมด", "complaint.photos.ask"),
        (Attached("right"), "common.more"),
        ("เสร็จแล้ว", "complaint.behalf.ask"),
    )


def test_a_step_back_from_the_next_question_keeps_the_pictures() -> None:
    held = talk(
        COMPLAINT,
        *TO_CONFIRM[:5],
        (Attached("r1"), "common.more"),
        ("!!done", "complaint.behalf.ask"),
        ("!!back", "common.more"),
    )
    assert held.at.answers["photos"].value == ["r1"]


def test_what_comes_early_is_kept_and_not_asked_again() -> None:
    """People send the picture, the pin and the story first; all three are answers."""
    held = talk(
        COMPLAINT,
        (Attached("r1", "image", "m1"), "common.kept"),
        (Located(13.78, 100.57, "ถนนประชาสงเคราะห์", "m2"), "common.kept"),
        (POTHOLE, "common.kept"),
        ("!G", "complaint.category.ask"),
        ("!road", "complaint.when.ask"),
        ("!today", "complaint.behalf.ask"),
    )
    assert held.at.answers["where"].value == {
        "lat": 13.78,
        "lng": 100.57,
        "address": "ถนนประชาสงเคราะห์",
    }


def test_a_pin_after_a_described_place_keeps_both() -> None:
    held = talk(COMPLAINT, *TO_CONFIRM, (Located(13.78, 100.57, "", "m9"), "common.place_and_pin"))
    assert held.at.answers["where"].value == {"text": "หน้าวัด ซอย 5", "lat": 13.78, "lng": 100.57}


def test_a_place_sent_for_a_service_complaint_is_dropped_with_the_question() -> None:
    held = talk(
        COMPLAINT, (Located(13.78, 100.57), "common.kept"), ("!S", "complaint.category.ask")
    )
    assert "where" not in held.at.answers


def test_one_answer_is_corrected_and_the_rest_stays() -> None:
    held = talk(
        COMPLAINT,
        *TO_CONFIRM,
        ("!!edit:what", "complaint.what.ask_G"),
        ("ถนนเป็นหลุมลึกมาก สองหลุม", "complaint.confirm"),
    )
    assert held.turn.say[0].message.params["what"] == "ถนนเป็นหลุมลึกมาก สองหลุม"
    assert held.turn.say[0].message.params["when"] == Message("complaint.when.yesterday")


@pytest.mark.parametrize("typed", ["แก้ รายละเอียด", "รายละเอียด", "details", "Edit details", "4"])
def test_a_correction_can_be_typed(typed: str) -> None:
    held = talk(COMPLAINT, *TO_CONFIRM, (typed, "complaint.what.ask_G"))
    assert held.at.step == "what"


def test_a_correction_can_be_given_up() -> None:
    talk(
        COMPLAINT,
        *TO_CONFIRM,
        ("!!edit:what", "complaint.what.ask_G"),
        ("!!back", "complaint.confirm"),
    )


def test_another_kind_makes_the_category_void_and_asks_for_it() -> None:
    held = talk(
        COMPLAINT,
        *TO_CONFIRM,
        ("!!edit:kind", "complaint.kind.ask"),
        ("!S", "complaint.category.ask"),
        ("!S1", "complaint.unit.ask"),
        ("!REG", "complaint.confirm"),
    )
    assert held.turn.say[0].message.params["where"] is None
    assert held.turn.say[0].message.params["what"] == POTHOLE


def test_the_summary_shows_every_answer_in_words() -> None:
    held = talk(COMPLAINT, *TO_CONFIRM)
    card = held.turn.say[0].message
    assert card.key == "complaint.confirm"
    assert card.params == {
        "kind": Message("complaint.kind.G"),
        "category": Bilingual("ถนน/ทางเท้า", "Road or pavement"),
        "unit": None,
        "what": POTHOLE,
        "where": "หน้าวัด ซอย 5",
        "when": Message("complaint.when.yesterday"),
        "photos": Message("common.none"),
        "behalf": Message("complaint.behalf.self"),
        "relation": None,
        "contact": Message("complaint.contact.line"),
        "flow": "complaint",
        "session": SESSION,
    }
    assert "!edit:where" in buttons(held.turn)
    assert "!edit:unit" not in buttons(held.turn)


def test_saying_no_at_the_summary_sends_nothing() -> None:
    """The words "do not send" hold the word "send"; only a whole match counts."""
    talk(COMPLAINT, *TO_CONFIRM, ("ไม่ส่ง", "common.choose"), ("ยังไม่ส่งนะ", "common.choose"))


def test_an_emergency_is_met_with_numbers_before_anything_else() -> None:
    held = talk(COMPLAINT, *TO_CONFIRM[:2], ("ไฟไหม้บ้านข้าง ๆ", "complaint.where.ask"))
    assert held.turn.say[0].message == Message("emergency", {"kinds": "fire"})


@pytest.mark.parametrize("before", [0, 1, 3, 5, 7])
def test_an_emergency_is_heard_at_any_question(before: int) -> None:
    held = Talk(COMPLAINT)
    for given, _ in TO_CONFIRM[:before]:
        held.give(given)
    turn = held.give("ไฟไหม้!")
    assert turn.say[0].message.key == "emergency"
    assert len(turn.say) > 1, "and the question still stands"


def test_a_story_told_before_is_not_asked_for_again() -> None:
    """What was said from nowhere comes along, with its emergency and its message's id."""
    turn = begin(
        COMPLAINT,
        session=SESSION,
        options=LISTS,
        answers={"what": Answer("หมดสติอยู่หน้าเขต ช่วยด้วย", ("m1",))},
    )
    assert turn.say[0].message == Message("emergency", {"kinds": "medical"})
    assert turn.at is not None
    turn = advance(COMPLAINT, turn.at, Said("1"), options=LISTS)
    assert turn.at is not None
    turn = advance(COMPLAINT, turn.at, Said("3"), options=LISTS)
    assert turn.at is not None
    assert turn.at.step == "where"


def test_too_short_a_story_told_before_is_asked_for_again() -> None:
    told = {"what": Answer("ดำ", ("m1",))}
    turn = begin(COMPLAINT, session=SESSION, options=LISTS, answers=told)
    assert turn.at is not None
    assert turn.at.answers == {}
