"""A case: what it is, what was said on it, its files, and its history, which only grows."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from models.base import Base, Identified, OfficeOwned, one_of, partial_index, words
from models.vocabulary import (
    OPEN,
    Action,
    ActorKind,
    EntryKind,
    IntakeChannel,
    MediaKind,
    MediaState,
    Origin,
    State,
    Track,
)


class Counter(OfficeOwned, Base):
    """The last running number of a series in a fiscal year (Buddhist era)."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    fiscal_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(default=0)


class Case(Identified, Base):
    """A complaint or grievance, from receipt to closing (requirements 4.1)."""

    __tablename__ = "case_file"
    __table_args__ = (
        UniqueConstraint("office_id", "number"),
        UniqueConstraint("code_digest"),
        ForeignKeyConstraint(["office_id", "person_id"], ["person.office_id", "person.id"]),
        ForeignKeyConstraint(["office_id", "officer_id"], ["staff.office_id", "staff.id"]),
        # Only open cases have a clock; a full index on the date would cost more than none.
        partial_index(
            "ix_case_open_promised",
            "office_id",
            "promised_on",
            where=f"state IN {one_of(OPEN)}",
        ),
        # What the clock looks for among a million cases: only those it will ask something of.
        partial_index("ix_case_due", "due_at", where="due_at IS NOT NULL"),
        # What the night forgets, the oldest first (cases.forgetting).
        partial_index("ix_case_closed", "office_id", "closed_at", where="closed_at IS NOT NULL"),
        Index("ix_case_unit", "office_id", "unit", "state"),
        Index("ix_case_officer", "office_id", "officer_id"),
        Index("ix_case_person", "office_id", "person_id"),
    )

    number: Mapped[str] = mapped_column(String(40))
    code_digest: Mapped[str] = mapped_column(String(64))
    track: Mapped[Track] = mapped_column(words(Track))
    category: Mapped[str] = mapped_column(String(40))
    state: Mapped[State] = mapped_column(words(State))
    unit: Mapped[str] = mapped_column(String(20))
    officer_id: Mapped[uuid.UUID | None]
    person_id: Mapped[uuid.UUID | None]
    origin: Mapped[Origin] = mapped_column(words(Origin))
    channel: Mapped[IntakeChannel] = mapped_column(words(IntakeChannel))
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    promised_on: Mapped[date]
    first_promised_on: Mapped[date]
    told_on: Mapped[date]  # when the citizen last heard from the office
    followed_until: Mapped[datetime]  # what the clock asked up to here was dealt with
    due_at: Mapped[datetime | None]  # when it asks next (cases.agenda)
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reopened: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it once


class Entry(Identified, Base):
    """A piece of text on a case: erasable, because people may unsend; the history is not."""

    __tablename__ = "entry"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "case_id"], ["case_file.office_id", "case_file.id"]),
        Index("ix_entry_case", "office_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    kind: Mapped[EntryKind] = mapped_column(words(EntryKind))
    by: Mapped[ActorKind] = mapped_column(words(ActorKind))
    staff_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    position: Mapped[int]
    text: Mapped[str | None] = mapped_column(Text)
    lat: Mapped[float | None]
    lng: Mapped[float | None]
    erased_at: Mapped[datetime | None]


class Source(OfficeOwned, Base):
    """Which LINE message a piece of text came from, so that unsending the one erases the other."""

    __tablename__ = "source"
    __table_args__ = (
        ForeignKeyConstraint(
            ["office_id", "entry_id"], ["entry.office_id", "entry.id"], ondelete="CASCADE"
        ),
        Index("ix_source_entry", "office_id", "entry_id"),
    )

    message_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    entry_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)


class Attachment(Identified, Base):
    """A photo, recording or document. Its bytes lie apart, cleaned and sealed."""

    __tablename__ = "attachment"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "case_id"], ["case_file.office_id", "case_file.id"]),
        ForeignKeyConstraint(["office_id", "person_id"], ["person.office_id", "person.id"]),
        Index("ix_attachment_case", "office_id", "case_id"),
        Index("ix_attachment_message", "office_id", "message_id"),
        Index("ix_attachment_person", "office_id", "person_id"),
        Index("uq_attachment_token", "token", unique=True),
        partial_index(
            "ix_attachment_wanted",
            "due_at",
            where=f"state = '{MediaState.WANTED.value}'",
        ),
    )

    person_id: Mapped[uuid.UUID | None]  # None: what tied it to its sender was cut
    channel: Mapped[str] = mapped_column(String(60))
    message_id: Mapped[str] = mapped_column(String(64))
    case_id: Mapped[uuid.UUID | None]
    shown_as: Mapped[EntryKind] = mapped_column(words(EntryKind))
    kind: Mapped[MediaKind] = mapped_column(words(MediaKind))
    state: Mapped[MediaState] = mapped_column(words(MediaState))
    token: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str | None] = mapped_column(String(80))
    size: Mapped[int | None]
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]


class AttachmentBytes(OfficeOwned, Base):
    """The sealed bytes of an attachment; deleting this row is what erasing a file means."""

    __tablename__ = "attachment_bytes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["office_id", "attachment_id"],
            ["attachment.office_id", "attachment.id"],
            ondelete="CASCADE",
        ),
    )

    attachment_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class CaseEvent(Identified, Base):
    """One thing that happened to a case. Appended, never changed: timelines and figures come from
    here.
    """

    __tablename__ = "case_event"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "case_id"], ["case_file.office_id", "case_file.id"]),
        UniqueConstraint("office_id", "case_id", "position"),
        Index("ix_case_event_at", "office_id", "at"),
    )

    case_id: Mapped[uuid.UUID]
    position: Mapped[int]
    action: Mapped[Action] = mapped_column(words(Action))
    state: Mapped[State] = mapped_column(words(State))
    unit: Mapped[str] = mapped_column(String(20))
    officer_id: Mapped[uuid.UUID | None]
    by: Mapped[ActorKind] = mapped_column(words(ActorKind))
    staff_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime]
    entry_id: Mapped[uuid.UUID | None]
    data: Mapped[dict[str, Any]]


class HistoryIsAppendOnly(RuntimeError):
    """Somebody tried to change or remove what happened."""


@event.listens_for(CaseEvent, "before_update")
@event.listens_for(CaseEvent, "before_delete")
def _refuse(_mapper: Mapper[Any], _connection: Connection, _target: CaseEvent) -> None:
    raise HistoryIsAppendOnly("history is only ever appended to")
