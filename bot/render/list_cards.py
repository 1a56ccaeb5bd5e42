"""Lists of cases as cards: one line each, the promised date beside it, a touch opens the case."""

from collections.abc import Mapping, Sequence

from bot.dialogue.buttons import VerbButton
from bot.render import parts
from bot.render.actions import press
from bot.render.citizen_cards import LOOK
from bot.render.clock import time_left, urgency
from bot.render.parts import Accent, Piece
from bot.render.staff_cards import OPEN
from bot.render.views import CaseList
from cases.views import CaseLine
from models.vocabulary import OPEN as UNFINISHED
from texts.catalogue import say
from texts.dates import short_date
from texts.message import Lang, Message, Param

Params = Mapping[str, Param]

_PER_BUBBLE = 6
_MOST = 24


def citizen_cases(params: Params, lang: Lang) -> Piece:
    """A citizen's own cases, with the public word for each."""
    return _cards(params, Accent.CITIZEN, "card.cases.title_mine", lang)


def staff_cases(params: Params, lang: Lang) -> Piece:
    """Work to do, the most urgent first, with the time left for each."""
    return _cards(params, Accent.STAFF, "card.cases.title_work", lang)


def _cards(params: Params, accent: Accent, title: str, lang: Lang) -> Piece:
    """One card, or several side by side; what is left out is told."""
    cases = params["view"]
    if not isinstance(cases, CaseList):
        raise TypeError("this card shows a CaseList")
    shown = cases.lines[:_MOST]
    groups = [shown[i : i + _PER_BUBBLE] for i in range(0, len(shown), _PER_BUBBLE)] or [()]
    cut = Message("card.cut.list", {"shown": len(shown), "total": cases.total})
    above = say(cut, lang) if cases.total > len(shown) else ""
    head = say(cases.title or Message(title), lang)
    bubbles = [
        parts.bubble(accent, above=above, title=head, body=_lines(group, accent, lang))
        for group in groups
    ]
    if len(bubbles) == 1:
        return bubbles[0]
    return {"type": "carousel", "contents": bubbles}


def _lines(cases: Sequence[CaseLine], accent: Accent, lang: Lang) -> list[Piece]:
    if not cases:
        return [parts.text(say(Message("card.cases.none"), lang))]
    lines: list[Piece] = []
    for case in cases:
        lines += [parts.rule(), _line(case, accent, lang)]
    return lines[1:]


def _line(case: CaseLine, accent: Accent, lang: Lang) -> Piece:
    right = (
        _time(case, lang)
        if accent is Accent.STAFF
        else parts.text(
            say(Message(f"state.public.{case.public_state}"), lang),
            parts.CAPTION.in_(accent),
            most=parts.SHORT,
            flex=0,
        )
    )
    due = say(Message("card.cases.promised", {"on": short_date(case.promised_on, lang)}), lang)
    verb = OPEN if accent is Accent.STAFF else LOOK
    label = f"{say(Message(f'action.{verb}'), lang)} {case.number}"
    return parts.stack(
        parts.side_by_side(
            parts.text(case.category.in_(lang), parts.STRONG, most=parts.SHORT, flex=1), right
        ),
        parts.text(f"{case.number} · {due}", parts.CAPTION, most=parts.SHORT),
        spacing="xs",
        action=press(VerbButton(verb, case.number), label),
    )


def _time(case: CaseLine, lang: Lang) -> Piece:
    if case.state not in UNFINISHED:
        words, look = say(Message(f"state.{case.state}"), lang), parts.CAPTION
    else:
        words = time_left(case.days_left, lang)
        look = parts.Look("xs", urgency(case.days_left), "bold")
    return parts.text(words, look, most=parts.SHORT, flex=0)
