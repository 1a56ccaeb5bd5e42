"""Forgetting, night by night, of closed cases what the office's rules no longer let it keep."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from cases import farewell, forgetting
from cases.forgetting import Part
from config.office import Office
from models.erasing import leave_no_trace
from scheduler.jobs import Shift

AT_ONCE: Final = 50  # cases or people of one transaction

Forget = Callable[[Session, Office, datetime], int]

log = logging.getLogger(__name__)


def forget_cases(shift: Shift) -> None:
    """Forget of every office's cases, and of people, what is due; a little at a time."""
    gone = 0
    for rule, do in RULES.items():
        count = sum(_forget(shift, office, do) for office in shift.service.offices.values())
        if count:
            log.info("forgotten rule=%s count=%d", rule, count)
        gone += count
    if gone:
        leave_no_trace(shift.service.database.engine)


def _forget(shift: Shift, office: Office, do: Forget) -> int:
    gone = 0
    while found := _forget_some(shift, office, do):
        gone += found
    return gone


def _forget_some(shift: Shift, office: Office, do: Forget) -> int:
    with shift.service.database.writing(office.slug) as session:
        return do(session, office, shift.service.clock())


def _part(part: Part) -> Forget:
    def forget(session: Session, office: Office, now: datetime) -> int:
        return forgetting.forget_some(session, part, office=office, now=now, at_most=AT_ONCE)

    return forget


def _people(session: Session, office: Office, now: datetime) -> int:
    return farewell.forget_people(session, now=now, at_most=AT_ONCE)


# In this order: whom no case concerns any more is forgotten in the same night.
RULES: Final[dict[str, Forget]] = {**{part.value: _part(part) for part in Part}, "people": _people}
