"""The day's work on one card: a line a case with the most urgent reason, a touch opens the case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.dialogue.buttons import EntryButton, VerbButton
from bot.dialogue.commands import Command
from bot.render import parts
from bot.render.actions import press
from bot.render.clock import time_left, urgency
from bot.render.parts import Accent, Piece
from bot.render.staff_cards import OPEN
from models.vocabulary import OPEN as UNFINISHED
from models.vocabulary import State
from texts.catalogue import say
from texts.dates import short_date
from texts.message import Bilingual, Lang, Message, Param

Params = Mapping[str, Param]

_MOST = 8


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One case of a digest: why it is in there, and how late this is being said."""

    number: str
    category: Bilingual
    state: State
    promised_on: date
    days_left: int
    why: str  # the title of the notice's card: nothing of what the citizen wrote
    late: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What somebody is to do, the most urgent first."""

    lines: tuple[DigestLine, ...]

    @property
    def count(self) -> int:
        """How many cases it is about; that much may show on a locked screen."""
        return len(self.lines)


def digest(params: Params, lang: Lang) -> Piece:
    """The card. Cases that do not fit are counted; all of them are behind the button."""
    day = _digest(params)
    shown = day.lines[:_MOST]
    more = _told("more", lang, count=day.count - len(shown)) if day.count > len(shown) else ""
    lines: list[Piece] = []
    for line in shown:
        lines += [parts.rule(), _line(line, lang)]
    is_late = any(line.days_left < 0 and line.state in UNFINISHED for line in day.lines)
    accent = Accent.URGENT if is_late else Accent.STAFF
    work = say(Message("card.cases.title_work"), lang)
    return parts.bubble(
        accent,
        above=_told("count", lang, count=day.count),
        title=_told("title", lang),
        body=[*lines[1:], parts.text(more, parts.CAPTION) if more else None],
        buttons=[parts.button(press(EntryButton(Command.MY_CASES.value), work), accent)],
    )


def _digest(params: Params) -> Digest:
    view = params["view"]
    if not isinstance(view, Digest):
        raise TypeError("this card shows a Digest")
    return view


def _told(name: str, lang: Lang, **params: Param) -> str:
    return say(Message(f"card.digest.{name}", params), lang)


def _line(line: DigestLine, lang: Lang) -> Piece:
    due = say(Message("card.cases.promised", {"on": short_date(line.promised_on, lang)}), lang)
    facts = f"{line.number} · {line.category.in_(lang)} · {due}"
    said_late = _told("late", lang, days=line.late) if line.late else ""
    label = f"{say(Message(f'action.{OPEN}'), lang)} {line.number}"
    return parts.stack(
        parts.side_by_side(
            parts.text(say(Message(line.why), lang), parts.STRONG, most=parts.SHORT, flex=1),
            _time(line, lang),
        ),
        parts.text(facts, parts.CAPTION, most=parts.SHORT),
        parts.text(said_late, parts.CAPTION, most=parts.SHORT) if said_late else None,
        spacing="xs",
        action=press(VerbButton(OPEN, line.number), label),
    )


def _time(line: DigestLine, lang: Lang) -> Piece:
    if line.state not in UNFINISHED:
        words, look = say(Message(f"state.{line.state}"), lang), parts.CAPTION
    else:
        words = time_left(line.days_left, lang)
        look = parts.Look("xs", urgency(line.days_left), "bold")
    return parts.text(words, look, most=parts.SHORT, flex=0)
