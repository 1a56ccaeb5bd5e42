"""The worlds in which stories play; in each of them the bot asks of LINE only what it may."""

import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.e2e.world import OFFICE, SHARED, World

# Everything this bot ever asks LINE for. Nobody's profile, followers or members are among it (T03).
ASKED: Final = re.compile(
    r"POST /v2/bot/message/(reply|push)"
    r"|GET /v2/bot/message/quota(/consumption)?"
    r"|GET /v2/bot/message/\d+/content"
    r"|POST /v2/bot/(group|room)/\w+/leave"
    r"|(POST|DELETE) /v2/bot/user/\w+/richmenu(/[\w-]+)?"
    r"|GET /v2/bot/richmenu/alias/list"
    r"|GET /v2/bot/(info|message/quota(/consumption)?|channel/webhook/endpoint)"
    r"|POST /v2/bot/channel/webhook/test"
    r"|POST /oauth2/v3/token"
)


def _told(world: World) -> Iterator[World]:
    with world:
        yield world
        asked = {f"{request.method} {request.path}" for request in world.recorder.requests}
    assert {each for each in asked if not ASKED.fullmatch(each)} == set()


@pytest.fixture
def world(database: str) -> Iterator[World]:
    """An office with a citizens' and a staff account, a web server, and nobody in it yet."""
    yield from _told(World(database))


@pytest.fixture
def small_world(sqlite_database: str) -> Iterator[World]:
    """The same on one database, for stories in which the database does not matter."""
    yield from _told(World(sqlite_database))


@pytest.fixture
def two_offices(sqlite_database: str) -> Iterator[World]:
    """Two offices in one deployment; the second has one account for citizens and staff."""
    yield from _told(World(sqlite_database, OFFICE, SHARED))
