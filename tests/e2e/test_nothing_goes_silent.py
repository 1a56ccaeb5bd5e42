"""A case nobody touches: staff are asked, the citizen hears, it climbs; explained, it goes on;
solved, silence closes it; not fixed, it begins again. Told by what people see in LINE.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import pytest

from cases.deadlines import BANGKOK
from handlers.dispatcher import Dispatcher
from models.case import Case
from models.vocabulary import Role, State
from scheduler.followups import follow_cases_up
from scheduler.jobs import Shift
from scheduler.posting import post_round
from simulator.person import Person
from tests.e2e.stories import RESULT, code_on, complains, number_on, solves
from tests.e2e.world import World, hears, talks

pytestmark = pytest.mark.e2e

DIGEST = "สรุปงานวันนี้"
REASONS = {
    6: "ยังไม่มีผู้กดรับเรื่อง",
    7: "ใกล้ครบกำหนด",
    12: "ใกล้ครบกำหนด",
    13: "เตรียมชี้แจงผู้ร้อง",
    15: "ครบกำหนด",
    16: "เลยกำหนด ยังไม่ชี้แจง",
    19: "เลยกำหนด ยังไม่ชี้แจง",
    22: "ยังไม่มีผู้กดรับเรื่อง",
    23: "เลยกำหนด ยังไม่ชี้แจง",
}


class Calendar:
    """The days after a complaint, each lived through with its worker."""

    def __init__(self, world: World) -> None:
        """Begin on a Wednesday at ten, in the weeks of a year without a public holiday: from the
        middle of August to the middle of October.
        """
        self.world = world
        first = date(world.clock().astimezone(BANGKOK).year + 1, 8, 18)
        self.began = first + timedelta(days=(2 - first.weekday()) % 7)
        self.goes_to(0, time(10))

    def goes_to(self, day: int, at: time) -> None:
        """Let time pass until then."""
        then = datetime.combine(self.began + timedelta(days=day), at, BANGKOK)
        self.world.pass_time(seconds=(then - self.world.clock()).total_seconds())

    def lives(self, day: int) -> None:
        """A day's morning: what the worker does at eight, and after half past."""
        self.goes_to(day, time(8, 1))
        with self._shift() as shift:
            follow_cases_up(shift)
        self.goes_to(day, time(8, 31))
        post_round(self.world.service)
        self.world.sweep()

    @contextmanager
    def _shift(self) -> Iterator[Shift]:
        dispatcher = Dispatcher(self.world.service)
        yield Shift(self.world.service, dispatcher)
        dispatcher.close()


class Story:
    """A case, the people around it, and what each of them is told, day by day."""

    def __init__(
        self, calendar: Calendar, people: dict[str, Person], number: str, code: str
    ) -> None:
        self.calendar, self.people = calendar, people
        self.number, self.code = number, code

    def lives(self, first: int, last: int) -> dict[int, dict[str, str]]:
        """The days from one to another: who heard what on which, never more than one message."""
        lived = {day: self._a_day(day) for day in range(first, last + 1)}
        return {day: told for day, told in lived.items() if told}

    def _a_day(self, day: int) -> dict[str, str]:
        before = {name: len(person.heard()) for name, person in self.people.items()}
        self.calendar.lives(day)
        news = {name: who.heard()[before[name] :] for name, who in self.people.items()}
        assert all(len(said) <= 1 for said in news.values())
        return {name: said[0].text for name, said in news.items() if said}


@pytest.fixture
def story(world: World) -> Story:
    """A road with a hole, complained of on the first day; an officer, and the ladder above.

    All of them were friends of the account before the service listened, so it knows of none.
    """
    calendar = Calendar(world)
    people = {
        "officer": world.officer("wichai", Role.OFFICER, "CIV"),
        "head": world.officer("nok", Role.HEAD, "CIV"),
        "group": world.officer("malee", Role.WORKING_GROUP, "ADM"),
        "director": world.officer("suda", Role.DIRECTOR, "ADM"),
        "citizen": world.citizen("somchai"),
    }
    receipt = complains(people["citizen"])
    hears(people["officer"], "มีเรื่องใหม่")
    return Story(calendar, people, number_on(receipt), code_on(receipt))


