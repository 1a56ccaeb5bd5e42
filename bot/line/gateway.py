"""What the bot asks of LINE, as a protocol, and the way to ask the real one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from bot.line.errors import Gone, LineError, NotReady, TooLarge, TryAgain
from bot.line.outcomes import Outcome, classify, told
from bot.line.transport import Call, Host, Transport

LineMessage = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """A file somebody sent; `type` is what LINE says it is, to be checked against the bytes."""

    data: bytes
    type: str


@dataclass(frozen=True, slots=True)
class Quota:
    """Pushes allowed in this month (None: without limit) and about how many are used."""

    limit: int | None
    used: int


@dataclass(frozen=True, slots=True)
class WebhookTest:
    """What came of LINE's calling our webhook as it will call it for the next event.

    `endpoint` is the address LINE has (None: none was ever set), `active` whether it uses it;
    `reason` is LINE's word for how the call ended, `status` the answer's (0: there was none).
    """

    endpoint: str | None
    active: bool
    success: bool
    reason: str
    status: int


@dataclass(frozen=True, slots=True)
class BotInfo:
    """Who we are on LINE: `user_id` is the `destination` of our webhooks."""

    user_id: str
    basic_id: str
    name: str


class Gateway(Protocol):
    """The bot's side of LINE. Sending never raises: what became of it is the Outcome."""

    def reply(self, token: str, messages: Sequence[LineMessage]) -> Outcome:
        """Answer within a minute of the event, free of charge. Never repeat an Ambiguous one."""

    def push(
        self, to: str, messages: Sequence[LineMessage], *, retry_key: str, silent: bool = False
    ) -> Outcome:
        """Write to a person at any time, without a sound if `silent`. The key (a UUID) makes
        repeating it harmless for 24 h.
        """

    def content(self, message_id: str) -> Content:
        """Fetch a file somebody sent. Raises NotReady, Gone, TooLarge, TryAgain or Refused."""

    def leave(self, kind: str, group: str) -> Outcome:
        """Leave a "group" or "room" we were put into."""

    def link_menu(self, person: str, menu: str) -> Outcome:
        """Show a person another rich menu than everybody's."""

    def unlink_menu(self, person: str) -> Outcome:
        """Show a person everybody's rich menu again."""

    def quota(self) -> Quota:
        """How many pushes this month has left. Raises TryAgain or Refused."""

    def info(self) -> BotInfo:
        """Who this channel is. Raises TryAgain or Refused."""

    def test_webhook(self) -> WebhookTest:
        """Have LINE call our webhook now (60 times an hour). Raises TryAgain or Refused."""


class LineGateway:
    """The real LINE, or a local platform that speaks like it."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def reply(self, token: str, messages: Sequence[LineMessage]) -> Outcome:
        body = {"replyToken": token, "messages": list(messages)}
        return self._do(Call("POST", "/v2/bot/message/reply", body))

    def push(
        self, to: str, messages: Sequence[LineMessage], *, retry_key: str, silent: bool = False
    ) -> Outcome:
        body: dict[str, Any] = {"to": to, "messages": list(messages)}
        if silent:
            body["notificationDisabled"] = True
        key = ("X-Line-Retry-Key", retry_key)
        return self._do(Call("POST", "/v2/bot/message/push", body, (key,)))

    def content(self, message_id: str) -> Content:
        path = f"/v2/bot/message/{quote(message_id, safe='')}/content"
        answer = self._transport.ask(Call("GET", path, host=Host.DATA), errors=_CONTENT_ERRORS)
        if len(answer.body) > self._transport.largest:
            raise TooLarge(f"more than {self._transport.largest} bytes")
        if not answer.complete:
            raise TryAgain("cut off")
        return Content(answer.body, answer.headers.get("content-type", "application/octet-stream"))

    def leave(self, kind: str, group: str) -> Outcome:
        return self._do(
            Call("POST", f"/v2/bot/{quote(kind, safe='')}/{quote(group, safe='')}/leave")
        )

    def link_menu(self, person: str, menu: str) -> Outcome:
        path = f"/v2/bot/user/{quote(person, safe='')}/richmenu/{quote(menu, safe='')}"
        return self._do(Call("POST", path))

    def unlink_menu(self, person: str) -> Outcome:
        return self._do(Call("DELETE", f"/v2/bot/user/{quote(person, safe='')}/richmenu"))

    def quota(self) -> Quota:
        allowed = self._ask("/v2/bot/message/quota")
        used = self._ask("/v2/bot/message/quota/consumption")
        limited = allowed.get("type") == "limited"
        return Quota(_number(allowed, "value") if limited else None, _number(used, "totalUsage"))

    def info(self) -> BotInfo:
        info = self._ask("/v2/bot/info")
        return BotInfo(
            user_id=str(info.get("userId", "")),
            basic_id=str(info.get("basicId", "")),
            name=str(info.get("displayName", "")),
        )

    def test_webhook(self) -> WebhookTest:
        try:
            known = told(self._transport.ask(Call("GET", _ENDPOINT), errors={404: Gone}))
        except Gone:  # no address was ever set
            return WebhookTest(None, active=False, success=False, reason="", status=0)
        # Without an address in the body LINE calls the one that it has.
        tried = told(self._transport.ask(Call("POST", "/v2/bot/channel/webhook/test", {})))
        return WebhookTest(
            endpoint=str(known.get("endpoint", "")),
            active=known.get("active") is True,
            success=tried.get("success") is True,
            reason=str(tried.get("reason", "")),
            status=_number(tried, "statusCode"),
        )

    def _do(self, call: Call) -> Outcome:
        return classify(self._transport.send(call))

    def _ask(self, path: str) -> dict[str, Any]:
        return told(self._transport.ask(Call("GET", path)))


_ENDPOINT = "/v2/bot/channel/webhook/endpoint"
_CONTENT_ERRORS: Mapping[int, type[LineError]] = {202: NotReady, 404: Gone, 410: Gone}


def _number(values: Mapping[str, Any], name: str) -> int:
    value = values.get(name)
    if not isinstance(value, int):
        raise TryAgain(f"no {name} in the answer")
    return value
