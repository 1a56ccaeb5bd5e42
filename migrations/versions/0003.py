"""What the clock needs: when a case is due, notices that wait, the month's pushes, daily checks,
briefs, and what was forgotten.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LONG_AGO = "1970-01-01"  # only until the line that fills in the true value
CLOCKED = "('received', 'assigned', 'in_progress', 'waiting_for_citizen', 'resolved')"
# What the night looks for when it forgets cases and people.
LOOKED_UP = {
    "ix_source_entry": ("source", ("office_id", "entry_id")),
    "ix_attachment_person": ("attachment", ("office_id", "person_id")),
    "ix_notice_person": ("notice", ("office_id", "person_id")),
    "ix_outgoing_person": ("outgoing", ("office_id", "person_id")),
}


def upgrade() -> None:
    """Add to cases, people and notices; then the tables by which the office watches itself."""
    instant = sa.DateTime(timezone=True)
    op.add_column(
        "case_file", sa.Column("told_on", sa.Date(), nullable=False, server_default=LONG_AGO)
    )
    op.add_column(
        "case_file", sa.Column("followed_until", instant, nullable=False, server_default=LONG_AGO)
    )
    op.add_column("case_file", sa.Column("due_at", instant, nullable=True))
    op.execute("UPDATE case_file SET told_on = received_on, followed_until = received_at")
    # What is unfinished is looked at by the first sweep, which sets the true moment.
    op.execute(f"UPDATE case_file SET due_at = received_at WHERE state IN {CLOCKED}")  # noqa: S608 - a constant of this file
    _partial_index("ix_case_due", "case_file", "due_at", where="due_at IS NOT NULL")
    op.add_column(
        "person", sa.Column("friend", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    # Who came before this was noted is written to as before: most of them are friends.
    op.execute("UPDATE person SET friend = true")
    op.add_column("person", sa.Column("wrote_on", sa.Date(), nullable=True))
    op.add_column("notice", sa.Column("send_from", instant, nullable=True))
    waiting = "state = 'waiting' AND outgoing_id IS NULL"
    _partial_index("ix_notice_held", "notice", "send_from", where=waiting)
    # A file may outlive what ties it to its sender. SQLite rebuilds the table for that.
    with op.batch_alter_table("attachment") as attachment:
        attachment.alter_column("person_id", existing_type=sa.Uuid(), nullable=True)
    for name, (table, columns) in LOOKED_UP.items():
        op.create_index(name, table, list(columns))
    op.create_index(
        "ix_case_closed",
        "case_file",
        ["office_id", "closed_at"],
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    _watch(instant)


def _partial_index(name: str, table: str, column: str, *, where: str) -> None:
    op.create_index(
        name,
        table,
        [column],
        unique=False,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _watch(instant: sa.DateTime) -> None:
    op.create_table(
        "push_quota",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("limit", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("read_at", instant, nullable=False),
        sa.Column("exhausted_at", instant, nullable=True),
        sa.Column("alarmed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "channel", "month", name=op.f("pk_push_quota")),
    )
    op.create_table(
        "channel_check",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column(
            "entrance",
            sa.Enum(
                "complaints",
                "corruption",
                "opinions",
                "inquiries",
                "staff",
                name="entrance",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("checked_at", instant, nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("alarmed_at", instant, nullable=True),
        sa.Column("mended_at", instant, nullable=True),
        sa.Column("asked_at", instant, nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", instant, nullable=True),
        sa.Column("confirmed_well", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "confirmed_by"],
            ["staff.office_id", "staff.id"],
            name=op.f("fk_channel_check_office_id_confirmed_by_staff"),
        ),
        sa.PrimaryKeyConstraint(
            "office_id", "channel", "entrance", "on", name=op.f("pk_channel_check")
        ),
    )
    op.create_table(
        "brief",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("made_at", instant, nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id", "signed_by"],
            ["staff.office_id", "staff.id"],
            name=op.f("fk_brief_office_id_signed_by_staff"),
        ),
        sa.PrimaryKeyConstraint("office_id", "month", name=op.f("pk_brief")),
    )
    op.create_table(
        "taken_back",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("message_index", sa.String(length=64), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "message_index", name=op.f("pk_taken_back")),
    )
    op.create_table(
        "tombstone",
        sa.Column("office_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "kind", "ref", name=op.f("pk_tombstone")),
    )


def downgrade() -> None:
    """Take it all away again; SQLite drops a column without rebuilding its table.

    A file's person may stay empty: the older release can read that, and it cannot be filled in.
    """
    for table in ("tombstone", "taken_back", "brief", "channel_check", "push_quota"):
        op.drop_table(table)
    op.drop_index("ix_case_closed", table_name="case_file")
    for name, (table, _) in LOOKED_UP.items():
        op.drop_index(name, table_name=table)
    op.drop_index("ix_notice_held", table_name="notice")
    op.drop_index("ix_case_due", table_name="case_file")
    for table, columns in (
        ("notice", ("send_from",)),
        ("person", ("wrote_on", "friend")),
        ("case_file", ("due_at", "followed_until", "told_on")),
    ):
        for column in columns:
            op.drop_column(table, column)
