"""The first tables, and a history that the database itself refuses to change."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


GUARDS = {
    "sqlite": (
        """CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event
           BEGIN SELECT RAISE(ABORT, 'history is only ever appended to'); END""",
        """CREATE TRIGGER case_event_no_delete BEFORE DELETE ON case_event
           BEGIN SELECT RAISE(ABORT, 'history is only ever appended to'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION refuse_to_change_history() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'history is only ever appended to'; END $$""",
        """CREATE TRIGGER case_event_append_only BEFORE UPDATE OR DELETE ON case_event
           FOR EACH ROW EXECUTE FUNCTION refuse_to_change_history()""",
    ),
}


def upgrade() -> None:
    """Make the tables, then guard the history."""
    op.create_table(
        "attempts",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("window", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "subject", "window", name=op.f("pk_attempts")),
    )
    op.create_table(
        "counter",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "series", "fiscal_year", name=op.f("pk_counter")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "inbound",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column("event_id", sa.String(length=80), nullable=False),
        sa.Column("person_index", sa.String(length=64), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "channel", "event_id", name=op.f("pk_inbound")),
    )
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbound_waiting",
            ["office_id", "channel", "person_index", "occurred_at"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.create_table(
        "person",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column("user_index", sa.String(length=64), nullable=False),
        sa.Column("user_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_person")),
        sa.UniqueConstraint(
            "office_id",
            "channel",
            "user_index",
            name=op.f("uq_person_office_id_channel_user_index"),
        ),
    )
    op.create_table(
        "conversation",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.JSON(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "person_id"],
            ["person.office_id", "person.id"],
            name=op.f("fk_conversation_office_id_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("office_id", "person_id", name=op.f("pk_conversation")),
    )
    op.create_table(
        "outgoing",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "reply",
                "push",
                "leave_group",
                "leave_room",
                "link_menu",
                "unlink_menu",
                name="method",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("retry_key", sa.String(length=36), nullable=False),
        sa.Column("reply_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "sent",
                "refused",
                "unsure",
                "expired",
                "blocked",
                "withdrawn",
                name="settled",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "person_id"],
            ["person.office_id", "person.id"],
            name=op.f("fk_outgoing_office_id_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_outgoing")),
    )
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outgoing_person_waiting",
            ["office_id", "person_id", "created_at"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.create_index(
            "ix_outgoing_waiting",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.create_table(
        "staff",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "officer", "head", "centre", "director", name="role", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "deputy_id"],
            ["staff.office_id", "staff.id"],
            name=op.f("fk_staff_office_id_deputy_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "person_id"],
            ["person.office_id", "person.id"],
            name=op.f("fk_staff_office_id_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_staff")),
        sa.UniqueConstraint("office_id", "person_id", name=op.f("uq_staff_office_id_person_id")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index("ix_staff_unit", ["office_id", "unit"], unique=False)

    op.create_table(
        "case_file",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column(
            "track", sa.Enum("G", "S", name="track", native_enum=False, length=40), nullable=False
        ),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "assigned",
                "in_progress",
                "waiting_for_citizen",
                "resolved",
                "closed",
                "declined",
                "referred",
                "withdrawn",
                name="state",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column(
            "origin",
            sa.Enum("reported", "learned", "found", name="origin", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "line",
                "web",
                "phone",
                "letter",
                "email",
                "counter",
                "facebook",
                "box",
                name="intakechannel",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("first_promised_on", sa.Date(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "officer_id"],
            ["staff.office_id", "staff.id"],
            name=op.f("fk_case_file_office_id_officer_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "person_id"],
            ["person.office_id", "person.id"],
            name=op.f("fk_case_file_office_id_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_case_file_code_digest")),
        sa.UniqueConstraint("office_id", "number", name=op.f("uq_case_file_office_id_number")),
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index("ix_case_officer", ["office_id", "officer_id"], unique=False)
        batch_op.create_index(
            "ix_case_open_promised",
            ["office_id", "promised_on"],
            unique=False,
            sqlite_where=sa.text(
                "state IN ('assigned', 'in_progress', 'received', 'waiting_for_citizen')"
            ),
            postgresql_where=sa.text(
                "state IN ('assigned', 'in_progress', 'received', 'waiting_for_citizen')"
            ),
        )
        batch_op.create_index("ix_case_person", ["office_id", "person_id"], unique=False)
        batch_op.create_index("ix_case_unit", ["office_id", "unit", "state"], unique=False)

    op.create_table(
        "invite",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "staff_id"],
            ["staff.office_id", "staff.id"],
            name=op.f("fk_invite_office_id_staff_id_staff"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_invite")),
        sa.UniqueConstraint(
            "office_id", "code_digest", name=op.f("uq_invite_office_id_code_digest")
        ),
    )
    op.create_table(
        "attachment",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column(
            "shown_as",
            sa.Enum(
                "description",
                "place",
                "when",
                "behalf",
                "question",
                "answer",
                "added",
                "progress",
                "internal",
                "reason",
                "result",
                "still_wrong",
                name="entrykind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "image", "video", "audio", "file", name="mediakind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "wanted",
                "stored",
                "refused",
                "gone",
                "erased",
                name="mediastate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "case_id"],
            ["case_file.office_id", "case_file.id"],
            name=op.f("fk_attachment_office_id_case_id_case_file"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "person_id"],
            ["person.office_id", "person.id"],
            name=op.f("fk_attachment_office_id_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_case", ["office_id", "case_id"], unique=False)
        batch_op.create_index("ix_attachment_message", ["office_id", "message_id"], unique=False)
        batch_op.create_index(
            "ix_attachment_wanted",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'wanted'"),
            postgresql_where=sa.text("state = 'wanted'"),
        )
        batch_op.create_index("uq_attachment_token", ["token"], unique=True)

    op.create_table(
        "case_event",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "lodge",
                "assign",
                "accept",
                "ask",
                "answer",
                "add",
                "note",
                "forward",
                "resolve",
                "decline",
                "refer",
                "withdraw",
                "reopen",
                "close",
                "view",
                "reveal_contact",
                "unsend",
                name="action",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "assigned",
                "in_progress",
                "waiting_for_citizen",
                "resolved",
                "closed",
                "declined",
                "referred",
                "withdrawn",
                name="state",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column(
            "by",
            sa.Enum("citizen", "staff", "system", name="actorkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "case_id"],
            ["case_file.office_id", "case_file.id"],
            name=op.f("fk_case_event_office_id_case_id_case_file"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_case_event")),
        sa.UniqueConstraint(
            "office_id",
            "case_id",
            "position",
            name=op.f("uq_case_event_office_id_case_id_position"),
        ),
    )
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.create_index("ix_case_event_at", ["office_id", "at"], unique=False)

    op.create_table(
        "entry",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "description",
                "place",
                "when",
                "behalf",
                "question",
                "answer",
                "added",
                "progress",
                "internal",
                "reason",
                "result",
                "still_wrong",
                name="entrykind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "by",
            sa.Enum("citizen", "staff", "system", name="actorkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lng", sa.Double(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "case_id"],
            ["case_file.office_id", "case_file.id"],
            name=op.f("fk_entry_office_id_case_id_case_file"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_entry")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index("ix_entry_case", ["office_id", "case_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column(
            "audience",
            sa.Enum("citizen", "staff", name="audience", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "unsure",
                "undelivered",
                "no_address",
                name="noticestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outgoing_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "case_id"],
            ["case_file.office_id", "case_file.id"],
            name=op.f("fk_notice_office_id_case_id_case_file"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id", "person_id"],
            ["person.office_id", "person.id"],
            name=op.f("fk_notice_office_id_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("office_id", "id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_case", ["office_id", "case_id"], unique=False)
        batch_op.create_index(
            "ix_notice_open",
            ["office_id", "person_id"],
            unique=False,
            sqlite_where=sa.text("state IN ('undelivered', 'waiting')"),
            postgresql_where=sa.text("state IN ('undelivered', 'waiting')"),
        )
        batch_op.create_index("ix_notice_outgoing", ["office_id", "outgoing_id"], unique=False)

    op.create_table(
        "attachment_bytes",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "attachment_id"],
            ["attachment.office_id", "attachment.id"],
            name=op.f("fk_attachment_bytes_office_id_attachment_id_attachment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("office_id", "attachment_id", name=op.f("pk_attachment_bytes")),
    )
    op.create_table(
        "source",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id", "entry_id"],
            ["entry.office_id", "entry.id"],
            name=op.f("fk_source_office_id_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("office_id", "message_id", "entry_id", name=op.f("pk_source")),
    )
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Undo it."""
    op.drop_table("source")
    op.drop_table("attachment_bytes")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_outgoing")
        batch_op.drop_index(
            "ix_notice_open",
            sqlite_where=sa.text("state IN ('undelivered', 'waiting')"),
            postgresql_where=sa.text("state IN ('undelivered', 'waiting')"),
        )
        batch_op.drop_index("ix_notice_case")

    op.drop_table("notice")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index("ix_entry_case")

    op.drop_table("entry")
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.drop_index("ix_case_event_at")

    op.drop_table("case_event")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index("uq_attachment_token")
        batch_op.drop_index(
            "ix_attachment_wanted",
            sqlite_where=sa.text("state = 'wanted'"),
            postgresql_where=sa.text("state = 'wanted'"),
        )
        batch_op.drop_index("ix_attachment_message")
        batch_op.drop_index("ix_attachment_case")

    op.drop_table("attachment")
    op.drop_table("invite")
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index("ix_case_unit")
        batch_op.drop_index("ix_case_person")
        batch_op.drop_index(
            "ix_case_open_promised",
            sqlite_where=sa.text(
                "state IN ('assigned', 'in_progress', 'received', 'waiting_for_citizen')"
            ),
            postgresql_where=sa.text(
                "state IN ('assigned', 'in_progress', 'received', 'waiting_for_citizen')"
            ),
        )
        batch_op.drop_index("ix_case_officer")

    op.drop_table("case_file")
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_unit")

    op.drop_table("staff")
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outgoing_waiting",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_outgoing_person_waiting",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.drop_table("outgoing")
    op.drop_table("conversation")
    op.drop_table("person")
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_inbound_waiting",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.drop_table("inbound")
    op.drop_table("heartbeat")
    op.drop_table("counter")
    op.drop_table("attempts")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change_history()")
