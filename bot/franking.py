"""Counts pushes against the month's quota as they are written, and says which may be written."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from bot.line.gateway import Quota
from bot.postage import Budget, budget_of, may_push, month_of, rank_of
from models.scope import office_of
from models.statements import add_if_absent, change
from models.watch import PushQuota

log = logging.getLogger(__name__)


class Franking:
    """The pushes of one transaction. A channel whose quota was never read has no limit here."""

    def __init__(self, session: Session, *, now: datetime) -> None:
        self._session, self._now = session, now
        self._written: Counter[str] = Counter()

    def allows(self, channel: str, keys: Iterable[str]) -> bool:
        """Whether a push with these notices may be written to somebody on a channel."""
        budget = self.budget(channel)
        return budget is None or may_push(rank_of(keys), budget)

    def budget(self, channel: str) -> Budget | None:
        """This month's budget of a channel; None before its first reading."""
        known = select(
            PushQuota.limit, PushQuota.used, PushQuota.reserved, PushQuota.exhausted_at
        ).where(PushQuota.channel == channel, PushQuota.month == month_of(self._now))
        row = self._session.execute(known).first()
        if row is None:
            return None
        used = row.used + self._written[channel]
        exhausted = row.exhausted_at is not None
        return budget_of(
            self._now, limit=row.limit, used=used, reserved=row.reserved, exhausted=exhausted
        )

    def note(self, channel: str) -> None:
        """A push was written."""
        self._written[channel] += 1

    def settle(self) -> None:
        """Count what was written: last of all and channel by channel in order, so that two
        transactions never wait for each other.
        """
        for channel in sorted(self._written):
            counted = PushQuota.used + self._written[channel]
            change(self._session, self._row(channel).values(used=counted))
        self._written.clear()

    def is_out(self, channel: str, quota: Quota) -> None:
        """LINE refused a push, and the month's quota is used up."""
        self.keep(channel, quota)
        spent = self._row(channel).where(PushQuota.exhausted_at.is_(None))
        if change(self._session, spent.values(exhausted_at=self._now)):
            log.error("quota_exhausted channel=%s", channel)

    def keep(self, channel: str, quota: Quota) -> None:
        """Write a reading down; what LINE allows again opens the gate again."""
        key = {"office_id": office_of(self._session), "channel": channel}
        add_if_absent(
            self._session,
            PushQuota,
            [
                {
                    **key,
                    "month": month_of(self._now),
                    "limit": quota.limit,
                    "used": quota.used,
                    "reserved": 0,
                    "read_at": self._now,
                    "alarmed": 0,
                }
            ],
        )
        read = {"limit": quota.limit, "used": quota.used, "read_at": self._now}
        change(self._session, self._row(channel).values(**read))
        if quota.limit is None or quota.used < quota.limit:
            change(self._session, self._row(channel).values(exhausted_at=None))

    def _row(self, channel: str) -> Update:
        return update(PushQuota).where(
            PushQuota.channel == channel, PushQuota.month == month_of(self._now)
        )
