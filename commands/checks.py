"""The record of the daily checks of the channels, as a table: evidence that each day was looked at
(002:375, 002:455).
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from cases import roster
from cases.checking import is_open, since
from cases.deadlines import is_working_day, local_date
from commands.desk import Desk
from commands.speaking import columns, spoken, words
from models.watch import ChannelCheck
from texts.catalogue import say
from texts.message import Message

COLUMNS = ("day", "entrance", "machine", "person")


def record_of(desk: Desk, days: int) -> str:
    """The last so many days, the newest first; days that nobody looked at are told as such."""
    today = local_date(desk.now)
    wanted = [today - timedelta(days=back) for back in range(days)]
    rows = since(desk.session, wanted[-1])
    names = {staff.id: staff.name for staff in roster.everybody(desk.session)}
    titles = tuple(words(f"checks.column.{title}") for title in COLUMNS)
    lines = [line for day in wanted for line in _day(day, rows, names)]
    working = [day for day in wanted if is_working_day(day, desk.office.clocks)]
    confirmed = {row.on for row in rows if row.confirmed_at is not None}
    left = sum(day not in confirmed for day in working)
    told = words("checks.days_unconfirmed", count=left, days=len(working))
    return f"{columns([titles, *lines])}\n{told}"


def _day(
    day: date, rows: Sequence[ChannelCheck], names: Mapping[uuid.UUID, str]
) -> Iterator[tuple[str, ...]]:
    mine = [row for row in rows if row.on == day]
    if not mine:
        yield (day.isoformat(), "", words("checks.unchecked"), words("checks.unconfirmed"))
    for row in mine:
        name = say(Message(f"check.entrance.{row.entrance}"), spoken())
        entrance = f"{name} ({row.channel})"
        yield (day.isoformat(), entrance, _machine(row), _person(row, names))


def _machine(row: ChannelCheck) -> str:
    if not row.faults:
        return words("checks.well")
    faults = "; ".join(say(Message(key), spoken()) for key in row.faults)
    if not is_open(row):
        return words("checks.mended", faults=faults)
    return words("checks.once", faults=faults) if row.alarmed_at is None else faults


def _person(row: ChannelCheck, names: Mapping[uuid.UUID, str]) -> str:
    if row.confirmed_at is None:
        return words("checks.unconfirmed")
    what = words("checks.well" if row.confirmed_well else "checks.wrong")
    name = names.get(row.confirmed_by, "") if row.confirmed_by else ""
    return words("checks.by", what=what, name=name)
