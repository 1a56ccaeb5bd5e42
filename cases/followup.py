"""Keeping a case's appointments: reminding, asking for the explanation, apologising, climbing,
telling how it goes, closing what nobody answered (requirements 4.1).
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, literal, select, tuple_
from sqlalchemy.orm import Session

from cases import courtesy
from cases.actors import System
from cases.agenda import Appointment, Step, due, explanation_by, is_paused, next_at
from cases.assignment import keep_owned
from cases.deadlines import local_date
from cases.history import Detail, about, act
from cases.ladder import hears_for, rung
from cases.notices import owe
from config.office import Office
from models.case import Case
from models.people import Staff
from models.vocabulary import OPEN, Action, Audience, Rung, State
from texts.message import Message, Param

RULES: Final = System()


@dataclass(frozen=True, slots=True)
class Turn:
    """One appointment of one case that is being kept."""

    session: Session
    case: Case
    appointment: Appointment
    office: Office
    now: datetime
    staff: Sequence[Staff]  # everybody in the office

    @property
    def late_days(self) -> int:
        return self.appointment.late_by(self.now)

    def act(
        self,
        action: Action,
        *,
        params: dict[str, Param] | None = None,
        variant: str = "",
        **data: object,
    ) -> None:
        """Do an action in the name of the rules; history says for which day, and how late."""
        kept = {"step": self.appointment.step, "nth": self.appointment.nth, "day": self._day}
        facts = {**data, **kept, "late": self.late_days}
        said: dict[str, Param] = {"late": self.late_days, **(params or {})}
        hold = courtesy.awake(self.now + courtesy.GATHER, self.office)
        detail = Detail(data=facts, params=said, hold=hold, variant=variant)
        act(self.session, self.case, action, detail, office=self.office, by=RULES, now=self.now)

    def tell(self, staff: Iterable[Staff], key: str) -> None:
        """Owe members of staff a line in their next digest."""
        held = courtesy.digest(self.now, self.office)
        facts = about(self.case, self.office)
        for one in staff:
            owe(
                self.session,
                Message(f"notice.staff.{key}", {**facts, "late": self.late_days}),
                case_id=self.case.id,
                person_id=one.person_id,
                audience=Audience.STAFF,
                secrets={},
                now=self.now,
                send_from=held,
            )

    def officer(self) -> tuple[Staff, ...]:
        """Who hears for the officer the case is with."""
        owner = next((one for one in self.staff if one.id == self.case.officer_id), None)
        today = local_date(self.now)
        heard = hears_for(owner, self.staff, unit=self.case.unit, today=today)
        return (heard,) if heard is not None else ()

    def rung(self, wanted: Rung) -> tuple[Staff, ...]:
        """Everybody of a rung of the ladder who is there."""
        today = local_date(self.now)
        return rung(self.staff, wanted, unit=self.case.unit, today=today)

    @property
    def _day(self) -> str:
        return local_date(self.appointment.at).isoformat()


@dataclass(frozen=True, slots=True)
class Due:
    """A case of which the clock asks something, and since when."""

    at: datetime
    office: str
    case: uuid.UUID


def due_cases(
    session: Session, offices: Iterable[str], *, now: datetime, after: Due | None, at_most: int
) -> list[Due]:
    """The cases of which the clock asks something now, the longest waiting first, from `after` on.

    In a session that sees every office.
    """
    # An office compared as it is would tempt SQLite into an index over all cases of that office.
    served = (Case.office_id + "").in_(tuple(offices))
    asked = select(Case.due_at, Case.office_id, Case.id).where(Case.due_at <= now, served)
    if after is not None:
        asked = asked.where(tuple_(Case.due_at, Case.id) > tuple_(*_bound(after)))
    rows = session.execute(asked.order_by(Case.due_at, Case.id).limit(at_most))
    return [Due(at, office, case) for at, office, case in rows if at is not None]


def claim(session: Session, case: uuid.UUID, *, now: datetime) -> Case | None:
    """The case, if the clock still asks something of it and nobody else is at it."""
    mine = select(Case).where(Case.id == case, Case.due_at <= now)
    return session.scalar(mine.with_for_update(skip_locked=True))


def _bound(after: Due) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return literal(after.at, Case.due_at.type), literal(after.case, Case.id.type)


def follow_up(
    session: Session, case: Case, *, office: Office, now: datetime
) -> tuple[Appointment, ...]:
    """Keep every appointment of a case that has come, the oldest first, each once; tell which.

    What one of them changes is heeded by the next: after an apology the citizen has heard from us.
    A case whose officer or unit is gone is given to somebody first, who then hears of it (A32).
    """
    kept: list[Appointment] = []
    if case.state in OPEN:
        keep_owned(session, case, office=office, now=now, hold=courtesy.digest(now, office))
    staff = session.scalars(select(Staff)).all()
    while batch := due(case, office, now=now):
        for appointment in batch:
            if appointment in due(case, office, now=now) and not is_paused(case, appointment):
                KEEP[appointment.step](Turn(session, case, appointment, office, now, staff))
                kept.append(appointment)
        case.followed_until = batch[0].at
    case.due_at = next_at(case, office)
    return tuple(kept)


def _give(turn: Turn) -> None:
    """Nobody has it after a working day: the centre is told."""
    turn.act(Action.REMIND)
    turn.tell(turn.officer(), "not_given")


def _press(turn: Turn) -> None:
    """Nobody has taken it up: the officer and the head are told."""
    turn.act(Action.REMIND)
    turn.tell({s.id: s for s in (*turn.officer(), *turn.rung(Rung.HEAD))}.values(), "not_taken_up")


def _remind(turn: Turn) -> None:
    """The first reminder is the officer's; from the second on the head hears it too (t1)."""
    turn.act(Action.REMIND)
    head = turn.rung(Rung.HEAD) if turn.appointment.nth > 1 else ()
    turn.tell({s.id: s for s in (*turn.officer(), *head)}.values(), "remind")


