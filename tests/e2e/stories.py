"""Parts of stories that several tests tell."""

import re
from typing import Final

from simulator.person import Happened, Person
from tests.e2e.world import hears, talks

RESULT: Final = "ปะผิวถนนด้วยยางมะตอยแล้ว"


def complains(
    citizen: Person,
    *,
    what: str = "ถนนหน้าวัดเป็นหลุมลึก รถล้มบ่อย",
    contact: str = "ติดต่อทาง LINE นี้",
) -> Happened:
    """A citizen reports a road with a pin and a photo; gives the receipt."""
    return talks(
        citizen,
        (lambda: citizen.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (lambda: citizen.taps("ปัญหาในพื้นที่"), "เป็นเรื่องประเภทใด"),
        (lambda: citizen.taps("ถนน ทางเท้า สะพาน"), "เกิดอะไรขึ้น"),
        (lambda: citizen.says(what), "เกิดที่ใด"),
        (lambda: citizen.sends_location(13.7765, 100.5742, title="หน้าวัด"), "เกิดขึ้นเมื่อใด"),
        (lambda: citizen.taps("เมื่อวาน"), "มีรูปหรือไม่"),
        (citizen.sends_photo, "ได้รับแล้ว 1 รูป"),
        (lambda: citizen.taps("เสร็จแล้ว"), "แจ้งแทนผู้อื่น"),
        (lambda: citizen.taps("แจ้งเพื่อตนเอง"), "ติดต่อกลับทางใด"),
        (lambda: citizen.says(contact), "ข้อมูลถูกต้องหรือไม่"),
        (lambda: citizen.taps("ส่งเรื่อง"), "รับเรื่องแล้ว"),
    )


def takes(officer: Person) -> Happened:
    """The officer opens the newest case and takes it; gives the case as it was shown."""
    hears(officer, "มีเรื่องใหม่")
    officer.taps("เปิดเรื่อง")
    card = hears(officer, "เรื่องที่แจ้ง")
    talks(officer, (lambda: officer.taps("รับเรื่อง"), "ระบบแจ้งผู้ร้องให้แล้ว"))
    return card


def solves(officer: Person) -> None:
    """The officer of a case just taken says what was done, with a photo."""
    talks(
        officer,
        (lambda: officer.taps("แจ้งผลการแก้ไข"), "ดำเนินการแก้ไขอย่างไร"),
        (lambda: officer.says(RESULT), "รูปหลังแก้ไข"),
        (officer.sends_photo, "ได้รับแล้ว 1 รูป"),
        (lambda: officer.taps("เสร็จแล้ว"), "แจ้งผลนี้ให้ผู้ร้องหรือไม่"),
        (lambda: officer.taps("แจ้งผล"), "ถึงผู้ร้องแล้ว"),
    )


def number_on(receipt: Happened) -> str:
    """The case number on a receipt."""
    return _found(r"[A-Z]{3}-\d{4}-\d{5}", receipt.text)


def code_on(receipt: Happened) -> str:
    """The tracking code on a receipt."""
    return _found(r"\b\d{4} \d{4} \d{4}\b", receipt.text)


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None
    return found.group()
