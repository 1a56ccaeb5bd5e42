"""The LINE of the simulated year: keeps LINE's promises, fails as LINE fails, and remembers which
notice reached whom; and the power supply of the office's machine.
"""

import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from bot.line.errors import Gone
from bot.line.gateway import BotInfo, Content, LineMessage, Quota, WebhookTest
from bot.line.outcomes import (
    AlreadyAccepted,
    Ambiguous,
    NotSent,
    Outcome,
    Sent,
    TooMany,
    Unreached,
)
from bot.postage import Rank, rank_of
from cases.deadlines import BANGKOK, local_date
from models.database import Database
from models.post import Notice, Outgoing
from models.scope import EVERY_OFFICE

STRANGER_FOR: Final = timedelta(days=7)  # LINE: whoever wrote within 7 days need be no friend
DAY: Final = (time(8), time(20))
LINE_TIME: Final = timezone(timedelta(hours=9))


class PowerCut(BaseException):
    """The machine stops here; nothing after this line happens, as after kill -9."""


@dataclass(slots=True)
class Power:
    """Cuts the power once a number of steps of the program were taken."""

    left: int | None = None
    off: bool = False
    cuts: int = 0

    def touch(self) -> None:
        """One step of the program. Raises PowerCut, and from then on at every step."""
        if self.off:
            raise PowerCut
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                self.off, self.left, self.cuts = True, None, self.cuts + 1
                raise PowerCut

    def restore(self) -> None:
        """The power is back; a process that was to die and got done does not."""
        self.off, self.left = False, None


@dataclass(slots=True)
class Network:
    """What all accounts share: who is there, what everybody has seen, and the weather."""

    clock: Callable[[], datetime]
    chance: random.Random
    power: Power
    database: Database | None = None
    calm: bool = False
    foggy: tuple[datetime, datetime] | None = None  # half of LINE's answers are lost on their way
    keys_kept: timedelta = timedelta(hours=24)  # LINE forgets a retry key after a day
    blocked: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    strangers: dict[str, datetime] = field(default_factory=dict)  # no friends: when they last wrote
    replies: dict[str, tuple[str, Any]] = field(default_factory=dict)  # token: to whom, which call
    seen: Counter[tuple[str, Any]] = field(default_factory=Counter)  # (person, notice)
    words: dict[tuple[str, str], date] = field(default_factory=dict)
    doubled_words: list[str] = field(default_factory=list)
    pushed: Counter[tuple[str, str]] = field(default_factory=Counter)  # (account, month)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)  # for want of quota
    ranks: Counter[str] = field(default_factory=Counter)
    digests: Counter[tuple[str, date]] = field(default_factory=Counter)  # (officer, day)
    woken: int = 0  # pushes with a sound between eight in the evening and eight in the morning
    faults: Counter[str] = field(default_factory=Counter)
    guard: Any = field(default_factory=threading.Lock)

    def fate(self) -> tuple[Outcome | None, bool]:
        """How a call ends when LINE has a bad moment, and whether it arrives all the same."""
        roll = 1.0 if self.calm else self.chance.random()
        if self.foggy is not None and self.foggy[0] <= self.clock() < self.foggy[1] and roll < 0.5:
            self.faults["lost in the fog"] += 1
            return Ambiguous("no answer"), True
        for share, outcome, arrives in TROUBLES:
            roll -= share
            if roll < 0:
                self.faults[type(outcome).__name__ + (" (arrived)" if arrives else "")] += 1
                return outcome, arrives
        return None, True

    def arrives(self, user: str, notices: Iterable[Any], messages: Sequence[LineMessage]) -> bool:
        """Somebody sees messages, unless they blocked us or LINE drops them without a word."""
        wrote = self.strangers.get(user)
        is_dropped = wrote is not None and self.clock() - wrote > STRANGER_FOR
        if user in self.blocked or is_dropped:
            return False
        for notice in notices:
            self.seen[user, notice] += 1
        for message in messages:
            said = json.dumps(message, ensure_ascii=False, sort_keys=True)
            today = local_date(self.clock())
            if self.words.get((user, said)) == today:
                self.doubled_words.append(f"twice on {today} to {user}: {said[:400]}")
            self.words[user, said] = today
        return True

    def carried(self, *which: ColumnElement[bool]) -> dict[Any, str]:
        """The notices that a call carries, and their words' names."""
        assert self.database is not None
        # With the office among what is equal, SQLite finds a call's notices by their index.
        of_call = (Outgoing.id == Notice.outgoing_id) & (Outgoing.office_id == Notice.office_id)
        asked = select(Notice.id, Notice.message).join(Outgoing, of_call)
        with self.database.reading(EVERY_OFFICE) as session:
            found = session.execute(asked.where(*which))
            return {notice: message["key"] for notice, message in found}