def _ask(turn: Turn) -> None:
    turn.act(Action.REMIND)
    turn.tell(turn.officer(), turn.appointment.step.value)


def _apologise(turn: Turn) -> None:
    """The citizen is not left in silence on day 16, not even while they are asked (t2)."""
    by = explanation_by(local_date(turn.now), turn.office)
    words = _waiting(turn) or ("_late" if turn.late_days else "")
    said: dict[str, Param] = {"explained_by": by}
    turn.act(Action.APOLOGISE, params=said, variant=words, explained_by=by.isoformat())


def _escalate(turn: Turn) -> None:
    wanted = list(Rung)[turn.appointment.nth]
    turn.act(Action.ESCALATE, rung=wanted)
    turn.tell({s.id: s for s in (*turn.officer(), *turn.rung(wanted))}.values(), "overdue")


def _update(turn: Turn) -> None:
    past = turn.case.promised_on < local_date(turn.now)
    turn.act(Action.UPDATE, variant=_waiting(turn) or ("_late" if past else ""), past=past)


def _waiting(turn: Turn) -> str:
    """Other words for who has not answered a question yet."""
    return "_waiting" if turn.case.state is State.WAITING else ""


def _close(turn: Turn) -> None:
    """Nobody said that it is not fixed (g9)."""
    turn.case.closed_at = turn.now
    turn.act(Action.CLOSE, variant="_silently", silent=True)


KEEP: Final[dict[Step, Callable[[Turn], None]]] = {
    Step.GIVE: _give,
    Step.PRESS: _press,
    Step.REMIND: _remind,
    Step.ASK_PROGRESS: _ask,
    Step.ASK_EXPLANATION: _ask,
    Step.DUE_TODAY: _ask,
    Step.APOLOGISE: _apologise,
    Step.ESCALATE: _escalate,
    Step.UPDATE: _update,
    Step.CLOSE: _close,
}
