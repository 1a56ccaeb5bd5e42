"""Notices as cards: the notice's own words, and the buttons for what may be done about it.

Buttons of a card stay, while quick replies vanish with the next message: a citizen can still say
"not fixed" next week. What staff get says that there is something, never what (lock screens).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.dialogue.buttons import VerbButton
from bot.render import limits, parts
from bot.render.actions import press, spoken
from bot.render.citizen_cards import LOOK, rating
from bot.render.parts import Accent, Piece
from bot.render.staff_cards import OPEN
from models.vocabulary import Action
from texts.catalogue import say
from texts.message import Lang, Message, Param

Params = Mapping[str, Param]


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of notice: the colour of those it is for, and what can be done with its case."""

    key: str
    accent: Accent
    verbs: tuple[str, ...]
    rates: bool = False  # asks how satisfied the citizen is

    def draw(self, params: Params, lang: Lang) -> Piece:
        """The card."""
        number = spoken(params["number"], lang)
        name = self.key.removeprefix("notice.")
        return parts.bubble(
            self.accent,
            above=number,
            title=say(Message(f"card.notice.{name}"), lang),
            body=[
                parts.text(self._words(params, lang), most=parts.LONG),
                rating(number, self.accent, lang) if self.rates else None,
            ],
            buttons=[
                parts.button(
                    press(VerbButton(verb, number), say(Message(f"action.{verb}"), lang)),
                    self.accent,
                    style="primary" if first == 0 else "secondary",
                )
                for first, verb in enumerate(self.verbs)
            ],
        )

    def rest(self, params: Params, lang: Lang) -> tuple[str, ...]:
        """The words in full, if the card had to cut them."""
        words = self._words(params, lang)
        return limits.pieces(words) if limits.wire(words) > parts.LONG else ()

    def _words(self, params: Params, lang: Lang) -> str:
        return say(Message(self.key, params), lang)


_CITIZEN = {
    "accepted": (LOOK,),
    "question": (Action.ANSWER, LOOK),
    "progress": (LOOK,),
    "explained": (LOOK,),
    "forwarded": (LOOK,),
    "result": (Action.CLOSE, Action.REOPEN, LOOK),
    "declined": (LOOK, Action.REOPEN),
    "referred": (LOOK, Action.REOPEN),
    "reopened": (LOOK,),
    "closed": (LOOK,),
    "closed_silently": (Action.REOPEN, LOOK),
    "apology": (LOOK,),
    "apology_late": (LOOK,),
    "apology_waiting": (Action.ANSWER, LOOK),
    "update_waiting": (Action.ANSWER, LOOK),
    "update": (LOOK,),
    "update_late": (LOOK,),
    "postponed": (LOOK,),
}
_RATED = ("closed", "closed_silently")
_STAFF = (
    "assigned",
    "answered",
    "added",
    "withdrawn",
    "reopened",
    "not_given",
    "not_taken_up",
    "remind",
    "ask_progress",
    "ask_explanation",
    "due_today",
    "overdue",
    "postponed",
    "nudged",
)

NOTICES = {
    notice.key: notice
    for notice in (
        *(
            Notice(f"notice.{name}", Accent.CITIZEN, row, rates=name in _RATED)
            for name, row in _CITIZEN.items()
        ),
        *(Notice(f"notice.staff.{name}", Accent.STAFF, (OPEN,)) for name in _STAFF),
    )
}

# Not a notice, but drawn like one: whoever gave few stars may have the case reopened.
LOW_RATING = Notice("rating.low", Accent.CITIZEN, (Action.REOPEN, LOOK))
