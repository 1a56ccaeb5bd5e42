"""A month of an office whose plan allows so many pushes: what was said how, and what yielded."""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery import Delivery
from bot.franking import Franking
from bot.mailroom import REPLY_WINDOW, Mailroom, Speaker
from bot.postage import RANKS, Rank
from cases import correspondence, intake, work
from cases.actors import Citizen, Officer
from cases.deadlines import BANGKOK, local_date
from cases.history import Words
from handlers.dispatcher import Dispatcher
from models.case import Case
from models.database import Database, open_database
from models.people import Person, Staff
from models.post import Notice, Outgoing
from models.vocabulary import OPEN, Method, NoticeState, Role
from scheduler.followups import follow_cases_up
from scheduler.jobs import Shift
from scheduler.posting import post_round
from scheduler.quota import read_quota
from tests.factories import (
    OFFICE,
    SLUG,
    STAFF_CHANNEL,
    VAULT,
    Clock,
    a_code,
    a_complaint,
    a_member_of_staff,
    a_person,
    a_service,
)
from tests.fakes import FakeLine

FIRST: Final = date(2026, 6, 1)
DAYS: Final = 30
BEFORE: Final = 14  # days of the month before, whose cases are still open
A_DAY: Final = 4  # cases: 120 a month
HOURS: Final = (8, 10, 16)
LOOKS: Final = (5, 10, 20, 30)  # days of the month on which the forecast is taken

PEOPLE: Final = (
    ("one", Role.OFFICER, "CIV"),
    ("two", Role.OFFICER, "CIV"),
    ("head", Role.HEAD, "CIV"),
    ("centre", Role.CENTRE, "ADM"),
    ("administrator", Role.ADMIN, "ADM"),
    ("director", Role.DIRECTOR, "ADM"),
)

Deed = Callable[["Month", uuid.UUID], None]


@dataclass(slots=True)
class Tally:
    """What became of the notices of one rank."""

    owed: int = 0
    free: int = 0  # with a reply, or when the person was here
    pushed: int = 0
    held_back: int = 0  # first: some of them were shown later, free of charge
    yielded_on: int | None = None  # the first day of the month on which one was held back
    unseen: int = 0  # at the end of the month: on the tracking page alone


@dataclass(frozen=True, slots=True)
class Figures:
    """What a month comes to."""

    limit: int
    pushes: dict[str, int]
    refused_by_line: int
    ranks: dict[str, Tally]
    forecasts: dict[int, int]
    without_end: int

    def table(self) -> str:
        """For people to read."""
        head = f"{'rank':<10}{'owed':>6}{'free':>6}{'pushed':>8}{'held back':>11}{'from day':>10}"
        rows = [
            f"{name:<10}{t.owed:>6}{t.free:>6}{t.pushed:>8}{t.held_back:>11}"
            f"{t.yielded_on or '-':>10}{t.unseen:>12}"
            for name, t in self.ranks.items()
        ]
        told = ", ".join(f"day {day}: {count}" for day, count in self.forecasts.items())
        return "\n".join(
            (
                f"plan of {self.limit} pushes, 120 cases; used {self.pushes}",
                f"{head}{'page only':>12}",
                *rows,
                f"forecast for citizens' account: {told}",
                f"refused by LINE: {self.refused_by_line}; without an end: {self.without_end}",
            )
        )


