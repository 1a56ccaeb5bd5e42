"""The retry policy of LINE as one table: what each answer means for the message."""

import json
from typing import Any

import pytest

from bot.line.outcomes import (
    AlreadyAccepted,
    Ambiguous,
    Answer,
    NotSent,
    Outcome,
    Sent,
    TooMany,
    Unreached,
    classify,
    reason,
)

SENT = json.dumps({"sentMessages": [{"id": "1", "quoteToken": "q"}, {"id": "2"}]}).encode()
TABLE: list[tuple[int, dict[str, str], bytes, Outcome]] = [
    (200, {"x-line-request-id": "r"}, SENT, Sent("r", ("1", "2"))),
    (200, {}, b"", Sent("", ())),
    (200, {}, b"<html>", Sent("", ())),
    (200, {}, b'{"sentMessages": 7}', Sent("", ())),
    (202, {}, b"{}", Sent("", ())),
    (409, {"x-line-accepted-request-id": "first"}, SENT, AlreadyAccepted("first", ("1", "2"))),
    (429, {}, b"{}", TooMany(None)),
    (429, {"retry-after": "60"}, b"{}", TooMany(60)),
    (429, {"retry-after": "Fri, 20 Nov 2026 10:00:00 GMT"}, b"{}", TooMany(None)),
    (400, {}, b'{"message": "Invalid reply token"}', NotSent(400, "Invalid reply token")),
    (401, {}, b"", NotSent(401, "")),
    (403, {}, b"\xff\xfe", NotSent(403, "")),
    (404, {}, b"[]", NotSent(404, "")),
    (408, {}, b"", Unreached("status 408")),
    (410, {}, b"", NotSent(410, "")),
    (413, {}, b"", NotSent(413, "")),
    (415, {}, b"", NotSent(415, "")),
    (301, {}, b"", Ambiguous("status 301")),
    (500, {}, b"", Ambiguous("status 500")),
    (502, {}, b"\xff\xfe bad gateway", Ambiguous("status 502")),
    (503, {}, b"", Ambiguous("status 503")),
]


@pytest.mark.parametrize(("status", "headers", "body", "outcome"), TABLE)
def test_what_an_answer_means(
    status: int, headers: dict[str, str], body: bytes, outcome: Outcome
) -> None:
    assert classify(Answer(status, headers, body)) == outcome


@pytest.mark.parametrize(
    "silence", [Unreached("NewConnectionError"), Ambiguous("ReadTimeoutError")]
)
def test_no_answer_is_an_outcome_too(silence: Unreached | Ambiguous) -> None:
    assert classify(silence) == silence


def explained(**error: Any) -> str:
    return reason(Answer(400, {}, json.dumps(error).encode()))


def test_the_reason_names_the_property_at_fault_but_no_person() -> None:
    user = "U" + "0123456789abcdef" * 2
    words = explained(
        message=f"The property 'to' ({user}) is invalid",
        details=[{"message": "May not be empty", "property": "messages[0].text"}, "odd", {}],
    )
    assert words == "The property 'to' ((id)) is invalid; messages[0].text"


def test_a_reason_is_short() -> None:
    assert len(explained(message="x" * 5000, details="odd")) == 200
