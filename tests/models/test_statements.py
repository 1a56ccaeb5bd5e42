"""Inserting what may be there already: how many were new is told alike on both databases."""

from datetime import UTC, datetime

from models.database import open_database
from models.post import Heartbeat
from models.scope import EVERY_OFFICE
from models.statements import add_if_absent

NOON = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)


def test_it_tells_how_many_rows_were_new(database: str) -> None:
    opened = open_database(database)
    with opened.writing(EVERY_OFFICE) as session:
        rows = [{"name": name, "beat_at": NOON} for name in ("a", "b", "c")]
        assert add_if_absent(session, Heartbeat, rows[:1]) == 1
        assert add_if_absent(session, Heartbeat, rows[:1]) == 0
        assert add_if_absent(session, Heartbeat, rows) == 2
    opened.close()
