"""The main job, told by the people it is for: complaint, officer, answer, not fixed, fixed."""

import pytest

from models.vocabulary import Role
from tests.e2e.stories import code_on, complains, number_on
from tests.e2e.world import World, hears, talks

pytestmark = pytest.mark.e2e


def test_a_citizen_complains_and_follows_it_to_the_end(world: World) -> None:
    """A02 A03 A05 A07 A32 A34 A35 A38 A42 A49 A51 A52 A53: through LINE, both accounts, the web."""
    wichai = world.officer("wichai", Role.OFFICER, "CIV")
    somchai = world.citizen("somchai")

    receipt = complains(somchai)
    number, code = number_on(receipt), code_on(receipt)
    assert number.endswith("-00001")
    assert "ฝ่ายโยธา" in receipt.text
    assert number in receipt.alt_text
    assert "หลุม" not in receipt.alt_text
    assert "อยู่ระหว่างดำเนินการ" in world.tracking_page(code)

    notice = hears(wichai, "มีเรื่องใหม่")
    assert "หลุม" not in notice.text, "a notice to staff never carries what the citizen wrote"
    wichai.taps("เปิดเรื่อง")
    card = hears(wichai, "รถล้มบ่อย")
    assert "หน้าวัด" in card.text
    wichai.taps("รับเรื่อง")
    hears(wichai, "ระบบแจ้งผู้ร้องให้แล้ว")
    hears(somchai, "เจ้าหน้าที่รับเรื่องแล้ว")
    assert "เริ่มดำเนินการ" in world.tracking_page(code)

    talks(
        wichai,
        (lambda: wichai.taps("ถามผู้ร้อง"), "พิมพ์คำถาม"),
        (lambda: wichai.says("อยู่ใกล้เสาไฟต้นใด"), "ส่งคำถามนี้หรือไม่"),
        (lambda: wichai.taps("ส่งคำถาม"), "รอคำตอบจากผู้ร้อง"),
    )
    assert "เสาไฟต้นใด" in hears(somchai, "ขอข้อมูลเพิ่มเติม").text
    assert "เสาไฟต้นใด" in world.tracking_page(code)
    talks(
        somchai,
        (lambda: somchai.taps("ตอบคำถาม"), "พิมพ์คำตอบ"),
        (lambda: somchai.says("ต้นที่ 14 ข้างประตูวัด"), "มีรูปประกอบหรือไม่"),
        (lambda: somchai.taps("ข้าม"), "ให้เจ้าหน้าที่แล้ว"),
    )
    hears(wichai, "ผู้ร้องตอบกลับแล้ว")

    wichai.taps("เปิดเรื่อง")
    assert "ข้างประตูวัด" in hears(wichai, "ต้นที่ 14").text
    talks(
        wichai,
        (lambda: wichai.taps("แจ้งผลการแก้ไข"), "ดำเนินการแก้ไขอย่างไร"),
        (lambda: wichai.says("ปะผิวถนนด้วยยางมะตอยแล้ว"), "รูปหลังแก้ไข"),
        (wichai.sends_photo, "ได้รับแล้ว 1 รูป"),
        (lambda: wichai.taps("เสร็จแล้ว"), "แจ้งผลนี้ให้ผู้ร้องหรือไม่"),
        (lambda: wichai.taps("แจ้งผล"), "ถึงผู้ร้องแล้ว"),
    )
    assert "ปะผิวถนน" in hears(somchai, "แจ้งผลการดำเนินการ").text
    assert "ดำเนินการแล้วเสร็จ" in world.tracking_page(code)

    somchai.taps("ยังไม่แก้ไข")
    hears(somchai, "เปิดเรื่องอีกครั้ง")
    hears(wichai, "ผู้ร้องแจ้งว่ายังไม่แก้ไข")
    assert "อยู่ระหว่างดำเนินการ" in world.tracking_page(code)
    talks(
        somchai,
        (lambda: somchai.says("ฝนตกแล้วหลุดอีก"), "มีรูป"),
        (lambda: somchai.taps("ข้าม"), "แล้ว ขอบคุณ"),
    )

    wichai.taps("เปิดเรื่อง")
    assert "ฝนตกแล้วหลุดอีก" in hears(wichai, "ฝนตกแล้วหลุดอีก").text
    talks(
        wichai,
        (lambda: wichai.taps("แจ้งผลการแก้ไข"), "ดำเนินการแก้ไขอย่างไร"),
        (lambda: wichai.says("รื้อและทำผิวถนนใหม่ทั้งช่วง"), "รูปหลังแก้ไข"),
        (lambda: wichai.says("ข้าม"), "แจ้งผลนี้ให้ผู้ร้องหรือไม่"),
        (lambda: wichai.taps("แจ้งผล"), "ถึงผู้ร้องแล้ว"),
    )
    hears(somchai, "ทำผิวถนนใหม่")
    somchai.taps("แก้ไขแล้ว")
    hears(somchai, "ปิดเรื่องแล้ว")
    page = world.tracking_page(code)
    assert "ดำเนินการแล้วเสร็จ" in page
    assert "ทำผิวถนนใหม่" in page
