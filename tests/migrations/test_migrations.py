"""Migrations: they lead to the tables of the code, back again, and one after another."""

import re
import shutil
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import models.case
import models.people
import models.post
from models.base import Base
from models.database import MIGRATIONS, connect, migrate, unmigrate
from models.people import Conversation
from models.scope import within
from tests.factories import NOW, a_person

KNOWN = (models.case, models.people, models.post)  # imported so that their tables are known


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[object] = compare_metadata(context, Base.metadata)
        return found


def triggers(engine: Engine) -> set[str]:
    """The names of what guards the history."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[engine.dialect.name]
    with engine.connect() as connection:
        return set(connection.execute(text(query)).scalars())


def test_the_newest_schema_is_the_one_of_the_code(database: str) -> None:
    engine = connect(database)
    assert differences(engine) == []
    assert set(inspect(engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    engine.dispose()


def test_a_missing_column_would_be_noticed(database: str) -> None:
    engine = connect(database)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE person DROP COLUMN blocked_at"))
    assert len(differences(engine)) == 1
    engine.dispose()


def test_up_down_and_up_again(empty_database: str) -> None:
    migrate(empty_database)
    engine = connect(empty_database)
    guards = triggers(engine)
    assert guards, "the database guards the history"
    unmigrate(empty_database)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    assert triggers(engine) == set()
    migrate(empty_database)
    assert differences(engine) == []
    assert triggers(engine) == guards
    engine.dispose()


def test_migrating_twice_changes_nothing(database: str) -> None:
    migrate(database)
    engine = connect(database)
    assert differences(engine) == []
    engine.dispose()


def test_history_is_one_line_of_numbered_steps() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    steps = list(script.walk_revisions())
    assert [step.revision for step in reversed(steps)] == [
        f"{n:04d}" for n in range(1, len(steps) + 1)
    ]
    assert len(script.get_heads()) == 1
    assert not any(step.is_branch_point or step.is_merge_point for step in steps)
    assert all(Path(step.path).stem == step.revision for step in steps)


def test_every_step_says_what_it_does_and_can_be_undone() -> None:
    for step in ScriptDirectory(str(MIGRATIONS)).walk_revisions():
        source = Path(step.path).read_text("utf-8")
        assert source.startswith('"""')
        assert re.search(r"def downgrade\(\) -> None:\n(?!\s+pass)", source)


def test_every_constraint_and_index_has_a_name() -> None:
    """SQLite can only change what has a name."""
    for table in Base.metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints), table.name
        assert all(index.name for index in table.indexes), table.name


# ------------------------------------------------------------------ tables that are rebuilt


def migrate_on(url: str, folder: Path, body: str) -> None:
    """Go one step further than the newest schema, by a step with this body."""
    steps = folder / "migrations"
    shutil.copytree(MIGRATIONS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    (steps / "versions" / "9999.py").write_text(
        f'"""A step to come."""\nimport sqlalchemy as sa\nfrom alembic import op\n'
        f'revision, down_revision = "9999", "{newest}"\n\n\ndef upgrade():\n    {body}\n'
    )
    config = Config()
    config.set_main_option("script_location", str(steps))
    config.attributes["url"] = url
    command.upgrade(config, "head")


def somebody_with_a_draft(url: str) -> Engine:
    """A person, and what the database deletes with them."""
    engine = connect(url)
    with Session(engine) as session, within(session, "bangna"), session.begin():
        person = a_person(session)
        session.add(Conversation(person_id=person.id, position=None, updated_at=NOW))
    return engine


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_rebuilding_a_table_deletes_nothing_that_belongs_to_it(
    sqlite_database: str, tmp_path: Path
) -> None:
    """SQLite drops the old table, and "delete with its row" must not come true then.

    PostgreSQL changes a table in its place.
    """
    engine = somebody_with_a_draft(sqlite_database)
    rebuild = 'with op.batch_alter_table("person", recreate="always") as b: '
    migrate_on(sqlite_database, tmp_path, f'{rebuild}b.add_column(sa.Column("new", sa.Integer()))')
    assert (count(engine, "person"), count(engine, "conversation")) == (1, 1)
    with engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text("INSERT INTO conversation VALUES ('x', 'y', NULL, '', 1)"))
    engine.dispose()


def test_a_step_that_tears_rows_apart_is_undone(sqlite_database: str, tmp_path: Path) -> None:
    engine = somebody_with_a_draft(sqlite_database)
    with pytest.raises(RuntimeError, match="conversation"):
        migrate_on(sqlite_database, tmp_path, 'op.execute("DELETE FROM person")')
    assert (count(engine, "person"), count(engine, "conversation")) == (1, 1)
    engine.dispose()


def test_files_keep_their_bytes_when_their_person_may_be_forgotten(empty_database: str) -> None:
    """The third step rebuilds the table that the bytes belong to."""
    migrate(empty_database, "0002")
    engine = connect(empty_database)
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO person VALUES ('bangna', '{p}', 'c', 'i', '{b}', 'th', '{t}', NULL)",
            "INSERT INTO attachment VALUES ('bangna', '{f}', '{p}', {file}, '{t}', '{t}', 0, NULL)",
            "INSERT INTO attachment_bytes VALUES ('bangna', '{f}', '{b}')",
        ):
            file = "'c', 'm', NULL, 'place', 'image', 'stored', 'token', NULL, NULL"
            known = {
                "file": file,
                "p": "a" * 32,
                "f": "b" * 32,
                "b": "00",
                "t": "2026-03-10 03:00:00",
            }
            connection.execute(text(statement.format(**known)))
    migrate(empty_database)
    assert (count(engine, "attachment"), count(engine, "attachment_bytes")) == (1, 1)
    assert differences(engine) == []
    engine.dispose()
