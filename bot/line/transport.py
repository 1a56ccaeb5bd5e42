"""One way to LINE for all calls: shared connections, time limits, a token that renews itself.

Requests are plain dicts handed to the library's HTTP client. Its model classes are not in the way:
they drop properties they do not know and count Thai letters wrongly. Its exceptions do not leave
this module either: they carry addresses and bodies, and some mean "sent" while others do not.
"""

import functools
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.line.errors import LineError, Refused, TryAgain
from bot.line.outcomes import (
    AlreadyAccepted,
    Ambiguous,
    Answer,
    NotSent,
    Sent,
    Unreached,
    classify,
    reason,
    told,
)
from bot.line.tokens import FixedToken, StatelessTokens, Tokens, Unissued
from config.settings import Credentials

TIMEOUT = (3.0, 10.0)  # seconds to connect, seconds to wait for an answer
CONNECTIONS = 32
LARGEST_ANSWER = 25 * 1024 * 1024  # photos are at most 10 MB; memory on a small machine is dear
_STATELESS_TOKEN = "/oauth2/v3/token"  # noqa: S105 - a path
_NO_ERRORS: Mapping[int, type[LineError]] = MappingProxyType({})
_NOT_REACHED = frozenset({"NewConnectionError", "ConnectTimeoutError", "NameResolutionError"})


class Host(StrEnum):
    """LINE answers on two hosts; a local platform answers for both."""

    API = "https://api.line.me"
    DATA = "https://api-data.line.me"


@dataclass(frozen=True, slots=True)
class Call:
    """A request to LINE. A body that is bytes needs its content type."""

    method: str
    path: str
    body: dict[str, Any] | bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()
    host: Host = Host.API


class Transport:
    """One channel's connection to LINE, safe to share between threads.

    `host` replaces both of LINE's hosts by a local platform; None in production. `timeout` is in
    seconds, to connect and to wait for the next bytes; `largest` is the bytes taken of an answer.
    """

    def __init__(
        self,
        credentials: Credentials,
        host: str | None,
        *,
        timeout: tuple[float, float] = TIMEOUT,
        largest: int = LARGEST_ANSWER,
    ) -> None:
        self._credentials = credentials
        self._host = host
        self._timeout = timeout
        self.largest = largest
        self._tokens: Tokens = (
            FixedToken(credentials.token.reveal())
            if credentials.token is not None
            else StatelessTokens(self._issue, clock=time.monotonic)
        )

    def send(self, call: Call) -> Answer | Unreached | Ambiguous:
        """Make the call; after a 401, which is a refusal, once more with a renewed token."""
        try:
            token = self._tokens.current()
            answer = self._with_token(call, token)
            if isinstance(answer, Answer) and answer.status == 401:  # noqa: PLR2004 - the status itself
                renewed = self._tokens.renewed(token)
                return answer if renewed is None else self._with_token(call, renewed)
            return answer
        except Unissued as why:
            return Unreached(f"no channel token: {why}")

    def ask(self, call: Call, *, errors: Mapping[int, type[LineError]] = _NO_ERRORS) -> Answer:
        """Make a call whose answer is wanted. Raises TryAgain, Refused, or what `errors` names."""
        answer = self.send(call)
        if isinstance(answer, Answer) and answer.status in errors:
            raise errors[answer.status](f"status {answer.status}")
        match answer, classify(answer):
            case Answer() as good, Sent():
                return good
            case Answer() as bad, NotSent() | AlreadyAccepted():
                raise Refused(f"status {bad.status}: {reason(bad)}")
            case _, Unreached(reason=why) | Ambiguous(reason=why):
                raise TryAgain(why)
        raise TryAgain("too many requests")

    def _with_token(self, call: Call, token: str) -> Answer | Unreached | Ambiguous:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            **dict(call.headers),
        }
        return self._request(call.method, self._url(call.host, call.path), headers, call.body)

    def _issue(self) -> tuple[str, float]:
        """A stateless token for the channel's id and secret (LINE: issue stateless token)."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.channel_id,
            "client_secret": self._credentials.secret.reveal(),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        url = self._url(Host.API, _STATELESS_TOKEN)
        answer = self._request("POST", url, headers, None, form=form)
        if not isinstance(answer, Answer):
            raise Unissued(answer.reason)
        issued = told(answer)
        token, life = issued.get("access_token"), issued.get("expires_in", 0)
        if not isinstance(token, str) or not isinstance(life, int | float) or life <= 0:
            raise Unissued(f"status {answer.status}")
        return token, float(life)

    def _url(self, host: Host, path: str) -> str:
        return f"{self._host or host}{path}"

    def _request(  # one argument per part of a request
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: object,
        *,
        form: Mapping[str, str] | None = None,
    ) -> Answer | Unreached | Ambiguous:
        client, refused = self._client
        try:
            response = client.request(
                method,
                url,
                headers={"User-Agent": client.user_agent, **headers},
                body=body,
                post_params=form,
                _preload_content=False,
                _request_timeout=self._timeout,
            )
        except refused as error:
            return _refusal(error)
        except Exception as error:  # noqa: BLE001 - the library lets any of urllib3's through
            return _unanswered(error)
        return _whole(response, self.largest)

    @functools.cached_property
    def _client(self) -> tuple[Any, type[Exception]]:
        """The library's HTTP client, imported on first use: it costs 0.8 s and 64 MB."""
        from linebot.v3 import messaging  # type: ignore[import-untyped]  # noqa: PLC0415 - no types; costly

        for talkative in ("linebot", "urllib3"):
            logging.getLogger(talkative).setLevel(logging.ERROR)  # they log bodies and addresses
        configuration = messaging.Configuration(access_token="")  # each request carries its own
        configuration.retries = False  # whether a call may be repeated is decided by its outcome
        configuration.connection_pool_maxsize = CONNECTIONS
        return messaging.ApiClient(configuration), messaging.ApiException


def _whole(response: Any, largest: int) -> Answer:
    """Read the answer to its end, as far as it comes and as far as we take it.

    The status has arrived: whatever happens to the rest, LINE has dealt with the request.
    """
    body = bytearray()
    try:
        for piece in response.stream(65536):
            body += piece
            if len(body) > largest:
                break
        else:
            return Answer(response.status, _headers(response.headers), bytes(body))
    except Exception:  # noqa: BLE001, S110 - cut off, in any of the HTTP client's many ways
        pass
    response.close()
    return Answer(response.status, _headers(response.headers), bytes(body), complete=False)


def _refusal(error: Any) -> Answer | Ambiguous:
    """An HTTP answer that is not 2xx; the library has read it already."""
    if not error.status:  # its own way to tell of trouble with TLS
        return Ambiguous("TLS")
    return Answer(error.status, _headers(error.headers or {}), error.body or b"")


def _unanswered(error: Exception) -> Unreached | Ambiguous:
    """No answer: was the request sent at all? Of the error only its kind, harmless, is kept."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    name = type(error).__name__
    return Unreached(name) if kinds & _NOT_REACHED else Ambiguous(name)


def _headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in headers.items()}
