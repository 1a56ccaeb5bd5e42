"""Takes calls to LINE to a final state: claim, send with no transaction open, record (line-platform
2.2).
"""

import json
import logging
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.franking import Franking
from bot.judging import Attempt, Verdict, judge
from bot.line.errors import LineError
from bot.line.outcomes import Outcome, OutOfQuota, TooMany, Unreached
from bot.mailroom import where
from bot.sending import send
from bot.service import Line, Service
from bot.settling import (
    cut_off,
    earlier,
    end_untried,
    is_stale,
    is_unknown,
    must_wait,
    settle,
)
from integrity.vault import CannotOpen, Purpose, Vault
from models.people import Person
from models.post import Outgoing
from models.scope import EVERY_OFFICE
from models.statements import change
from models.vocabulary import Method

LEASE: Final = timedelta(seconds=60)  # longer than any call may take
BATCH: Final = 50

log = logging.getLogger(__name__)


class Delivery:
    """Delivers calls for one process; any number of processes may do so at once."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def deliver(self, office: str, calls: Sequence[uuid.UUID]) -> None:
        """Try calls this process has just written, in order."""
        for call in calls:
            begun = self._begun(office, call)
            if begun is not None:
                self._go_on(begun)
            else:
                self.deliver_one(office, call)

    def _begun(self, office: str, call: uuid.UUID) -> Attempt | None:
        """A reply that was written as begun by the caller."""
        now = self._service.clock()
        with self._service.database.reading(office) as session:
            row = session.get_one(Outgoing, (office, call))
            if row.method is not Method.REPLY or row.settled_at is not None:
                return None
            if not is_stale(row, now):
                return self._opened(session, row, tries=1, unsure=False, now=now)
        self._was_not_tried(office, call)
        return None

    def _was_not_tried(self, office: str, call: uuid.UUID) -> None:
        """The token ran out before the first try: the call may go as a push, nothing was said."""
        as_written = update(Outgoing).where(Outgoing.id == call, Outgoing.attempts == 1)
        with self._service.database.writing(office) as session:
            change(session, as_written.values(attempts=0, first_tried_at=None))

    def due(self, *, limit: int = BATCH) -> list[tuple[str, uuid.UUID]]:
        """Calls whose time has come and that nobody is trying: (office, call), oldest first.

        Of several pushes to one person only the first: news arrive in the order they happened.
        """
        now = self._service.clock()
        free = or_(Outgoing.leased_until.is_(None), Outgoing.leased_until < now)
        waiting = (
            select(Outgoing.office_id, Outgoing.id)
            .where(Outgoing.settled_at.is_(None), Outgoing.due_at <= now, free)
            .where(or_(Outgoing.method != Method.PUSH, ~earlier(Outgoing).exists()))
            .order_by(Outgoing.due_at, Outgoing.position)
            .limit(limit)
        )
        with self._service.database.reading(EVERY_OFFICE) as session:
            return [(office, call) for office, call in session.execute(waiting)]

    def deliver_one(self, office: str, call: uuid.UUID) -> None:
        """Take one call as far as it goes now, and whatever waited for it after it."""
        following: uuid.UUID | None = call
        while following is not None:
            following = self._take_on(office, following)

    def _take_on(self, office: str, call: uuid.UUID) -> uuid.UUID | None:
        """Try a call; a refused reply goes on as a push at once. Gives what waited for it."""
        attempt = self._claim(office, call)
        return self._go_on(attempt) if attempt is not None else None

    def _go_on(self, begun: Attempt) -> uuid.UUID | None:
        """Send a claimed call and write down what became of it."""
        office, call = begun.office, begun.id
        attempt: Attempt | None = begun
        settled = False
        while attempt is not None:
            outcome = self._try(attempt)
            verdict = judge(attempt, outcome, now=self._service.clock())
            log.info("line_call method=%s outcome=%s", attempt.method, type(outcome).__name__)
            self._record(attempt, verdict, outcome)
            settled = verdict.result is not None and attempt.method is Method.PUSH
            at_once = verdict.result is None and verdict.method is Method.PUSH
            attempt = self._claim(office, call) if at_once else None
        return self._successor(office, call) if settled else None

    def _try(self, attempt: Attempt) -> Outcome:
        """Make the call. One that cannot be made here (its account left the settings, or it was
        sealed with another key) is tried again like any other, until its day is over.
        """
        line = self._service.lines.get(attempt.channel)
        if line is None or attempt.body is None:
            log.error("call_not_made channel=%s", attempt.channel)
            return Unreached("the account or the key is gone")
        outcome = send(line, attempt, attempt.body)
        if isinstance(outcome, TooMany) and attempt.method is Method.PUSH:
            return self._look_closer(line, attempt.office, outcome)
        return outcome

    def _look_closer(self, line: Line, office: str, outcome: TooMany) -> Outcome:
        """Too fast, or the month's quota? Only the quota itself tells (LINE: error responses)."""
        try:
            quota = line.gateway.quota()
        except LineError:
            return outcome
        if quota.limit is None or quota.used < quota.limit:
            return outcome
        with self._service.database.writing(office) as session:
            Franking(session, now=self._service.clock()).is_out(line.channel.slug, quota)
        return OutOfQuota()

    def _successor(self, office: str, call: uuid.UUID) -> uuid.UUID | None:
        """The next push to the same person, if there is one."""
        done, after = aliased(Outgoing), Outgoing
        waiting = (
            select(after.id)
            .join(done, after.person_id == done.person_id)
            .where(done.id == call, after.method == Method.PUSH, after.settled_at.is_(None))
            .order_by(after.created_at, after.position)
            .limit(1)
        )
        with self._service.database.reading(office) as session:
            return session.scalar(waiting)

    def _claim(self, office: str, call: uuid.UUID) -> Attempt | None:
        now = self._service.clock()
        with self._service.database.writing(office) as session:
            row = session.get(Outgoing, (office, call))
            if row is None or row.settled_at is not None or row.due_at > now:
                return None
            # Written by this process a moment ago (no try yet), or free to be taken.
            free = or_(
                Outgoing.leased_until.is_(None), Outgoing.leased_until < now, Outgoing.attempts == 0
            )
            claim = update(Outgoing).where(
                Outgoing.id == call,
                Outgoing.settled_at.is_(None),
                Outgoing.attempts == row.attempts,  # nobody tried it since we looked
                free,
            )
            if must_wait(session, row):
                change(session, claim.values(leased_until=None))
                return None
            tried = {"attempts": row.attempts + 1, "first_tried_at": row.first_tried_at or now}
            if change(session, claim.values(leased_until=now + LEASE, **tried)) != 1:
                return None
            return self._prepared(session, row, now)

    def _prepared(self, session: Session, row: Outgoing, now: datetime) -> Attempt | None:
        person = session.get(Person, (row.office_id, row.person_id)) if row.person_id else None
        # A try whose end nobody recorded (the process died) may have been heard by LINE.
        unsure = row.unsure or (row.attempts > 0 and row.leased_until is not None)
        if row.method is Method.REPLY and is_stale(row, now) and not unsure:
            self._becomes_push(session, row, now)
        end = end_untried(row, person, unsure=unsure, now=now)
        if end is not None:
            settle(session, row, end, now=now)
            return None
        return self._opened(session, row, tries=row.attempts + 1, unsure=unsure, now=now)

    def _opened(
        self, session: Session, row: Outgoing, *, tries: int, unsure: bool, now: datetime
    ) -> Attempt:
        person = session.get(Person, (row.office_id, row.person_id)) if row.person_id else None
        needs_user = row.method not in (Method.REPLY, Method.LEAVE_GROUP, Method.LEAVE_ROOM)
        user, body = self._unsealed(row, person if needs_user else None)
        return Attempt(
            office=row.office_id,
            id=row.id,
            channel=row.channel,
            method=row.method,
            user=user,
            body=body,
            retry_key=row.retry_key,
            reply_until=row.reply_until,
            first_tried_at=row.first_tried_at or now,
            tries=tries,
            unsure=unsure,
        )

    def _unsealed(
        self, row: Outgoing, person: Person | None
    ) -> tuple[str | None, dict[str, Any] | None]:
        vault = self._service.vault
        try:
            user = user_of(vault, person) if person else None
            content = vault.open(Purpose.OUTGOING, row.sealed or b"", where=where(row))
        except CannotOpen:
            return None, None
        return user, json.loads(content)

    def _record(self, attempt: Attempt, verdict: Verdict, outcome: Outcome) -> None:
        now = self._service.clock()
        with self._service.database.writing(attempt.office) as session:
            row = session.get_one(Outgoing, (attempt.office, attempt.id))
            if row.settled_at is not None:
                return  # somebody else took it over and ended it
            if verdict.result is not None:
                settle(session, row, verdict.result, now=now)
                if attempt.method is Method.PUSH and is_unknown(outcome):
                    cut_off(session, row, now)
                return
            row.leased_until = None
            row.due_at = verdict.again_at or now
            row.unsure = verdict.unsure
            if verdict.method is Method.PUSH:
                self._becomes_push(session, row, now)

    @staticmethod
    def _becomes_push(session: Session, row: Outgoing, now: datetime) -> None:
        """What was to be free is not: it counts against the month's quota."""
        row.method = Method.PUSH
        franking = Franking(session, now=now)
        franking.note(row.channel)
        franking.settle()


def user_of(vault: Vault, person: Person) -> str:
    """The LINE user id of a person, for the moment of a call."""
    place = f"{person.office_id}/{person.channel}"
    return vault.open(Purpose.PERSON, person.user_sealed, where=place).decode()
