"""The world each story plays in, on both databases."""

from collections.abc import Iterator

import pytest

from tests.e2e.world import World


@pytest.fixture
def world(database: str) -> Iterator[World]:
    """An office with a citizens' and a staff account, a web server, and nobody in it yet."""
    with World(database) as small:
        yield small
