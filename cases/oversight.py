"""What superiors do about cases that are late: see them across units, ask (A37, A40)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cases import courtesy
from cases.actors import Officer
from cases.deadlines import local_date
from cases.errors import Invalid, NotAllowed
from cases.history import Detail, about, act, guard
from cases.ladder import hears_for, self_or_deputy
from cases.lists import OVERSEE_ALL, is_open, seen_by
from cases.notices import owe
from cases.views import Overdue, OverdueCase, OverdueUnit
from config.office import Office
from models.case import Case, CaseEvent
from models.people import Staff
from models.vocabulary import Action, ActorKind, Audience, Role, Rung
from texts.message import Bilingual, Message

OVERSEERS: Final = OVERSEE_ALL | {Role.HEAD}
# What an office says about a delay, and what makes it a matter of the past.
EXPLAINS: Final = frozenset({Action.EXPLAIN, Action.POSTPONE})
NUDGE: Final = Detail(data={"nudge": True})
_TELLS: Final = EXPLAINS | {Action.REOPEN, Action.ESCALATE}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a late case has come: whether its delay was explained, and how high it climbed."""

    explained: bool = False
    rung: Rung | None = None

    def then(self, action: Action, rung: str | None) -> "Standing":
        """The standing after one more event; who reopens a case begins a new clock."""
        if action is Action.REOPEN:
            return Standing()
        if action in EXPLAINS:
            return Standing(explained=True)
        return Standing(self.explained, Rung(rung) if rung else self.rung)


def overdue(
    session: Session, *, by: Officer, office: Office, today: date, unit: str | None = None
) -> Overdue:
    """What is late in the units somebody oversees, the worst first; `unit` narrows it to one.

    Raises NotAllowed for who oversees nobody, or not that unit.
    """
    if by.role not in OVERSEERS or (by.role is Role.HEAD and unit not in (None, by.unit)):
        raise NotAllowed
    only = by.unit if by.role is Role.HEAD else unit
    cases = session.scalars(_late(by, today, unit=only)).all()
    standing = _standing(session, _late(by, today, unit=only))
    names = {s.id: s.name for s in session.scalars(select(Staff))}
    lines = tuple(_line(case, standing, names, office, today) for case in cases)
    whole = _unit_name(office, only) if only is not None else None
    return Overdue(today, whole, _by_unit(lines), lines)


def remind(session: Session, case: Case, *, office: Office, by: Officer, now: datetime) -> None:
    """Ask for a case as a superior: whoever has it hears it, and the head of the unit.

    Raises NotAllowed, IllegalTransition; Invalid if somebody did so today.
    """
    guard(by, Action.REMIND, case)
    if case.id in _reminded(session, [case.id], local_date(now)):
        raise Invalid("case.reminded_today")
    staff = session.scalars(select(Staff)).all()
    begins = courtesy.at_work(now, office)
    act(session, case, Action.REMIND, NUDGE, office=office, by=by, now=now)
    _tell(
        session, case, staff, office=office, by=by, now=now, held=begins if begins > now else None
    )


def remind_all(session: Session, *, by: Officer, office: Office, now: datetime) -> tuple[int, int]:
    """Ask for every late case somebody oversees; tells of how many, and how many had been today.

    Raises NotAllowed.
    """
    if by.role not in OVERSEERS:
        raise NotAllowed
    today = local_date(now)
    cases = session.scalars(_late(by, today)).all()
    done = _reminded(session, [case.id for case in cases], today)
    staff = session.scalars(select(Staff)).all()
    fresh = [case for case in cases if case.id not in done]
    for case in fresh:
        act(session, case, Action.REMIND, NUDGE, office=office, by=by, now=now)
        held = courtesy.at_work(now, office)  # many at once: each officer hears of all in one card
        _tell(session, case, staff, office=office, by=by, now=now, held=held)
    return len(fresh), len(cases) - len(fresh)


# ------------------------------------------------------------------------- reading


