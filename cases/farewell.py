"""Forgetting people on LINE whom nothing here concerns any more (A1.8, A1.9, D19)."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from cases.deadlines import local_date
from cases.tombstones import bury
from models.case import Attachment, Case
from models.people import Conversation, Person, Staff
from models.post import Notice, Outgoing
from models.statements import change
from models.vocabulary import NoticeState

PERSON: Final = "person"  # the kind of their tombstones
NOBODY: Final = b""  # what is left of a sealed LINE id that was erased
# Nobody is forgotten in the middle of a conversation, or while a draft of theirs is kept.
QUIET_FOR: Final = timedelta(days=30)
_PLAIN: Final[dict[str, Any]] = {"synchronize_session": False}


def forget_people(session: Session, *, now: datetime, at_most: int) -> int:
    """Forget people on LINE whom nothing here concerns any more; tell how many."""
    last = now - QUIET_FOR
    found = select(Person.id).where(
        Person.since < last,
        or_(Person.wrote_on.is_(None), Person.wrote_on < local_date(last)),
        ~_talks(),
        is_unneeded(),
    )
    people = session.scalars(found.limit(at_most).with_for_update(skip_locked=True)).all()
    if people:
        forget(session, people, now=now)
    return len(people)


def is_unneeded() -> ColumnElement[bool]:
    """Somebody without a case, work, a file, or anything still to be told: all that the row says
    is who they are.
    """
    needed = (
        select(Case.id).where(Case.office_id == Person.office_id, Case.person_id == Person.id),
        select(Staff.id).where(Staff.office_id == Person.office_id, Staff.person_id == Person.id),
        select(Attachment.id).where(
            Attachment.office_id == Person.office_id, Attachment.person_id == Person.id
        ),
        select(Notice.id).where(
            Notice.office_id == Person.office_id,
            Notice.person_id == Person.id,
            Notice.state == NoticeState.WAITING,
        ),
        select(Outgoing.id).where(
            Outgoing.office_id == Person.office_id,
            Outgoing.person_id == Person.id,
            Outgoing.settled_at.is_(None),
        ),
    )
    return and_(Person.user_sealed != NOBODY, *(~each.exists() for each in needed))


def _talks() -> ColumnElement[bool]:
    return (
        select(Conversation.person_id)
        .where(
            Conversation.office_id == Person.office_id,
            Conversation.person_id == Person.id,
        )
        .exists()
    )


def forget(session: Session, people: Sequence[uuid.UUID], *, now: datetime) -> None:
    """Delete people; of a friend stays that they are one, for LINE says so only once.

    Their LINE id is erased all the same. It is sealed anew when they write (handlers.visit).
    """
    for table in (Notice, Outgoing):
        change(session, update(table).where(table.person_id.in_(people)).values(person_id=None))
    mine = Person.id.in_(people)
    talks = delete(Conversation).where(Conversation.person_id.in_(people))
    session.execute(talks, execution_options=_PLAIN)
    change(session, update(Person).where(mine, Person.friend).values(user_sealed=NOBODY))
    strangers = delete(Person).where(mine, Person.friend.is_(False))
    session.execute(strangers, execution_options=_PLAIN)
    bury(session, PERSON, people, now=now)
    session.expire_all()
