"""Parts of stories about the sealed channel that several tests tell."""

import re
import uuid
from datetime import date

from cases.staffing import engage
from integrity import reporter
from integrity.contents import Folder, entries
from integrity.folders import Custody, by_id
from models.sealed import Disclosure
from models.vocabulary import Role
from simulator.person import Happened, Person
from tests.e2e.world import OFFICE, World, hears, talks

ACCOUNT = "หัวหน้าเรียกเงินห้าพันบาทเพื่อให้แบบบ้านผ่าน เมื่อเดือนก่อน"


def appoints(
    world: World, name: str = "สุดา ซื่อสัตย์", unit: str = "ENV", role: Role = Role.INTEGRITY
) -> uuid.UUID:
    """The office appoints somebody to receive corruption reports."""
    with world.service.database.writing(OFFICE) as session:
        return engage(session, name, role=role, unit=unit).id


def begins(person: Person, way: str = "ในแชต ไม่ทิ้งร่องรอย") -> Happened:
    """Somebody reads the notice, chooses a way, and comes to the question who is concerned."""
    return talks(
        person,
        (lambda: person.says("แจ้งทุจริต"), "ต้องการแจ้งแบบใด"),
        (lambda: person.taps(way), "เป็นเรื่องกลุ่มใด"),
        (lambda: person.taps("เรียกรับเงิน/ของขวัญ"), "ตรงกับข้อใดมากที่สุด"),
        (lambda: person.taps("เรียกรับสินบน"), "เกี่ยวกับฝ่ายใด"),
    )


def tells(person: Person, *, account: str = ACCOUNT, way: str = "ในแชต ไม่ทิ้งร่องรอย") -> Happened:
    """The shortest way through the questions, up to the last card."""
    begins(person, way)
    return talks(
        person,
        (lambda: person.taps("โยธา"), "ฝ่ายอื่นเกี่ยวข้องด้วย"),
        (lambda: person.taps("ไม่มีฝ่ายอื่น"), "ผู้บริหารเขต"),
        (lambda: person.taps("ไม่ใช่"), "ผู้รับเรื่องร้องเรียนทุจริต"),
        (lambda: person.taps("ไม่ใช่"), "ไม่อยากให้เห็น"),
        (lambda: person.taps("ไม่มี"), "เกิดอะไรขึ้น"),
        (lambda: person.says(account), "มีรูป เสียง วิดีโอ"),
        (lambda: person.taps("ข้าม"), "อาจได้รับอันตราย"),
        (lambda: person.taps("ไม่มี"), "เรื่องพร้อมส่งแล้ว"),
        (lambda: person.taps("ตรวจทานและส่ง"), "ผู้ที่จะเปิดอ่านได้"),
    )


def sends(person: Person) -> str:
    """Send it; gives the receipt code."""
    person.taps("ส่งเรื่อง")
    return code_on(hears(person, "รหัสนี้แสดงครั้งเดียว"))


def reports(person: Person, *, account: str = ACCOUNT, way: str = "ในแชต ไม่ทิ้งร่องรอย") -> str:
    """A whole report; gives the receipt code."""
    tells(person, account=account, way=way)
    return sends(person)


def code_on(receipt: Happened) -> str:
    """The receipt code on a card."""
    found = re.search(r"\b(?:\d{4} ){4}\d{4}\b", receipt.text)
    assert found is not None, receipt.text
    return found.group()


def the_report(world: World) -> tuple[Folder, list[dict[str, str]]]:
    """The one report there is, opened with the server's key, and what was told in it."""
    with world.service.database.writing(OFFICE) as session:
        rows = session.query(Disclosure).all()
        assert len(rows) == 1
        folder = by_id(session, rows[0].id, world.service.vault.keyring)
        return folder, [dict(said.document.fields) for said in entries(session, folder)]


def custody(world: World) -> Custody:
    """What the office's side of a story needs."""
    today: date = world.clock().date()
    return Custody(world.service.vault.keyring, world.service.offices[OFFICE], today)


__all__ = [
    "ACCOUNT", "appoints", "begins", "code_on", "custody", "reporter", "reports", "sends",
    "tells", "the_report",
]  # fmt: skip