def test_a_complaint_nobody_touches_does_not_go_silent(story: Story) -> None:
    """A32 A39 A40: staff are asked before the promise; after it the citizen hears, and it climbs.

    Nobody gets more than one message a day; the words of the citizen are in none of them.
    """
    heard = story.lives(1, 23)
    assert {day: set(told) for day, told in heard.items()} == {
        6: {"officer", "head"},
        7: {"officer"},
        12: {"officer", "head"},
        13: {"officer"},
        15: {"officer"},
        16: {"officer", "head", "citizen"},
        19: {"officer", "group"},
        22: {"officer", "head"},
        23: {"officer", "director"},
    }
    for day, why in REASONS.items():
        for name in set(heard[day]) - {"citizen"}:
            assert DIGEST in heard[day][name]
            assert why in heard[day][name]
            assert story.number in heard[day][name]
    assert "ขออภัย" in heard[16]["citizen"]
    assert "แจ้งเรื่องนี้ต่อผู้บังคับบัญชาแล้ว" in heard[16]["citizen"]
    assert "ขออภัย" in story.calendar.world.tracking_page(story.code)
    assert not any("หลุม" in text for told in heard.values() for text in told.values())


def test_explained_solved_closed_by_silence_and_begun_again(story: Story) -> None:
    """A41 A43 g9 g10: progress after it is explained; silence closes; "not fixed" has 30 days."""
    officer, citizen = story.people["officer"], story.people["citizen"]
    story.lives(1, 22)
    story.calendar.goes_to(23, time(10))
    explains(officer, story.number)
    hears(citizen, "ขอชี้แจง")
    later = story.lives(24, 39)
    assert {day: set(told) for day, told in later.items()} == {35: {"officer"}, 38: {"citizen"}}
    assert "ถึงรอบแจ้งความคืบหน้า" in later[35]["officer"]
    assert "อยู่ระหว่างดำเนินการ" in later[38]["citizen"]

    story.calendar.goes_to(40, time(11))
    officer.presses(f"1|verb|open|{story.number}|")
    hears(officer, "เรื่องที่แจ้ง")
    solves(officer)
    hears(citizen, RESULT)
    silence = story.lives(41, 49)
    assert {day: set(told) for day, told in silence.items()} == {47: {"citizen"}}
    assert "ปิดเรื่องแล้ว" in silence[47]["citizen"]
    assert [case.state for case in story.calendar.world.rows(Case)] == [State.CLOSED]

    story.calendar.goes_to(55, time(12))
    citizen.taps("ยังไม่แก้ไข")
    hears(citizen, "เปิดเรื่องอีกครั้ง")
    hears(officer, "ผู้ร้องแจ้งว่ายังไม่แก้ไข")
    (case,) = story.calendar.world.rows(Case)
    assert (case.state, case.reopened) == (State.IN_PROGRESS, 1)
    assert case.promised_on == story.calendar.began + timedelta(days=70)


def explains(officer: Person, number: str) -> None:
    """The officer takes the case at last, and explains with a date a month ahead."""
    officer.presses(f"1|verb|open|{number}|")
    hears(officer, "เรื่องที่แจ้ง")
    talks(
        officer,
        (lambda: officer.taps("รับเรื่อง"), "ระบบแจ้งผู้ร้องให้แล้ว"),
        (lambda: officer.taps("ชี้แจงล่าช้า"), "เหตุใดจึงดำเนินการไม่ทันกำหนด"),
        (lambda: officer.says("รอผู้รับจ้างและงบประมาณ"), "ได้ดำเนินการใดไปแล้วบ้าง"),
        (lambda: officer.says("ออกสำรวจแล้ว"), "จะแจ้งผลได้ภายในกี่วัน"),
        (lambda: officer.taps("30 วัน"), "คำชี้แจงถึงผู้ร้อง"),
        (lambda: officer.taps("ส่งคำชี้แจง"), "ถึงผู้ร้องแล้ว"),
    )
