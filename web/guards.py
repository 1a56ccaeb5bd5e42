"""Who may call a part of the web: each blueprint stands in one table with one of these guards."""

from ipaddress import ip_address

from flask import abort, request

from bot.line.signature import verify
from bot.service import Line
from web.site import site

LARGEST_WEBHOOK = 2_000_000  # bytes; LINE's own limits stay far below


def everyone() -> None:
    """Anybody: what is here says nothing about anybody."""


def holder_of_the_token() -> None:
    """Whoever knows the unguessable token in the address; the view looks it up."""
    if "token" not in (request.view_args or {}):
        abort(404)


def operators() -> None:
    """Whoever asks from this machine or a private network; nobody else learns that it exists."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        abort(404)
    if not (address.is_loopback or address.is_private):
        abort(404)


def line_itself() -> None:
    """LINE, proven by its signature over the very bytes it sent, before anything reads them.

    404 for a channel nobody has, 413 for a body too large, 401 for a wrong or missing signature
    (LINE: verify webhook signature).
    """
    line = called_line()
    if line is None:
        abort(404)
    request.max_content_length = LARGEST_WEBHOOK
    known = line.credentials
    secrets = [secret.reveal() for secret in (known.secret, known.previous_secret) if secret]
    if not verify(request.get_data(), request.headers.get("X-Line-Signature"), secrets):
        abort(401)


def called_line() -> Line | None:
    """The LINE channel named in the address."""
    return site().service.lines.get((request.view_args or {}).get("channel", ""))
