"""Who comes and goes in the simulated year: citizens who complain, block the account and return,
officers who go on leave or for good.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from cases.deadlines import BANGKOK, local_date
from models.people import Person
from tests.chaos.year_people import Deed, OfficeLife, citizen_of

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
        life.come_back(session, local_date(now))
        life.go_on_leave(session, local_date(now))

    for day in range(2, year.plan.days, 5):
        year.queue_up(Deed(year.begins + timedelta(days=day, hours=1), slug, leave))
    at = datetime.combine(year.plan.leaving, time(15), BANGKOK)
    year.queue_up(Deed(at, slug, life.dismiss_and_move))
