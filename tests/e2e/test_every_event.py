"""Whatever somebody sends is met: with an answer where one may be given, else with silence."""

from collections.abc import Callable
from typing import Any

import pytest

from models.people import Person as PersonRow
from models.post import Inbound
from models.vocabulary import Role
from tests.e2e.stories import number_on
from tests.e2e.world import CITIZENS, STAFF, World, hears, talks

pytestmark = pytest.mark.e2e


def test_a_new_friend_is_welcomed_and_so_is_one_who_comes_back(small_world: World) -> None:
    """A01: follow, block, unblock; nothing is said to somebody who has just left."""
    malee = small_world.citizen("malee")
    malee.follows()
    hears(malee, "ยินดีต้อนรับสู่ สำนักงานเขตห้วยขวาง")
    assert "ร้องเรียน/ร้องทุกข์" in malee.heard()[-1].labels
    assert small_world.is_silent_after(malee, malee.blocks)
    malee.unblocks()
    hears(malee, "ยินดีต้อนรับ")


def test_what_cannot_be_read_is_declined_kindly(small_world: World) -> None:
    """A16: sticker, sound, film, file, a picture kept elsewhere, a kind that is new to us."""
    somchai, line = small_world.citizen("somchai"), small_world.line
    somchai.sends_sticker()
    hears(somchai, "ต้องการทำเรื่องใด")
    for send in (somchai.sends_audio, somchai.sends_video, somchai.sends_file):
        send()
        hears(somchai, "เปิดสิ่งที่ส่งมาไม่ได้")
    elsewhere = {"type": "external", "originalContentUrl": "https://example.com/a.jpg"}
    for message in (
        {"id": "5001", "type": "image", "contentProvider": elsewhere},
        {"id": "5002", "type": "hologram", "depth": 3},
    ):
        after = len(somchai.heard())
        event = {"type": "message", "message": message}
        line.event(event, channel=CITIZENS, complete=True, person="somchai")
        small_world.settle()
        assert "เปิดสิ่งที่ส่งมาไม่ได้" in "".join(said.text for said in somchai.heard()[after:])


