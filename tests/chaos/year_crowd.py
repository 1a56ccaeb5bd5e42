"""Who comes and goes in the simulated year: citizens who complain, block the account and return,
officers who go on leave or for good.
"""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from cases import roster
from cases.deadlines import BANGKOK, local_date
from config.office import ChannelKind
from models.people import Person
from models.vocabulary import Role
from tests.chaos.year_people import TEMPERS, Deed, OfficeLife, citizen_of
from tests.factories import a_member_of_staff, a_person

if TYPE_CHECKING:
    from tests.chaos.year import Year


def complaint(
    year: "Year", life: OfficeLife, number: int
) -> Callable[[Session, datetime], uuid.UUID]:
    """Somebody new complains, one in five of two things; some are no friends of the account, some
    block it later, some delete theirs.
    """

    def complain(session: Session, now: datetime) -> uuid.UUID:
        luck = year.chance.random()
        person = citizen_of(session, life, number, friend=luck < 0.85)
        life.lodge(session, person.id, now)
        user = life.names[person.id]
        if 0.4 < luck < 0.46:
            _blocks(year, life, person.id, now)
        if 0.5 < luck < 0.51:
            year.network.gone.add(user)
        if 0.6 < luck < 0.8:
            life.lodge(session, person.id, now)
        return person.id

    return complain


def _blocks(year: "Year", life: OfficeLife, who: uuid.UUID, now: datetime) -> None:
    slug, user = life.office.slug, life.names[who]
    leaves = now + timedelta(days=year.chance.uniform(1, 40))
    returns = leaves + timedelta(days=year.chance.uniform(5, 60))

    def block(session: Session, at: datetime) -> None:
        person = session.get_one(Person, (slug, who))
        person.blocked_at, person.friend = at, False
        year.network.blocked.add(user)

    def unblock(session: Session, at: datetime) -> uuid.UUID:
        person = session.get_one(Person, (slug, who))
        person.blocked_at, person.friend = None, True
        year.network.blocked.discard(user)
        return who

    year.queue_up(Deed(leaves, slug, block))
    if year.chance.random() < 0.5:
        year.queue_up(Deed(returns, slug, unblock))


def run_office(year: "Year", life: OfficeLife) -> None:
    """Every five days somebody goes on leave; on one day two officers leave, and one is moved."""
    slug = life.office.slug

    def leave(session: Session, now: datetime) -> None:
        _come_back(session, local_date(now))
        _go_on_leave(session, life, local_date(now))

    for day in range(2, year.plan.days, 5):
        year.queue_up(Deed(year.begins + timedelta(days=day, hours=1), slug, leave))

    def dismiss(session: Session, now: datetime) -> None:
        _dismiss_and_move(session, life, now)

    at = datetime.combine(year.plan.leaving, time(15), BANGKOK)
    year.queue_up(Deed(at, slug, dismiss))


def engage(session: Session, life: OfficeLife) -> None:
    """Two officers and a head for each unit; the centre, the working group, the director. One of
    them in twelve has no LINE.
    """
    office, channel = life.office, life.channel(ChannelKind.STAFF)
    posts = [(unit.code, Role.OFFICER) for unit in office.units for _ in range(2)]
    posts += [(unit.code, Role.HEAD) for unit in office.units]
    others = (Role.CENTRE, Role.CENTRE, Role.WORKING_GROUP, Role.DIRECTOR)
    posts += [(office.centre, role) for role in others]
    for number, (unit, role) in enumerate(posts):
        name = f"{office.slug}-{number}"
        staff = a_member_of_staff(session, name, role=role, unit=unit, is_linked=False)
        life.staff[staff.id] = life.chance.choice(TEMPERS)
        if number % 12 != 5:
            person = a_person(session, channel=channel, user=f"U{name}")
            person.friend = True
            staff.person_id, life.names[person.id] = person.id, f"U{name}"


def _go_on_leave(session: Session, life: OfficeLife, today: date) -> None:
    """Somebody goes away for one to three weeks, every second time with a deputy."""
    here = [s for s in roster.everybody(session) if s.active and s.away_until is None]
    gone = life.chance.choice([s for s in here if s.role in (Role.OFFICER, Role.HEAD)])
    mates = [s for s in here if s.unit == gone.unit and s.id != gone.id]
    deputy = life.chance.choice(mates) if mates and life.chance.random() < 0.5 else None
    until = today + timedelta(days=life.chance.randint(5, 21))
    roster.be_away(session, gone, until=until, deputy=deputy, today=today)


def _come_back(session: Session, today: date) -> None:
    for staff in roster.everybody(session):
        if staff.away_until is not None and staff.away_until < today:
            roster.be_away(session, staff, until=None, deputy=None, today=today)


def _dismiss_and_move(session: Session, life: OfficeLife, now: datetime) -> None:
    staff = [s for s in roster.everybody(session) if s.active and s.role is Role.OFFICER]
    first, second, third = life.chance.sample(staff, 3)
    for one in (first, second):
        roster.leave(session, one, office=life.office, now=now)
    other = next(u.code for u in life.office.units if u.code != third.unit)
    roster.move(session, third, role=Role.OFFICER, unit=other, office=life.office, now=now)
