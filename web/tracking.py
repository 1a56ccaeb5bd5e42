"""Following a case up by its code from any device, without LINE and without a name (A49 to A53).

No cookie is set and none is needed: the form changes nothing, the code is the only key, and it
travels in the body alone. Another site's page could at most use up its visitor's tries; browsers
say where a form comes from (`Sec-Fetch-Site`, else `Origin`), so such a post is refused.
"""

import uuid
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, render_template, request

from bot.service import Service
from cases.deadlines import local_date
from cases.errors import NotFound, TooManyTries
from cases.queries import citizen_case
from cases.tracking import WINDOW, find_by_code
from cases.views import CitizenCase
from integrity.vault import Purpose
from models.case import Case
from models.scope import EVERY_OFFICE
from web.site import site

LARGEST_FORM: Final = 65_536  # bytes
NEIGHBOURS: Final = 64  # bits of an IPv6 address that one household or phone keeps

blueprint = Blueprint("tracking", __name__)


@dataclass(frozen=True, slots=True)
class Found:
    """Which case a code belongs to."""

    office: str
    case: uuid.UUID


@blueprint.get("/track")
def ask() -> Response:
    """The form."""
    return _page("track.html", told=None)


@blueprint.post("/track")
def show() -> Response:
    """The case a code belongs to.

    A wrong, an absent and a malformed code get the same page: nothing hints whether a code
    exists (A50). Tried too often from one place: 429 and when to come back.
    """
    if not _from_our_own_page():
        abort(403)
    request.max_content_length = LARGEST_FORM
    here = site().service
    try:
        found = _find(here, request.form.get("code", ""))
    except TooManyTries:
        return _come_back_later(here)
    if found is None:
        return _page("track.html", told="not_found")
    today = local_date(here.clock())
    return _page("case.html", case=_view(here, found), today=today)


def _from_our_own_page() -> bool:
    site_of_form = request.headers.get("Sec-Fetch-Site")
    if site_of_form is not None:
        return site_of_form in {"same-origin", "none"}
    origin = request.headers.get("Origin", "null")  # "null" is what our no-referrer policy makes it
    return origin == "null" or urlsplit(origin).netloc == request.host


def _find(here: Service, typed: str) -> Found | None:
    """Look the code up; the try is counted whatever comes of it. Raises TooManyTries."""
    with here.database.writing(EVERY_OFFICE) as session:
        try:
            case = find_by_code(
                session,
                typed,
                digest=lambda code: here.vault.index(Purpose.TRACKING_CODE, code, where=""),
                place=_place(here),
                now=here.clock(),
            )
        except NotFound:  # not an error of the transaction: the try must be kept
            return None
        return Found(case.office_id, case.id)


def _place(here: Service) -> str:
    """A keyed hash of where the request comes from; the address itself is not kept."""
    return here.vault.index(
        Purpose.TRACKING_CODE, neighbourhood(request.remote_addr or ""), where="ip"
    )


def neighbourhood(address: str) -> str:
    """The address, or the whole network that one household or phone has of IPv6 addresses."""
    try:
        known = ip_address(address)
    except ValueError:  # a server behind a socket has no address: one place for all
        return ""
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped is not None:
            return str(known.ipv4_mapped)
        return str(ip_network((int(known), NEIGHBOURS), strict=False))
    return str(known)


def _view(here: Service, found: Found) -> CitizenCase:
    with here.database.reading(found.office) as session:
        return citizen_case(
            session,
            session.get_one(Case, (found.office, found.case)),
            office=here.offices[found.office],
            public_url="",  # pictures by their path: from whatever address this page was opened
            now=here.clock(),
            by=None,
        )


def _come_back_later(here: Service) -> Response:
    window = WINDOW.total_seconds()
    answer = _page("track.html", told="too_many")
    answer.status_code = 429
    answer.headers["Retry-After"] = str(int(window - here.clock().timestamp() % window) + 1)
    return answer


def _page(template: str, **shown: object) -> Response:
    answer = Response(render_template(template, **shown))
    answer.headers["X-Robots-Tag"] = "noindex, noarchive"
    return answer
