"""Who works where: moving, being away, leaving; no open case is left behind (A32)."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.actors import Officer
from cases.assignment import BY_TABLE, assign, works_on
from cases.deadlines import local_date
from cases.errors import Invalid, NotFound
from cases.ladder import is_away, stand_ins
from cases.permissions import can_stand_in
from cases.staffing import dismiss
from config.office import Office
from models.case import Case
from models.people import Staff
from models.vocabulary import OPEN, Role

SHORTEST_ID: Final = 4  # hexadecimal digits


def everybody(session: Session) -> list[Staff]:
    """All staff of the office, those in service first, by unit and name."""
    found = session.scalars(select(Staff)).all()
    return sorted(found, key=lambda s: (not s.active, s.unit, s.role, s.name))


def find(session: Session, wanted: str) -> Staff:
    """The member of staff of this name, or whose id begins so; those in service come first.

    Raises NotFound, and Invalid when it could be several.
    """
    staff = everybody(session)
    named = [s for s in staff if s.name == wanted]
    in_service = [s for s in named if s.active]
    begins = [s for s in staff if len(wanted) >= SHORTEST_ID and s.id.hex.startswith(wanted)]
    found = in_service or named or begins
    if not found:
        raise NotFound
    if len(found) > 1:
        raise Invalid("roster.several")
    return found[0]


def move(
    session: Session, staff: Staff, *, role: Role, unit: str, office: Office, now: datetime
) -> int:
    """Give a member of staff another role or unit; tells how many cases were handed over: those
    they can no longer work on.
    """
    staff.role, staff.unit = role, unit
    session.flush()
    return _hand_over(session, staff, office=office, now=now)


def be_away(
    session: Session, staff: Staff, *, until: date | None, deputy: Staff | None, today: date
) -> None:
    """Note until when somebody is away (None: is back) and who stands in (A36).

    Their cases stay theirs: the deputy hears of them, and can open and work on every one.

    Raises Invalid for a deputy who cannot be one.
    """
    if deputy is not None:
        _check_deputy(session, staff, deputy, today)
    staff.away_until = until
    staff.deputy_id = deputy.id if deputy is not None and until is not None else None
    session.flush()


def _check_deputy(session: Session, staff: Staff, deputy: Staff, today: date) -> None:
    if deputy.id == staff.id or not deputy.active:
        raise Invalid("roster.no_deputy")
    if not can_stand_in(Officer.from_row(deputy), Officer.from_row(staff)):
        raise Invalid("roster.deputy_cannot_work")
    away = [s for s in everybody(session) if is_away(s, today)]
    in_turn = stand_ins(deputy, [*away, staff]) if is_away(deputy, today) else ()
    if staff in in_turn:
        raise Invalid("roster.deputy_in_circle")


def leave(session: Session, staff: Staff, *, office: Office, now: datetime) -> int:
    """Take a member of staff off duty; tells how many cases were handed over."""
    dismiss(session, staff)
    session.flush()
    return _hand_over(session, staff, office=office, now=now)


def _hand_over(session: Session, staff: Staff, *, office: Office, now: datetime) -> int:
    """Give every open case an officer cannot work on to the best one left in the case's unit."""
    cases = session.scalars(select(Case).where(Case.officer_id == staff.id, Case.state.in_(OPEN)))
    today = local_date(now)
    handed = 0
    for case in cases.all():
        if not works_on(staff, case):
            assign(session, case, unit=case.unit, office=office, by=BY_TABLE, now=now, today=today)
            handed += 1
    return handed
