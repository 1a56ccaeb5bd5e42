"""Statements that both databases understand, and that tell what they did."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, Update
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


def change(session: Session, statement: Update) -> int:
    """Run an UPDATE and tell how many rows it found: 1 is how a claim knows that it won."""
    done = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount
