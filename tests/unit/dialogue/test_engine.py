"""What every conversation promises: a way back, a way out, and no button misapplied."""

from dataclasses import replace

import pytest

from bot.dialogue.answers import attachment, text
from bot.dialogue.buttons import EntryButton, StepButton, VerbButton
from bot.dialogue.engine import Answer, Flow, Step, advance, begin, begin_with, resume
from bot.dialogue.flows.citizen import HELLO, TRACK, WITHDRAW
from bot.dialogue.flows.complaint import COMPLAINT
from bot.dialogue.inputs import Attached, Input, Pressed, Said, Stickered, Unreadable
from bot.dialogue.position import Position
from tests.unit.dialogue.talk import LISTS, SESSION, Talk, an_option, buttons, keys, talk, words_of

AT_WHAT: tuple[tuple[Input | str, str], ...] = (
    ("!G", "complaint.category.ask"),
    ("!road", "complaint.what.ask_G"),
)


@pytest.mark.parametrize(
    "old",
    [
        StepButton("complaint", "another-session", "what", "!cancel"),
        StepButton("complaint", SESSION, "kind", "S"),
        StepButton("complaint", SESSION, "category", "!back"),
        StepButton("complaint", SESSION, "kind", "!cancel"),
        StepButton("track", SESSION, "what", "!back"),
        StepButton("complaint", SESSION, "what", "never offered"),
        StepButton("complaint", SESSION, "what", "!done"),
        StepButton("complaint", SESSION, "what", "!edit:kind"),
    ],
)
def test_an_old_or_foreign_button_is_explained_and_never_misapplied(old: StepButton) -> None:
    held = talk(COMPLAINT, *AT_WHAT)
    before = held.at
    turn = held.give(Pressed(old))
    said = [key for each in turn.say for key in keys(each.message)]
    assert said[0] == "common.old_button"
    assert "complaint.what.ask_G" in said
    assert held.at == before


@pytest.mark.parametrize("typed", ["ย้อนกลับ", "กลับค่ะ", "Back", "!!back"])
def test_back_asks_the_question_before_again(typed: str) -> None:
    held = talk(COMPLAINT, *AT_WHAT, (typed, "complaint.category.ask"))
    assert set(held.at.answers) == {"kind"}


def test_back_at_the_first_question_says_so() -> None:
    talk(COMPLAINT, ("ย้อนกลับ", "common.first"))


@pytest.mark.parametrize("typed", ["ยกเลิก", "ยกเลิกครับ", "CANCEL", "Cancel please", "!!cancel"])
def test_cancel_ends_it_at_any_question(typed: str) -> None:
    held = talk(COMPLAINT, *AT_WHAT, (typed, "common.cancelled"))
    assert held.turn.at is None
    assert held.turn.finished is None


@pytest.mark.parametrize(
    ("wish", "leads_to"),
    [
        ("เมนู", "menu"),
        ("ช่วยเหลือ", "help"),
        ("ติดตามเรื่อง", "track"),
        ("Language", "language"),
        ("เริ่มใหม่", "restart"),
        (Pressed(EntryButton("track")), "track"),
        (Pressed(VerbButton("view", "HKW-2569-000001")), "view"),
    ],
)
def test_another_wish_leaves_and_the_draft_stays(wish: Input | str, leads_to: str) -> None:
    held = talk(COMPLAINT, *AT_WHAT, (wish, f"leave:{leads_to}"))
    assert held.at.step == "what"
    assert set(held.at.answers) == {"kind", "category"}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (Stickered("m"), "common.sticker"),
        (Unreadable("video", "m"), "common.unreadable"),
        ("สั้น", "common.too_short"),
        ("1", "common.too_short"),
        ("2", "common.too_short"),
        ("🙏🙏🙏🙏🙏🙏🙏🙏", "common.too_short"),
        ("", "common.too_short"),
        ("ก" * 4001, "common.too_long"),
    ],
)
def test_what_does_not_fit_is_met_with_a_reason_and_the_question(
    given: Input | str, reason: str
) -> None:
    held = talk(COMPLAINT, *AT_WHAT, (given, reason))
    assert "complaint.what.ask_G" in list(keys(held.turn.say[-1].message))


def test_a_draft_of_an_older_release_is_carried_over_and_asked_again() -> None:
    held = talk(COMPLAINT, *AT_WHAT)
    old = replace(held.at, version=0, step="a question of old")
    turn = advance(COMPLAINT, old, Said("1"), options=LISTS)
    assert turn.say[0].message.key == "common.renewed"
    assert turn.at == held.at


def test_a_category_the_office_gave_up_is_asked_for_again() -> None:
    held = talk(COMPLAINT, *AT_WHAT)
    held.lists = {**LISTS, "category.G": LISTS["category.G"][1:]}
    held.give("ไฟทางดับทั้งซอย")
    assert held.at.step == "category"


