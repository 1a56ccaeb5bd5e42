"""LINE delivers late, twice, in any order, and now and then something broken: one effect each."""

import base64
import hashlib
import hmac
import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from handlers.inbox import Inbox, arrivals
from models.case import Case
from models.post import Inbound, Outgoing
from tests.e2e.stories import complains
from tests.e2e.world import CITIZENS, World, hears, talks

pytestmark = pytest.mark.e2e

Event = dict[str, Any]


def said(world: World, text: str, *, number: int, at: float, person: str = "somchai") -> Event:
    """A message event as LINE would write it, `at` so many seconds from now."""
    token = f"{number:032x}"
    return {
        "type": "message",
        "message": {"id": str(7000 + number), "type": "text", "text": text},
        "webhookEventId": f"01EVENT{number:019}",
        "deliveryContext": {"isRedelivery": False},
        "timestamp": int((world.clock().timestamp() + at) * 1000),
        "source": {"type": "user", "userId": world.line.person(person, CITIZENS).user_id},
        "mode": "active",
        "replyToken": token,
    }


def posts(world: World, *events: Event) -> int:
    """Deliver events in one webhook, signed as LINE signs it; gives the status."""
    body = json.dumps({"destination": "U" + "0" * 32, "events": events}).encode()
    signature = base64.b64encode(hmac.new(b"1" * 32, body, hashlib.sha256).digest()).decode()
    request = urllib.request.Request(
        f"{world.url}/line/{CITIZENS}/webhook", body, {"x-line-signature": signature}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return int(answer.status)


def test_an_event_delivered_a_hundred_times_has_one_effect(world: World) -> None:
    """T73: eight at a time; one row, one answer, one step of the conversation."""
    somchai = world.citizen("somchai")
    event = said(world, "ร้องเรียน", number=1, at=0)
    again = event | {"deliveryContext": {"isRedelivery": True}}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda turn: posts(world, again if turn else event), range(100)))
    world.settle()
    assert answers == [200] * 100
    assert len(world.rows(Inbound)) == 1
    assert len(world.rows(Outgoing)) == 1
    spoken = [m for m in world.line.messages() if m.direction == "out"]
    assert len([m for m in spoken if "ต้องการแจ้งเรื่องใด" in m.text]) == 1
    talks(somchai, (lambda: somchai.says("1"), "เป็นเรื่องประเภทใด"))


def test_an_event_whose_process_died_is_answered_by_a_push(world: World) -> None:
    """T73 A45: kept, then nothing for longer than a reply token lives; the sweep takes it up."""
    somchai = world.citizen("somchai")
    line = world.service.lines[CITIZENS]
    event = said(world, "ร้องเรียน", number=1, at=0)
    kept = arrivals(line, [event], world.service.vault, now=world.clock())
    Inbox(world.service.database).keep(kept)
    assert somchai.heard() == []
    world.clock.move(timedelta(seconds=70))
    world.line.advance(70)
    assert world.sweep() == 1
    assert [message.how for message in somchai.heard()] == ["push", "push"]
    assert not any(r.path.endswith("/reply") for r in world.recorder.requests)


def test_a_complaint_sent_by_a_redelivered_tap_is_lodged_once(world: World) -> None:
    """T73 T75: the last tap of a complaint, delivered again and again, makes no second case."""
    somchai = world.citizen("somchai")
    complains(somchai)
    tap = [e for e in somchai.chat() if e.direction == "in"][-1].content
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: posts(world, tap), range(24)))
    world.settle()
    assert len(world.rows(Case)) == 1
    assert sum("รับเรื่องแล้ว" in said.text for said in somchai.heard()) == 1


def test_events_of_one_webhook_are_handled_in_the_order_they_happened(world: World) -> None:
    """T74: shuffled in the body, they make the conversation that was had; nobody waits for it."""
    words = ("ร้องเรียน", "1", "1", "ถนนเป็นหลุมลึกหน้าวัด", "หน้าวัดอุทัยธาราม")
    events = [said(world, text, number=n, at=n / 100) for n, text in enumerate(words, 1)]
    other = said(world, "เมนู", number=9, at=0, person="malee")
    shuffled = [events[3], events[0], other, events[4], events[2], events[1]]
    assert posts(world, *shuffled) == 200
    world.settle()
    somchai = world.citizen("somchai")
    somchai.says("วันนี้")
    hears(somchai, "มีรูปหรือไม่")


def test_an_older_event_that_comes_late_breaks_nothing(world: World) -> None:
    """T74: it is taken as something said now; what came before stays."""
    somchai = world.citizen("somchai")
    talks(
        somchai,
        (lambda: somchai.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (lambda: somchai.taps("ปัญหาในพื้นที่"), "เป็นเรื่องประเภทใด"),
    )
    assert posts(world, said(world, "อืม", number=1, at=-3600)) == 200
    world.settle()
    talks(somchai, (lambda: somchai.says("1"), "เกิดอะไรขึ้น"))


def test_a_message_that_comes_after_the_block_does_not_undo_it(world: World) -> None:
    """T74 A45: whoever blocked the account after it is not written to."""
    somchai = world.citizen("somchai")
    late = said(world, "เมนู", number=1, at=-60)
    talks(somchai, (lambda: somchai.says("เมนู"), "ต้องการทำเรื่องใด"))
    somchai.blocks()
    world.settle()
    posts(world, late)
    world.settle()
    assert world.is_blocked(somchai)


def test_one_broken_event_does_not_lose_the_others(world: World) -> None:
    """T75: nonsense of every kind between two good events; both are answered."""
    somchai, malee = world.citizen("somchai"), world.citizen("malee")
    broken: tuple[Any, ...] = (
        7,
        None,
        {},
        {"type": ["message"]},
        {"type": "message", "source": "me", "message": 3, "timestamp": "soon"},
        {"type": "postback", "postback": {"data": None}, "source": {"userId": 5}},
        {"type": "unsend", "unsend": {}, "timestamp": 10**30},
        {"type": "message", "message": {"type": "text", "text": "\u0000\ud800", "id": "1"}},
    )
    mine = said(world, "เมนู", number=1, at=0)
    hers = said(world, "ช่วยเหลือ", number=2, at=0, person="malee")
    for event in (mine, hers):
        event.pop("replyToken")  # then the answer is a push, which the local LINE can tell apart
    assert posts(world, mine, *broken, hers) == 200
    world.settle()
    assert "ต้องการทำเรื่องใด" in somchai.heard()[-1].text
    assert any("1555" in said.text for said in malee.heard())
    assert all(row.settled_at and not row.failed for row in world.rows(Inbound))
