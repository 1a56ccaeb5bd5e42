"""What the office watches itself by: the month's pushes, the daily check of its channels, the
director's monthly brief, and what was deleted and must stay so after a restore.
"""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, OfficeOwned, words
from models.vocabulary import Entrance


class PushQuota(OfficeOwned, Base):
    """The pushes LINE allows a channel in a month, and how many are used: read, then counted on."""

    __tablename__ = "push_quota"

    channel: Mapped[str] = mapped_column(String(60), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    limit: Mapped[int | None]  # None: without limit
    used: Mapped[int]
    reserved: Mapped[int] = mapped_column(default=0)  # for legal notices that may still come
    read_at: Mapped[datetime]
    exhausted_at: Mapped[datetime | None]  # LINE refused a push for want of quota
    alarmed: Mapped[int] = mapped_column(default=0)  # percent at which the administrator was told


class ChannelCheck(OfficeOwned, Base):
    """The daily check of one way into the office: by the machine, then by a person (A67, A68)."""

    __tablename__ = "channel_check"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "confirmed_by"], ["staff.office_id", "staff.id"]),
    )

    channel: Mapped[str] = mapped_column(String(60), primary_key=True)
    entrance: Mapped[Entrance] = mapped_column(words(Entrance), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    checked_at: Mapped[datetime]
    faults: Mapped[list[str]]  # catalogue keys of what was wrong; empty: it works
    alarmed_at: Mapped[datetime | None]  # somebody was told of the faults
    mended_at: Mapped[datetime | None]  # a later look of that day found none any more
    asked_at: Mapped[datetime | None]  # a person was asked to look too
    confirmed_by: Mapped[uuid.UUID | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_well: Mapped[bool | None]  # False: the person found it not working


class Brief(OfficeOwned, Base):
    """The director's brief on a month, frozen as it was sent, and who signed it (A90)."""

    __tablename__ = "brief"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "signed_by"], ["staff.office_id", "staff.id"]),
    )

    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    figures: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    signed_by: Mapped[uuid.UUID | None]
    signed_at: Mapped[datetime | None]


class Tombstone(OfficeOwned, Base):
    """Something that was forgotten, so that a restored backup forgets it again."""

    __tablename__ = "tombstone"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    ref: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    on: Mapped[date]
