"""Who may do what to a case: one table of capacities, refused unless it says yes."""

from enum import StrEnum
from typing import assert_never

from cases.actors import Actor, Citizen, Officer, System
from cases.errors import NotAllowed
from models.case import Case
from models.vocabulary import Action, Role


class Capacity(StrEnum):
    """What somebody is to one case."""

    REPORTER = "reporter"
    UNIT = "unit"
    HEAD = "head"
    CENTRE = "centre"
    WORKING_GROUP = "working_group"
    DIRECTOR = "director"
    RULES = "rules"


C = Capacity
_UNIT = frozenset({C.UNIT, C.HEAD})
_UNIT_OR_CENTRE = _UNIT | {C.CENTRE}
_OVERSEES = frozenset({C.HEAD, C.CENTRE, C.WORKING_GROUP, C.DIRECTOR})
_ELSEWHERE = ""  # a unit that is nobody's own
_SEES = _UNIT_OR_CENTRE | _OVERSEES

ALLOWED: dict[Action, frozenset[Capacity]] = {
    Action.LODGE: frozenset({C.REPORTER, C.CENTRE}),
    Action.ASSIGN: frozenset({C.RULES, C.CENTRE, C.HEAD}),
    Action.ACCEPT: _UNIT_OR_CENTRE,
    Action.ASK: _UNIT_OR_CENTRE,
    Action.ANSWER: frozenset({C.REPORTER}),
    Action.ADD: frozenset({C.REPORTER}),
    Action.NOTE: _UNIT_OR_CENTRE,
    Action.EXPLAIN: _UNIT_OR_CENTRE,
    Action.FORWARD: _UNIT_OR_CENTRE,
    Action.RESOLVE: _UNIT_OR_CENTRE,
    Action.DECLINE: _UNIT_OR_CENTRE,
    Action.REFER: _UNIT_OR_CENTRE,
    Action.WITHDRAW: frozenset({C.REPORTER}),
    Action.REOPEN: frozenset({C.REPORTER, C.CENTRE}),
    Action.CLOSE: frozenset({C.REPORTER, C.RULES}),
    Action.VIEW: _SEES,
    Action.REVEAL_CONTACT: _UNIT_OR_CENTRE,
    Action.UNSEND: frozenset({C.REPORTER, C.RULES}),
    Action.POSTPONE: frozenset({C.HEAD, C.CENTRE, C.DIRECTOR}),
    Action.RATE: frozenset({C.REPORTER}),
    Action.REMIND: _OVERSEES | {C.RULES},
    Action.ESCALATE: frozenset({C.RULES}),
    Action.APOLOGISE: frozenset({C.RULES}),
    Action.UPDATE: frozenset({C.RULES}),
}


def capacities(actor: Actor, case: Case) -> frozenset[Capacity]:
    """Tell what the actor is to this case; nothing at all is an answer too."""
    match actor:
        case Citizen(person_id):
            return frozenset({C.REPORTER}) if person_id == case.person_id else frozenset()
        case Officer(_, role, unit):
            return _office_capacities(role, own_unit=unit == case.unit)
        case System():
            return frozenset({C.RULES})
        case _:
            assert_never(actor)


def _office_capacities(role: Role, *, own_unit: bool) -> frozenset[Capacity]:
    match role:
        case Role.OFFICER:
            return frozenset({C.UNIT}) if own_unit else frozenset()
        case Role.HEAD:
            return _UNIT if own_unit else frozenset()
        case Role.CENTRE:
            return frozenset({C.CENTRE})
        case Role.WORKING_GROUP:
            return frozenset({C.WORKING_GROUP})
        case Role.DIRECTOR:
            return frozenset({C.DIRECTOR})
        case Role.INTEGRITY | Role.ADMIN | Role.AUDITOR | Role.PUBLIC_RELATIONS:
            return frozenset()  # general cases are not theirs to see
        case _:
            assert_never(role)


def may(actor: Actor, action: Action, case: Case) -> bool:
    """Whether the actor may do this to this case."""
    return bool(capacities(actor, case) & ALLOWED[action])


def may_in(unit: str, by: Officer, action: Action) -> bool:
    """Whether a member of staff may do this to the cases of a unit."""
    return bool(_office_capacities(by.role, own_unit=by.unit == unit) & ALLOWED[action])


def can_stand_in(deputy: Officer, away: Officer) -> bool:
    """Whether somebody may see, and work on, every case that the one who is away may (A36)."""
    if not may_in(away.unit, away, Action.VIEW):
        return deputy.role is away.role
    return all(
        may_in(unit, deputy, action)
        for unit in (away.unit, _ELSEWHERE)
        for action in (Action.VIEW, Action.NOTE)
        if may_in(unit, away, action)
    )


def require(actor: Actor, action: Action, case: Case) -> None:
    """Raise NotAllowed unless the actor may do this to this case."""
    if not may(actor, action, case):
        raise NotAllowed(action)
