"""Who may do what to a case: the full product of people and actions (T21, part; T27, T102)."""

import uuid
from itertools import product
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cases import correspondence, queries, work
from cases.actors import Actor, Citizen, Officer, System
from cases.errors import NotAllowed, NotFound
from cases.permissions import may, require
from models.case import Case
from models.vocabulary import OPEN, Action, Role, State
from tests.factories import WORDS, a_case, a_cast, a_member_of_staff, a_person

Given = dict[str, Any]

REPORTER = uuid.UUID(int=1)
CASE = Case(person_id=REPORTER, unit="CIV", state=State.ASSIGNED, number="BNA-2569-00001")
ANONYMOUS = Case(person_id=None, unit="CIV", state=State.ASSIGNED)


def of(role: Role, unit: str) -> Officer:
    return Officer(staff_id=uuid.UUID(int=9), role=role, unit=unit)


NOT_THEIRS = {Role.INTEGRITY, Role.ADMIN, Role.AUDITOR, Role.PUBLIC_RELATIONS}
# The columns of the table: everybody there is, in the unit of the case and in another one.
PEOPLE: dict[str, Actor] = {
    "officer": of(Role.OFFICER, "CIV"),
    "head": of(Role.HEAD, "CIV"),
    "officer/other": of(Role.OFFICER, "ENF"),
    "head/other": of(Role.HEAD, "ENF"),
    "centre": of(Role.CENTRE, "ADM"),
    "centre/unit": of(Role.CENTRE, "CIV"),
    "director": of(Role.DIRECTOR, "ADM"),
    "director/unit": of(Role.DIRECTOR, "CIV"),
    "working group": of(Role.WORKING_GROUP, "ENF"),
    "working group/unit": of(Role.WORKING_GROUP, "CIV"),
    "reporter": Citizen(REPORTER),
    "stranger": Citizen(uuid.UUID(int=2)),
    "rules": System(),
}
# One letter a column, in the order above: y(es) or a dot.
TABLE = """
                    oh OH cC dD wW r s R
    lodge           .. .. yy .. .. y . .
    assign          .y .. yy .. .. . . y
    accept          yy .. yy .. .. . . .
    ask             yy .. yy .. .. . . .
    answer          .. .. .. .. .. y . .
    add             .. .. .. .. .. y . .
    note            yy .. yy .. .. . . .
    explain         yy .. yy .. .. . . .
    forward         yy .. yy .. .. . . .
    resolve         yy .. yy .. .. . . .
    decline         yy .. yy .. .. . . .
    refer           yy .. yy .. .. . . .
    withdraw        .. .. .. .. .. y . .
    reopen          .. .. yy .. .. y . .
    close           .. .. .. .. .. y . y
    view            yy .. yy yy yy . . .
    reveal_contact  yy .. yy .. .. . . .
    unsend          .. .. .. .. .. y . y
    postpone        .y .. yy yy .. . . .
    rate            .. .. .. .. .. y . .
    remind          .y .. yy yy yy . . y
    escalate        .. .. .. .. .. . . y
    apologise       .. .. .. .. .. . . y
    update          .. .. .. .. .. . . y
"""


def read_table() -> dict[tuple[str, Action], bool]:
    _, *rows = (line.split() for line in TABLE.strip().splitlines())
    return {
        (who, Action(action)): cell == "y"
        for action, *cells in rows
        for who, cell in zip(PEOPLE, "".join(cells), strict=True)
    }


EXPECTED = read_table()


def test_the_table_names_everybody_and_everything() -> None:
    assert set(EXPECTED) == set(product(PEOPLE, Action))
    asked = {(p.role, p.unit == CASE.unit) for p in PEOPLE.values() if isinstance(p, Officer)}
    assert asked == set(product(set(Role) - NOT_THEIRS, (True, False)))


@pytest.mark.parametrize("role", sorted(NOT_THEIRS))
@pytest.mark.parametrize("unit", ["CIV", "ENF"])
def test_ordinary_cases_are_not_for_the_roles_of_the_sealed_channel(role: Role, unit: str) -> None:
    """T21: whoever looks after sealed reports, accounts or the log has no business here."""
    assert not [action for action in Action if may(of(role, unit), action, CASE)]


