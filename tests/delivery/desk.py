"""A desk of the office for these tests: people, what is owed to them, and what LINE gets."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery import Delivery
from bot.dialogue.say import Say
from bot.mailroom import REPLY_WINDOW, Mailroom, Speaker, where
from bot.service import Service
from cases.notices import owe
from integrity.vault import Purpose
from models.database import Database
from models.people import Person
from models.post import Notice, Outgoing
from models.vocabulary import Audience, NoticeState, Settled
from tests.factories import OFFICE, SLUG, TODAY, VAULT, Clock, a_person, a_service
from tests.fakes import FakeLine
from texts.message import Message, Param

APOLOGY = Say(Message("said.apology"))
CANARY = "ข้อความลับของประชาชน"


@dataclass
class Desk:
    """The service on one database, with a fake LINE and a clock that the test turns."""

    opened: Database
    line: FakeLine = field(default_factory=FakeLine)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.service: Service = a_service(self.opened, self.clock, line=self.line)
        self.delivery = Delivery(self.service)

    def somebody(self, user: str) -> Person:
        """A citizen, known to LINE by this id."""
        with self.opened.writing(SLUG) as session:
            return a_person(session, user=user)

    def tell(
        self, *people: Person, times: int = 1, key: str = "notice.progress"
    ) -> tuple[uuid.UUID, ...]:
        """Owe people notices, and write the calls for them."""
        with self.opened.writing(SLUG) as session:
            self.owe(session, *people * times, key=key)
            return self.mailroom(session).post(None, ())

    def answer(
        self,
        speaker: Person,
        *says: Say,
        token: str | None = "token",
        owed: Sequence[Person] = (),
        until: datetime | None = None,
    ) -> tuple[uuid.UUID, ...]:
        """Answer somebody who has just said something, while notices are owed."""
        with self.opened.writing(SLUG) as session:
            self.owe(session, *owed)
            row = session.get_one(Person, (SLUG, speaker.id))
            here = Speaker(row, token, until or self.clock.now + REPLY_WINDOW)
            return self.mailroom(session).post(here, says)

    def owe(self, session: Session, *people: Person, key: str = "notice.progress") -> None:
        for number, person in enumerate(people):
            params: dict[str, Param] = {
                "unit": "CIV",
                "number": f"BNA-2569-{number:05d}",
                "text": CANARY,
                "promised_on": TODAY,
            }
            owe(
                session,
                Message(key, params),
                case_id=None,
                person_id=person.id,
                audience=Audience.CITIZEN,
                secrets={},
                now=self.clock.now,
            )

    def mailroom(self, session: Session) -> Mailroom:
        return Mailroom(session, VAULT, OFFICE, now=self.clock.now)

    def deliver(self, calls: Sequence[uuid.UUID]) -> None:
        self.delivery.deliver(SLUG, calls)

    def sweep(self) -> int:
        """What a process that looks after interrupted work does, once."""
        found = self.delivery.due()
        for office, call in found:
            self.delivery.deliver_one(office, call)
        return len(found)

    def sweep_until(self, end: timedelta, *, every: timedelta = timedelta(seconds=30)) -> None:
        """Sweep until so much time has passed."""
        until = self.clock.now + end
        while self.clock.now < until:
            self.sweep()
            self.clock.now += every

    def calls(self) -> list[Outgoing]:
        with self.opened.reading(SLUG) as session:
            order = (Outgoing.created_at, Outgoing.position)
            return list(session.scalars(select(Outgoing).order_by(*order)))

    def results(self) -> list[Settled | None]:
        return [call.result for call in self.calls()]

    def notices(self) -> list[NoticeState]:
        with self.opened.reading(SLUG) as session:
            order = (Notice.created_at, Notice.position)
            return list(session.scalars(select(Notice.state).order_by(*order)))

    def received(self) -> list[tuple[str, str]]:
        """What really arrived: how, and to whom (a reply's token, or a user)."""
        return [(each.how, each.to) for each in self.line.delivered]


def body(call: Outgoing) -> str:
    """What a call says, opened."""
    content = VAULT.open(Purpose.OUTGOING, call.sealed or b"", where=where(call))
    return json.dumps(json.loads(content), ensure_ascii=False)