def test_within_a_conversation_the_question_is_asked_again(small_world: World) -> None:
    """A16: what is no answer leaves the conversation where it was."""
    somchai = small_world.citizen("somchai")
    talks(
        somchai,
        (lambda: somchai.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (somchai.sends_sticker, "ขอบคุณสำหรับสติกเกอร์"),
        (lambda: somchai.taps("ปัญหาในพื้นที่"), "เป็นเรื่องประเภทใด"),
        (somchai.sends_audio, "เปิดสิ่งที่ส่งมาไม่ได้"),
    )
    assert "เป็นเรื่องประเภทใด" in somchai.heard()[-1].text


def test_what_may_not_be_answered_is_kept_on_record(small_world: World) -> None:
    """A16: an unknown event, and a chat in which somebody else has the floor."""
    somchai, line = small_world.citizen("somchai"), small_world.line

    def happens(event: dict[str, Any]) -> None:
        line.event(event, channel=CITIZENS, complete=True, person="somchai")

    said = {"type": "message", "message": {"id": "5003", "type": "text", "text": "ร้องเรียน"}}
    unknown = {"type": "telepathy", "thought": "?"}
    assert small_world.is_silent_after(somchai, lambda: happens(unknown))
    assert small_world.is_silent_after(somchai, lambda: happens(said | {"mode": "standby"}))
    events = small_world.rows(Inbound)
    assert len(events) == 2
    assert all(event.settled_at and not event.failed for event in events)


def test_words_from_nowhere_become_the_complaint_they_were_meant_as(small_world: World) -> None:
    """A04: nothing that was told already, in words, a pin or a picture, is asked for again."""
    somchai = small_world.citizen("somchai")
    receipt = talks(
        somchai,
        (lambda: somchai.says("ไฟถนนหน้าปากซอยดับมาสามวัน"), "ต้องการให้ช่วยเรื่องใด"),
        (lambda: somchai.sends_location(13.7765, 100.5742, title="ปากซอย 7"), "บันทึกสถานที่ไว้แล้ว"),
        (somchai.sends_photo, "บันทึกรูปไว้แล้ว"),
        (lambda: somchai.taps("ร้องเรียน/ร้องทุกข์"), "ต้องการแจ้งเรื่องใด"),
        (lambda: somchai.taps("ปัญหาในพื้นที่"), "เป็นเรื่องประเภทใด"),
        (lambda: somchai.taps("ไฟส่องสว่าง"), "เกิดขึ้นเมื่อใด"),
        (lambda: somchai.taps("วันนี้"), "ท่านแจ้งเพื่อตนเอง"),
        (lambda: somchai.taps("แจ้งเพื่อตนเอง"), "ติดต่อกลับทางใด"),
        (lambda: somchai.taps("ติดต่อทาง LINE นี้"), "ข้อมูลถูกต้องหรือไม่"),
        (lambda: somchai.taps("ส่งเรื่อง"), "รับเรื่องแล้ว"),
    )
    summary = next(said for said in somchai.heard() if "ปากซอย 7" in said.text)
    assert "ไฟถนนหน้าปากซอยดับ" in summary.text
    assert "1 รูป" in summary.text
    assert number_on(receipt).endswith("-00001")


@pytest.mark.parametrize("act", ["sends_photo", "pin"])
def test_a_picture_or_a_pin_may_come_first(small_world: World, act: str) -> None:
    """A04: they are kept, and what they are for is asked."""
    somchai = small_world.citizen("somchai")
    if act == "pin":
        somchai.sends_location(13.7765, 100.5742, title="ปากซอย 7")
    else:
        somchai.sends_photo()
    kept = hears(somchai, "ไว้แล้ว")
    assert kept.text in {"บันทึกสถานที่ไว้แล้ว", "บันทึกรูปไว้แล้ว"}
    hears(somchai, "ต้องการให้ช่วยเรื่องใด")


def test_the_bot_leaves_every_group_and_only_the_citizens_account_says_why(
    small_world: World,
) -> None:
    """T31: one account says goodbye, the other goes without a word; both are out."""
    line = small_world.line
    for channel in (CITIZENS, STAFF):
        line.perform("join", {"channel": channel, "group": channel, "people": ["somchai"]})
    small_world.settle()
    said = [entry for entry in line.messages() if entry.direction == "out"]
    assert [entry.channel for entry in said] == [CITIZENS]
    assert "จึงขอออกจากกลุ่มนี้" in said[0].text
    left = [r for r in small_world.recorder.requests if r.path.endswith("/leave")]
    assert [request.status for request in left] == [200, 200]


def test_nobody_in_a_group_is_answered_or_remembered(small_world: World) -> None:
    """T03 T31: a message that reaches us from a group leaves no trace of its writer."""
    somchai, line = small_world.citizen("somchai"), small_world.line
    line.faults("POST /v2/bot/group/*", {"status": 500})
    line.perform("join", {"channel": CITIZENS, "group": "ซอย 7", "people": ["somchai"]})
    small_world.settle()
    heard = len(line.messages())
    somchai.in_group("ซอย 7").says("ร้องเรียน")
    small_world.settle()
    assert len(line.messages()) == heard + 1, "only what somchai said himself"
    assert small_world.rows(PersonRow) == []


def test_emergencies_are_met_with_telephone_numbers_before_anything_else(
    small_world: World,
) -> None:
    """A09: the numbers first, then the conversation goes on and keeps what was told."""
    somchai = small_world.citizen("somchai")
    somchai.says("ไฟไหม้บ้านในซอย 7 ช่วยด้วย")
    hears(somchai, "ต้องการให้ช่วยเรื่องใด")
    numbers, *_, question = somchai.heard()
    assert "199" in numbers.text
    assert numbers.alt_text == "เหตุฉุกเฉิน กรุณาโทรแจ้งทันที"
    assert "ต้องการให้ช่วยเรื่องใด" in question.text
    talks(
        somchai,
        (lambda: somchai.taps("ร้องเรียน/ร้องทุกข์"), "ต้องการแจ้งเรื่องใด"),
        (lambda: somchai.taps("ปัญหาในพื้นที่"), "เป็นเรื่องประเภทใด"),
        (lambda: somchai.taps("ไฟส่องสว่าง"), "เกิดที่ใด"),
        (lambda: somchai.says("ตอนนี้มีคนโดนไฟช็อตหน้าซอย 7"), "เกิดขึ้นเมื่อใด"),
    )
    assert "กรุณาโทรแจ้งทันที" in somchai.heard()[-2].text


def test_an_emergency_is_met_however_long_ago_the_conversation_was(small_world: World) -> None:
    """A09: a draft that has gone cold comes after the numbers."""
    somchai = small_world.citizen("somchai")
    talks(
        somchai,
        (lambda: somchai.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (lambda: somchai.taps("ปัญหาในพื้นที่"), "เป็นเรื่องประเภทใด"),
    )
    small_world.pass_time(days=3)
    somchai.says("ช่วยด้วย ไฟไหม้ห้องแถว")
    hears(somchai, "199")


def test_an_officer_who_sends_anything_gets_the_menu(small_world: World) -> None:
    """A16: on the staff account, too, nobody is left without a way on."""
    wichai = small_world.officer("wichai", Role.OFFICER, "CIV")
    acts: tuple[Callable[[], object], ...] = (
        wichai.sends_sticker,
        wichai.sends_photo,
        lambda: wichai.says("สวัสดี"),
    )
    for act in acts:
        act()
        assert "งานของฝ่าย" in hears(wichai, "เมนูเจ้าหน้าที่").labels
