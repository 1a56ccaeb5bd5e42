"""The sealed conversations, as somebody who reports corruption has them."""

import pytest

from bot.dialogue.commands import Command, understand
from bot.dialogue.engine import Answer, begin
from bot.dialogue.flows.disclosure import DISCLOSURE, FOLLOW, GROUPS, LISTS, SUSPECTED
from bot.dialogue.inputs import Attached, Input, Located, Said
from tests.unit.dialogue.talk import LISTS as OFFICES
from tests.unit.dialogue.talk import SESSION, Talk, keys, talk, words_of
from texts.catalogue import has, say, shipped
from texts.message import Lang, Message

ACCOUNT = "หัวหน้าเรียกเงินห้าพันบาทเพื่อให้แบบบ้านผ่าน"
TO_THE_ACCOUNT: tuple[tuple[Input | str, str], ...] = (
    ("!no_trace", "disclosure.group.ask"),
    ("!money", "disclosure.kind.ask"),
    ("!C01", "disclosure.unit.ask"),
    ("!unknown", "disclosure.executive.ask"),
    ("!no", "disclosure.desk.ask"),
    ("!no", "disclosure.exclude.ask"),
    ("!nobody", "disclosure.what.ask"),
)
TO_MORE: tuple[tuple[Input | str, str], ...] = (
    *TO_THE_ACCOUNT,
    (Said(ACCOUNT, "m1"), "disclosure.evidence.ask"),
    ("!!skip", "disclosure.danger.ask"),
    ("!no", "disclosure.more.ask"),
)


def test_the_notice_comes_before_the_first_question() -> None:
    """A06: what is protected, what is not, and the bodies outside, before anything is asked."""
    turn = begin(DISCLOSURE, session=SESSION, options=OFFICES, about={"url": "https://x"})
    assert turn.say[0].message.key == "disclosure.notice"
    assert turn.say[0].message.params["url"] == "https://x"
    assert "disclosure.mode.ask" in list(keys(turn.say[-1].message))


def test_a_report_takes_eleven_taps_and_one_text() -> None:
    """A04: nothing but the account has to be told, and no question asks who one is."""
    held = talk(DISCLOSURE, *TO_MORE, ("!no", "disclosure.confirm"), ("!send", "finished"))
    assert held.turn.finished is not None
    told = {name: answer.value for name, answer in held.turn.finished.items()}
    assert told["what"] == ACCOUNT
    assert not {"name", "phone", "contact", "when", "who"} & set(told)
    assert held.turn.finished["what"] == Answer(ACCOUNT, ("m1",))


def test_everything_but_the_account_can_be_passed_over() -> None:
    """A04: by the word alone, without a single tap."""
    talk(
        DISCLOSURE,
        ("1", "disclosure.group.ask"),
        ("ข้าม", "disclosure.unit.ask"),
        ("ไม่ทราบ", "disclosure.executive.ask"),
        ("ข้าม", "disclosure.desk.ask"),
        ("ข้าม", "disclosure.exclude.ask"),
        ("ข้าม", "disclosure.what.ask"),
        ("ข้าม", "common.needed"),
        ("สั้นไป", "common.too_short"),
        (ACCOUNT, "disclosure.evidence.ask"),
        ("ข้าม", "disclosure.danger.ask"),
        ("ข้าม", "disclosure.more.ask"),
        ("ตรวจทาน", "disclosure.confirm"),
        ("ส่งเรื่อง", "finished"),
    )


def test_who_wants_to_tell_more_is_asked_what_makes_a_report_usable() -> None:
    """Security A1.3: when, where, who, other evidence, who could confirm, who knows; A09."""
    held = talk(
        DISCLOSURE,
        *TO_MORE,
        ("!yes", "disclosure.when.ask"),
        ("ต้นเดือนที่แล้ว", "disclosure.where.ask"),
        (Located(13.7, 100.5, "หน้าเขต"), "disclosure.who.ask"),
        ("นายช่างคนหนึ่ง", "disclosure.evidence_note.ask"),
        ("ใบเสร็จอยู่ที่ร้าน", "disclosure.witnesses.ask"),
        ("!!skip", "disclosure.others_know.ask"),
        ("ข้าม", "disclosure.director.ask"),
        ("!yes", "disclosure.confirm"),
    )
    assert held.at.values()["director"] == "yes"


@pytest.mark.parametrize("asked", ["executive", "desk"])
def test_a_director_who_may_be_concerned_is_not_offered_the_report(asked: str) -> None:
    """A09, A24: also when the receiving desk is concerned."""
    steps = {**dict.fromkeys(("executive", "desk"), "no"), asked: "yes", "more": "yes"}
    names = {step.name for step in DISCLOSURE.asked(steps)}
    assert "director" not in names
    assert "director" in {step.name for step in DISCLOSURE.asked({"more": "yes"})}
    kept_out = {"more": "yes", "exclude": "director"}
    assert "director" not in {step.name for step in DISCLOSURE.asked(kept_out)}


