"""LINE's HTTP API for messages, chats and webhooks: a table of routes, each a short function.

An endpoint runs without the lock and takes it for as long as it needs it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

from simulator import sending
from simulator.accounts import Account
from simulator.contents import preview
from simulator.exchange import Answer, Json, Refused, Request, as_json
from simulator.platform import Platform
from simulator.schema.walk import address


@dataclass(frozen=True, slots=True)
class Call:
    """One authorised call: who calls, with what, and the id of the request."""

    platform: Platform
    account: Account
    request: Request
    id: str
    path: dict[str, str] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The calling channel."""
        return self.account.spec.slug

    @property
    def retry_key(self) -> str | None:
        """The value of ``X-Line-Retry-Key``."""
        return self.request.headers.get("x-line-retry-key")


Endpoint: TypeAlias = Callable[[Call], Answer]
_SENDERS = {
    "reply": sending.reply,
    "push": sending.push,
    "multicast": sending.multicast,
    "broadcast": sending.broadcast,
}


def send(call: Call) -> Answer:
    """POST /v2/bot/message/{reply|push|multicast|broadcast}."""
    body = call.request.json()
    sender = _SENDERS[call.path["method"]]
    return sender(call.platform, call.account, body, key=call.retry_key, call=call.id)


def validate(call: Call) -> Answer:
    """POST /v2/bot/message/validate/…: the same checks, nothing is sent."""
    sending.checked("validate", call.request.json())
    return as_json({})


def quota(call: Call) -> Answer:
    """GET /v2/bot/message/quota."""
    limit = call.platform.quotas[call.slug]
    return as_json({"type": "none"} if limit is None else {"type": "limited", "value": limit})


def consumption(call: Call) -> Answer:
    """GET /v2/bot/message/quota/consumption."""
    return as_json({"totalUsage": sending.usage(call.platform, call.slug)})


def content(call: Call) -> Answer:
    """GET /v2/bot/message/{id}/content: 202 while a recording is prepared."""
    found = call.platform.contents.find(call.path["id"])
    if call.platform.now() < found.ready_at:
        return as_json({}, 202)
    return Answer(200, found.data, found.content_type)


def content_preview(call: Call) -> Answer:
    """GET /v2/bot/message/{id}/content/preview."""
    found = preview(call.platform.contents.find(call.path["id"]))
    return Answer(200, found.data, found.content_type)


def transcoding(call: Call) -> Answer:
    """GET /v2/bot/message/{id}/content/transcoding."""
    found = call.platform.contents.find(call.path["id"])
    ready = call.platform.now() >= found.ready_at
    return as_json({"status": "succeeded" if ready else "processing"})


def profile(call: Call) -> Answer:
    """GET /v2/bot/profile/{userId}: 404 for whoever has blocked the account."""
    accounts = call.platform.accounts
    person = accounts.person_of(call.slug, call.path["id"])
    if person is None or accounts.why_unreachable(call.slug, person, now=call.platform.now()):
        raise Refused(404, "Not found")
    return as_json(accounts.profile(call.slug, person))


def info(call: Call) -> Answer:
    """GET /v2/bot/info."""
    spec = call.account.spec
    names = {"userId": spec.bot_user_id, "basicId": f"@{spec.slug}", "displayName": spec.name}
    return as_json(names | {"chatMode": "bot", "markAsReadMode": "auto"})


def loading(call: Call) -> Answer:
    """POST /v2/bot/chat/loading/start: dots in the chat until the next message."""
    body = sending.checked("loading", call.request.json())
    if call.platform.accounts.person_of(call.slug, body["chatId"]) is None:
        raise Refused(400, "The property, 'chatId', in the request body is invalid")
    until = call.platform.clock.now_ms() + 1000 * int(body.get("loadingSeconds", 20))
    call.platform.loading[call.slug, body["chatId"]] = until
    call.platform.log.touch(None)
    return as_json({}, 202)


