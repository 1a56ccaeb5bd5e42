"""What superiors do from the chat: see what is late, ask for it, set dates, sign the month."""

from datetime import datetime, timedelta

import pytest

from cases.deadlines import BANGKOK, is_working_day
from config.office import Clocks
from handlers.dispatcher import Dispatcher
from models.case import Case, CaseEvent
from models.vocabulary import Action, ActorKind, Role
from models.watch import Brief
from scheduler import briefs
from scheduler.jobs import Shift
from scheduler.posting import post_round
from simulator.person import Person
from tests.e2e.stories import code_on, complains, number_on, takes
from tests.e2e.world import SHARED, World, hears, talks
from texts.dates import long_date
from texts.message import Lang

pytestmark = pytest.mark.e2e


def engaged(world: World, name: str, role: Role, unit: str) -> Person:
    """A member of staff who linked their LINE and added the account, so that pushes arrive."""
    person = world.officer(name, role, unit)
    person.follows()
    hears(person, "ยินดีต้อนรับ")
    return person


def on_a_working_morning(world: World, **time: float) -> None:
    """Let so much time pass, and then until the next working day at ten in Bangkok."""
    world.pass_time(**time)
    here = world.clock().astimezone(BANGKOK)
    ten = here.replace(hour=10, minute=0) + timedelta(days=1)
    world.pass_time(seconds=(_working_day_from(ten) - here).total_seconds())


def _working_day_from(moment: datetime) -> datetime:
    """That moment, or the same hour of the next working day: holidays fall on any weekday."""
    while not is_working_day(moment.date(), Clocks()):
        moment += timedelta(days=1)
    return moment


def to_the_brief(world: World) -> None:
    """Let time pass until the brief on this month is due."""
    here = world.clock().astimezone(BANGKOK)
    over = (here.replace(day=28) + timedelta(days=4)).replace(day=1)
    tenth = over.replace(day=10, hour=10, minute=0)  # the worker was down on the first days
    world.pass_time(seconds=(_working_day_from(tenth) - here).total_seconds())


def opens_the_brief(director: Person) -> None:
    """The director taps the card that says it is there."""
    director.taps("เปิดสรุปประจำเดือน")


def works(world: World) -> None:
    """What the worker does within a few minutes."""
    dispatcher = Dispatcher(world.service)
    briefs.make(Shift(world.service, dispatcher))
    dispatcher.close()
    world.pass_time(minutes=1)
    world.sweep()
    post_round(world.service)
    world.settle()


def test_the_director_reads_the_month_asks_and_signs(world: World) -> None:
    """A90 A37 A40: one card a month; one tap asks for all that is late; one signs, once."""
    wichai = engaged(world, "wichai", Role.OFFICER, "CIV")
    suda = engaged(world, "suda", Role.DIRECTOR, "ADM")
    number = number_on(complains(world.citizen("somchai")))
    takes(wichai)
    to_the_brief(world)
    works(world)
    news = hears(suda, "พร้อมให้ตรวจและลงนาม")
    assert number not in news.text + str(news.alt_text)
    talks(
        suda,
        (lambda: suda.taps("เปิดสรุปประจำเดือน"), "เลยกำหนด 1 เรื่อง"),
        (lambda: suda.taps("ขอให้เร่งทุกเรื่อง"), "ส่งคำขอให้เร่ง 1 เรื่อง"),
        (lambda: suda.taps("ขอให้เร่งทุกเรื่อง"), "มีผู้ขอให้เร่งไปแล้ววันนี้"),
    )
    works(world)
    nudge = hears(wichai, "ขอให้เร่งดำเนินการ")
    assert number in nudge.text
    assert "ถนนหน้าวัด" not in nudge.text + str(nudge.alt_text)
    talks(
        suda,
        (lambda: suda.taps("ลงนามรับทราบ"), "ลงนามรับทราบสรุปประจำเดือน"),
        (lambda: suda.taps("ลงนามรับทราบ"), "ลงนามรับทราบไปแล้วโดยsuda"),
        (lambda: suda.says("สรุปประจำเดือน"), "ลงนามรับทราบแล้วโดยsuda"),
    )
    assert "ลงนามรับทราบ" not in suda.heard()[-1].labels
    works(world)
    (brief,) = world.rows(Brief)
    with world.staff("suda") as (_, staff):
        assert brief.signed_by == staff.id
    assert len([h for h in suda.heard() if "พร้อมให้ตรวจและลงนาม" in h.text]) == 1


