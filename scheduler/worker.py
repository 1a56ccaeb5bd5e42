"""Follows the timetable in threads of its own until it is told to stop."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Self

from apscheduler.schedulers.background import BackgroundScheduler

from bot.service import Service
from handlers.dispatcher import Dispatcher
from scheduler.jobs import Shift
from scheduler.timetable import BANGKOK, TIMETABLE, Sweep

log = logging.getLogger(__name__)


class Worker:
    """One process's worker. The timetable lives in memory: there is nothing to keep in step."""

    def __init__(self, service: Service, *, timetable: Sequence[Sweep] = TIMETABLE) -> None:
        self._dispatcher = Dispatcher(service)
        shift = Shift(service, self._dispatcher)
        # One run of a job at a time; runs that were missed count as one, however late.
        rules = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = BackgroundScheduler(timezone=BANGKOK, job_defaults=rules)
        for row in timetable:
            self._scheduler.add_job(
                _guarded,
                row.trigger,
                args=(row, shift),
                name=row.name,
                next_run_time=datetime.now(BANGKOK),
            )

    def __enter__(self) -> Self:
        self._scheduler.start()
        log.info("worker_started")
        return self

    def __exit__(self, *_problem: object) -> None:
        """Begin nothing new, finish what was begun."""
        self._scheduler.shutdown(wait=True)
        self._dispatcher.close()
        log.info("worker_stopped")


def _guarded(row: Sweep, shift: Shift) -> None:
    try:
        row.do(shift)
    except Exception as problem:  # noqa: BLE001 - the next run finds the same facts
        log.error("job_failed job=%s kind=%s", row.name, type(problem).__name__)  # noqa: TRY400 - no words
