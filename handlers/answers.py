"""Reading what a finished conversation was told, as the verbs of the office want it."""

import uuid
from collections.abc import Mapping

from bot.dialogue.engine import show
from bot.dialogue.position import Answer
from bot.dialogue.registry import FLOWS
from cases.history import Words
from handlers import drafts
from handlers.visit import Visit
from texts.catalogue import say
from texts.message import Bilingual, Lang, Message

Answers = Mapping[str, Answer]


def value_of(answers: Answers, name: str) -> object:
    """The answer to a question; None if it was not asked or passed over."""
    answer = answers.get(name)
    return answer.value if answer else None


def case_number(answers: Answers) -> str:
    """The case the conversation was about."""
    return str(value_of(answers, "case"))


def words_of(answers: Answers, name: str) -> Words:
    """A typed answer, with the messages it came from."""
    answer = answers.get(name)
    if answer is None or answer.value is None:
        return Words(None)
    return Words(str(answer.value), answer.sources)


def shown(visit: Visit, flow: str, name: str, answers: Answers) -> Words | None:
    """An answer as the office keeps it: in Thai, whether it was tapped or typed."""
    answer = answers.get(name)
    if answer is None or answer.value is None:
        return None
    match show(FLOWS[flow], name, answers, options=drafts.lists(visit)):
        case Message() as message:
            return Words(say(message, Lang.TH), answer.sources)
        case Bilingual(th=th):
            return Words(th, answer.sources)
        case shown:
            return Words(str(shown), answer.sources)


def files_of(answers: Answers) -> tuple[uuid.UUID, ...]:
    """The pictures that were sent."""
    kept = value_of(answers, "photos")
    return tuple(uuid.UUID(str(ref)) for ref in kept) if isinstance(kept, list) else ()


def place_of(answers: Answers) -> Words | None:
    """Where it happened: words, a pin, or both."""
    answer = answers.get("where")
    if answer is None or not isinstance(answer.value, Mapping):
        return None
    told = answer.value
    text = told.get("text") or told.get("address")
    lat, lng = told.get("lat"), told.get("lng")
    pin = isinstance(lat, int | float) and isinstance(lng, int | float)
    return Words(
        text=str(text) if text else None,
        sources=answer.sources,
        lat=float(lat) if pin else None,  # type: ignore[arg-type]  # `pin` says it is a number
        lng=float(lng) if pin else None,  # type: ignore[arg-type]  # `pin` says it is a number
    )
