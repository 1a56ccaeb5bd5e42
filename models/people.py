"""Who speaks with the office: people on LINE, staff, and the codes that make one the other."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, OfficeOwned, words
from models.vocabulary import Role


class Person(Identified, Base):
    """Somebody on one of the office's LINE channels. The LINE id is here only, and only sealed
    (A21).
    """

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("office_id", "channel", "user_index"),)

    channel: Mapped[str] = mapped_column(String(60))
    user_index: Mapped[str] = mapped_column(String(64))  # keyed hash, to find the row
    user_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # to answer
    lang: Mapped[str] = mapped_column(String(2), default="th")
    since: Mapped[datetime]
    blocked_at: Mapped[datetime | None]
    # LINE delivers to friends, and for seven days to whoever wrote without becoming one.
    friend: Mapped[bool] = mapped_column(default=False)
    wrote_on: Mapped[date | None]


class Conversation(OfficeOwned, Base):
    """Where a person stands in a dialogue; one row a person."""

    __tablename__ = "conversation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["office_id", "person_id"], ["person.office_id", "person.id"], ondelete="CASCADE"
        ),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    position: Mapped[dict[str, Any] | None]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it once


class Staff(Identified, Base):
    """A member of staff: their role, their unit, and the LINE person they linked."""

    __tablename__ = "staff"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "person_id"], ["person.office_id", "person.id"]),
        ForeignKeyConstraint(["office_id", "deputy_id"], ["staff.office_id", "staff.id"]),
        UniqueConstraint("office_id", "person_id"),
        Index("ix_staff_unit", "office_id", "unit"),
    )

    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(words(Role))
    unit: Mapped[str] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(default=True)
    away_until: Mapped[date | None]
    deputy_id: Mapped[uuid.UUID | None]
    person_id: Mapped[uuid.UUID | None]
    linked_at: Mapped[datetime | None]


class Invite(Identified, Base):
    """A one-time code with which a member of staff links their LINE account (T99)."""

    __tablename__ = "invite"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "staff_id"], ["staff.office_id", "staff.id"]),
        UniqueConstraint("office_id", "code_digest"),
    )

    staff_id: Mapped[uuid.UUID]
    code_digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempts(OfficeOwned, Base):
    """How often somebody tried a code within a window of time."""

    __tablename__ = "attempts"

    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    window: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
