"""Officers: how they get in, what they may see, how they pass work on, and how they get out."""

from datetime import timedelta

import pytest

from cases.deadlines import local_date
from cases.roster import be_away, leave, move
from cases.staffing import invite
from models.case import Case, CaseEvent
from models.vocabulary import Action, Role
from simulator.person import Person
from tests.e2e.stories import code_on, complains, number_on, takes
from tests.e2e.world import OFFICE, STAFF, World, hears, talks

pytestmark = pytest.mark.e2e

LINKED, REFUSED, TOO_OFTEN = "เชื่อมบัญชีแล้ว", "รหัสเชื่อมบัญชีนี้ใช้ไม่ได้", "ลองรหัสหลายครั้งเกินไป"


def opens(officer: Person, number: str) -> str:
    """What an officer is told who asks for a case by its number on a button kept from before."""
    officer.presses(f"1|verb|open|{number}|")
    return officer.wait_for(1)[-1].text


def test_a_linking_code_works_once_and_for_a_day(world: World) -> None:
    """T99: second use, expiry and five wrong tries are refused; ten minutes later all is well."""
    wichai, nok = (world.line.person(name, STAFF) for name in ("wichai", "nok"))
    code = world.invite("wichai", Role.OFFICER, "CIV")
    talks(wichai, (lambda: wichai.says(code.lower()), LINKED))
    talks(nok, (lambda: nok.says(code), REFUSED))
    late = world.invite("nok", Role.OFFICER, "CIV")
    world.pass_time(hours=25)
    talks(nok, (lambda: nok.says(late), REFUSED))
    for _ in range(4):
        talks(nok, (lambda: nok.says("AAAA-BBBB-CC"), REFUSED))
    with world.staff("nok") as (session, staff):
        digest = world.digest(OFFICE)
        good = invite(session, staff, digest=digest, now=world.clock()).plain
    talks(nok, (lambda: nok.says(good), TOO_OFTEN))
    world.pass_time(minutes=11)
    talks(nok, (lambda: nok.says(good), LINKED))


def test_who_is_moved_or_dismissed_loses_access_at_the_next_tap(world: World) -> None:
    """T102: also in the middle of a conversation, and no case is left behind."""
    wichai = world.officer("wichai", Role.OFFICER, "CIV")
    nok = world.officer("nok", Role.OFFICER, "CIV")
    somchai = world.citizen("somchai")
    number = number_on(complains(somchai))
    world.settle()
    office = world.service.offices[OFFICE]
    mine, other = (wichai, nok) if wichai.heard()[-1].alt_text else (nok, wichai)
    takes(mine)
    talks(
        mine,
        (lambda: mine.taps("ถามผู้ร้อง"), "พิมพ์คำถาม"),
        (lambda: mine.says("เกิดที่ใดแน่"), "ส่งคำถามนี้หรือไม่"),
    )
    with world.staff(mine.name) as (session, staff):
        assert move(session, staff, role=Role.OFFICER, unit="REV", office=office, now=world.clock())
    talks(mine, (lambda: mine.taps("ส่งคำถาม"), "ไม่พบเรื่องตามที่ระบุ"))
    assert "ไม่พบเรื่อง" in opens(mine, number)
    assert "เรื่องที่แจ้ง" in opens(other, number)
    with world.staff(other.name) as (session, staff):
        leave(session, staff, office=office, now=world.clock())
    assert "ไม่พบเรื่อง" in opens(other, number)
    talks(other, (lambda: other.says("งานของฝ่าย"), "รหัสเชื่อมบัญชี"))
    assert not any("เกิดที่ใดแน่" in said.text for said in somchai.heard())


def test_who_unlinks_is_a_stranger_at_once(small_world: World) -> None:
    """T99 T102: without asking anybody, and nothing is pushed there any more."""
    wichai = small_world.officer("wichai", Role.OFFICER, "CIV")
    talks(wichai, (lambda: wichai.says("เลิกเชื่อมบัญชี"), "เลิกเชื่อมบัญชีแล้ว"))
    after = len(wichai.heard())
    number = number_on(complains(small_world.citizen("somchai")))
    small_world.settle()
    assert len(wichai.heard()) == after
    assert "ไม่พบเรื่อง" in opens(wichai, number)


