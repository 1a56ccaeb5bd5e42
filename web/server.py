"""The web server: gunicorn with threads, told here what the project expects of it."""

from collections.abc import Callable
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger

THREADS: Final = 16  # webhooks wait for the disk, not for the processor

OPTIONS: Final[dict[str, Any]] = {
    "worker_class": "gthread",
    "threads": THREADS,
    "timeout": 60,
    "graceful_timeout": 25,  # service managers wait 30 s or more
    "keepalive": 75,  # longer than the proxy before it keeps its connections
    "preload_app": False,  # each process makes its own connections and threads
    "control_socket_disable": True,  # nobody steers a server of ours from a file
    "accesslog": None,  # our own line per webhook says enough; addresses may hold a token
    "logger_class": "web.server.PlainLog",
}


class PlainLog(Logger):
    """The server's log goes where all others go, and follows their rules about what is shown."""

    def setup(self, cfg: Config) -> None:
        """Take over nothing but the level."""
        self.error_log.setLevel(str(cfg.loglevel).upper())
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.access_log.handlers.clear()


class Server(BaseApplication):
    """Gunicorn without its command line. `make` is called in each process, after it was forked."""

    def __init__(self, make: Callable[[], Flask], *, bind: str, processes: int) -> None:
        """Prepare to listen at `bind` (`host:port`); one process is best with SQLite."""
        self._make = make
        self._options = {**OPTIONS, "bind": bind, "workers": processes}
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn our options and no others: neither a file nor the environment."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application of one process."""
        return self._make()
