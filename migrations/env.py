"""Runs the migrations on the database the caller names; on SQLite by rebuilding tables (batch
mode).
"""

from typing import Any, Literal, cast

from alembic import context

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


def run() -> None:
    """Bring the database at `config.attributes["url"]` to the revision asked for."""
    engine = connect(cast("str", context.config.attributes["url"]), pool_size=1)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=plainly,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
