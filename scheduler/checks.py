"""Looks every morning whether each way into each office is open, and sees to it that a person does
too (A67-A69). Whatever it waits for has an end; LINE being away holds up no other job.
"""

import logging
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery import Delivery
from bot.line.errors import LineError, Refused
from bot.line.gateway import WebhookTest
from bot.mailroom import Mailroom
from bot.service import Line, Service
from cases.checking import WEB, Fault, News, note, packed, tell, to_look_at, ways
from cases.ticking import ask_person
from config.office import ChannelKind
from models.post import Heartbeat, Inbound, Outgoing
from models.scope import EVERY_OFFICE
from scheduler import jobs
from scheduler.jobs import Shift
from texts.message import Message

PATIENCE: Final = 5.0  # seconds for our own page
AT_ONCE: Final = 8  # channels looked at side by side
LATE: Final = timedelta(minutes=10)
PULSE_WITHIN: Final = timedelta(minutes=3)
# LINE's words for how its call of our webhook ended (check webhook error causes); others: it fails.
REASONS: Final = {
    "could_not_connect": Fault.HOOK_UNREACHED,
    "request_timeout": Fault.HOOK_SLOW,
    "error_status_code": Fault.HOOK_REFUSED,
}
ALONE: Final = frozenset({ChannelKind.INTEGRITY})
WORDS: Final = {News.BROKEN: "check.alarm", News.MENDED: "check.mended"}

# Whether a page answers: the true one asks over the network.
Opens = Callable[[str], bool]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """One round of looking, and what it found of the parts that all channels share."""

    service: Service
    opens: Opens

    def look(self, office: str, channel: str) -> list[Fault]:
        """Everything that is wrong with one channel."""
        if channel == WEB:
            page = f"{self.service.public_url}/integrity/"
            return [*self._shared(), *(() if self.opens(page) else (Fault.PAGE,))]
        line = self.service.lines[channel]
        found = [*self._shared(), *line_faults(line, self.service.public_url)]
        # On an account for reports alone, something that waits would tell that somebody wrote.
        return found if line.channel.kinds == ALONE else [*found, *self._late(line)]

    def _shared(self) -> Iterator[Fault]:
        after = self.service.clock() - PULSE_WITHIN
        beat = select(Heartbeat).where(Heartbeat.name == jobs.NAME, Heartbeat.beat_at >= after)
        with self.service.database.reading(EVERY_OFFICE) as session:
            if session.scalar(beat) is None:
                yield Fault.WORKER

    def _late(self, line: Line) -> list[Fault]:
        with self.service.database.reading(line.office.slug) as session:
            return list(_waits(session, line.channel.slug, self.service))


def check_channels(shift: Shift) -> None:
    """What the timetable calls: look at what is due, alarm, and ask the person."""
    jobs.beat(shift)  # the pulse of this very process, unless its sweeps stand still
    check(shift.service, page_opens)


def check(service: Service, opens: Opens) -> None:
    """One round through all offices."""
    this = Round(service, cache(opens))  # the page is the same for every office
    wanted = [(office, slug) for office in service.offices for slug in _due(service, office)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        seen = list(pool.map(lambda each: this.look(*each), wanted))
    for office in service.offices:
        found = {slug: f for (of, slug), f in zip(wanted, seen, strict=True) if of == office}
        _see_to(service, office, found)


def _see_to(service: Service, office: str, found: Mapping[str, list[Fault]]) -> None:
    """Deal with what was found at one office; its trouble must not stop the others."""
    try:
        for channel, faults in found.items():
            _keep(service, office, channel, faults)
        _ask(service, office)
    except Exception as problem:  # noqa: BLE001 - the next round finds the same facts
        log.error("check_failed kind=%s", type(problem).__name__)  # noqa: TRY400 - no words


def _due(service: Service, slug: str) -> tuple[str, ...]:
    with service.database.reading(slug) as session:
        return to_look_at(session, service.offices[slug], now=service.clock())


def _keep(service: Service, slug: str, channel: str, faults: list[Fault]) -> None:
    """Write down what a look found, and tell whoever must hear of it."""
    office, now = service.offices[slug], service.clock()
    told = 0
    with service.database.writing(slug) as session:
        news = note(session, office, channel, faults, now=now)
        if news is not News.NOTHING:
            entrances = packed(entrance.value for entrance in ways(office)[channel])
            said = {"channel": channel, "entrances": entrances, "faults": packed(faults)}
            told = tell(session, office, Message(WORDS[news], said), now=now)
        calls = Mailroom(session, service.vault, office, now=now).post(None, ())
    if news is News.BROKEN:
        for fault in faults:
            log.error("channel_fails channel=%s kind=%s count=%d", channel, fault.name, told)
    elif news is News.MENDED:
        log.info("channel_works_again channel=%s", channel)
    Delivery(service).deliver(slug, calls)


def _ask(service: Service, slug: str) -> None:
    """Bring an office's person the card, if it is time."""
    office, now = service.offices[slug], service.clock()
    with service.database.writing(slug) as session:
        ask_person(session, office, now=now)
        calls = Mailroom(session, service.vault, office, now=now).post(None, ())
    Delivery(service).deliver(slug, calls)


def line_faults(line: Line, public_url: str) -> Iterator[Fault]:
    """What LINE says of an account: does our token work, do webhooks arrive, may we push.

    When LINE is away or refuses us, nothing more is asked of it.
    """
    try:
        line.gateway.info()
    except Refused:
        yield Fault.REFUSED
        return
    except LineError:
        yield Fault.AWAY
        return
    yield from _hook(line, f"{public_url}/line/{line.channel.slug}/webhook")
    yield from _quota(line)


def _hook(line: Line, ours: str) -> Iterator[Fault]:
    try:
        tried = line.gateway.test_webhook()
    except LineError:
        yield Fault.HOOK_FAILS
        return
    fault = hook_fault(tried, ours)
    if fault is not None:
        yield fault


def hook_fault(tried: WebhookTest, ours: str) -> Fault | None:
    """What is wrong with the way from LINE to us; None if an event would arrive."""
    if tried.endpoint is None:
        return Fault.HOOK_UNSET
    if tried.endpoint != ours:
        return Fault.HOOK_ELSEWHERE
    if not tried.active:
        return Fault.HOOK_OFF
    return None if tried.success else REASONS.get(tried.reason.casefold(), Fault.HOOK_FAILS)


def _quota(line: Line) -> Iterator[Fault]:
    try:
        quota = line.gateway.quota()
    except LineError:
        yield Fault.QUOTA_UNREAD
        return
    if quota.limit is not None and quota.used >= quota.limit:
        yield Fault.QUOTA_USED_UP


def _waits(session: Session, channel: str, service: Service) -> Iterator[Fault]:
    """Whether what came in or must go out has been waiting for long."""
    before = service.clock() - LATE
    inbox = (Inbound.channel == channel, Inbound.settled_at.is_(None), Inbound.received_at < before)
    if session.scalar(select(Inbound.event_id).where(*inbox).limit(1)) is not None:
        yield Fault.INBOX_LATE
    outbox = (Outgoing.settled_at.is_(None), Outgoing.created_at < before)
    if session.scalar(select(Outgoing.id).where(Outgoing.channel == channel, *outbox).limit(1)):
        yield Fault.OUTBOX_LATE


def page_opens(address: str, *, patience: float = PATIENCE) -> bool:
    """Whether a page of ours answers; from this machine, by the address that everybody uses."""
    try:
        with urllib.request.urlopen(address, timeout=patience) as answer:  # noqa: S310 - our own address
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False
