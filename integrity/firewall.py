"""Who may learn of a corruption report: worked out from what it concerns, refused when in doubt.

A pure function of the report and the staff register (security D4). What it cannot place it leaves
out, and when nobody is left the answer is an outside body, never everybody.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from models.vocabulary import Role


class Why(StrEnum):
    """Why nobody inside the office may receive a report."""

    EXECUTIVE = "executive_concerned"
    DESK = "desk_concerned"
    NOBODY_LEFT = "nobody_left"


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom a report is about and whom its reporter wants kept out of it.

    `executive`: the director or a deputy is concerned. `desk`: those who receive reports are.
    `to_director`: the reporter addressed the director, who otherwise is not told (A09).
    """

    accused_units: frozenset[str]
    unit_unknown: bool
    executive: bool
    desk: bool
    excluded_roles: frozenset[Role]
    excluded_staff: frozenset[uuid.UUID]
    to_director: bool


@dataclass(frozen=True, slots=True)
class Appointee:
    """What counts of a member of staff."""

    id: uuid.UUID
    unit: str
    role: Role
    active: bool


@dataclass(frozen=True, slots=True)
class Inside:
    """These may receive it, and nobody else may learn that it exists."""

    staff: frozenset[uuid.UUID]


@dataclass(frozen=True, slots=True)
class Outside:
    """Nobody in the office may receive it: the reporter is shown the outside bodies."""

    why: Why


def recipients(
    concern: Concern, staff: Sequence[Appointee], *, centre_unit: str
) -> Inside | Outside:
    """Tell who receives a report. `centre_unit` is the unit in which reports are received."""
    if concern.executive:
        return Outside(Why.EXECUTIVE)
    found = frozenset(
        person.id
        for person in staff
        if is_clear(concern, person, centre_unit=centre_unit) and _is_meant(concern, person)
    )
    if found:
        return Inside(found)
    return Outside(Why.DESK if concern.desk else Why.NOBODY_LEFT)


def may_be_added(concern: Concern, person: Appointee, *, centre_unit: str) -> bool:
    """Whether two persons together may let somebody in whom the reporter did not address.

    That is the director, and integrity officers engaged since; never whom the report concerns.
    """
    found = recipients(replace(concern, to_director=True), (person,), centre_unit=centre_unit)
    return isinstance(found, Inside)


def is_clear(concern: Concern, person: Appointee, *, centre_unit: str) -> bool:
    """Whether nothing stands between a person and a report; it gives nobody a right to it."""
    return (
        person.active is True
        and bool(person.unit.strip())
        and person.unit not in concern.accused_units
        and person.role not in concern.excluded_roles
        and person.id not in concern.excluded_staff
        and not concern.executive
        and not (concern.desk and person.unit == centre_unit)
    )


def is_of_the_chain(concern: Concern, *, centre_unit: str) -> bool:
    """Whether a report concerns those who would have to see to it that it goes on (security A1.4).

    It is then no use to tell them that it is late: it goes past the district.
    """
    return (
        concern.executive
        or concern.desk
        or centre_unit in concern.accused_units
        or Role.DIRECTOR in concern.excluded_roles
    )


def _is_meant(concern: Concern, person: Appointee) -> bool:
    """Integrity officers are; the director if addressed, unless asked to judge the own desk."""
    if person.role is Role.INTEGRITY:
        return True
    return person.role is Role.DIRECTOR and concern.to_director and not concern.desk
