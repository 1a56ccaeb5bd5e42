"""Buttons that are old, foreign, forged or somebody else's: explained, and nothing is changed."""

import pytest

from bot.dialogue.buttons import StepButton, VerbButton, encode
from models.case import Case, CaseEvent
from models.vocabulary import Role
from simulator.person import Person
from tests.e2e.stories import complains, number_on, takes
from tests.e2e.world import World, hears, talks

pytestmark = pytest.mark.e2e


def begins(citizen: Person) -> None:
    """A complaint that has come to its third question."""
    talks(
        citizen,
        (lambda: citizen.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (lambda: citizen.taps("ปัญหาในพื้นที่"), "เป็นเรื่องประเภทใด"),
        (lambda: citizen.taps("ถนน ทางเท้า สะพาน"), "เกิดอะไรขึ้น"),
    )


def history(world: World) -> list[tuple[str, str]]:
    """Everything that has ever happened to any case, and how each stands."""
    events = [(str(e.case_id), f"{e.position} {e.action}") for e in world.rows(CaseEvent)]
    return sorted(events + [(c.number, f"{c.state} {c.unit}") for c in world.rows(Case)])


def test_a_button_of_an_earlier_question_is_explained(small_world: World) -> None:
    """A15: the answer stays as it was, and the present question is asked again."""
    somchai = small_world.citizen("somchai")
    begins(somchai)
    somchai.says("ถนนเป็นหลุมลึกหน้าวัด")
    hears(somchai, "เกิดที่ใด")
    # The chips of a question are gone from the screen, but a slow finger had pressed one.
    somchai.presses(_first_button(somchai))
    said = hears(somchai, "ปุ่มนี้เป็นของรายการก่อนหน้า")
    assert "ถนน" not in said.text
    hears(somchai, "เกิดที่ใด")


def _first_button(citizen: Person) -> str:
    """What the first button that was tapped said."""
    entry = next(e for e in citizen.chat() if e.direction == "in" and e.how == "postback")
    return str(entry.content["postback"]["data"])


def test_a_button_of_a_finished_or_another_conversation_is_explained(small_world: World) -> None:
    """A15: after the end, and in the next conversation, it means nothing any more."""
    somchai = small_world.citizen("somchai")
    begins(somchai)
    button = _first_button(somchai)
    talks(
        somchai,
        (lambda: somchai.says("ยกเลิก"), "หยุดรายการ"),
        (lambda: somchai.presses(button), "ปุ่มนี้เป็นของรายการที่จบแล้ว"),
        (lambda: somchai.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (lambda: somchai.presses(button), "ปุ่มนี้เป็นของรายการก่อนหน้า"),
    )
    assert "ต้องการแจ้งเรื่องใด" in somchai.heard()[-1].text


@pytest.mark.parametrize(
    "data",
    [
        "",
        "action=delete&id=1",
        "1|step|complaint|x|kind|G|more",
        "1|verb|fly|HKW-2570-00001|",
        "1|verb|accept|' OR 1=1 --|",
        "1|entry|..%2F..%2Fetc",
        "1|step|%00|%F0%9F|kind|G",
        "9" * 300,
    ],
)
def test_a_forged_or_garbled_button_does_nothing(small_world: World, data: str) -> None:
    """A15: it is answered all the same."""
    somchai = small_world.citizen("somchai")
    event = {"type": "postback", "postback": {"data": data}}
    small_world.line.event(event, channel="huaikhwang", complete=True, person="somchai")
    somchai.wait_for(1)
    assert somchai.heard()[-1].labels
    assert history(small_world) == []


def test_officers_verbs_do_not_work_for_citizens_nor_citizens_for_strangers(world: World) -> None:
    """T21 T102: neither by the number alone, nor on the staff account; no difference is told."""
    wichai = world.officer("wichai", Role.OFFICER, "CIV")
    somchai, malee = world.citizen("somchai"), world.citizen("malee")
    number = number_on(complains(somchai))
    takes(wichai)
    world.settle()
    before = history(world)
    officers = ("open", "accept", "ask", "note", "resolve", "forward", "decline", "reveal_contact")
    citizens = ("case", "answer", "add", "reopen", "close", "withdraw")
    unlinked = world.line.person("malee", "huaikhwang-staff")
    tries = (
        *((person, verb) for person in (somchai, malee, unlinked) for verb in officers),
        *((person, verb) for person in (malee, unlinked, wichai) for verb in citizens),
        *((person, verb) for person in (malee,) for verb in ("assign", "view", "unsend", "lodge")),
    )
    for person, verb in tries:
        person.presses(encode(VerbButton(verb, number)))
        assert "ไม่พบเรื่องตามที่ระบุ" in person.wait_for(1)[0].text, (person, verb)
        person.presses(encode(VerbButton(verb, "HKW-2570-99999")))
        assert "ไม่พบเรื่องตามที่ระบุ" in person.wait_for(1)[0].text, (person, verb)
    assert history(world) == before


def test_a_forged_answer_about_somebody_elses_case_is_refused(small_world: World) -> None:
    """T21: not even a conversation can be begun about it by a step button of one's own making."""
    somchai, malee = small_world.citizen("somchai"), small_world.citizen("malee")
    complains(somchai)
    before = history(small_world)
    malee.presses(encode(StepButton("withdraw", "", "sure", "yes")))
    hears(malee, "ปุ่มนี้เป็นของรายการที่จบแล้ว")
    small_world.settle()
    assert history(small_world) == before
