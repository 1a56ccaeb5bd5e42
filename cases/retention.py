"""What must be forgotten, and when: one rule a row, each a deletion of a few rows at a time.

A deletion takes at most `at_most` rows, so that the transaction it runs in never holds back the
webhook; whoever carries a rule out repeats it until it finds nothing more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, CursorResult, and_, delete, inspect, or_, select, tuple_
from sqlalchemy.orm import Session

from cases.deadlines import local_date
from cases.sessions import LONGEST as LONGEST_SESSION
from models.base import Base
from models.case import Attachment
from models.console import ConsoleSession
from models.people import Attempts, Conversation, Invite
from models.post import Inbound, Notice, Outgoing, TakenBack
from models.watch import ChannelCheck, PushQuota

# A photo of a draft somebody still works on outlives the usual time, but not this one.
LONGEST_DRAFT: Final = timedelta(days=60)

Forget = Callable[[Session, datetime, int], int]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is forgotten how long after it was last needed."""

    name: str
    after: timedelta
    forget: Forget

    def carry_out(self, session: Session, *, now: datetime, at_most: int) -> int:
        """Delete up to so many rows in a session that sees every office; tell how many it were."""
        return self.forget(session, now - self.after, at_most)


def settled_events(session: Session, before: datetime, at_most: int) -> int:
    """Forget that an event came; its content was emptied when it was handled."""
    return _delete(session, Inbound, Inbound.settled_at < before, at_most=at_most)


def settled_calls(session: Session, before: datetime, at_most: int) -> int:
    """Forget a call to LINE; what became of the notices it carried stands in the notices."""
    return _delete(session, Outgoing, Outgoing.settled_at < before, at_most=at_most)


def cold_drafts(session: Session, before: datetime, at_most: int) -> int:
    """Forget what somebody began to tell and never sent."""
    return _delete(session, Conversation, Conversation.updated_at < before, at_most=at_most)


def unlodged_files(session: Session, before: datetime, at_most: int) -> int:
    """Forget photos that belong to no case, unless their sender's draft is still warm."""
    warm = select(Conversation.person_id).where(
        Conversation.office_id == Attachment.office_id,
        Conversation.person_id == Attachment.person_id,
        Conversation.updated_at >= before,
    )
    needless = or_(~warm.exists(), Attachment.received_at < before - LONGEST_DRAFT)
    old = and_(Attachment.case_id.is_(None), Attachment.received_at < before)
    return _delete(session, Attachment, old, needless, at_most=at_most)


def old_tries(session: Session, before: datetime, at_most: int) -> int:
    """Forget how often a code was tried, once the window of that count is over."""
    return _delete(session, Attempts, Attempts.window < before, at_most=at_most)


def ended_sessions(session: Session, before: datetime, at_most: int) -> int:
    """Forget who was logged in to the console; a session lives hours."""
    return _delete(session, ConsoleSession, ConsoleSession.began_at < before, at_most=at_most)


def old_codes(session: Session, before: datetime, at_most: int) -> int:
    """Forget linking codes that were used, or expired."""
    return _delete(session, Invite, Invite.expires_at < before, at_most=at_most)


def taken_back(session: Session, before: datetime, at_most: int) -> int:
    """Forget that a message was unsent; LINE no longer delivers it."""
    return _delete(session, TakenBack, TakenBack.on < local_date(before), at_most=at_most)


def other_notices(session: Session, before: datetime, at_most: int) -> int:
    """Forget what was told about no case; a case's notices go with its texts (cases.forgetting)."""
    about_nothing = Notice.case_id.is_(None)
    return _delete(session, Notice, about_nothing, Notice.settled_at < before, at_most=at_most)


def old_checks(session: Session, before: datetime, at_most: int) -> int:
    """Forget the daily checks that no inspection asks for any more."""
    return _delete(session, ChannelCheck, ChannelCheck.on < local_date(before), at_most=at_most)


def old_quotas(session: Session, before: datetime, at_most: int) -> int:
    """Forget how many pushes a month took."""
    return _delete(session, PushQuota, PushQuota.month < local_date(before), at_most=at_most)


def _delete(session: Session, table: type[Base], *which: ColumnElement[bool], at_most: int) -> int:
    mapper = inspect(table)
    key = [mapper.get_property_by_column(c).class_attribute for c in mapper.primary_key]
    found = [tuple(row) for row in session.execute(select(*key).where(*which).limit(at_most))]
    if not found:
        return 0
    gone = delete(table).where(tuple_(*key).in_(found))
    done = session.execute(gone.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount


RETENTION: Final = (
    Rule("settled events", timedelta(days=30), settled_events),
    Rule("settled calls", timedelta(days=30), settled_calls),
    Rule("cold drafts", timedelta(days=30), cold_drafts),
    Rule("unlodged files", timedelta(days=30), unlodged_files),
    Rule("old tries", timedelta(days=1), old_tries),
    Rule("ended sessions", LONGEST_SESSION, ended_sessions),
    Rule("old codes", timedelta(days=30), old_codes),
    Rule("taken back", timedelta(days=30), taken_back),
    Rule("other notices", timedelta(days=365), other_notices),
    Rule("old checks", timedelta(days=3 * 365), old_checks),
    Rule("old quotas", timedelta(days=2 * 365), old_quotas),
)
