"""Inserting rows that may already be there, in one statement, on both databases."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.base import Base


def add_if_absent(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, leaving alone those whose key exists. The office must stand in the rows."""
    dialect = session.get_bind().dialect.name
    if dialect == "sqlite":
        session.execute(sqlite.insert(table).values(list(rows)).on_conflict_do_nothing())
    else:
        session.execute(postgresql.insert(table).values(list(rows)).on_conflict_do_nothing())
