"""A person's tick on the daily check of the ways in: one tap for all of today's (A68)."""

from collections.abc import Callable, Sequence
from datetime import date

from bot.dialogue.menu import offer
from bot.dialogue.say import Say
from bot.render.check_card import WELL, WRONG
from cases.errors import NotFound
from cases.ticking import confirm
from handlers.verbs import require_officer
from handlers.visit import Visit
from texts.message import Message


def _tick(*, well: bool) -> Callable[[Visit, str], Sequence[Say]]:
    """The answer to one of the two buttons; raises NotFound for what is no day."""

    def take(visit: Visit, about: str) -> Sequence[Say]:
        by, day = require_officer(visit), _day(about)
        ticked = confirm(visit.session, visit.office, on=day, well=well, by=by, now=visit.now)
        return (offer(Message(f"check.said.{ticked}"), visit.entries),)

    return take


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NotFound from None


# What the two buttons of the card wish for.
TICKS = {WELL: _tick(well=True), WRONG: _tick(well=False)}
