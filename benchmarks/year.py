"""The simulated year of tests/chaos at full size, on both databases."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from models.database import migrate
from tests.chaos.year import Year
from tests.chaos.year_plan import Plan
from tests.postgres import Home

# A fiscal year with a leap day: New Year, Songkran and its end are in it.
PLAN: Final = Plan(
    cases=2_000,
    begins=date(2027, 10, 1),
    days=366,
    asleep=date(2028, 2, 9),
    leaving=date(2028, 3, 10),
)


def measure() -> dict[str, Any]:
    """2,000 cases in three offices through a year; on SQLite, then on PostgreSQL."""
    return {"sqlite": on_sqlite(), "postgresql": on_postgres()}


def on_sqlite() -> dict[str, Any]:
    """The year on a file."""
    with tempfile.TemporaryDirectory() as folder:
        return _one(f"sqlite:///{folder}/year.db")


def on_postgres() -> dict[str, Any]:
    """The year on a PostgreSQL of its own."""
    with _postgres() as url:
        return _one(url)


@contextmanager
def _postgres() -> Iterator[str]:
    home, in_use = Home.make()
    try:
        home.start()
        home.create("year", template="template0")
        yield home.url("year")
    finally:
        home.leave(in_use)


def _one(url: str) -> dict[str, Any]:
    migrate(url)
    return asdict(Year(url, PLAN).run())
