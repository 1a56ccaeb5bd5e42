"""What people and machines read when something went wrong: kind, short, and nothing personal."""

from flask import Response, render_template, request
from werkzeug.exceptions import HTTPException

from texts.catalogue import has

MACHINES = frozenset({"webhook", "health", "figures"})
OTHER = "other"


def explain(problem: HTTPException) -> Response:
    """The answer to a request that failed; machines get the bare status."""
    status = problem.code or 500
    if request.blueprint in MACHINES:
        answer = Response(status=status)
    else:
        told = str(status) if has(f"public.error.{status}.title") else OTHER
        answer = Response(render_template("error.html", told=told), status=status)
    for name, value in problem.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer
