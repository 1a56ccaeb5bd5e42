"""How satisfied a citizen is with how a case was handled: stars by one tap, and why (004:959)."""

from collections.abc import Sequence
from typing import Final

from bot.dialogue.buttons import VerbButton
from bot.dialogue.flows.citizen import RATE_COMMENT
from bot.dialogue.position import Answer
from bot.dialogue.say import Choice, Say, Tap
from cases import correspondence, queries
from cases.lifecycle import after
from handlers import drafts
from handlers.visit import Visit
from models.case import Case
from models.vocabulary import Action
from texts.message import Message, Param

DISSATISFIED: Final = 2  # up to so many stars the citizen is asked whether to go on with it


def rate(visit: Visit, number: str, stars: str) -> Sequence[Say]:
    """Keep the stars of the button; a button without any asks for them."""
    case = queries.own_case(visit.session, number, by=visit.citizen)
    if stars:
        return rated(visit, case, int(stars) if stars.isdecimal() else 0)
    after(case.state, Action.RATE)
    return drafts.start(visit, "rate", answers={"case": Answer(case.number)})


def rated(visit: Visit, case: Case, stars: int) -> Sequence[Say]:
    """Keep the stars and thank; whoever is not satisfied may have it reopened, and say why."""
    correspondence.rate(
        visit.session, case, stars, office=visit.office, by=visit.citizen, now=visit.now
    )
    about: dict[str, Param] = {"number": case.number, "stars": stars}
    if stars > DISSATISFIED:
        return (Say(Message("rating.thanks", about), (_why(case),)),)
    open_to_it = correspondence.within_reopening(case, visit.office, now=visit.now)
    sorry = Message("rating.low" if open_to_it else "rating.low_late", about)
    if _is_busy(visit):
        return (Say(sorry, (_why(case),)),)
    asked = drafts.start(visit, RATE_COMMENT.name, answers={"case": Answer(case.number)})
    return (Say(sorry), *asked)


def _is_busy(visit: Visit) -> bool:
    """Whether another conversation stands, which a question about stars must not push aside."""
    draft = drafts.find(visit)
    return draft is not None and draft.flow.name not in {"rate", RATE_COMMENT.name}


def _why(case: Case) -> Choice:
    label = Message(f"action.{RATE_COMMENT.name}")
    return Choice(label, Tap(VerbButton(RATE_COMMENT.name, case.number), show=label))
