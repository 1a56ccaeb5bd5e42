"""After closing, the citizen is asked how satisfied they are (A72; 004:959)."""

import pytest

from models.case import Case, CaseEvent, Entry
from models.people import Conversation
from models.vocabulary import Action, EntryKind, Role
from simulator.person import Person
from tests.e2e.stories import code_on, complains, solves, takes
from tests.e2e.world import World, hears, talks

pytestmark = pytest.mark.e2e

WHY = "ใช้เวลานานเกินไป"


def closes(world: World) -> tuple[Person, Person, str]:
    """A case that was solved and confirmed: the citizen, the officer, the tracking code."""
    officer, citizen = world.officer("wichai", Role.OFFICER, "CIV"), world.citizen("somchai")
    code = code_on(complains(citizen))
    takes(officer)
    solves(officer)
    hears(citizen, "แจ้งผลการดำเนินการ")
    talks(citizen, (lambda: citizen.taps("แก้ไขแล้ว"), "ท่านพอใจการดำเนินการเรื่องนี้เพียงใด"))
    return citizen, officer, code


def stars(world: World) -> list[int]:
    """What history says of ratings."""
    rated = [e for e in world.rows(CaseEvent) if e.action is Action.RATE]
    return [e.data["stars"] for e in sorted(rated, key=lambda e: e.position)]


def test_one_tap_rates_and_the_officer_sees_it(world: World) -> None:
    """A72: and whoever only has the code can neither see nor change it."""
    citizen, officer, code = closes(world)
    talks(citizen, (lambda: citizen.taps("4 ดาว พอใจ"), "ขอบคุณสำหรับคะแนน 4 ดาว"))
    assert stars(world) == [4]
    officer.taps("เปิดเรื่อง")
    hears(officer, "★★★★☆ 4/5")
    assert "★" not in world.tracking_page(code)


def test_who_is_not_satisfied_is_asked_why_and_can_have_it_reopened(small_world: World) -> None:
    """A72, design 4 (closing well): few stars are not the end of it."""
    citizen, officer, _ = closes(small_world)
    talks(
        citizen,
        (lambda: citizen.taps("1 ดาว ไม่พอใจมาก"), "ควรปรับปรุงเรื่องใด"),
        (lambda: citizen.says(WHY), "จะนำไปปรับปรุงการทำงานต่อไป"),
    )
    (why,) = [e for e in small_world.rows(Entry) if e.kind is EntryKind.RATING]
    assert why.text == WHY
    officer.taps("เปิดเรื่อง")
    hears(officer, WHY)
    talks(citizen, (lambda: citizen.taps("ยังไม่แก้ไข"), "รับทราบว่ายังไม่แก้ไข"))
    hears(officer, "ผู้ร้องแจ้งว่ายังไม่แก้ไข")


def test_stars_can_be_typed_and_given_anew(small_world: World) -> None:
    """A PC shows no quick replies; the last rating counts."""
    citizen, _, _ = closes(small_world)
    talks(
        citizen,
        (lambda: citizen.taps("5 ดาว พอใจมาก"), "ขอบคุณสำหรับคะแนน 5 ดาว"),
        (lambda: citizen.says("เรื่องของฉัน"), "เรื่องของฉัน"),
        (lambda: citizen.taps("ดูความคืบหน้า"), "★★★★★ 5/5"),
        (lambda: citizen.taps("ให้คะแนน"), "5. 5 ดาว พอใจมาก"),
        (lambda: citizen.says("๓"), "ขอบคุณสำหรับคะแนน 3 ดาว"),
    )
    assert stars(small_world) == [5, 3]


def test_old_and_forged_stars_change_nothing(small_world: World) -> None:
    """Design 3: more stars than there are, words for stars, somebody else's case, an old card."""
    citizen, _, _ = closes(small_world)
    (case,) = small_world.rows(Case)
    for stars_given in ("6", "0", "-1", "x"):
        citizen.presses(f"1|verb|rate|{case.number}|{stars_given}")
        hears(citizen, "กรุณาให้คะแนน 1 ถึง 5 ดาว")
    malee = small_world.citizen("malee")
    malee.presses(f"1|verb|rate|{case.number}|1")
    hears(malee, "ไม่พบเรื่อง")
    citizen.presses(f"1|verb|reopen|{case.number}|")
    hears(citizen, "รับทราบว่ายังไม่แก้ไข")
    citizen.presses(f"1|verb|rate|{case.number}|1")
    hears(citizen, "ทำรายการนี้ไม่ได้ในขั้นตอนปัจจุบัน")
    assert stars(small_world) == []


def test_stars_do_not_push_a_draft_aside(small_world: World) -> None:
    """Whoever is telling of another matter goes on with it after the tap."""
    citizen, _, _ = closes(small_world)
    talks(
        citizen,
        (lambda: citizen.says("ร้องเรียน"), "ต้องการแจ้งเรื่องใด"),
        (lambda: citizen.taps("2 ดาว ไม่ค่อยพอใจ"), "ขออภัยที่ยังไม่เป็นที่พอใจ"),
    )
    small_world.settle()
    standing = [row.position["flow"] for row in small_world.rows(Conversation) if row.position]
    assert standing == ["complaint"]
    talks(citizen, (lambda: citizen.says("ปัญหาในพื้นที่"), "เป็นเรื่องประเภทใด"))
