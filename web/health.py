"""What machines ask: does the process live, is the service ready, and its figures.

A way in that failed its daily check is a warning and not a missing part: that LINE, or the token of
an account, has a problem is no reason for a load balancer to turn people away from working pages.
"""

from collections.abc import Callable, Mapping
from datetime import time, timedelta
from types import MappingProxyType
from typing import Final

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import exists, select
from sqlalchemy.exc import SQLAlchemyError

from bot.service import Service
from cases.checking import of_day, works
from cases.deadlines import BANGKOK, local_date
from models.database import is_migrated
from models.post import Heartbeat, Outgoing
from models.scope import EVERY_OFFICE
from web.site import site

WORKER: Final = "worker"
WORKER_SILENT: Final = timedelta(minutes=3)
OUTBOX_LATE: Final = timedelta(minutes=5)
CHECKED_BY: Final = time(8)  # the daily check begins at 07:30

blueprint = Blueprint("health", __name__)
figures = Blueprint("figures", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers; nothing else is asked, so that a slow database restarts nobody."""
    return jsonify(alive=True)


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """Whether the service does its work; 503 and what is missing if not. What warns of something
    else leaves the status as it is.
    """
    missing = {name: why for name, check in CHECKS.items() if (why := _asked(check))}
    warned = {name: why for name, check in WARNINGS.items() if (why := _asked(check))}
    return jsonify(ready=not missing, missing=missing, warnings=warned), 503 if missing else 200


@figures.get("/metrics")
def metrics() -> Response:
    """Prometheus' scrape."""
    return Response(site().measures.page(), content_type=CONTENT_TYPE_LATEST)


def _asked(check: Callable[[Service], str | None]) -> str | None:
    try:
        return check(site().service)
    except SQLAlchemyError:
        return "the database does not answer"


def _database(service: Service) -> str | None:
    with service.database.reading(EVERY_OFFICE) as session:
        session.execute(select(1))
    return None


def _schema(service: Service) -> str | None:
    return None if is_migrated(service.database.engine) else "migrate to the newest schema"


def _worker(service: Service) -> str | None:
    with service.database.reading(EVERY_OFFICE) as session:
        seen = session.scalar(select(Heartbeat.beat_at).where(Heartbeat.name == WORKER))
    if seen is None:
        return "never seen"
    late = service.clock() - seen
    return f"not seen for {late.total_seconds():.0f} s" if late > WORKER_SILENT else None


def _outbox(service: Service) -> str | None:
    late = select(Outgoing.due_at).where(
        Outgoing.settled_at.is_(None), Outgoing.due_at < service.clock() - OUTBOX_LATE
    )
    with service.database.reading(EVERY_OFFICE) as session:
        is_late = session.scalar(select(exists(late)))
    return f"calls to LINE are due for more than {OUTBOX_LATE.seconds} s" if is_late else None


CHECKS: Mapping[str, Callable[[Service], str | None]] = MappingProxyType(
    {"database": _database, "schema": _schema, "worker": _worker, "outbox": _outbox}
)


def _channels(service: Service) -> str | None:
    """Which channels do not work, or were not looked at today."""
    now = service.clock()
    with service.database.reading(EVERY_OFFICE) as session:
        rows = of_day(session, local_date(now))
    broken = sorted({row.channel for row in rows if not works(row)})
    if broken:
        return f"did not work when last looked at: {', '.join(broken)}"
    seen = {row.office_id for row in rows}
    late = now.astimezone(BANGKOK).time() >= CHECKED_BY
    return "not looked at today" if late and seen != set(service.offices) else None


WARNINGS: Mapping[str, Callable[[Service], str | None]] = MappingProxyType({"channels": _channels})
