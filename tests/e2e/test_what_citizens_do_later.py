"""After the complaint: following it by code, adding to it, withdrawing it, saying "not fixed"."""

import pytest

from models.case import Attachment, Case
from models.vocabulary import EntryKind, Role, State
from simulator.person import Person
from tests.e2e.stories import RESULT, code_on, complains, number_on, solves, takes
from tests.e2e.world import World, hears, talks

pytestmark = pytest.mark.e2e

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def tracks(citizen: Person, typed: str) -> str:
    """What somebody is told who types a code."""
    talks(citizen, (lambda: citizen.says("ติดตาม"), "กรุณาพิมพ์รหัสติดตาม"))
    citizen.says(typed)
    return citizen.wait_for(1)[-1].text


def test_a_code_is_read_as_people_type_it(small_world: World) -> None:
    """A49: with blanks, without, with dashes, in Thai digits; one's own case by its number too."""
    somchai = small_world.citizen("somchai")
    receipt = complains(somchai)
    number, code = number_on(receipt), code_on(receipt)
    for typed in (
        code,
        code.replace(" ", ""),
        code.replace(" ", "-"),
        code.translate(THAI_DIGITS),
        number,
        number.lower(),
    ):
        assert number in tracks(somchai, typed), typed
        assert "ถอนเรื่อง" in somchai.heard()[-1].labels


def test_a_code_is_understood_without_being_asked_for(small_world: World) -> None:
    """A49: whoever types it into an empty chat wants to follow that case."""
    somchai = small_world.citizen("somchai")
    receipt = complains(somchai)
    talks(somchai, (lambda: somchai.says(code_on(receipt)), f"{number_on(receipt)}"))
    assert "ถอนเรื่อง" in somchai.heard()[-1].labels


def test_somebody_elses_code_shows_how_it_stands_and_nothing_to_press(small_world: World) -> None:
    """A50 A51: the code opens the status alone; a number alone opens nothing."""
    wichai = small_world.officer("wichai", Role.OFFICER, "CIV")
    somchai, malee = small_world.citizen("somchai"), small_world.citizen("malee")
    receipt = complains(somchai)
    takes(wichai)
    solves(wichai)
    shown = tracks(malee, code_on(receipt))
    assert RESULT in shown
    assert "รถล้มบ่อย" not in shown
    assert set(malee.heard()[-1].labels) == {"รูป 1"}
    assert "ไม่พบเรื่อง" in tracks(malee, number_on(receipt))


def test_the_chat_and_the_page_tell_the_same(small_world: World) -> None:
    """A53: the same steps, the same words, after each thing that happens."""
    wichai = small_world.officer("wichai", Role.OFFICER, "CIV")
    somchai = small_world.citizen("somchai")
    receipt = complains(somchai)

    def agree(*words: str) -> None:
        small_world.settle()
        page, chat = small_world.tracking_page(code_on(receipt)), tracks(somchai, code_on(receipt))
        for told in (number_on(receipt), "ฝ่ายโยธา", *words):
            assert told in page
            assert told in chat

    agree("อยู่ระหว่างดำเนินการ", "รับเรื่องแล้ว")
    takes(wichai)
    agree("อยู่ระหว่างดำเนินการ", "เจ้าหน้าที่เริ่มดำเนินการ")
    solves(wichai)
    agree("ดำเนินการแล้วเสร็จ", RESULT)


def test_guessing_codes_is_stopped_after_ten_tries(world: World) -> None:
    """A51 T50: ten wrong codes, then even the right one has to wait; after a while it works."""
    somchai, malee = world.citizen("somchai"), world.citizen("malee")
    receipt = complains(somchai)
    world.pass_time(minutes=10)
    for guess in range(10):
        assert "ไม่พบเรื่อง" in tracks(malee, f"1111 2222 33{guess:02}")
    assert "ลองรหัสหลายครั้งเกินไป" in tracks(malee, code_on(receipt))
    assert number_on(receipt) in tracks(somchai, code_on(receipt)), "nobody else is held up"
    world.pass_time(minutes=11)
    assert number_on(receipt) in tracks(malee, code_on(receipt))