@dataclass
class Month:
    """The office, its clock, and one deed after the other."""

    opened: Database
    limit: int
    is_shared: bool = False  # one account for citizens and staff
    clock: Clock = field(default_factory=Clock)
    citizens: FakeLine = field(default_factory=FakeLine)
    staff: FakeLine = field(default_factory=FakeLine)
    plan: dict[date, list[tuple[Deed, uuid.UUID]]] = field(default_factory=dict)
    seen_undelivered: dict[uuid.UUID, int] = field(default_factory=dict)
    forecasts: dict[int, int] = field(default_factory=dict)
    tokens: int = 0

    def __post_init__(self) -> None:
        service = a_service(self.opened, self.clock, line=self.citizens)
        of_staff = replace(service.lines[STAFF_CHANNEL], gateway=self.staff)
        self.service = replace(service, lines={**service.lines, STAFF_CHANNEL: of_staff})
        self.shift = Shift(self.service, Dispatcher(self.service))
        channel = SLUG if self.is_shared else STAFF_CHANNEL
        with self.opened.writing(SLUG) as session:
            for name, role, unit in PEOPLE:
                staff = a_member_of_staff(session, name, role=role, unit=unit, is_linked=False)
                staff.person_id = a_person(session, channel=channel).id

    def run(self) -> Figures:
        """Live through it."""
        number = 0
        for day in (FIRST + timedelta(days=n) for n in range(-BEFORE, DAYS)):
            if day == FIRST:
                for line in (self.citizens, self.staff):
                    line.quota_limit, line.pushed = self.limit, 0
            for hour in HOURS:
                self.clock.now = datetime.combine(day, time(hour, 31), BANGKOK)
                self._what_time_brings()
                if hour == HOURS[1]:
                    for _ in range(A_DAY):
                        self.lodge(number)
                        number += 1
                    for deed, case in self.plan.pop(day, []):
                        deed(self, case)
                self._notice_what_was_held_back(day)
            if day.month == FIRST.month and day.day in LOOKS:
                self._look_ahead(day.day)
        self._what_time_brings()
        self.shift.dispatcher.close()
        return self._figures()

    def _what_time_brings(self) -> None:
        follow_cases_up(self.shift)
        for line in self.service.lines.values():
            read_quota(self.service, line)
        post_round(self.service)
        delivery = Delivery(self.service)
        for office, call in delivery.due():
            delivery.deliver_one(office, call)

    def _notice_what_was_held_back(self, day: date) -> None:
        if day < FIRST:
            return
        with self.opened.reading(SLUG) as session:
            lost = select(Notice.id).where(Notice.state == NoticeState.UNDELIVERED)
            for notice in session.scalars(lost):
                self.seen_undelivered.setdefault(notice, day.day)

    def _look_ahead(self, day: int) -> None:
        with self.opened.reading(SLUG) as session:
            budget = Franking(session, now=self.clock.now).budget(SLUG)
        self.forecasts[day] = budget.forecast if budget else 0

    # ------------------------------------------------------------------------ what people do

    def lodge(self, number: int) -> None:
        """A friend of the account complains; what becomes of it depends on its number."""
        with self.opened.writing(SLUG) as session:
            person = a_person(session)
            person.friend = True
            case = intake.lodge(
                session,
                a_complaint(),
                code=a_code(),
                office=OFFICE,
                by=Citizen(person.id),
                now=self.clock.now,
            )
            calls = self._answer(session, person)
        Delivery(self.service).deliver(SLUG, calls)
        today = local_date(self.clock.now)
        for after, deed in _fate(number):
            self.plan.setdefault(today + timedelta(days=after), []).append((deed, case.id))

    def by_officer(
        self, case_id: uuid.UUID, verb: Callable[..., None], *words: Any, **more: Any
    ) -> None:
        """The officer does something with a case that is still open."""
        with self.opened.writing(SLUG) as session:
            case = session.get_one(Case, (SLUG, case_id))
            if case.state not in OPEN:
                return
            officer = session.get_one(Staff, (SLUG, case.officer_id))
            by = Officer(officer.id, Role.HEAD, case.unit)
            verb(session, case, *words, office=OFFICE, by=by, now=self.clock.now, **more)
            calls = Mailroom(session, VAULT, OFFICE, now=self.clock.now).post(None, ())
        Delivery(self.service).deliver(SLUG, calls)

    def by_citizen(
        self, case_id: uuid.UUID, verb: Callable[..., None], *words: Any, **more: Any
    ) -> None:
        """The citizen is here, says something, and sees what they missed."""
        with self.opened.writing(SLUG) as session:
            case = session.get_one(Case, (SLUG, case_id))
            person = session.get_one(Person, (SLUG, case.person_id))
            by = Citizen(person.id)
            verb(session, case, *words, office=OFFICE, by=by, now=self.clock.now, **more)
            calls = self._answer(session, person)
        Delivery(self.service).deliver(SLUG, calls)

    def _answer(self, session: Session, person: Person) -> tuple[uuid.UUID, ...]:
        self.tokens += 1
        here = Speaker(person, f"token {self.tokens}", self.clock.now + REPLY_WINDOW)
        return Mailroom(session, VAULT, OFFICE, now=self.clock.now).post(here, ())

    # ---------------------------------------------------------------------------- figures

    def _figures(self) -> Figures:
        ranks = {rank.name: Tally() for rank in sorted(Rank, reverse=True)}
        start = datetime.combine(FIRST, time(), BANGKOK)
        with self.opened.reading(SLUG) as session:
            methods = _methods(session)
            results = Counter(session.scalars(select(Outgoing.result)))
            owed = session.scalars(select(Notice).where(Notice.created_at >= start)).all()
        for notice in owed:
            self._count(ranks[RANKS[notice.message["key"]].name], notice, methods)
        return Figures(
            limit=self.limit,
            pushes={"citizens": self.citizens.pushed, "staff": self.staff.pushed},
            refused_by_line=sum(n for result, n in results.items() if result == "no_quota"),
            ranks=ranks,
            forecasts=self.forecasts,
            without_end=sum(_is_without_end(notice, self.clock.now) for notice in owed),
        )

    def _count(self, tally: Tally, notice: Notice, methods: Mapping[uuid.UUID, Method]) -> None:
        tally.owed += 1
        method = methods.get(notice.outgoing_id) if notice.outgoing_id else None
        tally.free += notice.state is NoticeState.SENT and method is Method.REPLY
        tally.pushed += notice.state is NoticeState.SENT and method is Method.PUSH
        tally.unseen += notice.state is NoticeState.UNDELIVERED
        day = self.seen_undelivered.get(notice.id)
        if day is not None:
            tally.held_back += 1
            tally.yielded_on = min(day, tally.yielded_on or day)


