"""What is said when a notice is given: in its own words, or as a line of a digest; and which
notices somebody missed.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.dialogue.say import Say
from bot.digests import draw_up, into_digest
from bot.postage import rank_of
from cases.notices import SECRETS
from cases.staffing import staff_of
from config.office import Office
from models.people import Person
from models.post import Notice
from models.vocabulary import Audience, NoticeState
from texts.message import Message, Param, unpack

RECEIPT: Final = "notice.receipt"
LOOKED_AT: Final = 50  # of what somebody missed; it goes out a little at a time


@dataclass(frozen=True, slots=True)
class Item:
    """Something to say, and the notices that are given by saying it."""

    say: Say
    notices: tuple[Notice, ...]


def one_by_one(session: Session, notices: Iterable[Notice]) -> list[Item]:
    """Each notice in its own words; the same words about the same case are said once."""
    alike: dict[object, list[Notice]] = {}
    for notice in notices:
        words = json.dumps(notice.message, sort_keys=True)
        alike.setdefault((notice.case_id, words) if notice.case_id else notice.id, []).append(
            notice
        )
    return [Item(_said(session, group[0]), tuple(group)) for group in alike.values()]


def together(
    session: Session, notices: Sequence[Notice], *, office: Office, today: date
) -> list[Item]:
    """What somebody is to do on cases as one digest; everything else in its own words."""
    lined, _ = into_digest(n for n in notices if n.audience is Audience.STAFF)
    if len(lined) == 1 and lined[0].send_from is None:  # it was to be said on its own
        lined = []
    items = one_by_one(session, [n for n in notices if n not in lined])
    if not lined:
        return items
    digest = draw_up(session, lined, office=office, today=today)
    return [Item(Say(Message("staff.digest", {"view": digest})), tuple(lined)), *items]


def missed(session: Session, person: Person, *, now_owed: Sequence[Notice]) -> list[Notice]:
    """What could not be delivered before, or waits for the morning: it can be shown for nothing
    now that the person is here (A45). What the law wants comes first.
    """
    if person.blocked_at is not None:  # the event says that they have just left
        return []
    waits = and_(
        Notice.state == NoticeState.WAITING,
        Notice.outgoing_id.is_(None),
        Notice.send_from.is_not(None),
        Notice.audience == Audience.CITIZEN,
    )
    query = (
        select(Notice)
        .where(Notice.person_id == person.id)
        .where(or_(Notice.state == NoticeState.UNDELIVERED, waits))
        .order_by(Notice.created_at, Notice.position)
        .limit(LOOKED_AT)
        .with_for_update(skip_locked=True)  # perhaps the posting round is writing it just now
    )
    taken = {n.id for n in now_owed}
    found = [n for n in session.scalars(query) if n.id not in taken]
    if any(n.audience is Audience.STAFF for n in found) and not staff_of(session, person.id):
        found = [n for n in found if n.audience is Audience.CITIZEN]  # they left the office
    return sorted(found, key=lambda n: -rank_of(keys_of([n])))


def keys_of(notices: Iterable[Notice]) -> list[str]:
    """Which words these notices are in."""
    return [notice.message["key"] for notice in notices]


def _said(session: Session, notice: Notice) -> Say:
    message = unpack(notice.message)
    secrets = session.info.get(SECRETS, {}).get(notice.id, {})
    return Say(Message(message.key, {**message.params, **secrets, **_asked(session, notice)}))


def _asked(session: Session, notice: Notice) -> dict[str, Param]:
    """A receipt asks whoever is no friend yet to become one: else LINE soon delivers nothing."""
    if notice.message["key"] != RECEIPT:
        return {}
    person = session.get_one(Person, (notice.office_id, notice.person_id))
    return {} if person.friend else {"befriend": "yes"}
