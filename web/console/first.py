"""The first time at the console: welcome code and password, then the phone, then recovery codes."""

import base64

import segno
from flask import Response, render_template
from markupsafe import Markup
from werkzeug.exceptions import ServiceUnavailable

from cases import welcoming
from cases.errors import Invalid, NotAllowed, NotFound, TooManyTries
from cases.onetime import enrolment
from cases.passwords import Busy, require_good, require_same
from cases.sessions import Pass
from integrity.door import door_keys
from models.scope import EVERY_OFFICE
from texts.catalogue import say
from texts.message import Message
from web.console.door import RETRY, let_in
from web.console.forms import field
from web.console.room import porch
from web.site import site
from web.wording import page_lang

REFUSED = "console.first.refused"
TOO_MANY = "console.first.too_many"

blueprint = porch("first", __name__, path="/first")


@blueprint.get("")
def ask() -> str:
    """Where somebody begins who got a welcome code."""
    return render_template("console/first.html", told=None, name="")


@blueprint.post("")
def choose() -> Response:
    """Take the welcome code and the password; show what the phone scans."""
    try:
        require_same(field("password"), field("again"))
        require_good(field("password"), name=field("name"))
        return _phone(_chosen(), told=None)
    except Busy:
        raise ServiceUnavailable(retry_after=RETRY) from None
    except Invalid as why:
        return _again(why.key, 422)
    except NotFound:
        return _again(REFUSED, 403)
    except TooManyTries:
        return _again(TOO_MANY, 429)


@blueprint.post("/phone")
def confirm() -> Response:
    """Take the phone's first code: the person is in, and sees the recovery codes once."""
    try:
        codes, given = _confirmed()
    except NotFound:
        return _again(REFUSED, 403)
    except TooManyTries:
        return _again(TOO_MANY, 429)
    except NotAllowed:
        return _phone(_secret(), told="console.phone.refused")
    return let_in(Response(render_template("console/recovery.html", codes=codes)), given)


def _chosen() -> bytes:
    """Keep the password; the secret for the phone. The slow part runs between transactions."""
    here = site().service
    keys, who = door_keys(here.vault), (field("name"), field("welcome"))
    _count()
    with here.database.writing(EVERY_OFFICE) as session:
        welcoming.welcomed(session, *who, keys=keys, now=here.clock())
    hashed = site().passwords.hashed(field("password"))
    with here.database.writing(EVERY_OFFICE) as session:
        account = welcoming.welcomed(session, *who, keys=keys, now=here.clock())
        return welcoming.choose_password(account, hashed, keys=keys)


def _confirmed() -> tuple[list[str], Pass]:
    here = site().service
    keys, who = door_keys(here.vault), (field("name"), field("welcome"))
    _count()
    with here.database.writing(EVERY_OFFICE) as session:
        account = welcoming.welcomed(session, *who, keys=keys, now=here.clock())
        return welcoming.confirm(session, account, field("code"), keys=keys, now=here.clock())


def _count() -> None:
    here = site().service
    keys = door_keys(here.vault)
    with here.database.writing(EVERY_OFFICE) as session:
        welcoming.count_welcome(session, field("name"), keys=keys, now=here.clock())


def _secret() -> bytes:
    here = site().service
    keys, who = door_keys(here.vault), (field("name"), field("welcome"))
    with here.database.writing(EVERY_OFFICE) as session:
        account = welcoming.welcomed(session, *who, keys=keys, now=here.clock())
        return welcoming.chosen_secret(account, keys=keys)


def _again(told: str, status: int) -> Response:
    page = render_template("console/first.html", told=told, name=field("name"))
    return Response(page, status=status)


def _phone(secret: bytes, *, told: str | None) -> Response:
    issuer = say(Message("console.phone.issuer"), page_lang())
    page = render_template(
        "console/phone.html",
        told=told,
        name=field("name"),
        welcome=field("welcome"),
        picture=_picture(enrolment(secret, name=field("name"), issuer=issuer)),
        secret=base64.b32encode(secret).decode(),
    )
    return Response(page, status=403 if told else 200)


def _picture(address: str) -> Markup:
    """The QR code as part of the page: no request, no data: address; black on white in any mode.

    With the least redundancy, and so with the largest squares: a screen has no stains.
    """
    drawn = segno.make(address, error="l").svg_inline(
        scale=6, border=4, dark="#000", light="#fff", omitsize=True
    )
    return Markup(drawn)  # noqa: S704 - drawn by us: paths and numbers, none of the text itself
