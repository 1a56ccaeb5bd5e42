"""What became of a request to LINE, decided in one place from the status alone.

LINE's error texts are not guaranteed, its status codes are (LINE: retrying a failed API request).
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """LINE took it. `ids` are the ids of the messages, as many as LINE told."""

    request_id: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlreadyAccepted:
    """This retry key was accepted before (409): the message is there, and once only."""

    request_id: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotSent:
    """A definite refusal; the same request will never succeed."""

    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class TooMany:
    """Definitely not sent: the rate or the month's quota is used up; `retry_after` in seconds."""

    retry_after: int | None


@dataclass(frozen=True, slots=True)
class OutOfQuota:
    """Not sent, and waiting will not help before next month: no status says so, a look at the
    quota after `TooMany` does.
    """


@dataclass(frozen=True, slots=True)
class Unreached:
    """Definitely not sent, because LINE was not reached; worth another try."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Perhaps sent, perhaps not: may only be repeated with the same retry key."""

    reason: str


Outcome = Sent | AlreadyAccepted | NotSent | TooMany | OutOfQuota | Unreached | Ambiguous


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, header names in lower case; incomplete when the body was cut off."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    complete: bool = True


def classify(answer: Answer | Unreached | Ambiguous) -> Outcome:
    """What an answer of LINE, or the lack of one, means for the message."""
    if not isinstance(answer, Answer):
        return answer
    kind = answer.status // 100
    return _BY_STATUS.get(answer.status, _BY_KIND.get(kind, _unclear))(answer)


def reason(answer: Answer) -> str:
    """LINE's own explanation for people who look after the service, freed of user ids."""
    error = told(answer)
    details = error.get("details")
    places = [
        detail["property"]
        for detail in (details if isinstance(details, list) else [])
        if isinstance(detail, dict) and isinstance(detail.get("property"), str)
    ]
    words = "; ".join([str(error.get("message", "")), *places])
    return re.sub(r"\b[UCR][0-9a-f]{32}\b", "(id)", words)[:LONGEST_REASON]


def told(answer: Answer) -> dict[str, Any]:
    """The JSON object in an answer; empty when there is none, for a 200 stays a 200."""
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _ids(answer: Answer) -> tuple[str, ...]:
    messages = told(answer).get("sentMessages")
    rows = messages if isinstance(messages, list) else []
    return tuple(str(row["id"]) for row in rows if isinstance(row, dict) and "id" in row)


def _seconds(value: str) -> int | None:
    return int(value) if re.fullmatch(r"[0-9]{1,6}", value) else None


def _sent(answer: Answer) -> Outcome:
    return Sent(answer.headers.get("x-line-request-id", ""), _ids(answer))


def _accepted_before(answer: Answer) -> Outcome:
    return AlreadyAccepted(answer.headers.get("x-line-accepted-request-id", ""), _ids(answer))


def _too_many(answer: Answer) -> Outcome:
    return TooMany(_seconds(answer.headers.get("retry-after", "")))


def _never_arrived_whole(answer: Answer) -> Outcome:
    return Unreached(f"status {answer.status}")


def _refused(answer: Answer) -> Outcome:
    return NotSent(answer.status, reason(answer))


def _unclear(answer: Answer) -> Outcome:
    return Ambiguous(f"status {answer.status}")


_BY_STATUS: Mapping[int, Callable[[Answer], Outcome]] = {
    408: _never_arrived_whole,
    409: _accepted_before,
    429: _too_many,
}
_BY_KIND: Mapping[int, Callable[[Answer], Outcome]] = {2: _sent, 4: _refused}
