"""What all sealed pages share: who may post to them, their headers, their pace, their looks."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import HTTPException

from cases.deadlines import local_date
from config.office import Office
from integrity.folders import Custody
from texts.catalogue import has
from texts.message import Message
from web.site import site

GATE: Final = "sealed"
SOON: Final = timedelta(seconds=10)  # when those who are at work now will be done
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# No picture, no script, nothing from elsewhere (security D16).
HEADERS: Final = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
            "base-uri 'none'; require-trusted-types-for 'script'"
        ),
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Permissions-Policy": (
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
        ),
        "X-Robots-Tag": "noindex, noarchive",
    }
)


class Again(Exception):
    """The same page must be sent again, later or with something changed; nothing was stored."""

    def __init__(self, said: Message, *, status: int = 200, wait: timedelta | None = None) -> None:
        super().__init__(said.key)
        self.said, self.status, self.wait = said, status, wait


@dataclass(slots=True)
class Pace:
    """How many reports the site takes in: freely at first, then one at a time, never none.

    Counted in memory and for an hour only: a row in the database would tell when a report came.
    """

    freely: int = 60  # in an hour (security D15)
    then_every: timedelta = timedelta(seconds=30)
    _taken: deque[datetime] = field(default_factory=deque)
    _lock: Lock = field(default_factory=Lock)

    def take_turn(self, now: datetime) -> None:
        """Count a report that is being sent. Raises Again with the time until there is a turn."""
        with self._lock:
            while self._taken and self._taken[0] <= now - timedelta(hours=1):
                self._taken.popleft()
            if len(self._taken) >= self.freely:
                left = self._taken[-1] + self.then_every - now
                if left > timedelta(0):
                    raise Again(Message("integrity_web.wait"), status=429, wait=left)
            self._taken.append(now)


@dataclass(frozen=True, slots=True)
class Gate:
    """What one process lets through at the same time."""

    pace: Pace = field(default_factory=Pace)
    uploads: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(4))


def part(name: str, module: str) -> Blueprint:
    """A part of the sealed pages, with their headers and their own words when something fails."""
    blueprint = Blueprint(name, module, url_prefix="/integrity")
    blueprint.record(_open_gate)
    blueprint.after_request(_dress)
    blueprint.register_error_handler(HTTPException, _explain)
    return blueprint


def gate() -> Gate:
    """The gate of the application that answers this request."""
    here: Gate = current_app.extensions[GATE]
    return here


def own_pages_only() -> None:
    """Anybody, but forms only from our own pages: browsers say where a form comes from.

    There is no cookie another site could ride on; it could but use up the site's tries.
    """
    if request.method not in SAFE and not comes_from_us():
        abort(403)


def comes_from_us() -> bool:
    """Whether the browser says that one of our own pages led here, or its reader alone."""
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")  # "null" is what our no-referrer policy makes it
    return origin == "null" or urlsplit(origin).netloc == request.host


def custody(office: Office) -> Custody:
    """What every act on one of this office's reports needs, today."""
    here = site().service
    return Custody(here.vault.keyring, office, local_date(here.clock()))


def busy() -> Again:
    """What to say when as many are at work as can be."""
    return Again(Message("integrity_web.wait"), status=503, wait=SOON)


def page(
    template: str, *, status: int = 200, wait: timedelta | None = None, **shown: object
) -> Response:
    """A sealed page; `wait` says when to come back."""
    answer = Response(render_template(f"integrity/{template}", **shown), status=status)
    if wait is not None:
        answer.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return answer


def _open_gate(state: BlueprintSetupState) -> None:
    state.app.extensions.setdefault(GATE, Gate())


def _dress(answer: Response) -> Response:
    answer.headers.update(HEADERS)
    return answer


def _explain(problem: HTTPException) -> Response:
    """A page in place of what failed. What an answer carries itself, such as a redirect, it is."""
    status = problem.code or 500
    told = str(status) if has(f"integrity_web.error.{status}.title") else "other"
    return page("error.html", status=status, told=told)
