"""The sealed tables: corruption reports. None points to a citizen, a LINE user or a case.

Dates only, never times: with few users a day, a time is a name (security D1, T32). For the same
reason SQLite keeps the rows by their random keys, not by the order in which they came. What says
anything of a report, even its kind and the unit concerned, lies sealed under the report's own key.
"""

import uuid
from datetime import date, datetime
from typing import Final

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Identified, OfficeOwned, words
from models.vocabulary import (
    Approval,
    DisclosureState,
    KeyHolder,
    MediaKind,
    Mode,
    SealedBy,
    SealedKind,
)

# SQLite would number the rows as they come; a table that has no such number tells no order.
UNORDERED: Final = {"sqlite_with_rowid": False}


def _of_a_report() -> ForeignKeyConstraint:
    """What belongs to a report goes with it."""
    return ForeignKeyConstraint(
        ["office_id", "disclosure_id"],
        ["disclosure.office_id", "disclosure.id"],
        ondelete="CASCADE",
    )


class Disclosure(Identified, Base):
    """A corruption report: where it stands and since which day. Its number is random."""

    __tablename__ = "disclosure"
    __table_args__ = (UniqueConstraint("office_id", "number"), UNORDERED)

    number: Mapped[str] = mapped_column(String(20))
    state: Mapped[DisclosureState] = mapped_column(words(DisclosureState))
    mode: Mapped[Mode] = mapped_column(words(Mode))
    received_on: Mapped[date]
    moved_on: Mapped[date]
    preliminary_by: Mapped[date]
    facts_by: Mapped[date]
    feedback_by: Mapped[date]
    closed_on: Mapped[date | None]
    about: Mapped[bytes] = mapped_column(LargeBinary)  # sealed: kind, unit, who is concerned
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it once


class DisclosureKey(OfficeOwned, Base):
    """The key of one report, wrapped for one holder; without a row nobody opens it ever again."""

    __tablename__ = "disclosure_key"
    __table_args__ = (
        _of_a_report(),
        UniqueConstraint("office_id", "lookup"),
        UNORDERED,
    )

    disclosure_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    holder: Mapped[KeyHolder] = mapped_column(words(KeyHolder), primary_key=True)
    holder_ref: Mapped[str] = mapped_column(String(64), primary_key=True)  # root key id, or "code"
    lookup: Mapped[str | None] = mapped_column(String(64))  # finds the row for a receipt code
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class Recipient(OfficeOwned, Base):
    """A member of staff who may open one report; whoever has no row here does not learn of it."""

    __tablename__ = "recipient"
    __table_args__ = (
        _of_a_report(),
        ForeignKeyConstraint(["office_id", "staff_id"], ["staff.office_id", "staff.id"]),
        UNORDERED,
    )

    disclosure_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    since: Mapped[date]
    recused_on: Mapped[date | None]


class SealedEntry(Identified, Base):
    """Something said on a report, sealed. The text is a document of named fields."""

    __tablename__ = "sealed_entry"
    __table_args__ = (
        _of_a_report(),
        UniqueConstraint("office_id", "disclosure_id", "position"),
        UNORDERED,
    )

    disclosure_id: Mapped[uuid.UUID]
    position: Mapped[int]
    kind: Mapped[SealedKind] = mapped_column(words(SealedKind))
    by: Mapped[SealedBy] = mapped_column(words(SealedBy))
    on: Mapped[date]
    text: Mapped[bytes] = mapped_column(LargeBinary)


class SealedFile(Identified, Base):
    """Evidence: the original and the copy rebuilt for officers, both sealed; no name is kept."""

    __tablename__ = "sealed_file"
    __table_args__ = (
        _of_a_report(),
        UNORDERED,
    )

    disclosure_id: Mapped[uuid.UUID]
    kind: Mapped[MediaKind] = mapped_column(words(MediaKind))
    media_type: Mapped[str] = mapped_column(String(80))
    on: Mapped[date]
    original: Mapped[bytes] = mapped_column(LargeBinary)
    rebuilt: Mapped[bytes | None] = mapped_column(LargeBinary)


class SealedSource(OfficeOwned, Base):
    """Which LINE message brought a text or a file, for as long as it may be unsent: only a hash."""

    __tablename__ = "sealed_source"
    __table_args__ = (
        ForeignKeyConstraint(
            ["office_id", "entry_id"],
            ["sealed_entry.office_id", "sealed_entry.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["office_id", "file_id"],
            ["sealed_file.office_id", "sealed_file.id"],
            ondelete="CASCADE",
        ),
        UNORDERED,
    )

    lookup: Mapped[str] = mapped_column(String(64), primary_key=True)
    entry_id: Mapped[uuid.UUID | None]
    file_id: Mapped[uuid.UUID | None]
    on: Mapped[date]


class SealedDraft(OfficeOwned, Base):
    """A report being told in chat: sealed, short-lived, found by a hash that changes daily."""

    __tablename__ = "sealed_draft"
    __table_args__ = UNORDERED

    lookup: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SealedLink(Identified, Base):
    """The way back to a reporter who asked for one. Opens only with the key beside it."""

    __tablename__ = "sealed_link"
    __table_args__ = (
        _of_a_report(),
        UNORDERED,
    )

    disclosure_id: Mapped[uuid.UUID]
    person: Mapped[bytes] = mapped_column(LargeBinary)  # LINE user id and channel, sealed
    made_on: Mapped[date]


class SealedLinkKey(OfficeOwned, Base):
    """The key of one link. Deleting this row is what forgetting somebody means."""

    __tablename__ = "sealed_link_key"
    __table_args__ = (
        ForeignKeyConstraint(
            ["office_id", "link_id"],
            ["sealed_link.office_id", "sealed_link.id"],
            ondelete="CASCADE",
        ),
        UNORDERED,
    )

    link_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class Proposal(Identified, Base):
    """Something on a report that needs a second person: proposed by one, decided by another."""

    __tablename__ = "proposal"
    __table_args__ = (
        _of_a_report(),
        ForeignKeyConstraint(["office_id", "proposed_by"], ["staff.office_id", "staff.id"]),
        Index("ix_proposal_disclosure", "office_id", "disclosure_id"),
        UNORDERED,
    )

    disclosure_id: Mapped[uuid.UUID]
    action: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)  # sealed under the report's key
    proposed_by: Mapped[uuid.UUID]
    proposed_on: Mapped[date]
    approval: Mapped[Approval] = mapped_column(words(Approval))
    decided_on: Mapped[date | None]
    used_on: Mapped[date | None]  # what allows one look is used up by it


class ProposalVote(OfficeOwned, Base):
    """One person's yes or no to a proposal; nobody votes twice."""

    __tablename__ = "proposal_vote"
    __table_args__ = (
        ForeignKeyConstraint(
            ["office_id", "proposal_id"],
            ["proposal.office_id", "proposal.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(["office_id", "staff_id"], ["staff.office_id", "staff.id"]),
        UNORDERED,
    )

    proposal_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    approves: Mapped[bool]
    on: Mapped[date]


class AuditEntry(OfficeOwned, Base):
    """One link of the audit chain: who did what to which thing, without words (security D7)."""

    __tablename__ = "audit_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    on: Mapped[date]
    actor: Mapped[str] = mapped_column(String(64))  # staff id, "reporter" or "system"
    action: Mapped[str] = mapped_column(String(40))
    object_ref: Mapped[str] = mapped_column(String(64))  # keyed hash, not the id
    detail: Mapped[str] = mapped_column(String(80))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))
