"""What LINE delivers a month late is not kept, and is counted (T74)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cases.retention import RETENTION
from handlers.inbox import OLDEST, arrivals, is_too_old
from models.database import Database
from models.post import Inbound
from tests.factories import NOW, Clock, a_service
from tests.fakes import FakeLine
from tests.security.conftest import Figure
from tests.web.letters import body_of, text
from tests.web.letters import post as deliver
from web.app import create_app
from web.site import Site

ON_TIME = {"now": 0.0, "a day": 1.0, "29 days": 29.0, "30 days": 30.0}
TOO_LATE = {"31 days": 31.0, "a year": 365.0}
# What is no time stamp says nothing of an event's age.
UNDATED: dict[str, Any] = {"zero": 0, "none": None, "words": "yesterday", "below zero": -1}


def aged(key: str, timestamp: Any) -> dict[str, Any]:
    return text("สวัสดี", key=key, timestamp=timestamp)


def milliseconds(days: float) -> int:
    return int((NOW - timedelta(days=days)).timestamp() * 1000)


def test_an_event_of_29_days_is_kept_and_one_of_31_is_dropped_and_counted(
    opened: Database, figure: Figure, caplog: pytest.LogCaptureFixture
) -> None:
    """T74: LINE is told 200, for another delivery would not make it younger; in one batch with
    others it takes none of them along; one without a time stamp is kept.
    """
    service = a_service(opened, Clock(), line=FakeLine())
    app = create_app(service, production=False)
    site: Site = app.extensions["saisaat"]
    events = [aged(key, milliseconds(days)) for key, days in (ON_TIME | TOO_LATE).items()]
    events += [aged(key, stamp) for key, stamp in UNDATED.items()]
    slug = next(iter(service.lines))
    hook = f"/line/{slug}/webhook"
    assert deliver(app.test_client(), body_of(*events), to=hook, secret="secret").status_code == 200
    site.dispatcher.close()  # whatever it is at, it ends
    with opened.reading("*") as session:
        kept = set(session.scalars(select(Inbound.event_id)))
    assert kept == set(ON_TIME) | set(UNDATED)
    assert f"events_too_old channel={slug} count={len(TOO_LATE)}" in caplog.text
    page = app.test_client().get("/metrics").text
    counted = [
        line for line in page.splitlines() if line.startswith("saisaat_events_too_old_total")
    ]
    assert [float(line.rsplit(" ", 1)[1]) for line in counted] == [len(TOO_LATE)]
    figure(
        "T74",
        f"{len(kept)} of {len(kept)} events up to 30 days old or undated kept, "
        f"{len(TOO_LATE)} of {len(TOO_LATE)} older ones dropped and counted "
        f"({opened.engine.dialect.name})",
    )


def test_the_border_is_thirty_days_to_the_moment() -> None:
    """T74: and an event that was taken in on time is handled however long that takes."""
    assert timedelta(days=30) == OLDEST
    assert not is_too_old(NOW - OLDEST, NOW)
    assert is_too_old(NOW - OLDEST - timedelta(milliseconds=1), NOW)


def test_what_the_inbox_has_forgotten_it_cannot_take_for_new(opened: Database) -> None:
    """T73, T74: an event is too old before the note that it came is forgotten."""
    (rule,) = [rule for rule in RETENTION if rule.name == "settled events"]
    assert rule.after >= OLDEST
    service = a_service(opened, Clock(NOW + OLDEST + timedelta(seconds=1)), line=FakeLine())
    line = next(iter(service.lines.values()))
    late = arrivals(line, [aged("1", milliseconds(0))], service.vault, now=service.clock())
    assert late == []
