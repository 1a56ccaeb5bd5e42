"""Makes erased mean erased: what was deleted must not be left over in the database's own files."""

from contextlib import closing

from sqlalchemy import Engine


def leave_no_trace(engine: Engine) -> None:
    """Write SQLite's journal back and empty it: it holds pages as they were before an erasure.

    Waits for whoever is writing; a reader in the way leaves the rest to the next time. PostgreSQL
    cleans up by itself (autovacuum).
    """
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
