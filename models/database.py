"""Engines and sessions for SQLite and PostgreSQL, and the way to the newest schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import Session, sessionmaker

from models.scope import confine
from models.turnstile import turnstile_for

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
READ_ONLY = "saisaat_read_only"


def connect(url: str, *, pool_size: int = 10) -> Engine:
    """Open a database. Statements' parameters never reach an error message or a log."""
    target = make_url(url)
    if target.get_backend_name() == "postgresql":
        target = target.set(drivername="postgresql+psycopg")
    engine = create_engine(
        target, hide_parameters=True, pool_size=pool_size, max_overflow=pool_size, pool_timeout=30
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # a 200 to LINE means: on disk
        "foreign_keys=ON",
        "busy_timeout=20000",
        "secure_delete=ON",  # what was unsent is overwritten, not only unlinked
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail with "database is locked" when
    # another writer came between; taking the write lock at the start makes writers wait in line.
    reading = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class Database:
    """The one way to a transaction: `with database.writing(office) as session`."""

    def __init__(self, engine: Engine) -> None:
        """Keep the engine and two session makers over it."""
        self.engine = engine
        self._turnstile = turnstile_for(engine)
        self._write = sessionmaker(engine, expire_on_commit=False)
        self._read = sessionmaker(
            engine.execution_options(**{READ_ONLY: True}), expire_on_commit=False
        )

    @contextmanager
    def writing(self, office: str, *, urgent: bool = False) -> Iterator[Session]:
        """One transaction confined to an office: kept if the block ends well, else undone.

        `urgent` goes before others that wait: somebody outside counts the seconds.
        """
        with self._turnstile.turn(urgent=urgent), self._write.begin() as session:
            yield confine(session, office)

    @contextmanager
    def reading(self, office: str) -> Iterator[Session]:
        """A view of one office that takes no write lock and keeps nothing."""
        with self._read() as session:
            yield confine(session, office)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
        self._turnstile.close()


def open_database(url: str, *, pool_size: int = 10) -> Database:
    """Open the database at a URL."""
    return Database(connect(url, pool_size=pool_size))


def _alembic(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Bring a database to a revision, the newest unless told."""
    command.upgrade(_alembic(url), revision)


def unmigrate(url: str, revision: str = "base") -> None:
    """Take a database back to an older revision."""
    command.downgrade(_alembic(url), revision)


def is_migrated(engine: Engine) -> bool:
    """Whether the schema is the one this code was written for."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
