"""The daily check of every way into the office: by the machine, then by a person (A67-A69;
002:375, 002:455, 002:465). It tells that a way is open, never what or how much came in by it.

A fault is believed when two looks some minutes apart find one: what is just being started anew is
not broken. What was believed stays on record when it is mended the same day.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from cases.deadlines import BANGKOK, local_date
from cases.ladder import is_there
from cases.notices import owe
from config.office import ChannelKind, Office
from models.people import Staff
from models.statements import add_if_absent, change
from models.vocabulary import Audience, Entrance, Role
from models.watch import ChannelCheck
from texts.message import Message


class Fault(StrEnum):
    """What can be wrong with a way in, as the key of its words."""

    REFUSED = "check.fault.refused"
    AWAY = "check.fault.away"
    HOOK_UNSET = "check.fault.hook_unset"
    HOOK_ELSEWHERE = "check.fault.hook_elsewhere"
    HOOK_OFF = "check.fault.hook_off"
    HOOK_UNREACHED = "check.fault.hook_unreached"
    HOOK_SLOW = "check.fault.hook_slow"
    HOOK_REFUSED = "check.fault.hook_refused"
    HOOK_FAILS = "check.fault.hook_fails"
    QUOTA_UNREAD = "check.fault.quota_unread"
    QUOTA_USED_UP = "check.fault.quota_used_up"
    INBOX_LATE = "check.fault.inbox_late"
    OUTBOX_LATE = "check.fault.outbox_late"
    WORKER = "check.fault.worker"
    PAGE = "check.fault.page"


class News(StrEnum):
    """What a look at a channel gives people to hear."""

    NOTHING = "nothing"
    BROKEN = "broken"
    MENDED = "mended"


FROM: Final = time(7, 30)
AGAIN_AFTER: Final = timedelta(minutes=2)
WEB: Final = "web"  # the sealed page, where LINE's accounts have their slugs
SERVES: Final[dict[ChannelKind, tuple[Entrance, ...]]] = {
    ChannelKind.GENERAL: (Entrance.COMPLAINTS, Entrance.OPINIONS, Entrance.INQUIRIES),
    ChannelKind.INTEGRITY: (Entrance.CORRUPTION,),
    ChannelKind.STAFF: (Entrance.STAFF,),
}
TOLD: Final = (Role.ADMIN, Role.PUBLIC_RELATIONS)
CENTRE: Final = (Role.CENTRE,)


def ways(office: Office) -> Mapping[str, tuple[Entrance, ...]]:
    """The ways into an office: which entrances each of its channels is, and the sealed page."""
    channels = {
        channel.slug: tuple(e for kind, es in SERVES.items() if kind in channel.kinds for e in es)
        for channel in office.channels
    }
    return {**channels, WEB: (Entrance.CORRUPTION,)}


def works(row: ChannelCheck) -> bool:
    """Whether an entrance works, as far as is believed."""
    return row.alarmed_at is None or row.mended_at is not None


def is_open(row: ChannelCheck) -> bool:
    """Whether a fault was seen that nobody has seen gone, believed yet or not."""
    return bool(row.faults) and row.mended_at is None


def of_day(session: Session, day: date) -> Sequence[ChannelCheck]:
    """The office's checks of a day; of all offices in a session that sees them."""
    rows = select(ChannelCheck).where(ChannelCheck.on == day)
    return session.scalars(rows.order_by(ChannelCheck.channel, ChannelCheck.entrance)).all()


def to_look_at(session: Session, office: Office, *, now: datetime) -> tuple[str, ...]:
    """The channels to look at now: from the morning on whatever nobody looked at today, and again
    whatever did not work.
    """
    here = now.astimezone(BANGKOK)
    if here.time() < FROM:
        return ()
    seen: dict[str, list[ChannelCheck]] = {}
    for row in of_day(session, here.date()):
        seen.setdefault(row.channel, []).append(row)
    return tuple(slug for slug in ways(office) if _wants_a_look(seen.get(slug, []), now=now))


def _wants_a_look(rows: Sequence[ChannelCheck], *, now: datetime) -> bool:
    wrong = [row for row in rows if is_open(row)]
    return not rows or any(row.checked_at <= now - AGAIN_AFTER for row in wrong)


def note(
    session: Session, office: Office, channel: str, faults: Iterable[Fault], *, now: datetime
) -> News:
    """Keep what a look at a channel found, once however many look, and tell what is news of it."""
    found, today = [fault.value for fault in faults], local_date(now)
    mine = (ChannelCheck.channel == channel, ChannelCheck.on == today)
    before = session.scalars(select(ChannelCheck).where(*mine)).all()
    if not before:
        blank = {"office_id": office.slug, "channel": channel, "on": today, "checked_at": now}
        entrances = ways(office)[channel]
        rows = [{**blank, "entrance": entrance, "faults": found} for entrance in entrances]
        add_if_absent(session, ChannelCheck, rows)
        return News.NOTHING
    if not any(is_open(row) for row in before):
        return News.NOTHING
    untold = (*mine, ChannelCheck.alarmed_at.is_(None))
    if found:
        seen_before = (*untold, ChannelCheck.checked_at <= now - AGAIN_AFTER)
        is_news = record(session, seen_before, faults=found, alarmed_at=now)
        return News.BROKEN if is_news else News.NOTHING
    record(session, untold, faults=[], checked_at=now)
    broken = (*mine, ChannelCheck.alarmed_at.is_not(None), ChannelCheck.mended_at.is_(None))
    return News.MENDED if record(session, broken, mended_at=now) else News.NOTHING


def record(session: Session, which: Iterable[ColumnElement[bool]], **values: object) -> bool:
    """Write on the checks that fit; whether there were any, so that of two one comes first."""
    return change(session, update(ChannelCheck).where(*which).values(**values)) > 0


def tell(
    session: Session,
    office: Office,
    message: Message,
    *,
    now: datetime,
    roles: Sequence[Role] = TOLD,
) -> int:
    """Owe a word on a channel to the administrator and the officer who watches it (A69), or to the
    centre when there is neither; tells to how many.
    """
    hearers = linked(session, roles, now=now) or linked(session, CENTRE, now=now)
    for staff in hearers:
        params = {"office": office.name, **message.params}
        owe_to(session, staff, Message(message.key, params), now=now)
    return len(hearers)


def packed(faults: Iterable[str]) -> str:
    """Faults as one parameter of a notice; their keys are words without commas."""
    return ",".join(faults)


def linked(session: Session, roles: Iterable[Role], *, now: datetime) -> Sequence[Staff]:
    """Who of these roles can be told: in service, linked, and rather here than away."""
    able = (Staff.role.in_(roles), Staff.active.is_(True), Staff.person_id.is_not(None))
    staff = session.scalars(select(Staff).where(*able)).all()
    return [s for s in staff if is_there(s, local_date(now))] or staff


def owe_to(session: Session, staff: Staff, message: Message, *, now: datetime) -> None:
    """Owe a member of staff a word that is about no case."""
    owe(
        session,
        message,
        case_id=None,
        person_id=staff.person_id,
        audience=Audience.STAFF,
        secrets={},
        now=now,
    )


def since(session: Session, day: date) -> Sequence[ChannelCheck]:
    """The office's checks from a day on, the newest day first."""
    rows = select(ChannelCheck).where(ChannelCheck.on >= day)
    order = (ChannelCheck.on.desc(), ChannelCheck.channel, ChannelCheck.entrance)
    return session.scalars(rows.order_by(*order)).all()
