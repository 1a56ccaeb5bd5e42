"""Who works where: moving, being away, leaving; no open case is left behind (A32)."""

import uuid
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.assignment import BY_TABLE, assign
from cases.deadlines import local_date
from cases.errors import Invalid, NotFound
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
    """Give a member of staff another role or unit; tells how many cases were handed over."""
    left_unit = staff.unit != unit
    staff.role, staff.unit = role, unit
    session.flush()
    return _hand_over(session, staff.id, office=office, now=now) if left_unit else 0


def be_away(session: Session, staff: Staff, *, until: date | None, deputy: Staff | None) -> None:
    """Note until when somebody is away (None: is back) and who stands in.

    Raises Invalid for a deputy who cannot be one.
    """
    if deputy is not None and (deputy.id == staff.id or not deputy.active):
        raise Invalid("roster.no_deputy")
    staff.away_until = until
    staff.deputy_id = deputy.id if deputy is not None and until is not None else None
    session.flush()


def leave(session: Session, staff: Staff, *, office: Office, now: datetime) -> int:
    """Take a member of staff off duty; tells how many cases were handed over."""
    dismiss(session, staff)
    session.flush()
    return _hand_over(session, staff.id, office=office, now=now)


def _hand_over(session: Session, staff: uuid.UUID, *, office: Office, now: datetime) -> int:
    """Give every open case of an officer to the best one left in the case's unit."""
    cases = session.scalars(select(Case).where(Case.officer_id == staff, Case.state.in_(OPEN)))
    today = local_date(now)
    handed = 0
    for case in cases.all():
        assign(session, case, unit=case.unit, office=office, by=BY_TABLE, now=now, today=today)
        handed += 1
    return handed
