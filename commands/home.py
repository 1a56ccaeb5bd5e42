"""The folder in which the demo keeps its data, outside the project."""

import base64
import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from commands.speaking import Stop

USUAL: Final = Path(".local") / "state" / "saisaat" / "demo"
DATABASE: Final = "saisaat.db"
KEY: Final = "root.key"


@dataclass(frozen=True, slots=True)
class Home:
    """A folder that only its owner may look into."""

    folder: Path

    @classmethod
    def of(cls, env: Mapping[str, str]) -> "Home":
        """The folder SAISAAT_HOME names, else the usual place for what programs keep."""
        chosen = env.get("SAISAAT_HOME")
        return cls(Path(chosen).absolute() if chosen else Path.home() / USUAL)

    @property
    def logs(self) -> Path:
        """Where the parts write their logs."""
        return self.folder / "log"

    @contextmanager
    def occupied(self, *, fresh: bool) -> Iterator[None]:
        """Keep the home to this process, emptied if `fresh`. Stops if another demo lives here."""
        usual = os.umask(0o077)  # whatever we and our parts write is for the owner's eyes
        try:
            self.logs.mkdir(parents=True, exist_ok=True)
            with self._locked():
                self._clear(fresh=fresh)
                yield
        finally:
            os.umask(usual)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.folder / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Stop("run.busy", folder=str(self.folder)) from None
            yield

    def _clear(self, *, fresh: bool) -> None:
        """Remove the logs of the last run; if `fresh` also the database and the key."""
        data = (*self.folder.glob(f"{DATABASE}*"), self.folder / KEY) if fresh else ()
        for path in (*self.logs.glob("*.log"), *data):
            path.unlink(missing_ok=True)

    @property
    def database(self) -> str:
        """The address of the demo's database."""
        return f"sqlite:///{self.folder / DATABASE}"

    def root_key(self) -> str:
        """The demo's own key, made at its first start."""
        path = self.folder / KEY
        if not path.exists():
            self.write(KEY, base64.b64encode(secrets.token_bytes(32)).decode())
        return path.read_text("ascii")

    def write(self, name: str, text: str) -> None:
        """Write a file that only its owner may read."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        descriptor = os.open(self.folder / name, flags, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
