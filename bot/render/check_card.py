"""Cards about the daily check of the ways in: the one a person ticks, and the alarm.

They tell which entrances work and what is wrong, never of any case.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.dialogue.buttons import OfficeButton
from bot.render import parts
from bot.render.actions import press, spoken
from bot.render.parts import Accent, Piece
from texts.catalogue import say
from texts.message import Lang, Message, Param

Params = Mapping[str, Param]

WELL, WRONG = "check_well", "check_wrong"  # the wishes of the two buttons; about: the day
_WEB: Final = "web"
_MARKS: Final = {True: "✓", False: "✗"}


def tick(params: Params, lang: Lang) -> Piece:
    """Today's entrances, each with what the machine found, and a person's two answers.

    `lines` holds a line an entrance: its channel, its name, its faults joined by commas, if any.
    """
    lines = str(params["lines"])
    likely = WRONG if any(line.split(" ")[2] for line in lines.splitlines()) else WELL
    return parts.bubble(
        Accent.STAFF,
        above=spoken(params["office"], lang),
        title=_told("title", lang),
        body=[
            parts.text(_told("on", lang, on=params["on"]), parts.CAPTION),
            parts.stack(*_entrances(lines, lang)),
            parts.rule(),
            parts.text(_told("how", lang)),
        ],
        buttons=[
            parts.button(
                press(OfficeButton(wish, str(params["day"])), _told(label, lang)),
                Accent.STAFF,
                style="primary" if wish == likely else "secondary",
            )
            for wish, label in ((WELL, "well"), (WRONG, "wrong"))
        ],
    )


def alarm(params: Params, lang: Lang) -> Piece:
    """A channel that does not work: what it serves, and what was found."""
    serves = ", ".join(
        say(Message(f"check.entrance.{name}"), lang) for name in str(params["entrances"]).split(",")
    )
    return parts.bubble(
        Accent.URGENT,
        above=spoken(params["office"], lang),
        title=_told("alarm", lang),
        body=[
            parts.field(_told("channel", lang), str(params["channel"]), most=parts.SHORT),
            parts.field(_told("serves", lang), serves, most=parts.SHORT),
            parts.field(_told("found", lang), "\n".join(_faults(str(params["faults"]), lang))),
            parts.text(_told("again", lang), parts.CAPTION),
        ],
    )


def _entrances(lines: str, lang: Lang) -> Iterator[Piece]:
    """Each entrance with its mark; what is wrong with a channel stands once, after its last one."""
    rows = [line.split(" ") for line in lines.splitlines()]
    for at, (channel, entrance, faults) in enumerate(rows):
        name = Message(f"check.entrance.{entrance}")
        where = Message(f"check.where.{'web' if channel == _WEB else 'line'}", {"entrance": name})
        look = parts.BODY.in_(parts.LATE) if faults else parts.BODY
        yield parts.step(_MARKS[not faults], say(where, lang), "", look)
        if rows[at + 1 : at + 2] and rows[at + 1][0] == channel:
            continue
        for fault in _faults(faults, lang):
            yield parts.text(fault, parts.CAPTION.in_(parts.LATE), most=parts.SHORT)


def _faults(packed: str, lang: Lang) -> list[str]:
    return [say(Message(key), lang) for key in packed.split(",") if key]


def _told(name: str, lang: Lang, **params: Param) -> str:
    return say(Message(f"check.card.{name}", params), lang)