def test_the_working_group_sees_every_unit_and_an_officer_none(world: World) -> None:
    """A37 T21: and no word of who reported it; a forged button is refused like a typed wish."""
    wichai = engaged(world, "wichai", Role.OFFICER, "CIV")
    nok = engaged(world, "nok", Role.WORKING_GROUP, "ADM")
    malee = engaged(world, "malee", Role.OFFICER, "CLN")
    number = number_on(complains(world.citizen("somchai"), contact="081 234 5678"))
    takes(wichai)
    talks(nok, (lambda: nok.says("เลยกำหนด"), "ไม่มีเรื่องเลยกำหนด"))
    on_a_working_morning(world, days=20)
    talks(
        nok,
        (lambda: nok.says("เลยกำหนด"), number),
        (lambda: nok.taps("ดูเรื่องของโยธา"), number),
        (lambda: nok.presses("1|office|overdue|CLN"), "ไม่มีเรื่องเลยกำหนด"),
    )
    nok.presses(f"1|verb|open|{number}|")
    card = hears(nok, "เรื่องที่แจ้ง")
    assert "โทรศัพท์" not in card.text
    assert {"ขอให้เร่ง"} <= set(card.labels)
    assert {"ดูเบอร์โทร", "เปลี่ยนกำหนด", "แจ้งผลการแก้ไข"}.isdisjoint(card.labels)
    talks(
        nok,
        (lambda: nok.taps("ขอให้เร่ง"), f"ขอให้เร่งเรื่อง {number}"),
        (lambda: nok.presses(f"1|verb|remind|{number}|"), "วันนี้มีผู้ขอให้เร่งเรื่องนี้แล้ว"),
    )
    hears(wichai, "ขอให้เร่งดำเนินการ")
    for try_ in ("1|office|overdue|", "1|office|remind_all|", "1|office|brief|", "1|entry|overdue"):
        before = len(malee.heard())
        malee.presses(try_)
        refused = malee.wait_for(1)[-1]
        assert "ไม่มีสิทธิ์" in refused.text, try_
        assert number not in "".join(said.text for said in malee.heard()[before:])
    with world.staff("nok") as (_, staff):
        asked = [e for e in world.rows(CaseEvent) if e.action is Action.REMIND]
        assert [(e.by, e.staff_id) for e in asked] == [(ActorKind.STAFF, staff.id)]


def test_a_head_sets_another_date_and_the_citizen_reads_why(world: World) -> None:
    """A46: with a reason, typed as on paper; the first promise stays on the card."""
    wichai = engaged(world, "wichai", Role.OFFICER, "CIV")
    nok = engaged(world, "nok", Role.HEAD, "CIV")
    somchai = world.citizen("somchai")
    receipt = complains(somchai)
    takes(wichai)
    hears(somchai, "เจ้าหน้าที่รับเรื่องแล้ว")
    (before,) = world.rows(Case)
    new = before.promised_on + timedelta(days=30)
    assert "เปลี่ยนกำหนด" not in wichai.heard()[-1].labels
    talks(
        nok,
        (lambda: nok.presses(f"1|verb|open|{number_on(receipt)}|"), "เรื่องที่แจ้ง"),
        (lambda: nok.taps("เปลี่ยนกำหนด"), "เพราะเหตุใด"),
        (lambda: nok.says("ผู้รับเหมาเข้าพื้นที่ไม่ได้เพราะน้ำท่วม"), "กำหนดใหม่คือวันใด"),
        (lambda: nok.says("31/2"), "อ่านวันที่นี้ไม่ได้"),
        (lambda: nok.says(f"{new:%d/%m}/{new.year + 543}"), "เปลี่ยนกำหนดและแจ้งผู้ร้องหรือไม่"),
    )
    asked = "\n".join(said.text for said in nok.heard()[-2:])
    assert f"ภายในวันที่ {long_date(new, Lang.TH)}" in asked
    assert "น้ำท่วม" in asked
    talks(nok, (lambda: nok.taps("เปลี่ยนกำหนด"), "แจ้งผู้ร้องแล้ว"))
    hears(nok, "กำหนดเดิมที่แจ้งผู้ร้อง")
    told = hears(somchai, "น้ำท่วม")
    assert long_date(new, Lang.TH) in told.text
    assert "น้ำท่วม" in world.tracking_page(code_on(receipt))
    hears(wichai, "ผู้บังคับบัญชาเปลี่ยนกำหนด")
    (after,) = world.rows(Case)
    assert (after.promised_on, after.first_promised_on) == (new, before.promised_on)


