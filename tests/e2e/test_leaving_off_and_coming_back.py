"""Conversations as people have them: left off, corrected, typed instead of tapped, in English."""

import pytest

from models.people import Conversation
from models.vocabulary import Role
from tests.e2e.stories import RESULT, solves, takes
from tests.e2e.world import World, hears, talks

pytestmark = pytest.mark.e2e


def test_a_draft_is_still_there_after_three_days(world: World) -> None:
    """A10: what was told is kept; who comes back is asked whether to go on."""
    somchai = world.citizen("somchai")
    talks(
        somchai,
        (lambda: somchai.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (lambda: somchai.taps("ปัญหาในพื้นที่"), "เป็นเรื่องประเภทใด"),
        (lambda: somchai.taps("ขยะ ต้นไม้ สวน"), "เกิดอะไรขึ้น"),
        (lambda: somchai.says("ขยะล้นถังหน้าตลาด"), "เกิดที่ใด"),
    )
    world.pass_time(days=3)
    talks(
        somchai,
        (lambda: somchai.says("สวัสดีครับ"), "กรอก “ร้องเรียน/ร้องทุกข์” ค้างไว้ที่ข้อ 4/8"),
        (lambda: somchai.taps("กรอกต่อ"), "เกิดที่ใด"),
        (lambda: somchai.says("หน้าตลาดห้วยขวาง"), "เกิดขึ้นเมื่อใด"),
    )
    world.pass_time(days=3)
    talks(
        somchai,
        (lambda: somchai.says("อยู่ไหม"), "ค้างไว้"),
        (lambda: somchai.taps("เริ่มใหม่"), "ต้องการแจ้งเรื่องใด"),
    )


def test_a_command_is_understood_however_old_the_draft(small_world: World) -> None:
    """A10 A11: "cancel" cancels and "track" tracks at the first try, also after three days."""
    somchai = small_world.citizen("somchai")
    talks(somchai, (lambda: somchai.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"))
    small_world.pass_time(days=3)
    talks(
        somchai,
        (lambda: somchai.says("ติดตาม"), "กรุณาพิมพ์รหัสติดตาม"),
        (lambda: somchai.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
    )
    small_world.pass_time(days=3)
    talks(somchai, (lambda: somchai.says("ยกเลิก"), "หยุดรายการ"))
    assert [row.position for row in small_world.rows(Conversation)] == [None]


def test_back_cancel_and_menu_work_at_every_question(small_world: World) -> None:
    """A11: the ways out are words, and do not need a button."""
    somchai = small_world.citizen("somchai")
    talks(
        somchai,
        (lambda: somchai.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (lambda: somchai.says("ย้อนกลับ"), "นี่คือข้อแรกแล้ว"),
        (lambda: somchai.taps("การบริการของเขต"), "เป็นเรื่องประเภทใด"),
        (lambda: somchai.says("กลับ"), "ต้องการแจ้งเรื่องใด"),
        (lambda: somchai.taps("ปัญหาในพื้นที่"), "เป็นเรื่องประเภทใด"),
        (lambda: somchai.says("เมนู"), "ต้องการทำเรื่องใด"),
        (lambda: somchai.taps("ร้องเรียน/ร้องทุกข์"), "ค้างไว้ที่ข้อ 2"),
        (lambda: somchai.says("เริ่มใหม่ครับ"), "ต้องการแจ้งเรื่องใด"),
        (lambda: somchai.says("ไม่เอาแล้ว"), "หยุดรายการ"),
        (lambda: somchai.says("ย้อนกลับ"), "ต้องการทำเรื่องใด"),
    )


def test_everything_can_be_typed(small_world: World) -> None:
    """A12 A13: numbers, Thai digits, labels and synonyms, on a computer that shows no buttons."""
    malee = small_world.citizen("malee")
    talks(
        malee,
        (lambda: malee.says("แจ้งปัญหา"), "1. ปัญหาในพื้นที่"),
        (lambda: malee.says("๑"), "เป็นเรื่องประเภทใด"),
        (lambda: malee.says("ข้อ 2 ค่ะ"), "เกิดอะไรขึ้น"),
        (lambda: malee.says("น้ำท่วมซอยเมื่อฝนตก"), "เกิดที่ใด"),
        (lambda: malee.says("ซอยประชาราษฎร์บำเพ็ญ ๕"), "เกิดขึ้นเมื่อใด"),
        (lambda: malee.says("ทุกวัน"), "มีรูปหรือไม่"),
        (lambda: malee.says("ไม่มีรูป"), "แจ้งแทนผู้อื่น"),
        (lambda: malee.says("2"), "ท่านเกี่ยวข้อง"),
        (lambda: malee.says("แม่"), "ติดต่อกลับทางใด"),
        (lambda: malee.says("๐๘๑ ๒๓๔ ๕๖๗๘"), "ข้อมูลถูกต้องหรือไม่"),
    )
    summary = next(said for said in reversed(malee.heard()) if "น้ำท่วม" in said.text).text
    for told in ("ซอยประชาราษฎร์บำเพ็ญ ๕", "เกิดเป็นประจำ", "คนในครอบครัว", "0812345678"):
        assert told in summary
    malee.says("ส่งเรื่อง")
    hears(malee, "รับเรื่องแล้ว")


def test_an_answer_is_corrected_before_sending(small_world: World) -> None:
    """A14: one answer is asked again, everything else stays, and the summary shows the new one."""
    somchai = small_world.citizen("somchai")
    talks(
        somchai,
        (lambda: somchai.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (lambda: somchai.taps("ปัญหาในพื้นที่"), "เป็นเรื่องประเภทใด"),
        (lambda: somchai.taps("เสียง กลิ่น ฝุ่นควัน"), "เกิดอะไรขึ้น"),
        (lambda: somchai.says("ร้านเปิดเพลงดังถึงตีสอง"), "เกิดที่ใด"),
        (lambda: somchai.says("หน้าซอย 5"), "เกิดขึ้นเมื่อใด"),
        (lambda: somchai.taps("เกิดเป็นประจำ"), "มีรูปหรือไม่"),
        (lambda: somchai.taps("ข้าม"), "แจ้งแทนผู้อื่น"),
        (lambda: somchai.taps("แจ้งเพื่อตนเอง"), "ติดต่อกลับทางใด"),
        (lambda: somchai.taps("ติดต่อทาง LINE นี้"), "ข้อมูลถูกต้องหรือไม่"),
        (lambda: somchai.taps("แก้ สถานที่"), "เกิดที่ใด"),
        (lambda: somchai.says("หน้าซอย 7 ต่างหาก"), "ข้อมูลถูกต้องหรือไม่"),
    )
    summary = next(said for said in reversed(somchai.heard()) if "เพลงดัง" in said.text).text
    assert "หน้าซอย 7 ต่างหาก" in summary
    assert "หน้าซอย 5" not in summary
    somchai.taps("ส่งเรื่อง")
    hears(somchai, "รับเรื่องแล้ว")


def test_english_stays_english_also_in_what_comes_later(world: World) -> None:
    """A17: one switch, and menus, questions, the receipt and every later notice are English."""
    wichai = world.officer("wichai", Role.OFFICER, "CIV")
    malee = world.citizen("malee")
    talks(
        malee,
        (lambda: malee.says("เปลี่ยนภาษา"), "ต้องการใช้ภาษาใด"),
        (lambda: malee.taps("English"), "The language is now English"),
    )
    before = len(malee.heard())
    receipt = talks(
        malee,
        (lambda: malee.says("complaint"), "Question 1/8"),
        (lambda: malee.says("1"), "Question 2/8"),
        (lambda: malee.says("road"), "Question 3/8"),
        (lambda: malee.says("There is a deep hole in the road"), "Question 4/8"),
        (lambda: malee.says("In front of the temple"), "Question 5/8"),
        (lambda: malee.says("today"), "Question 6/8"),
        (lambda: malee.says("skip"), "Question 7/8"),
        (lambda: malee.says("1"), "Question 8/8"),
        (lambda: malee.says("1"), "Is everything right?"),
        (lambda: malee.says("send"), "HKW-"),
    )
    assert "Public Works Section" in receipt.text
    assert "วันนี้" in takes(wichai).text, "a choice is kept as the office writes it"
    solves(wichai)
    hears(malee, RESULT)
    world.settle()
    for said in malee.heard()[before:]:
        assert not _thai(said.text.replace(RESULT, "").replace("ภาษาไทย", "")), said.text


def _thai(text: str) -> str:
    return "".join(letter for letter in text if "\u0e01" <= letter <= "\u0e5b")
