"""`saisaat run`: on a bare machine one command gives a whole service to try, and takes it away."""

import base64
import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from commands.home import Home
from models.database import open_database
from models.people import Staff
from models.scope import EVERY_OFFICE
from simulator.client import Client
from tests.commands.processes import descendants, is_running, wait_until, words_of

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)(/\S*)?")
LOOPBACK = "127.0.0.1"


def environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing but what every terminal has, and where the demo may live."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **more}


@dataclass
class Running:
    """A demo that is ready: what it said, and its process."""

    process: "subprocess.Popen[str]"
    said: str

    @property
    def line(self) -> str:
        """The address of the local LINE."""
        return self._address("Together")

    @property
    def web(self) -> str:
        """The address of the public pages."""
        return self._address("Website")

    def _address(self, of: str) -> str:
        found = re.search(rf"{of}\s+http://([\d.:]+)", self.said)
        assert found is not None, self.said
        return f"http://{found[1]}"

    def stop(self) -> str:
        """End it as a service manager does; what it still said."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=60)[0]

    def part(self, name: str) -> int | None:
        """The process of a part, if it runs."""
        for pid in descendants(self.process.pid):
            if name in words_of(pid)[1:4]:  # python -m commands worker, python -m simulator
                return pid
        return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def command() -> list[str]:
    ports = ("--port", str(free_port()), "--simulator-port", str(free_port()))
    return [sys.executable, "-m", "commands", "run", *ports]


@contextmanager
def started(words: list[str], env: dict[str, str]) -> Iterator[Running]:
    """Something that is ready; whatever happens, it is gone afterwards."""
    process = subprocess.Popen(
        words, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    with process:
        try:
            said = ""
            assert process.stdout is not None
            for line in process.stdout:
                said += line
                if "Ctrl-C" in line:
                    break
            yield Running(process, said)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def demo(home: Path) -> AbstractContextManager[Running]:
    """A demo in a home of its own."""
    return started(command(), environment(home))


def status(address: str) -> int:
    with urllib.request.urlopen(address, timeout=10) as answer:
        code: int = answer.status
        return code


def test_it_runs_talks_recovers_and_ends_without_a_trace(tmp_path: Path) -> None:
    """One command: chats, pages and staff are there; a part that dies comes back; it ends whole."""
    with demo(tmp_path) as running:
        assert len(running.said.splitlines()) <= 24, "it fits the first screen"
        for path in ("/", "/track", "/readyz"):
            assert status(running.web + path) == 200
        with Client.at(running.line) as line:
            somchai = line.person("somchai", "huaikhwang")
            assert somchai.menu is not None
            somchai.says("ร้องเรียน")
            assert somchai.wait_for(1)[0].text
            officer = line.person("officer", "huaikhwang-staff")
            officer.says("งานของฉัน")
            assert "รหัส" not in officer.wait_for(1)[0].text, "linked: no code is asked for"
            worker = running.part("worker")
            assert worker is not None
            os.kill(worker, signal.SIGKILL)
            wait_until(lambda: running.part("worker") not in {None, worker})
            somchai.says("ยกเลิก")
            assert somchai.wait_for(1)[0].text
        parts = descendants(running.process.pid)
        assert len(parts) >= 4  # line, web and its worker process, worker
        assert "Stopped" in running.stop()
        assert running.process.returncode == 0
        assert not [pid for pid in parts if is_running(pid)]


def test_a_second_run_goes_on_with_the_same_data_and_ends_when_line_is_lost(
    tmp_path: Path,
) -> None:
    """Links stay; only one demo at a time; what cannot be started again ends everything."""
    home = tmp_path / ".local" / "state" / "saisaat" / "demo"
    with demo(tmp_path) as first:
        assert "could not be linked" not in first.said
        busy = subprocess.run(
            command(),
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert busy.returncode == 1
        assert str(home) in busy.stderr
    assert not [path for path in (home, *home.iterdir()) if path.stat().st_mode & 0o077]
    with demo(tmp_path) as second:
        log = (home / "log" / "web.log").read_text()
        assert "webhook " not in log, "nobody had to be linked anew"
        with Client.at(second.line) as line:
            officer = line.person("officer", "huaikhwang-staff")
            assert officer.menu is not None
            officer.says("งานของฉัน")
            assert "รหัส" not in officer.wait_for(1)[0].text
        parts = descendants(second.process.pid)
        line_process = second.part("simulator")
        assert line_process is not None
        os.kill(line_process, signal.SIGKILL)
        said = second.process.communicate(timeout=60)[0]
        assert second.process.returncode == 1
        assert "line ended" in said
        assert not [pid for pid in parts if is_running(pid)]


def test_beginning_anew_removes_data_and_key_and_nothing_else(tmp_path: Path) -> None:
    for name in ("saisaat.db", "saisaat.db-wal", "root.key", "notes.txt"):
        (tmp_path / name).write_text("of the last run")
    home = Home(tmp_path)
    with home.occupied(fresh=False):
        assert home.root_key() == "of the last run"
    with home.occupied(fresh=True):
        assert {path.name for path in tmp_path.iterdir()} == {"notes.txt", "lock", "log"}
        assert home.root_key() == home.root_key() != "of the last run"


def test_a_taken_port_is_left_alone(tmp_path: Path) -> None:
    with ExitStack() as taken:
        port = free_port()
        owner = taken.enter_context(socket.socket())
        owner.bind((LOOPBACK, port))
        owner.listen()
        script = f"from commands.ports import free_ports\nprint(*free_ports({port}, {port}))"
        found = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
    first, second = map(int, found.stdout.split())
    assert len({port, first, second}) == 3


@pytest.mark.parametrize(
    "settings",
    [{"HUAIKHWANG_LINE_ID": "1"}, {"SAISAAT_PRODUCTION": "1"}],
    ids=["credentials", "production"],
)
def test_with_real_settings_there_is_no_demo(tmp_path: Path, settings: dict[str, str]) -> None:
    """Half a configuration is told as such; never is a demo run in its place."""
    refused = subprocess.run(
        command(),
        env=environment(tmp_path, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert refused.returncode == 1
    assert "DATABASE_URL is not set" in refused.stderr
    assert not (tmp_path / ".local").exists()


def test_with_real_credentials_the_service_runs_without_a_local_line_or_made_up_people(
    tmp_path: Path,
) -> None:
    """Design 6: with LINE credentials the simulator stays off; LINE being away stops nothing."""
    port = free_port()
    names = ("HUAIKHWANG_LINE", "HUAIKHWANG_STAFF_LINE")
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'real.db'}",
        "SAISAAT_ROOT_KEY": base64.b64encode(hashlib.sha256(b"a test").digest()).decode(),
        "SAISAAT_OFFICES": "huaikhwang",
        "SAISAAT_PUBLIC_URL": f"http://{LOOPBACK}:{port}",
        "LINE_API_HOST": f"http://{LOOPBACK}:9",  # nobody listens there
        **{f"{name}_ID": f"{name}-1" for name in names},
        **{f"{name}_SECRET": f"{name}-secret" for name in names},
    }
    words = [sys.executable, "-m", "commands", "run", "--port", str(port)]
    env = environment(tmp_path, **settings)
    with started(words, env) as running:
        assert f"http://{LOOPBACK}:{port}/line/huaikhwang/webhook" in running.said
        assert status(f"http://{LOOPBACK}:{port}/healthz") == 200
        assert running.part("worker") is not None
        assert running.part("simulator") is None
        assert "secret" not in running.said
        running.stop()
        assert running.process.returncode == 0
    with open_database(settings["DATABASE_URL"]).reading(EVERY_OFFICE) as session:
        assert session.scalars(select(Staff)).all() == []
    assert not (tmp_path / ".local").exists()
