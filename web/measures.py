"""Figures for Prometheus: webhooks as this process saw them, and what waits in the database."""

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.service import Service
from models.post import Inbound, Outgoing
from models.scope import EVERY_OFFICE
from web.watching import Watch, age

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0)  # seconds; LINE gives up after 2


class Measures:
    """All figures of one process. What is counted here carries the process's id as a label, so that
    several web processes behind one address give several series, each of which only grows.
    """

    def __init__(self, service: Service) -> None:
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "saisaat_webhook_seconds",
            "Time from a webhook's arrival to its answer",
            ("channel", "status", "process"),
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._events = Counter(
            "saisaat_webhook_events",
            "Events LINE delivered",
            ("channel", "process"),
            registry=self._registry,
        )
        self._too_old = Counter(
            "saisaat_events_too_old",
            "Events LINE delivered more than 30 days late, which were not kept",
            ("channel", "process"),
            registry=self._registry,
        )
        self._registry.register(Backlog(service))
        self._registry.register(Watch(service))

    def webhook(self, channel: str, status: int, *, events: int, seconds: float) -> None:
        """Count a webhook that was answered."""
        process = str(os.getpid())  # asked each time: servers fork after the application was made
        self._seconds.labels(channel, str(status), process).observe(seconds)
        self._events.labels(channel, process).inc(events)

    def too_old(self, channel: str, count: int) -> None:
        """Count events that came too late to be kept."""
        self._too_old.labels(channel, str(os.getpid())).inc(count)

    def page(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self._registry)


class Backlog(Collector):
    """What waits, counted in the database at each scrape, so that every process says the same."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> list[Metric]:
        """Nothing: asking for the names must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures; without a database only that it is away."""
        up = GaugeMetricFamily("saisaat_database_up", "1 if the database answers")
        try:
            with self._service.database.reading(EVERY_OFFICE) as session:
                figures: list[Metric] = [*self._waiting(session), self._settled(session)]
        except SQLAlchemyError:
            figures = []
        up.add_metric((), float(bool(figures)))
        yield up
        yield from figures

    def _waiting(self, session: Session) -> Iterator[GaugeMetricFamily]:
        now = self._service.clock()
        inbox = select(func.count(Inbound.office_id), func.min(Inbound.received_at)).where(
            Inbound.settled_at.is_(None)
        )
        outbox = select(func.count(Outgoing.due_at), func.min(Outgoing.due_at)).where(
            Outgoing.settled_at.is_(None)
        )
        events, first = session.execute(inbox).one()
        calls, oldest = session.execute(outbox).one()
        yield GaugeMetricFamily("saisaat_inbox_waiting", "Events not handled yet", events)
        yield GaugeMetricFamily(
            "saisaat_inbox_oldest_seconds", "How long the oldest event has waited", age(first, now)
        )
        yield GaugeMetricFamily("saisaat_outbox_waiting", "Calls to LINE not settled yet", calls)
        yield GaugeMetricFamily(
            "saisaat_outbox_oldest_seconds",
            "How long the oldest call has been due",
            age(oldest, now),
        )

    def _settled(self, session: Session) -> GaugeMetricFamily:
        family = GaugeMetricFamily(  # not a counter: old rows are forgotten in time
            "saisaat_outbox_settled",
            "Calls to LINE on record by how they ended",
            labels=("result",),
        )
        ended = (
            select(Outgoing.result, func.count(Outgoing.office_id))
            .where(Outgoing.result.is_not(None))
            .group_by(Outgoing.result)
        )
        for result, calls in session.execute(ended):
            family.add_metric((str(result),), calls)
        return family
