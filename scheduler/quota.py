"""Reads each account's push quota from LINE, keeps back what legal notices may still want, tells
the administrator in time, and lets out at the beginning of a month what the last one held back.
"""

import logging
from datetime import datetime, time
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.delivery import Delivery
from bot.franking import Franking
from bot.line.errors import LineError
from bot.line.gateway import Quota
from bot.mailroom import Mailroom
from bot.postage import (
    RANKS,
    Budget,
    Promised,
    Rank,
    Reach,
    alarm_at,
    month_of,
    next_month,
    reach,
    reserve,
    still_to_tell,
)
from bot.service import Line, Service
from cases.courtesy import awake
from cases.deadlines import BANGKOK, local_date
from cases.notices import owe
from config.office import ChannelKind, Office
from models.case import Case
from models.people import Person, Staff
from models.post import Notice, Outgoing
from models.vocabulary import OPEN, Audience, Method, NoticeState, Role
from models.watch import PushQuota
from scheduler.jobs import Shift
from texts.message import Message

LEGAL: Final = tuple(key for key, rank in RANKS.items() if rank is Rank.LEGAL)
ROUND: Final = 10

log = logging.getLogger(__name__)


def read_quotas(shift: Shift) -> None:
    """Read every account's quota, as a row of the timetable."""
    for line in shift.service.lines.values():
        # Of an account for reports alone nothing is kept: how many pushes it made tells whether
        # there was somebody to tell something (security D20).
        if line.channel.kinds != {ChannelKind.INTEGRITY}:
            read_quota(shift.service, line)


def read_quota(service: Service, line: Line) -> None:
    """Read one account's quota, and see what follows from it."""
    try:
        quota = line.gateway.quota()
    except LineError as problem:
        log.warning("quota_unread channel=%s kind=%s", line.channel.slug, type(problem).__name__)
        return
    now, channel = service.clock(), line.channel.slug
    with service.database.reading(line.office.slug) as session:  # webhooks need not wait for it
        reserved = _reserve(session, line.office, channel, now)
    with service.database.writing(line.office.slug) as session:
        if _is_new_month(session, channel, now):
            _let_out(session, line, now)
        _keep(session, line, quota, reserved, now)
        mail = Mailroom(session, service.vault, line.office, now=now)
        _alarm(session, line, now)
        calls = mail.post(None, ())
    Delivery(service).deliver(line.office.slug, calls)


def _is_new_month(session: Session, channel: str, now: datetime) -> bool:
    months = select(PushQuota.month).where(PushQuota.channel == channel)
    known = session.scalars(months).all()
    return bool(known) and month_of(now) not in known


def _keep(session: Session, line: Line, quota: Quota, reserved: int, now: datetime) -> None:
    """Keep a reading, with what was written since but not heard by LINE yet."""
    channel = line.channel.slug
    waiting = session.scalar(
        select(func.count())
        .select_from(Outgoing)
        .where(Outgoing.channel == channel, Outgoing.method == Method.PUSH)
        .where(Outgoing.settled_at.is_(None))
    )
    used = quota.used
    if ChannelKind.INTEGRITY in line.channel.kinds:
        # LINE's figure less what we counted ourselves would be the number of reporters told.
        used = -(-used // ROUND) * ROUND
    Franking(session, now=now).keep(channel, Quota(quota.limit, used + (waiting or 0)))
    row = session.get_one(PushQuota, (line.office.slug, channel, month_of(now)))
    row.reserved = reserved
    session.flush()


def _reserve(session: Session, office: Office, channel: str, now: datetime) -> int:
    """How many legal notices may still want a push on an account until the month is over."""
    month, today = month_of(now), local_date(now)
    until = next_month(month)
    dates = select(Case.promised_on, Case.told_on)
    mine = dates.join(Person, Person.id == Case.person_id).where(Person.channel == channel)
    every = office.clocks.progress_days
    wanted = (
        still_to_tell(Promised(*row), today=today, until=until, progress_days=every)
        for row in session.execute(mine.where(Case.state.in_(OPEN)))
    )
    lodged = mine.where(Case.received_on >= month).with_only_columns(func.count())
    return reserve(
        wanted,
        lodged=session.scalar(lodged) or 0,
        pushed=_legal_pushes(session, channel, now),
        day=today.day,
        days=(until - month).days,
    )


def _legal_pushes(session: Session, channel: str, now: datetime) -> int:
    """How many legal notices were pushed on an account this month."""
    pushed = (
        select(func.count())
        .select_from(Notice)
        .join(Outgoing, Outgoing.id == Notice.outgoing_id)
        .where(Outgoing.channel == channel, Outgoing.method == Method.PUSH)
        .where(Outgoing.created_at >= _start(now))
        .where(Notice.message["key"].as_string().in_(LEGAL))
    )
    return session.scalar(pushed) or 0


def _alarm(session: Session, line: Line, now: datetime) -> None:
    """Tell the administrators once at 80 percent, and once when nothing is left."""
    channel = line.channel.slug
    row = session.get_one(PushQuota, (line.office.slug, channel, month_of(now)))
    budget = Franking(session, now=now).budget(channel)
    mark = alarm_at(budget, told=row.alarmed) if budget else None
    if budget is None or mark is None:
        return
    row.alarmed = mark
    log.error("quota_low channel=%s percent=%d", channel, budget.percent)
    _tell_administrators(session, line, budget, now)


def _tell_administrators(session: Session, line: Line, budget: Budget, now: datetime) -> None:
    admins = select(Staff).where(Staff.role == Role.ADMIN, Staff.active.is_(True))
    for admin in session.scalars(admins):
        owe(
            session,
            Message(
                "notice.staff.quota",
                {
                    "channel": line.channel.slug,
                    "percent": budget.percent,
                    "used": budget.used,
                    "limit": budget.limit,
                    "forecast": budget.forecast,
                },
            ),
            case_id=None,
            person_id=admin.person_id,
            audience=Audience.STAFF,
            secrets={},
            now=now,
        )


def _let_out(session: Session, line: Line, now: datetime) -> None:
    """What the law wants told, and nobody has seen yet, is pushed now that there are pushes."""
    unread = (
        select(Notice, Person)
        .join(Person, Person.id == Notice.person_id)
        .where(Notice.state == NoticeState.UNDELIVERED, Notice.audience == Audience.CITIZEN)
        .where(Notice.message["key"].as_string().in_(LEGAL), Notice.settled_at < _start(now))
        .where(Person.channel == line.channel.slug)
    )
    today, held = local_date(now), awake(now, line.office)
    for notice, person in session.execute(unread):
        if reach(person, today) is not Reach.NO:
            notice.state, notice.settled_at = NoticeState.WAITING, None
            notice.outgoing_id, notice.send_from = None, held


def _start(now: datetime) -> datetime:
    return datetime.combine(month_of(now), time(), BANGKOK)
