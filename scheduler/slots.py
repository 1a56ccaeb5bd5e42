"""Reminds the integrity desk at its two fixed times. Knows of no report (security D20)."""

from datetime import datetime
from typing import Final

from bot.delivery import user_of
from bot.dialogue.say import Say
from bot.render.messages import render
from bot.service import Service
from integrity import notices
from scheduler import quiet
from scheduler.jobs import Shift
from texts.message import Lang, Message

NAME: Final = "slot of staff"


def remind(shift: Shift) -> None:
    """Tell everybody at an integrity desk that it is time to look, once a slot, in slots only."""
    service = shift.service
    slot = notices.slot_of(service.clock())
    if slot is None or quiet.made_until(service, NAME, at_least=slot - quiet.LATEST) >= slot:
        return
    told = [_remind_desk(service, office, slot) for office in service.offices]
    if all(told):
        quiet.note(service, NAME, slot)


def _remind_desk(service: Service, office: str, slot: datetime) -> bool:
    with service.database.reading(office) as session:
        people = notices.listeners(session, slot)
    told = [
        quiet.pushed(
            service.lines.get(person.channel),
            user_of(service.vault, person),
            render([Say(Message("slot.staff"))], Lang(person.lang)),
            key=notices.retry_key(service.vault.keyring, slot, person.id),
        )
        for person in people
    ]
    return all(told)
