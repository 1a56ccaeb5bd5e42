"""Carrying a conversation on: the kept position and the new event decide what is said."""

from collections.abc import Sequence

from bot.dialogue import engine
from bot.dialogue.buttons import StepButton
from bot.dialogue.commands import understand
from bot.dialogue.inputs import Attached, Input, Located, Pressed, Said, Unreadable
from bot.dialogue.menu import offer
from bot.dialogue.registry import FLOWS
from bot.dialogue.say import Say
from cases.tracking import read_code
from handlers import drafts
from handlers.entries import enter, menu
from handlers.finish import FINISH
from handlers.visit import Visit
from texts.message import Message
from triage.emergency import emergencies


def take(visit: Visit, given: Input) -> Sequence[Say]:
    """Answer what a person gave: go on with their conversation, or begin one."""
    draft = drafts.find(visit)
    if draft is None:
        return _without_draft(visit, given)
    if draft.is_cold and not _knows_what_next(given):
        return drafts.resume(visit, draft)
    turn = engine.advance(draft.flow, draft.at, given, options=drafts.lists(visit))
    return _settle(visit, draft.flow.name, turn)


def apologise(visit: Visit) -> Sequence[Say]:
    """The end of an event that cannot be handled, and the ways on from there."""
    drafts.drop_if_broken(visit)
    return (offer(Message("said.apology"), visit.entries),)


def _knows_what_next(given: Input) -> bool:
    """Who presses a button, asks for something by its name, or tells of an emergency is not asked
    first whether to go on.
    """
    if isinstance(given, Said):
        return understand(given.text) is not None or bool(emergencies(given.text))
    return isinstance(given, Pressed)


def _settle(visit: Visit, flow: str, turn: engine.Turn) -> Sequence[Say]:
    """Keep where the conversation stands, and do what it was for when it has come to its end."""
    drafts.keep(visit, turn.at)
    if turn.leave is not None:
        return (*turn.say, *enter(visit, turn.leave))
    if turn.finished is not None:
        return (*turn.say, *FINISH[flow](visit, turn.finished))
    return turn.say


def _without_draft(visit: Visit, given: Input) -> Sequence[Say]:
    if isinstance(given, Pressed) and isinstance(given.button, StepButton):
        return (offer(Message("menu.old_button"), visit.entries),)
    wish = understand(given.text) if isinstance(given, Said) else None
    if wish is not None:
        return enter(visit, wish.value)
    flow = _meant_for(visit, given)
    if flow is not None:
        return _begin_with(visit, flow, given)
    if isinstance(given, Unreadable):
        return (Say(Message("common.unreadable")), *menu(visit))
    return (*_alarm(given), *menu(visit))


def _alarm(given: Input) -> tuple[Say, ...]:
    """Staff in danger are told the numbers too."""
    kinds = emergencies(given.text) if isinstance(given, Said) else ()
    return (Say(Message("emergency", {"kinds": ",".join(kinds)})),) if kinds else ()


def _meant_for(visit: Visit, given: Input) -> str | None:
    """The conversation that the first thing somebody says is probably meant for."""
    if not visit.serves_citizens:
        return "link" if visit.staff is None and isinstance(given, Said) else None
    if isinstance(given, Said) and read_code(given.text) is not None:
        return "track"
    begins = visit.staff is None and isinstance(given, Said | Located | Attached)
    return "hello" if begins else None


def _begin_with(visit: Visit, flow: str, given: Input) -> Sequence[Say]:
    """Begin a conversation with what was said before anything was asked."""
    turn = engine.begin_with(
        FLOWS[flow], given, session=drafts.new_session(), options=drafts.lists(visit)
    )
    return _settle(visit, flow, turn)