def mark_as_read(call: Call) -> Answer:
    """POST /v2/bot/chat/markAsRead."""
    body = sending.checked("read", call.request.json())
    entry = call.platform.read_tokens.get(body["markAsReadToken"])
    if entry is None or entry.channel != call.slug:
        raise Refused(400, "Invalid markAsReadToken")
    return as_json({})


def link_token(call: Call) -> Answer:
    """POST /v2/bot/user/{userId}/linkToken."""
    user = call.path["id"]
    if call.platform.accounts.person_of(call.slug, user) is None:
        raise Refused(404, "Not found")
    token = call.platform.link_tokens.issue(call.slug, user, now=call.platform.now())
    return as_json({"linkToken": token})


def group_summary(call: Call) -> Answer:
    """GET /v2/bot/group/{groupId}/summary."""
    group = call.platform.accounts.group(call.path["id"])
    return as_json({"groupId": group.id, "groupName": group.name})


def group_count(call: Call) -> Answer:
    """GET /v2/bot/group/{groupId}/members/count."""
    return as_json({"count": len(call.platform.accounts.group(call.path["id"]).people)})


def leave_group(call: Call) -> Answer:
    """POST /v2/bot/{group|room}/{id}/leave."""
    group = call.platform.accounts.group(call.path["id"])
    if call.slug not in group.channels:
        raise Refused(404, "Not found")
    group.channels.discard(call.slug)
    return as_json({})


def get_webhook(call: Call) -> Answer:
    """GET /v2/bot/channel/webhook/endpoint."""
    return as_json({"endpoint": call.account.webhook_url, "active": True})


def put_webhook(call: Call) -> Answer:
    """PUT /v2/bot/channel/webhook/endpoint."""
    url = call.request.json().get("endpoint")
    fault = address(500, schemes=("https",))(url)
    if fault:
        raise Refused(400, f"Invalid webhook endpoint URL: {fault}")
    call.account.webhook_url = str(url)
    return as_json({})


def test_webhook(call: Call) -> Answer:
    """POST /v2/bot/channel/webhook/test: posts an empty batch and tells what came back."""
    url = call.request.json().get("endpoint") or call.account.webhook_url
    at = datetime.fromtimestamp(call.platform.now(), UTC).isoformat(timespec="milliseconds")
    reply = call.platform.couriers[call.slug].test(url)
    good = reply.outcome == "ok"
    told: Json = {"success": good, "timestamp": at, "statusCode": reply.status or 0}
    reason = "OK" if good else reply.outcome.value.upper()
    return as_json(told | {"reason": reason, "detail": str(reply.status or reply.detail)})


_BOT = "/v2/bot"
API: tuple[tuple[str, str, Endpoint], ...] = (
    ("POST", f"{_BOT}/message/{{method:reply|push|multicast|broadcast}}", send),
    ("POST", f"{_BOT}/message/validate/{{method:reply|push|multicast|broadcast}}", validate),
    ("GET", f"{_BOT}/message/quota", quota),
    ("GET", f"{_BOT}/message/quota/consumption", consumption),
    ("GET", f"{_BOT}/message/{{id}}/content", content),
    ("GET", f"{_BOT}/message/{{id}}/content/preview", content_preview),
    ("GET", f"{_BOT}/message/{{id}}/content/transcoding", transcoding),
    ("GET", f"{_BOT}/profile/{{id}}", profile),
    ("GET", f"{_BOT}/info", info),
    ("POST", f"{_BOT}/chat/loading/start", loading),
    ("POST", f"{_BOT}/chat/markAsRead", mark_as_read),
    ("POST", f"{_BOT}/user/{{id}}/linkToken", link_token),
    ("GET", f"{_BOT}/group/{{id}}/summary", group_summary),
    ("GET", f"{_BOT}/{{kind:group|room}}/{{id}}/members/count", group_count),
    ("POST", f"{_BOT}/{{kind:group|room}}/{{id}}/leave", leave_group),
    ("GET", f"{_BOT}/channel/webhook/endpoint", get_webhook),
    ("PUT", f"{_BOT}/channel/webhook/endpoint", put_webhook),
    ("POST", f"{_BOT}/channel/webhook/test", test_webhook),
)
