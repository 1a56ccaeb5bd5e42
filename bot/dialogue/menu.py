"""Standing offers outside a conversation: the citizens' menu and the officers' menu."""

from collections.abc import Sequence

from bot.dialogue.buttons import EntryButton
from bot.dialogue.commands import Command
from bot.dialogue.say import Choice, Say, Tap
from texts.message import Message

CITIZEN_ENTRIES = (
    Command.COMPLAINT,
    Command.TRACK,
    Command.MY_CASES,
    Command.HELP,
    Command.LANGUAGE,
)
STAFF_ENTRIES = (Command.MY_CASES, Command.UNIT_CASES, Command.HELP, Command.LANGUAGE)
OVERSEERS_ENTRIES = (
    Command.MY_CASES,
    Command.UNIT_CASES,
    Command.OVERDUE,
    Command.HELP,
    Command.LANGUAGE,
)
DIRECTORS_ENTRIES = (Command.BRIEF, *OVERSEERS_ENTRIES)


def offer(message: Message, entries: Sequence[Command]) -> Say:
    """Something to say, with the ways in beside it: nothing ends where nothing can be tapped."""
    return Say(message, tuple(entry_choice(entry) for entry in entries))


def entry_choice(entry: Command) -> Choice:
    """The quick reply that leads into something."""
    label = Message(f"menu.entry.{entry}")
    return Choice(label, Tap(EntryButton(entry.value), show=label))
