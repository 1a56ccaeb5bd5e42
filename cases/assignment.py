"""Who is responsible: the unit by the office's table, the officer by who is there. Never nobody
(A32).
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from itertools import product

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.actors import Actor, System
from cases.deadlines import local_date
from cases.history import Detail, carry_out, guard
from cases.ladder import is_away, is_there, stand_ins, works_in
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
    here = [person for person in active if is_there(person, today)]
    lines = (*product((here, active), FALLBACK), (active, LAST_RESORT))
    for present, (role, own_unit) in lines:
        able = [p for p in present if p.role is role and (p.unit == unit or not own_unit)]
        if able:
            return min(able, key=lambda p: (p.person_id is None, load.get(p.id, 0), p.name, p.id))
    return None


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
    hold: datetime | None = None,
) -> None:
    """Give the case to a unit and to one of its officers, and tell that officer: at once, or from
    `hold` on.

    Raises NotAllowed, IllegalTransition.
    """
    guard(by, Action.ASSIGN, case)
    place(session, case, unit=unit, today=today)
    carry_out(session, case, Action.ASSIGN, Detail(hold=hold), office=office, by=by, now=now)


def place(session: Session, case: Case, *, unit: str, today: date) -> None:
    """Set unit and officer without writing history: part of a verb that does."""
    officer = _best(session, case, unit, today)
    case.unit = unit
    case.officer_id = officer.id if officer else None


def keep_owned(
    session: Session, case: Case, *, office: Office, now: datetime, hold: datetime | None
) -> bool:
    """Give an open case anew whose officer cannot work on it any more, or whose unit there no
    longer is; tell whether that was so, and somebody was found (A32).
    """
    unit = case.unit if case.unit in {each.code for each in office.units} else office.centre
    if unit == case.unit and works_on(_owner(session, case), case):
        return False
    today = local_date(now)
    best = _best(session, case, unit, today)
    if best is None or (unit == case.unit and best.id == case.officer_id):
        return False
    assign(session, case, unit=unit, office=office, by=BY_TABLE, now=now, today=today, hold=hold)
    return True


def without_owner(session: Session, office: Office) -> list[uuid.UUID]:
    """The open cases whose officer cannot work on them, or whose unit the office no longer has."""
    is_open = Case.state.in_(OPEN)
    units = {unit.code for unit in office.units}
    staff = {person.id: person for person in session.scalars(select(Staff))}
    found: list[uuid.UUID] = []
    for unit, officer in session.execute(
        select(Case.unit, Case.officer_id).distinct().where(is_open)
    ):
        owner = staff.get(officer) if officer else None
        if unit not in units or owner is None or not works_in(owner, unit):
            same = (Case.unit == unit, Case.officer_id.is_not_distinct_from(officer))
            found.extend(session.scalars(select(Case.id).where(is_open, *same)))
    return found


def works_on(owner: Staff | None, case: Case) -> bool:
    """Whether the officer a case is with can still work on it: on duty, in a fitting unit."""
    return owner is not None and works_in(owner, case.unit)


def _best(session: Session, case: Case, unit: str, today: date) -> Staff | None:
    staff = session.scalars(select(Staff)).all()
    owner = _owner(session, case) if case.unit == unit else None
    if owner is not None and is_away(owner, today):
        for deputy in stand_ins(owner, staff):
            if is_there(deputy, today) and works_in(deputy, unit):
                return deputy
    return choose_officer(staff, unit, load=open_load(session), today=today)


def _owner(session: Session, case: Case) -> Staff | None:
    return session.get(Staff, (case.office_id, case.officer_id)) if case.officer_id else None


BY_TABLE = System()
