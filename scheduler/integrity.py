"""What time brings to reports: a word to reporters who asked for it, and what must not last.

None of it is logged: a line with a time would tell that there was something.
"""

from datetime import datetime
from typing import Final

from bot.dialogue.say import Say
from bot.render.messages import render
from bot.service import Service
from cases.deadlines import local_date
from integrity import drafts, links, news, notices
from integrity.news import News
from models.scope import EVERY_OFFICE
from scheduler import quiet
from scheduler.jobs import Shift
from texts.message import Lang, Message

NAME: Final = "slot of reporters"


def tell_reporters(shift: Shift) -> None:
    """Tell reporters who asked for it that something waits, each at their minute (T35)."""
    service, now = shift.service, shift.service.clock()
    if notices.slot_of(now) is None:
        return
    after = quiet.made_until(service, NAME, at_least=now - quiet.LATEST)
    told = [_tell_office(service, office, after, now) for office in service.offices]
    if all(told):
        quiet.note(service, NAME, now)


def end_drafts(shift: Shift) -> None:
    """Delete what was begun in chat and not gone on with for half an hour."""
    with shift.service.database.writing(EVERY_OFFICE) as session:
        drafts.expire(session, now=shift.service.clock())


def cut_links(shift: Shift) -> None:
    """Cut the ways back to reporters whose time is over (security D19)."""
    with shift.service.database.writing(EVERY_OFFICE) as session:
        links.expire(session, local_date(shift.service.clock()))


def _tell_office(service: Service, office: str, after: datetime, until: datetime) -> bool:
    keyring = service.vault.keyring
    with service.database.reading(office) as session:
        waiting = list(news.due(session, after=after, until=until, keyring=keyring))
    told = [_tell(service, one) for one in waiting]
    return all(told)


def _tell(service: Service, one: News) -> bool:
    """In both languages: which one the person chose stands where reports do not look."""
    words = Message("slot.reporter")
    return quiet.pushed(
        service.lines.get(one.reporter.channel),
        one.reporter.user,
        [message for lang in Lang for message in render([Say(words)], lang)],
        key=notices.retry_key(service.vault.keyring, one.at, one.disclosure),
    )
