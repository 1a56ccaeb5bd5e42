"""Migrations: they lead to the tables of the code, back again, and one after another."""

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

import models.case
import models.people
import models.post
from models.base import Base
from models.database import MIGRATIONS, connect, migrate, unmigrate

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