def test_another_unit_can_be_named_beside_the_first() -> None:
    held = talk(
        DISCLOSURE,
        *TO_THE_ACCOUNT[:3],
    )
    held.lists = {**OFFICES, "disclosure.unit": OFFICES["unit"],
                  "disclosure.unit_also": OFFICES["unit"]}  # fmt: skip
    held.give("!CIV")
    assert "disclosure.unit_also.ask" in list(keys(held.turn.say[-1].message))
    held.give("!REG")
    assert (held.at.values()["unit"], held.at.values()["unit_also"]) == ("CIV", "REG")


def test_files_are_counted_up_to_five_and_told_as_files() -> None:
    """A07."""
    files = [Attached(f"r{number}", "image", f"m{number}") for number in range(5)]
    held = talk(DISCLOSURE, *TO_THE_ACCOUNT, (ACCOUNT, "disclosure.evidence.ask"),
                (files[0], "disclosure.evidence.more"))  # fmt: skip
    assert "1 ไฟล์" in words_of(held.turn)
    for file in files[1:]:
        held.give(file)
    assert held.at.step == "danger"
    assert held.at.values()["evidence"] == ["r0", "r1", "r2", "r3", "r4"]


def test_a_story_told_before_it_is_asked_for_is_not_asked_for_again() -> None:
    """People begin with what happened, not with a choice."""
    held = talk(DISCLOSURE, (ACCOUNT, "common.kept"), *TO_THE_ACCOUNT[:6])
    held.give("!nobody")
    assert held.at.step == "evidence"


def test_every_kind_of_the_taxonomy_can_be_chosen() -> None:
    """A08: C01 to C20, each once, each in a group that one message can offer."""
    kinds = [kind for group in GROUPS.values() for kind in group]
    assert sorted(kinds) == [f"C{number:02}" for number in range(1, 21)]
    assert all(len(options) <= 10 for name, options in LISTS.items() if "kind" in name)
    assert all(has(f"disclosure.kind.{kind}") for kind in (*kinds, "C99"))


def test_danger_is_asked_with_the_number_to_call() -> None:
    for lang in Lang:
        assert "191" in say(Message("disclosure.danger.ask"), lang)


def test_the_words_promise_nothing_that_cannot_be_kept() -> None:
    """Security D1.4: the forbidden words stand nowhere, and what is not protected is said."""
    forbidden = ("ปลอดภัย 100", "ไม่มีใครรู้ได้", "รับรองความปลอดภัย", "100 % safe", "100% safe",
                 "completely anonymous", "nobody can know")  # fmt: skip
    for lang in Lang:
        words = " ".join(str(said) for said in shipped().entries[lang].values())
        assert not [phrase for phrase in forbidden if phrase in words]
        for limit in ("line_sees", "details", "network", "server"):
            assert say(Message(f"disclosure.notice.{limit}"), lang)
        bodies = say(Message("disclosure.outside.nacc"), lang)
        assert "1205" in bodies
        assert "1206" in say(Message("disclosure.outside.pacc"), lang)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("แจ้งทุจริต", Command.INTEGRITY),
        ("แจ้งเบาะแสค่ะ", Command.INTEGRITY),
        ("report corruption", Command.INTEGRITY),
        ("ลืมฉัน", Command.FORGET_ME),
        ("Forget me", Command.FORGET_ME),
    ],
)
def test_the_way_in_and_the_way_out_can_be_typed(typed: str, command: Command) -> None:
    assert understand(typed) is command


def test_words_held_back_go_where_the_person_says() -> None:
    """A18: the sealed way first, the ordinary one second; more words are held back, too."""
    what = Answer("เทศกิจเรียกเงิน", ("m1",))
    held = Talk(SUSPECTED, answers={"what": what})
    first, second, *_ = held.turn.say[-1].choices
    assert (first.label, second.label) == (
        Message("suspected.way.sealed"), Message("suspected.way.ordinary")
    )  # fmt: skip
    held.give(Said("สองครั้งแล้ว", "m2"))
    held.give("!sealed")
    assert held.turn.finished is not None
    assert held.turn.finished["what"] == Answer("เทศกิจเรียกเงิน\nสองครั้งแล้ว", ("m1", "m2"))


@pytest.mark.parametrize(
    ("do", "asked"),
    [("answer", True), ("protect", True), ("add", True), ("forget", False), ("done", False)],
)
def test_coming_back_asks_only_for_what_is_needed(do: str, asked: bool) -> None:
    held = Talk(FOLLOW)
    held.give(f"!{do}")
    assert (held.turn.finished is None) is asked
