"""Follows cases up: every appointment is kept once, however many workers there are and whenever
they were stopped (A32, A40, A41, A47, T107).
"""

import hashlib
import logging
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Final, TypeVar

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.service import Service
from cases import courtesy
from cases.agenda import Appointment, next_at
from cases.assignment import keep_owned, without_owner
from cases.followup import Due, claim, due_cases, follow_up
from config.office import Office
from models.case import Case
from models.post import Heartbeat
from models.scope import EVERY_OFFICE
from models.statements import add_if_absent, change
from models.vocabulary import OPEN, State
from scheduler.jobs import Shift

AT_ONCE: Final = 200  # cases that are listed, or read, at a time
AGAIN: Final = timedelta(minutes=15)  # until a case that could not be followed up is tried again
CLOCKS: Final = "clocks "  # how the row begins that says by which clocks cases are due

_T = TypeVar("_T")
log = logging.getLogger(__name__)


def follow_cases_up(shift: Shift) -> None:
    """Keep what has come of every case, the longest waiting first, each case for itself.

    One that fails is left alone for a while and holds nobody up.
    """
    kept = [one for due in _due(shift) for one in follow(shift, due)]
    if kept:
        now = shift.service.clock()
        late = sum(one.late_by(now) > 0 for one in kept)
        log.info("followed_up count=%d late=%d", len(kept), late)


def keep_cases_owned(shift: Shift) -> None:
    """Give every open case that nobody can work on to somebody (A32)."""
    offices = tuple(shift.service.offices.values())
    given = sum(
        _give_anew(shift, office, case) for office in offices for case in _unowned(shift, office)
    )
    left = sum(len(_unowned(shift, office)) for office in offices)
    if given:
        log.info("given_anew count=%d", given)
    if left:
        log.error("without_owner count=%d", left)


def read_clocks_anew(shift: Shift) -> None:
    """Read again what is due when, if an office has changed its clocks, hours or holidays (A48)."""
    service = shift.service
    name = CLOCKS + _print_of(service)
    with service.database.reading(EVERY_OFFICE) as session:
        known = session.scalars(select(Heartbeat.name).where(Heartbeat.name.startswith(CLOCKS)))
        if name in known.all():
            return
    moved = sum(_read_anew(service, office) for office in service.offices.values())
    with service.database.writing(EVERY_OFFICE) as session:
        session.execute(delete(Heartbeat).where(Heartbeat.name.startswith(CLOCKS)))
        add_if_absent(session, Heartbeat, [{"name": name, "beat_at": service.clock()}])
    log.info("clocks_read count=%d", moved)


def _due(shift: Shift) -> Iterator[Due]:
    service, after = shift.service, None
    while batch := listed(service, after):
        yield from (due for due in batch if not _is_left_alone(shift, due))
        after = batch[-1]


def listed(service: Service, after: Due | None) -> list[Due]:
    """The next cases of which the clock asks something."""
    with service.database.reading(EVERY_OFFICE) as session:
        return due_cases(
            session, service.offices, now=service.clock(), after=after, at_most=AT_ONCE
        )


def _is_left_alone(shift: Shift, due: Due) -> bool:
    until = shift.left_alone.get(due.case)
    return until is not None and shift.service.clock() < until


def follow(shift: Shift, due: Due) -> tuple[Appointment, ...]:
    """Keep what has come of one case, unless somebody else did; tell which appointments."""
    office = shift.service.offices[due.office]

    def keep(session: Session) -> tuple[Appointment, ...]:
        now = shift.service.clock()
        case = claim(session, due.case, now=now)
        return () if case is None else follow_up(session, case, office=office, now=now)

    return _by_itself(shift, due.office, due.case, keep) or ()


def _unowned(shift: Shift, office: Office) -> list[uuid.UUID]:
    with shift.service.database.reading(office.slug) as session:
        return without_owner(session, office)


def _give_anew(shift: Shift, office: Office, key: uuid.UUID) -> bool:
    def give(session: Session) -> bool:
        now = shift.service.clock()
        mine = select(Case).where(Case.id == key, Case.state.in_(OPEN))
        case = session.scalar(mine.with_for_update())
        if case is None:  # ended meanwhile
            return False
        hold = courtesy.digest(now, office)
        return keep_owned(session, case, office=office, now=now, hold=hold)

    return bool(_by_itself(shift, office.slug, key, give))


def _by_itself(
    shift: Shift, office: str, case: uuid.UUID, work: Callable[[Session], _T]
) -> _T | None:
    """Do something with one case in a transaction of its own; None if it failed."""
    try:
        with shift.service.database.writing(office) as session:
            done = work(session)
    except Exception as problem:  # noqa: BLE001 - one case's fault must not stop the others
        log.error("case_failed kind=%s", type(problem).__name__)  # noqa: TRY400 - no words
        shift.left_alone[case] = shift.service.clock() + AGAIN
        return None
    shift.left_alone.pop(case, None)
    return done


def _print_of(service: Service) -> str:
    clocks = [(slug, each.clocks, each.hours) for slug, each in sorted(service.offices.items())]
    return hashlib.sha256(repr(clocks).encode()).hexdigest()[:24]


def _read_anew(service: Service, office: Office) -> int:
    """Set anew when each case of an office is due; count those that moved."""
    moved, after = 0, uuid.UUID(int=0)
    while batch := _unfinished(service, office, after):
        after = batch[-1].id
        wrong = [case for case in batch if case.due_at != next_at(case, office)]
        if wrong:
            with service.database.writing(office.slug) as session:
                moved += sum(_set_due(session, case, office) for case in wrong)
    return moved


def _unfinished(service: Service, office: Office, after: uuid.UUID) -> Sequence[Case]:
    clocked = Case.state.in_({*OPEN, State.RESOLVED})
    wanted = select(Case).where(clocked, Case.id > after).order_by(Case.id).limit(AT_ONCE)
    with service.database.reading(office.slug) as session:
        return session.scalars(wanted).all()


def _set_due(session: Session, case: Case, office: Office) -> int:
    """A case that was changed since it was read knows already when it is due."""
    as_read = (Case.id == case.id, Case.version == case.version)
    return change(session, update(Case).where(*as_read).values(due_at=next_at(case, office)))
