"""The console's door: a name, a password and a code on one page; a LINE account opens nothing."""

import logging
from typing import Final

from flask import Response, render_template, request, url_for
from werkzeug.exceptions import ServiceUnavailable

from cases import accounts
from cases.errors import NotAllowed
from cases.passwords import Busy
from cases.sessions import Pass
from integrity.door import door_keys
from models.scope import EVERY_OFFICE
from web.console import cookies
from web.console.forms import field, go_to
from web.console.room import porch
from web.site import site
from web.wording import in_address, page_lang

RETRY: Final = 5  # seconds
NEWS: Final = frozenset({"changed", "left"})  # what this page may be opened to say

blueprint = porch("door", __name__)
log = logging.getLogger(__name__)


@blueprint.get("/login")
def ask() -> str:
    """The form, and perhaps what was just done."""
    news = request.args.get("news")
    return render_template("console/login.html", told=news if news in NEWS else None, name="")


@blueprint.post("/login")
def enter() -> Response:
    """Let somebody in. Whatever was wrong, the answer and its time are the same (T95, T101)."""
    try:
        given = _try(field("name"), field("password"), field("code"))
    except Busy:
        raise ServiceUnavailable(retry_after=RETRY) from None
    except NotAllowed:
        log.info("console_login result=refused")
        page = render_template("console/login.html", told="refused", name=field("name"))
        return Response(page, status=403)
    log.info("console_login result=entered")
    answer = go_to(url_for("console.home", lang=in_address(page_lang())))
    return let_in(answer, given)


def let_in(answer: Response, given: Pass) -> Response:
    """Give the cookie of somebody logged in; the one from before means nothing any more (T97)."""
    cookies.give(answer, cookies.DESK, given.plain)
    cookies.take(answer, cookies.DOOR)
    return answer


def to_the_door(news: str) -> Response:
    """Back to the door, which says why."""
    answer = go_to(url_for("door.ask", news=news, lang=in_address(page_lang())))
    cookies.take(answer, cookies.DESK)
    return answer


def _try(name: str, password: str, code: str) -> Pass:
    here = site().service
    keys = door_keys(here.vault)
    with here.database.writing(EVERY_OFFICE) as session:
        counted = accounts.count_try(session, name, keys=keys, now=here.clock())
    fits = site().passwords.fits(password, counted.password_hash)  # slow: no transaction is open
    with here.database.writing(EVERY_OFFICE) as session:
        return accounts.log_in(session, counted, code, fits=fits, keys=keys, now=here.clock())
