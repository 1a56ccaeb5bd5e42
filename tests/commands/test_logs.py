"""What a log may hold: kinds and outcomes, never what a person wrote (T37)."""

import ast
import io
import logging
import re
from collections.abc import Callable, Iterator

import pytest

from commands.logs import FIELDS, OURS, configure
from tests.conventions.source import sources

CANARY = "U4af4980629 said 0891234567"


@pytest.fixture
def written() -> io.StringIO:
    stream = io.StringIO()
    configure(stream)
    return stream


def fail(log: logging.Logger) -> None:
    try:
        int(CANARY)
    except ValueError:
        log.exception("job_failed job=%s", "sweep")


LEAKS: dict[str, Callable[[], None]] = {
    "a field nobody allowed": lambda: logging.getLogger("handlers.x").error(
        "event text=%s", CANARY
    ),
    "a value without a name": lambda: logging.getLogger("web.x").error("refused %s", CANARY),
    "a library's words": lambda: logging.getLogger("urllib3.pool").error("lost %s", CANARY),
    "an error's words": lambda: fail(logging.getLogger("scheduler.x")),
    "the words of a library's error": lambda: fail(logging.getLogger("sqlalchemy.x")),
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_no_way_of_logging_shows_what_a_person_wrote(
    written: io.StringIO, leak: Callable[[], None]
) -> None:
    leak()
    assert written.getvalue().strip(), "the line itself is there"
    assert CANARY not in written.getvalue()


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b[31m", "\u202e", "\x85", "\u2028", "\0"])
def test_no_value_begins_a_line_or_steers_a_terminal(written: io.StringIO, sign: str) -> None:
    """T38: also in a field that is shown."""
    forged = f"Sent{sign}2026-01-15T05:00:00Z ERROR bot.delivery forged"
    logging.getLogger("bot.delivery").info("line_call outcome=%s", forged)
    (line,) = written.getvalue().splitlines()
    assert line.isprintable()


def test_an_event_is_one_line_with_its_fields(written: io.StringIO) -> None:
    logging.getLogger("bot.delivery").info("line_call method=%s outcome=%s", "push", "Sent")
    line = (
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO bot\.delivery line_call method=push outcome=Sent\n"
    )
    assert re.fullmatch(line, written.getvalue())


def test_an_error_tells_its_kind_and_its_place(written: io.StringIO) -> None:
    fail(logging.getLogger("scheduler.jobs"))
    assert re.search(r"job=sweep kind=ValueError at=test_logs\.py:\d+$", written.getvalue().strip())


def test_others_chatter_is_left_out(written: io.StringIO) -> None:
    logging.getLogger("apscheduler.scheduler").info("added job")
    assert written.getvalue() == ""


def logged() -> Iterator[tuple[str, str]]:
    """Every pattern our own code logs, and where."""
    for file in sources():
        if file.name.partition("/")[0] not in OURS:
            continue
        for node in file.walk():
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="log")),
                    args=[ast.Constant(value=str(pattern)), *_],
                ):
                    yield pattern, f"{file.name}:{node.lineno}"


def test_every_field_our_code_logs_is_known_to_be_harmless() -> None:
    found = list(logged())
    assert len(found) > 5
    unknown = [
        f"{where}: {name}"
        for pattern, where in found
        for name in re.findall(r"(\w+)=%", pattern)
        if name not in FIELDS
    ]
    assert unknown == [], "its value would not be shown; see commands/logs.py"
