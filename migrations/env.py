"""Runs the migrations on the database the caller names; on SQLite by rebuilding tables (batch
mode).
"""

from typing import Any, Literal, cast

from alembic import context
from sqlalchemy import event
from sqlalchemy.engine import Connection

import models.case
import models.console
import models.people
import models.post
import models.sealed
import models.watch
from models.base import Base, UtcDateTime
from models.database import connect

TABLES = (
    models.case,
    models.console,
    models.people,
    models.post,
    models.sealed,
    models.watch,
)  # imported so that their tables are known


def plainly(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our instants as the database's own type: a migration must not change when our code
    does.
    """
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


class DanglingRows(RuntimeError):
    """A migration left rows that point to nothing; nothing of it is kept."""


def _do_not_cascade(connection: Any, _record: Any) -> None:
    """Rebuilding a table drops the old one, which would delete what belongs to its rows."""
    connection.execute("PRAGMA foreign_keys=OFF")  # does nothing once a transaction has begun


def _check_references(connection: Connection) -> None:
    """Look for what SQLite would have refused had it been watching."""
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if dangling:
        raise DanglingRows(", ".join(sorted({str(table) for table, *_ in dangling})))


def run() -> None:
    """Bring the database at `config.attributes["url"]` to the revision asked for."""
    engine = connect(cast("str", context.config.attributes["url"]), pool_size=1)
    on_sqlite = engine.dialect.name == "sqlite"
    if on_sqlite:
        event.listen(engine, "connect", _do_not_cascade)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=on_sqlite,
            compare_type=True,
            transactional_ddl=True,  # on SQLite too: we say BEGIN ourselves
            render_item=plainly,
        )
        with context.begin_transaction():
            context.run_migrations()
            if on_sqlite:
                _check_references(connection)
        connection.commit()
    engine.dispose()


run()
