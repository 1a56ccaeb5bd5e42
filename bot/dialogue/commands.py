"""Words that mean the same in every conversation: cancel, menu, help, and the ways in."""

from enum import StrEnum
from functools import cache

from bot.dialogue.matching import fold, spoken
from texts.catalogue import words


class Command(StrEnum):
    """What a person can ask for at any time; the ways in are also the tiles of the menu."""

    CANCEL = "cancel"
    BACK = "back"
    RESUME = "resume"
    RESTART = "restart"
    MENU = "menu"
    HELP = "help"
    LANGUAGE = "language"
    COMPLAINT = "complaint"
    INTEGRITY = "integrity"
    FORGET_ME = "forget_me"
    TRACK = "track"
    MY_CASES = "my_cases"
    UNIT_CASES = "unit_cases"
    OVERDUE = "overdue"
    BRIEF = "brief"
    LINK = "link"
    UNLINK = "unlink"


def understand(text: str) -> Command | None:
    """The command that was typed as a whole message, politely or not, in either language."""
    table = _spoken()
    return next((table[way] for way in spoken(text) if way in table), None)


@cache
def _spoken() -> dict[str, Command]:
    return {fold(word): command for command in Command for word in words(f"command.{command}")}
