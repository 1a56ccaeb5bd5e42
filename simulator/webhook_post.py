"""Posts one signed webhook body and says in LINE's words what came back."""

import base64
import hashlib
import hmac
import http.client
import select
import time
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from simulator.schema.walk import LOOPBACK

IDLE_SECONDS = 0.5  # a connection idle for longer may be closed by the server at any moment


class Outcome(StrEnum):
    """What became of one POST, in the words of LINE's error statistics."""

    OK = "ok"
    COULD_NOT_CONNECT = "could_not_connect"
    REQUEST_TIMEOUT = "request_timeout"
    ERROR_STATUS_CODE = "error_status_code"
    UNCLASSIFIED = "unclassified"


@dataclass(slots=True)
class Reply:
    """What the bot's server answered: the outcome, the status and how long it took."""

    outcome: Outcome
    status: int | None = None
    seconds: float = 0.0
    detail: str = ""


def signature(secret: str, body: bytes) -> str:
    """The value of ``x-line-signature``."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


class Mailbox:
    """One kept-alive connection to the bot's server."""

    def __init__(self) -> None:
        self._connection: http.client.HTTPConnection | None = None
        self._where = ""
        self._used_at = 0.0

    def post(self, url: str, body: bytes, *, signed: str, timeout: float) -> Reply:
        """POST one body and classify what came back; never raises for what the server does."""
        started = time.monotonic()
        if urlsplit(url).hostname not in LOOPBACK:
            return Reply(Outcome.UNCLASSIFIED, detail="not on this machine")
        try:
            status = self._exchange(url, body, signed, timeout)
        except (TimeoutError, ConnectionError, http.client.HTTPException, OSError) as fault:
            self.close()
            outcome = _outcome_of(fault)
            return Reply(outcome, None, time.monotonic() - started, type(fault).__name__)
        good = 200 <= status < 300  # noqa: PLR2004 - any 2xx is an acknowledgement
        outcome = Outcome.OK if good else Outcome.ERROR_STATUS_CODE
        return Reply(outcome, status, time.monotonic() - started, "" if good else str(status))

    def _exchange(self, url: str, body: bytes, signed: str, timeout: float) -> int:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "LineBotWebhook/2.0",
            "x-line-signature": signed,
        }
        connection = self._open(parts.netloc, timeout)
        connection.request("POST", path or "/", body, headers)
        response = connection.getresponse()
        response.read()
        if response.will_close:
            self.close()
        return response.status

    def _open(self, where: str, timeout: float) -> http.client.HTTPConnection:
        """The open connection, or a new one where the server may have closed it meanwhile."""
        live = self._connection
        fresh = time.monotonic() - self._used_at < IDLE_SECONDS and where == self._where
        if live is None or not fresh or _is_closed(live):
            self.close()
            live = self._connection = http.client.HTTPConnection(where, timeout=timeout)
        else:
            live.sock.settimeout(timeout)
        self._where, self._used_at = where, time.monotonic()
        return live

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _is_closed(connection: http.client.HTTPConnection) -> bool:
    if connection.sock is None:
        return True
    poller = select.poll()
    poller.register(connection.sock, select.POLLIN)
    return bool(poller.poll(0))


def _outcome_of(fault: Exception) -> Outcome:
    if isinstance(fault, TimeoutError):
        return Outcome.REQUEST_TIMEOUT
    return Outcome.COULD_NOT_CONNECT if isinstance(fault, OSError) else Outcome.UNCLASSIFIED
