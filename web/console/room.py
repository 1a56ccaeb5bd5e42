"""What every page of the console shares: its address, its frame, and the key of its forms."""

import secrets
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, current_app, g, request, url_for

from models.vocabulary import Role
from texts.message import Lang
from web.console import cookies, forms
from web.wording import in_address, page_lang


@dataclass(frozen=True, slots=True)
class Way:
    """A way from the front page and the top of every page into a room."""

    key: str  # what it is called: console.room.KEY, and console.room.KEY_lead
    endpoint: str
    roles: frozenset[Role]


# The director has the room, too, whether reports were addressed to the director or not: so it is no
# sign of one. The auditor sees what is put to the auditor, never a report.
WAYS: Final = (
    Way("integrity", "console_integrity.cases", frozenset({Role.INTEGRITY, Role.DIRECTOR})),
    Way("second", "console_integrity.waiting", frozenset({Role.AUDITOR})),
    # Every head has the page, whether there is anything on it or not.
    Way("handed", "console_integrity.handed", frozenset({Role.HEAD})),
)


def ways_of(role: Role) -> list[Way]:
    """The rooms somebody of this role has."""
    return [w for w in WAYS if role in w.roles and w.endpoint in current_app.view_functions]


def room(name: str, module: str, *, path: str = "") -> Blueprint:
    """A part of the console for people who are logged in, below `/console` and `path`."""
    blueprint = _part(name, module, path)

    @blueprint.context_processor
    def frame() -> dict[str, Any]:
        who = g.get("who")
        token = cookies.read(cookies.DESK)
        return {
            "me": who,
            "ways": ways_of(who.role) if who else [],
            "form_key": forms.key_for(token) if token else "",
            "other_page": _same_page(),
        }

    return blueprint


def porch(name: str, module: str, *, path: str = "") -> Blueprint:
    """A part of the console for people who are not logged in yet."""
    blueprint = _part(name, module, path)

    @blueprint.context_processor
    def frame() -> dict[str, Any]:
        g.door = cookies.read(cookies.DOOR) or secrets.token_urlsafe(32)
        return {
            "me": None,
            "ways": [],
            "form_key": forms.key_for(g.door),
            "other_page": _same_page(),
        }

    @blueprint.after_request
    def know_again(answer: Response) -> Response:
        if "door" in g and cookies.read(cookies.DOOR) is None:
            cookies.give(answer, cookies.DOOR, g.door)
        answer.headers["X-Robots-Tag"] = "noindex, noarchive"
        return answer

    return blueprint


def _part(name: str, module: str, path: str) -> Blueprint:
    return Blueprint(name, module, url_prefix=f"/console{path}")


def _same_page() -> str:
    """This page in the other language; the front page where this is an answer to a form."""
    lang = in_address(Lang.TH if page_lang() is Lang.EN else Lang.EN)
    if request.method != "GET" or request.endpoint is None:
        return url_for("console.home", lang=lang)
    return url_for(request.endpoint, **{**(request.view_args or {}), "lang": lang})
