"""What came in from LINE and what must go out: the inbox, the notices owed, and the outbox."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, OfficeOwned, one_of, partial_index, words
from models.vocabulary import Audience, Method, NoticeState, Settled


class Inbound(OfficeOwned, Base):
    """A webhook event as it came: sealed until it is handled, then emptied.

    The key is LINE's event id, so a redelivered event is the same row.
    """

    __tablename__ = "inbound"
    __table_args__ = (
        partial_index(
            "ix_inbound_waiting",
            "office_id",
            "channel",
            "person_index",
            "occurred_at",
            where="settled_at IS NULL",
        ),
    )

    channel: Mapped[str] = mapped_column(String(60), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    person_index: Mapped[str | None] = mapped_column(String(64))
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    failed: Mapped[bool] = mapped_column(default=False)


class TakenBack(OfficeOwned, Base):
    """That a message was unsent: LINE may deliver the message itself only after that. A keyed
    hash of its id, and the day; what it was, and whose, is not known.
    """

    __tablename__ = "taken_back"

    message_index: Mapped[str] = mapped_column(String(64), primary_key=True)
    on: Mapped[date]


class Notice(Identified, Base):
    """Something the office told, or owes, somebody: which text, when, what became of it (A45)."""

    __tablename__ = "notice"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "case_id"], ["case_file.office_id", "case_file.id"]),
        ForeignKeyConstraint(["office_id", "person_id"], ["person.office_id", "person.id"]),
        Index("ix_notice_case", "office_id", "case_id"),
        Index("ix_notice_outgoing", "office_id", "outgoing_id"),
        # For a person to be forgotten, the database looks for what points to them.
        Index("ix_notice_person", "office_id", "person_id"),
        partial_index(
            "ix_notice_held",
            "send_from",
            where=f"state = '{NoticeState.WAITING.value}' AND outgoing_id IS NULL",
        ),
        partial_index(
            "ix_notice_open",
            "office_id",
            "person_id",
            where=f"state IN {one_of((NoticeState.WAITING, NoticeState.UNDELIVERED))}",
        ),
    )

    case_id: Mapped[uuid.UUID | None]
    person_id: Mapped[uuid.UUID | None]
    audience: Mapped[Audience] = mapped_column(words(Audience))
    message: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    position: Mapped[int]
    state: Mapped[NoticeState] = mapped_column(words(NoticeState))
    send_from: Mapped[datetime | None]  # held until then, to be merged with others; None: at once
    settled_at: Mapped[datetime | None]
    outgoing_id: Mapped[uuid.UUID | None]


class Outgoing(Identified, Base):
    """One call to LINE: body frozen and retry key stored before the first try, emptied when
    settled.
    """

    __tablename__ = "outgoing"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "person_id"], ["person.office_id", "person.id"]),
        Index("ix_outgoing_person", "office_id", "person_id"),
        partial_index(
            "ix_outgoing_waiting",
            "due_at",
            where="settled_at IS NULL",
        ),
        partial_index(
            "ix_outgoing_person_waiting",
            "office_id",
            "person_id",
            "created_at",
            where="settled_at IS NULL",
        ),
    )

    channel: Mapped[str] = mapped_column(String(60))
    method: Mapped[Method] = mapped_column(words(Method))
    person_id: Mapped[uuid.UUID | None]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    retry_key: Mapped[str] = mapped_column(String(36))
    reply_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    position: Mapped[int]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    first_tried_at: Mapped[datetime | None]
    unsure: Mapped[bool] = mapped_column(default=False)
    leased_until: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    result: Mapped[Settled | None] = mapped_column(words(Settled))


class Heartbeat(Base):
    """When a process that must keep running was last seen to."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    beat_at: Mapped[datetime]
