"""What people and machines read when something went wrong: kind, short, and nothing personal."""

from typing import NamedTuple

from flask import Response, render_template, request
from werkzeug.exceptions import HTTPException

from texts.catalogue import has

MACHINES = frozenset({"webhook", "health", "figures"})
OTHER = "other"


class Place(NamedTuple):
    """Whom a part of the site speaks to: the words and the page for what went wrong there."""

    words: str
    template: str


PUBLIC = Place("public", "error.html")
CONSOLE = Place("console", "console/error.html")


def explain(problem: HTTPException) -> Response:
    """The answer to a request that failed; machines get the bare status."""
    status = problem.code or 500
    if request.blueprint in MACHINES:
        answer = Response(status=status)
    else:
        place = CONSOLE if request.path.startswith("/console/") else PUBLIC
        told = str(status) if has(f"{place.words}.error.{status}.title") else OTHER
        answer = Response(render_template(place.template, told=told), status=status)
    for name, value in problem.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer
