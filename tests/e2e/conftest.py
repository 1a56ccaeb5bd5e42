"""The world each story plays in, on both databases."""

from collections.abc import Iterator

import pytest

from tests.e2e.world import OFFICE, SHARED, World


@pytest.fixture
def world(database: str) -> Iterator[World]:
    """An office with a citizens' and a staff account, a web server, and nobody in it yet."""
    with World(database) as small:
        yield small


@pytest.fixture
def small_world(sqlite_database: str) -> Iterator[World]:
    """The same on one database, for stories in which the database does not matter."""
    with World(sqlite_database) as small:
        yield small


@pytest.fixture
def two_offices(sqlite_database: str) -> Iterator[World]:
    """Two offices in one deployment; the second has one account for citizens and staff."""
    with World(sqlite_database, OFFICE, SHARED) as both:
        yield both
