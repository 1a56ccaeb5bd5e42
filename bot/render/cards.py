"""Which messages are cards: one table from the key of a message to its drawing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.render import (
    brief_card,
    check_card,
    citizen_cards,
    digest_card,
    disclosure_cards,
    help_cards,
    list_cards,
    overdue_card,
    staff_cards,
)
from bot.render.notice_cards import LOW_RATING, NOTICES
from bot.render.parts import Accent, Piece
from texts.message import Lang, Param

Params = Mapping[str, Param]


def _nothing_more(params: Params, lang: Lang) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Card:
    """How a message is drawn; what shows outside the chat; what follows when the card was cut.

    `alt` is a key of the catalogue that may use `{number}` or `{count}`: it appears on lock screens
    and in lists, so it never holds anything of a case's content.
    """

    draw: Callable[[Params, Lang], Piece]
    alt: str
    rest: Callable[[Params, Lang], tuple[str, ...]] = _nothing_more

    def told(self, params: Params) -> Params:
        """What the alternative text may know: the number of the case, or how many there are."""
        view = params.get("view")
        number = params.get("number") or getattr(view, "number", "")
        return {"number": number, "count": getattr(view, "count", 0)}


_RECEIPT = Card(citizen_cards.receipt, "card.alt.receipt")

_SEALED = "disclosure.alt"  # the same for all of them, and about nothing

CARDS: Mapping[str, Card] = {
    "complaint.intro": Card(citizen_cards.complaint_intro, "card.alt.complaint_intro"),
    "complaint.confirm": Card(citizen_cards.summary, "card.alt.summary"),
    "receipt": _RECEIPT,
    "notice.receipt": _RECEIPT,
    "citizen.case": Card(
        citizen_cards.citizen_case, "card.alt.citizen_case", citizen_cards.whole_texts
    ),
    "citizen.cases": Card(list_cards.citizen_cases, "card.alt.citizen_cases"),
    "staff.case": Card(staff_cards.staff_case, "card.alt.staff_case", staff_cards.whole_texts),
    "staff.cases": Card(list_cards.staff_cases, "card.alt.staff_cases"),
    "staff.digest": Card(digest_card.digest, "card.alt.digest"),
    "staff.overdue": Card(overdue_card.overdue, "card.alt.overdue"),
    "staff.brief": Card(brief_card.brief, "card.alt.brief"),
    "brief.ready": Card(brief_card.ready, "card.alt.brief_ready"),
    "check.tick": Card(check_card.tick, "check.alt"),
    "check.alarm": Card(check_card.alarm, "check.alt_alarm"),
    "help.contact": Card(help_cards.contact, "card.alt.help"),
    "disclosure.notice": Card(disclosure_cards.notice, _SEALED),
    "disclosure.confirm": Card(disclosure_cards.confirm, _SEALED, disclosure_cards.whole_account),
    "disclosure.receipt": Card(disclosure_cards.receipt, _SEALED),
    "disclosure.report": Card(disclosure_cards.report, _SEALED, disclosure_cards.whole_texts),
    "disclosure.outside": Card(disclosure_cards.outside, _SEALED),
    LOW_RATING.key: Card(LOW_RATING.draw, "card.alt.rating"),
    "emergency": Card(help_cards.emergency, "card.alt.emergency"),
    **{
        key: Card(
            notice.draw,
            "card.alt.staff_notice" if notice.accent is Accent.STAFF else "card.alt.notice",
            notice.rest,
        )
        for key, notice in NOTICES.items()
    },
}
