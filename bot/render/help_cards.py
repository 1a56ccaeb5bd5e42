"""Cards that lead to people: how to reach the office, and whom to call in an emergency."""

from collections.abc import Mapping

from bot.render import parts
from bot.render.actions import link, spoken
from bot.render.parts import Accent, Piece
from texts.catalogue import has, say, words
from texts.message import Lang, Message, Param

Params = Mapping[str, Param]

_FIELDS = ("hours", "address", "phone", "hotline", "email")
_CALLS = ("phone", "hotline")
_PAGES = ("map", "website")
_ALWAYS = ("199", "191", "1669")


def contact(params: Params, lang: Lang) -> Piece:
    """How to use this chat and reach the office.

    `name` and any of hours, address, phone, hotline, email, map, website; what is None is left out.
    """

    def told(name: str) -> str:
        return say(Message(f"card.help.{name}"), lang)

    known = {name: spoken(param, lang) for name, param in params.items()}
    calls = [
        link(
            f"tel:{_dialled(known[name])}",
            say(Message("card.help.call", {"phone": known[name]}), lang),
        )
        for name in _CALLS
        if _dialled(known.get(name, ""))
    ]
    pages = [link(known[name], told(name)) for name in _PAGES if known.get(name)]
    return parts.bubble(
        Accent.CITIZEN,
        above=known.get("name", ""),
        title=told("title"),
        body=[
            parts.text(told("how"), most=parts.LONG),
            parts.rule(),
            *(parts.field(told(name), known.get(name, "")) for name in _FIELDS),
        ],
        buttons=[parts.button(action, Accent.CITIZEN) for action in (*calls, *pages)],
    )


def emergency(params: Params, lang: Lang) -> Piece:
    """Numbers to call now for each kind of emergency in `kinds` (names joined by commas)."""
    kinds = [
        kind
        for kind in spoken(params["kinds"], lang).split(",")
        if kind and has(f"emergency.numbers.{kind}")
    ]
    numbers = dict.fromkeys(
        number for kind in kinds for number in words(f"emergency.numbers.{kind}", lang)
    )
    calls = [
        link(f"tel:{number}", say(Message(f"emergency.call.{number}"), lang))
        for number in (numbers or _ALWAYS)
    ]
    named = " · ".join(say(Message(f"emergency.kind.{kind}"), lang) for kind in kinds)
    return parts.bubble(
        Accent.URGENT,
        above=named or say(Message("card.emergency.above"), lang),
        title=say(Message("card.emergency.title"), lang),
        body=[parts.text(say(Message("card.emergency.body"), lang))],
        buttons=[
            parts.button(call, Accent.URGENT, style="primary" if first == 0 else "secondary")
            for first, call in enumerate(calls)
        ],
    )


def _dialled(phone: str) -> str:
    """The digits a telephone dials; the rest of a written number is for the eye."""
    return "".join(sign for sign in phone if sign.isascii() and sign.isdigit())
