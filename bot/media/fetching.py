"""Fetches what people sent from LINE, at once: LINE keeps it for a while and promises nothing."""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.delivery import Delivery
from bot.line.errors import LineError, Refused, TooLarge
from bot.mailroom import Mailroom
from bot.media.cleaning import CLEANERS, Unusable
from bot.service import Service
from cases.notices import owe
from config.office import ChannelKind
from integrity.vault import Purpose
from models.case import Attachment, AttachmentBytes
from models.post import Notice
from models.scope import EVERY_OFFICE
from models.statements import change
from models.vocabulary import Audience, MediaState
from texts.message import Message

LEASE: Final = timedelta(seconds=90)
FIRST_WAIT: Final = timedelta(seconds=3)
LONGEST_WAIT: Final = timedelta(minutes=30)
GIVE_UP: Final = timedelta(hours=24)
LOST: Final = frozenset({MediaState.REFUSED, MediaState.GONE})
UNUSABLE: Final = "notice.file_unusable"
TOGETHER: Final = timedelta(minutes=2)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A claimed file."""

    office: str
    id: uuid.UUID
    channel: str
    message_id: str
    kind: str
    received_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of it: a state, the bytes if there are any, or a time to try again."""

    state: MediaState
    content: bytes = b""
    media_type: str | None = None
    again_at: datetime | None = None


def due(service: Service, *, limit: int = 20) -> list[tuple[str, uuid.UUID]]:
    """Files that are wanted and that nobody is fetching."""
    now = service.clock()
    free = or_(Attachment.leased_until.is_(None), Attachment.leased_until < now)
    wanted = (
        select(Attachment.office_id, Attachment.id)
        .where(Attachment.state == MediaState.WANTED, Attachment.due_at <= now, free)
        .order_by(Attachment.due_at)
        .limit(limit)
    )
    with service.database.reading(EVERY_OFFICE) as session:
        return [(office, file) for office, file in session.execute(wanted)]


def fetch(service: Service, office: str, file: uuid.UUID) -> None:
    """Fetch one file, rebuild it, seal it; or write down why not, and tell its sender."""
    wanted = _claim(service, office, file)
    if wanted is None:
        return
    fetched = _ask_line(service, wanted)
    log.info("file_fetched state=%s", fetched.state)
    calls = _keep(service, wanted, fetched)
    Delivery(service).deliver(office, calls)


def _claim(service: Service, office: str, file: uuid.UUID) -> Wanted | None:
    now = service.clock()
    free = or_(Attachment.leased_until.is_(None), Attachment.leased_until < now)
    with service.database.writing(office) as session:
        claim = (
            update(Attachment)
            .where(Attachment.id == file, Attachment.state == MediaState.WANTED, free)
            .values(leased_until=now + LEASE, attempts=Attachment.attempts + 1)
        )
        if change(session, claim) != 1:
            return None
        row = session.get_one(Attachment, (office, file))
        return Wanted(
            office,
            file,
            row.channel,
            row.message_id,
            row.kind.value,
            row.received_at,
            row.attempts,
        )


def _ask_line(service: Service, wanted: Wanted) -> Fetched:
    gateway = service.lines[wanted.channel].gateway
    try:
        raw = gateway.content(wanted.message_id)
        content, media_type = CLEANERS[wanted.kind](raw.data)
        return Fetched(MediaState.STORED, content, media_type)
    except (TooLarge, Unusable):  # before Refused, of which TooLarge is one
        return Fetched(MediaState.REFUSED)
    except Refused:
        return Fetched(MediaState.GONE)
    except LineError:  # not ready yet, or LINE not reached: both mean later
        now = service.clock()
        if now - wanted.received_at > GIVE_UP:
            return Fetched(MediaState.GONE)
        wait = min(FIRST_WAIT * 2 ** min(wanted.tries - 1, 10), LONGEST_WAIT)
        return Fetched(MediaState.WANTED, again_at=now + wait)


def _keep(service: Service, wanted: Wanted, fetched: Fetched) -> tuple[uuid.UUID, ...]:
    """Write down what came of it; gives the calls to LINE that follow from it."""
    with service.database.writing(wanted.office) as session:
        row = session.get_one(Attachment, (wanted.office, wanted.id))
        if row.state is not MediaState.WANTED:
            return ()  # unsent in the meantime: what was fetched is dropped
        row.state, row.leased_until = fetched.state, None
        if fetched.again_at is not None:
            row.due_at = fetched.again_at
        if fetched.state is MediaState.STORED:
            row.media_type, row.size = fetched.media_type, len(fetched.content)
            place = sealed_where(wanted.office, wanted.id)
            sealed = service.vault.seal(Purpose.ATTACHMENT, fetched.content, where=place)
            session.add(AttachmentBytes(attachment_id=wanted.id, sealed=sealed))
        if fetched.state in LOST:
            return _tell(service, session, row)
    return ()


def _tell(service: Service, session: Session, file: Attachment) -> tuple[uuid.UUID, ...]:
    """Tell the sender that a file is not with their matter; once for many sent together."""
    now = service.clock()
    told = select(Notice.id).where(
        Notice.person_id == file.person_id,
        Notice.message["key"].as_string() == UNUSABLE,
        Notice.created_at > now - TOGETHER,
    )
    if session.scalar(told.limit(1)) is not None:
        return ()
    line = service.lines[file.channel]
    owe(
        session,
        Message(UNUSABLE),
        case_id=file.case_id,
        person_id=file.person_id,
        audience=Audience.CITIZEN if ChannelKind.GENERAL in line.channel.kinds else Audience.STAFF,
        secrets={},
        now=now,
    )
    return Mailroom(session, service.vault, line.office, now=now).post(None, ())


def sealed_where(office: str, file: uuid.UUID) -> str:
    """The place a file's bytes are sealed for."""
    return f"{office}/attachment/{file}"
