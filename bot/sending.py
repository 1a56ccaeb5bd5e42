"""The calls to LINE themselves: one row for each method."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.judging import Attempt
from bot.line.errors import LineError
from bot.line.outcomes import NotSent, Outcome, Unreached
from bot.service import Line
from models.vocabulary import Method

Body = dict[str, Any]


def send(line: Line, attempt: Attempt, body: Body) -> Outcome:
    """Make the call."""
    return SENDERS[attempt.method](line, attempt, body)


def _reply(line: Line, attempt: Attempt, body: Body) -> Outcome:
    return line.gateway.reply(body["token"], body["messages"])


def _push(line: Line, attempt: Attempt, body: Body) -> Outcome:
    silent = body.get("silent", False)  # a reply that became a push answers somebody who is awake
    return line.gateway.push(
        attempt.user or "", body["messages"], retry_key=attempt.retry_key, silent=silent
    )


def _leave_group(line: Line, attempt: Attempt, body: Body) -> Outcome:
    return line.gateway.leave("group", body["group"])


def _leave_room(line: Line, attempt: Attempt, body: Body) -> Outcome:
    return line.gateway.leave("room", body["group"])


def _link_menu(line: Line, attempt: Attempt, body: Body) -> Outcome:
    try:
        menu = line.menus.aliases().get(body["alias"])
    except LineError as problem:
        return Unreached(type(problem).__name__)
    if menu is None:
        return NotSent(404, "no such menu; run: saisaat richmenu")
    return line.gateway.link_menu(attempt.user or "", menu)


def _unlink_menu(line: Line, attempt: Attempt, body: Body) -> Outcome:
    return line.gateway.unlink_menu(attempt.user or "")


SENDERS: Final[Mapping[Method, Callable[[Line, Attempt, Body], Outcome]]] = {
    Method.REPLY: _reply,
    Method.PUSH: _push,
    Method.LEAVE_GROUP: _leave_group,
    Method.LEAVE_ROOM: _leave_room,
    Method.LINK_MENU: _link_menu,
    Method.UNLINK_MENU: _unlink_menu,
}
