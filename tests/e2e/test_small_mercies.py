"""What lies in no draft, whose menu is taken away, and what is heeded everywhere."""

import pytest
from sqlalchemy import select

from cases.staffing import invite
from models.people import Conversation
from models.post import Outgoing
from models.vocabulary import Method, Role
from simulator.person import Person
from tests.e2e.stories import complains
from tests.e2e.test_taking_back_a_message import is_on_disk, message_with
from tests.e2e.world import OFFICE, STAFF, World, hears, talks

pytestmark = pytest.mark.e2e

PHONE, DIGITS = "081 234 5678", "0812345678"


def tells_up_to_the_number(citizen: Person) -> None:
    """A complaint of a service, which asks for no place, up to its summary."""
    talks(
        citizen,
        (lambda: citizen.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (lambda: citizen.taps("ปัญหาในพื้นที่"), "เป็นเรื่องประเภทใด"),
        (lambda: citizen.taps("ถนน ทางเท้า สะพาน"), "เกิดอะไรขึ้น"),
        (lambda: citizen.says("ถนนเป็นหลุมลึก"), "เกิดที่ใด"),
        (lambda: citizen.says("หน้าวัดอุทัยธาราม"), "เกิดขึ้นเมื่อใด"),
        (lambda: citizen.taps("เมื่อวาน"), "มีรูปหรือไม่"),
        (lambda: citizen.taps("ข้าม"), "แจ้งแทนผู้อื่น"),
        (lambda: citizen.taps("แจ้งเพื่อตนเอง"), "ติดต่อกลับทางใด"),
        (lambda: citizen.says(PHONE), "ข้อมูลถูกต้องหรือไม่"),
    )


def test_a_telephone_number_lies_open_in_no_draft(world: World) -> None:
    """A21: sealed from its first moment; the summary, a correction and the case know it all the
    same.
    """
    wichai, somchai = world.officer("wichai", Role.OFFICER, "CIV"), world.citizen("somchai")
    tells_up_to_the_number(somchai)
    world.settle()
    positions = str([row.position for row in world.rows(Conversation)])
    assert "sealed" in positions
    assert DIGITS not in positions
    assert is_on_disk(world, DIGITS) == []
    assert any(DIGITS in said.text for said in somchai.heard()), "the summary shows it"
    talks(somchai, (lambda: somchai.taps("ส่งเรื่อง"), "รับเรื่องแล้ว"))
    hears(wichai, "มีเรื่องใหม่")
    wichai.taps("เปิดเรื่อง")
    hears(wichai, "เรื่องที่แจ้ง")
    wichai.taps("ดูเบอร์โทร")
    hears(wichai, DIGITS)


def test_a_number_taken_back_is_asked_for_anew(small_world: World) -> None:
    """T108: also what lies sealed."""
    somchai = small_world.citizen("somchai")
    tells_up_to_the_number(somchai)
    somchai.unsends(message_with(somchai.chat(), PHONE))
    small_world.settle()
    (row,) = small_world.rows(Conversation)
    assert "contact" not in row.position["answers"]


def test_a_draft_sealed_for_somebody_else_is_asked_for_anew(small_world: World) -> None:
    """What can no longer be opened costs one question, not the draft."""
    somchai = small_world.citizen("somchai")
    tells_up_to_the_number(somchai)
    small_world.settle()
    with small_world.service.database.writing(OFFICE) as session:
        row = session.scalars(select(Conversation)).one()
        assert row.position is not None
        foreign = {"contact": {"value": {"sealed": "AAAA"}, "sources": []}}
        row.position = {**row.position, "answers": {**row.position["answers"], **foreign}}
    somchai.says("ส่ง")
    hears(somchai, "ติดต่อกลับทางใด")


def test_another_account_leaves_no_staff_menu_on_the_old_one(small_world: World) -> None:
    """T102: whoever links a second LINE account, the first one is a citizen's again."""
    small_world.officer("wichai", Role.OFFICER, "CIV")
    with small_world.staff("wichai") as (session, staff):
        old = staff.person_id
        code = invite(session, staff, digest=small_world.digest(OFFICE), now=small_world.clock())
    other = small_world.line.person("nok", STAFF)
    other.says(code.plain)
    hears(other, "เชื่อมบัญชีแล้ว")
    small_world.settle()
    taken = [
        row.person_id for row in small_world.rows(Outgoing) if row.method is Method.UNLINK_MENU
    ]
    assert taken == [old]


@pytest.mark.parametrize(
    ("begin", "asked"),
    [
        ("ติดตาม", "กรุณาพิมพ์รหัสติดตาม"),
        ("ภาษา", "Which language?"),
    ],
)
def test_an_emergency_is_heeded_whatever_was_asked(
    small_world: World, begin: str, asked: str
) -> None:
    """Design 3: telephone numbers first, also where a code or a language was asked for."""
    somchai = small_world.citizen("somchai")
    talks(somchai, (lambda: somchai.says(begin), asked))
    somchai.says("ไฟไหม้บ้าน ช่วยด้วย")
    hears(somchai, "199")


def test_an_emergency_is_heeded_while_withdrawing(small_world: World) -> None:
    somchai = small_world.citizen("somchai")
    complains(somchai)
    talks(
        somchai,
        (lambda: somchai.says("เรื่องของฉัน"), "เรื่องของฉัน"),
        (lambda: somchai.taps("ดูความคืบหน้า"), "ถอนเรื่อง"),
        (lambda: somchai.taps("ถอนเรื่อง"), "ถอน"),
    )
    somchai.says("ไฟไหม้บ้าน ช่วยด้วย")
    hears(somchai, "199")


def test_an_emergency_of_an_officer_is_heeded(small_world: World) -> None:
    """Who works here and writes without having been asked anything may be in danger as well."""
    wichai = small_world.officer("wichai", Role.OFFICER, "CIV")
    wichai.says("ไฟไหม้บ้าน ช่วยด้วย")
    hears(wichai, "199")
