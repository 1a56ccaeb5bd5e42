"""Named reads of many cases: somebody's own, an officer's work, a unit's, as lines of a list."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, false, select, true
from sqlalchemy.orm import Session

from cases.actors import Officer
from cases.deadlines import days_left
from cases.lifecycle import public_state
from cases.views import CaseLine
from config.office import Office
from models.case import Case
from models.vocabulary import OPEN, Role, State

OVERSEE_ALL: Final = frozenset({Role.CENTRE, Role.WORKING_GROUP, Role.DIRECTOR})


def cases_of(
    session: Session, person_id: uuid.UUID, *, office: Office, today: date
) -> tuple[CaseLine, ...]:
    """A citizen's cases, newest first."""
    mine = (
        select(Case)
        .where(Case.person_id == person_id)
        .order_by(Case.received_at.desc(), Case.number)
    )
    return _lines(session.scalars(mine.limit(50)).all(), office, today)


def work_of(session: Session, by: Officer, *, office: Office, today: date) -> tuple[CaseLine, ...]:
    """An officer's open cases, the most urgent first."""
    mine = select(Case).where(Case.officer_id == by.staff_id, Case.state.in_(OPEN))
    return _lines(session.scalars(_urgent_first(mine)).all(), office, today)


def work_of_unit(
    session: Session, by: Officer, *, office: Office, today: date
) -> tuple[CaseLine, ...]:
    """The open cases a member of staff may see: of the unit, or of the whole office for those who
    oversee it.
    """
    query = select(Case).where(is_open(), seen_by(by))
    return _lines(session.scalars(_urgent_first(query)).all(), office, today)


def is_open() -> ColumnElement[bool]:
    """Open cases, said as the index of open cases says it: among a million it holds the few."""
    words: BindParameter[State] = bindparam(
        "open", sorted(OPEN), expanding=True, literal_execute=True
    )
    return Case.state.in_(words)


def seen_by(by: Officer) -> ColumnElement[bool]:
    """Which cases a member of staff may see, as `permissions.may` says of each."""
    if by.role in OVERSEE_ALL:
        return true()
    return Case.unit == by.unit if by.role in (Role.OFFICER, Role.HEAD) else false()


def _urgent_first(query: Select[Case]) -> Select[Case]:
    return query.order_by(Case.promised_on, Case.number).limit(50)


def _lines(rows: Sequence[Case], office: Office, today: date) -> tuple[CaseLine, ...]:
    return tuple(
        CaseLine(
            number=case.number,
            category=office.category_name(case.category),
            unit=office.unit_name(case.unit),
            state=case.state,
            public_state=public_state(case.state),
            received_on=case.received_on,
            promised_on=case.promised_on,
            days_left=days_left(case.promised_on, today),
        )
        for case in rows
    )
