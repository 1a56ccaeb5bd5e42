"""The card an officer works on: the clock first, then what was said, then what can be done."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from bot.postage import RANKS, Rank
from bot.render import limits, parts
from bot.render.actions import link
from bot.render.citizen_cards import shown_stars, verbs
from bot.render.clock import time_left, urgency
from bot.render.parts import Accent, Piece
from cases.views import EntryLine, StaffCase
from models.vocabulary import OPEN as UNFINISHED
from models.vocabulary import Action, EntryKind
from texts.catalogue import say
from texts.dates import short_date
from texts.message import Lang, Message, Param

Params = Mapping[str, Param]

OPEN = "open"  # the verb with which officers open a case
_HISTORY = 4
LETTER_AFTER: Final = timedelta(days=3)  # that a legal notice could not be delivered
_STYLES = {Action.ACCEPT: "primary", Action.RESOLVE: "primary"}
# What the card shows in places of its own is not repeated in the history.
_SHOWN = frozenset({EntryKind.DESCRIPTION, EntryKind.PLACE, EntryKind.WHEN, EntryKind.BEHALF})


def staff_case(params: Params, lang: Lang) -> Piece:
    """A case as the office sees it; nothing on it says who reported it (A19)."""
    case = _case(params)
    buttons = [b for b in verbs(case.can, case.number, _STYLES, Accent.STAFF, lang) if b]
    main = [b for b in buttons if b["style"] == "primary"]
    others = [b for b in buttons if b["style"] != "primary"]
    return parts.bubble(
        Accent.STAFF,
        above=case.number,
        title=case.category.in_(lang),
        body=[
            _clock(case, lang),
            _waiting(case, lang),
            _reopened(case, lang),
            _undelivered(case, lang),
            *_said(case, lang),
            parts.rule(),
            parts.field(_told("state", lang), say(Message(f"state.{case.state}"), lang)),
            parts.field(_told("rating", lang), shown_stars(case.rating)),
            parts.field(_told("unit", lang), case.unit.in_(lang), most=parts.SHORT),
            parts.field(
                _told("officer", lang), case.officer or _told("nobody", lang), most=parts.SHORT
            ),
            *_history(case.entries, lang),
        ],
        buttons=[*main, *parts.in_pairs(others)],
    )


def whole_texts(params: Params, lang: Lang) -> tuple[str, ...]:
    """In full, for the messages after the card: the texts that the card had to cut."""
    case = _case(params)
    told = (case.where, case.when, *(entry.text for entry in _later(case.entries)))
    return limits.cut_texts([(case.what, parts.LONG), *((text, parts.MEDIUM) for text in told)])


def _case(params: Params) -> StaffCase:
    case = params["view"]
    if not isinstance(case, StaffCase):
        raise TypeError("this card shows a StaffCase")
    return case


def _told(name: str, lang: Lang, **params: Param) -> str:
    return say(Message(f"card.staff.{name}", params), lang)


def _clock(case: StaffCase, lang: Lang) -> Piece:
    due, received = short_date(case.promised_on, lang), short_date(case.received_on, lang)
    dates = parts.text(_told("due", lang, on=due, received=received), parts.CAPTION)
    if case.state not in UNFINISHED:
        return dates
    left = time_left(case.days_left, lang)
    return parts.stack(
        parts.text(left, parts.BIG.in_(urgency(case.days_left))),
        dates,
        _first_promise(case, lang),
        spacing="xs",
    )


def _first_promise(case: StaffCase, lang: Lang) -> Piece | None:
    """What was promised at first is not forgotten when another date is set (A46)."""
    if case.first_promised_on is None:
        return None
    on = short_date(case.first_promised_on, lang)
    return parts.text(_told("first_promise", lang, on=on), parts.CAPTION)


def _waiting(case: StaffCase, lang: Lang) -> Piece | None:
    if case.question is None:
        return None
    return parts.highlight(
        Accent.STAFF,
        parts.text(_told("question", lang), parts.STRONG),
        parts.text(case.question),
    )


def _reopened(case: StaffCase, lang: Lang) -> Piece | None:
    if not case.reopened:
        return None
    return parts.highlight(
        Accent.URGENT,
        parts.text(_told("reopened", lang), parts.STRONG.in_(parts.LATE)),
        parts.text(_told("reopened_times", lang, count=case.reopened), parts.CAPTION),
    )


def _undelivered(case: StaffCase, lang: Lang) -> Piece | None:
    """What the reporter could not be told; what the law wants told needs a letter in the end."""
    if not case.undelivered:
        return None
    today = case.promised_on - timedelta(days=case.days_left)
    last = short_date(case.undelivered[-1].on, lang)
    wants_letter = any(
        RANKS.get(each.message.key) is Rank.LEGAL and today - each.on >= LETTER_AFTER
        for each in case.undelivered
    )
    return parts.highlight(
        Accent.URGENT,
        parts.text(_told("undelivered", lang, count=len(case.undelivered)), parts.STRONG),
        parts.text(_told("undelivered_last", lang, on=last), parts.CAPTION),
        parts.text(_told("letter", lang), parts.CAPTION) if wants_letter else None,
    )


def _said(case: StaffCase, lang: Lang) -> list[Piece | None]:
    what = case.what or ""
    cut = limits.wire(what) > parts.LONG
    more = say(Message("card.cut.pictures", {"count": parts.pictures_left(case.photos)}), lang)
    return [
        parts.field(_told("what", lang), what, most=parts.LONG),
        parts.text(say(Message("card.cut.text"), lang), parts.CAPTION) if cut else None,
        parts.pictures(case.photos, more, label=say(Message("card.case.photo"), lang)),
        parts.field(_told("where", lang), case.where or ""),
        parts.button(link(case.map_url or "", _told("map", lang)), Accent.STAFF, style="link"),
        parts.field(_told("when", lang), case.when or ""),
        parts.field(_told("behalf", lang), case.behalf or ""),
        parts.text(_told("contact", lang), parts.CAPTION) if case.has_contact else None,
    ]


def _history(entries: Sequence[EntryLine], lang: Lang) -> list[Piece | None]:
    """The last few texts, newest first, and how many came before."""
    later = _later(entries)
    if not later:
        return []
    older = sum(entry.kind not in _SHOWN for entry in entries) - len(later)
    return [
        parts.rule(),
        parts.text(_told("history", lang), parts.STRONG),
        *(_entry(entry, lang) for entry in reversed(later)),
        parts.text(_told("older", lang, count=older), parts.CAPTION) if older > 0 else None,
    ]


def _later(entries: Sequence[EntryLine]) -> list[EntryLine]:
    return [entry for entry in entries if entry.kind not in _SHOWN][-_HISTORY:]


def _entry(entry: EntryLine, lang: Lang) -> Piece:
    by = say(Message(f"by.{entry.by}"), lang)
    kind = say(Message(f"entry.{entry.kind}"), lang)
    gone = _told("forgotten_text" if entry.forgotten else "withdrawn_text", lang)
    said = gone if entry.text is None else entry.text
    head = f"{short_date(entry.on, lang)} · {by} · {kind}"
    return parts.stack(
        parts.text(head, parts.CAPTION, most=parts.SHORT), parts.text(said), spacing="xs"
    )