@pytest.mark.parametrize(("who", "action"), EXPECTED)
def test_somebody_may_what_the_table_says(who: str, action: Action) -> None:
    """T21."""
    expected = EXPECTED[who, action]
    assert may(PEOPLE[who], action, CASE) is expected
    if expected:
        require(PEOPLE[who], action, CASE)
    else:
        with pytest.raises(NotAllowed):
            require(PEOPLE[who], action, CASE)


def test_a_case_without_a_reporter_is_no_citizens() -> None:
    allowed = {action for action in Action if may(Citizen(REPORTER), action, ANONYMOUS)}
    assert allowed == set()


# ----------------------------------------------------------------- not yours and not there: alike


def refusal(error: pytest.ExceptionInfo[BaseException]) -> tuple[object, ...]:
    return (type(error.value), error.value.args, str(error.value))


def test_a_citizen_cannot_tell_another_ones_case_from_none(session: Session) -> None:
    """T22, T93."""
    cast = a_cast(session)
    case = a_case(cast)
    stranger = Citizen(a_person(session).id)
    assert queries.own_case(session, case.number, by=cast.reporter) is case
    with pytest.raises(NotFound) as not_yours:
        queries.own_case(session, case.number, by=stranger)
    with pytest.raises(NotFound) as not_there:
        queries.own_case(session, "BNA-2569-99999", by=stranger)
    assert refusal(not_yours) == refusal(not_there)


def test_an_officer_cannot_tell_another_units_case_from_none(session: Session) -> None:
    """T22."""
    cast = a_cast(session)
    case = a_case(cast)
    other = Officer.from_row(a_member_of_staff(session, "Other", unit="ENF"))
    assert queries.staff_case_row(session, case.number, by=cast.officer) is case
    with pytest.raises(NotFound) as not_yours:
        queries.staff_case_row(session, case.number, by=other)
    with pytest.raises(NotFound) as not_there:
        queries.staff_case_row(session, "BNA-2569-99999", by=other)
    assert refusal(not_yours) == refusal(not_there)


def test_a_refused_verb_changes_nothing(session: Session) -> None:
    """The verbs that set more than the state ask before they set it."""
    cast = a_cast(session)
    other = Officer.from_row(a_member_of_staff(session, "Other", unit="ENF"))
    stranger = Citizen(a_person(session).id)
    rest: Given = {"office": cast.office, "now": cast.now}
    assigned, resolved = a_case(cast), a_case(cast, State.RESOLVED)
    session.flush()
    with pytest.raises(NotAllowed):
        work.accept(session, assigned, by=other, **rest)
    with pytest.raises(NotAllowed):
        work.forward(session, assigned, WORDS, unit="ENF", by=other, **rest)
    with pytest.raises(NotAllowed):
        correspondence.reopen(session, resolved, by=stranger, **rest)
    assert not session.is_modified(assigned)
    assert not session.is_modified(resolved)


# ------------------------------------------------------------------ what is offered is what is done


@pytest.mark.parametrize("state", State)
def test_a_card_offers_what_its_reader_may_do_now(light_session: Session, state: State) -> None:
    cast = a_cast(light_session)
    case = a_case(cast, state)
    case.unit = cast.staff.unit
    given: Given = {"session": light_session, "case": case, "office": cast.office}
    seen = queries.citizen_case(**given, by=cast.reporter, public_url="", now=cast.now)
    with_code_only = queries.citizen_case(**given, by=None, public_url="", now=cast.now)
    staff = queries.staff_case(**given, by=cast.officer, public_url="", today=case.received_on)
    assert (Action.WITHDRAW in seen.can) is (state in OPEN)
    assert (Action.ANSWER in seen.can) is (state is State.WAITING)
    assert (Action.ACCEPT in staff.can) is (state is State.ASSIGNED)
    assert Action.REVEAL_CONTACT not in staff.can, "there is no number to be shown"
    assert with_code_only.can == ()
