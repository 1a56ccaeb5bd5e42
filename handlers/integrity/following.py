"""Coming back to a report with its receipt code: reading, answering, adding."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from bot.dialogue import engine
from bot.dialogue.flows.disclosure import FOLLOW
from bot.dialogue.position import Answer
from bot.dialogue.say import Say
from bot.render.disclosure_cards import Report
from cases.errors import IllegalTransition, Invalid, NotFound, TooManyTries
from handlers.integrity import drafts
from handlers.integrity.drafts import Draft
from handlers.integrity.report import custody, exhibits
from handlers.visit import Visit
from integrity import checkins, disclosures, folders, reporter, withdrawing
from integrity.contents import Exhibit
from integrity.documents import Words
from integrity.lifecycle import Deed
from integrity.receipts import Hardened, allow_lookup, read_receipt
from integrity.views import ReporterView
from models.scope import EVERY_OFFICE, within
from texts.message import Message
from triage.normalise import digits

# What can only be meant as a code, even with a digit too few or too many.
_LIKE_A_CODE: Final = re.compile(r"(?:[0-9][\s.\-\u2010-\u2015]*){17,23}")
UNKNOWN: Final = (Say(Message("disclosure.code.unknown")),)


def is_code(text: str) -> bool:
    """Whether somebody typed a receipt code, or meant to."""
    return _LIKE_A_CODE.fullmatch(digits(text).strip()) is not None


def open_report(visit: Visit, typed: str) -> Sequence[Say]:
    """Show a report by its code; wrong, absent and unreadable codes are answered alike (T92).

    Tries are counted for the whole site before anything is computed.
    """
    try:
        with within(visit.session, EVERY_OFFICE):
            allow_lookup(visit.session, visit.now)
    except TooManyTries:
        return (Say(Message("disclosure.code.too_many")),)
    code = read_receipt(typed)
    if code is None:
        return UNKNOWN
    hardened = visit.slowly("code", lambda: visit.service.vault.hardener.harden(code))
    try:
        folder = folders.by_code(visit.session, hardened)
    except NotFound:
        return UNKNOWN
    view = reporter.view(visit.session, folder, custody=custody(visit))
    right = Say(Message("disclosure.code.right"))
    shown = Say(Message("disclosure.report", {"view": _shown(view)}))
    return (right, shown, *begin(visit, hardened, _choices(view)))


def begin(visit: Visit, code: Hardened, can: tuple[str, ...]) -> Sequence[Say]:
    """Ask what to do with a report that was opened."""
    lists = drafts.lists(visit, can=can)
    turn = engine.begin(FOLLOW, session=drafts.new_session(), options=lists)
    if turn.at is not None:  # it asks at least what to do
        drafts.keep(visit, Draft(FOLLOW, turn.at, code=code, can=can))
    return turn.say


def finish(visit: Visit, draft: Draft, answers: Mapping[str, Answer]) -> Sequence[Say]:
    """Do what was asked with the report, and forget which one it was."""
    do = _wanted(answers)
    files = exhibits(visit, answers)
    drafts.drop(visit)
    try:
        _do(visit, draft, do, words=_words(answers), files=files)
    except Invalid as why:
        return (Say(Message(why.key)),)
    except IllegalTransition:
        return (Say(Message("disclosure.not_possible")),)
    except NotFound:
        return UNKNOWN
    return (Say(Message(f"follow.finished.{do}")),)


def _do(visit: Visit, draft: Draft, do: str, *, words: Words, files: tuple[Exhibit, ...]) -> None:
    if do == "done" or draft.code is None:
        return
    folder, session = folders.by_code(visit.session, draft.code), visit.session
    match do:
        case "answer":
            disclosures.answer(session, folder, words, custody=custody(visit))
        case "add":
            disclosures.add(session, folder, words, files=files, custody=custody(visit))
        case "protect":
            disclosures.ask_protection(session, folder, words, custody=custody(visit))
        case "forget":
            disclosures.withdraw_link(session, folder, custody=custody(visit))
        case "unharmed":
            checkins.nobody_harms(session, folder, custody=custody(visit))
        case "harmed":
            checkins.somebody_harms(session, folder, words, custody=custody(visit))
        case "withdraw":
            withdrawing.withdraw(session, folder, custody=custody(visit))


def _wanted(answers: Mapping[str, Answer]) -> str:
    """What is to be done; nothing, if whoever wanted all of it deleted thought better of it."""
    do, sure = answers["do"].value, answers.get("sure")
    return "done" if sure is not None and sure.value != "yes" else str(do)


def _choices(view: ReporterView) -> tuple[str, ...]:
    """What one can choose to do: whether somebody is harmed has two answers."""
    answers = ("unharmed", "harmed")
    return tuple(
        word for deed in view.can for word in (answers if deed is Deed.CHECK_IN else (deed.value,))
    )


def _words(answers: Mapping[str, Answer]) -> Words:
    answer = answers.get("text")
    if answer is None or not isinstance(answer.value, str):
        return Words("")
    return Words(answer.value, dict.fromkeys(answer.sources, answer.value))


def _shown(view: ReporterView) -> Report:
    stage = view.ended_as or view.stage
    return Report(
        stage=f"disclosure.stage.{stage}",
        received_on=view.received_on,
        since=view.since,
        feedback_by=view.feedback_by,
        question=view.question,
        lines=tuple((one.on, f"disclosure.line.{one.kind}", one.text) for one in view.lines),
        linked=view.linked,
        told_on=view.told_on,
        told_next=view.told_next,
        asks_of_harm=Deed.CHECK_IN in view.can,
    )
