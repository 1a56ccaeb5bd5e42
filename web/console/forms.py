"""Forms of the console: each carries a key that only our own page for this very browser holds.

The key is a keyed hash of the browser's cookie. So it needs no storage, ends with the session, and
no second session has to be kept for it, as Flask-WTF's would be.
"""

from hmac import compare_digest
from typing import Final

from flask import Response, abort, request

from integrity.vault import Purpose
from web.site import site

KEY: Final = "form_key"
LARGEST: Final = 65_536  # bytes
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def key_for(token: str) -> str:
    """The key for forms given to the browser with this cookie."""
    return site().service.vault.index(Purpose.CONSOLE, token, where="form")


def require_ours(token: str | None) -> None:
    """Refuse with 403 what changes something and comes without the key (T82)."""
    if request.method in SAFE:
        return
    brought = request.form.get(KEY, "").encode()
    if not token or not compare_digest(brought, key_for(token).encode()):
        abort(403)


def go_to(address: str) -> Response:
    """On to another page after a form, so that loading it again sends nothing twice."""
    return Response(status=303, headers={"Location": address})


def field(name: str) -> str:
    """What was typed into a field of the form."""
    return request.form.get(name, "")
