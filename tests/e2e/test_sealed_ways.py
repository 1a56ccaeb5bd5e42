"""The sealed channel beyond the straight way: coming back, being refused, staff, other accounts."""

from dataclasses import replace
from typing import cast

import pytest

from bot.dialogue.buttons import StepButton, encode
from bot.service import Line
from cases.actors import Officer
from config.office import ChannelKind
from integrity import desk
from models.case import Attachment
from models.people import Conversation, Staff
from models.sealed import Disclosure, Recipient, SealedDraft, SealedFile
from models.vocabulary import Role
from simulator.person import Person
from tests.e2e.sealed_stories import (
    ACCOUNT,
    appoints,
    begins,
    custody,
    reports,
    sends,
    tells,
    the_report,
)
from tests.e2e.world import CITIZENS, World, hears, talks

pytestmark = pytest.mark.e2e


def up_to_the_executive(person: Person) -> None:
    begins(person)
    talks(
        person,
        (lambda: person.says(ACCOUNT), "บันทึกเรื่องที่เกิดไว้แล้ว"),
        (lambda: person.taps("ไม่ทราบฝ่าย"), "ผู้บริหารเขต"),
    )


def test_when_nobody_may_receive_it_the_text_goes_back(small_world: World) -> None:
    """A24: an executive may be concerned; nothing is stored, and outside bodies are named."""
    appoints(small_world)
    malee = small_world.citizen("malee")
    up_to_the_executive(malee)
    malee.taps("ใช่/อาจใช่")
    said = hears(malee, "เพื่อคัดลอกไปใช้")
    assert ACCOUNT in said.text
    assert any("1205" in heard.text and "1206" in heard.text for heard in malee.heard()[-2:])
    assert not small_world.rows(Disclosure)
    assert not small_world.rows(SealedDraft)


def test_naming_the_only_reader_keeps_it_from_them(small_world: World) -> None:
    """A24: a name is enough; before a word is stored."""
    appoints(small_world, "สุดา ซื่อสัตย์")
    malee = small_world.citizen("malee")
    up_to_the_executive(malee)
    talks(
        malee,
        (lambda: malee.taps("ไม่ใช่"), "ผู้รับเรื่องร้องเรียนทุจริต"),
        (lambda: malee.taps("ไม่ใช่"), "ไม่อยากให้เห็น"),
        (lambda: malee.says("คุณสุดา  ซื่อสัตย์"), "เพื่อคัดลอกไปใช้"),
    )
    assert not small_world.rows(Disclosure)


def test_a_report_can_be_addressed_to_the_director(small_world: World) -> None:
    """A09: the director is among the readers only when asked for, and is named before sending."""
    appoints(small_world)
    director = appoints(small_world, "ผอ. มานะ", "DIR", Role.DIRECTOR)
    malee = small_world.citizen("malee")
    tells(malee)
    malee.says("แก้ ตอบเพิ่ม")
    hears(malee, "เรื่องพร้อมส่งแล้ว")
    malee.taps("ตอบเพิ่ม")
    hears(malee, "เกิดขึ้นเมื่อใด")
    for _ in range(6):
        malee.says("ข้าม")
    hears(malee, "ให้ ผอ.เขต อ่าน")
    malee.taps("ให้ ผอ.เขต อ่านด้วย")
    assert "มานะ" in hears(malee, "ผู้ที่จะเปิดอ่านได้").text
    sends(malee)
    assert director in {row.staff_id for row in small_world.rows(Recipient)}


def test_a_question_is_read_and_answered_by_code_alone(world: World) -> None:
    """A27 A43: blind relay; the officer asks, the reporter comes back, reads, answers, adds."""
    reader = appoints(world)
    malee = world.citizen("malee")
    code = reports(malee)
    ask(world, reader, "เกิดขึ้นที่เคาน์เตอร์ใด")
    malee.says(code)
    assert "เคาน์เตอร์ใด" in hears(malee, "เจ้าหน้าที่ขอถาม").text
    talks(
        malee,
        (lambda: malee.taps("ตอบคำถาม"), "กรุณาพิมพ์ข้อความ"),
        (lambda: malee.says("ช่องสาม ชั้นสอง"), "ส่งคำตอบแล้ว"),
        (lambda: malee.says(code), "ต้องการทำสิ่งใดต่อ"),
        (lambda: malee.taps("เพิ่มข้อมูล/ไฟล์"), "กรุณาพิมพ์ข้อความ"),
        (lambda: malee.says("มีใบเสร็จด้วย"), "มีไฟล์จะเพิ่ม"),
        (malee.sends_photo, "ได้รับแล้ว 1 ไฟล์"),
        (lambda: malee.taps("เสร็จแล้ว"), "เพิ่มข้อมูลแล้ว"),
    )
    texts = [told.get("text") for told in the_report(world)[1]]
    assert "ช่องสาม ชั้นสอง" in texts
    assert "มีใบเสร็จด้วย" in texts
    assert len(world.rows(SealedFile)) == 1
    assert not world.rows(Attachment), "nothing of it lies with ordinary pictures"
    assert not world.rows(SealedDraft)
    assert not world.rows(Conversation)