def _late(by: Officer, today: date, *, unit: str | None = None) -> Select[Case]:
    query = select(Case).where(is_open(), Case.promised_on < today, seen_by(by))
    if unit is not None:
        query = query.where(Case.unit == unit)
    return query.order_by(Case.promised_on, Case.number)


def _standing(session: Session, late: Select[Case]) -> Mapping[uuid.UUID, Standing]:
    """How far each of these cases has come, from its history."""
    wanted = late.with_only_columns(Case.id).order_by(None)
    events = (
        select(CaseEvent.case_id, CaseEvent.action, CaseEvent.data)
        .where(CaseEvent.case_id.in_(wanted), CaseEvent.action.in_(_TELLS))
        .order_by(CaseEvent.case_id, CaseEvent.position)
    )
    found: dict[uuid.UUID, Standing] = {}
    for case_id, action, data in session.execute(events):
        found[case_id] = found.get(case_id, Standing()).then(action, data.get("rung"))
    return found


def _line(
    case: Case,
    standing: Mapping[uuid.UUID, Standing],
    names: Mapping[uuid.UUID, str],
    office: Office,
    today: date,
) -> OverdueCase:
    here = standing.get(case.id, Standing())
    return OverdueCase(
        number=case.number,
        category=office.category_name(case.category),
        unit=case.unit,
        unit_name=_unit_name(office, case.unit),
        officer=names.get(case.officer_id) if case.officer_id else None,
        promised_on=case.promised_on,
        days_late=(today - case.promised_on).days,
        explained=here.explained,
        rung=here.rung,
    )


def _by_unit(lines: Sequence[OverdueCase]) -> tuple[OverdueUnit, ...]:
    """The units, that with most late cases first."""
    groups: dict[str, list[OverdueCase]] = {}
    for line in lines:
        groups.setdefault(line.unit, []).append(line)
    units = [
        OverdueUnit(
            code=code,
            name=group[0].unit_name,
            count=len(group),
            unexplained=sum(not line.explained for line in group),
            most_days=max(line.days_late for line in group),
        )
        for code, group in groups.items()
    ]
    return tuple(sorted(units, key=lambda u: (-u.count, -u.most_days, u.code)))


def _unit_name(office: Office, code: str) -> Bilingual:
    return next((u.label for u in office.units if u.code == code), Bilingual(code, code))


# ------------------------------------------------------------------------- asking


def _reminded(session: Session, cases: Sequence[uuid.UUID], today: date) -> set[uuid.UUID]:
    """Which of these cases a superior asked for today."""
    asked = select(CaseEvent.case_id, CaseEvent.at).where(
        CaseEvent.case_id.in_(cases),
        CaseEvent.action == Action.REMIND,
        CaseEvent.by == ActorKind.STAFF,
    )
    return {case_id for case_id, at in session.execute(asked) if local_date(at) == today}


def _tell(
    session: Session,
    case: Case,
    staff: Sequence[Staff],
    *,
    office: Office,
    by: Officer,
    now: datetime,
    held: datetime | None,
) -> None:
    for one in _hearers(session, case, staff, by=by, today=local_date(now)):
        owe(
            session,
            Message("notice.staff.nudged", about(case, office)),
            case_id=case.id,
            person_id=one.person_id,
            audience=Audience.STAFF,
            secrets={},
            now=now,
            send_from=held,
        )


def _hearers(
    session: Session, case: Case, staff: Sequence[Staff], *, by: Officer, today: date
) -> tuple[Staff, ...]:
    """Whoever hears for the officer, and for the head of the unit; not who asks."""
    owner = session.get(Staff, (case.office_id, case.officer_id)) if case.officer_id else None
    heads = [s for s in staff if s.active and s.role is Role.HEAD and s.unit == case.unit]
    able = (
        hears_for(owner, staff, unit=case.unit, today=today),
        *(self_or_deputy(head, staff, today) for head in heads),
    )
    heard = {one.id: one for one in able if one is not None and one.id != by.staff_id}
    return tuple(heard.values())
