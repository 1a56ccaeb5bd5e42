"""Who is responsible: the unit by the office's table, the officer by who is there. Never nobody
(A32).
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from itertools import product

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.actors import Actor, Officer, System
from cases.history import Detail, carry_out, guard
from cases.permissions import may
from config.office import Office
from models.case import Case
from models.people import Staff
from models.vocabulary import OPEN, Action, Role

# Whom a case falls to when nobody before them is there: (role, must work in the unit).
FALLBACK = (
    (Role.OFFICER, True),
    (Role.HEAD, True),
    (Role.CENTRE, False),
)
LAST_RESORT = (Role.DIRECTOR, False)  # may look at every case, but work on none


def responsible_unit(office: Office, category: str, chosen: str | None) -> str:
    """The unit for a category by the office's table; the one the citizen chose; else the centre."""
    named = office.category(category).unit or chosen
    return named if named in {unit.code for unit in office.units} else office.centre


def choose_officer(
    staff: Sequence[Staff], unit: str, *, load: dict[uuid.UUID, int], today: date
) -> Staff | None:
    """Choose who takes a case of a unit: who can be reached, then who has least to do.

    Somebody away is still better than somebody who cannot work on it. None only if the office has
    no active staff whom any of these lines names.
    """
    active = [person for person in staff if person.active]
    here = [person for person in active if not _is_away(person, today)]
    lines = (*product((here, active), FALLBACK), (active, LAST_RESORT))
    for present, (role, own_unit) in lines:
        able = [p for p in present if p.role is role and (p.unit == unit or not own_unit)]
        if able:
            return min(able, key=lambda p: (p.person_id is None, load.get(p.id, 0), p.name, p.id))
    return None


def _is_away(person: Staff, today: date) -> bool:
    return person.away_until is not None and person.away_until >= today


def open_load(session: Session) -> dict[uuid.UUID, int]:
    """How many open cases each officer has."""
    counted = (
        select(Case.officer_id, func.count())
        .where(Case.state.in_(OPEN), Case.officer_id.is_not(None))
        .group_by(Case.officer_id)
    )
    return {officer: count for officer, count in session.execute(counted) if officer}


def assign(
    session: Session,
    case: Case,
    *,
    unit: str,
    office: Office,
    by: Actor,
    now: datetime,
    today: date,
) -> None:
    """Give the case to a unit and to one of its officers, and tell that officer.

    Raises NotAllowed, IllegalTransition.
    """
    guard(by, Action.ASSIGN, case)
    place(session, case, unit=unit, today=today)
    carry_out(session, case, Action.ASSIGN, Detail(), office=office, by=by, now=now)


def place(session: Session, case: Case, *, unit: str, today: date) -> None:
    """Set unit and officer without writing history: part of a verb that does."""
    staff = session.scalars(select(Staff)).all()
    officer = choose_officer(staff, unit, load=open_load(session), today=today)
    case.unit = unit
    case.officer_id = officer.id if officer else None


def works_on(owner: Staff | None, case: Case) -> bool:
    """Whether the officer a case is with can still work on it: on duty, in a fitting unit."""
    return owner is not None and owner.active and may(Officer.from_row(owner), Action.NOTE, case)


BY_TABLE = System()
