"""A month of 120 cases on plans of 300 and of 60 pushes: what was said how, and what yielded."""

import tempfile
from dataclasses import asdict
from typing import Any

from models.database import migrate
from tests.delivery.month import live_through

PLANS = (300, 60)


def measure() -> dict[str, Any]:
    """Live through the month once a plan; the tables are printed, too."""
    return {str(limit): _one(limit) for limit in PLANS}


def _one(limit: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/month.db"
        migrate(url)
        figures = live_through(url, limit=limit)
    print(figures.table())
    return asdict(figures)
