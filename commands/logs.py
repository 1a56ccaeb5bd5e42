"""One line per event, holding only fields that are known to be harmless.

An event is written `log.info("line_call method=%s outcome=%s", ...)`. Only values of the fields
below are shown; of a line with another field, and of every line of somebody else's library, the
bare pattern is: it stands in a program and so cannot hold what a person wrote.
"""

import logging
import re
import sys
import time
from typing import IO, Any, Final

FIELDS: Final = frozenset(
    {
        "at",
        "attempts",
        "channel",
        "count",
        "events",
        "exit",
        "job",
        "kind",
        "late",
        "method",
        "ms",
        "outcome",
        "percent",
        "process",
        "result",
        "rule",
        "seconds",
        "state",
        "status",
        "view",
    }
)
OURS: Final = frozenset(
    {"bot", "cases", "commands", "handlers", "integrity", "models", "scheduler", "web"}
)
_FIELD: Final = re.compile(r"(\w+)=%")
_VALUE: Final = re.compile(r"%[-#0 +]*\d*(\.\d+)?\w")


class Line(logging.Formatter):
    """`2026-01-15T05:00:00Z INFO bot.delivery line_call method=push outcome=Sent`."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%SZ')} {record.levelname} {record.name} "
        return _on_one_line(line + " ".join([_harmless(record), *_place(record)]))


def _harmless(record: logging.LogRecord) -> str:
    pattern = str(record.msg)
    known = (
        record.name.partition(".")[0] in OURS
        and set(_FIELD.findall(pattern)) <= FIELDS
        and len(_FIELD.findall(pattern)) == len(_VALUE.findall(pattern))
    )
    return " ".join((record.getMessage() if known else pattern).split())


def _on_one_line(line: str) -> str:
    """Nothing in a line may begin another, colour a terminal, or turn the reading direction."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in line
    )


def _place(record: logging.LogRecord) -> list[str]:
    """Of an exception: which kind, and where; its words may be a person's."""
    if not record.exc_info or record.exc_info[0] is None:
        return []
    kind, _, trace = record.exc_info
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = (
        f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""
    )
    return [f"kind={kind.__name__}", f"at={where}"]


def configure(stream: IO[Any] | None = None) -> None:
    """Send every log of this process through `Line`; ours from INFO, others' from WARNING."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Line())
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
