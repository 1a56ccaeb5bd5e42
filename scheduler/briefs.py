"""Makes the director's monthly brief once its day has come, and tells that it is there (A90)."""

import logging

from bot.mailroom import Mailroom
from bot.service import Service
from cases import briefing
from config.office import Office
from scheduler.jobs import Shift

log = logging.getLogger(__name__)


def make(shift: Shift) -> None:
    """Make the brief of every office that has none on the past month yet."""
    made = sum(_make(shift.service, office) for office in shift.service.offices.values())
    if made:
        log.info("briefs_made count=%d", made)


def _make(service: Service, office: Office) -> bool:
    """Reckon without holding up anybody, then keep: of two workers one finds it kept."""
    now = service.clock()
    month = briefing.month_due(office, now=now)
    if month is None:
        return False
    with service.database.reading(office.slug) as session:
        if briefing.is_made(session, office, month):
            return False
        figures = briefing.reckon(session, month, now=now)
    if figures is None:
        return False
    with service.database.writing(office.slug) as session:
        kept = briefing.keep(session, office, figures, now=now)
        if kept:
            # The sweep that takes up what is due makes these calls.
            Mailroom(session, service.vault, office, now=now).post(None, ())
    return kept
