"""What the security tests of the chat look into: every place where something could have stayed."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, make_url, select

from models.sealed import Disclosure, SealedEntry
from tests.e2e.world import World


def everything_stored(world: World) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as the database gives it to somebody who stole it."""
    engine, tables = world.service.database.engine, MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {
            name: [dict(row._mapping) for row in connection.execute(select(table))]  # noqa: SLF001 - the documented name
            for name, table in tables.tables.items()
        }


def stored_values(rows: Iterable[dict[str, Any]]) -> set[str]:
    """Every value of some rows that could join them to others."""
    return {_text(value) for row in rows for value in row.values() if value is not None}


def _text(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def database_files(world: World) -> dict[str, bytes]:
    """The files of an SQLite database with its journal; none of another database."""
    url = make_url(world.database_url)
    if not url.drivername.startswith("sqlite") or url.database is None:
        return {}
    main = Path(url.database)
    return {
        path.name: path.read_bytes()
        for path in main.parent.iterdir()
        if path.name.startswith(main.name)
    }


def shapes(marker: str) -> tuple[bytes, ...]:
    """How a marker may stand in bytes: as text, and as JSON writes it."""
    return tuple({marker.encode(), json.dumps(marker)[1:-1].encode()})


def found_in(content: bytes, markers: Iterable[str]) -> list[str]:
    """Which markers stand in some bytes, in any shape."""
    return [marker for marker in markers if any(shape in content for shape in shapes(marker))]


def sinks(world: World, log: str) -> dict[str, bytes]:
    """All that is left of a story outside LINE: tables, files of the database, the log."""
    rows = {
        f"table {name}": "\n".join(map(repr, stored)).encode() + b"\n".join(_blobs(stored))
        for name, stored in everything_stored(world).items()
    }
    files = {f"file {name}": content for name, content in database_files(world).items()}
    return {**rows, **files, "log": log.encode()}


def _blobs(rows: Iterable[dict[str, Any]]) -> list[bytes]:
    return [value for row in rows for value in row.values() if isinstance(value, bytes)]


def how_many(world: World) -> tuple[int, int]:
    """How many reports there are, and how many things were said in them."""
    return len(world.rows(Disclosure)), len(world.rows(SealedEntry))
