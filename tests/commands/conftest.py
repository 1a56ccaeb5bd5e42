"""The command line as somebody at a terminal uses it, over a fresh database of either kind."""

import base64
import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping

import pytest
from click.testing import CliRunner, Result

from commands import main
from models.database import Database, open_database

OFFICE = "huaikhwang"
Saisaat = Callable[..., Result]


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """The program arranges the logs of its process; here it shares the process with others."""
    names = [None, *logging.root.manager.loggerDict]
    levels = {name: logging.getLogger(name).level for name in names}
    handlers = logging.root.handlers[:]
    yield
    logging.root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def env(database: str) -> dict[str, str]:
    """A whole configuration with one office."""
    return {
        "DATABASE_URL": database,
        "SAISAAT_ROOT_KEY": base64.b64encode(hashlib.sha256(b"a test").digest()).decode(),
        "SAISAAT_OFFICES": OFFICE,
        "SAISAAT_PUBLIC_URL": "http://127.0.0.1:8000",
        "HUAIKHWANG_LINE_ID": "100",
        "HUAIKHWANG_LINE_SECRET": "secret-of-100",
        "HUAIKHWANG_STAFF_LINE_ID": "200",
        "HUAIKHWANG_STAFF_LINE_SECRET": "secret-of-200",
        "LANG": "en_US.UTF-8",
    }


@pytest.fixture
def saisaat(env: Mapping[str, str]) -> Saisaat:
    """Run a command in that configuration."""

    def run(*words: str, **changed: str | None) -> Result:
        result = CliRunner(env={**env, **changed}).invoke(main, words, prog_name="saisaat")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def opened(database: str) -> Iterator[Database]:
    opened = open_database(database)
    yield opened
    opened.close()
