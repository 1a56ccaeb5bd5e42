"""Stands between the bot and LINE and notes every request, so that a contract can be checked."""

import http.client
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

HUNG_UP = 0  # stands for the status of a request that was never answered
_HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "host", "content-length"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request of the bot, and how LINE answered."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    status: int


class Recorder:
    """Passes everything on to the platform at `target`, unchanged."""

    def __init__(self, target: str) -> None:
        self.requests: list[Recorded] = []
        handler = type("_Passing", (_Handler,), {"target": urlsplit(target).netloc, "book": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        """Where the bot believes LINE to be."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> Self:
        """Begin to pass requests on."""
        serve = {"poll_interval": 0.02}  # seconds: how long stopping takes
        threading.Thread(target=self._server.serve_forever, kwargs=serve, daemon=True).start()
        return self

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    target: str
    book: Recorder

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {k: v for k, v in self.headers.items() if k.lower() not in _HOP_BY_HOP}
        seen = {k.lower(): v for k, v in self.headers.items()}
        line = http.client.HTTPConnection(self.target, timeout=60)
        try:
            line.request(self.command, self.path, body or None, headers)
            answer = line.getresponse()
            content = answer.read()
        except (http.client.HTTPException, OSError):  # LINE hung up, so we do
            self.book.requests.append(Recorded(self.command, self.path, seen, body, HUNG_UP))
            self.close_connection = True
            return
        finally:
            line.close()
        self.book.requests.append(Recorded(self.command, self.path, seen, body, answer.status))
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = _pass  # noqa: N815 - the library's names
