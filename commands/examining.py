"""What `doctor` looks at: each examination gives findings, in words, with what to do about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.line.errors import LineError
from bot.service import Line, Service
from commands.menus import plan, wanted
from commands.office import file_warnings, staff_warnings
from commands.speaking import words
from models.post import Inbound
from models.scope import EVERY_OFFICE
from texts.message import Param
from web.health import CHECKS

NEARLY_USED_UP: Final = 0.8  # of a month's pushes
INBOX_LATE: Final = timedelta(minutes=5)
FAILED_WITHIN: Final = timedelta(days=1)


class State(StrEnum):
    """How it is."""

    OK = "ok"
    WEAK = "weak"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: `what` was looked at, how it is, and what follows from that."""

    state: State
    what: str
    said: str


def _finding(state: State, what: str, key: str, /, **params: Param) -> Finding:
    return Finding(state, what, words(f"doctor.{key}", **params))


def health(service: Service) -> Iterator[Finding]:
    """What /readyz asks too: database, schema, worker, outbox; and the inbox."""
    for name, check in CHECKS.items():
        what = words(f"doctor.what.{name}")
        try:
            state = State.BAD if check(service) else State.OK
        except SQLAlchemyError as problem:
            yield _finding(State.BAD, what, "no_database", kind=type(problem).__name__)
            return  # nothing that follows could be asked
        yield _finding(state, what, f"{name}_{state}")
        if name == "schema" and state is State.BAD:
            return
    yield _inbox(service)


def _inbox(service: Service) -> Finding:
    now, what = service.clock(), words("doctor.what.inbox")
    late = select(func.count()).where(
        Inbound.settled_at.is_(None), Inbound.received_at < now - INBOX_LATE
    )
    failed = select(func.count()).where(
        Inbound.failed.is_(True), Inbound.settled_at > now - FAILED_WITHIN
    )
    with service.database.reading(EVERY_OFFICE) as session:
        waiting, given_up = session.scalar(late) or 0, session.scalar(failed) or 0
    if waiting:
        return _finding(State.BAD, what, "inbox_bad", count=waiting)
    if given_up:
        return _finding(State.WEAK, what, "inbox_weak", count=given_up)
    return _finding(State.OK, what, "inbox_ok")


def offices(service: Service) -> Iterator[Finding]:
    """What office files and register still lack."""
    for office in service.offices.values():
        lacks = [*file_warnings(office), *staff_warnings(service, office)]
        if not lacks:
            yield _finding(State.OK, office.slug, "office_ok")
        for lack in lacks:
            yield Finding(State.WEAK, office.slug, lack.removeprefix(f"{office.slug}: "))


def account(service: Service, line: Line) -> Iterator[Finding]:
    """One LINE account: does its token work, where do its webhooks go, what does it show."""
    slug = line.channel.slug
    try:
        info = line.gateway.info()
        yield _finding(State.OK, slug, "token_ok", name=info.name, basic_id=info.basic_id)
        yield _webhook(service, line)
        yield _quota(line)
        yield _menus(line)
    except LineError as problem:
        yield _finding(State.BAD, slug, "line_bad", kind=type(problem).__name__, why=str(problem))


def _webhook(service: Service, line: Line) -> Finding:
    slug = line.channel.slug
    ours = f"{service.public_url}/line/{slug}/webhook"
    tried = line.gateway.test_webhook()
    if tried.endpoint != ours:
        return _finding(State.BAD, slug, "webhook_elsewhere", address=ours)
    if not tried.active:
        return _finding(State.BAD, slug, "webhook_off")
    if not tried.success:
        return _finding(
            State.BAD, slug, "webhook_fails", address=ours, status=str(tried.status or "?")
        )
    return _finding(State.OK, slug, "webhook_ok", address=ours)


def _quota(line: Line) -> Finding:
    quota = line.gateway.quota()
    limit = quota.limit
    if limit is None:
        return _finding(State.OK, line.channel.slug, "quota_unlimited", used=quota.used)
    state = State.OK if quota.used < limit * NEARLY_USED_UP else State.WEAK
    if quota.used >= limit:
        state = State.BAD
    return _finding(state, line.channel.slug, f"quota_{state}", used=quota.used, limit=limit)


def _menus(line: Line) -> Finding:
    expected = {menu.alias: plan(menu).name for menu in wanted(line.channel)}
    names, aliases = line.menus.names(), line.menus.aliases()
    shown = {alias: names.get(aliases.get(alias, "")) for alias in expected}
    default = names.get(line.menus.default() or "")
    right = shown == expected and default == next(iter(expected.values()), default)
    state = State.OK if right else State.WEAK
    return _finding(state, line.channel.slug, f"menus_{state}")
