"""A month of 120 cases on several plans: what was said how, and what yielded."""

import tempfile
from dataclasses import asdict
from typing import Any

from models.database import migrate
from tests.delivery.month import live_through

PLANS: dict[str, dict[str, Any]] = {
    "300 each": {"limit": 300},
    "300 in one account": {"limit": 300, "is_shared": True},
    "60 each": {"limit": 60},
}


def measure() -> dict[str, Any]:
    """Live through the month once a plan; the tables are printed, too."""
    return {name: _one(**plan) for name, plan in PLANS.items()}


def _one(**plan: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/month.db"
        migrate(url)
        figures = live_through(url, **plan)
    print(figures.table())
    return asdict(figures)
