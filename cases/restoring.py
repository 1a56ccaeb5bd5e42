"""Forgetting again what a restored backup brought back (D18)."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import farewell, forgetting
from cases.forgetting import Part
from models.case import Case
from models.people import Person
from models.watch import Tombstone

_AT_ONCE: Final = 100  # cases; so that a list of ids stays short


def forget_again(session: Session, *, now: datetime) -> int:
    """Forget what tombstones name and is there all the same; tell how many things it were.

    A case is cleared in whatever state it is in: in the copy it may be open still. A person who
    has come back to the office since is left alone.
    """
    session.flush()
    cases = sum(_cases_again(session, part, now=now) for part in Part)
    named = select(Tombstone.ref).where(Tombstone.kind == farewell.PERSON)
    back = select(Person.id).where(Person.id.in_(named), farewell.is_unneeded())
    people = session.scalars(back).all()
    for start in range(0, len(people), _AT_ONCE):
        farewell.forget(session, people[start : start + _AT_ONCE], now=now)
    return cases + len(people)


def _cases_again(session: Session, part: Part, *, now: datetime) -> int:
    named = select(Tombstone.ref).where(Tombstone.kind == part.value)
    there = select(Case.id).where(Case.id.in_(named), forgetting.is_there(part))
    back = session.scalars(there).all()
    for start in range(0, len(back), _AT_ONCE):
        forgetting.forget(session, part, back[start : start + _AT_ONCE], now=now)
    return len(back)
