"""One event, one transaction: what it changes, what it says and that it is handled are kept
together.
"""

import json
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.dialogue.say import Say
from bot.line import inbound as events
from bot.line.events import inbound
from bot.mailroom import REPLY_WINDOW, Mailroom, Speaker
from bot.service import Line, Service
from config.office import ChannelKind
from handlers import contact, recall
from handlers.conversation import apologise
from handlers.events import ROUTES
from handlers.inbox import Lane, place
from handlers.integrity import door
from handlers.slow import Results, Slow
from handlers.visit import Visit, receive
from integrity.vault import Purpose
from models.erasing import leave_no_trace
from models.post import Inbound
from models.scope import EVERY_OFFICE
from models.statements import change

TRIES: Final = 3
WAITS: Final = (timedelta(seconds=2), timedelta(seconds=15))
# Long enough for whoever received it: two processes on one lane could answer in the wrong order.
INTERRUPTED_AFTER: Final = timedelta(seconds=10)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Handled:
    """What is left to do after the commit: calls to try, files to fetch."""

    calls: tuple[uuid.UUID, ...] = ()
    files: tuple[uuid.UUID, ...] = ()
    erased: bool = False


def handle_next(service: Service, lane: Lane) -> Handled | None:
    """Handle the oldest waiting event of a lane; None if there is none whose time has come.

    An event that fails is tried again; after three tries its sender gets an apology and the lane
    goes on. Whatever happens to one event, the others of its batch and person are not lost.
    """
    now = service.clock()
    key = _oldest(service, lane, now=now)
    if key is None:
        return None
    try:
        handled = _handle_in_steps(service, lane, key, now=now)
        if handled.erased:
            leave_no_trace(service.database.engine)
        return handled
    except Exception as problem:  # noqa: BLE001 - one event's fault must not stop the others
        log.error("event_failed kind=%s", type(problem).__name__)  # noqa: TRY400 - no words
        return _put_off(service, lane, key, now=now)


def _handle_in_steps(service: Service, lane: Lane, key: str, *, now: datetime) -> Handled:
    """Handle an event; what is slow is done in between, with no transaction open."""
    results = Results()
    while True:
        try:
            return _handle(service, lane, key, now=now, results=results)
        except Slow as first:
            results[first.name] = first.work()


def _oldest(service: Service, lane: Lane, *, now: datetime) -> str | None:
    waiting = (
        select(Inbound.event_id, Inbound.due_at)
        .where(
            Inbound.channel == lane.channel,
            Inbound.person_index == lane.key,
            Inbound.settled_at.is_(None),
        )
        .order_by(Inbound.occurred_at, Inbound.event_id)
        .limit(1)
    )
    with service.database.reading(lane.office) as session:
        row = session.execute(waiting).first()
    return row.event_id if row is not None and row.due_at <= now else None


def _handle(
    service: Service, lane: Lane, key: str, *, now: datetime, results: Results | None
) -> Handled:
    """Handle an event in one transaction; without a place for results, only to apologise."""
    line = service.lines[lane.channel]
    with service.database.writing(lane.office) as session:
        row = _take(session, lane, key, now=now, failed=results is None)
        if row is None:
            return Handled()  # another process was faster; the lane goes on
        sealed, received_at = row
        body = service.vault.open(
            Purpose.INBOUND, sealed, where=place(lane.office, lane.channel, key)
        )
        event = inbound(json.loads(body))
        if isinstance(event, events.Standby):
            return Handled()  # somebody else has the floor: nothing may be said
        if isinstance(event, events.Joined):
            return _leave(service, session, line, event, now=now)
        if event.group is not None:
            return Handled()  # nobody in a group is answered, or remembered
        visit = receive(service, session, line, event, now=now)
        if visit is None:
            return Handled()
        says = apologise(visit) if results is None else _answer(visit, event, results)
        speaker = Speaker(visit.person, event.reply_token, received_at + REPLY_WINDOW)
        calls = visit.mail.post(speaker, says)
        return Handled(calls, tuple(visit.fetch), erased=isinstance(event, events.Unsent))


def _answer(visit: Visit, event: events.Inbound, results: Results) -> Sequence[Say]:
    """The sealed channel first, so that what is its own is kept nowhere else."""
    visit.results = results
    if recall.is_taken_back(visit, event):
        return ()
    outcome = door.take(visit, event)
    if not isinstance(outcome, events.Inbound):
        return outcome
    says = ROUTES[type(outcome)](visit, outcome)
    contact.note(visit, outcome)
    return says


def _take(
    session: Session, lane: Lane, key: str, *, now: datetime, failed: bool
) -> tuple[bytes, datetime] | None:
    """Mark the event handled before handling it: of two processes, one finds it marked already.

    The mark is undone with everything else when handling fails.
    """
    row = session.get(Inbound, (lane.office, lane.channel, key))
    if row is None or row.sealed is None:
        return None
    sealed, received_at = row.sealed, row.received_at
    mine = update(Inbound).where(
        Inbound.channel == lane.channel, Inbound.event_id == key, Inbound.settled_at.is_(None)
    )
    marked = change(
        session, mine.values(settled_at=now, sealed=None, person_index=None, failed=failed)
    )
    return (sealed, received_at) if marked == 1 else None


def _leave(
    service: Service, session: Session, line: Line, event: events.Joined, *, now: datetime
) -> Handled:
    """The bot talks one to one only. General accounts say so; others go without a word (T31)."""
    door.note_group(service, session, line, now=now)
    mail = Mailroom(session, service.vault, line.office, now=now)
    says_goodbye = ChannelKind.GENERAL in line.channel.kinds and event.reply_token
    if says_goodbye:
        mail.say_goodbye(line.channel.slug, str(event.reply_token), now + REPLY_WINDOW)
    return Handled(mail.leave(line.channel.slug, event.kind, event.id))


def _put_off(service: Service, lane: Lane, key: str, *, now: datetime) -> Handled:
    with service.database.writing(lane.office) as session:
        row = session.get(Inbound, (lane.office, lane.channel, key))
        if row is None or row.settled_at is not None:
            return Handled()
        row.attempts += 1
        if row.attempts < TRIES:
            row.due_at = now + WAITS[row.attempts - 1]
            return Handled()
    return _give_up(service, lane, key, now=now)


def _give_up(service: Service, lane: Lane, key: str, *, now: datetime) -> Handled:
    """The end of an event that cannot be handled: marked as failed, its sender told."""
    try:
        return _handle(service, lane, key, now=now, results=None)
    except Exception as problem:  # noqa: BLE001 - even the apology failed: mark it and go on
        log.error("apology_failed kind=%s", type(problem).__name__)  # noqa: TRY400 - no words
    with service.database.writing(lane.office) as session:
        _take(session, lane, key, now=now, failed=True)
    return Handled()


def interrupted(service: Service) -> list[Lane]:
    """Lanes with an event whose time has come and that nobody seems to be handling."""
    now = service.clock()
    waiting = (
        select(Inbound.office_id, Inbound.channel, Inbound.person_index)
        .where(
            Inbound.settled_at.is_(None),
            Inbound.due_at <= now,
            Inbound.received_at <= now - INTERRUPTED_AFTER,
        )
        .distinct()
        .limit(500)
    )
    with service.database.reading(EVERY_OFFICE) as session:
        return [Lane(o, c, k) for o, c, k in session.execute(waiting) if k is not None]
