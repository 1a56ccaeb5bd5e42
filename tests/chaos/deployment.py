"""A whole deployment in processes of its own, which can be killed and started anew."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from socket import create_server
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
START_SECONDS: Final = 30


def free_port() -> int:
    """A port nobody listens on."""
    with create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


class Process:
    """One program and its children, in a group of its own."""

    def __init__(self, name: str, arguments: list[str], env: Mapping[str, str], log: Path) -> None:
        self.name, self._env, self._log = name, env, log
        self._command = [sys.executable, *arguments]
        self._running: subprocess.Popen[bytes] | None = None
        self.deaths = 0

    def start(self) -> None:
        """Start it."""
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                self._command,
                cwd=ROOT, env=dict(self._env), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """Power cut: nothing is finished, nothing is flushed."""
        self._signal(signal.SIGKILL)
        self.deaths += 1

    def stop(self) -> None:
        """A decent end, and a hard one for whoever does not listen."""
        self._signal(signal.SIGTERM, wait=15)
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals, *, wait: float = 5) -> None:
        if self._running is None or self._running.poll() is not None:
            return
        try:
            os.killpg(self._running.pid, number)
            self._running.wait(wait)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            return


def wait_for(url: str) -> None:
    """Wait until an address answers at all."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"{url} did not answer within {START_SECONDS} s")


def simulator(config: dict[str, Any], folder: Path, *, port: int) -> Process:
    """A LINE of our own."""
    path = folder / "line.json"
    path.write_text(json.dumps(config))
    arguments = ["-m", "simulator", "--port", str(port), "--config", str(path)]
    return Process("simulator", arguments, dict(os.environ), folder / "simulator.log")


def web(env: Mapping[str, str], folder: Path, *, port: int) -> Process:
    """The web server."""
    return Process("web", ["-m", "commands", "web", "--port", str(port)], env, folder / "web.log")


def worker(env: Mapping[str, str], folder: Path) -> Process:
    """The worker."""
    return Process("worker", ["-m", "commands", "worker"], env, folder / "worker.log")