def test_head_centre_and_director_see_what_they_may(world: World) -> None:
    """A33 T21: the unit's head and the centre act, the director looks, another unit does not."""
    number = number_on(complains(world.citizen("somchai")))
    for name, role, unit, sees, acts in (
        ("wichai", Role.HEAD, "CIV", True, True),
        ("nok", Role.CENTRE, "ADM", True, True),
        ("suda", Role.DIRECTOR, "ADM", True, False),
        ("malee", Role.HEAD, "REV", False, False),
    ):
        person = world.officer(name, role, unit)
        person.says("งานของฝ่าย")
        assert (number in person.wait_for(1)[0].text) is sees, name
        assert ("เรื่องที่แจ้ง" in opens(person, number)) is sees, name
        assert ("รับเรื่อง" in person.heard()[-1].labels) is acts, name
    malee = world.line.person("malee", STAFF)
    malee.presses(f"1|verb|accept|{number}|")
    hears(malee, "ไม่พบเรื่อง")
    suda = world.line.person("suda", STAFF)
    suda.presses(f"1|verb|accept|{number}|")
    hears(suda, "ไม่มีสิทธิ์")


def test_a_case_is_forwarded_to_the_unit_it_belongs_to(world: World) -> None:
    """A34: the new officer is told, the clock runs on, the citizen is told, the reason is not."""
    wichai = world.officer("wichai", Role.OFFICER, "CIV")
    nok = world.officer("nok", Role.OFFICER, "CLN")
    somchai = world.citizen("somchai")
    receipt = complains(somchai)
    (before,) = world.rows(Case)
    takes(wichai)
    hears(somchai, "เจ้าหน้าที่รับเรื่องแล้ว")
    world.pass_time(days=2)
    talks(
        wichai,
        (lambda: wichai.taps("ส่งต่อฝ่ายอื่น"), "ส่งต่อไปยังฝ่ายใด"),
        (lambda: wichai.taps("รักษาความสะอาดฯ"), "เพราะเหตุใด"),
        (lambda: wichai.says("กิ่งไม้ของสวนสาธารณะทำถนนพัง"), "ส่งต่อเรื่องนี้หรือไม่"),
        (lambda: wichai.taps("ส่งต่อ"), "ส่งต่อเรื่อง"),
    )
    told = hears(somchai, "กำหนดเดิมไม่เปลี่ยน")
    assert "ฝ่ายรักษาความสะอาดและสวนสาธารณะ" in told.text
    assert "กิ่งไม้" not in told.text + world.tracking_page(code_on(receipt))
    takes(nok)
    assert "ไม่พบเรื่อง" in opens(wichai, number_on(receipt))
    (after,) = world.rows(Case)
    assert (after.promised_on, after.received_on) == (before.promised_on, before.received_on)


def test_a_delay_is_explained_with_a_new_date_and_the_first_one_is_kept(world: World) -> None:
    """A39: the citizen reads why and until when; the office keeps what it had promised."""
    wichai, somchai = world.officer("wichai", Role.OFFICER, "CIV"), world.citizen("somchai")
    receipt = complains(somchai)
    takes(wichai)
    hears(somchai, "เจ้าหน้าที่รับเรื่องแล้ว")
    talks(
        wichai,
        (lambda: wichai.taps("ชี้แจงล่าช้า"), "เหตุใดจึงดำเนินการไม่ทัน"),
        (lambda: wichai.says("รองบประมาณซ่อมถนนของปีนี้"), "ได้ดำเนินการใดไปแล้ว"),
        (lambda: wichai.says("สำรวจและประมาณราคาแล้ว"), "ภายในกี่วัน"),
        (lambda: wichai.taps("อีก 30 วัน"), "ส่งคำชี้แจงนี้หรือไม่"),
        (lambda: wichai.taps("ส่งคำชี้แจง"), "ถึงผู้ร้องแล้ว"),
    )
    told = hears(somchai, "ชี้แจงเหตุล่าช้า")
    assert "รองบประมาณ" in told.text
    assert "สำรวจและประมาณราคา" in world.tracking_page(code_on(receipt))
    (case,) = world.rows(Case)
    assert case.first_promised_on == case.received_on + timedelta(days=15)
    assert case.promised_on == case.received_on + timedelta(days=30)


