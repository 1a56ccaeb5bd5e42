"""Carrying a sealed conversation on, from the first card to the report that is sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.dialogue import engine
from bot.dialogue.commands import Command
from bot.dialogue.flow import Lists, Rejected
from bot.dialogue.flows.disclosure import DISCLOSURE, FOLLOW, SUSPECTED
from bot.dialogue.inputs import Stickered
from bot.dialogue.position import Answer, Position
from bot.dialogue.say import Choice, OpenLink, Say
from bot.line import inbound as line
from handlers.integrity import drafts, following, lodging, report, suspecting
from handlers.integrity.drafts import Draft
from handlers.integrity.reading import read
from handlers.visit import Visit
from integrity.firewall import Outside
from texts.message import Message

# What an event leads to: something to say, or an event for the general conversations to answer.
Outcome = Sequence[Say] | line.Inbound
Answers = Mapping[str, Answer]
Finish = Callable[[Visit, Draft, Answers, line.Inbound], Outcome]

CONFIRM_CARD: Final = "disclosure.confirm"


def begin(visit: Visit, answers: Answers | None = None) -> Sequence[Say]:
    """Begin to tell a report, with the protection notice first (A06)."""
    turn = engine.begin(
        DISCLOSURE,
        session=drafts.new_session(),
        options=drafts.lists(visit),
        answers=answers,
        about={"url": report.web_address(visit)},
    )
    if turn.at is not None:  # it asks at least how to report
        drafts.keep(visit, Draft(DISCLOSURE, turn.at))
    return turn.say


def resume(visit: Visit, draft: Draft) -> Sequence[Say]:
    """Ask somebody who comes back whether to go on."""
    turn = engine.resume(draft.flow, draft.at, options=_lists(visit, draft))
    drafts.keep(visit, draft.moved(turn.at or draft.at))
    return turn.say


def go_on(visit: Visit, draft: Draft, event: line.Inbound) -> Outcome:
    """Take what a person gave to the question that stands."""
    try:
        given = read(visit, draft, event)
    except Rejected as why:
        return (Say(why.message), *_question(visit, draft))
    if given is None:
        return event
    turn = engine.advance(draft.flow, draft.at, given, options=_lists(visit, draft))
    if turn.leave is not None:
        return _leave(visit, draft, turn.leave, event)
    if turn.finished is not None:
        outcome = FINISH[draft.flow.name](visit, draft, turn.finished, event)
        return outcome if isinstance(outcome, line.Inbound) else (*turn.say, *outcome)
    if turn.at is None:
        drafts.drop(visit)
        return turn.say
    return _moved(visit, draft, turn.at, turn.say)


def _moved(visit: Visit, draft: Draft, at: Position, says: Sequence[Say]) -> Sequence[Say]:
    kept = drafts.files_of(at)
    drafts.drop_files(visit, [name for name in drafts.files_of(draft.at) if name not in kept])
    if draft.flow is not DISCLOSURE:
        drafts.keep(visit, draft.moved(at))
        return says
    if at.values().get("mode") == "web":
        return _to_the_web(visit, at)
    if isinstance(report.readers(visit, at.answers), Outside):
        return lodging.refuse(visit, at.answers)
    drafts.keep(visit, draft.moved(at))
    return (*_alarm(draft.at, at), *(_dressed(visit, at, one) for one in says))


def _alarm(before: Position, at: Position) -> tuple[Say, ...]:
    """Numbers to call come before everything else when somebody may come to harm."""
    told, tells = (each.values().get("danger") == "yes" for each in (before, at))
    return (Say(Message("emergency", {"kinds": "crime"})),) if tells and not told else ()


def _dressed(visit: Visit, at: Position, one: Say) -> Say:
    if one.message.key != CONFIRM_CARD:
        return one
    params = {**one.message.params, **report.summary(visit, at.answers)}
    return replace(one, message=Message(CONFIRM_CARD, params))


def _to_the_web(visit: Visit, at: Position) -> Sequence[Say]:
    drafts.drop(visit)
    url = report.web_address(visit)
    link = Choice(Message("disclosure.web.open"), OpenLink(url))
    there = Say(Message("disclosure.web.text", {"url": url}), (link,))
    return (*lodging.text_back(at.answers), there)


def _leave(visit: Visit, draft: Draft, wish: str, event: line.Inbound) -> Outcome:
    """Who wants something else meanwhile is let go; the draft waits for its half hour."""
    if wish == Command.INTEGRITY:
        return resume(visit, draft)
    if wish == Command.RESTART:
        return _anew(visit, draft)
    drafts.keep(visit, replace(draft, aside=True))
    return event


def _anew(visit: Visit, draft: Draft) -> Sequence[Say]:
    """From the first question, about the same thing."""
    drafts.drop(visit)
    if draft.code is not None:
        return following.begin(visit, draft.code, draft.can)
    what = draft.at.answers.get("what") if draft.flow is SUSPECTED else None
    return begin(visit, {"what": what} if what else None)


def _question(visit: Visit, draft: Draft) -> Sequence[Say]:
    """The question that stands, once more."""
    return engine.advance(draft.flow, draft.at, Stickered(), options=_lists(visit, draft)).say[1:]


def _lists(visit: Visit, draft: Draft) -> Lists:
    return drafts.lists(visit, is_open=report.is_open(visit), can=draft.can)


def _lodge(visit: Visit, draft: Draft, answers: Answers, _event: line.Inbound) -> Outcome:
    return lodging.lodge(visit, answers)


def _followed(visit: Visit, draft: Draft, answers: Answers, _event: line.Inbound) -> Outcome:
    return following.finish(visit, draft, answers)


def _suspected(visit: Visit, _draft: Draft, answers: Answers, event: line.Inbound) -> Outcome:
    """What was held back goes where the person wants it: here, or where it was said first."""
    what, way = answers.get("what"), answers["way"].value
    drafts.drop(visit)
    if way == "sealed":
        suspecting.forget_elsewhere(visit)
        return begin(visit, {"what": what} if what else None)
    if what is None:  # taken back meanwhile
        return (Say(Message("suspected.again.text")),)
    return suspecting.said_again(what, event)


FINISH: Final[dict[str, Finish]] = {
    DISCLOSURE.name: _lodge,
    FOLLOW.name: _followed,
    SUSPECTED.name: _suspected,
}
