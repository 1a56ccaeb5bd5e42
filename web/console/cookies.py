"""The console's two cookies: who is logged in, and which browser a form at the door was given to.

Two, because a link from elsewhere brings no strict cookie along: the door it leads to must not
replace the cookie of somebody who is logged in.
"""

from typing import Any, Final

from flask import Response, request

from web.site import site

DESK: Final = "saisaat-desk"
DOOR: Final = "saisaat-door"


def read(name: str) -> str | None:
    """What the browser brought."""
    return request.cookies.get(_called(name))


def give(answer: Response, name: str, value: str) -> None:
    """Let the browser bring this back until it is closed, to us alone and out of scripts' reach."""
    answer.set_cookie(_called(name), value, **_fences())


def take(answer: Response, name: str) -> None:
    """Let the browser forget it."""
    answer.delete_cookie(_called(name), **_fences())


def _called(name: str) -> str:
    """No other host can set a cookie of this prefix; without https browsers do not take it."""
    return f"__Host-{name}" if _is_https() else name


def _fences() -> dict[str, Any]:
    return {"path": "/", "secure": _is_https(), "httponly": True, "samesite": "Strict"}


def _is_https() -> bool:
    # From the settings, which allow http on this machine only, not from what a proxy forwards.
    return site().service.public_url.startswith("https:")
