"""Cutting what ties a person to a report: being forgotten, taking a message back, blocking us."""

from collections.abc import Sequence
from dataclasses import replace

from bot.delivery import user_of
from bot.dialogue.say import Say
from handlers import drafts as general
from handlers.integrity import drafts
from handlers.integrity.drafts import Draft
from handlers.integrity.report import custody
from handlers.visit import Visit
from integrity import links, unsending
from texts.message import Message


def forget(visit: Visit) -> Sequence[Say]:
    """Forget a person: the same is done, and said, whether there was anything or not (T07)."""
    cut(visit)
    if general.find(visit) is not None:
        general.keep(visit, None)
    return (Say(Message("disclosure.forgotten.text")),)


def cut(visit: Visit) -> None:
    """Delete the person's draft and every way back to them."""
    drafts.drop(visit)
    user = user_of(visit.service.vault, visit.person)
    links.forget_person(visit.session, user, visit.line.channel.slug, drafts.keyring(visit))


def unsend(visit: Visit, message: str) -> None:
    """A message was taken back: what it brought goes, from the draft and from the report (T108)."""
    draft = drafts.find(visit)
    if isinstance(draft, Draft):
        _unsend_from(visit, draft, message)
    unsending.unsend(visit.session, message, custody=custody(visit))


def _unsend_from(visit: Visit, draft: Draft, message: str) -> None:
    files = frozenset(drafts.brought_by(draft.at, message))
    at = general.without(draft.at, message, files)
    if at != draft.at:
        drafts.drop_files(visit, tuple(files))
        drafts.keep(visit, replace(draft, at=at))
