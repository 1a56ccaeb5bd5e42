"""Reading what a person gave in a sealed conversation; files are fetched and rebuilt at once."""

from collections.abc import Callable
from typing import Any, Final

from bot.dialogue.buttons import StepButton, decode
from bot.dialogue.flow import Rejected
from bot.dialogue.flows.disclosure import EVIDENCE, MOST_FILES
from bot.dialogue.inputs import Attached, Input, Located, Pressed, Said, Stickered, Unreadable
from bot.line import inbound as line
from bot.line.errors import Refused
from handlers.integrity import drafts
from handlers.integrity.drafts import Draft
from handlers.visit import Visit
from integrity import evidence
from integrity.evidence import Evidence, Unusable
from models.vocabulary import MediaKind

NOBODYS: Final = StepButton("", "", "", "")  # a button of no conversation: it is explained


def read(visit: Visit, draft: Draft, event: line.Inbound) -> Input | None:
    """What was given; None for what is no answer to anything. Raises Rejected for a file."""
    if isinstance(event, line.MediaSent):
        return _file(visit, draft, event)
    reader = READERS.get(type(event))
    return reader(event) if reader else None


READERS: Final[dict[type[line.Inbound], Callable[[Any], Input]]] = {
    line.TextSaid: lambda event: Said(event.text, event.message_id),
    line.Pressed: lambda event: Pressed(decode(event.data) or NOBODYS),
    line.Located: lambda e: Located(e.lat, e.lng, e.label, e.message_id),
    line.StickerSent: lambda event: Stickered(event.message_id),
    line.UnknownMessage: lambda event: Unreadable(event.kind, event.message_id),
}


def _file(visit: Visit, draft: Draft, event: line.MediaSent) -> Input:
    """A file is taken where one was asked for; it never lies with the general ones."""
    step = draft.flow.step(EVIDENCE)
    if step is None or not step.applies(draft.at.values()):
        raise Rejected("disclosure.evidence.not_here")
    if len(drafts.files_of(draft.at)) >= MOST_FILES:
        raise Rejected("disclosure.too_many_files")
    if event.external or event.kind not in set(MediaKind):
        raise Rejected("disclosure.evidence.refused")
    found = visit.slowly("file", lambda: _fetched(visit, event))
    if found is None:
        raise Rejected("disclosure.evidence.refused")
    return Attached(drafts.put_file(visit, found), event.kind, event.message_id)


def _fetched(visit: Visit, event: line.MediaSent) -> Evidence | None:
    """The file and its copy for officers; None if it cannot be taken.

    Raises TryAgain or Busy: the event is then handled again in a while.
    """
    try:
        raw = visit.line.gateway.content(event.message_id)
        return evidence.rebuild(raw.data, declared_kind=MediaKind(event.kind))
    except (Refused, Unusable):
        return None