def test_a_delay_is_explained_with_a_typed_date(small_world: World) -> None:
    """A39: any day within a year, besides those offered; a day too soon costs no reason twice."""
    wichai = engaged(small_world, "wichai", Role.OFFICER, "CIV")
    somchai = small_world.citizen("somchai")
    complains(somchai)
    takes(wichai)
    (case,) = small_world.rows(Case)
    new = case.promised_on + timedelta(days=3)
    talks(
        wichai,
        (lambda: wichai.taps("ชี้แจงล่าช้า"), "เหตุใดจึงดำเนินการไม่ทัน"),
        (lambda: wichai.says("รองบประมาณซ่อมถนนของปีนี้"), "ได้ดำเนินการใดไปแล้ว"),
        (lambda: wichai.says("สำรวจและประมาณราคาแล้ว"), "ภายในกี่วัน"),
        (lambda: wichai.says("พรุ่งนี้"), "อ่านวันที่นี้ไม่ได้"),
        (lambda: wichai.says("10 วัน"), "ส่งคำชี้แจงนี้หรือไม่"),
        (lambda: wichai.taps("ส่งคำชี้แจง"), "หลังกำหนดเดิม"),
        (lambda: wichai.says(long_date(new, Lang.TH)), "ส่งคำชี้แจงนี้หรือไม่"),
        (lambda: wichai.taps("ส่งคำชี้แจง"), "ถึงผู้ร้องแล้ว"),
    )
    assert long_date(new, Lang.TH) in hears(somchai, "ชี้แจงเหตุล่าช้า").text


def test_who_was_director_signs_nothing_any_more(small_world: World) -> None:
    """T102: asked anew at every tap; an old button of a brief is refused."""
    suda = engaged(small_world, "suda", Role.DIRECTOR, "ADM")
    complains(small_world.citizen("somchai"))
    to_the_brief(small_world)
    works(small_world)
    hears(suda, "พร้อมให้ตรวจและลงนาม")
    with small_world.staff("suda") as (_, staff):
        staff.role = Role.OFFICER
    talks(suda, (lambda: suda.taps("เปิดสรุปประจำเดือน"), "ไม่มีสิทธิ์"))
    (brief,) = small_world.rows(Brief)
    talks(suda, (lambda: suda.presses(f"1|office|sign|{brief.month:%Y-%m}"), "ไม่มีสิทธิ์"))
    assert small_world.rows(Brief)[0].signed_at is None


def test_a_button_of_no_month_is_answered(small_world: World) -> None:
    suda = engaged(small_world, "suda", Role.DIRECTOR, "ADM")
    for wish in ("sign|", "sign|2026-13", "brief|never", "brief|1999-01", "fly|"):
        before = len(suda.heard())
        suda.presses(f"1|office|{wish}")
        assert "ไม่พบเรื่อง" in suda.wait_for(1)[-1].text, wish
        assert len(suda.heard()) == before + 1


def test_a_citizen_who_uses_these_words_gets_the_menu(two_offices: World) -> None:
    """Design 3: on an account that serves both, staff's words lead citizens nowhere else."""
    somchai = two_offices.line.person("somchai", SHARED)
    talks(
        somchai,
        (lambda: somchai.says("เลยกำหนด"), "ต้องการทำเรื่องใด"),
        (lambda: somchai.says("สรุปประจำเดือน"), "ต้องการทำเรื่องใด"),
    )
