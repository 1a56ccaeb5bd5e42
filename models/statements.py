"""Statements that both databases understand, and that tell what they did."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, Table, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.base import Base, OfficeOwned
from models.scope import EVERY_OFFICE, ScopeError, office_of


def add_if_absent(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> int:
    """Insert rows, leaving alone those whose key exists; tells how many were new. The office must
    stand in the rows.

    Raises ScopeError if it is another than the session's.
    """
    _check_office(session, table, rows)
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    # Many rows for one statement: with the values in it, each number of rows would be another one.
    statement = insert(cast("Table", table.__table__)).on_conflict_do_nothing()
    counted = {"preserve_rowcount": True}
    done = session.connection().execute(statement, list(rows), execution_options=counted)
    return done.rowcount


def _check_office(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    office = office_of(session)
    if office == EVERY_OFFICE or not issubclass(table, OfficeOwned):
        return
    if any(row["office_id"] != office for row in rows):
        raise ScopeError(f"{table.__name__} of another office written")


def change(session: Session, statement: Update) -> int:
    """Run an UPDATE and tell how many rows it found: 1 is how a claim knows that it won."""
    done = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount
