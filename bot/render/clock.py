"""How much time a case has left, in words and in the colour that goes with it."""

from bot.render.parts import INK, LATE, SOON
from texts.catalogue import say
from texts.message import Lang, Message

_SOON = 3  # days


def time_left(days: int, lang: Lang) -> str:
    """Days until the promised date in words; negative days are late."""
    if days == 0:
        return say(Message("card.days.today"), lang)
    key = "card.days.left" if days > 0 else "card.days.late"
    if abs(days) == 1:
        return say(Message(f"{key}_one"), lang)
    return say(Message(key, {"days": abs(days)}), lang)


def urgency(days: int) -> str:
    """The colour of the time left."""
    if days < 0:
        return LATE
    return SOON if days <= _SOON else INK