TROUBLES: Final[tuple[tuple[float, Outcome, bool], ...]] = (
    (0.01, Ambiguous("cut off"), True),
    (0.01, Ambiguous("status 500"), False),
    (0.01, TooMany(30), False),
    (0.01, Unreached("no route"), False),
    (0.002, NotSent(401, "token"), False),
)


@dataclass(slots=True)
class Account:
    """One official account: a Gateway with a month's quota."""

    name: str
    network: Network
    limit: int | None = None
    _tokens: set[str] = field(default_factory=set)
    _accepted: dict[str, tuple[datetime, Sent]] = field(default_factory=dict)

    def reply(self, token: str, messages: Sequence[LineMessage]) -> Outcome:
        net = self.network
        net.power.touch()
        user, call = net.replies[token]
        notices = net.carried(Outgoing.id == call)
        with net.guard:
            outcome, arrives = net.fate()
            if token in self._tokens:
                return NotSent(400, "Invalid reply token")
            if arrives:
                self._tokens.add(token)
                net.arrives(user, notices, messages)
        net.power.touch()
        return outcome or Sent("reply", ())

    def push(
        self, to: str, messages: Sequence[LineMessage], *, retry_key: str, silent: bool = False
    ) -> Outcome:
        net = self.network
        net.power.touch()
        notices = net.carried(Outgoing.retry_key == retry_key)
        with net.guard:
            outcome = self._push(to, messages, retry_key, notices, silent=silent)
        net.power.touch()
        return outcome

    def _push(
        self,
        to: str,
        messages: Sequence[LineMessage],
        key: str,
        notices: dict[Any, str],
        *,
        silent: bool,
    ) -> Outcome:
        net, now = self.network, self.network.clock()
        first = self._accepted.get(key)
        if first is not None and now - first[0] < net.keys_kept:
            return AlreadyAccepted(first[1].request_id, ())
        if to in net.gone:
            return NotSent(400, "unknown person")
        if self.limit is not None and net.pushed[self.name, self._month()] >= self.limit:
            net.refused[self.name, self._month()] += 1
            return TooMany(None)
        outcome, arrives = net.fate()
        if arrives:
            self._accepted[key] = (now, Sent("push", ()))
            if net.arrives(to, notices, messages):  # what nobody receives costs nothing
                net.pushed[self.name, self._month()] += 1
                self._count(to, notices, silent=silent)
        return outcome or Sent("push", ())

    def _count(self, to: str, notices: dict[Any, str], *, silent: bool) -> None:
        net, here = self.network, self.network.clock().astimezone(BANGKOK)
        rank = rank_of(notices.values()) if notices else Rank.WORK
        net.ranks[rank.name] += 1
        net.digests[to, here.date()] += rank is Rank.DIGEST
        net.woken += not silent and not DAY[0] <= here.time() < DAY[1]

    def _month(self) -> str:
        return self.network.clock().astimezone(LINE_TIME).strftime("%Y-%m")

    def content(self, message_id: str) -> Content:
        raise Gone("nobody sends files in this year")

    def leave(self, kind: str, group: str) -> Outcome:
        return Sent("left", ())

    def link_menu(self, person: str, menu: str) -> Outcome:
        return Sent("linked", ())

    def unlink_menu(self, person: str) -> Outcome:
        return Sent("unlinked", ())

    def quota(self) -> Quota:
        self.network.power.touch()
        return Quota(self.limit, self.network.pushed[self.name, self._month()])

    def info(self) -> BotInfo:
        return BotInfo("U" + "0" * 32, f"@{self.name}", self.name)

    def test_webhook(self) -> WebhookTest:
        raise Gone("the year has no network")
