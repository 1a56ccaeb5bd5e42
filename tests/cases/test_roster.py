"""Being away, moving, leaving: no case is left behind, and who stands in can work (A32, A36)."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import correspondence, queries, roster, work
from cases.actors import Officer
from cases.assignment import keep_owned, without_owner, works_on
from cases.errors import Invalid
from cases.history import Words
from models.case import Case, CaseEvent
from models.people import Staff
from models.post import Notice
from models.vocabulary import Action, Audience, Role, State
from tests.factories import NOW, OFFICE, TODAY, Cast, a_case, a_cast, a_member_of_staff

UNTIL = TODAY + timedelta(days=10)


def goes_away(cast: Cast, deputy: Staff | None, *, until: date = UNTIL) -> None:
    roster.be_away(cast.session, cast.staff, until=until, deputy=deputy, today=TODAY)


def told(session: Session, case: Case) -> Sequence[tuple[str, object]]:
    """Which notices staff were owed about a case, in order, and who."""
    session.flush()
    found = select(Notice).where(Notice.case_id == case.id, Notice.audience == Audience.STAFF)
    rows = session.scalars(found.order_by(Notice.created_at, Notice.position))
    return [(row.message["key"].removeprefix("notice.staff."), row.person_id) for row in rows]


def given(session: Session, case: Case) -> int:
    """How often a case was given to somebody."""
    found = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.action == Action.ASSIGN)
    return len(session.scalars(found).all())


# ------------------------------------------------------------------------------ being away


def test_the_case_stays_whose_it_is_and_the_deputy_hears_and_works(session: Session) -> None:
    """A36: what the citizen answers is told to who is there, who opens it and solves it."""
    cast = a_cast(session)
    case = a_case(cast, State.WAITING)
    deputy, owner = a_member_of_staff(session, "deputy"), case.officer_id
    goes_away(cast, deputy)
    correspondence.answer(session, case, Words("ซอย 3"), attachments=(), **cast.as_citizen())
    assert told(session, case)[-1] == ("answered", deputy.person_id)
    assert case.officer_id == owner
    by = Officer.from_row(deputy)
    assert queries.staff_case_row(session, case.number, by=by) is case
    result = Words("ซ่อมแล้ว")
    work.resolve(session, case, result, attachments=(), office=OFFICE, by=by, now=NOW)
    assert case.state is State.RESOLVED


AWAY: dict[str, tuple[Role, str]] = {
    "the head, without a deputy": (Role.HEAD, "CIV"),
    "the centre, without a head": (Role.CENTRE, "ADM"),
}


@pytest.mark.parametrize(("role", "unit"), AWAY.values(), ids=AWAY)
def test_nobody_away_swallows_what_a_citizen_writes(
    session: Session, role: Role, unit: str
) -> None:
    """A36."""
    cast = a_cast(session)
    case = a_case(cast)
    hears = a_member_of_staff(session, "hears", role=role, unit=unit)
    goes_away(cast, None)
    correspondence.add(session, case, Words("มีอีก"), attachments=(), **cast.as_citizen())
    assert told(session, case)[-1] == ("added", hears.person_id)


def test_who_is_back_hears_again(session: Session) -> None:
    cast = a_cast(session)
    case = a_case(cast)
    goes_away(cast, a_member_of_staff(session, "deputy"), until=TODAY - timedelta(days=1))
    correspondence.add(session, case, Words("มีอีก"), attachments=(), **cast.as_citizen())
    assert told(session, case)[-1] == ("added", cast.staff.person_id)


def _gone(session: Session) -> Staff:
    gone = a_member_of_staff(session, "gone")
    gone.active = False
    return gone


def _away_for(cast: Cast) -> Staff:
    away = a_member_of_staff(cast.session, "away")
    roster.be_away(cast.session, away, until=UNTIL, deputy=cast.staff, today=TODAY)
    return away


REFUSED: dict[str, tuple[Callable[[Cast], Staff], str]] = {
    "oneself": (lambda cast: cast.staff, "roster.no_deputy"),
    "somebody who left": (lambda cast: _gone(cast.session), "roster.no_deputy"),
    "somebody of another unit": (
        lambda cast: a_member_of_staff(cast.session, "far", unit="ENF"),
        "roster.deputy_cannot_work",
    ),
    "a head of another unit": (
        lambda cast: a_member_of_staff(cast.session, "far", role=Role.HEAD, unit="ENF"),
        "roster.deputy_cannot_work",
    ),
    "a director, who looks but does not work": (
        lambda cast: a_member_of_staff(cast.session, "far", role=Role.DIRECTOR),
        "roster.deputy_cannot_work",
    ),
    "somebody away, for whom this one stands in": (
        _away_for,
        "roster.deputy_in_circle",
    ),
}


@pytest.mark.parametrize(("deputy", "why"), REFUSED.values(), ids=REFUSED)
def test_a_deputy_is_somebody_who_can_do_the_work(
    session: Session, deputy: Callable[[Cast], Staff], why: str
) -> None:
    """A36: refused when it is said, not found out when a case is late."""
    cast = a_cast(session)
    with pytest.raises(Invalid, match=why):
        goes_away(cast, deputy(cast))
    assert (cast.staff.away_until, cast.staff.deputy_id) == (None, None)


def test_a_leave_that_is_over_stands_in_nobodys_way(session: Session) -> None:
    """Two colleagues stand in for each other, one after the other."""
    cast = a_cast(session)
    other = a_member_of_staff(session, "other")
    last = TODAY - timedelta(days=1)
    roster.be_away(session, other, until=last, deputy=cast.staff, today=last)
    goes_away(cast, other)
    assert cast.staff.deputy_id == other.id


# ------------------------------------------------------------------------------ moving, leaving


MOVES: dict[str, tuple[Role, str, bool]] = {
    "to another unit": (Role.OFFICER, "ENF", True),
    "to another role that cannot work on them": (Role.DIRECTOR, "CIV", True),
    "to public relations": (Role.PUBLIC_RELATIONS, "CIV", True),
    "to head of the same unit": (Role.HEAD, "CIV", False),
    "to the centre, which works on every case": (Role.CENTRE, "ADM", False),
}


@pytest.mark.parametrize(("role", "unit", "hands_over"), MOVES.values(), ids=MOVES)
def test_who_moves_hands_over_what_they_can_no_longer_work_on(
    session: Session, role: Role, unit: str, hands_over: bool
) -> None:
    """A32, T102."""
    cast = a_cast(session)
    case = a_case(cast, State.IN_PROGRESS)
    successor = a_member_of_staff(session, "successor")
    handed = roster.move(session, cast.staff, role=role, unit=unit, office=OFFICE, now=NOW)
    assert handed == hands_over
    assert case.officer_id == (successor.id if hands_over else cast.staff.id)
    assert case.state is State.IN_PROGRESS


def test_who_leaves_while_away_leaves_the_cases_to_the_deputy(session: Session) -> None:
    cast = a_cast(session)
    cases = [a_case(cast, State.IN_PROGRESS) for _ in range(3)]
    deputy = a_member_of_staff(session, "deputy")
    a_member_of_staff(session, "a colleague with nothing to do")
    goes_away(cast, deputy)
    assert roster.leave(session, cast.staff, office=OFFICE, now=NOW) == 3
    assert {case.officer_id for case in cases} == {deputy.id}


# ------------------------------------------------------------------------------ no case unowned


def _leaves(cast: Cast, _case: Case) -> None:
    cast.staff.active = False  # struck from the register without handing anything over


def _nobody(_cast: Cast, case: Case) -> None:
    case.officer_id = None


def _promoted(cast: Cast, _case: Case) -> None:
    cast.staff.role = Role.AUDITOR


def _unit_dissolved(_cast: Cast, case: Case) -> None:
    case.unit = "GONE"


UNOWNED = {
    "its officer is not in service": _leaves,
    "it has no officer": _nobody,
    "its officer may no longer work on cases": _promoted,
    "the office no longer has its unit": _unit_dissolved,
}


@pytest.mark.parametrize("happens", UNOWNED.values(), ids=UNOWNED)
def test_a_case_nobody_can_work_on_is_found_and_given_to_somebody(
    session: Session, happens: Callable[[Cast, Case], None]
) -> None:
    """A32: whatever was done to the register or to the office's file; history says so."""
    cast = a_cast(session)
    case, fine = a_case(cast), a_case(cast)
    centre = a_member_of_staff(session, "centre", role=Role.CENTRE, unit="ADM")
    successor = a_member_of_staff(session, "successor")
    fine.officer_id = successor.id
    happens(cast, case)
    session.flush()
    assert without_owner(session, OFFICE) == [case.id]
    before = given(session, case)
    assert keep_owned(session, case, office=OFFICE, now=NOW, hold=None)
    session.flush()
    assert without_owner(session, OFFICE) == []
    assert given(session, case) == before + 1
    heir = session.get_one(Staff, (case.office_id, case.officer_id))
    assert heir is (centre if case.unit == "ADM" else heir)
    assert works_on(heir, case)
    assert told(session, case)[-1] == ("assigned", heir.person_id)
    assert not keep_owned(session, case, office=OFFICE, now=NOW, hold=None), "nothing left to do"


def test_where_nobody_is_left_nothing_is_written_again_and_again(session: Session) -> None:
    """An office whose last officer left; it is listed as unowned until somebody is engaged."""
    cast = a_cast(session)
    case = a_case(cast)
    cast.staff.active = False
    session.flush()
    before = given(session, case)
    assert not keep_owned(session, case, office=OFFICE, now=NOW, hold=None)
    assert given(session, case) == before
    assert without_owner(session, OFFICE) == [case.id]


def test_what_is_finished_needs_no_owner(session: Session) -> None:
    cast = a_cast(session)
    a_case(cast, State.CLOSED)
    cast.staff.active = False
    session.flush()
    assert without_owner(session, OFFICE) == []
