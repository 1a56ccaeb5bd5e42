"""Words said in a general conversation that look like corruption: held back before they are kept.

They lie in a sealed draft, nowhere else, until the person says where they are to go (A18, T04).
"""

from collections.abc import Sequence
from typing import Final

from bot.dialogue import engine
from bot.dialogue.commands import understand
from bot.dialogue.flows.disclosure import SUSPECTED
from bot.dialogue.position import Answer
from bot.dialogue.say import Say
from bot.line import inbound as line
from cases import correspondence
from handlers import drafts as general
from handlers.integrity import drafts, lodging, report
from handlers.integrity.drafts import Draft
from handlers.visit import Visit
from triage.corruption import suspects

# The general conversations that keep what citizens write.
KEEPING: Final = frozenset({"hello", "complaint", "answer", "add", "reopen"})
# Those of them that are about nothing else than what is being told now.
ABOUT_IT: Final = frozenset({"hello", "complaint"})


def is_suspect(visit: Visit, event: line.Inbound) -> bool:
    """Whether a general conversation would keep words that should be offered the sealed way."""
    if not isinstance(event, line.TextSaid) or visit.staff is not None:
        return False
    if not visit.serves_citizens or understand(event.text) is not None:
        return False
    draft = general.find(visit)
    return (draft is None or draft.flow.name in KEEPING) and suspects(event.text)


def hold(visit: Visit, event: line.TextSaid) -> Sequence[Say]:
    """Hold the words back, and ask where they are to go."""
    is_open = report.is_open(visit)
    what = Answer(event.text, (event.message_id,) if event.message_id else ())
    turn = engine.begin(
        SUSPECTED,
        session=drafts.new_session(),
        options=drafts.lists(visit, is_open=is_open),
        answers={"what": what},
    )
    if turn.at is not None:  # it asks where the words are to go
        drafts.keep(visit, Draft(SUSPECTED, turn.at))
    others = () if is_open else (lodging.outside("disclosure.outside.not_open"),)
    return (*turn.say[:-1], *others, *turn.say[-1:])


def forget_elsewhere(visit: Visit) -> None:
    """Drop what a general conversation already kept of the same matter, pictures included."""
    draft = general.find(visit)
    if draft is None or draft.flow.name not in ABOUT_IT:
        return
    for answer in draft.at.answers.values():
        for source in answer.sources:
            correspondence.unsend(visit.session, source, now=visit.now)
    general.keep(visit, None)


def said_again(what: Answer, event: line.Inbound) -> line.TextSaid:
    """The words as if they had been said only now, for the general conversation to take."""
    return line.TextSaid(
        timestamp=event.timestamp,
        person=event.person,
        reply_token=event.reply_token,
        message_id=next(iter(what.sources), ""),
        text=str(what.value),
    )
