"""Whoever takes a message back takes it back everywhere, within five seconds (T108)."""

import time
from pathlib import Path

import pytest
from sqlalchemy import make_url

from models.case import Attachment, AttachmentBytes, Entry
from models.people import Conversation
from models.post import TakenBack
from models.vocabulary import MediaState, Role
from simulator.person import Happened
from tests.e2e.stories import code_on, complains, number_on, takes
from tests.e2e.world import CITIZENS, World, hears, talks

pytestmark = pytest.mark.e2e

WITHIN = 5  # seconds
SECRET = "ข้างบ้านเลขที่ 99/7 ชื่อนายสมศักดิ์"


def message_with(said: list[Happened], words: str) -> str:
    """The id of the message somebody wrote these words in."""
    found = next(e for e in said if e.direction == "in" and words in e.text)
    return str(found.message_id)


def files_of(world: World) -> list[Path]:
    """The files a SQLite database consists of, journal and all; none of another database."""
    url = make_url(world.database_url)
    if not url.drivername.startswith("sqlite") or url.database is None:
        return []
    main = Path(url.database)
    return [path for path in main.parent.iterdir() if path.name.startswith(main.name)]


def is_on_disk(world: World, words: str) -> list[str]:
    """In which of the database's files these words can still be read, as text or as JSON."""
    shapes = (words.encode(), words.encode("unicode_escape"))
    return [
        path.name for path in files_of(world) if any(shape in path.read_bytes() for shape in shapes)
    ]


