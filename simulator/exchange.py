"""The values that cross the HTTP edge: a request, an answer, and a refusal."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from simulator.schema.walk import Problem

Json: TypeAlias = dict[str, Any]
JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked for."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Json:
        """The body as a JSON object; raises Refused(400) when it is none."""
        try:
            value = json.loads(self.body or b"{}")
        except ValueError:
            raise Refused(400, "The request body could not be parsed as JSON") from None
        if not isinstance(value, dict):
            raise Refused(400, "The request body must be a JSON object")
        return value

    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace")))


@dataclass(frozen=True, slots=True)
class Answer:
    """What it is told."""

    status: int
    body: bytes
    content_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A request that is answered with an error, in LINE's form."""

    def __init__(
        self, status: int, message: str, *, problems: Sequence[Problem] = (), **more: Any
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"message": message, **more}
        if problems:
            self.body["details"] = [
                {"message": problem.message, "property": problem.property} for problem in problems
            ]


def as_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer that holds JSON."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, body, headers=headers or {})
