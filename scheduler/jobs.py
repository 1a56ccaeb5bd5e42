"""What is done when its time has come: sweeps over facts, so that doing one twice is harmless."""

import logging
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.service import Service
from cases.retention import RETENTION, Rule
from handlers.dispatcher import Dispatcher
from models.post import Heartbeat
from models.scope import EVERY_OFFICE
from models.statements import add_if_absent

NAME: Final = "worker"  # the heartbeat's row
STUCK_AFTER: Final = timedelta(seconds=60)
AT_ONCE: Final = 500  # rows of one deletion: some milliseconds

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Shift:
    """What the jobs of one process share, and when a sweep last came to its end."""

    service: Service
    dispatcher: Dispatcher
    swept_at: datetime = field(init=False)
    # Cases that could not be followed up, and when to try them again.
    left_alone: dict[uuid.UUID, datetime] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.swept_at = self.service.clock()


def sweep(shift: Shift) -> None:
    """Take up what was interrupted, and what is due."""
    found = shift.dispatcher.sweep()
    if found:
        log.info("swept count=%d", found)
    shift.swept_at = shift.service.clock()


def beat(shift: Shift) -> None:
    """Say that this process works; one whose sweeps no longer end has no heartbeat (A69)."""
    now = shift.service.clock()
    if now - shift.swept_at > STUCK_AFTER:
        log.error("sweep_stuck seconds=%d", (now - shift.swept_at).total_seconds())
        return
    with shift.service.database.writing(EVERY_OFFICE) as session:
        add_if_absent(session, Heartbeat, [{"name": NAME, "beat_at": now}])
        session.get_one(Heartbeat, NAME).beat_at = now


def forget(shift: Shift) -> None:
    """Delete what nobody may need any more, a little at a time."""
    for rule in RETENTION:
        gone = 0
        while found := _forget_some(shift, rule):
            gone += found
        if gone:
            log.info("forgotten rule=%s count=%d", rule.name, gone)


def _forget_some(shift: Shift, rule: Rule) -> int:
    now = shift.service.clock()
    with shift.service.database.writing(EVERY_OFFICE) as session:
        return rule.carry_out(session, now=now, at_most=AT_ONCE)
