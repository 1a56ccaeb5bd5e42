"""What the views work with: the service and what this process runs for it."""

from dataclasses import dataclass, field

from flask import current_app

from bot.service import Service
from cases.passwords import Passwords
from handlers.dispatcher import Dispatcher
from handlers.inbox import Inbox
from web.measures import Measures

EXTENSION = "saisaat"


@dataclass(frozen=True, slots=True)
class Site:
    """The running parts behind one application. Making one starts no thread."""

    service: Service
    inbox: Inbox
    dispatcher: Dispatcher
    measures: Measures
    passwords: Passwords = field(default_factory=Passwords)
    destinations: dict[str, str] = field(default_factory=dict)
    """The account each channel's webhooks were first seen to be meant for."""

    @classmethod
    def of(cls, service: Service) -> "Site":
        """The parts around a service."""
        inbox = Inbox(service.database)
        dispatcher = Dispatcher(service, give_way=inbox.wait_until_quiet)
        return cls(service, inbox, dispatcher, Measures(service))


def site() -> Site:
    """The parts behind the application that answers this request."""
    here: Site = current_app.extensions[EXTENSION]
    return here
