"""The sealed channel in chat, later: the question after the end, and deleting what was sent."""

import uuid

import pytest

from cases.actors import Officer
from integrity import decisions, desk, reading
from integrity.decisions import Refusal
from integrity.reading import Reason
from models.people import Conversation, Staff
from models.sealed import Disclosure, SealedDraft, SealedEntry, SealedLink
from simulator.person import Person
from tests.e2e.sealed_stories import appoints, custody, reports
from tests.e2e.world import OFFICE, World, hears, talks

pytestmark = pytest.mark.e2e


def ends(world: World, one: uuid.UUID, two: uuid.UUID) -> str:
    """The officers do not accept the one report there is."""
    (report,) = world.rows(Disclosure)
    with world.service.database.writing(OFFICE) as session:
        first, second = (
            Officer.from_row(session.get_one(Staff, (OFFICE, who))) for who in (one, two)
        )
        mine, number = custody(world), report.number
        desk.screen(session, number, by=first, custody=mine)
        asked = decisions.propose_not_accept(
            session, number, Refusal.NOT_CORRUPTION, "เป็นเรื่องบริการ", by=first, custody=mine
        )
        decisions.decide(session, asked, approves=True, by=second, custody=mine)
    return str(report.number)


def test_what_was_sent_can_be_deleted_until_it_is_examined(world: World) -> None:
    """D19: asked once more, kept on a no, and gone with the link on a yes."""
    appoints(world)
    malee = world.citizen("malee")
    code = reports(malee, way="ในแชต แจ้งผลที่นี่")
    talks(
        malee,
        (lambda: malee.says(code), "ต้องการทำสิ่งใดต่อ"),
        (lambda: malee.taps("ลบเรื่องทั้งหมด"), "ต้องการลบหรือไม่"),
        (lambda: malee.taps("ไม่ลบ"), "ปิดแล้ว"),
    )
    assert len(world.rows(Disclosure)) == 1
    talks(
        malee,
        (lambda: malee.says(code), "ต้องการทำสิ่งใดต่อ"),
        (lambda: malee.says("ลบเรื่อง"), "ต้องการลบหรือไม่"),
        (lambda: malee.says("ลบทั้งหมด"), "ลบเรื่อง ไฟล์ และรหัสแล้ว"),
        (lambda: malee.says(code), "ไม่พบเรื่องตามรหัสนี้"),
    )
    tables = (Disclosure, SealedEntry, SealedLink, SealedDraft, Conversation)
    assert [table.__name__ for table in tables if world.rows(table)] == []


def test_what_is_being_examined_is_not_offered_to_be_deleted(small_world: World) -> None:
    """D19."""
    reader = appoints(small_world)
    malee = small_world.citizen("malee")
    code = reports(malee)
    (report,) = small_world.rows(Disclosure)
    with small_world.service.database.writing(OFFICE) as session:
        officer = Officer.from_row(session.get_one(Staff, (OFFICE, reader)))
        desk.screen(session, report.number, by=officer, custody=custody(small_world))
    malee.says(code)
    assert "ลบเรื่องทั้งหมด" not in hears(malee, "ต้องการทำสิ่งใดต่อ").labels


def test_after_the_end_somebody_says_in_chat_that_they_are_harmed(world: World) -> None:
    """A25, A43: the card asks; the answer is a request for protection that officers see first."""
    one, two = appoints(world), appoints(world, "มานะ ตั้งตรง", "COM")
    malee = world.citizen("malee")
    code = reports(malee)
    number = ends(world, one, two)
    world.pass_time(days=29)
    malee.says(code)
    hears(malee, "ต้องการทำสิ่งใดต่อ")
    assert reads(malee, "ทำให้ท่านเดือดร้อนเพราะเรื่องนี้หรือไม่")
    talks(
        malee,
        (lambda: malee.taps("มีผู้กลั่นแกล้งฉัน"), "กรุณาพิมพ์ข้อความ"),
        (lambda: malee.says("ถูกย้ายไปกะดึก"), "ผู้รับเรื่องจะเห็นก่อนสิ่งอื่น"),
    )
    with world.service.database.writing(OFFICE) as session:
        officer = Officer.from_row(session.get_one(Staff, (OFFICE, two)))
        seen = reading.open_case(session, number, Reason.WORK, by=officer, custody=custody(world))
    assert [one.document["text"] for one in seen.protection] == ["ถูกย้ายไปกะดึก"]


def reads(person: Person, words: str) -> bool:
    """Whether some words stand on one of the last cards."""
    return any(words in one.text for one in person.heard()[-4:])


def test_nobody_harmed_is_one_tap_and_is_not_asked_again(small_world: World) -> None:
    """A43."""
    one, two = appoints(small_world), appoints(small_world, "มานะ ตั้งตรง", "COM")
    malee = small_world.citizen("malee")
    code = reports(malee)
    ends(small_world, one, two)
    small_world.pass_time(days=29)
    talks(
        malee,
        (lambda: malee.says(code), "ต้องการทำสิ่งใดต่อ"),
        (lambda: malee.taps("ไม่มีใครทำร้ายฉัน"), "ขอบคุณที่แจ้งให้ทราบ"),
    )
    malee.says(code)
    assert "ไม่มีใครทำร้ายฉัน" not in hears(malee, "ต้องการทำสิ่งใดต่อ").labels


def test_the_card_says_that_it_goes_on(small_world: World) -> None:
    """A43: whoever comes with the code reads the day of the last word and of the next."""
    appoints(small_world)
    malee = small_world.citizen("malee")
    code = reports(malee)
    small_world.pass_time(days=31)
    malee.says(code)
    hears(malee, "ต้องการทำสิ่งใดต่อ")
    assert reads(malee, "เรื่องยังอยู่ระหว่างดำเนินการ")
