"""Who hears of a case when its officer is not there, and whom a late case climbs to. Pure (A36).

Nobody away swallows a case: for whoever is away hears the deputy, else the head of the unit, else
the centre; if nobody is there at all, still the one whose case it is.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from models.people import Staff
from models.vocabulary import Role, Rung

Fits = Callable[[Staff, str], bool]


def is_away(person: Staff, today: date) -> bool:
    """Whether somebody is away today."""
    return person.away_until is not None and person.away_until >= today


def is_there(person: Staff, today: date) -> bool:
    """Whether somebody is in service and not away."""
    return person.active and not is_away(person, today)


def hears_for(
    owner: Staff | None, staff: Sequence[Staff], *, unit: str, today: date
) -> Staff | None:
    """Who is told of a case of a unit in place of its officer; the officer if they are there."""
    found = next((one for one in _in_line(owner, staff, unit) if is_there(one, today)), None)
    return found or (owner if owner is not None and owner.active else None)


def rung(staff: Sequence[Staff], wanted: Rung, *, unit: str, today: date) -> tuple[Staff, ...]:
    """Everybody a late case is brought before; an empty rung falls to the next that has somebody.

    Empty only if the office has nobody in any of these roles.
    """
    rungs = list(Rung)
    for role, fits in (_RUNGS[each] for each in rungs[rungs.index(wanted) :]):
        able = [p for p in staff if p.active and p.role is role and fits(p, unit)]
        heard = {h.id: h for p in able if (h := _self_or_deputy(p, staff, today)) is not None}
        if heard:
            return tuple(heard.values())
    return tuple(p for p in staff if p.role is Role.CENTRE and is_there(p, today))


def _self_or_deputy(person: Staff, staff: Sequence[Staff], today: date) -> Staff | None:
    return next((p for p in _deputies(person, staff) if is_there(p, today)), None)


def _in_line(owner: Staff | None, staff: Sequence[Staff], unit: str) -> Iterable[Staff]:
    yield from _deputies(owner, staff) if owner is not None else ()
    yield from (p for p in staff if p.role is Role.HEAD and p.unit == unit)
    yield from (p for p in staff if p.role is Role.CENTRE)


def _deputies(person: Staff, staff: Sequence[Staff]) -> Iterable[Staff]:
    """Somebody, who stands in for them, who stands in for that one; each once."""
    by_id = {p.id: p for p in staff}
    seen: set[uuid.UUID] = set()
    here: Staff | None = person
    while here is not None and here.id not in seen:
        seen.add(here.id)
        yield here
        here = by_id.get(here.deputy_id) if here.deputy_id is not None else None


def _own_unit(person: Staff, unit: str) -> bool:
    return person.unit == unit


def _any_unit(_person: Staff, _unit: str) -> bool:
    return True


_RUNGS: Final[dict[Rung, tuple[Role, Fits]]] = {
    Rung.HEAD: (Role.HEAD, _own_unit),
    Rung.WORKING_GROUP: (Role.WORKING_GROUP, _any_unit),
    Rung.DIRECTOR: (Role.DIRECTOR, _any_unit),
}
