"""What was told about a case and did not arrive: blocking us ends no duty of the office (A45)."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.deadlines import local_date
from cases.views import Unread
from models.case import Case
from models.post import Notice
from models.vocabulary import Audience, NoticeState
from texts.message import unpack

UNDELIVERED: Final = frozenset({NoticeState.UNDELIVERED})
# Who gave no address (a case that came by telephone) has only the tracking page, or a letter.
UNSEEN: Final = UNDELIVERED | {NoticeState.NO_ADDRESS}
NOT_KNOWN_TO_BE_SEEN: Final = UNSEEN | {NoticeState.UNSURE}


def unread(
    session: Session, case: Case, states: Collection[NoticeState] = UNDELIVERED
) -> tuple[Unread, ...]:
    """The notices to the citizen that ended so, the oldest first."""
    query = (
        select(Notice)
        .where(Notice.case_id == case.id, Notice.audience == Audience.CITIZEN)
        .where(Notice.state.in_(states))
        .order_by(Notice.created_at, Notice.position)
    )
    return tuple(
        Unread(local_date(notice.created_at), unpack(notice.message))
        for notice in session.scalars(query)
    )
