"""The cards of the sealed channel: notice, summary, receipt, a report, the bodies outside.

What shows outside the chat is one sentence for all of them, and says nothing of what it is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.render import limits, parts
from bot.render.actions import copy, link, spoken
from bot.render.citizen_cards import summary
from bot.render.parts import Accent, Piece
from texts.catalogue import say
from texts.dates import long_date, short_date
from texts.message import Lang, Message, Param

Params = Mapping[str, Param]

_PROTECTED = ("no_name", "firewall", "sealed")
_NOT_PROTECTED = ("line_sees", "details", "network", "server")
_BODIES = {"nacc": "1205", "pacc": "1206", "bma": "1555"}
_LINES = 8
# The most bytes of an answer in the summary, where there may be twenty.
_BRIEF, _MOST = 300, {"what": parts.LONG, "readers": parts.MEDIUM}


@dataclass(frozen=True, slots=True)
class Report:
    """A report as its reporter reads it: catalogue keys, dates, and what officers wrote."""

    stage: str
    received_on: date
    since: date
    feedback_by: date
    question: str | None
    lines: tuple[tuple[date, str, str | None], ...]
    linked: bool
    told_on: date | None = None
    told_next: date | None = None
    asks_of_harm: bool = False


def notice(params: Params, lang: Lang) -> Piece:
    """What is protected and what is not, before anything is asked (A06, security D1.4)."""

    def told(name: str) -> str:
        return say(Message(f"disclosure.notice.{name}"), lang)

    web = link(spoken(params.get("url"), lang), told("web"))
    return parts.bubble(
        Accent.CITIZEN,
        above=told("above"),
        title=told("title"),
        body=[
            parts.highlight(
                Accent.CITIZEN,
                parts.text(told("how"), parts.STRONG),
                *(parts.text(f"● {told(name)}") for name in _PROTECTED),
            ),
            parts.highlight(
                Accent.URGENT,
                parts.text(told("limits"), parts.STRONG),
                *(parts.text(f"● {told(name)}") for name in _NOT_PROTECTED),
            ),
            parts.text(told("law"), parts.CAPTION),
            parts.rule(),
            parts.text(told("outside"), parts.STRONG),
            *_bodies(lang),
        ],
        buttons=[parts.button(web, Accent.CITIZEN), *_calls(lang)],
    )


def confirm(params: Params, lang: Lang) -> Piece:
    """Every answer before it is sent, how complete it is, and who will be able to read it."""
    shown = {name: _brief(name, param, lang) for name, param in params.items()}
    card = summary(shown, lang)
    meter = Message("disclosure.confirm.meter", {"percent": params.get("percent", 0)})
    readers = say(Message("disclosure.confirm.readers"), lang)
    card["body"]["contents"] += [
        parts.rule(),
        *filter(None, [parts.field(readers, spoken(params.get("readers"), lang))]),
        parts.text(say(meter, lang), parts.STRONG.in_(Accent.CITIZEN)),
    ]
    return card


def whole_account(params: Params, lang: Lang) -> tuple[str, ...]:
    """In full, for the messages after the card: what happened, if it was cut."""
    return limits.cut_texts([(spoken(params.get("what"), lang), parts.MEDIUM)])


def receipt(params: Params, lang: Lang) -> Piece:
    """The code, shown once, and what it is for."""

    def told(name: str) -> str:
        return say(Message(f"disclosure.receipt.{name}"), lang)

    code = spoken(params["code"], lang)
    mode = spoken(params["mode"], lang)
    return parts.bubble(
        Accent.CITIZEN,
        above=told("above"),
        title=told("title"),
        body=[
            parts.highlight(
                Accent.CITIZEN,
                parts.text(code, parts.BIG, most=parts.SHORT),
                parts.text(told("once"), parts.STRONG),
            ),
            parts.text(told("use")),
            parts.field(told("feedback"), spoken(params["feedback_by"], lang)),
            parts.text(told(mode)),
            parts.text(told("clean"), parts.CAPTION),
        ],
        buttons=[parts.button(copy(code, told("copy")), Accent.CITIZEN, style="primary")],
    )


def report(params: Params, lang: Lang) -> Piece:
    """Where a report stands, what is asked, and the last few lines of its story."""
    shown = _report(params)

    def told(name: str) -> str:
        return say(Message(f"disclosure.report.{name}"), lang)

    asked = shown.question and parts.highlight(
        Accent.CITIZEN,
        parts.text(told("question"), parts.STRONG),
        parts.text(shown.question, most=parts.LONG),
    )
    of_harm = shown.asks_of_harm and parts.highlight(
        Accent.CITIZEN, parts.text(told("harm"), parts.STRONG), parts.text(told("harm_why"))
    )
    return parts.bubble(
        Accent.CITIZEN,
        above=told("above"),
        title=say(Message(shown.stage), lang),
        body=[
            of_harm or None,
            asked or None,
            parts.field(told("received"), long_date(shown.received_on, lang)),
            parts.field(told("since"), long_date(shown.since, lang)),
            parts.field(told("feedback"), long_date(shown.feedback_by, lang)),
            *_goes_on(shown, lang),
            parts.rule(),
            parts.text(told("lines"), parts.STRONG),
            *(_line(*line, lang) for line in reversed(shown.lines[-_LINES:])),
            parts.text(told("linked"), parts.CAPTION) if shown.linked else None,
        ],
    )


def whole_texts(params: Params, lang: Lang) -> tuple[str, ...]:
    """In full, for the messages after the card: the question and the last text, if cut."""
    shown = _report(params)
    texts = [text for _, _, text in shown.lines[-_LINES:] if text and text != shown.question]
    return limits.cut_texts([(shown.question, parts.LONG), *((t, parts.MEDIUM) for t in texts)])


def outside(params: Params, lang: Lang) -> Piece:
    """The bodies that take reports outside the office, and `why` they are named."""
    return parts.bubble(
        Accent.CITIZEN,
        above=say(Message("disclosure.outside.above"), lang),
        title=say(Message("disclosure.outside.title"), lang),
        body=[parts.text(spoken(params["why"], lang)), parts.rule(), *_bodies(lang)],
        buttons=_calls(lang),
    )


def _brief(name: str, param: Param, lang: Lang) -> str:
    """An answer as the summary shows it: there are many, and a card holds 30 KB."""
    said = spoken(param, lang)
    return limits.fit(said, _MOST.get(name, _BRIEF), limits.wire) if said else ""


def _bodies(lang: Lang) -> list[Piece]:
    return [parts.text(say(Message(f"disclosure.outside.{name}"), lang)) for name in _BODIES]


def _calls(lang: Lang) -> list[Piece | None]:
    return [
        parts.button(
            link(f"tel:{number}", say(Message(f"disclosure.outside.call_{name}"), lang)),
            Accent.CITIZEN,
        )
        for name, number in _BODIES.items()
    ]


def _goes_on(shown: Report, lang: Lang) -> list[Piece | None]:
    """That nothing is decided yet, as of the last day on which that was to be said (A43)."""
    days = {"on": shown.told_on, "next": shown.told_next}
    told = {name: day for name, day in days.items() if day is not None}
    if len(told) < len(days):
        return []
    return [parts.text(say(Message("disclosure.report.goes_on", told), lang))]


def _line(on: date, key: str, text: str | None, lang: Lang) -> Piece:
    head = f"{short_date(on, lang)} · {say(Message(key), lang)}"
    return parts.stack(
        parts.text(head, parts.CAPTION, most=parts.SHORT),
        parts.text(text) if text else None,
        spacing="xs",
    )


def _report(params: Params) -> Report:
    view = params["view"]
    if not isinstance(view, Report):
        raise TypeError("this card shows a Report")
    return view
