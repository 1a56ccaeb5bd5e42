"""Who may learn of a report (security D4): nobody it concerns, whatever the reporter told."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity.firewall import (
    Appointee,
    Concern,
    Inside,
    Outside,
    Why,
    is_clear,
    may_be_added,
    recipients,
)
from models.vocabulary import Role
from tests.security.conftest import Figure

CENTRE = "A"
UNITS = ("A", "B", "C", "D", "E")
PLAIN = Concern(
    accused_units=frozenset(),
    unit_unknown=False,
    executive=False,
    desk=False,
    excluded_roles=frozenset(),
    excluded_staff=frozenset(),
    to_director=False,
)


def a_person(role: Role, unit: str, *, active: bool = True) -> Appointee:
    return Appointee(uuid.uuid5(uuid.NAMESPACE_OID, f"{role}{unit}{active}"), unit, role, active)


OFFICERS = {unit: a_person(Role.INTEGRITY, unit) for unit in UNITS}
DIRECTOR = a_person(Role.DIRECTOR, "B")
OTHERS = (
    DIRECTOR,
    a_person(Role.OFFICER, "C"),
    a_person(Role.HEAD, "D"),
    a_person(Role.CENTRE, "A"),
    a_person(Role.ADMIN, "E"),
    a_person(Role.AUDITOR, "E"),
    a_person(Role.INTEGRITY, "D", active=False),
)


def subsets(things: Iterable[Any]) -> Iterator[frozenset[Any]]:
    all_of_them = tuple(things)
    sizes = range(len(all_of_them) + 1)
    return map(frozenset, chain.from_iterable(combinations(all_of_them, n) for n in sizes))


def policies() -> Iterator[tuple[Concern, tuple[Appointee, ...]]]:
    """Every report one can make in an office of five units, for every integrity desk it can have.

    The desk is any set of units that have an integrity officer; the others are always there.
    """
    unwanted = ((), (OFFICERS["C"].id,), (DIRECTOR.id,))
    told = product(
        subsets(UNITS),
        (False, True),
        (False, True),
        (False, True),
        subsets((Role.INTEGRITY, Role.DIRECTOR)),
        unwanted,
        (False, True),
    )
    desks = [tuple(OFFICERS[unit] for unit in units) for units in subsets(UNITS)]
    for units, unknown, executive, desk, roles, staff, director in told:
        concern = Concern(units, unknown, executive, desk, roles, frozenset(staff), director)
        for officers in desks:
            yield concern, (*officers, *OTHERS)


def violations(concern: Concern, staff: tuple[Appointee, ...]) -> Iterator[str]:
    """What the rules of security D4 say, each in its own words."""
    found = recipients(concern, staff, centre_unit=CENTRE)
    inside = found.staff if isinstance(found, Inside) else frozenset()
    people = [person for person in staff if person.id in inside]
    if any(person.unit in concern.accused_units for person in people):
        yield "I1: somebody of an accused unit"
    if any(person.role not in (Role.INTEGRITY, Role.DIRECTOR) for person in people):
        yield "I2: a role that has no say in reports"
    if isinstance(found, Inside) and not people:
        yield "I3: nobody, and yet it stays inside"
    if concern.executive and people:
        yield "somebody of the district though its head is concerned"
    if concern.desk and any(p.unit == CENTRE or p.role is Role.DIRECTOR for p in people):
        yield "the desk, or the director, though the desk is concerned"
    if DIRECTOR.id in inside and not concern.to_director:
        yield "the director, not asked for"
    if any(p.role in concern.excluded_roles or p.id in concern.excluded_staff for p in people):
        yield "somebody whom the reporter kept out"
    if not all(person.active for person in people):
        yield "somebody off duty"
    # The other way round: a firewall that lets nobody through would keep all the rules above.
    due = {
        person.id
        for person in staff
        if person.role is Role.INTEGRITY
        and person.active
        and person.unit not in concern.accused_units
        and not (concern.desk and person.unit == CENTRE)
        and Role.INTEGRITY not in concern.excluded_roles
        and person.id not in concern.excluded_staff
    }
    if not concern.executive and not due <= inside:
        yield "an integrity officer left out for nothing"


def test_no_policy_of_a_whole_universe_lets_the_accused_learn_of_a_report(figure: Figure) -> None:
    """T20, A19, A20: exhaustively, over five units."""
    checked, broken = 0, []
    for concern, staff in policies():
        checked += 1
        broken += [(rule, concern) for rule in violations(concern, staff)]
    assert broken == []
    figure("T20", f"0 violations of 9 rules in {checked:,} policies (5 units, all desks)")


CONCERNS = st.builds(
    Concern,
    accused_units=st.frozensets(st.sampled_from((*UNITS, "", "no such unit"))),
    unit_unknown=st.booleans(),
    executive=st.booleans(),
    desk=st.booleans(),
    excluded_roles=st.frozensets(st.sampled_from(Role)),
    excluded_staff=st.frozensets(st.sampled_from([person.id for person in OTHERS])),
    to_director=st.booleans(),
)
REGISTERS = st.lists(
    st.builds(
        Appointee,
        id=st.one_of(st.uuids(), st.sampled_from([person.id for person in OTHERS])),
        unit=st.sampled_from((*UNITS, "", " ", "no such unit")),
        role=st.sampled_from(Role),
        active=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda person: person.id,
).map(tuple)


@settings(max_examples=500, deadline=None)
@given(CONCERNS, REGISTERS)
def test_the_rules_hold_for_any_register_of_staff(
    concern: Concern, staff: tuple[Appointee, ...]
) -> None:
    """T20 again, over registers nobody thought of; who has no unit is never let in."""
    rules = [rule for rule in violations(concern, staff) if "left out" not in rule]
    assert rules == []
    found = recipients(concern, staff, centre_unit=CENTRE)
    inside = found.staff if isinstance(found, Inside) else frozenset()
    assert not any(person.id in inside for person in staff if not person.unit.strip())


@settings(max_examples=300, deadline=None)
@given(CONCERNS, REGISTERS, st.sampled_from(UNITS), st.sampled_from(Role))
def test_telling_more_never_lets_more_people_in(
    concern: Concern, staff: tuple[Appointee, ...], unit: str, role: Role
) -> None:
    """T20: every word against somebody can only take people away."""

    def inside(told: Concern) -> frozenset[uuid.UUID]:
        found = recipients(told, staff, centre_unit=CENTRE)
        return found.staff if isinstance(found, Inside) else frozenset()

    before = inside(concern)
    assert inside(replace(concern, accused_units=concern.accused_units | {unit})) <= before
    assert inside(replace(concern, excluded_roles=concern.excluded_roles | {role})) <= before
    assert inside(replace(concern, desk=True)) <= before
    assert inside(replace(concern, executive=True)) == frozenset()


@pytest.mark.parametrize(
    ("concern", "staff", "why"),
    [
        (replace(PLAIN, executive=True), tuple(OFFICERS.values()), Why.EXECUTIVE),
        (replace(PLAIN, desk=True), (OFFICERS["A"], DIRECTOR), Why.DESK),
        (replace(PLAIN, accused_units=frozenset("B")), (OFFICERS["B"],), Why.NOBODY_LEFT),
        (PLAIN, (), Why.NOBODY_LEFT),
    ],
)
def test_when_nobody_is_left_the_answer_is_outside_never_everybody(
    concern: Concern, staff: tuple[Appointee, ...], why: Why
) -> None:
    """I3, and the reporter is told which outside body it is for (A3)."""
    assert recipients(concern, staff, centre_unit=CENTRE) == Outside(why)


def test_the_director_receives_what_is_addressed_to_the_director() -> None:
    """A09: only if asked for; two persons can add the director later."""
    staff = (OFFICERS["C"], DIRECTOR)
    asked = replace(PLAIN, to_director=True)
    assert recipients(PLAIN, staff, centre_unit=CENTRE) == Inside(frozenset({OFFICERS["C"].id}))
    both = frozenset({OFFICERS["C"].id, DIRECTOR.id})
    assert recipients(asked, staff, centre_unit=CENTRE) == Inside(both)
    assert may_be_added(PLAIN, DIRECTOR, centre_unit=CENTRE)


@settings(max_examples=300, deadline=None)
@given(CONCERNS, REGISTERS)
def test_two_persons_can_add_nobody_whom_the_report_concerns(
    concern: Concern, staff: tuple[Appointee, ...]
) -> None:
    """T25, I1, I4: who may be added is clear of the report, and has a role that may read it."""
    for person in staff:
        if may_be_added(concern, person, centre_unit=CENTRE):
            assert is_clear(concern, person, centre_unit=CENTRE)
            assert person.unit not in concern.accused_units
            assert person.role in (Role.INTEGRITY, Role.DIRECTOR)
            assert not concern.executive
