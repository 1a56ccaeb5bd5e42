"""Who hears of a case when its officer is not there, and whom a late case climbs to. Pure (A36).

Nobody away swallows a case: for whoever is away hears the deputy, else the head of the unit, else
the centre; if nobody is there at all, still the one whose case it is. Whoever has no LINE account
linked cannot be told either, so somebody who can comes before them.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from cases.actors import Officer
from cases.permissions import may_in
from models.people import Staff
from models.vocabulary import Action, Role, Rung

Fits = Callable[[Staff, str], bool]


def is_away(person: Staff, today: date) -> bool:
    """Whether somebody is away today."""
    return person.away_until is not None and person.away_until >= today


def is_there(person: Staff, today: date) -> bool:
    """Whether somebody is in service and not away."""
    return person.active and not is_away(person, today)


def can_be_told(person: Staff, today: date) -> bool:
    """Whether somebody is there, and LINE reaches them."""
    return is_there(person, today) and person.person_id is not None


_BEST_FIRST: Final = (can_be_told, is_there)


def hears_for(
    owner: Staff | None, staff: Sequence[Staff], *, unit: str, today: date
) -> Staff | None:
    """Who is told of a case of a unit in place of its officer; the officer if they are there."""
    line = tuple(_in_line(owner, staff, unit))
    for fits in _BEST_FIRST:
        found = next((one for one in line if fits(one, today)), None)
        if found is not None:
            return found
    return owner if owner is not None and owner.active else None


def rung(staff: Sequence[Staff], wanted: Rung, *, unit: str, today: date) -> tuple[Staff, ...]:
    """Everybody a late case is brought before; an empty rung falls to the next that has somebody.

    Empty only if the office has nobody in any of these roles.
    """
    rungs = list(Rung)
    above = [_of_rung(staff, each, unit) for each in rungs[rungs.index(wanted) :]]
    centre = [p for p in staff if p.active and p.role is Role.CENTRE]
    for fits in _BEST_FIRST:
        for people in (*above, centre):
            heard = [_first(_sees(stand_ins(p, staff), unit), fits, today) for p in people]
            found = {h.id: h for h in heard if h is not None}
            if found:
                return tuple(found.values())
    return ()


def self_or_deputy(person: Staff, staff: Sequence[Staff], today: date) -> Staff | None:
    """Somebody, or who stands in for them while they are away; None if nobody of these is there."""
    return _first(stand_ins(person, staff), is_there, today)


def stand_ins(person: Staff, staff: Sequence[Staff]) -> Iterable[Staff]:
    """Somebody, who stands in for them, who stands in for that one; each once."""
    by_id = {p.id: p for p in staff}
    seen: set[uuid.UUID] = set()
    here: Staff | None = person
    while here is not None and here.id not in seen:
        seen.add(here.id)
        yield here
        here = by_id.get(here.deputy_id) if here.deputy_id is not None else None


def works_in(person: Staff, unit: str) -> bool:
    """Whether somebody in service may work on the cases of a unit."""
    return person.active and may_in(unit, Officer.from_row(person), Action.NOTE)


def _in_line(owner: Staff | None, staff: Sequence[Staff], unit: str) -> Iterable[Staff]:
    if owner is not None:
        yield owner
        yield from (p for p in stand_ins(owner, staff) if works_in(p, unit))
    yield from (p for p in staff if p.role is Role.HEAD and p.unit == unit)
    yield from (p for p in staff if p.role is Role.CENTRE)


def _of_rung(staff: Sequence[Staff], wanted: Rung, unit: str) -> list[Staff]:
    role, fits = _RUNGS[wanted]
    return [p for p in staff if p.active and p.role is role and fits(p, unit)]


def _sees(people: Iterable[Staff], unit: str) -> Iterable[Staff]:
    return (p for p in people if may_in(unit, Officer.from_row(p), Action.VIEW))


def _first(
    people: Iterable[Staff], fits: Callable[[Staff, date], bool], today: date
) -> Staff | None:
    return next((p for p in people if fits(p, today)), None)


def _own_unit(person: Staff, unit: str) -> bool:
    return person.unit == unit


def _any_unit(_person: Staff, _unit: str) -> bool:
    return True


_RUNGS: Final[dict[Rung, tuple[Role, Fits]]] = {
    Rung.HEAD: (Role.HEAD, _own_unit),
    Rung.WORKING_GROUP: (Role.WORKING_GROUP, _any_unit),
    Rung.DIRECTOR: (Role.DIRECTOR, _any_unit),
}
