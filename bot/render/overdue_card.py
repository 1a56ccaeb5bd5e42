"""What is late across units, as a card: how many in each, then the worst, each a tap away (A37)."""

from collections.abc import Mapping, Sequence

from bot.dialogue.buttons import OfficeButton, VerbButton
from bot.render import parts
from bot.render.actions import press
from bot.render.parts import Accent, Piece
from bot.render.staff_cards import OPEN
from cases.views import Overdue, OverdueCase, OverdueUnit
from texts.catalogue import say
from texts.dates import short_date
from texts.message import Lang, Message, Param

Params = Mapping[str, Param]

_PER_BUBBLE = 5
_MOST = 15
_UNITS = 12


def overdue(params: Params, lang: Lang) -> Piece:
    """Counts for each unit on the first card, the cases on those beside it."""
    view = params["view"]
    if not isinstance(view, Overdue):
        raise TypeError("this card shows what is overdue")
    shown = view.cases[:_MOST]
    groups = [shown[i : i + _PER_BUBBLE] for i in range(0, len(shown), _PER_BUBBLE)]
    bubbles = [_counts(view, lang), *(_worst(group, len(view.cases), lang) for group in groups)]
    return bubbles[0] if len(bubbles) == 1 else {"type": "carousel", "contents": bubbles}


def remind_all(lang: Lang) -> Piece | None:
    """The button that asks for everything that is late."""
    return parts.button(press(OfficeButton("remind_all"), _told("remind_all", lang)), Accent.STAFF)


def line(case: OverdueCase, lang: Lang, *, more: Sequence[str] = ()) -> Piece:
    """One late case; a touch opens it."""
    officer = case.officer or _told("nobody", lang)
    return late_line(
        case.number,
        case.category.in_(lang),
        case.days_late,
        (f"{case.number} · {case.unit_name.in_(lang)} · {officer}", *more),
        lang,
    )


def late_line(number: str, category: str, days: int, captions: Sequence[str], lang: Lang) -> Piece:
    """A category, how late it is, and what else there is to say; a touch opens the case."""
    label = f"{say(Message(f'action.{OPEN}'), lang)} {number}"
    late = _told("late", lang, days=days)
    return parts.stack(
        parts.side_by_side(
            parts.text(category, parts.STRONG, most=parts.SHORT, flex=1),
            parts.text(late, parts.CAPTION.in_(parts.LATE), most=parts.SHORT, flex=0),
        ),
        *(parts.text(caption, parts.CAPTION, most=parts.SHORT) for caption in captions),
        spacing="xs",
        action=press(VerbButton(OPEN, number), label),
    )


def standing(explained: bool, lang: Lang) -> str:  # noqa: FBT001 - one fact, said in words
    """Whether the reporter ever heard why."""
    return _told("explained" if explained else "unexplained", lang)


def _told(name: str, lang: Lang, **params: Param) -> str:
    return say(Message(f"card.overdue.{name}", params), lang)


def _counts(view: Overdue, lang: Lang) -> Piece:
    on = short_date(view.on, lang)
    above = (
        _told("on", lang, on=on)
        if view.unit is None
        else _told("on_unit", lang, on=on, unit=view.unit)
    )
    if not view.cases:
        none = parts.text(_told("none", lang))
        title = _told("title_none", lang)
        return parts.bubble(Accent.STAFF, above=above, title=title, body=[none])
    return parts.bubble(
        Accent.STAFF,
        above=above,
        title=_told("title", lang, count=len(view.cases)),
        body=[_unit(unit, lang) for unit in view.units[:_UNITS]],
        buttons=[remind_all(lang)],
    )


def _unit(unit: OverdueUnit, lang: Lang) -> Piece:
    label = _told("look", lang, unit=unit.name)
    more = _told("unit", lang, unexplained=unit.unexplained, days=unit.most_days)
    count = _told("count", lang, count=unit.count)
    return parts.stack(
        parts.side_by_side(
            parts.text(unit.name.in_(lang), parts.STRONG, most=parts.SHORT, flex=1),
            parts.text(count, parts.STRONG.in_(parts.LATE), most=parts.SHORT, flex=0),
        ),
        parts.text(more, parts.CAPTION, most=parts.SHORT),
        spacing="xs",
        action=press(OfficeButton("overdue", unit.code), label),
    )


def _worst(cases: Sequence[OverdueCase], total: int, lang: Lang) -> Piece:
    cut = Message("card.cut.list", {"shown": min(total, _MOST), "total": total})
    lines: list[Piece] = []
    for case in cases:
        rung = (say(Message(f"rung.{case.rung}"), lang),) if case.rung else ()
        more = " · ".join((standing(case.explained, lang), *rung))
        lines += [parts.rule(), line(case, lang, more=(more,))]
    above = say(cut, lang) if total > _MOST else ""
    return parts.bubble(Accent.STAFF, above=above, title=_told("worst", lang), body=lines[1:])
