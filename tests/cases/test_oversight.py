"""What superiors see of late cases, and how they ask for them (A37, A40, A46)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from cases import correspondence, lists, oversight, queries, work
from cases.actors import Officer
from cases.errors import CaseError, Invalid, NotAllowed
from cases.followup import follow_up
from cases.history import Words
from models.case import Case, CaseEvent
from models.post import Notice
from models.vocabulary import Action, ActorKind, Role, Rung, State
from tests.factories import NOW, OFFICE, TODAY, Cast, a_case, a_cast, a_member_of_staff

LATER = NOW + timedelta(days=22)  # seven days after the promise; a Wednesday
ON = TODAY + timedelta(days=22)


def member(session: Session, role: Role, unit: str = "ADM", name: str = "") -> Officer:
    return Officer.from_row(a_member_of_staff(session, name or role.value, role=role, unit=unit))


def overdue(session: Session, by: Officer, **more: str) -> dict[str, int]:
    """How many days late each case is that somebody is shown."""
    view = oversight.overdue(session, by=by, office=OFFICE, today=ON, **more)
    return {case.number: case.days_late for case in view.cases}


def nudges(session: Session) -> list[Notice]:
    session.flush()
    rows = session.scalars(select(Notice).order_by(Notice.created_at, Notice.position))
    return [row for row in rows if row.message["key"] == "notice.staff.nudged"]


def two_units(session: Session) -> tuple[Cast, Case, Case]:
    """A late case of CIV, and one of ENF."""
    cast = a_cast(session)
    other = a_case(cast, category="S1", unit="ENF")
    return cast, a_case(cast), other


@pytest.mark.parametrize("role", [Role.CENTRE, Role.WORKING_GROUP, Role.DIRECTOR])
def test_who_oversees_the_office_sees_every_unit(session: Session, role: Role) -> None:
    """A37: the cross-unit view."""
    _, road, service = two_units(session)
    somebody = member(session, role)
    assert overdue(session, somebody) == {road.number: 7, service.number: 7}
    assert set(overdue(session, somebody, unit="ENF")) == {service.number}
    view = oversight.overdue(session, by=somebody, office=OFFICE, today=ON)
    assert [(u.code, u.count, u.unexplained, u.most_days) for u in view.units] == [
        ("CIV", 1, 1, 7),
        ("ENF", 1, 1, 7),
    ]


def test_a_head_sees_the_own_unit_alone(session: Session) -> None:
    """A37 T21."""
    _, road, _ = two_units(session)
    head = member(session, Role.HEAD, "CIV")
    assert set(overdue(session, head)) == set(overdue(session, head, unit="CIV")) == {road.number}
    with pytest.raises(NotAllowed):
        overdue(session, head, unit="ENF")


OVERSEE_NOBODY = [
    Role.OFFICER, Role.PUBLIC_RELATIONS, Role.INTEGRITY, Role.ADMIN, Role.AUDITOR,
]  # fmt: skip


@pytest.mark.parametrize("role", OVERSEE_NOBODY)
def test_nobody_else_sees_any_of_it(light_session: Session, role: Role) -> None:
    """T21: neither the view nor its numbers, and nothing is asked for."""
    two_units(light_session)
    somebody = member(light_session, role, "CIV")
    with pytest.raises(NotAllowed):
        overdue(light_session, somebody)
    with pytest.raises(NotAllowed):
        oversight.remind_all(light_session, by=somebody, office=OFFICE, now=LATER)
    assert nudges(light_session) == []


@pytest.mark.parametrize("role", Role)
def test_the_list_of_the_unit_holds_what_its_reader_may_open(
    light_session: Session, role: Role
) -> None:
    """T21: a list shows no case that could not be opened, whoever asks."""
    _, road, service = two_units(light_session)
    somebody = member(light_session, role, "CIV")
    listed = lists.work_of_unit(light_session, somebody, office=OFFICE, today=ON)
    may = {case.number for case in (road, service) if _opens(light_session, case, somebody)}
    assert {line.number for line in listed} == may


def _opens(session: Session, case: Case, by: Officer) -> bool:
    try:
        queries.staff_case_row(session, case.number, by=by)
    except CaseError:
        return False
    return True


@pytest.mark.parametrize("role", [Role.WORKING_GROUP, Role.DIRECTOR])
def test_who_oversees_learns_nothing_of_who_reported_it(session: Session, role: Role) -> None:
    """Requirements 2.2: the working group sees cases without the identity of their reporters."""
    cast = a_cast(session)
    case = a_case(cast, contact_sealed=b"sealed")
    by = member(session, role)
    ways = {"office": OFFICE, "public_url": "https://x", "today": TODAY}
    view = queries.staff_case(session, case, by=by, **ways)  # type: ignore[arg-type]  # mixed kinds
    assert not view.has_contact
    assert Action.REVEAL_CONTACT not in view.can
    assert queries.staff_case(session, case, by=cast.officer, **ways).has_contact  # type: ignore[arg-type]  # mixed kinds


def test_what_is_not_late_is_not_shown(session: Session) -> None:
    """A38: on the promised day itself it is not late yet; what is finished never is."""
    cast = a_cast(session)
    a_case(cast)
    a_case(cast, State.RESOLVED)
    director = member(session, Role.DIRECTOR)
    days = [
        len(oversight.overdue(session, by=director, office=OFFICE, today=on).cases)
        for on in (TODAY, TODAY + timedelta(days=15), TODAY + timedelta(days=16))
    ]
    assert days == [0, 0, 1]


def explains(session: Session, case: Case, cast: Cast) -> None:
    work.accept(session, case, **cast.as_officer())
    new = TODAY + timedelta(days=16)
    work.explain(session, case, Words("รออะไหล่นานมาก"), new_date=new, **cast.as_officer())


def reopens(session: Session, case: Case, cast: Cast) -> None:
    explains(session, case, cast)
    work.resolve(session, case, Words("ซ่อมแล้ว"), attachments=(), **cast.as_officer())
    correspondence.reopen(session, case, **cast.as_citizen())


def climbs(session: Session, case: Case, cast: Cast) -> None:
    follow_up(session, case, office=OFFICE, now=NOW + timedelta(days=20))


@pytest.mark.parametrize(
    ("happened", "explained", "rung"),
    [
        (lambda *_: None, False, None),
        (explains, True, None),
        (reopens, False, None),
        (climbs, False, Rung.WORKING_GROUP),
    ],
    ids=["nothing", "explained", "reopened", "climbed"],
)
def test_how_far_a_case_has_come_is_shown(
    session: Session,
    happened: Callable[[Session, Case, Cast], None],
    explained: bool,
    rung: Rung | None,
) -> None:
    """A37: whether the delay was explained, before whom it came, and whose it is."""
    cast = a_cast(session)
    case = a_case(cast)
    happened(session, case, cast)
    session.flush()
    (line,) = oversight.overdue(
        session, by=member(session, Role.DIRECTOR), office=OFFICE, today=ON
    ).cases
    assert (line.explained, line.rung, line.officer) == (explained, rung, "สมชาย")


def test_a_unit_the_office_has_dropped_is_shown_by_its_code(session: Session) -> None:
    two_units(session)
    smaller = replace(OFFICE, units=OFFICE.units[:1], categories=OFFICE.categories[2:])
    view = oversight.overdue(session, by=member(session, Role.DIRECTOR), office=smaller, today=ON)
    assert {unit.name.th for unit in view.units} == {"CIV", "ENF"}


# ------------------------------------------------------------------------- asking


def remind(session: Session, case: Case, by: Officer, *, now: datetime = LATER) -> None:
    oversight.remind(session, case, office=OFFICE, by=by, now=now)


def test_a_nudge_reaches_the_officer_and_the_head_and_is_on_record(session: Session) -> None:
    """A40: who asked stands in the history; the reporter hears nothing of it."""
    cast = a_cast(session)
    case = a_case(cast)
    head = a_member_of_staff(session, "หัวหน้า", role=Role.HEAD, unit="CIV")
    group = member(session, Role.WORKING_GROUP)
    remind(session, case, group)
    assert {n.person_id for n in nudges(session)} == {cast.staff.person_id, head.person_id}
    assert all(n.send_from is None for n in nudges(session))  # at ten in the morning: at once
    asked = session.scalars(select(CaseEvent).where(CaseEvent.action == Action.REMIND)).all()
    assert [(e.by, e.staff_id) for e in asked] == [(ActorKind.STAFF, group.staff_id)]
    told = queries.citizen_case(
        session, case, office=OFFICE, public_url="", now=LATER, by=cast.reporter
    )
    assert "update.remind" not in [update.key for update in told.updates]


def test_for_whom_is_away_hears_the_deputy(session: Session) -> None:
    """A36: and whoever asks is not asked."""
    cast = a_cast(session)
    case = a_case(cast)
    deputy = a_member_of_staff(session, "แทน", unit="CIV")
    cast.staff.away_until, cast.staff.deputy_id = ON, deputy.id
    head = a_member_of_staff(session, "หัวหน้า", role=Role.HEAD, unit="CIV")
    remind(session, case, Officer.from_row(head))
    assert [n.person_id for n in nudges(session)] == [deputy.person_id]


def test_a_case_is_asked_for_once_a_day_whoever_asks(session: Session) -> None:
    """A40: the second hears kindly that it was done; tomorrow is another day."""
    cast = a_cast(session)
    case = a_case(cast)
    remind(session, case, member(session, Role.DIRECTOR))
    with pytest.raises(Invalid, match=r"case\.reminded_today"):
        remind(session, case, member(session, Role.CENTRE), now=LATER + timedelta(hours=3))
    assert len(nudges(session)) == 1
    remind(session, case, member(session, Role.CENTRE, name="อื่น"), now=LATER + timedelta(days=1))
    assert len(nudges(session)) == 2


def test_what_the_clock_reminded_of_may_still_be_asked_for(session: Session) -> None:
    cast = a_cast(session)
    case = a_case(cast)
    follow_up(session, case, office=OFFICE, now=LATER)
    remind(session, case, member(session, Role.DIRECTOR))
    assert len(nudges(session)) == 1


def test_nobody_is_nudged_at_night(session: Session) -> None:
    """Design 4: at half past ten in the evening it waits for the office to open."""
    case = a_case(a_cast(session))
    night = LATER + timedelta(hours=12, minutes=30)
    remind(session, case, member(session, Role.DIRECTOR), now=night)
    (held,) = nudges(session)
    assert held.send_from is not None
    assert held.send_from > night


def test_all_that_is_late_is_asked_for_with_one_tap(session: Session) -> None:
    """A40: what somebody asked for today is left out, what is not late, too."""
    cast, road, service = two_units(session)
    a_case(cast, State.RESOLVED)
    director = member(session, Role.DIRECTOR)
    remind(session, road, director)
    assert oversight.remind_all(session, by=director, office=OFFICE, now=LATER) == (1, 1)
    assert oversight.remind_all(session, by=director, office=OFFICE, now=LATER) == (0, 2)
    asked = session.scalars(
        select(CaseEvent.case_id).where(
            CaseEvent.action == Action.REMIND, CaseEvent.by == ActorKind.STAFF
        )
    ).all()
    assert sorted(asked) == sorted([road.id, service.id])


def test_a_head_asks_within_the_own_unit_alone(session: Session) -> None:
    """T21."""
    _, road, service = two_units(session)
    head = member(session, Role.HEAD, "CIV")
    assert oversight.remind_all(session, by=head, office=OFFICE, now=LATER) == (1, 0)
    with pytest.raises(NotAllowed):
        remind(session, service, head)
    assert {n.case_id for n in nudges(session)} == {road.id}


# ------------------------------------------------------------------------- another date


def test_another_date_keeps_the_first_promise_in_sight(session: Session) -> None:
    """A46: on the staff card, for whoever opens it; a case on its first date shows none."""
    cast = a_cast(session)
    case = a_case(cast)
    first = case.promised_on
    assert _first_promise(session, case, cast.officer) is None
    new = first + timedelta(days=20)
    work.postpone(session, case, Words("น้ำท่วมพื้นที่"), new_date=new, **cast.as_head())
    assert case.promised_on == new
    assert _first_promise(session, case, cast.officer) == first


def _first_promise(session: Session, case: Case, by: Officer) -> object:
    return queries.staff_case(
        session, case, office=OFFICE, by=by, public_url="", today=TODAY
    ).first_promised_on


def test_late_cases_are_looked_for_among_open_ones_alone(light_session: Session) -> None:
    """A37: the cost grows with what is open, not with what the register holds (SQLite's plan)."""
    asked: list[tuple[str, object]] = []
    engine = light_session.get_bind()

    def note(*told: object) -> None:
        asked.append((str(told[2]), told[3]))

    event.listen(engine, "before_cursor_execute", note)
    overdue(light_session, member(light_session, Role.DIRECTOR))
    event.remove(engine, "before_cursor_execute", note)
    statement, given = next(each for each in asked if "case_file.promised_on <" in each[0])
    connection = light_session.connection()
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)  # type: ignore[arg-type]  # as it was given
    steps = " ".join(str(row[-1]) for row in plan)
    assert "ix_case_open_promised (office_id=? AND promised_on<?)" in steps
