"""The staff console: who may log in, and which browsers are logged in (security D8)."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, OfficeOwned, words
from models.vocabulary import Role


class Account(Identified, Base):
    """A member of staff's way into the console: password and one-time codes (security D8)."""

    __tablename__ = "account"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "staff_id"], ["staff.office_id", "staff.id"]),
        UniqueConstraint("office_id", "staff_id"),
        UniqueConstraint("name"),
    )

    staff_id: Mapped[uuid.UUID]
    name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str | None] = mapped_column(String(200))  # None until first login
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_used: Mapped[int] = mapped_column(default=0)  # the last counter taken: a code works once
    recovery_hashes: Mapped[list[str]]
    welcome_digest: Mapped[str | None] = mapped_column(String(64))  # one-time code to set it up
    welcome_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    barred_until: Mapped[datetime | None]


class ConsoleSession(OfficeOwned, Base):
    """A browser that is logged in; only a digest of its token is kept.

    Role and unit are those of the moment of logging in: a session does not outlive either.
    """

    __tablename__ = "console_session"
    __table_args__ = (
        ForeignKeyConstraint(
            ["office_id", "account_id"], ["account.office_id", "account.id"], ondelete="CASCADE"
        ),
    )

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[uuid.UUID]
    role: Mapped[Role] = mapped_column(words(Role))
    unit: Mapped[str] = mapped_column(String(20))
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    stepped_up_at: Mapped[datetime | None]
