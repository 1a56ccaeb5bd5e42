"""The HTTP edge: a threaded loopback server where planned faults strike."""

import socket
import struct
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from simulator import ids
from simulator.exchange import Answer, Request, as_json
from simulator.faults import Fault, Trouble
from simulator.gate import MOST_BYTES, respond
from simulator.page import local
from simulator.platform import Platform


class HangUp(Exception):
    """Close the connection without an answer; ``reset`` tells how rudely."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__("hang up")
        self.reset = reset


class Handler(BaseHTTPRequestHandler):
    """One connection, kept alive; answers leave in one segment, without Nagle's delay."""

    protocol_version = "HTTP/1.1"
    server_version = "legy"
    sys_version = ""
    wbufsize = -1
    timeout = 75
    disable_nagle_algorithm = True
    platform: ClassVar[Platform]

    def _respond(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > 8 * MOST_BYTES:
            self.close_connection = True
            self._write(as_json({"message": "Request Entity Too Large"}, 413))
            return
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        body = self.rfile.read(length)
        request = Request(self.command, parts.path, query, headers, body)
        try:
            self._write(serve(self.platform, request))
        except HangUp as fault:
            self._hang_up(reset=fault.reset)

    do_GET = do_POST = do_PUT = do_DELETE = _respond  # noqa: N815 - the names http.server calls

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def _hang_up(self, *, reset: bool) -> None:
        self.close_connection = True
        if reset:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's name
        """Nothing: the log of a simulator is its chats."""


def serve(platform: Platform, request: Request) -> Answer:
    """Answer from the page, the control API, or LINE's API with its planned faults."""
    answer = local(platform, request)
    if answer is not None:
        return answer
    with platform.lock:
        fault = platform.faults.draw(request.method, request.path)
    if fault is None:
        return respond(platform, request)
    return _TROUBLES[fault.trouble](platform, request, fault)


def _refuse(_platform: Platform, _request: Request, fault: Fault) -> Answer:
    status, headers = int(fault.amount), {"x-line-request-id": ids.request_id()}
    if fault.body is not None:
        return Answer(status, fault.body.encode("latin-1", "replace"), "text/html", headers)
    return as_json({"message": "The API server is in trouble, on purpose"}, status, headers)


def _delay(platform: Platform, request: Request, fault: Fault) -> Answer:
    platform.stopping.wait(fault.amount)
    return respond(platform, request)


def _hang(platform: Platform, _request: Request, fault: Fault) -> Answer:
    platform.stopping.wait(fault.amount)
    raise HangUp(reset=False)


def _reset(_platform: Platform, _request: Request, _fault: Fault) -> Answer:
    raise HangUp(reset=True)


def _accepting(then: Callable[[Platform, Request, Fault], Answer]) -> Callable[..., Answer]:
    """Do what was asked, then answer as if it had gone wrong."""

    def strike(platform: Platform, request: Request, fault: Fault) -> Answer:
        respond(platform, request)
        return then(platform, request, fault)

    return strike


_TROUBLES: dict[Trouble, Callable[[Platform, Request, Fault], Answer]] = {
    Trouble.STATUS: _refuse,
    Trouble.LATENCY: _delay,
    Trouble.HANG: _hang,
    Trouble.RESET: _reset,
    Trouble.ACCEPT_THEN_STATUS: _accepting(_refuse),
    Trouble.ACCEPT_THEN_HANG: _accepting(_hang),
    Trouble.ACCEPT_THEN_RESET: _accepting(_reset),
}


class Server(ThreadingHTTPServer):
    """Listens on 127.0.0.1; ``stop`` also closes the connections that are still open."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(self, platform: Platform, *, port: int) -> None:
        handler = type("PlatformHandler", (Handler,), {"platform": platform})
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        super().__init__(("127.0.0.1", port), handler)

    def start(self) -> None:
        """Serve on a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and hang up on everybody."""
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join(5)
        self.server_close()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it was closed in the meantime
        until = time.monotonic() + 2
        while self._open and time.monotonic() < until:
            time.sleep(0.002)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection while its thread runs."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """The connection's thread is done with it."""
        super().shutdown_request(request)
        self._open.discard(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away in the middle is nothing to report."""
