"""A month whose pushes are used up, people LINE no longer delivers to, and nights: nothing is lost
(A45, A99).
"""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from models.people import Person as PersonRow
from models.post import Notice
from models.vocabulary import NoticeState, Role
from scheduler.quota import read_quotas
from simulator.person import Person
from tests.e2e.sealed_stories import appoints, reports
from tests.e2e.stories import RESULT, code_on, complains, solves, takes
from tests.e2e.world import CITIZENS, World, hears

pytestmark = pytest.mark.e2e

BEFRIEND = "กรุณากด “เพิ่มเพื่อน”"


def undelivered(world: World) -> list[str]:
    return [
        notice.message["key"]
        for notice in world.rows(Notice)
        if notice.state is NoticeState.UNDELIVERED
    ]


def reads_quota(world: World) -> None:
    """What the worker does every hour."""
    shift: Any = SimpleNamespace(service=world.service)
    read_quotas(shift)


def test_a_result_that_line_has_no_push_left_for_is_shown_at_the_next_word(world: World) -> None:
    """LINE says 429; the quota says why; nothing is tried in vain, and nothing is lost."""
    wichai, somchai = world.officer("wichai", Role.OFFICER, "CIV"), world.citizen("somchai")
    code = code_on(complains(somchai))
    takes(wichai)
    hears(somchai, "เจ้าหน้าที่รับเรื่องแล้ว")
    world.settle()
    world.line.quota(10, used=10, channel=CITIZENS)
    solves(wichai)
    world.settle()
    assert undelivered(world) == ["notice.result"]
    page = world.tracking_page(code)
    assert "แจ้งแล้ว แต่อาจยังไม่ถึงท่าน" in page
    assert RESULT in page
    somchai.says("เมนู")
    assert hears(somchai, RESULT).how == "reply"
    world.settle()
    assert undelivered(world) == []
    assert "แจ้งแล้ว แต่อาจยังไม่ถึงท่าน" not in world.tracking_page(code)


def test_the_administrator_hears_in_time(small_world: World) -> None:
    """At 80 percent of the citizens' account, by the staff's account; in tens, for reporters are
    written to by this account, too.
    """
    wipa = small_world.officer("wichai", Role.ADMIN, "ADM")
    small_world.line.quota(300, used=241, channel=CITIZENS)
    reads_quota(small_world)
    hears(wipa, f"บัญชี {CITIZENS} ใช้ไปแล้ว 83% (250 จาก 300 ข้อความ)")
    before = len(wipa.heard())
    reads_quota(small_world)
    small_world.settle()
    assert len(wipa.heard()) == before


def test_staff_see_what_their_reporter_could_not_be_told(small_world: World) -> None:
    wichai, somchai = (
        small_world.officer("wichai", Role.OFFICER, "CIV"),
        small_world.citizen("somchai"),
    )
    complains(somchai)
    somchai.blocks()
    small_world.settle()
    takes(wichai)
    small_world.settle()
    wichai.says("งานของฉัน")
    hears(wichai, "งานของฉัน")
    wichai.taps("เปิดเรื่อง")
    hears(wichai, "ยังส่งไม่ถึงผู้ร้อง 1 รายการ")


# ------------------------------------------------------------------------------------------ friends


def a_stranger(world: World) -> Person:
    """Somebody who writes to the account without being its friend."""
    return world.line.add_person("stranger", channel=CITIZENS)


def test_what_is_pushed_to_a_stranger_is_not_taken_for_told(world: World) -> None:
    """A45: LINE says 200 and perhaps delivers nothing. It stands on the tracking page, and is shown
    to who becomes a friend, for then it did not arrive.
    """
    wichai, somebody = world.officer("wichai", Role.OFFICER, "CIV"), a_stranger(world)
    assert BEFRIEND in complains(somebody).text
    takes(wichai)
    hears(somebody, "เจ้าหน้าที่รับเรื่องแล้ว")
    world.pass_time(days=8)
    solves(wichai)
    world.settle()
    assert [n.message["key"] for n in world.rows(Notice) if n.state is NoticeState.UNSURE] == [
        "notice.result"
    ]
    somebody.follows()
    hears(somebody, RESULT)


def test_a_friend_is_written_to_after_any_time_and_not_asked_to_become_one(
    small_world: World,
) -> None:
    wichai, somebody = small_world.officer("wichai", Role.OFFICER, "CIV"), a_stranger(small_world)
    somebody.follows()
    assert BEFRIEND not in complains(somebody).text
    takes(wichai)
    small_world.pass_time(days=8)
    solves(wichai)
    assert hears(somebody, RESULT).how == "push"


def test_what_is_said_to_the_sealed_channel_leaves_no_day(world: World) -> None:
    """T36: the day of a word would tell who reported; so nothing is noted, from the way in to the
    receipt.
    """
    appoints(world)
    malee, somchai = world.citizen("malee"), world.citizen("somchai")
    reports(malee)
    world.settle()
    assert [row.wrote_on for row in world.rows(PersonRow)] == [None]
    complains(somchai)
    world.settle()
    assert sum(row.wrote_on is not None for row in world.rows(PersonRow)) == 1


# ------------------------------------------------------------------------------------------- nights


def test_at_night_a_push_asks_line_to_make_no_sound(small_world: World) -> None:
    wichai, somchai = (
        small_world.officer("wichai", Role.OFFICER, "CIV"),
        small_world.citizen("somchai"),
    )
    complains(somchai)
    takes(wichai)
    small_world.settle()
    local = (small_world.clock().hour + 7) % 24
    small_world.pass_time(hours=(22 - local) % 24)
    solves(wichai)
    hears(somchai, RESULT)
    small_world.settle()
    pushed = [r for r in small_world.recorder.requests if r.path.endswith("/message/push")]
    silent = [json.loads(r.body or b"{}").get("notificationDisabled", False) for r in pushed]
    assert silent[-1] is True
