"""Figures for Prometheus of what the office watches itself by: ways in, pushes, what is due."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.service import Service
from cases.checking import of_day, works
from cases.deadlines import local_date
from models.case import Case
from models.post import Notice
from models.scope import EVERY_OFFICE
from models.vocabulary import NoticeState
from models.watch import PushQuota


def age(oldest: datetime | None, now: datetime) -> float:
    """For how many seconds something has been waiting; 0 if nothing does."""
    return max((now - oldest).total_seconds(), 0.0) if oldest is not None else 0.0


class Watch(Collector):
    """Counted in the database at each scrape, so that every process says the same.

    Nothing here counts reports of the sealed channel, or moves when there is one.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> list[Metric]:
        """Nothing: asking for the names must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures; without a database none."""
        try:
            with self._service.database.reading(EVERY_OFFICE) as session:
                figures = [self._channels(session), *_quotas(session), *self._due(session)]
        except SQLAlchemyError:
            return
        yield from figures

    def _channels(self, session: Session) -> GaugeMetricFamily:
        family = GaugeMetricFamily(
            "saisaat_channel_ok",
            "1 if a way in worked when it was last looked at today",
            labels=("office", "channel", "entrance"),
        )
        for row in of_day(session, local_date(self._service.clock())):
            family.add_metric((row.office_id, row.channel, row.entrance.value), float(works(row)))
        return family

    def _due(self, session: Session) -> Iterator[GaugeMetricFamily]:
        """Follow-ups whose time has come, and notices that wait for theirs."""
        now = self._service.clock()
        held = (Notice.state == NoticeState.WAITING, Notice.outgoing_id.is_(None))
        yield from _waiting(
            session, Case.due_at, Case.due_at <= now, name="followups", what="due", now=now
        )
        yield from _waiting(session, Notice.send_from, *held, name="notices", what="held", now=now)


def _waiting(
    session: Session,
    since: InstrumentedAttribute[datetime | None],
    *which: ColumnElement[bool],
    name: str,
    what: str,
    now: datetime,
) -> Iterator[GaugeMetricFamily]:
    count, oldest = session.execute(select(func.count(since), func.min(since)).where(*which)).one()
    yield GaugeMetricFamily(f"saisaat_{name}_{what}", f"How many {name} are {what}", count)
    yield GaugeMetricFamily(
        f"saisaat_{name}_oldest_seconds",
        "How long the oldest of them has been due",
        age(oldest, now),
    )


def _quotas(session: Session) -> Iterator[GaugeMetricFamily]:
    """This month's pushes as they were last read and counted on; without limit there is none."""
    limit = GaugeMetricFamily(
        "saisaat_push_quota_limit", "Pushes LINE allows this month", labels=("office", "channel")
    )
    used = GaugeMetricFamily(
        "saisaat_push_quota_used", "Pushes used this month", labels=("office", "channel")
    )
    newest = select(PushQuota.channel, func.max(PushQuota.month)).group_by(PushQuota.channel)
    last = {(channel, month) for channel, month in session.execute(newest)}
    for row in session.scalars(select(PushQuota)):
        if (row.channel, row.month) in last:
            if row.limit is not None:
                limit.add_metric((row.office_id, row.channel), row.limit)
            used.add_metric((row.office_id, row.channel), row.used)
    yield limit
    yield used
