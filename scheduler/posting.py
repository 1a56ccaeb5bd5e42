"""Posts what waited for its time: citizens' news merged, each officer's work as one digest a day.

Also posts what was owed by a transaction that nobody made calls for, so that every notice ends.
"""

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from bot.delivery import Delivery
from bot.mailroom import Mailroom
from bot.service import Service
from cases import courtesy
from cases.deadlines import BANGKOK, local_date
from cases.staffing import staff_of
from config.office import Office
from models.people import Person
from models.post import Notice, Outgoing
from models.vocabulary import Audience, NoticeState
from scheduler.jobs import Shift

# Whoever owes a notice writes its call in the same transaction, or a moment later.
STRAY_AFTER: Final = timedelta(minutes=3)
# What cannot be put into words for so long (another version wrote it) is given up.
GIVE_UP: Final = timedelta(hours=23)

log = logging.getLogger(__name__)


def post_held(shift: Shift) -> None:
    """The round, as a row of the timetable."""
    post_round(shift.service)


def post_round(service: Service) -> int:
    """Write and try the calls for everybody whose notices are due; gives how many calls."""
    delivery, posted = Delivery(service), 0
    for office in service.offices.values():
        for person, audience in _waiting(service, office):
            calls = _post_safely(service, office, person, audience)
            delivery.deliver(office.slug, calls)
            posted += len(calls)
    if posted:
        log.info("posted count=%d", posted)
    return posted


def _waiting(service: Service, office: Office) -> list[tuple[uuid.UUID, Audience]]:
    """Whose notices are due, of those who may be written to now."""
    now = service.clock()
    due = (
        select(Notice.person_id, Notice.audience)
        .where(_due(now), or_(Notice.send_from.is_(None), Notice.audience.in_(_hear(office, now))))
        .distinct()
    )
    with service.database.reading(office.slug) as session:
        return [(person, audience) for person, audience in session.execute(due) if person]


def _hear(office: Office, now: datetime) -> list[Audience]:
    """Who may be written to of what can wait: citizens not at night, staff when at work."""
    hears = {
        Audience.CITIZEN: courtesy.awake(now, office) <= now,
        Audience.STAFF: courtesy.digest(now, office) <= now + courtesy.GATHER,
    }
    return [audience for audience, yes in hears.items() if yes]


def _due(until: datetime) -> ColumnElement[bool]:
    stray = and_(Notice.send_from.is_(None), Notice.created_at <= until - STRAY_AFTER)
    return and_(
        Notice.state == NoticeState.WAITING,
        Notice.outgoing_id.is_(None),
        or_(Notice.send_from <= until, stray),
    )


def _post_safely(
    service: Service, office: Office, person: uuid.UUID, audience: Audience
) -> tuple[uuid.UUID, ...]:
    """Post one person's notices; what is wrong with theirs holds up nobody else's."""
    try:
        return _post(service, office, person, audience)
    except Exception as problem:  # noqa: BLE001 - one person's fault must not stop the others
        log.error("post_failed kind=%s", type(problem).__name__)  # noqa: TRY400 - no words
    _give_up_old(service, office, person, audience)
    return ()


def _post(
    service: Service, office: Office, person: uuid.UUID, audience: Audience
) -> tuple[uuid.UUID, ...]:
    """One person, one transaction. Of two workers at once, one finds the person taken."""
    now = service.clock()
    with service.database.writing(office.slug) as session:
        if not _take(session, person):
            return ()
        notices = _notices(session, office, person, audience, now=now)
        mail = Mailroom(session, service.vault, office, now=now)
        if audience is Audience.STAFF and staff_of(session, person) is None:
            mail.give_up(notices)  # they left since, and hear of no case any more
            return ()
        return mail.post_held(notices) if notices else ()


def _take(session: Session, person: uuid.UUID) -> bool:
    lock = select(Person.id).where(Person.id == person)
    # Weak enough for others to write calls to the same person meanwhile.
    return session.scalar(lock.with_for_update(key_share=True, skip_locked=True)) is not None


def _notices(
    session: Session, office: Office, person: uuid.UUID, audience: Audience, *, now: datetime
) -> Sequence[Notice]:
    """What is due, and what would follow within minutes; no second digest on one day."""
    mine = (
        select(Notice)
        .where(Notice.person_id == person, Notice.audience == audience)
        .where(_due(now + courtesy.GATHER))
        .order_by(Notice.created_at, Notice.position)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(mine).all()
    strays = [n for n in found if n.send_from is None and n.created_at <= now - STRAY_AFTER]
    held = [n for n in found if n.send_from is not None]
    if audience not in _hear(office, now):
        return strays
    if audience is Audience.STAFF and _had_digest(session, person, now):
        held = [n for n in held if not _is_for_digest(n, office)]
    return [*strays, *held]


def _had_digest(session: Session, person: uuid.UUID, now: datetime) -> bool:
    midnight = datetime.combine(local_date(now), time(), BANGKOK)
    sent = (
        select(Notice.id)
        .join(Outgoing, Outgoing.id == Notice.outgoing_id)
        .where(Notice.person_id == person, Notice.audience == Audience.STAFF)
        .where(Notice.send_from.is_not(None), Outgoing.created_at >= midnight)
    )
    return session.scalar(sent.limit(1)) is not None


def _is_for_digest(notice: Notice, office: Office) -> bool:
    """Whether it was owed with a digest; what became due after it is gathered for minutes."""
    held = notice.send_from
    return held is not None and held.astimezone(BANGKOK).time() == office.hours.digest


def _give_up_old(service: Service, office: Office, person: uuid.UUID, audience: Audience) -> None:
    now = service.clock()
    old = select(Notice).where(Notice.person_id == person, Notice.audience == audience)
    with service.database.writing(office.slug) as session:
        notices = session.scalars(old.where(_due(now - GIVE_UP))).all()
        Mailroom(session, service.vault, office, now=now).give_up(notices)