def _methods(session: Session) -> dict[uuid.UUID, Method]:
    return {call.id: call.method for call in session.scalars(select(Outgoing))}


def _is_without_end(notice: Notice, now: datetime) -> bool:
    """Whether it should have ended and has not; what waits for its morning has time."""
    held = notice.send_from
    return notice.state is NoticeState.WAITING and (held is None or held < now)


def _fate(number: int) -> Sequence[tuple[int, Deed]]:
    """What is done with a case, and how many days after it came."""
    deeds: list[tuple[int, Deed]] = [(1, _accept)]
    if number % 10 < 3:
        deeds += [(2, _ask), (3, _answer)]
    if number % 2:
        deeds.append((5, _note))
    if number % 20 < 3:
        return deeds  # forgotten: the clock apologises, and climbs
    if number % 4 == 3:
        return [*deeds, (13, _explain), (20, _resolve)]
    solved = 6 + number % 7
    return [*deeds, (solved, _resolve), *([(solved + 1, _close)] if number % 3 else [])]


def _accept(month: Month, case: uuid.UUID) -> None:
    month.by_officer(case, work.accept)


def _ask(month: Month, case: uuid.UUID) -> None:
    month.by_officer(case, work.ask, Words("ซอยไหน"))


def _answer(month: Month, case: uuid.UUID) -> None:
    month.by_citizen(case, correspondence.answer, Words("ซอย 5"), attachments=())


def _note(month: Month, case: uuid.UUID) -> None:
    month.by_officer(case, work.note, Words("สำรวจแล้ว"), public=True)


def _explain(month: Month, case: uuid.UUID) -> None:
    later = local_date(month.clock.now) + timedelta(days=10)
    month.by_officer(case, work.explain, Words("รออะไหล่"), new_date=later)


def _resolve(month: Month, case: uuid.UUID) -> None:
    month.by_officer(case, work.resolve, Words("ซ่อมแล้ว"), attachments=())


def _close(month: Month, case: uuid.UUID) -> None:
    month.by_citizen(case, correspondence.close)


def live_through(url: str, *, limit: int, is_shared: bool = False) -> Figures:
    """A month on a database."""
    opened = open_database(url)
    try:
        return Month(opened, limit, is_shared).run()
    finally:
        opened.close()