@pytest.mark.parametrize(
    ("reason", "told"),
    [("ไม่อยู่ในอำนาจเขต", "อยู่นอกอำนาจ"), ("ข้อมูลไม่เพียงพอ", "ไม่สามารถดำเนินการ")],
)
def test_a_case_the_office_cannot_act_on_ends_with_a_reason(
    small_world: World, reason: str, told: str
) -> None:
    """A40 A52: referred or declined; the citizen reads why and may ask for another look."""
    wichai = small_world.officer("wichai", Role.OFFICER, "CIV")
    somchai = small_world.citizen("somchai")
    receipt = complains(somchai)
    takes(wichai)
    hears(somchai, "เจ้าหน้าที่รับเรื่องแล้ว")
    talks(
        wichai,
        (lambda: wichai.taps("ไม่รับเรื่อง"), "ไม่รับดำเนินการเพราะเหตุใด"),
        (lambda: wichai.taps(reason), "กรุณาอธิบาย"),
        (lambda: wichai.says("ถนนสายนี้เป็นของกรมทางหลวง โทร. 1586"), "ส่งคำอธิบายและปิดเรื่อง"),
        (lambda: wichai.taps("ยืนยันไม่รับเรื่อง"), "แจ้งผลการพิจารณา"),
    )
    assert "กรมทางหลวง" in hears(somchai, told).text
    assert "กรมทางหลวง" in small_world.tracking_page(code_on(receipt))
    somchai.taps("ยังไม่แก้ไข")
    hears(somchai, "เปิดเรื่องอีกครั้ง")
    hears(wichai, "ผู้ร้องแจ้งว่ายังไม่แก้ไข")


def test_an_internal_note_stays_inside(small_world: World) -> None:
    """A53: colleagues read it; the citizen, the page and LINE's notices do not."""
    wichai = small_world.officer("wichai", Role.OFFICER, "CIV")
    somchai = small_world.citizen("somchai")
    receipt = complains(somchai)
    takes(wichai)
    hears(somchai, "เจ้าหน้าที่รับเรื่องแล้ว")
    heard = len(somchai.heard())
    talks(
        wichai,
        (lambda: wichai.taps("ความคืบหน้า"), "กรุณาพิมพ์ความคืบหน้า"),
        (lambda: wichai.says("ผู้รับเหมารายเดิมทิ้งงาน"), "ให้ผู้ร้องทราบหรือไม่"),
        (lambda: wichai.taps("บันทึกภายใน"), "ทิ้งงาน"),
    )
    small_world.settle()
    assert len(somchai.heard()) == heard
    assert "ทิ้งงาน" not in small_world.tracking_page(code_on(receipt))
    talks(
        wichai,
        (lambda: wichai.taps("ความคืบหน้า"), "กรุณาพิมพ์ความคืบหน้า"),
        (lambda: wichai.says("จะเข้าซ่อมวันจันทร์"), "ให้ผู้ร้องทราบหรือไม่"),
        (lambda: wichai.taps("แจ้งผู้ร้อง"), "บันทึกความคืบหน้าของเรื่อง"),
    )
    hears(somchai, "จะเข้าซ่อมวันจันทร์")
    assert "จะเข้าซ่อมวันจันทร์" in small_world.tracking_page(code_on(receipt))


def test_looking_at_a_telephone_number_is_written_down(small_world: World) -> None:
    """T21 A23: the number is behind a button, and whoever pressed it stands in the history."""
    wichai = small_world.officer("wichai", Role.OFFICER, "CIV")
    somchai = small_world.citizen("somchai")
    complains(somchai, contact="081 234 5678")
    card = takes(wichai)
    assert "0812345678" not in card.text
    wichai.taps("ดูเบอร์โทร")
    hears(wichai, "0812345678")
    events = small_world.rows(CaseEvent)
    with small_world.staff("wichai") as (_, staff):
        assert [e.staff_id for e in events if e.action is Action.REVEAL_CONTACT] == [staff.id]


def test_somebody_away_is_passed_over(small_world: World) -> None:
    """A32 A36: a new case goes to who is there."""
    wichai = small_world.officer("wichai", Role.OFFICER, "CIV")
    nok = small_world.officer("nok", Role.OFFICER, "CIV")
    with small_world.staff("wichai") as (session, staff):
        until = small_world.clock().date() + timedelta(days=9)
        be_away(session, staff, until=until, deputy=None, today=local_date(small_world.clock()))
    for _ in range(2):
        complains(small_world.citizen("somchai"))
        takes(nok)
    assert not any("มีเรื่องใหม่" in said.text for said in wichai.heard())


def test_a_case_has_an_owner_though_nobody_is_linked(small_world: World) -> None:
    """A32: it stands in the unit's list as soon as somebody looks."""
    code = small_world.invite("wichai", Role.OFFICER, "CIV")
    number = number_on(complains(small_world.citizen("somchai")))
    (case,) = small_world.rows(Case)
    with small_world.staff("wichai") as (_, staff):
        assert (case.unit, case.officer_id) == ("CIV", staff.id)
    wichai = small_world.line.person("wichai", STAFF)
    talks(
        wichai,
        (lambda: wichai.says(code), LINKED),
        (lambda: wichai.taps("งานของฝ่าย"), number),
        (lambda: wichai.taps("เปิดเรื่อง"), "เรื่องที่แจ้ง"),
    )
