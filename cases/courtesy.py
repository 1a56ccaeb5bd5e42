"""When people may be written to: citizens not at night, staff once a working day (design 4)."""

from datetime import datetime, timedelta
from typing import Final

from cases.deadlines import BANGKOK, is_working_day
from config.office import Office

# What becomes due one after the other within a sweep is still said in one message.
GATHER: Final = timedelta(minutes=10)


def awake(now: datetime, office: Office) -> datetime:
    """The first moment, from now on, at which a citizen may be written to."""
    here = now.astimezone(BANGKOK)
    if here.time() < office.hours.write_from:
        return datetime.combine(here.date(), office.hours.write_from, BANGKOK)
    if here.time() >= office.hours.write_until:
        tomorrow = here.date() + timedelta(days=1)
        return datetime.combine(tomorrow, office.hours.write_from, BANGKOK)
    return now


def at_work(now: datetime, office: Office) -> datetime:
    """The first moment, from now on, at which the office is open."""
    here = now.astimezone(BANGKOK)
    if is_working_day(here.date(), office.clocks) and here.time() < office.hours.closes:
        opens = datetime.combine(here.date(), office.hours.opens, BANGKOK)
        return max(now, opens)
    return _next_working_morning(here, office).replace(
        hour=office.hours.opens.hour, minute=office.hours.opens.minute
    )


def digest(now: datetime, office: Office) -> datetime:
    """When staff hear of what became due now: with today's digest, or with the next one.

    When today's is over and the office still open (a worker that was down), in a few minutes: what
    is due today would else be heard of tomorrow.
    """
    here = now.astimezone(BANGKOK)
    if is_working_day(here.date(), office.clocks):
        today = datetime.combine(here.date(), office.hours.digest, BANGKOK)
        if now <= today:
            return today
        if here.time() < office.hours.closes:
            return now + GATHER
    return _next_working_morning(here, office)


def _next_working_morning(here: datetime, office: Office) -> datetime:
    day = here.date() + timedelta(days=1)
    while not is_working_day(day, office.clocks):
        day += timedelta(days=1)
    return datetime.combine(day, office.hours.digest, BANGKOK)
