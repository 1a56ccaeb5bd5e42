"""What every test may ask for: a fresh database of either kind, a browser, and no network."""

import ipaddress
import os
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any

import fontpkg_sarabun
import pytest
from hypothesis import settings

from scripts import setup
from tests.postgres import Home, locked

EMPTY, MIGRATED = "template0", "template_migrated"
HOME = pytest.StashKey[Home]()
IN_USE = pytest.StashKey[IO[str]]()

# A slow machine is not a fault of the code: no example is timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# ------------------------------------------------------------------------- the run


def pytest_configure(config: pytest.Config) -> None:
    """Make the place for this run's PostgreSQL; parallel workers share the one of their run."""
    if hasattr(config, "workerinput"):
        config.stash[HOME] = Home(Path(config.workerinput["postgres"]))
    else:
        home, in_use = Home.make()
        config.stash[HOME] = home
        config.stash[IN_USE] = in_use


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a parallel worker where this run's PostgreSQL is."""
    node.workerinput["postgres"] = str(node.config.stash[HOME].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop and remove this run's PostgreSQL."""
    if IN_USE in config.stash:
        config.stash[HOME].leave(config.stash[IN_USE])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that open a page, so that they can be chosen."""
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


# ------------------------------------------------------------------------- databases


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.sqlite),
        pytest.param("postgres", marks=pytest.mark.postgres),
    ]
)
def database(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh, migrated database; the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_database")
    return url


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.sqlite),
        pytest.param("postgres", marks=pytest.mark.postgres),
    ]
)
def empty_database(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database without tables, for the tests of migrations."""
    url: str = request.getfixturevalue(f"empty_{request.param}_database")
    return url


@pytest.fixture
def sqlite_database(tmp_path: Path, migrated_file: Path) -> str:
    """The URL of a fresh, migrated SQLite database."""
    return sqlite_url(Path(shutil.copy(migrated_file, tmp_path / "saisaat.db")))


@pytest.fixture
def empty_sqlite_database(tmp_path: Path) -> str:
    """The URL of an SQLite database not made yet."""
    return sqlite_url(tmp_path / "saisaat.db")


@pytest.fixture
def postgres_database(migrated_postgres: Home, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a fresh, migrated PostgreSQL database."""
    yield from lent_database(migrated_postgres, request, template=MIGRATED)


@pytest.fixture
def empty_postgres_database(postgres: Home, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a PostgreSQL database without tables."""
    yield from lent_database(postgres, request, template=EMPTY)


def lent_database(server: Home, request: pytest.FixtureRequest, *, template: str) -> Iterator[str]:
    """Lend a copy of the template to one test."""
    name = f"test_{os.getpid()}_{id(request.node)}"
    server.create(name, template=template)
    yield server.url(name)
    server.drop(name)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest schema, in one piece, to be copied."""
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    migrate(sqlite_url(path))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    return path


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Home:
    """This run's PostgreSQL server, started by the first test that wants it."""
    server = pytestconfig.stash[HOME]
    server.start()
    return server


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Home) -> Home:
    """The server, holding a template with the newest schema; migrated once per run."""
    done = postgres.folder / "migrated"
    with locked(postgres.folder / "migrating"):
        if not done.exists():
            postgres.drop(MIGRATED)  # half done, when an earlier try failed
            postgres.create(MIGRATED, template=EMPTY)
            migrate(postgres.url(MIGRATED))
            done.touch()
    return postgres


def migrate(url: str) -> None:
    """Give a database the newest schema."""
    from models import database as schema  # noqa: PLC0415 -- tests without a database need no model

    schema.migrate(url)


def sqlite_url(path: Path) -> str:
    """SQLAlchemy's address of an SQLite file."""
    return f"sqlite:///{path}"


# ------------------------------------------------------------------------- the network


def is_here(address: object) -> bool:
    """Whether a socket's address is on this machine."""
    if not isinstance(address, tuple):  # a path: a socket in the file system
        return True
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return bool(address[0] == "localhost")


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""

    def guarded(connect: Any, own: socket.socket, address: Any) -> Any:
        if not is_here(address):
            raise ConnectionRefusedError(f"a test tried to reach {address}; only loopback is open")
        return connect(own, address)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            original = getattr(socket.socket, name)
            patch.setattr(
                socket.socket, name, lambda own, to, real=original: guarded(real, own, to)
            )
        yield


# ------------------------------------------------------------------------- the browser


@pytest.fixture(scope="session")
def browser_type_launch_args(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """How to start Chromium; without one the test is skipped here, and fails where CI is set."""
    path = setup.browser()
    if path is None or not setup.has_libatomic():
        refuse = pytest.fail if os.environ.get("CI") else pytest.skip
        refuse("no Chromium, or no libatomic1: `make test` says how to get them")
    return {
        "executable_path": path,
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
        "env": {**os.environ, "FONTCONFIG_FILE": str(fonts(tmp_path_factory.mktemp("fonts")))},
    }


def fonts(folder: Path) -> Path:
    """A font list that puts Sarabun, from its package, first: so every machine draws Thai."""
    sarabun = Path(fontpkg_sarabun.ROOT)
    families = "".join(
        f"<alias><family>{name}</family><prefer><family>Sarabun</family></prefer></alias>"
        for name in ("sans-serif", "serif", "system-ui")
    )
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{sarabun}</dir><cachedir>{folder}</cachedir>{families}"
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>'
    )
    return path


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A reader in Bangkok."""
    return {**browser_context_args, "locale": "th-TH", "timezone_id": "Asia/Bangkok"}
