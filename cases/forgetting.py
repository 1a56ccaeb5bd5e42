"""Forgetting closed cases part by part: the number to call, who reported it, what was said (A1.8).

What stays of a case is the register: its number, subject, unit and dates, and its history, which
holds no words and no person and from which every figure is read (A1.11).
"""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from cases.tombstones import bury
from config.office import Office, Retention
from models.case import Attachment, AttachmentBytes, Case, Entry, Source
from models.post import Notice
from models.statements import change
from models.vocabulary import FINISHED, MediaState, NoticeState, Track
from models.watch import Tombstone

NO_MESSAGE: Final = ""


class Part(StrEnum):
    """What is forgotten of a case, in this order; a later part takes the earlier ones along."""

    CONTACT = "case_contact"
    REPORTER = "case_reporter"
    TEXT = "case_text"


def is_forgotten(session: Session, case: Case, part: Part) -> bool:
    """Whether a part of a case was forgotten because its time was over."""
    return session.get(Tombstone, (case.office_id, part.value, case.id)) is not None


def forget_some(
    session: Session, part: Part, *, office: Office, now: datetime, at_most: int
) -> int:
    """Forget a part of cases that were closed long enough ago; tell how many cases it were.

    A case that is open, or can still be reopened, is never among them.
    """
    over = or_(*(_is_over(track, part, office, now) for track in Track))
    due = (
        select(Case.id)
        .where(Case.state.in_(FINISHED), over, _is_kept(part))
        .order_by(Case.closed_at)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    cases = session.scalars(due).all()
    if cases:
        forget(session, part, cases, now=now)
    return len(cases)


def forget(session: Session, part: Part, cases: Sequence[uuid.UUID], *, now: datetime) -> None:
    """Forget a part of cases, whatever state they are in; doing it again changes nothing."""
    session.flush()
    for each in Part:
        _FORGET[each](session, cases, now)
        if each is part:
            break
    bury(session, part.value, cases, now=now)
    session.expire_all()


def _is_over(track: Track, part: Part, office: Office, now: datetime) -> ColumnElement[bool]:
    """Whether the days of a track are over; never before the case can no longer be reopened."""
    days = max(_DAYS[part](office.kept(track)), office.clocks.reopen_days)
    return and_(Case.track == track, Case.closed_at < now - timedelta(days=days))


def _is_kept(part: Part) -> ColumnElement[bool]:
    """Whether there is something left to forget; texts may have gone before, by unsending."""
    if part is Part.TEXT:
        buried = select(Tombstone.ref).where(
            Tombstone.office_id == Case.office_id,
            Tombstone.kind == part.value,
            Tombstone.ref == Case.id,
        )
        return ~buried.exists()
    return is_there(part)


def is_there(part: Part) -> ColumnElement[bool]:
    """Whether anything of a part, or of an earlier one, can still be read."""
    there: dict[Part, tuple[ColumnElement[bool], ...]] = {
        Part.CONTACT: (Case.contact_sealed.is_not(None),),
        Part.REPORTER: (Case.person_id.is_not(None), _has(Attachment, "person_id")),
        Part.TEXT: (_has_text(), _has_bytes()),
    }
    parts = list(Part)[: list(Part).index(part) + 1]
    return or_(*(each for earlier in parts for each in there[earlier]))


def _has(table: type[Attachment], column: str) -> ColumnElement[bool]:
    linked = select(table.id).where(
        table.office_id == Case.office_id,
        table.case_id == Case.id,
        getattr(table, column).is_not(None),
    )
    return linked.exists()


def _has_text() -> ColumnElement[bool]:
    said = select(Entry.id).where(
        Entry.office_id == Case.office_id, Entry.case_id == Case.id, Entry.erased_at.is_(None)
    )
    return said.exists()


def _has_bytes() -> ColumnElement[bool]:
    stored = select(Attachment.id).where(
        Attachment.office_id == Case.office_id,
        Attachment.case_id == Case.id,
        Attachment.state != MediaState.ERASED,
    )
    return stored.exists()


def _cut_contact(session: Session, cases: Sequence[uuid.UUID], now: datetime) -> None:
    change(session, update(Case).where(Case.id.in_(cases)).values(contact_sealed=None))


def _cut_reporter(session: Session, cases: Sequence[uuid.UUID], now: datetime) -> None:
    """Cut what leads from a case to a LINE user: the person, and LINE's ids of their messages."""
    change(session, update(Case).where(Case.id.in_(cases)).values(person_id=None))
    files = update(Attachment).where(Attachment.case_id.in_(cases))
    change(session, files.values(person_id=None, message_id=NO_MESSAGE))
    entries = select(Entry.id).where(Entry.case_id.in_(cases))
    session.execute(delete(Source).where(Source.entry_id.in_(entries)), execution_options=_PLAIN)
    notices = update(Notice).where(Notice.case_id.in_(cases))
    waiting = notices.where(Notice.state == NoticeState.WAITING)
    change(session, waiting.values(state=NoticeState.NO_ADDRESS, settled_at=now))
    change(session, notices.values(person_id=None))


def _empty_texts(session: Session, cases: Sequence[uuid.UUID], now: datetime) -> None:
    said = update(Entry).where(Entry.case_id.in_(cases), Entry.erased_at.is_(None))
    change(session, said.values(text=None, lat=None, lng=None, erased_at=now))
    files = select(Attachment.id).where(Attachment.case_id.in_(cases))
    gone = delete(AttachmentBytes).where(AttachmentBytes.attachment_id.in_(files))
    session.execute(gone, execution_options=_PLAIN)
    kept = update(Attachment).where(Attachment.case_id.in_(cases))
    change(session, kept.values(state=MediaState.ERASED))
    for notice in session.scalars(select(Notice).where(Notice.case_id.in_(cases))):
        notice.message = {"key": notice.message["key"], "params": {}}
    session.flush()


_PLAIN: Final[dict[str, Any]] = {"synchronize_session": False}
_DAYS: Final[dict[Part, Callable[[Retention], int]]] = {
    Part.CONTACT: lambda kept: kept.contact_days,
    Part.REPORTER: lambda kept: kept.person_days,
    Part.TEXT: lambda kept: kept.text_days,
}
_FORGET: Final[dict[Part, Callable[[Session, Sequence[uuid.UUID], datetime], None]]] = {
    Part.CONTACT: _cut_contact,
    Part.REPORTER: _cut_reporter,
    Part.TEXT: _empty_texts,
}
