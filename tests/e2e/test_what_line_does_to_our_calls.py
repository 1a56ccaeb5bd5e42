"""LINE refuses, is busy, hangs up or has lost somebody: everything is told, and told once."""

import pytest

from bot.mailroom import REPLY_WINDOW
from models.case import Attachment, AttachmentBytes
from models.post import Notice, Outgoing
from models.vocabulary import MediaState, Method, NoticeState, Role, Settled
from simulator.person import Person
from tests.e2e.recorder import Recorded
from tests.e2e.stories import RESULT, complains, solves, takes
from tests.e2e.world import World, hears, talks

pytestmark = pytest.mark.e2e

PUSH, REPLY = "POST /v2/bot/message/push", "POST /v2/bot/message/reply"
CONTENT = "GET /v2/bot/message/*/content"


def times(person: Person, words: str) -> int:
    """How often somebody was told something."""
    return sum(words in said.text for said in person.heard())


def pushes(world: World) -> list[Recorded]:
    """Every push the bot tried."""
    return [r for r in world.recorder.requests if r.path.endswith("/push")]


def a_case_in_work(world: World) -> tuple[Person, Person]:
    """A citizen and the officer who has just taken their case."""
    wichai, somchai = world.officer("wichai", Role.OFFICER, "CIV"), world.citizen("somchai")
    complains(somchai)
    takes(wichai)
    hears(somchai, "เจ้าหน้าที่รับเรื่องแล้ว")
    world.settle()
    return wichai, somchai


def test_who_had_blocked_the_account_is_shown_what_they_missed(world: World) -> None:
    """A45: nothing is sent to somebody who blocked; it waits for their next word."""
    wichai, somchai = a_case_in_work(world)
    somchai.blocks()
    world.settle()
    before = len(pushes(world))
    solves(wichai)
    world.settle()
    missed = [n for n in world.rows(Notice) if n.state is NoticeState.UNDELIVERED]
    assert [n.message["key"] for n in missed] == ["notice.result"]
    assert len(pushes(world)) == before
    somchai.unblocks()
    hears(somchai, RESULT)
    world.settle()
    assert times(somchai, RESULT) == 1
    assert not [n for n in world.rows(Notice) if n.state is NoticeState.UNDELIVERED]


@pytest.mark.parametrize("trouble", ["status-429", "status-500", "hang-up", "reset"])
def test_a_push_that_did_not_arrive_arrives_later_and_once(
    small_world: World, trouble: str
) -> None:
    """A45: too many requests, a server in trouble, a lost connection: tried again by the sweep."""
    faults: dict[str, dict[str, float]] = {
        "status-429": {"status": 429, "times": 2},
        "status-500": {"status": 500, "times": 2},
        "hang-up": {"hang": 0.05, "times": 2},
        "reset": {"reset": 1, "times": 2},
    }
    wichai, somchai = a_case_in_work(small_world)
    small_world.line.faults(PUSH, faults[trouble])
    solves(wichai)
    for _ in range(2):
        small_world.settle()
        assert times(somchai, RESULT) == 0
        small_world.pass_time(minutes=1)
        small_world.sweep()
    assert times(somchai, RESULT) == 1
    tried = [r.headers["x-line-retry-key"] for r in pushes(small_world)[-3:]]
    assert len(set(tried)) == 1, "the same key at each try"


@pytest.mark.parametrize("trouble", ["accept_then_hang", "accept_then_reset", "accept_then_status"])
def test_a_push_that_arrived_without_our_hearing_of_it_is_not_doubled(
    small_world: World, trouble: str
) -> None:
    """A45: LINE took it and we never heard; the retry key tells them apart."""
    wichai, somchai = a_case_in_work(small_world)
    amount = {"accept_then_hang": 0.05, "accept_then_reset": 1, "accept_then_status": 500}[trouble]
    small_world.line.faults(PUSH, {trouble: amount, "times": 1})
    solves(wichai)
    small_world.settle()
    for _ in range(3):
        small_world.pass_time(minutes=1)
        small_world.sweep()
    assert times(somchai, RESULT) == 1
    results = [n for n in small_world.rows(Notice) if n.message["key"] == "notice.result"]
    assert [n.state for n in results] == [NoticeState.SENT]


