"""The worker of the simulated year: the true timetable, looked at a few times a virtual day."""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from apscheduler.triggers.interval import IntervalTrigger

from bot.line.gateway import Gateway
from bot.service import Clock, Line, Service
from config.office import Office
from config.secret import Secret
from config.settings import Credentials
from handlers.dispatcher import Dispatcher
from models.database import Database
from scheduler import checks
from scheduler.jobs import Shift
from scheduler.timetable import TIMETABLE, Sweep
from tests.factories import VAULT
from tests.fakes import FakeMenus

ALARMS: Final = ("quota_low", "quota_exhausted")  # said when it is so: an office with few pushes
# Looks at our own pages over the network; the year has none.
LEFT_OUT: Final = (checks.check_channels,)


def a_service(
    database: Database,
    offices: Mapping[str, Office],
    accounts: Mapping[str, Gateway],
    clock: Clock,
) -> Service:
    """The service as a process of the year finds it."""
    credentials = Credentials("1", Secret("secret"), None, Secret("token"))
    return Service(
        database=database,
        vault=VAULT,
        offices=offices,
        lines={
            channel.slug: Line(office, channel, credentials, accounts[channel.slug], FakeMenus())
            for office in offices.values()
            for channel in office.channels
        },
        public_url="https://saisaat.test",
        clock=clock,
    )


@dataclass(slots=True)
class Process:
    """A worker's process: what it remembers is gone when it ends."""

    service: Service
    ran: dict[str, datetime] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    shift: Shift = field(init=False)

    def __post_init__(self) -> None:
        dispatcher = Dispatcher(self.service, threads=1)
        self.shift = Shift(self.service, dispatcher)
        dispatcher.close()

    def work(self, now: datetime) -> None:
        """Do every row of the timetable whose time has come since the last look, once.

        Raises PowerCut.
        """
        self.shift.dispatcher = Dispatcher(self.service, threads=1)
        try:
            for row in TIMETABLE:
                if row.do not in LEFT_OUT and self._has_come(row, now):
                    self.ran[row.name] = now
                    self._do(row)
        finally:
            self.shift.dispatcher.close()
        self.service.clock()  # the power may have gone off in a thread

    def _do(self, row: Sweep) -> None:
        try:
            row.do(self.shift)
        except Exception as problem:  # noqa: BLE001 - as the worker does: counted, not raised
            self.faults[f"{row.name}: {type(problem).__name__} {problem}"[:200]] += 1

    def _has_come(self, row: Sweep, now: datetime) -> bool:
        last = self.ran.get(row.name)
        if last is None:  # every job also runs once when the process starts
            return True
        if isinstance(row.trigger, IntervalTrigger):
            return bool(now - last >= row.trigger.interval)
        fires = row.trigger.get_next_fire_time(None, last + timedelta(seconds=1))
        return bool(fires is not None and fires <= now)


class Errors(logging.Handler):
    """Counts what the program itself called an error."""

    def __init__(self, found: Counter[str]) -> None:
        super().__init__(logging.ERROR)
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if not said.startswith(ALARMS):
            self._found[said] += 1
