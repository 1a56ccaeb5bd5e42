"""The person's part of the daily check: one card a working day, one tap for all entrances (A68).

Whoever ticks sees that the ways in are open, and no case.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from cases.actors import Officer
from cases.checking import CENTRE, is_open, linked, of_day, owe_to, packed, record, tell, ways
from cases.deadlines import BANGKOK, is_working_day, local_date
from cases.errors import NotAllowed
from config.office import Office
from models.vocabulary import Role
from models.watch import ChannelCheck
from texts.message import Message, Param

WATCHES: Final = (Role.PUBLIC_RELATIONS,)


class Ticked(StrEnum):
    """What became of a person's tick."""

    WELL = "well"
    WRONG = "wrong"
    BEFORE = "before"
    WRONG_BEFORE = "wrong_before"
    PAST = "past"


def ask_person(session: Session, office: Office, *, now: datetime) -> bool:
    """Ask for the person's tick, once a working day, when the machine is through (A68)."""
    rows = of_day(session, local_date(now))
    through = {row.channel for row in rows} == set(ways(office))
    if not through or not _at_work(office, now) or any(row.asked_at for row in rows):
        return False
    if any(is_open(row) and row.alarmed_at is None for row in rows):
        return False  # seen once: the next look will tell
    hearers = linked(session, WATCHES, now=now) or linked(session, CENTRE, now=now)
    mine = (ChannelCheck.on == local_date(now), ChannelCheck.asked_at.is_(None))
    if not hearers or not record(session, mine, asked_at=now):
        return False
    lines = "\n".join(_line(row) for row in rows)
    today = local_date(now)
    said: dict[str, Param] = {"office": office.name, "on": today, "day": str(today), "lines": lines}
    for staff in hearers:
        owe_to(session, staff, Message("check.tick", said), now=now)
    return True


def _line(row: ChannelCheck) -> str:
    return f"{row.channel} {row.entrance} {packed(row.faults if is_open(row) else [])}"


def _at_work(office: Office, now: datetime) -> bool:
    here = now.astimezone(BANGKOK)
    open_now = office.hours.digest <= here.time() < office.hours.closes
    return open_now and is_working_day(here.date(), office.clocks)


def confirm(
    session: Session, office: Office, *, on: date, well: bool, by: Officer, now: datetime
) -> Ticked:
    """Keep a person's tick for all entrances of today; who finds something wrong is believed, also
    after somebody found it well, and the administrator hears of it.

    Raises NotAllowed for whoever does not watch the channels.
    """
    if by.role not in (*WATCHES, *CENTRE):
        raise NotAllowed
    if on != local_date(now):
        return Ticked.PAST
    tick = {"confirmed_by": by.staff_id, "confirmed_at": now, "confirmed_well": well}
    today, well_so_far = ChannelCheck.on == on, ChannelCheck.confirmed_well.is_(True)
    new = record(session, (today, ChannelCheck.confirmed_at.is_(None)), **tick)
    if not well and (record(session, (today, well_so_far), **tick) or new):
        tell(session, office, Message("check.person_alarm"), now=now, roles=(Role.ADMIN,))
        return Ticked.WRONG
    if new:
        return Ticked.WELL
    rows = of_day(session, on)
    return Ticked.WRONG_BEFORE if any(r.confirmed_well is False for r in rows) else Ticked.BEFORE
