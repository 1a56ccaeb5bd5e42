"""The server as it is really started: gunicorn, from the environment, without a telling log."""

import base64
import hashlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CANARY = "123456789012"
HOST = "127.0.0.1"

SERVE = """
import runpy, sys
from web.server import Server
Server(lambda: runpy.run_path("wsgi.py")["app"], bind=sys.argv[1], processes=2).run()
"""


@pytest.fixture
def environment(sqlite_database: str) -> dict[str, str]:
    key = base64.b64encode(hashlib.sha256(b"a test").digest()).decode()
    channels = ("HUAIKHWANG", "HUAIKHWANG_STAFF")
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": sqlite_database,
        "SAISAAT_ROOT_KEY": key,
        "SAISAAT_OFFICES": "huaikhwang",
        "SAISAAT_PUBLIC_URL": f"http://{HOST}:8000",
        **{f"{channel}_LINE_ID": channel for channel in channels},
        **{f"{channel}_LINE_SECRET": "secret" for channel in channels},
    }


@contextmanager
def served(environment: dict[str, str], log: Path) -> Iterator[HTTPConnection]:
    """A server with two processes; ends well when told to."""
    port = free_port()
    command = [sys.executable, "-c", SERVE, f"{HOST}:{port}"]
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            wait_for(port)
            yield HTTPConnection(HOST, port, timeout=20)
        finally:
            server.terminate()
            assert server.wait(30) == 0


def free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)  # another process is starting; it has no event to wait for
        else:
            return
    pytest.fail("the server did not start")


def ask(server: HTTPConnection, method: str, address: str, body: str = "") -> tuple[int, str]:
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    server.request(method, address, body, headers)
    answer = server.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.slow
def test_it_serves_and_its_log_holds_no_address_and_no_code(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """T37: neither a code in a form, nor one that somebody put into an address."""
    log = tmp_path / "log"
    with served(environment, log) as server:
        assert ask(server, "GET", "/healthz") == (200, '{"alive":true}\n')
        assert ask(server, "POST", "/track", f"code={CANARY}")[0] == 200
        for address in (f"/track?code={CANARY}", f"/media/{CANARY}", f"/{CANARY}"):
            assert CANARY not in ask(server, "GET", address)[1]
        server.close()
    assert CANARY not in log.read_text()


@pytest.mark.slow
def test_without_its_settings_it_says_all_that_is_missing_and_stops(
    environment: dict[str, str],
) -> None:
    """Every fault at once, no value of any, and no endless starting again."""
    spoilt = {**environment, "DATABASE_URL": "nonsense", "SAISAAT_ROOT_KEY": CANARY}
    server = subprocess.run(
        [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{HOST}:{free_port()}"],
        cwd=ROOT,
        env=spoilt,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert server.returncode == 3
    assert "DATABASE_URL is wrong: sqlite:///FILE or postgresql://" in server.stderr
    assert "SAISAAT_ROOT_KEY is wrong: at least 32 random bytes" in server.stderr
    assert CANARY not in server.stderr
    assert "nonsense" not in server.stderr
