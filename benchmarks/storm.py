"""The storm of tests/chaos at full size, on both databases."""

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models.database import migrate
from tests.chaos.storm import Storm
from tests.postgres import Home

PEOPLE, KILLS = 1000, 20


def measure() -> dict[str, Any]:
    """10,000 events, 20 kills, LINE failing in six ways; on SQLite, then on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        sqlite = _one(f"sqlite:///{folder}/storm.db", Path(folder))
    home, in_use = Home.make()
    try:
        home.start()
        home.create("storm", template="template0")
        with tempfile.TemporaryDirectory() as folder:
            postgres = _one(home.url("storm"), Path(folder))
    finally:
        home.leave(in_use)
    return {"sqlite": sqlite, "postgresql": postgres}


def _one(url: str, folder: Path) -> dict[str, Any]:
    migrate(url)
    return asdict(Storm(url, folder, people=PEOPLE, kills=KILLS).run())
