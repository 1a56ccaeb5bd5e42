"""The people of the simulated year: officers of every temper, and citizens who answer, forget,
withdraw, come back, block, or never became friends of the account.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any, Final

from sqlalchemy.orm import Session

from cases import correspondence, intake, roster, work
from cases.actors import Citizen, Officer
from cases.deadlines import BANGKOK, add_working_days, local_date
from cases.errors import IllegalTransition, Invalid, NotAllowed
from cases.history import Words
from cases.permissions import may
from config.office import ChannelKind, Office
from models.case import Case
from models.people import Person, Staff
from models.vocabulary import OPEN, Action, Role, State
from tests.factories import a_code, a_person

REFUSED: Final = (IllegalTransition, Invalid, NotAllowed)  # somebody else was faster


class Temper(Enum):
    """How an officer works."""

    PROMPT = "prompt"
    SLOW = "slow"
    NEVER = "never"


TEMPERS: Final = (*[Temper.PROMPT] * 5, *[Temper.SLOW] * 4, Temper.NEVER)


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does in one transaction, by saying something in the chat: `do` tells who spoke,
    or that it was done at a desk (None).
    """

    at: datetime
    office: str
    do: Callable[[Session, datetime], uuid.UUID | None]


Plan = Callable[[Deed], None]


@dataclass(slots=True)
class OfficeLife:
    """One office's people, and what they do with each case."""

    office: Office
    chance: random.Random
    plan: Plan
    staff: dict[uuid.UUID, Temper] = field(default_factory=dict)
    names: dict[uuid.UUID, str] = field(default_factory=dict)  # people's ids at LINE
    deeds: int = 0

    # --------------------------------------------------------------------- one case

    def lodge(self, session: Session, person: uuid.UUID, now: datetime) -> Case:
        """A citizen complains; what follows is planned as it would come of itself."""
        category = self.chance.choice(self.office.categories)
        unit = None if category.unit else self.chance.choice(self.office.units).code
        said = Words(self._words("complaint"), (uuid.UUID(int=self.chance.getrandbits(128)).hex,))
        complaint = intake.Complaint(category.code, said, unit)
        by = Citizen(person)
        case = intake.lodge(session, complaint, office=self.office, by=by, code=a_code(), now=now)
        temper = self.staff.get(case.officer_id, Temper.NEVER) if case.officer_id else Temper.NEVER
        for deed in (*self._office_deeds(case, temper, now), *self._citizen_deeds(case, by, now)):
            self.plan(deed)
        return case

    def _office_deeds(self, case: Case, temper: Temper, now: datetime) -> Iterator[Deed]:
        if temper is Temper.NEVER:
            if self.chance.random() < 0.5:  # in the end the head does it; or nobody ever
                yield self._at_work(case, self._days(now, 25, 70), self._postpone, Role.HEAD)
                yield self._at_work(case, self._days(now, 71, 120), self._end, Role.HEAD)
            return
        begun = self._days(now, 0, 2 if temper is Temper.PROMPT else 7)
        ended = self._days(begun, *((1, 11) if temper is Temper.PROMPT else (9, 60)))
        yield self._at_work(case, begun, self._accept)
        if self.chance.random() < 0.15:
            yield self._at_work(case, self._days(begun, 0, 4), self._ask)
        if self.chance.random() < 0.25:
            yield self._at_work(case, self._days(begun, 1, 30), self._note)
        if self.chance.random() < 0.05:
            yield self._at_work(case, self._days(begun, 1, 9), self._forward)
        explained = datetime.combine(case.promised_on, time(10), BANGKOK) - timedelta(days=1)
        while explained < ended and self.chance.random() < 0.7:
            yield self._at_work(case, explained, self._explain)
            explained += timedelta(days=self.chance.randint(7, 20))
        yield self._at_work(case, ended, self._end)

    def _citizen_deeds(self, case: Case, by: Citizen, now: datetime) -> Iterator[Deed]:
        for chance, first, last, do in (
            (0.08, 1, 20, self._add), (0.04, 1, 25, self._withdraw), (0.7, 3, 40, self._answer),
            (0.35, 8, 40, self._close), (0.12, 10, 80, self._reopen), (0.05, 90, 120, self._reopen),
        ):  # fmt: skip
            if self.chance.random() < chance:
                at = now + timedelta(days=self.chance.uniform(first, last))
                yield Deed(at, self.office.slug, self._of_case(case.id, do, by))

    # --------------------------------------------------------------------- verbs

    def _accept(self, session: Session, case: Case, by: Officer, now: datetime) -> None:
        work.accept(session, case, office=self.office, by=by, now=now)

    def _ask(self, session: Session, case: Case, by: Officer, now: datetime) -> None:
        question = Words(self._words("question"))
        work.ask(session, case, question, office=self.office, by=by, now=now)

    def _note(self, session: Session, case: Case, by: Officer, now: datetime) -> None:
        words, public = Words(self._words("note")), self.chance.random() < 0.8
        work.note(session, case, words, public=public, office=self.office, by=by, now=now)

    def _forward(self, session: Session, case: Case, by: Officer, now: datetime) -> None:
        unit = self.chance.choice([u.code for u in self.office.units if u.code != case.unit])
        reason = Words(self._words("reason"))
        work.forward(session, case, reason, unit=unit, office=self.office, by=by, now=now)
        again = self._days(now, 1, 9)
        self.plan(self._at_work(case, again, self._accept))
        self.plan(self._at_work(case, self._days(again, 3, 30), self._end))

    def _explain(self, session: Session, case: Case, by: Officer, now: datetime) -> None:
        day = max(case.promised_on, local_date(now)) + timedelta(self.chance.randint(3, 20))
        words = Words(self._words("delay"))
        work.explain(session, case, words, new_date=day, office=self.office, by=by, now=now)

    def _postpone(self, session: Session, case: Case, by: Officer, now: datetime) -> None:
        day = local_date(now) + timedelta(days=self.chance.randint(3, 30))
        words = Words(self._words("postponed"))
        work.postpone(session, case, words, new_date=day, office=self.office, by=by, now=now)

    def _end(self, session: Session, case: Case, by: Officer, now: datetime) -> None:
        if case.state is State.ASSIGNED:
            work.accept(session, case, office=self.office, by=by, now=now)
        words = Words(self._words("result"))
        how: dict[str, Any] = {"office": self.office, "by": by, "now": now}
        if self.chance.random() < 0.06:
            work.decline(session, case, words, outside_power=self.chance.random() < 0.5, **how)
        else:
            work.resolve(session, case, words, attachments=(), **how)

    def _add(self, session: Session, case: Case, by: Citizen, now: datetime) -> None:
        words = Words(self._words("added"))
        how: dict[str, Any] = {"office": self.office, "by": by, "now": now}
        correspondence.add(session, case, words, attachments=(), **how)

    def _answer(self, session: Session, case: Case, by: Citizen, now: datetime) -> None:
        words = Words(self._words("answer"))
        how: dict[str, Any] = {"office": self.office, "by": by, "now": now}
        correspondence.answer(session, case, words, attachments=(), **how)

    def _withdraw(self, session: Session, case: Case, by: Citizen, now: datetime) -> None:
        correspondence.withdraw(session, case, office=self.office, by=by, now=now)

    def _close(self, session: Session, case: Case, by: Citizen, now: datetime) -> None:
        correspondence.close(session, case, office=self.office, by=by, now=now)
        stars = self.chance.randint(1, 5)
        correspondence.rate(session, case, stars, office=self.office, by=by, now=now)

    def _reopen(self, session: Session, case: Case, by: Citizen, now: datetime) -> None:
        correspondence.reopen(session, case, office=self.office, by=by, now=now)
        for deed in self._office_deeds(case, self.chance.choice(TEMPERS), now):
            self.plan(deed)

    # --------------------------------------------------------------------- who, when

    def _at_work(
        self, case: Case, at: datetime, do: Callable[..., None], role: Role | None = None
    ) -> Deed:
        """Whoever of the case's unit is at work does it, in working hours."""
        day = add_working_days(local_date(at) - timedelta(days=1), 1, self.office.clocks)
        minute = timedelta(minutes=self.chance.randint(8 * 60, 16 * 60 - 1))
        moment = datetime.combine(day, time(), BANGKOK) + minute
        key = case.id

        def by_somebody(session: Session, now: datetime) -> uuid.UUID | None:
            here = session.get_one(Case, (self.office.slug, key))
            officer = self._somebody(session, here, role, local_date(now))
            if officer is None or here.state not in OPEN:
                return None
            do(session, here, Officer.from_row(officer), now)
            return officer.person_id

        return Deed(max(moment, at), self.office.slug, by_somebody)

    def _somebody(
        self, session: Session, case: Case, role: Role | None, today: date
    ) -> Staff | None:
        staff = [s for s in roster.everybody(session) if s.active]
        here = [s for s in staff if s.away_until is None or s.away_until < today]
        able = [
            s
            for s in here
            if may(Officer.from_row(s), Action.NOTE, case) and (role is None or s.role is role)
        ]
        mine = [s for s in able if s.id == case.officer_id]
        return next(iter(mine or able), None)

    def _of_case(
        self, case: uuid.UUID, do: Callable[..., None], by: Citizen
    ) -> Callable[[Session, datetime], uuid.UUID | None]:
        def deed(session: Session, now: datetime) -> uuid.UUID | None:
            me = session.get_one(Person, (self.office.slug, by.person_id))
            if me.blocked_at is not None:  # whoever blocked us says nothing
                return None
            do(session, session.get_one(Case, (self.office.slug, case)), by, now)
            return by.person_id

        return deed

    def _days(self, now: datetime, first: int, last: int) -> datetime:
        return now + timedelta(days=self.chance.uniform(first, last))

    def _words(self, what: str) -> str:
        """No two texts of the year are equal, so that one seen twice is one sent twice."""
        self.deeds += 1
        return f"{what} {self.deeds}"

    def channel(self, kind: ChannelKind) -> str:
        """The office's account of a kind."""
        return next(c.slug for c in self.office.channels if kind in c.kinds)


def citizen_of(session: Session, life: OfficeLife, number: int, *, friend: bool) -> Person:
    """A citizen who writes to the office's account for the first time."""
    channel = life.channel(ChannelKind.GENERAL)
    user = f"U{life.office.slug}-citizen-{number}"
    person = a_person(session, channel=channel, user=user)
    person.friend = friend
    life.names[person.id] = user
    return person
