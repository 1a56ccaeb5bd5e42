"""Who may open which page of the console: every view says it, and nobody else learns that it is
there.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from flask import Response, abort, current_app, g, redirect, render_template, request, url_for

from cases import accounts, sessions
from cases.errors import NotAllowed
from cases.sessions import SignedIn
from integrity.door import door_keys
from models.scope import EVERY_OFFICE
from models.vocabulary import Role
from web.console import cookies, forms
from web.site import site
from web.wording import in_address, page_lang

CODE: Final = "step_up_code"
EVERYBODY: Final = tuple(Role)

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """Whom a view is open to, whether a one-time code must be fresh, and how much it takes in."""

    roles: frozenset[Role]
    fresh: bool
    largest: int


ACCESS: Final[dict[Callable[..., Any], Access]] = {}


def open_to(
    *roles: Role, fresh: bool = False, largest: int = forms.LARGEST
) -> Callable[[View], View]:
    """Name the roles that may open a view; `fresh` asks for a one-time code not over 5 minutes old.

    Stands under the route. A view without it opens to nobody. `largest` is in bytes.
    """

    def mark(view: View) -> View:
        ACCESS[view] = Access(frozenset(roles), fresh, largest)
        return view

    return mark


def me() -> SignedIn:
    """Whose browser asks."""
    who: SignedIn = g.who
    return who


def visitors() -> None:
    """Anybody, but forms only from our own page in the same browser: the door's guard."""
    request.max_content_length = forms.LARGEST
    forms.require_ours(cookies.read(cookies.DOOR))


def signed_in() -> None:
    """Whoever is logged in and has one of the view's roles.

    Without a session: on to the door. With another role: 404, like an address nobody has (T21).
    With a code too long ago, where a fresh one is needed: asks for it, and then goes on (T98).
    """
    access = ACCESS[current_app.view_functions[request.endpoint or ""]]
    request.max_content_length = access.largest
    who = _recognised()
    if who is None:
        abort(redirect(url_for("door.ask", lang=in_address(page_lang())), 303))
    if who.role not in access.roles:
        abort(404)
    forms.require_ours(cookies.read(cookies.DESK))
    g.who = who
    if access.fresh and not who.fresh:
        if not takes_code(who, request.form.get(CODE, "")):
            abort(Response(_asking(), status=403))
        g.who = dataclasses.replace(who, fresh=True)


def _recognised() -> SignedIn | None:
    token = cookies.read(cookies.DESK)
    if not token:
        return None
    here = site().service
    digest, now = door_keys(here.vault).digest(token), here.clock()
    with here.database.reading(EVERY_OFFICE) as session:
        who = sessions.recognise(session, digest, now=now)
    if who is None or who.office not in here.offices:
        return None
    if who.to_be_noted:
        with here.database.writing(who.office) as session:
            sessions.note_request(session, digest, now=now)
    return who


def _asking() -> str:
    """The page that asks for a code. It carries what was typed, so that nothing is lost."""
    carried = [pair for pair in request.form.items(multi=True) if pair[0] not in {CODE, forms.KEY}]
    told = "refused" if CODE in request.form else None
    then = request.full_path.rstrip("?")
    return render_template("console/confirm.html", carried=carried, told=told, then=then)


def takes_code(who: SignedIn, typed: str) -> bool:
    """Whether this is the code on the person's phone; wrong ones are counted as at the door."""
    if not typed:
        return False
    here = site().service
    with here.database.writing(who.office) as session:
        if not accounts.count_code(session, who, now=here.clock()):
            return False
    try:
        with here.database.writing(who.office) as session:
            keys = door_keys(here.vault)
            accounts.step_up(session, who, typed, keys=keys, now=here.clock())
    except NotAllowed:
        return False
    return True