def test_before_sending_the_question_is_asked_anew(world: World) -> None:
    """T108: the answer leaves the draft, and only that one."""
    somchai = world.citizen("somchai")
    talks(
        somchai,
        (lambda: somchai.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (lambda: somchai.taps("ปัญหาในพื้นที่"), "เป็นเรื่องประเภทใด"),
        (lambda: somchai.taps("ถนน ทางเท้า สะพาน"), "เกิดอะไรขึ้น"),
        (lambda: somchai.says(SECRET), "เกิดที่ใด"),
        (lambda: somchai.says("หน้าวัดอุทัยธาราม"), "เกิดขึ้นเมื่อใด"),
    )
    unsent = message_with(somchai.chat(), SECRET)
    assert bool(is_on_disk(world, SECRET)) == bool(files_of(world)), "else we look in vain"
    assert world.is_silent_after(somchai, lambda: somchai.unsends(unsent))
    assert SECRET not in str([row.position for row in world.rows(Conversation)])
    assert is_on_disk(world, SECRET) == []
    talks(
        somchai,
        (lambda: somchai.says("วันนี้"), "เกิดอะไรขึ้น"),
        (lambda: somchai.says("ถนนเป็นหลุมลึก"), "มีรูปหรือไม่"),
    )


def test_after_sending_it_is_gone_from_everywhere(world: World) -> None:
    """T108 A54: the officer's card, the citizen's card, the page, and the database's own bytes."""
    wichai = world.officer("wichai", Role.OFFICER, "CIV")
    somchai = world.citizen("somchai")
    receipt = complains(somchai, what=SECRET)
    assert SECRET in takes(wichai).text
    talks(
        somchai,
        (lambda: somchai.says("เรื่องของฉัน"), number_on(receipt)),
        (lambda: somchai.taps("ดูความคืบหน้า"), "เพิ่มข้อมูล"),
        (lambda: somchai.taps("เพิ่มข้อมูล"), "ต้องการเพิ่มข้อมูลใด"),
        (lambda: somchai.says(f"เพิ่มเติม {SECRET}"), "มีรูปประกอบหรือไม่"),
        (lambda: somchai.taps("ข้าม"), "เพิ่มข้อมูลในเรื่อง"),
    )
    world.settle()
    begun = time.monotonic()
    for entry in [e for e in somchai.chat() if e.direction == "in" and SECRET in e.text]:
        somchai.unsends(str(entry.message_id))
    world.settle()
    assert SECRET not in str([entry.text for entry in world.rows(Entry)])
    assert is_on_disk(world, SECRET) == []
    assert time.monotonic() - begun < WITHIN
    assert SECRET not in world.tracking_page(code_on(receipt))
    wichai.taps("เปิดเรื่อง")
    card = hears(wichai, "(ผู้ส่งยกเลิกข้อความนี้แล้ว)")
    assert SECRET not in card.text
    assert "ปักหมุด" not in card.text
    somchai.says("เรื่องของฉัน")
    hears(somchai, number_on(receipt))
    somchai.taps("ดูความคืบหน้า")
    assert SECRET not in hears(somchai, "ความคืบหน้า").text


def test_a_picture_that_was_taken_back_can_no_longer_be_seen(world: World) -> None:
    """T108 A22: its bytes are deleted, and its address is as unknown as any other."""
    somchai = world.citizen("somchai")
    complains(somchai)
    world.settle()
    (file,) = world.rows(Attachment)
    address = f"{world.url}/media/{file.token}"
    assert world.picture_status(address) == 200
    somchai.unsends(file.message_id)
    world.settle()
    assert world.rows(AttachmentBytes) == []
    assert [row.state for row in world.rows(Attachment)] == [MediaState.ERASED]
    assert world.picture_status(address) == 404


def test_a_picture_taken_back_before_sending_is_not_sent(small_world: World) -> None:
    """T108: of two pictures in a draft, the other one stays."""
    somchai = small_world.citizen("somchai")
    talks(
        somchai,
        (lambda: somchai.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (lambda: somchai.sends_photo(count=2), "บันทึกรูปไว้แล้ว"),
    )
    small_world.settle()
    first, second = sorted(small_world.rows(Attachment), key=lambda file: file.message_id)
    somchai.unsends(first.message_id)
    small_world.settle()
    (row,) = small_world.rows(Conversation)
    assert row.position is not None
    assert row.position["answers"]["photos"]["value"] == [str(second.id)]
    assert len(small_world.rows(AttachmentBytes)) == 1


def test_what_an_officer_takes_back_is_gone_too(world: World) -> None:
    """T108: also from a notice that the citizen could not be given yet."""
    wichai = world.officer("wichai", Role.OFFICER, "CIV")
    somchai = world.citizen("somchai")
    complains(somchai)
    takes(wichai)
    world.line.faults("POST /v2/bot/message/push", {"status": 500, "times": 2})
    talks(
        wichai,
        (lambda: wichai.taps("ถามผู้ร้อง"), "พิมพ์คำถาม"),
        (lambda: wichai.says(SECRET), "ส่งคำถามนี้หรือไม่"),
        (lambda: wichai.taps("ส่งคำถาม"), "ถึงผู้ร้องแล้ว"),
    )
    wichai.unsends(message_with(wichai.chat(), SECRET))
    world.settle()
    assert is_on_disk(world, SECRET) == []
    world.pass_time(minutes=10)
    world.sweep()
    assert not any(SECRET in said.text for said in somchai.heard())
    somchai.says("ติดตาม")
    hears(somchai, "กรุณาพิมพ์รหัสติดตาม")
    assert not any(SECRET in said.text for said in somchai.heard())


def test_an_unknown_message_taken_back_does_no_harm(small_world: World) -> None:
    """T108: nothing is said and nothing is lost."""
    somchai = small_world.citizen("somchai")
    complains(somchai)
    event = {"type": "unsend", "unsend": {"messageId": "999999999999999"}}
    who = {"channel": CITIZENS, "person": "somchai"}
    assert small_world.is_silent_after(
        somchai, lambda: small_world.line.event(event, complete=True, **who)
    )
    assert all(entry.erased_at is None for entry in small_world.rows(Entry))


def arrives(world: World, message: str, sent: dict[str, object], *, unsent_at: int) -> None:
    """A message whose taking back came first, and then the message itself."""
    who = {"channel": CITIZENS, "person": "somchai"}
    gone = {"type": "unsend", "unsend": {"messageId": message}, "timestamp": unsent_at}
    came = {"type": "message", "message": {"id": message, **sent}, "timestamp": unsent_at - 1}
    world.line.event(gone, complete=True, **who)
    world.settle()
    world.line.event(came, complete=True, **who)
    world.settle()


@pytest.mark.parametrize(
    "sent",
    [
        {"type": "text", "text": SECRET, "quoteToken": "q"},
        {"type": "image", "contentProvider": {"type": "line"}, "quoteToken": "q"},
        {"type": "location", "latitude": 13.7, "longitude": 100.5, "address": SECRET},
    ],
    ids=lambda sent: sent["type"],
)
def test_what_comes_after_it_was_taken_back_is_not_kept(
    world: World, sent: dict[str, object]
) -> None:
    """T108: LINE may deliver the two in either order; the late one is as if it had never come."""
    somchai = world.citizen("somchai")
    now = int(world.clock().timestamp() * 1000)
    assert world.is_silent_after(
        somchai, lambda: arrives(world, "555000111222333", sent, unsent_at=now)
    )
    assert world.rows(Conversation) == []
    assert world.rows(Attachment) == []
    assert is_on_disk(world, SECRET) == []
    (remembered,) = world.rows(TakenBack)
    assert "555000111222333" not in remembered.message_index
    talks(somchai, (lambda: somchai.says("ถนนเป็นหลุม"), "ต้องการให้ช่วยเรื่องใด"))
