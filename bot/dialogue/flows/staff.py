"""What an officer does with a case from the telephone, from asking back to closing it."""

from datetime import date

from bot.dialogue.answers import code, day_ahead, text
from bot.dialogue.flow import Flow, Step, choose
from bot.dialogue.flows.citizen import photos

LINK = Flow("link", version=1, steps=(Step("code", read=code),), heed=True)

ASK = Flow(
    "ask",
    version=1,
    steps=(Step("question", read=text(at_least=4, at_most=1000)),),
    confirm="ask.summary",
)

NOTE = Flow(
    "note",
    version=1,
    steps=(
        Step("text", read=text(at_least=4, at_most=2000)),
        Step("shown", options=choose("note.shown", "yes", "no")),
    ),
)

FORWARD = Flow(
    "forward",
    version=1,
    steps=(
        Step("unit", options="unit"),
        Step(
            "reason",
            read=text(at_least=4, at_most=1000),
            options=choose("forward.reason", "not_ours", "other_unit", "together"),
        ),
    ),
    confirm="forward.summary",
)

EXPLAIN = Flow(
    "explain",
    version=1,
    steps=(
        Step("reason", read=text(at_least=10, at_most=1000)),
        Step("done", read=text(at_least=4, at_most=1000)),
        Step(
            "days",
            read=day_ahead,
            options=choose("explain.days", "7", "15", "30", "60"),
            shown=date.fromisoformat,
        ),
    ),
    confirm="explain.summary",
)

POSTPONE = Flow(
    "postpone",
    version=1,
    steps=(
        Step("reason", read=text(at_least=10, at_most=1000)),
        Step("day", read=day_ahead, options="day", shown=date.fromisoformat),
    ),
    confirm="postpone.summary",
)

RESOLVE = Flow(
    "resolve",
    version=1,
    steps=(Step("result", read=text(at_least=10, at_most=2000)), photos()),
    confirm="resolve.summary",
)

DECLINE = Flow(
    "decline",
    version=1,
    steps=(
        Step("reason", options=choose("decline.reason", "outside", "too_little", "other")),
        Step("text", read=text(at_least=10, at_most=2000)),
    ),
    confirm="decline.summary",
)
