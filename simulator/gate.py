"""The door of LINE's API: finds the endpoint, checks the token, and answers in LINE's form."""

import re
from dataclasses import dataclass

from simulator import ids
from simulator.accounts import Account
from simulator.api import API, Call, Endpoint
from simulator.api import send as send_message
from simulator.api import test_webhook as post_test_webhook
from simulator.api import validate as validate_messages
from simulator.api_menus import MENU_API
from simulator.exchange import Answer, Refused, Request, as_json
from simulator.platform import Platform
from simulator.tokens import STATELESS_SECONDS

MOST_BYTES = 2 * 1024 * 1024
TOKEN_PATH = "/oauth2/v3/token"  # noqa: S105 - a path, not a secret
_UNAUTHORISED = (
    "Authentication failed. Confirm that the access token in the authorization header is valid."
)
# The test webhook waits for the bot's server, which may call back; the others lock for themselves.
_UNLOCKED = frozenset({post_test_webhook, send_message, validate_messages})


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint: its method, its path as written, and as an expression."""

    method: str
    template: str
    pattern: re.Pattern[str]
    endpoint: Endpoint


def _route(method: str, template: str, endpoint: Endpoint) -> Route:
    """``{name}`` is one path segment, ``{name:a|b}`` one of the words."""

    def segment(found: re.Match[str]) -> str:
        name, _, allowed = found[1].partition(":")
        return f"(?P<{name}>{allowed or '[^/]+'})"

    return Route(method, template, re.compile(re.sub(r"\{([^}]+)\}", segment, template)), endpoint)


ROUTES = [_route(*row) for row in (*API, *MENU_API)]


def respond(platform: Platform, request: Request) -> Answer:
    """Answer one call of LINE's API; a refusal becomes an answer too."""
    call_id = ids.request_id()
    template = request.path
    try:
        _weigh(request)
        if (request.method, request.path) == ("POST", TOKEN_PATH):
            answer = _issue_token(platform, request)
        else:
            account = _authorised(platform, request)
            route, path = _find(request)
            template = re.sub(r"\{(\w+):[^}]+\}", lambda found: path[found[1]], route.template)
            answer = _answer(route, Call(platform, account, request, call_id, path))
    except Refused as refusal:
        answer = as_json(refusal.body, refusal.status)
    with platform.lock:
        platform.calls[f"{request.method} {template} {answer.status}"] += 1
    headers = {"x-line-request-id": call_id, **answer.headers}
    return Answer(answer.status, answer.body, answer.content_type, headers)


def _weigh(request: Request) -> None:
    if len(request.body) > MOST_BYTES:
        raise Refused(413, "Request Entity Too Large")


def _find(request: Request) -> tuple[Route, dict[str, str]]:
    for route in ROUTES:
        if route.method == request.method:
            found = route.pattern.fullmatch(request.path)
            if found:
                return route, found.groupdict()
    raise Refused(404, "Not found")


def _answer(route: Route, call: Call) -> Answer:
    if route.endpoint in _UNLOCKED:
        return route.endpoint(call)
    with call.platform.lock:
        return route.endpoint(call)


def _authorised(platform: Platform, request: Request) -> Account:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    with platform.lock:
        slug = platform.access_tokens.channel_of(token, now=platform.now())
    if scheme.lower() != "bearer" or slug is None:
        raise Refused(401, _UNAUTHORISED)
    return platform.accounts.channels[slug]


def _issue_token(platform: Platform, request: Request) -> Answer:
    """A stateless channel access token for id and secret."""
    form = request.form()
    if form.get("grant_type") != "client_credentials":
        return as_json({"error": "unsupported_grant_type"}, 400)
    pair = (form.get("client_id"), form.get("client_secret"))
    for slug, account in platform.accounts.channels.items():
        if pair == (account.spec.channel_id, account.spec.channel_secret):
            with platform.lock:
                token = platform.access_tokens.issue(slug, now=platform.now())
            life = {"token_type": "Bearer", "expires_in": STATELESS_SECONDS}
            return as_json({"access_token": token} | life)
    return as_json({"error": "invalid_client", "error_description": "invalid client"}, 400)
