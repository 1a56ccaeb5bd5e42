"""What each kind of event is answered with; a row of ROUTES a kind, a short function a row."""

import secrets
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from bot.dialogue.buttons import EntryButton, OfficeButton, StepButton, VerbButton, decode
from bot.dialogue.inputs import Attached, Located, Pressed, Said, Stickered, Unreadable
from bot.dialogue.say import Say
from bot.line import inbound as line
from bot.media.cleaning import CLEANERS
from cases.correspondence import unsend
from handlers import contact, drafts
from handlers.conversation import take
from handlers.entries import enter, menu
from handlers.oversight import do_wish
from handlers.verbs import do_verb
from handlers.visit import Visit
from models.case import Attachment
from models.vocabulary import EntryKind, MediaKind, MediaState
from texts.message import Message

Handler = Callable[[Visit, Any], Sequence[Say]]


def said(visit: Visit, event: line.TextSaid) -> Sequence[Say]:
    """Words."""
    return take(visit, Said(event.text, event.message_id, visit.today))


def pressed(visit: Visit, event: line.Pressed) -> Sequence[Say]:
    """A button, perhaps an old or a forged one."""
    match decode(event.data):
        case EntryButton(entry):
            return enter(visit, entry)
        case VerbButton(verb, case, arg):
            return do_verb(visit, verb, case, arg)
        case OfficeButton(wish, about):
            return do_wish(visit, wish, about)
        case StepButton() as button:
            return take(visit, Pressed(button))
    # Not ours, or garbled: to the engine it is a button of no conversation, so it is explained.
    return take(visit, Pressed(StepButton("", "", "", "")))


def located(visit: Visit, event: line.Located) -> Sequence[Say]:
    """A pin on the map."""
    return take(visit, Located(event.lat, event.lng, event.label, event.message_id))


def media_sent(visit: Visit, event: line.MediaSent) -> Sequence[Say]:
    """A photo or file: kept as wanted here, fetched from LINE after the commit."""
    if event.external or event.kind not in CLEANERS:
        return take(visit, Unreadable(event.kind, event.message_id))
    wanted = Attachment(
        id=uuid.uuid4(),
        person_id=visit.person.id,
        channel=visit.line.channel.slug,
        message_id=event.message_id,
        shown_as=EntryKind.DESCRIPTION,
        kind=MediaKind(event.kind),
        state=MediaState.WANTED,
        token=secrets.token_urlsafe(24),
        received_at=visit.now,
        due_at=visit.now,
    )
    visit.session.add(wanted)
    visit.fetch.append(wanted.id)
    return take(visit, Attached(str(wanted.id), event.kind, event.message_id))


def sticker_sent(visit: Visit, event: line.StickerSent) -> Sequence[Say]:
    """A sticker."""
    return take(visit, Stickered(event.message_id))


def unknown_message(visit: Visit, event: line.UnknownMessage) -> Sequence[Say]:
    """A message of a kind that did not exist when this was written."""
    return take(visit, Unreadable(event.kind, event.message_id))


def followed(visit: Visit, event: line.Followed) -> Sequence[Say]:
    """A new friend, or one who came back."""
    if not event.unblocked:
        contact.befriended(visit)
    inside = visit.staff is not None or not visit.serves_citizens
    key = "menu.welcome_staff" if inside else "menu.welcome"
    return (Say(Message(key, {"office": visit.office.name})), *menu(visit))


def unfollowed(visit: Visit, event: line.Unfollowed) -> Sequence[Say]:
    """Blocked: nothing sent from now on would arrive, so nothing is tried."""
    visit.person.blocked_at = event.timestamp
    return ()


def unsent(visit: Visit, event: line.Unsent) -> Sequence[Say]:
    """A message was taken back: it goes from the draft, from the case, and from the files."""
    draft = drafts.find(visit)
    if draft is not None:
        drafts.keep(visit, drafts.without(draft.at, event.message_id, _refs(visit, event)))
    unsend(visit.session, event.message_id, now=visit.now)
    return ()


def _refs(visit: Visit, event: line.Unsent) -> frozenset[str]:
    """The files of the message, by the references that a draft keeps of them."""
    files = select(Attachment.id).where(
        Attachment.message_id == event.message_id, Attachment.person_id == visit.person.id
    )
    return frozenset(str(file) for file in visit.session.scalars(files))


def nothing(visit: Visit, event: line.Inbound) -> Sequence[Say]:
    """Nothing is to be said: the event is on record, and that is all it needs."""
    return ()


ROUTES: dict[type[line.Inbound], Handler] = {
    line.TextSaid: said,
    line.Pressed: pressed,
    line.Located: located,
    line.MediaSent: media_sent,
    line.StickerSent: sticker_sent,
    line.UnknownMessage: unknown_message,
    line.Followed: followed,
    line.Unfollowed: unfollowed,
    line.Unsent: unsent,
    line.MenuSwitched: nothing,
    line.Left: nothing,
    line.Standby: nothing,
    line.Unknown: nothing,
}