def ask(world: World, reader: object, question: str) -> None:
    """The officer takes the report up and asks."""
    (report,) = world.rows(Disclosure)
    with world.service.database.writing(report.office_id) as session:
        officer = Officer.from_row(session.get_one(Staff, (report.office_id, reader)))
        number, mine = report.number, custody(world)
        desk.screen(session, number, by=officer, custody=mine)
        desk.ask(session, number, question, by=officer, custody=mine)


def test_wrong_and_unreadable_codes_are_answered_alike(small_world: World) -> None:
    """T92: and above twenty a minute nobody is answered at all."""
    appoints(small_world)
    malee = small_world.citizen("malee")
    code = reports(malee)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    heard = []
    for typed in (wrong, "1" * 20, "๑" * 19, "11112222333344445555666"):
        malee.says(typed)
        heard.append(hears(malee, "ไม่พบเรื่องตามรหัสนี้").content)
    assert len({str(content) for content in heard}) == 1


def test_a_draft_runs_out_and_says_so(small_world: World) -> None:
    """Half an hour; what is told after it goes nowhere else, and the button only explains."""
    appoints(small_world)
    malee = small_world.citizen("malee")
    begins(malee)
    small_world.pass_time(minutes=31)
    malee.says("แล้วเขาก็เก็บเงินเข้ากระเป๋าเสื้อสีฟ้า")
    hears(malee, "หมดเวลาและถูกลบแล้ว")
    assert not small_world.rows(Conversation)
    assert not small_world.rows(SealedDraft)
    malee.presses(encode(StepButton("disclosure", "old", "unit", "unknown")))
    hears(malee, "จบหรือหมดเวลาแล้ว")


def test_something_else_can_be_done_in_between(small_world: World) -> None:
    """The draft waits, aside, and nothing said meanwhile gets into it."""
    appoints(small_world)
    malee = small_world.citizen("malee")
    begins(malee)
    talks(
        malee,
        (lambda: malee.says("ติดตาม"), "รหัสติดตาม"),
        (lambda: malee.says("1234-5678-9012"), "ไม่พบ"),
        (lambda: malee.says("แจ้งทุจริต"), "ค้างไว้"),
        (lambda: malee.taps("กรอกต่อ"), "เกี่ยวกับฝ่ายใด"),
    )


def test_a_file_that_cannot_be_taken_is_declined_and_not_kept(small_world: World) -> None:
    """T51 T57: the question stands; nothing of the file is in any table."""
    appoints(small_world)
    malee = small_world.citizen("malee")
    begins(malee)
    talks(
        malee,
        (lambda: malee.sends_file(b"MZ\x90 a program", name="photo.jpg"), "เก็บไฟล์นี้ไม่ได้"),
        (malee.sends_sticker, "ขอบคุณสำหรับสติกเกอร์"),
    )
    assert len(small_world.rows(SealedDraft)) == 1
    assert not small_world.rows(Attachment)


def test_an_account_for_reports_alone_speaks_of_nothing_else(small_world: World) -> None:
    """Design 3: best practice is an account of its own; whatever is said there leads in."""
    lines = cast("dict[str, Line]", small_world.service.lines)
    line = lines[CITIZENS]
    alone = replace(line.channel, kinds=frozenset({ChannelKind.INTEGRITY}))
    lines[CITIZENS] = replace(line, channel=alone)
    appoints(small_world)
    malee = small_world.citizen("malee")
    talks(
        malee,
        (lambda: malee.says("สวัสดี"), "ต้องการแจ้งแบบใด"),
        (lambda: malee.says("เมนู"), "ค้างไว้"),
        (lambda: malee.says("ถนนพัง"), "กรุณากดปุ่ม"),
    )
    assert len(small_world.rows(SealedDraft)) == 1
    assert not small_world.rows(Conversation)


def test_without_anybody_to_receive_it_the_way_in_names_the_bodies_outside(
    small_world: World,
) -> None:
    """A06: nothing is promised that cannot be kept, and the menu does not offer it."""
    malee = small_world.citizen("malee")
    malee.says("เมนู")
    assert "แจ้งทุจริต (ลับ)" not in hears(malee, "ต้องการทำเรื่องใด").labels
    malee.says("แจ้งทุจริต")
    assert "1205" in hears(malee, "ยังไม่เปิดรับในแชตนี้").text
    assert not small_world.rows(SealedDraft)
