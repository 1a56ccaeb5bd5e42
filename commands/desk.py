"""One office's register, opened for one change: everything of it is kept, or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import click
from sqlalchemy.orm import Session

from bot.mailroom import Mailroom
from bot.service import Service
from cases import roster
from cases.errors import Invalid, NotFound
from commands.opening import open_service
from commands.speaking import Option, Stop, spoken
from config.office import ChannelKind, Office
from integrity.vault import Purpose
from models.people import Person, Staff
from models.vocabulary import Method, Role
from texts.catalogue import say
from texts.message import Message

office_option = click.option("--office", cls=Option)
role_option = click.option("--role", cls=Option, type=click.Choice([role.value for role in Role]))
unit_option = click.option("--unit", cls=Option)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a change to the register works with."""

    service: Service
    office: Office
    session: Session
    mail: Mailroom
    now: datetime

    @property
    def staff_account(self) -> str:
        """The LINE account on which officers link themselves, as a person finds it."""
        channels = [c for c in self.office.channels if ChannelKind.STAFF in c.kinds]
        return next(c.basic_id or c.slug for c in channels)  # every office has one

    def digest(self, purpose: Purpose) -> Callable[[str], str]:
        """A keyed hash for codes of this office."""
        return lambda value: self.service.vault.index(purpose, value, where=self.office.slug)

    def unit(self, code: str | None) -> str:
        """The unit of this code, the office's centre when none is given. Stops at a wrong one."""
        codes = [unit.code for unit in self.office.units]
        if code is not None and code not in codes:
            raise Stop("staff.no_unit", units=", ".join(codes))
        return code or self.office.centre

    def known(self, name: str) -> Staff | None:
        """The member of staff in service of exactly this name."""
        return next(
            (s for s in roster.everybody(self.session) if s.active and s.name == name), None
        )

    def find(self, who: str) -> Staff:
        """The member of staff of this name or id. Stops if there is none, or several."""
        with in_words():
            return roster.find(self.session, who)

    def take_menu_from(self, staff: Staff) -> None:
        """Let somebody's LINE show the citizens' menu again."""
        if staff.person_id is not None:
            person = self.session.get_one(Person, (self.office.slug, staff.person_id))
            self.mail.order(person, Method.UNLINK_MENU, {})


@contextmanager
def in_words() -> Iterator[None]:
    """Say in words what the register refuses."""
    try:
        yield
    except NotFound:
        raise Stop("staff.not_found") from None
    except Invalid as problem:
        raise click.ClickException(say(Message(problem.key), spoken())) from None


@contextmanager
def at_desk(office: str | None) -> Iterator[Desk]:
    """The register of the office of this slug, or of the only one there is."""
    with open_service() as service:
        chosen = _office(service, office)
        now = service.clock()
        with service.database.writing(chosen.slug) as session:
            mail = Mailroom(session, service.vault, chosen, now=now)
            yield Desk(service, chosen, session, mail, now)
            mail.post(None, ())


def _office(service: Service, slug: str | None) -> Office:
    offices = [o for o in service.offices.values() if slug in {None, o.slug}]
    if len(offices) != 1:
        raise Stop("which_office", offices=", ".join(service.offices))
    return offices[0]
