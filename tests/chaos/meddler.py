"""A hostile stretch of network between LINE and us: shuffles, doubles, repeats webhooks."""

import base64
import hashlib
import hmac
import http.client
import json
import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any, Self
from urllib.parse import urlsplit

DOUBLED = 0.25  # how many of the batches come a second time
CARRIERS = 6


class Meddler:
    """Takes LINE's webhooks and passes them on until each was answered with 200."""

    def __init__(self, target: str, secret: str, *, seed: int) -> None:
        self.sent_events = self.doubled_events = self.refused = 0
        self._target, self._secret = urlsplit(target), secret.encode()
        self._chance = random.Random(seed)
        self._waiting: Queue[list[dict[str, Any]] | None] = Queue()
        self._open = 0
        self._guard = threading.Lock()
        handler = type("_Taking", (_Handler,), {"meddler": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        """Where LINE is told that we are."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> Self:
        """Begin to meddle."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        for _ in range(CARRIERS):
            threading.Thread(target=self._carry, daemon=True).start()
        return self

    def stop(self) -> None:
        """End it."""
        for _ in range(CARRIERS):
            self._waiting.put(None)
        self._server.shutdown()
        self._server.server_close()

    def open(self) -> int:
        """Batches not answered with 200 yet."""
        with self._guard:
            return self._open

    def take(self, events: list[dict[str, Any]]) -> None:
        """Plan what becomes of one of LINE's batches."""
        with self._guard:
            self._chance.shuffle(events)
            again = self._chance.random() < DOUBLED
            self.sent_events += len(events)
            self.doubled_events += len(events) if again else 0
            self._open += 2 if again else 1
        self._waiting.put(events)
        if again:
            self._waiting.put([{**e, "deliveryContext": {"isRedelivery": True}} for e in events])

    def _carry(self) -> None:
        while (events := self._waiting.get()) is not None:
            while not self._pass_on(events):
                with self._guard:
                    self.refused += 1
                time.sleep(0.2)  # the server is down: knock again
            with self._guard:
                self._open -= 1

    def _pass_on(self, events: list[dict[str, Any]]) -> bool:
        body = json.dumps({"destination": "U" + "0" * 32, "events": events}).encode()
        signature = base64.b64encode(hmac.digest(self._secret, body, hashlib.sha256)).decode()
        line = http.client.HTTPConnection(str(self._target.netloc), timeout=5)
        try:
            line.request("POST", self._target.path, body, {"X-Line-Signature": signature})
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    meddler: Meddler

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """LINE delivers a webhook."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.meddler.take(json.loads(body)["events"])
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
