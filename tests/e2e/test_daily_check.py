"""The daily check of the channels as the office lives through it: machine, card, tap, alarm."""

from datetime import datetime, time, timedelta

import pytest

from cases.deadlines import BANGKOK, is_working_day, local_date
from models.vocabulary import Role
from models.watch import ChannelCheck
from scheduler.checks import check_channels
from scheduler.jobs import Shift
from tests.e2e.stories import complains
from tests.e2e.world import OFFICE, World, hears, talks

pytestmark = pytest.mark.e2e


def come_to_work(world: World) -> None:
    """Let time pass until nine in the morning of the next working day, with a worker."""
    clocks = world.service.offices[OFFICE].clocks
    now = world.clock()
    day = local_date(now) + timedelta(days=1)
    while not is_working_day(day, clocks):
        day += timedelta(days=1)
    nine = datetime.combine(day, time(9), BANGKOK)
    world.pass_time(seconds=(nine - now).total_seconds())


def look(world: World) -> None:
    """A round of the worker, and five minutes."""
    check_channels(Shift(world.service, world.dispatcher))
    world.settle()
    world.pass_time(minutes=5)


def test_all_is_well_and_a_person_says_so_with_one_tap(world: World) -> None:
    """A67, A68: tokens, webhooks and the sealed page in earnest; a card, a tap, every row."""
    rattana = world.officer("malee", Role.PUBLIC_RELATIONS, "ADM")
    somchai = world.citizen("somchai")
    complains(somchai)
    come_to_work(world)
    look(world)
    card = hears(rattana, "ตรวจช่องทางประจำวัน")
    assert "✓\nแจ้งทุจริต (ลับ) ทาง LINE" in card.text
    assert "✓\nแจ้งทุจริต (ลับ) ทางเว็บไซต์" in card.text
    assert "✗" not in card.text
    assert "HKW" not in card.text, "nothing of any case"
    talks(
        rattana,
        (lambda: rattana.taps("ตรวจแล้ว ใช้ได้"), "บันทึกแล้วว่าช่องทางของวันนี้ใช้งานได้"),
        (lambda: rattana.taps("ตรวจแล้ว ใช้ได้"), "ไม่ต้องกดซ้ำ"),
    )
    rows = world.rows(ChannelCheck)
    assert {row.confirmed_well for row in rows} == {True}
    assert len({row.confirmed_by for row in rows}) == 1
    assert {tuple(row.faults) for row in rows} == {()}
    look(world)
    assert len([m for m in rattana.heard() if "ตรวจช่องทางประจำวัน" in m.text]) == 1


def test_a_token_that_line_refuses_alarms_the_administrator(world: World) -> None:
    """A69: told in LINE with what to do, shown to the person who ticks; a day later a new card."""
    admin = world.officer("wichai", Role.ADMIN, "ADM")
    rattana = world.officer("malee", Role.PUBLIC_RELATIONS, "ADM")
    come_to_work(world)
    world.line.faults("GET /v2/bot/info", {"status": 401})
    look(world)
    look(world)
    alarm = hears(admin, "ช่องทางรับเรื่องมีปัญหา")
    assert "channel id และ secret" in alarm.text
    card = hears(rattana, "ตรวจช่องทางประจำวัน")
    assert "✗\nร้องเรียน/ร้องทุกข์ ทาง LINE" in card.text
    talks(rattana, (lambda: rattana.taps("พบปัญหา"), "แจ้งผู้ดูแลระบบให้แล้ว"))
    hears(admin, "ตรวจช่องทางรับเรื่องวันนี้แล้วพบปัญหา")
    world.line.faults("GET /v2/bot/info")
    look(world)
    hears(admin, "กลับมาใช้งานได้แล้ว")
    come_to_work(world)
    talks(rattana, (lambda: rattana.taps("ตรวจแล้ว ใช้ได้"), "ปุ่มนี้เป็นของวันอื่น"))


def test_an_officer_with_somebody_else_s_card_ticks_nothing(small_world: World) -> None:
    """A68: the button is asked anew who presses it."""
    malee = small_world.officer("malee", Role.PUBLIC_RELATIONS, "ADM")
    come_to_work(small_world)
    look(small_world)
    hears(malee, "ตรวจช่องทางประจำวัน")
    with small_world.staff("malee") as (_, staff):
        staff.role = Role.OFFICER
    talks(malee, (lambda: malee.taps("ตรวจแล้ว ใช้ได้"), "ไม่มีสิทธิ์"))
    assert {row.confirmed_at for row in small_world.rows(ChannelCheck)} == {None}
