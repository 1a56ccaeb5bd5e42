"""How fast a webhook is acknowledged once it is on disk, beside a Flask that only says hello.

Both run under the same server with the same options, and are asked by the same clients in turn.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from config.offices import SHIPPED, load_offices
from models.database import migrate
from tests.chaos.deployment import Process, free_port, wait_for, web

CLIENTS, SECONDS, ROUNDS = 16, 4.0, 3
OFFICE, SECRET = "huaikhwang", "s" * 32
HELLO: Final = """
from flask import Flask
from web.server import Server
app = Flask("hello")
app.add_url_rule("/hello", "hello", lambda: "hello", methods=["POST"])
app.add_url_rule("/healthz", "healthz", lambda: "ok")
Server(lambda: app, bind="127.0.0.1:{port}", processes=1).run()
"""


def measure() -> dict[str, Any]:
    """Requests a second and latencies of both, and the ratio between them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours_port, hello_port = free_port(), free_port()
        ours = web(_environment(f"sqlite:///{name}/ack.db"), folder, port=ours_port)
        program = HELLO.format(port=hello_port)
        hello = Process("hello", ["-c", program], os.environ, folder / "hello.log")
        for process in (ours, hello):
            process.start()
        try:
            wait_for(f"http://127.0.0.1:{ours_port}/healthz")
            wait_for(f"http://127.0.0.1:{hello_port}/healthz")
            return _compare(ours_port, hello_port)
        finally:
            for process in (ours, hello):
                process.stop()


def _compare(ours_port: int, hello_port: int) -> dict[str, Any]:
    rounds: dict[str, list[dict[str, float]]] = {"kept_on_disk": [], "flask_hello": []}
    for number in range(ROUNDS):
        rounds["flask_hello"].append(_load(hello_port, "/hello", lambda _: (b"{}", {})))
        path = f"/line/{OFFICE}/webhook"
        rounds["kept_on_disk"].append(_load(ours_port, path, _webhook(number)))
    best = {name: _median(found) for name, found in rounds.items()}
    ratio = best["kept_on_disk"]["requests_per_second"] / best["flask_hello"]["requests_per_second"]
    return {**best, "clients": CLIENTS, "ratio_to_flask_hello": round(ratio, 2)}


def _webhook(number: int) -> Callable[[str], tuple[bytes, dict[str, str]]]:
    """Sign one text event that nobody saw before. Its sender is unknown, so nothing answers."""
    now = int(time.time() * 1000)

    def make(key: str) -> tuple[bytes, dict[str, str]]:
        event = {
            "type": "message", "webhookEventId": f"{number}-{key}", "timestamp": now,
            "mode": "standby", "source": {"type": "user", "userId": f"U{key:0>32}"[:33]},
            "message": {"type": "text", "id": key, "text": "สวัสดี"},
        }  # fmt: skip
        body = json.dumps({"destination": "U" + "0" * 32, "events": [event]}).encode()
        signed = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
        return body, {"X-Line-Signature": signed}

    return make


def _load(
    port: int, path: str, make: Callable[[str], tuple[bytes, dict[str, str]]]
) -> dict[str, float]:
    times: list[float] = []
    until = time.perf_counter() + SECONDS

    def client(number: int) -> None:
        line, step = http.client.HTTPConnection("127.0.0.1", port, timeout=30), 0
        while time.perf_counter() < until:
            body, headers = make(f"{number}x{step}")
            step += 1
            began = time.perf_counter()
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
            times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=client, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return {
        "requests_per_second": round(len(times) / SECONDS),
        "p50_ms": round(times[len(times) // 2] * 1000, 1),
        "p99_ms": round(times[int(len(times) * 0.99)] * 1000, 1),
    }


def _median(found: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(each[name] for each in found) for name in found[0]}


def _environment(database_url: str) -> dict[str, str]:
    migrate(database_url)
    env = {
        **os.environ,
        "DATABASE_URL": database_url,
        "SAISAAT_ROOT_KEY": base64.b64encode(hashlib.sha256(b"ack").digest()).decode(),
        "SAISAAT_OFFICES": OFFICE,
        "SAISAAT_PUBLIC_URL": "http://127.0.0.1:1",
        "LINE_API_HOST": "http://127.0.0.1:9",
    }
    office = next(o for o in load_offices(SHIPPED) if o.slug == OFFICE)
    for number, channel in enumerate(office.channels):
        env[channel.id_env], env[channel.secret_env] = f"16700000{number}", SECRET
    return env
