"""The director's monthly brief as cards: the figures, the units, the worst cases (A90, R11)."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from bot.dialogue.buttons import EntryButton, OfficeButton
from bot.dialogue.commands import Command
from bot.render import parts
from bot.render.actions import press, spoken
from bot.render.overdue_card import late_line, remind_all, standing
from bot.render.parts import Accent, Piece
from bot.render.views import BriefSheet
from cases.brief import AGES, Figures, LateCase, UnitFigures
from texts.catalogue import say
from texts.dates import month_name, short_date
from texts.message import Bilingual, Lang, Message, Param

Params = Mapping[str, Param]

_UNITS = 12


def ready(params: Params, lang: Lang) -> Piece:
    """The news that a brief is there; its figures come as an answer to the tap, and free."""
    return parts.bubble(
        Accent.STAFF,
        above=spoken(params["office"], lang),
        title=_told("title", lang, month=params["month"]),
        body=[parts.text(say(Message("brief.ready", params), lang))],
        buttons=[
            parts.button(
                press(OfficeButton("brief", spoken(params["which"], lang)), _told("open", lang)),
                Accent.STAFF,
                style="primary",
            )
        ],
    )


def brief(params: Params, lang: Lang) -> Piece:
    """The figures of a month; the same whenever it is opened, but for the signature."""
    sheet = params["view"]
    if not isinstance(sheet, BriefSheet):
        raise TypeError("this card shows a BriefSheet")
    bubbles = [_first(sheet, lang), _quality(sheet, lang)]
    if sheet.figures.units:
        bubbles.append(_by_unit(sheet, lang))
    if sheet.figures.worst:
        bubbles.append(_worst(sheet, lang))
    return {"type": "carousel", "contents": bubbles}


def _told(name: str, lang: Lang, **params: Param) -> str:
    return say(Message(f"card.brief.{name}", params), lang)


def _first(sheet: BriefSheet, lang: Lang) -> Piece:
    made = sheet.figures
    return parts.bubble(
        Accent.STAFF,
        above=sheet.office.in_(lang),
        title=_told("title", lang, month=month_name(made.month)),
        body=[
            _overdue(made, lang),
            parts.stack(*_flow(made, lang), spacing="sm"),
            _signed(sheet, lang),
        ],
        buttons=_buttons(sheet, lang),
    )


def _quality(sheet: BriefSheet, lang: Lang) -> Piece:
    made = sheet.figures
    return parts.bubble(
        Accent.STAFF,
        above="",
        title=_told("quality", lang),
        body=[
            parts.field(_told("mean_days", lang), _mean(made.mean_days, "days", lang)),
            parts.field(_told("stars", lang), _satisfaction(made, lang)),
            parts.field(_told("escalations", lang), _climbed(made, lang)),
            parts.rule(),
            parts.text(_told("ages", lang), parts.STRONG),
            parts.stack(*_ages(made, lang), spacing="sm"),
            parts.rule(),
            parts.text(_told("sealed", lang), parts.CAPTION),
        ],
    )


def _overdue(made: Figures, lang: Lang) -> Piece:
    on = short_date(made.as_of, lang)
    late = parts.BIG.in_(parts.LATE) if made.overdue else parts.BIG
    return parts.highlight(
        Accent.URGENT if made.overdue else Accent.STAFF,
        parts.text(_told("overdue_on", lang, on=on), parts.CAPTION),
        parts.text(_told("overdue", lang, count=made.overdue), late),
        parts.text(_told("unexplained", lang, count=made.unexplained)),
    )


def _flow(made: Figures, lang: Lang) -> Iterator[Piece]:
    for name in ("brought", "received", "reopened", "finished", "carried"):
        strong = name in ("received", "finished", "carried")
        look = parts.STRONG if strong else parts.BODY
        yield _row(_told(name, lang), str(getattr(made, name)), look)


def _row(label: str, value: str, look: parts.Look = parts.BODY) -> Piece:
    return parts.side_by_side(
        parts.text(label, look, most=parts.SHORT, flex=1),
        parts.text(value, look, most=parts.SHORT, flex=0, align="end"),
    )


def _ages(made: Figures, lang: Lang) -> Iterator[Piece]:
    """How old the open cases are: 0-7 days and so on."""
    edges = [(low + 1, high) for low, high in pairwise((-1, *AGES))]
    for (low, high), count in zip(edges, made.ages, strict=False):
        yield _row(_told("age", lang, low=low, high=high), str(count))
    yield _row(_told("older", lang, days=AGES[-1]), str(made.ages[-1]))


def _mean(value: float | None, name: str, lang: Lang) -> str:
    return _told("nothing", lang) if value is None else _told(name, lang, mean=f"{value:.1f}")


def _satisfaction(made: Figures, lang: Lang) -> str:
    if made.mean_stars is None:
        return _told("nobody_rated", lang)
    share = round(100 * made.content / made.rated)
    mean = f"{made.mean_stars:.1f}"
    return _told("rated", lang, mean=mean, share=share, count=made.rated)


def _climbed(made: Figures, lang: Lang) -> str:
    return " · ".join(
        _told(f"climbed.{rung}", lang, count=count) for rung, count in made.escalations.items()
    )


def _signed(sheet: BriefSheet, lang: Lang) -> Piece | None:
    if sheet.signed is None:
        return None
    return parts.highlight(Accent.STAFF, parts.text(say(sheet.signed, lang), parts.STRONG))


def _buttons(sheet: BriefSheet, lang: Lang) -> list[Piece | None]:
    see = press(EntryButton(Command.OVERDUE.value), _told("see_overdue", lang))
    sign = press(OfficeButton("sign", sheet.which), _told("sign", lang))
    return [
        None if sheet.signed else parts.button(sign, Accent.STAFF, style="primary"),
        parts.button(see, Accent.STAFF),
        remind_all(lang),
    ]


def _by_unit(sheet: BriefSheet, lang: Lang) -> Piece:
    rows = (_unit(sheet, unit, lang) for unit in sheet.figures.units[:_UNITS])
    return parts.bubble(Accent.STAFF, above="", title=_told("by_unit", lang), body=list(rows))


def _unit(sheet: BriefSheet, unit: UnitFigures, lang: Lang) -> Piece:
    counts = _told(
        "unit",
        lang,
        received=unit.received,
        finished=unit.finished,
        carried=unit.carried,
        overdue=unit.overdue,
    )
    look = parts.CAPTION.in_(parts.LATE) if unit.overdue else parts.CAPTION
    return parts.stack(
        parts.text(_name(sheet.units, unit.unit, lang), parts.STRONG, most=parts.SHORT),
        parts.text(counts, look, most=parts.SHORT),
        spacing="xs",
    )


def _worst(sheet: BriefSheet, lang: Lang) -> Piece:
    lines: list[Piece] = []
    for case in sheet.figures.worst:
        lines += [parts.rule(), _late(sheet, case, lang)]
    on = short_date(sheet.figures.as_of, lang)
    return parts.bubble(
        Accent.STAFF,
        above=_told("overdue_on", lang, on=on),
        title=_told("worst", lang, count=len(sheet.figures.worst)),
        body=lines[1:],
    )


def _late(sheet: BriefSheet, case: LateCase, lang: Lang) -> Piece:
    unit = _name(sheet.units, case.unit, lang)
    caption = f"{case.number} · {unit} · {standing(case.explained, lang)}"
    category = _name(sheet.categories, case.category, lang)
    return late_line(case.number, category, case.days, (caption,), lang)


def _name(names: Mapping[str, Bilingual], code: str, lang: Lang) -> str:
    """What a code stands for; the code, if the office has dropped it since."""
    return names[code].in_(lang) if code in names else code
