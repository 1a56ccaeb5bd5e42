"""One person's event at the desk: who it is, on which channel, and what an answer may use."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.dialogue.commands import Command
from bot.dialogue.menu import (
    CITIZEN_ENTRIES,
    DIRECTORS_ENTRIES,
    OVERSEERS_ENTRIES,
    STAFF_ENTRIES,
)
from bot.line.inbound import Followed, Inbound, Unfollowed, Unsent
from bot.mailroom import Mailroom
from bot.service import Line, Service
from cases.actors import Citizen, Officer
from cases.deadlines import local_date
from cases.farewell import NOBODY
from cases.staffing import staff_of
from cases.tracking import Digest
from config.office import ChannelKind, Office
from handlers.inbox import person_index
from handlers.slow import Results
from integrity.vault import Purpose
from models.people import Person, Staff
from models.vocabulary import Role
from texts.message import Lang

# On a channel for staff alone, to somebody who is not linked (yet, or any more).
STRANGER_ENTRIES: Final = (Command.HELP, Command.LANGUAGE)
# Of staff, those who oversee others have ways in of their own.
ENTRIES_OF: Final = {
    **dict.fromkeys((Role.HEAD, Role.CENTRE, Role.WORKING_GROUP), OVERSEERS_ENTRIES),
    Role.DIRECTOR: DIRECTORS_ENTRIES,
}

T = TypeVar("T")


@dataclass(slots=True)
class Visit:
    """Everything a handler may use. `fetch` collects files to be downloaded after the commit."""

    service: Service
    session: Session
    line: Line
    person: Person
    staff: Staff | None
    now: datetime
    mail: Mailroom
    fetch: list[uuid.UUID] = field(default_factory=list)
    results: Results = field(default_factory=Results)

    @property
    def office(self) -> Office:
        return self.line.office

    @property
    def today(self) -> date:
        return local_date(self.now)

    @property
    def lang(self) -> Lang:
        return Lang(self.person.lang)

    @property
    def citizen(self) -> Citizen:
        return Citizen(self.person.id)

    @property
    def officer(self) -> Officer | None:
        """The officer this person is right now; asked anew at every event (T102)."""
        return Officer.from_row(self.staff) if self.staff else None

    @property
    def entries(self) -> tuple[Command, ...]:
        """The ways in that are offered to this person here."""
        if self.staff is not None:
            return ENTRIES_OF.get(self.staff.role, STAFF_ENTRIES)
        return CITIZEN_ENTRIES if self.serves_citizens else STRANGER_ENTRIES

    @property
    def serves_citizens(self) -> bool:
        return ChannelKind.GENERAL in self.line.channel.kinds

    @property
    def serves_staff(self) -> bool:
        return ChannelKind.STAFF in self.line.channel.kinds

    def slowly(self, name: str, work: Callable[[], T]) -> T:
        """The result of work that takes long, done with no transaction open. Raises Slow."""
        return self.results.of(name, work)

    def digest(self, purpose: Purpose) -> Digest:
        """A keyed hash for codes of one purpose. Tracking codes are found across all offices."""
        vault = self.service.vault
        place = "" if purpose is Purpose.TRACKING_CODE else self.office.slug
        return lambda value: vault.index(purpose, value, where=place)


def receive(
    service: Service, session: Session, line: Line, event: Inbound, *, now: datetime
) -> Visit | None:
    """Greet the person an event came from, as a row; None if LINE does not say who it was."""
    if event.person is None:
        return None
    person = _person(service, session, line, event.person, now=now)
    if person.blocked_at is not None and _speaks_again(event, since=person.blocked_at):
        person.blocked_at = None
    if isinstance(event, Followed | Unfollowed):
        person.friend = isinstance(event, Followed)
    staff = staff_of(session, person.id) if ChannelKind.STAFF in line.channel.kinds else None
    mail = Mailroom(session, service.vault, line.office, now=now)
    return Visit(service, session, line, person, staff, now, mail)


def _speaks_again(event: Inbound, *, since: datetime) -> bool:
    """Whoever speaks to us has not blocked us; but events may be late, and a message can be taken
    back in a chat with somebody one has blocked.
    """
    return event.timestamp > since and not isinstance(event, Unsent)


def _person(service: Service, session: Session, line: Line, user: str, *, now: datetime) -> Person:
    office, channel = line.office.slug, line.channel.slug
    index = person_index(service.vault, user, office=office, channel=channel)
    known = select(Person).where(Person.channel == channel, Person.user_index == index)
    person = session.scalar(known)
    if person is not None and person.user_sealed != NOBODY:
        return person
    sealed = service.vault.seal(Purpose.PERSON, user.encode(), where=f"{office}/{channel}")
    if person is not None:
        person.user_sealed = sealed  # they had been forgotten, and are back
    else:
        person = Person(
            id=uuid.uuid4(),
            channel=channel,
            user_index=index,
            user_sealed=sealed,
            lang=Lang.TH.value,
            since=now,
        )
        session.add(person)
        session.flush()  # a conversation and cases will point to the person
    return person
