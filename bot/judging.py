"""What follows from what LINE said to a call: an end, or another try. Pure (line-platform 2.2)."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

from bot.line.outcomes import (
    AlreadyAccepted,
    Ambiguous,
    NotSent,
    Outcome,
    OutOfQuota,
    Sent,
    TooMany,
    Unreached,
)
from models.vocabulary import Method, NoticeState, Settled

FIRST_WAIT: Final = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(minutes=30)
# A retry key is forgotten by LINE after 24 hours; after that the same key would be a new message.
GIVE_UP: Final = timedelta(hours=23)
# 401 and 403 say that our token or our plan is wrong, not the message: the office can mend that.
OUR_OWN_FAULT: Final = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claimed call, opened, with what is known of its earlier tries."""

    office: str
    id: uuid.UUID
    channel: str
    method: Method
    user: str | None
    body: dict[str, Any] | None  # None: it cannot be opened
    retry_key: str
    reply_until: datetime | None
    first_tried_at: datetime
    tries: int
    unsure: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from an outcome: an end, or another try at a time, perhaps as a push."""

    result: Settled | None
    again_at: datetime | None = None
    method: Method | None = None
    unsure: bool = False


def judge(attempt: Attempt, outcome: Outcome, *, now: datetime) -> Verdict:
    """Decide what follows. Pure, so that the table of LINE's rules can be tested line by line."""
    match outcome:
        case Sent() | AlreadyAccepted():
            return Verdict(Settled.SENT)
        case NotSent(status) if status not in OUR_OWN_FAULT:
            return _refused(attempt, now)
        case OutOfQuota():
            # An earlier try that was never heard back from may have been the one that was taken.
            return Verdict(Settled.UNSURE if attempt.unsure else Settled.NO_QUOTA)
        case Ambiguous():
            return _later(attempt, now, unsure=True)
        case TooMany(retry_after):
            return _later(attempt, now, at_least=timedelta(seconds=retry_after or 0))
        case NotSent() | Unreached():
            return _later(attempt, now)
        case _:
            assert_never(outcome)


def _refused(attempt: Attempt, now: datetime) -> Verdict:
    if attempt.method is not Method.REPLY:
        return Verdict(Settled.REFUSED)
    if attempt.unsure:
        # The token was perhaps spent by the try we never heard back from: never say it twice.
        return Verdict(Settled.UNSURE)
    return Verdict(None, again_at=now, method=Method.PUSH)


def _later(
    attempt: Attempt, now: datetime, *, unsure: bool = False, at_least: timedelta = timedelta()
) -> Verdict:
    unsure = unsure or attempt.unsure
    wait = max(min(FIRST_WAIT * 2 ** min(attempt.tries - 1, 10), LONGEST_WAIT), at_least)
    is_reply = attempt.method is Method.REPLY
    if is_reply and attempt.reply_until is not None and now + wait < attempt.reply_until:
        # A reply token works once, so trying it again cannot say anything twice.
        return Verdict(None, again_at=now + wait, unsure=unsure)
    if (is_reply and unsure) or now + wait - attempt.first_tried_at > GIVE_UP:
        return Verdict(Settled.UNSURE if unsure else Settled.EXPIRED)
    method = Method.PUSH if is_reply else None
    return Verdict(None, again_at=now + wait, method=method, unsure=unsure)


NOTICE_AFTER: Final = {
    Settled.SENT: NoticeState.SENT,
    Settled.UNSURE: NoticeState.UNSURE,
    Settled.REFUSED: NoticeState.UNDELIVERED,
    Settled.EXPIRED: NoticeState.UNDELIVERED,
    Settled.BLOCKED: NoticeState.UNDELIVERED,
    Settled.WITHDRAWN: NoticeState.UNDELIVERED,
    Settled.NO_QUOTA: NoticeState.UNDELIVERED,
}