def test_an_answer_taken_back_is_asked_for_again_and_confirmed_again() -> None:
    """T: unsent messages take their answer with them, even at the last moment."""
    held = talk(
        COMPLAINT,
        *AT_WHAT,
        ("ถนนเป็นหลุมลึก", "complaint.where.ask"),
        ("หน้าวัด", "complaint.when.ask"),
        ("!today", "complaint.photos.ask"),
        ("!!skip", "complaint.behalf.ask"),
        ("!self", "complaint.contact.ask"),
        ("!line", "complaint.confirm"),
    )
    left = {name: answer for name, answer in held.at.answers.items() if name != "what"}
    held.turn = replace(held.turn, at=replace(held.at, answers=left))
    held.give("!send")
    assert held.at.step == "what"
    held.give("ถนนเป็นหลุมตื้น")
    assert held.at.step == "confirm"


def test_who_comes_back_to_a_draft_is_asked_how_to_go_on() -> None:
    held = talk(COMPLAINT, *AT_WHAT)
    turn = resume(COMPLAINT, held.at, options=LISTS)
    assert turn.at == held.at
    assert "ข้อ 3/8" in words_of(turn)
    assert buttons(turn) == ["!resume", "!restart", "!cancel"]


@pytest.mark.parametrize(
    ("answer", "met_with"),
    [
        ("!!resume", "complaint.what.ask_G"),
        ("กรอกต่อ", "complaint.what.ask_G"),
        ("continue", "complaint.what.ask_G"),
        ("!!restart", "leave:restart"),
        ("!!cancel", "common.cancelled"),
    ],
)
def test_each_way_to_go_on_with_a_draft(answer: str, met_with: str) -> None:
    talk(COMPLAINT, *AT_WHAT, (answer, met_with))


def test_choices_fit_line_and_say_where_they_belong() -> None:
    many = tuple(replace(LISTS["unit"][0], value=f"U{number}") for number in range(20))
    held = Talk(COMPLAINT, lists={**LISTS, "category.G": many})
    held.give("!G")
    assert len(held.turn.say[-1].choices) == 13
    assert "20. " in words_of(held.turn)
    held.give("20")
    assert held.at.answers["category"].value == "U19"


def test_a_single_question_is_not_counted() -> None:
    turn = begin(TRACK, session=SESSION, options={})
    assert list(keys(turn.say[0].message)) == ["track.code.ask"]


def test_a_refusal_among_the_options_is_offered_once() -> None:
    held = Talk(WITHDRAW, answers={"case": Answer("HKW-2569-000001")})
    assert buttons(held.turn) == ["yes", "!cancel"]


def test_something_said_from_nowhere_begins_with_it_kept() -> None:
    turn = begin_with(HELLO, Said("น้ำท่วมซอย 5", "m1"), session=SESSION, options={})
    assert turn.at is not None
    assert turn.at.answers == {"what": Answer("น้ำท่วมซอย 5", ("m1",))}


def test_a_conversation_that_has_all_its_answers_is_finished_at_once() -> None:
    flow = Flow("track", 1, (Step("code", read=text()),))
    given = {"code": Answer("ABCD")}
    assert begin(flow, session=SESSION, options={}, answers=given).finished == given
    assert begin_with(flow, Said("EFGH"), session=SESSION, options={}).finished is not None


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ((Step("a", read=text()), Step("a", read=text())), "share a name"),
        ((Step("a", read=text(), asked=False),), "asks nothing"),
        ((Step("a"),), "nothing could answer"),
    ],
)
def test_a_flow_that_could_not_be_held_is_refused_at_import(
    steps: tuple[Step, ...], fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        Flow("broken", 1, steps)


def test_a_draft_that_has_every_answer_stands_at_its_last_question() -> None:
    flow = Flow("track", 1, (Step("code", read=text()),))
    at = Position("track", 1, SESSION, "gone", {"code": Answer("ABCD")})
    assert advance(flow, at, Stickered(), options={}).at == replace(at, step="code")


def test_pictures_without_room_are_told_and_the_question_stays() -> None:
    flow = Flow("answer", 1, (Step("photos", read=attachment, many=1), Step("text", read=text())))
    held = Talk(flow)
    held.give(Attached("r1"))
    assert held.at.step == "text"


@pytest.mark.parametrize(
    ("typed", "category"),
    [
        ("ถนน", "road"),
        ("ทางเท้าค่ะ", "road"),
        ("PAVEMENT", "road"),
        ("หลุม", "road"),
        ("อื่นๆ", "other"),
    ],
)
def test_a_category_goes_by_each_word_of_its_label(typed: str, category: str) -> None:
    held = talk(COMPLAINT, ("!G", "complaint.category.ask"), (typed, "complaint.what.ask_G"))
    assert held.at.answers["category"].value == category


def test_a_word_that_two_labels_share_chooses_neither() -> None:
    shared = {**LISTS, "category.G": (an_option("a", "ท่อ แตก", "a"), an_option("b", "ท่อ ตัน", "b"))}
    held = Talk(COMPLAINT, lists=shared)
    held.give("!G")
    assert held.give("ท่อ").say[0].message.key == "common.choose"


def test_a_word_of_a_control_is_no_control() -> None:
    """Who types "photos" does not mean to remove all photos."""
    held = talk(
        COMPLAINT,
        (Attached("r1"), "common.kept"),
        *AT_WHAT,
        ("ถนนเป็นหลุมลึก", "complaint.where.ask"),
        ("หน้าวัด", "complaint.when.ask"),
        ("!today", "complaint.behalf.ask"),
        ("!!back", "common.more"),
    )
    held.give("photos")
    assert held.at.answers["photos"].value == ["r1"]
