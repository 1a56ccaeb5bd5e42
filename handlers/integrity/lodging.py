"""Sending a report, or saying that nobody here may receive it."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.delivery import user_of
from bot.dialogue.buttons import StepButton
from bot.dialogue.position import Answer, Answers
from bot.dialogue.say import Choice, Copy, Say, Tap
from cases.errors import Invalid
from handlers.integrity import drafts
from handlers.integrity.report import custody, exhibits, file_names, told
from handlers.visit import Visit
from integrity import disclosures, links
from integrity.clocks import Owed, limits
from integrity.disclosures import NobodyMayReceive
from integrity.receipts import Hardened, Hardener, Receipt, new_receipt
from models.vocabulary import Mode
from texts.message import Message, Param

RECEIPT: Final = "receipt"  # the name of the work, and of the button under a receipt
LATER: Final = "later"


def lodge(visit: Visit, answers: Mapping[str, Answer]) -> Sequence[Say]:
    """Take the report in, delete the draft and, without a link, every trace of who told it.

    All of it, with the mark that this event is handled, is one transaction.
    """
    receipt, hardened = visit.slowly(RECEIPT, lambda: _drawn(visit.service.vault.hardener))
    mode = Mode(str(answers["mode"].value))
    report = told(answers, exhibits(visit, answers))
    try:
        lodged = disclosures.lodge(
            visit.session, report, mode=mode, hardened=hardened, custody=custody(visit)
        )
    except NobodyMayReceive:
        return refuse(visit, answers)
    except Invalid as why:
        return (Say(Message(why.key)),)
    if mode is Mode.LINKED:
        links.remember(
            visit.session,
            lodged.id,
            user_of(visit.service.vault, visit.person),
            visit.line.channel.slug,
            today=visit.today,
            keyring=drafts.keyring(visit),
        )
    drafts.drop(visit)
    return _receipt(visit, receipt, mode)


def _drawn(hardener: Hardener) -> tuple[Receipt, Hardened]:
    receipt = new_receipt()
    return receipt, hardener.harden(receipt.plain)


def _receipt(visit: Visit, receipt: Receipt, mode: Mode) -> Sequence[Say]:
    params: dict[str, Param] = {
        "code": receipt.grouped,
        "mode": mode.value,
        "feedback_by": limits(visit.today, visit.office.sealed_clocks)[Owed.FEEDBACK],
    }
    later = Message("disclosure.receipt.later")
    choices = (
        Choice(Message("disclosure.receipt.copy"), Copy(receipt.grouped)),
        Choice(later, Tap(StepButton("disclosure", "", RECEIPT, LATER), show=later)),
    )
    type_back = Say(Message("disclosure.receipt.type_back"), choices)
    return (Say(Message("disclosure.receipt", params)), type_back)


def refuse(visit: Visit, answers: Answers) -> Sequence[Say]:
    """Nobody here may receive it: nothing is kept, the text goes back, others are named."""
    had_files = bool(file_names(answers))
    drafts.drop(visit)
    files = (Say(Message("disclosure.outside.files")),) if had_files else ()
    return (outside("disclosure.outside.nobody"), *text_back(answers), *files)


def text_back(answers: Answers) -> tuple[Say, ...]:
    """What was told, for the person to copy, when it is not kept here."""
    text = told(answers).account
    return (Say(Message("disclosure.outside.your_text", {"text": text})),) if text else ()


def outside(why: str) -> Say:
    """The bodies outside the office that take reports, and why they are named."""
    return Say(Message("disclosure.outside", {"why": Message(why)}))
