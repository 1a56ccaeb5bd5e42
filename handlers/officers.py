"""What an officer's conversations lead to: the verb that their answers are for."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from bot.dialogue.menu import offer
from bot.dialogue.say import Say
from cases import queries, work
from cases.errors import Invalid
from cases.history import Words
from cases.permissions import may
from handlers import drafts
from handlers.answers import Answers, case_number, files_of, shown, value_of, words_of
from handlers.verbs import carefully, require_officer, staff_card
from handlers.visit import Visit
from models.vocabulary import Action
from texts.message import Message

# The verbs refuse these before they change anything.
UNFIT_DATES: Final = frozenset({"case.later_date_required", "case.another_date_required"})


def ask(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Ask the citizen."""
    return _from_officer(visit, answers, work.ask, words_of(answers, "question"))


def note(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Note progress, for the citizen or for colleagues."""
    public = value_of(answers, "shown") == "yes"
    return _from_officer(visit, answers, work.note, words_of(answers, "text"), public=public)


def forward(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Hand the case to another unit."""
    reason = shown(visit, "forward", "reason", answers) or Words(None)
    unit = str(value_of(answers, "unit"))
    return _from_officer(visit, answers, work.forward, reason, unit=unit)


def explain(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Explain a delay."""
    parts = (words_of(answers, "reason"), words_of(answers, "done"))
    words = Words(
        text="\n".join(part.text or "" for part in parts),
        sources=tuple(source for part in parts for source in part.sources),
    )
    new_date = _day(value_of(answers, "days"), visit)
    return _dated(visit, "days", answers, work.explain, words, new_date)


def postpone(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Set another date as a superior."""
    new_date = _day(value_of(answers, "day"), visit)
    reason = words_of(answers, "reason")
    return _dated(visit, "day", answers, work.postpone, reason, new_date)


def _dated(
    visit: Visit,
    step: str,
    answers: Answers,
    verb: Callable[..., None],
    words: Words,
    new_date: date,
) -> Sequence[Say]:
    """Do what sets a date. Of one that cannot be, only the day is asked again: nobody is to type
    the reasons twice.
    """

    def do() -> Sequence[Say]:
        try:
            return _do(visit, answers, verb, words, new_date=new_date)
        except Invalid as wrong:
            if wrong.key not in UNFIT_DATES:
                raise
            kept = {name: answer for name, answer in answers.items() if name != step}
            return (Say(Message(wrong.key)), *drafts.start(visit, verb.__name__, answers=kept))

    return carefully(visit, do)


def _day(told: object, visit: Visit) -> date:
    """The day that was tapped as so many days from today, or typed."""
    told = str(told)
    if told.isdecimal():
        return visit.today + timedelta(days=int(told))
    return date.fromisoformat(told)


def resolve(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Say what was done, with pictures of it."""
    evidence = files_of(answers)
    result = words_of(answers, "result")
    return _from_officer(visit, answers, work.resolve, result, attachments=evidence)


def decline(visit: Visit, answers: Answers) -> Sequence[Say]:
    """End a case the office cannot act on."""
    outside = value_of(answers, "reason") == "outside"
    words = words_of(answers, "text")
    return _from_officer(visit, answers, work.decline, words, outside_power=outside)


def _from_officer(
    visit: Visit, answers: Answers, verb: Callable[..., None], words: Words, **how: object
) -> Sequence[Say]:
    return carefully(visit, lambda: _do(visit, answers, verb, words, **how))


def _do(
    visit: Visit, answers: Answers, verb: Callable[..., None], words: Words, **how: object
) -> Sequence[Say]:
    officer = require_officer(visit)
    case = queries.staff_case_row(visit.session, case_number(answers), by=officer)
    verb(visit.session, case, words, office=visit.office, by=officer, now=visit.now, **how)
    done = Message(f"said.{verb.__name__}", {"number": case.number})
    if not may(officer, Action.VIEW, case):  # passed on to another unit
        return (offer(done, visit.entries),)
    return (Say(done), *staff_card(visit, case, officer))
