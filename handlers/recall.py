"""Messages taken back before they came: LINE may deliver the two in either order (T108)."""

from bot.line.inbound import Inbound, Unsent
from handlers.visit import Visit
from integrity.vault import Purpose
from models.post import TakenBack
from models.statements import add_if_absent


def is_taken_back(visit: Visit, event: Inbound) -> bool:
    """Whether a message was unsent before it came: then it is neither kept nor answered.

    Of an unsent message itself it is noted that it was: by a keyed hash of its id, and the day.
    """
    if not event.message_id:
        return False
    office, index = visit.office.slug, _index(visit, event.message_id)
    if isinstance(event, Unsent):
        row = {"office_id": office, "message_index": index, "on": visit.today}
        add_if_absent(visit.session, TakenBack, [row])
        return False
    return visit.session.get(TakenBack, (office, index)) is not None


def _index(visit: Visit, message_id: str) -> str:
    channel = f"{visit.office.slug}/{visit.line.channel.slug}"
    return visit.service.vault.index(Purpose.INBOUND, message_id, where=f"{channel}/taken-back")
