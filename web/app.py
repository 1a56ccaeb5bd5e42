"""The application: one table of its parts and who may call them, and the rules for all of them."""

import logging
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple

from flask import Blueprint, Flask, g, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.service import Service
from web import (
    errors,
    fonts,
    guards,
    headers,
    health,
    media,
    public,
    tracking,
    webhook,
    wording,
)
from web.console import access, door, first
from web.console import home as console_home
from web.console import integrity as integrity_desk
from web.integrity import following, gate, telling
from web.site import EXTENSION, Site

log = logging.getLogger(__name__)


class Part(NamedTuple):
    """A part of the web and its guard, which runs before any of its views."""

    blueprint: Blueprint
    guard: Callable[[], None]


PARTS = (
    Part(webhook.blueprint, guards.line_itself),
    Part(health.blueprint, guards.everyone),
    Part(health.figures, guards.operators),
    Part(public.blueprint, guards.everyone),
    Part(fonts.blueprint, guards.everyone),
    Part(tracking.blueprint, guards.everyone),
    Part(telling.blueprint, gate.own_pages_only),
    Part(following.blueprint, gate.own_pages_only),
    Part(media.blueprint, guards.holder_of_the_token),
    Part(door.blueprint, access.visitors),
    Part(first.blueprint, access.visitors),
    Part(console_home.blueprint, access.signed_in),
    Part(integrity_desk.blueprint, access.signed_in),
)
GUARDS = {part.blueprint.name: part.guard for part in PARTS}

_Raised = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


class Web(Flask):
    """Flask that logs where something broke, never with what: values may be a person's words."""

    def log_exception(self, exc_info: _Raised | None) -> None:
        """One line: which view, which kind, and the places in the code."""
        kind, _, trace = exc_info or (None, None, None)
        where = " < ".join(
            f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
            for frame in reversed(traceback.extract_tb(trace))
        )
        name = kind.__name__ if kind else "unknown"
        log.error("request_failed view=%s kind=%s at=%s", request.endpoint, name, where)


def create_app(service: Service, *, production: bool) -> Flask:
    """The application around a service. Starts no thread: a web server may fork afterwards.

    In production exactly one proxy stands before it, whose word on address and protocol is taken.
    """
    app = Web(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = guards.LARGEST_WEBHOOK
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions[EXTENSION] = Site.of(service)
    for part in PARTS:
        app.register_blueprint(part.blueprint)
    app.before_request(_guard)
    app.after_request(headers.dress)
    app.context_processor(wording.words_for_a_page)
    app.register_error_handler(HTTPException, errors.explain)
    if production:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]  # Flask's documented way
    return app


def _guard() -> None:
    g.started = time.perf_counter()
    if request.url_rule is not None:  # an address nobody has is answered with 404 in any case
        GUARDS[request.blueprint or ""]()  # what is not in the table is refused by a KeyError
