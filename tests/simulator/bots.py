"""A bot's server that notes what it receives, and a caller of LINE's API."""

import http.client
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

from simulator.webhook_post import signature

Json = dict[str, Any]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is expected here."""


class StubBot:
    """Answers webhooks with what ``answer`` says, and keeps every POST it got."""

    def __init__(self, secret: str) -> None:
        self.posts: list[Json] = []
        self.forged: list[bytes] = []
        self.answer: Callable[[int], int] = lambda _count: 200
        self.release = threading.Event()
        self.hangs = 0
        bot = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers["x-line-signature"] == signature(secret, body):
                    bot.posts.append(json.loads(body))
                else:
                    bot.forged.append(body)
                if len(bot.posts) <= bot.hangs:
                    bot.release.wait(10)
                self.send_response(bot.answer(len(bot.posts)))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name
                """Nothing."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/line/huaikhwang/webhook"

    @property
    def events(self) -> list[Json]:
        return [event for post in self.posts for event in post["events"]]

    def texts(self) -> list[str]:
        return [event["message"]["text"] for event in self.events]

    def stop(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Api:
    """Calls LINE's API as a bot would, with one channel's token."""

    def __init__(self, address: str, token: str) -> None:
        self._connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=5)
        self.token = token
        self.headers: dict[str, str] = {}

    def call(
        self,
        method: str,
        path: str,
        body: Json | bytes | None = None,
        *,
        content_type: str = "application/json",
        key: str | None = None,
    ) -> tuple[int, Any]:
        """The status, and the body: JSON read, anything else as bytes."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": content_type}
        if key is not None:
            headers["X-Line-Retry-Key"] = key
        payload = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        try:
            self._connection.request(method, path, payload, headers)
            response = self._connection.getresponse()
            raw = response.read()
        except (http.client.HTTPException, OSError):
            self._connection.close()
            raise
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        is_json = self.headers["content-type"] == "application/json"
        return response.status, json.loads(raw) if is_json else raw

    def push(self, to: str, *texts: str, key: str | None = None) -> tuple[int, Any]:
        body = {"to": to, "messages": [{"type": "text", "text": text} for text in texts]}
        return self.call("POST", "/v2/bot/message/push", body, key=key)

    def reply(self, token: str, *texts: str) -> tuple[int, Any]:
        messages = [{"type": "text", "text": text} for text in texts]
        body = {"replyToken": token, "messages": messages}
        return self.call("POST", "/v2/bot/message/reply", body)

    def form(self, path: str, **fields: str) -> tuple[int, Any]:
        body = urlencode(fields).encode()
        return self.call("POST", path, body, content_type="application/x-www-form-urlencoded")

    def close(self) -> None:
        self._connection.close()
