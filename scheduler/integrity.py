"""What time brings to reports: a word to reporters who asked for it, and what must not last.

None of it is logged: a line with a time would tell that there was something.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import select

from bot.dialogue.say import Say
from bot.render.messages import render
from bot.service import Service
from cases.deadlines import local_date
from config.office import Office, Retention
from integrity import drafts, keeping, links, news, notices, withdrawing
from integrity.folders import Custody
from integrity.news import News
from models.scope import EVERY_OFFICE
from models.sealed import SealedLink
from scheduler import quiet
from scheduler.jobs import Shift
from texts.message import Lang, Message

NAME: Final = "slot of reporters"
AT_ONCE: Final = 100  # keys wrapped anew in one transaction


def tell_reporters(shift: Shift) -> None:
    """Tell reporters who asked for it that something waits, each at their minute (T35)."""
    service, now = shift.service, shift.service.clock()
    if notices.slot_of(now) is None:
        return
    after = quiet.made_until(service, NAME, at_least=now - quiet.LATEST)
    told = [_tell_office(service, office, after, now) for office in service.offices.values()]
    if all(told):
        quiet.note(service, NAME, now)


def end_drafts(shift: Shift) -> None:
    """Delete what was begun in chat and not gone on with for half an hour."""
    with shift.service.database.writing(EVERY_OFFICE) as session:
        drafts.expire(session, now=shift.service.clock())


def cut_links(shift: Shift) -> None:
    """Cut the ways back to reporters whose time is over (security D19).

    Of an office that is served no more, too: nobody else would.
    """
    service, today = shift.service, local_date(shift.service.clock())
    with service.database.reading(EVERY_OFFICE) as session:
        holding = session.scalars(select(SealedLink.office_id).distinct()).all()
    for slug in holding:
        office = service.offices.get(slug)
        with service.database.writing(slug) as session:
            links.expire(session, today, office.retention if office else Retention())


def keep(shift: Shift) -> None:
    """Let go of what has served: codes, hashes for unsending, and root keys that were changed."""
    for custody in _offices(shift.service):
        with shift.service.database.writing(custody.office.slug) as session:
            withdrawing.bury_again(session)
            keeping.expire(session, custody=custody)
    for custody in _offices(shift.service):
        while _renew_some(shift.service, custody):
            pass


def _renew_some(service: Service, custody: Custody) -> int:
    with service.database.writing(custody.office.slug) as session:
        return keeping.renew_keys(session, custody=custody, limit=AT_ONCE)


def _offices(service: Service) -> Iterator[Custody]:
    today = local_date(service.clock())
    return (Custody(service.vault.keyring, one, today) for one in service.offices.values())


def _tell_office(service: Service, office: Office, after: datetime, until: datetime) -> bool:
    keyring = service.vault.keyring
    with service.database.reading(office.slug) as session:
        due = news.due(session, office, after=after, until=until, keyring=keyring)
        waiting = list(due)
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
