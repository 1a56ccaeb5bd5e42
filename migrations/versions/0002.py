"""The sealed tables and the console's, and an audit log the database refuses to change."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


GUARDS = {
    "sqlite": (
        """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
           BEGIN SELECT RAISE(ABORT, 'the audit log is only ever appended to'); END""",
        """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
           BEGIN SELECT RAISE(ABORT, 'the audit log is only ever appended to'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION refuse_to_change_audit() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'the audit log is only ever appended to'; END $$""",
        """CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
           FOR EACH ROW EXECUTE FUNCTION refuse_to_change_audit()""",
        """CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
           FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_audit()""",
    ),
}


def upgrade() -> None:
    """Make the tables, then guard the audit log."""
    op.create_table(
        "audit_entry",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object_ref", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.String(length=80), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "seq", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "disclosure",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "screening",
                "waiting_for_reporter",
                "fact_finding",
                "concluded",
                "discipline",
                "notified",
                "closed",
                "monitored",
                "referred",
                "not_accepted",
                name="disclosurestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum("no_trace", "linked", "web", name="mode", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("preliminary_by", sa.Date(), nullable=False),
        sa.Column("facts_by", sa.Date(), nullable=False),
        sa.Column("feedback_by", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_disclosure")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_disclosure_office_id_number")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sealed_draft",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "lookup", name=op.f("pk_sealed_draft")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("sealed_draft", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sealed_draft_expires_at"), ["expires_at"], unique=False
        )

    op.create_table(
        "disclosure_key",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column(
            "holder",
            sa.Enum("server", "code", "officer", name="keyholder", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("holder_ref", sa.String(length=64), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "disclosure_id"],
            ["disclosure.office_id", "disclosure.id"],
            name=op.f("fk_disclosure_key_office_id_disclosure_id_disclosure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "office_id", "disclosure_id", "holder", "holder_ref", name=op.f("pk_disclosure_key")
        ),
        sa.UniqueConstraint("office_id", "lookup", name=op.f("uq_disclosure_key_office_id_lookup")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sealed_entry",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "account",
                "added",
                "question",
                "answer",
                "internal",
                "result",
                "reason",
                "protection",
                "statement_of_accused",
                "progress",
                name="sealedkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "by",
            sa.Enum("reporter", "officer", "system", name="sealedby", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "disclosure_id"],
            ["disclosure.office_id", "disclosure.id"],
            name=op.f("fk_sealed_entry_office_id_disclosure_id_disclosure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_sealed_entry")),
        sa.UniqueConstraint(
            "office_id",
            "disclosure_id",
            "position",
            name=op.f("uq_sealed_entry_office_id_disclosure_id_position"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sealed_file",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "image", "video", "audio", "file", name="mediakind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("original", sa.LargeBinary(), nullable=False),
        sa.Column("rebuilt", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "disclosure_id"],
            ["disclosure.office_id", "disclosure.id"],
            name=op.f("fk_sealed_file_office_id_disclosure_id_disclosure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_sealed_file")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sealed_link",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "disclosure_id"],
            ["disclosure.office_id", "disclosure.id"],
            name=op.f("fk_sealed_link_office_id_disclosure_id_disclosure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_sealed_link")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "account",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_used", sa.Integer(), nullable=False),
        sa.Column("recovery_hashes", sa.JSON(), nullable=False),
        sa.Column("welcome_digest", sa.String(length=64), nullable=True),
        sa.Column("welcome_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("barred_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "staff_id"],
            ["staff.office_id", "staff.id"],
            name=op.f("fk_account_office_id_staff_id_staff"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
        sa.UniqueConstraint("office_id", "staff_id", name=op.f("uq_account_office_id_staff_id")),
    )
    op.create_table(
        "proposal",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column(
            "approval",
            sa.Enum(
                "proposed", "approved", "refused", name="approval", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "disclosure_id"],
            ["disclosure.office_id", "disclosure.id"],
            name=op.f("fk_proposal_office_id_disclosure_id_disclosure"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "proposed_by"],
            ["staff.office_id", "staff.id"],
            name=op.f("fk_proposal_office_id_proposed_by_staff"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_proposal")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(
            "ix_proposal_disclosure", ["office_id", "disclosure_id"], unique=False
        )

    op.create_table(
        "recipient",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("recused_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "disclosure_id"],
            ["disclosure.office_id", "disclosure.id"],
            name=op.f("fk_recipient_office_id_disclosure_id_disclosure"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "staff_id"],
            ["staff.office_id", "staff.id"],
            name=op.f("fk_recipient_office_id_staff_id_staff"),
        ),
        sa.PrimaryKeyConstraint(
            "office_id", "disclosure_id", "staff_id", name=op.f("pk_recipient")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sealed_link_key",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "link_id"],
            ["sealed_link.office_id", "sealed_link.id"],
            name=op.f("fk_sealed_link_key_office_id_link_id_sealed_link"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("office_id", "link_id", name=op.f("pk_sealed_link_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sealed_source",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "entry_id"],
            ["sealed_entry.office_id", "sealed_entry.id"],
            name=op.f("fk_sealed_source_office_id_entry_id_sealed_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "file_id"],
            ["sealed_file.office_id", "sealed_file.id"],
            name=op.f("fk_sealed_source_office_id_file_id_sealed_file"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("office_id", "lookup", name=op.f("pk_sealed_source")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "console_session",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "officer",
                "head",
                "centre",
                "director",
                "integrity",
                "admin",
                "auditor",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stepped_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "account_id"],
            ["account.office_id", "account.id"],
            name=op.f("fk_console_session_office_id_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("office_id", "token_digest", name=op.f("pk_console_session")),
    )
    op.create_table(
        "proposal_vote",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("approves", sa.Boolean(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "proposal_id"],
            ["proposal.office_id", "proposal.id"],
            name=op.f("fk_proposal_vote_office_id_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "staff_id"],
            ["staff.office_id", "staff.id"],
            name=op.f("fk_proposal_vote_office_id_staff_id_staff"),
        ),
        sa.PrimaryKeyConstraint(
            "office_id", "proposal_id", "staff_id", name=op.f("pk_proposal_vote")
        ),
        sqlite_with_rowid=False,
    )
    for guard in GUARDS[op.get_bind().dialect.name]:
        op.execute(guard)


def downgrade() -> None:
    """Take the tables away; nothing that was kept sealed is left."""
    op.drop_table("proposal_vote")
    op.drop_table("console_session")
    op.drop_table("sealed_source")
    op.drop_table("sealed_link_key")
    op.drop_table("recipient")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_disclosure")

    op.drop_table("proposal")
    op.drop_table("account")
    op.drop_table("sealed_link")
    op.drop_table("sealed_file")
    op.drop_table("sealed_entry")
    op.drop_table("disclosure_key")
    with op.batch_alter_table("sealed_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sealed_draft_expires_at"))

    op.drop_table("sealed_draft")
    op.drop_table("disclosure")
    op.drop_table("audit_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change_audit()")
