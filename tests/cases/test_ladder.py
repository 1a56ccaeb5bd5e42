"""Who hears of a case when its officer is not there, and whom a late case climbs to (A36, A40)."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.actors import Officer
from cases.ladder import hears_for, rung
from cases.permissions import can_stand_in, may_in
from models.people import Staff
from models.vocabulary import Action, Role, Rung
from tests.factories import TODAY

YESTERDAY = date(2026, 3, 9)


def somebody(
    name: str,
    role: Role = Role.OFFICER,
    unit: str = "CIV",
    *,
    away: date | None = None,
    active: bool = True,
    linked: bool = True,
    deputy: Staff | None = None,
) -> Staff:
    """A member of staff, in service, there, and linked unless the test says otherwise."""
    return Staff(
        id=uuid.uuid4(),
        name=name,
        role=role,
        unit=unit,
        active=active,
        away_until=away,
        deputy_id=deputy.id if deputy else None,
        person_id=uuid.uuid4() if linked else None,
    )


@dataclass(frozen=True)
class Office:
    """The people of one example, and whose case it is."""

    owner: Staff | None
    staff: Sequence[Staff]


def an_office(owner: Staff | None, *others: Staff) -> Office:
    return Office(owner, [*others, owner] if owner else list(others))


HEAD = somebody("head", Role.HEAD)
HEAD_ELSEWHERE = somebody("head of another unit", Role.HEAD, "ENF")
CENTRE = somebody("centre", Role.CENTRE, "ADM")
DEPUTY = somebody("deputy")
FAR = somebody("deputy of another unit", unit="ENF")
DEPUTY_AWAY = somebody("deputy away", away=TODAY, deputy=DEPUTY)
EVERYBODY = (HEAD, HEAD_ELSEWHERE, CENTRE, DEPUTY, FAR, DEPUTY_AWAY)

HEARERS: dict[str, tuple[Staff | None, Sequence[Staff], str | None]] = {
    "whoever is there": (somebody("owner"), EVERYBODY, "owner"),
    "whoever came back yesterday": (somebody("owner", away=YESTERDAY), EVERYBODY, "owner"),
    "the deputy, until the last day of leave": (
        somebody("owner", away=TODAY, deputy=DEPUTY),
        EVERYBODY,
        "deputy",
    ),
    "the deputy's deputy": (
        somebody("owner", away=TODAY, deputy=DEPUTY_AWAY),
        EVERYBODY,
        "deputy",
    ),
    "the head, without a deputy": (somebody("owner", away=TODAY), EVERYBODY, "head"),
    "the head, when the deputy has moved to another unit": (
        somebody("owner", away=TODAY, deputy=FAR),
        EVERYBODY,
        "head",
    ),
    "the head, when the officer has left": (somebody("owner", active=False), EVERYBODY, "head"),
    "the head, when there is no officer": (None, EVERYBODY, "head"),
    "the head, when the officer has no LINE": (
        somebody("owner", linked=False),
        EVERYBODY,
        "head",
    ),
    "the centre, without a head": (
        somebody("owner", away=TODAY),
        (CENTRE, HEAD_ELSEWHERE),
        "centre",
    ),
    "somebody without LINE rather than nobody": (
        somebody("owner", away=TODAY),
        (somebody("unlinked head", Role.HEAD, linked=False),),
        "unlinked head",
    ),
    "still the officer, when nobody is there": (
        somebody("owner", away=TODAY),
        (somebody("head", Role.HEAD, away=TODAY),),
        "owner",
    ),
    "nobody, when nobody is left": (somebody("owner", active=False), (HEAD_ELSEWHERE,), None),
}


@pytest.mark.parametrize(("owner", "others", "heard"), HEARERS.values(), ids=HEARERS)
def test_who_hears(owner: Staff | None, others: Sequence[Staff], heard: str | None) -> None:
    """A36."""
    office = an_office(owner, *others)
    found = hears_for(office.owner, office.staff, unit="CIV", today=TODAY)
    assert (found.name if found else None) == heard


GROUP = (
    somebody("group 1", Role.WORKING_GROUP, "ADM"),
    somebody("group 2", Role.WORKING_GROUP, "ENF"),
)
DIRECTOR = somebody("director", Role.DIRECTOR, "ADM")
RUNGS: dict[str, tuple[Rung, Sequence[Staff], set[str]]] = {
    "the head of the unit": (Rung.HEAD, (HEAD, HEAD_ELSEWHERE, *GROUP, DIRECTOR), {"head"}),
    "all of the working group": (
        Rung.WORKING_GROUP,
        (HEAD, *GROUP, DIRECTOR),
        {"group 1", "group 2"},
    ),
    "the director": (Rung.DIRECTOR, (HEAD, *GROUP, DIRECTOR), {"director"}),
    "the next rung when one is empty": (
        Rung.HEAD,
        (HEAD_ELSEWHERE, *GROUP, DIRECTOR),
        {"group 1", "group 2"},
    ),
    "who stands in for the head": (
        Rung.HEAD,
        (somebody("head", Role.HEAD, away=TODAY, deputy=DEPUTY), DEPUTY, *GROUP),
        {"deputy"},
    ),
    "the next rung when the head is away and nobody stands in": (
        Rung.HEAD,
        (somebody("head", Role.HEAD, away=TODAY), DIRECTOR),
        {"director"},
    ),
    "nobody who may not see the case": (
        Rung.HEAD,
        (somebody("head", Role.HEAD, away=TODAY, deputy=FAR), FAR, DIRECTOR),
        {"director"},
    ),
    "the centre when the ladder is empty": (Rung.DIRECTOR, (HEAD, CENTRE), {"centre"}),
    "whoever LINE reaches, before others": (
        Rung.HEAD,
        (somebody("unlinked head", Role.HEAD, linked=False), DIRECTOR),
        {"director"},
    ),
    "somebody without LINE rather than nobody": (
        Rung.HEAD,
        (somebody("unlinked head", Role.HEAD, linked=False),),
        {"unlinked head"},
    ),
    "nobody in an office without any of them": (Rung.HEAD, (DEPUTY, FAR), set()),
}


@pytest.mark.parametrize(("wanted", "staff", "heard"), RUNGS.values(), ids=RUNGS)
def test_whom_a_late_case_climbs_to(wanted: Rung, staff: Sequence[Staff], heard: set[str]) -> None:
    """A40."""
    assert {one.name for one in rung(staff, wanted, unit="CIV", today=TODAY)} == heard


def test_a_circle_of_deputies_ends() -> None:
    one = somebody("one", away=TODAY)
    two = somebody("two", away=TODAY, deputy=one)
    one.deputy_id = two.id
    assert hears_for(one, [one, two, HEAD], unit="CIV", today=TODAY) is HEAD


# ------------------------------------------------------------------------------ standing in

R = Role
_OF_CIV = {(R.OFFICER, "CIV"), (R.HEAD, "CIV")}
STAND_INS = {
    (R.OFFICER, "CIV"): lambda role, unit: role is R.CENTRE or (role, unit) in _OF_CIV,
    (R.HEAD, "CIV"): lambda role, unit: role is R.CENTRE or (role, unit) in _OF_CIV,
    (R.CENTRE, "ADM"): lambda role, _: role is R.CENTRE,
    (R.WORKING_GROUP, "ADM"): lambda role, _: role in {R.WORKING_GROUP, R.DIRECTOR, R.CENTRE},
    (R.DIRECTOR, "ADM"): lambda role, _: role in {R.WORKING_GROUP, R.DIRECTOR, R.CENTRE},
    (R.INTEGRITY, "ADM"): lambda role, _: role is R.INTEGRITY,
    (R.ADMIN, "ADM"): lambda role, _: role is R.ADMIN,
    (R.AUDITOR, "ADM"): lambda role, _: role is R.AUDITOR,
    (R.PUBLIC_RELATIONS, "ADM"): lambda role, _: role is R.PUBLIC_RELATIONS,
}


@pytest.mark.parametrize(
    ("away", "may"), STAND_INS.items(), ids=[f"{role}-{unit}" for role, unit in STAND_INS]
)
def test_who_may_stand_in_for_whom(
    away: tuple[Role, str], may: Callable[[Role, str], bool]
) -> None:
    """A36: only who can open and work on every case of the one who is away."""
    absent = Officer(uuid.uuid4(), *away)
    for role in Role:
        for unit in ("CIV", "ADM", "ENF"):
            deputy = Officer(uuid.uuid4(), role, unit)
            assert can_stand_in(deputy, absent) == may(role, unit), (role, unit)


def test_every_role_has_a_row_of_who_may_stand_in() -> None:
    assert {role for role, _ in STAND_INS} == set(Role)


staff = st.builds(
    lambda role, unit, away, active, linked: somebody(
        "x", role, unit, away=TODAY if away else None, active=active, linked=linked
    ),
    st.sampled_from(Role),
    st.sampled_from(["CIV", "ENF", "ADM"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(staff, max_size=8), st.sampled_from(Rung), st.randoms())
def test_nobody_hears_of_a_case_they_may_not_open(
    people: list[Staff], wanted: Rung, chance: object
) -> None:
    """T102: deputies chosen at random, and still nobody outside the circle."""
    for one in people:
        other = chance.choice([None, *people])  # type: ignore[attr-defined] # a random.Random
        one.deputy_id = other.id if other else None
    heard = [*rung(people, wanted, unit="CIV", today=TODAY)]
    owner = next((p for p in people if p.unit == "CIV" and p.role is Role.OFFICER), None)
    told = hears_for(owner, people, unit="CIV", today=TODAY)
    for one in [*heard, *([told] if told else [])]:
        assert one.active
        assert may_in("CIV", Officer.from_row(one), Action.VIEW)
