"""A database of each kind, opened, and a transaction of one office on it."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from models.database import Database, open_database
from tests.delivery.desk import Desk
from tests.factories import SLUG


@pytest.fixture
def opened(database: str) -> Iterator[Database]:
    opened = open_database(database)
    yield opened
    opened.close()


@pytest.fixture
def session(opened: Database) -> Iterator[Session]:
    """What a test writes is thrown away with its database."""
    with opened.reading(SLUG) as session:
        yield session


@pytest.fixture
def desk(opened: Database) -> Desk:
    return Desk(opened)