def test_a_citizen_adds_a_picture_and_the_officer_is_told(world: World) -> None:
    """A07: words, a picture; the officer sees both on the case."""
    wichai, somchai = world.officer("wichai", Role.OFFICER, "CIV"), world.citizen("somchai")
    complains(somchai)
    takes(wichai)
    talks(
        somchai,
        (lambda: somchai.taps("ดูความคืบหน้า"), "กำหนดแจ้งผล"),
        (lambda: somchai.taps("เพิ่มข้อมูล"), "ต้องการเพิ่มข้อมูลใด"),
        (lambda: somchai.says("หลุมกว้างขึ้นเป็นสองเมตร"), "มีรูปประกอบหรือไม่"),
        (somchai.sends_photo, "ได้รับแล้ว 1 รูป"),
        (lambda: somchai.taps("เสร็จแล้ว"), "เพิ่มข้อมูลในเรื่อง"),
    )
    assert "สองเมตร" not in hears(wichai, "ผู้ร้องเพิ่มข้อมูล").text
    wichai.taps("เปิดเรื่อง")
    hears(wichai, "หลุมกว้างขึ้นเป็นสองเมตร")
    added = [file for file in world.rows(Attachment) if file.shown_as is EntryKind.ADDED]
    assert len(added) == 1
    assert added[0].case_id is not None


def test_a_complaint_is_withdrawn_only_after_a_second_yes(small_world: World) -> None:
    """A08: the officer is told; nothing can be done with it any more, and it says so."""
    wichai = small_world.officer("wichai", Role.OFFICER, "CIV")
    somchai = small_world.citizen("somchai")
    receipt = complains(somchai)
    takes(wichai)
    talks(
        somchai,
        (lambda: somchai.taps("ดูความคืบหน้า"), "กำหนดแจ้งผล"),
        (lambda: somchai.taps("ถอนเรื่อง"), "ต้องการถอนเรื่องนี้หรือไม่"),
        (lambda: somchai.taps("ไม่ถอน"), "หยุดรายการ"),
        (lambda: somchai.taps("ดูความคืบหน้า"), "กำหนดแจ้งผล"),
        (lambda: somchai.taps("ถอนเรื่อง"), "ต้องการถอนเรื่องนี้หรือไม่"),
        (lambda: somchai.says("ถอน"), "ถอนเรื่อง HKW"),
    )
    hears(wichai, "ผู้ร้องถอนเรื่อง")
    somchai.presses(f"1|verb|add|{number_on(receipt)}|")
    hears(somchai, "ทำรายการนี้ไม่ได้ในขั้นตอนปัจจุบัน")
    wichai.presses(f"1|verb|resolve|{number_on(receipt)}|")
    hears(wichai, "ทำรายการนี้ไม่ได้ในขั้นตอนปัจจุบัน")
    assert [case.state for case in small_world.rows(Case)] == [State.WITHDRAWN]


def test_not_fixed_is_taken_for_thirty_days(small_world: World) -> None:
    """A43: afterwards it is refused kindly, and the button is gone."""
    wichai = small_world.officer("wichai", Role.OFFICER, "CIV")
    somchai = small_world.citizen("somchai")
    receipt = complains(somchai)
    takes(wichai)
    solves(wichai)
    hears(somchai, RESULT)
    small_world.pass_time(days=31)
    somchai.taps("ยังไม่แก้ไข")
    hears(somchai, "ทำรายการนี้ไม่ได้ในขั้นตอนปัจจุบัน")
    assert [case.state for case in small_world.rows(Case)] == [State.RESOLVED]
    assert number_on(receipt) in tracks(somchai, code_on(receipt))
    assert "ยังไม่แก้ไข" not in somchai.heard()[-1].labels
