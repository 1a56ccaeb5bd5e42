"""Whom LINE still delivers to: friends, and for seven days whoever wrote without becoming one."""

from sqlalchemy import select, update

from bot.line.inbound import WRITTEN, Inbound
from handlers.integrity import door
from handlers.visit import Visit
from models.case import Case
from models.post import Notice, Outgoing
from models.statements import change
from models.vocabulary import Method, NoticeState, Settled


def note(visit: Visit, event: Inbound) -> None:
    """Note the day on which somebody wrote openly, if their answer may depend on it.

    Of nobody else: neither of friends, nor of who has no case here, nor of what is said to the
    sealed channel or leads into it. The day would tell who said something there, and when (T36).
    """
    person = visit.person
    knows = person.wrote_on is not None and not isinstance(event, WRITTEN)
    if person.friend or knows or person.wrote_on == visit.today:
        return
    if _has_case(visit) and not door.is_in_use(visit):
        person.wrote_on = visit.today


def befriended(visit: Visit) -> None:
    """Whoever becomes a friend now was none before: what LINE took of our pushes without being sure
    to deliver it did not arrive, and is shown now (A45).
    """
    pushed = select(Outgoing.id).where(
        Outgoing.person_id == visit.person.id,
        Outgoing.method == Method.PUSH,
        Outgoing.result == Settled.SENT,
    )
    lost = update(Notice).where(
        Notice.person_id == visit.person.id,
        Notice.state == NoticeState.UNSURE,
        Notice.outgoing_id.in_(pushed),
    )
    change(visit.session, lost.values(state=NoticeState.UNDELIVERED))


def _has_case(visit: Visit) -> bool:
    mine = select(Case.id).where(Case.person_id == visit.person.id).limit(1)
    return visit.session.scalar(mine) is not None