@pytest.mark.parametrize("trouble", ["accept_then_hang", "accept_then_reset"])
def test_a_reply_that_may_have_arrived_is_never_said_again(
    small_world: World, trouble: str
) -> None:
    """A45: a reply has no key; what may have been heard is not repeated."""
    somchai = small_world.citizen("somchai")
    small_world.line.faults(REPLY, {trouble: 0.05, "times": 1})
    somchai.says("ร้องเรียน")
    small_world.settle()
    for _ in range(3):
        small_world.pass_time(minutes=1)
        small_world.sweep()
    assert times(somchai, "ต้องการแจ้งเรื่องใด") == 1


def test_an_answer_that_comes_too_late_for_its_token_is_pushed(small_world: World) -> None:
    """A45: a webhook whose handling was held up for longer than a reply token lives."""
    somchai = small_world.citizen("somchai")
    small_world.line.faults(REPLY, {"status": 429, "times": 1})
    somchai.says("ร้องเรียน")
    small_world.settle()
    small_world.pass_time(seconds=REPLY_WINDOW.total_seconds() + 20)
    small_world.sweep()
    assert hears(somchai, "ต้องการแจ้งเรื่องใด").how == "push"
    (call,) = small_world.rows(Outgoing)
    assert (call.method, call.result) == (Method.PUSH, Settled.SENT)


def test_a_token_line_no_longer_knows_leads_to_a_push_at_once(small_world: World) -> None:
    """A45: "invalid reply token" is a refusal, so saying it again says it once."""
    somchai = small_world.citizen("somchai")
    small_world.line.faults(REPLY, {"status": 400, "times": 1})
    somchai.says("ร้องเรียน")
    hears(somchai, "ต้องการแจ้งเรื่องใด")
    small_world.settle()
    assert {said.how for said in somchai.heard()} == {"push"}
    assert times(somchai, "ต้องการแจ้งเรื่องใด") == 1


def test_somebody_line_does_not_know_is_not_written_to_again(small_world: World) -> None:
    """A45: sending to such ids is a prohibited practice."""
    wichai, somchai = a_case_in_work(small_world)
    small_world.line.faults(PUSH, {"status": 400, "times": 1})
    solves(wichai)
    small_world.settle()
    before = len(pushes(small_world))
    assert small_world.is_blocked(somchai)
    talks(
        wichai,
        (lambda: wichai.says("งานของฝ่าย"), "ไม่มีเรื่องค้าง"),
    )
    small_world.pass_time(hours=1)
    small_world.sweep()
    assert len(pushes(small_world)) == before
    assert times(somchai, RESULT) == 0


def test_a_picture_that_is_not_ready_yet_is_fetched_later(small_world: World) -> None:
    """A22: LINE says 202 while it prepares a file."""
    somchai = small_world.citizen("somchai")
    talks(
        somchai,
        (lambda: somchai.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (lambda: somchai.sends_photo(preparing=30), "บันทึกรูปไว้แล้ว"),
    )
    small_world.settle()
    assert [file.state for file in small_world.rows(Attachment)] == [MediaState.WANTED]
    small_world.pass_time(minutes=1)
    small_world.sweep()
    assert [file.state for file in small_world.rows(Attachment)] == [MediaState.STORED]
    assert len(small_world.rows(AttachmentBytes)) == 1


@pytest.mark.parametrize("what", ["gone", "no picture"])
def test_who_sent_an_unusable_picture_is_told(world: World, what: str) -> None:
    """A16 A22: gone from LINE, or not a picture at all; told once for several, and sent anew."""
    somchai = world.citizen("somchai")
    talks(somchai, (lambda: somchai.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"))
    if what == "gone":
        world.line.faults(CONTENT, {"status": 410, "times": 2})
        somchai.sends_photo(count=2)
    else:
        somchai.sends_photo(b"GIF89a not at all", b"%PDF-1.4 nor this")
    hears(somchai, "เปิดรูปที่ส่งมาไม่ได้")
    world.settle()
    assert times(somchai, "เปิดรูปที่ส่งมาไม่ได้") == 1
    assert world.rows(AttachmentBytes) == []
    world.pass_time(minutes=5)
    somchai.sends_photo()
    world.settle()
    assert len(world.rows(AttachmentBytes)) == 1
    assert times(somchai, "เปิดรูปที่ส่งมาไม่ได้") == 1
