"""The console's front page, one's own password, and the way out."""

from typing import Final
from urllib.parse import urlsplit

from flask import Response, render_template, url_for
from werkzeug.exceptions import ServiceUnavailable

from cases import accounts, sessions
from cases.errors import Invalid
from cases.passwords import Busy, require_good, require_same
from web.console.access import CODE, EVERYBODY, me, open_to, takes_code
from web.console.door import RETRY, to_the_door
from web.console.forms import field, go_to
from web.console.room import room
from web.site import site

# Not its cookies: browsers would take those of every other service of the same organisation along.
FORGET: Final = '"cache", "storage"'

blueprint = room("console", __name__)


@blueprint.get("/")
@open_to(*EVERYBODY)
def home() -> str:
    """What this person can do here."""
    who = me()
    office = site().service.offices[who.office]
    units = {unit.code: unit.name for unit in office.units}
    return render_template("console/home.html", office=office, unit=units.get(who.officer.unit))


@blueprint.post("/logout")
@open_to(*EVERYBODY)
def leave() -> Response:
    """End the session here and in the browser."""
    who = me()
    with site().service.database.writing(who.office) as session:
        sessions.end(session, who.token_digest)
    answer = to_the_door("left")
    answer.headers["Clear-Site-Data"] = FORGET
    return answer


@blueprint.post("/confirm")
@open_to(*EVERYBODY)
def confirm() -> Response:
    """Take a one-time code for a page that needs a fresh one, and open that page."""
    then = field("then")
    if not takes_code(me(), field(CODE)):
        page = render_template("console/confirm.html", carried=(), told="refused", then=then)
        return Response(page, status=403)
    return go_to(then if _is_ours(then) else url_for("console.home"))


def _is_ours(address: str) -> bool:
    """Whether an address leads to a page of the console, and to nowhere else."""
    parts = urlsplit(address)
    plain = address.isprintable() and "\\" not in address
    return plain and not parts.scheme and not parts.netloc and parts.path.startswith("/console/")


@blueprint.get("/password")
@open_to(*EVERYBODY, fresh=True)
def ask_password() -> str:
    """The form for a new password."""
    return render_template("console/password.html", told=None)


@blueprint.post("/password")
@open_to(*EVERYBODY, fresh=True)
def change_password() -> Response:
    """Replace one's password; every browser, this one too, is logged out (ASVS 6.2.3, 7.4.3)."""
    try:
        _change()
    except Busy:
        raise ServiceUnavailable(retry_after=RETRY) from None
    except Invalid as why:
        return Response(render_template("console/password.html", told=why.key), status=422)
    return to_the_door("changed")


def _change() -> None:
    here, who = site().service, me()
    require_same(field("password"), field("again"))
    with here.database.writing(who.office) as session:
        name = accounts.name_of(session, who)
        kept = accounts.password_hash(session, who)
        allowed = accounts.count_code(session, who, now=here.clock())
    require_good(field("password"), name=name)
    if not site().passwords.fits(field("present"), kept if allowed else None):
        raise Invalid("console.password.wrong")
    hashed = site().passwords.hashed(field("password"))
    with here.database.writing(who.office) as session:
        accounts.change_password(session, who, hashed)
