"""Which events are the sealed channel's, and the way in. Every event comes by here first."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.dialogue.buttons import Button, EntryButton, StepButton, decode
from bot.dialogue.commands import Command, understand
from bot.dialogue.flows.disclosure import DISCLOSURE
from bot.dialogue.say import Say
from bot.line import inbound as line
from bot.service import Line, Service
from cases.deadlines import local_date
from config.office import ChannelKind
from handlers import drafts as general
from handlers.integrity import drafts, following, leaving, lodging, report, suspecting, telling
from handlers.integrity.drafts import FLOWS, Draft
from handlers.integrity.lodging import RECEIPT
from handlers.integrity.telling import Outcome
from handlers.visit import Visit
from integrity import audit
from integrity.drafts import Expired
from integrity.folders import SYSTEM
from integrity.keyring import SealedPurpose
from integrity.receipts import read_receipt
from texts.message import Message

# What somebody may want on an account that is for reports alone, besides reporting.
ELSEWHERE: Final = (Command.LANGUAGE, Command.HELP)
GIVEN: Final = (
    line.TextSaid,
    line.Pressed,
    line.Located,
    line.MediaSent,
    line.StickerSent,
    line.UnknownMessage,
    line.Followed,
)

# A sealed conversation that waits, has run out lately, or is not there.
Waiting = Draft | Expired | None


def take(visit: Visit, event: line.Inbound) -> Outcome:
    """What is said to an event here; or the event that the general conversations are to answer."""
    if isinstance(event, line.Unsent):
        leaving.unsend(visit, event.message_id)
    elif isinstance(event, line.Unfollowed):
        leaving.cut(visit)
    elif isinstance(event, GIVEN):
        outcome = _answer(visit, event)
        passed_on = isinstance(outcome, line.Inbound)
        return enter(visit) if passed_on and _is_for_reports_alone(visit, event) else outcome
    return event


def enter(visit: Visit) -> Sequence[Say]:
    """The way in: a draft that waits, a new one, or the bodies outside if nobody may receive."""
    draft = drafts.find(visit)
    if isinstance(draft, Draft):
        return telling.resume(visit, draft)
    if not report.is_open(visit):
        return (lodging.outside("disclosure.outside.not_open"),)
    return telling.begin(visit)


def is_open(visit: Visit) -> bool:
    """Whether the way in is offered in this chat."""
    return report.is_open(visit)


def is_in_use(visit: Visit) -> bool:
    """Whether this person has something to do with the sealed channel just now."""
    return drafts.find(visit) is not None


def note_group(service: Service, session: Session, at: Line, *, now: datetime) -> None:
    """Write down that an account for reports was put into a group, which it leaves (T31)."""
    if ChannelKind.INTEGRITY in at.channel.kinds:
        audit.append(
            session,
            "left_group",
            actor=SYSTEM,
            object_id=at.channel.slug,
            today=local_date(now),
            key=service.vault.keyring.secret(SealedPurpose.AUDIT),
        )


def _answer(visit: Visit, event: line.Inbound) -> Outcome:
    draft = drafts.find(visit)
    claims = (claim(visit, event, draft) for claim in CLAIMS)
    return next((outcome for outcome in claims if outcome is not None), event)


def _forgetting(visit: Visit, event: line.Inbound, _draft: Waiting) -> Outcome | None:
    return leaving.forget(visit) if _wish(event) is Command.FORGET_ME else None


def _following(visit: Visit, event: line.Inbound, draft: Waiting) -> Outcome | None:
    """A receipt code leads to its report, whatever stands; only a new report goes first."""
    if not isinstance(event, line.TextSaid) or not following.is_code(event.text):
        return None
    if not (isinstance(draft, Draft) and draft.flow is DISCLOSURE and not draft.aside):
        return following.open_report(visit, event.text)
    is_one = read_receipt(event.text) is not None
    return (Say(Message("disclosure.code.not_now")),) if is_one else None


def _telling(visit: Visit, event: line.Inbound, draft: Waiting) -> Outcome | None:
    """Whoever is in a sealed conversation goes on with it; one laid aside only by its buttons."""
    if not isinstance(draft, Draft):
        return None
    button = _button(event)
    is_its = isinstance(button, StepButton) and button.flow == draft.flow.name
    return None if draft.aside and not is_its else telling.go_on(visit, draft, event)


def _ended(visit: Visit, event: line.Inbound, draft: Waiting) -> Outcome | None:
    """What belongs to a conversation that is over is explained; under a receipt it is "later"."""
    button = _button(event)
    if isinstance(button, StepButton) and button.flow in FLOWS:
        under_receipt = button.step == RECEIPT
        key = "disclosure.receipt.kept_later" if under_receipt else "disclosure.over"
        return (Say(Message(key)),)
    if not isinstance(draft, Expired):
        return None
    drafts.drop(visit)
    goes_on = _wish(event) is None and isinstance(event, line.TextSaid | line.MediaSent)
    return (Say(Message("disclosure.expired.text")),) if goes_on else None


def _suspecting(visit: Visit, event: line.Inbound, _draft: Waiting) -> Outcome | None:
    if isinstance(event, line.TextSaid) and suspecting.is_suspect(visit, event):
        return suspecting.hold(visit, event)
    return None


# Who may claim an event, in this order; what nobody claims is for the general conversations.
CLAIMS: Final[tuple[Callable[[Visit, line.Inbound, Waiting], Outcome | None], ...]] = (
    _forgetting,
    _following,
    _telling,
    _ended,
    _suspecting,
)


def _button(event: line.Inbound) -> Button | None:
    return decode(event.data) if isinstance(event, line.Pressed) else None


def _wish(event: line.Inbound) -> Command | None:
    """What is asked for by its name, typed or tapped."""
    if isinstance(event, line.TextSaid):
        return understand(event.text)
    match _button(event):
        case EntryButton(entry) if entry in set(Command):
            return Command(entry)
    return None


def _is_for_reports_alone(visit: Visit, event: line.Inbound) -> bool:
    """Whether this account has no general conversations that could take an event."""
    if visit.line.channel.kinds != {ChannelKind.INTEGRITY}:
        return False
    return _wish(event) not in ELSEWHERE and general.find(visit) is None
