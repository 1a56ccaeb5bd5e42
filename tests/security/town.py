"""An office whose days can be played: what arrives on locked screens in LINE."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from bot.service import Line, Service
from cases.actors import Officer
from cases.deadlines import BANGKOK
from config.secret import Secret
from config.settings import Credentials
from handlers.dispatcher import Dispatcher
from integrity import desk as verbs
from integrity import links
from integrity.folders import Custody
from integrity.notices import OPEN_FOR, SLOTS
from integrity.vault import Purpose, Vault
from models.database import Database
from models.people import Person, Staff
from models.vocabulary import Mode, Role
from scheduler import integrity, slots
from scheduler.jobs import Shift
from tests.fakes import FakeLine, FakeMenus
from tests.security.conftest import OFFICE
from tests.security.reports import TODAY, Desk, the_office

FIRST = datetime.combine(TODAY, time(0), BANGKOK)
REPORTER, CHANNEL, STAFF = "U" + "a" * 32, "huaikhwang", "huaikhwang-staff"


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as it arrives on somebody's locked screen."""

    at: datetime
    to: str
    texts: tuple[str, ...]


@dataclass
class Town:
    """An office whose days can be played: the desk, the scheduler, and a LINE that takes notes."""

    database: Database
    vault: Vault = field(default_factory=lambda: Vault(bytes(range(32))))
    line: FakeLine = field(default_factory=FakeLine)
    now: datetime = FIRST

    def __post_init__(self) -> None:
        office = the_office()
        credentials = Credentials("1", Secret("s"), None, Secret("t"))
        self.service = Service(
            database=self.database,
            vault=self.vault,
            offices={OFFICE: office},
            lines={
                channel.slug: Line(office, channel, credentials, self.line, FakeMenus())
                for channel in office.channels
            },
            public_url="http://127.0.0.1:8000",
            clock=lambda: self.now.astimezone(UTC),
        )
        self.dispatcher = Dispatcher(self.service)
        self.shift = Shift(self.service, self.dispatcher)
        self.desk = Desk(self.database, self.vault.keyring)

    def member(self, user: str, role: Role = Role.INTEGRITY, unit: str = "CIV") -> Officer:
        """A member of staff who has linked their LINE."""
        officer = self.desk.member(role, unit)
        with self.database.writing(OFFICE) as session:
            person = Person(
                id=uuid.uuid4(),
                channel=STAFF,
                user_index=user,
                user_sealed=self.vault.seal(
                    Purpose.PERSON, user.encode(), where=f"{OFFICE}/{STAFF}"
                ),
                since=self.service.clock(),
            )
            session.add(person)
            session.flush()
            session.get_one(Staff, (OFFICE, officer.staff_id)).person_id = person.id
        return officer

    def report(self, *, user: str | None = None) -> str:
        """Somebody reports today; with a user, somebody who wants to be told."""
        self.desk.today = self.now.date()
        lodged, _ = self.desk.lodge(mode=Mode.LINKED if user else Mode.WEB)
        if user:
            with self.database.writing(OFFICE) as session:
                links.remember(
                    session, lodged.id, user, CHANNEL,
                    today=self.now.date(), keyring=self.vault.keyring,
                )  # fmt: skip  # one call
        return lodged.number

    def progress(self, number: str, by: Officer) -> None:
        """The desk writes something that the reporter may read."""
        custody = Custody(self.vault.keyring, self.desk.office, self.now.date())
        with self.database.writing(OFFICE) as session:
            verbs.tell_progress(session, number, "กำลังตรวจสอบ", by=by, custody=custody)

    def plays(self, day: date, minutes: Sequence[int] = range(-1, 32)) -> list[Seen]:
        """What arrives while the scheduler follows its timetable for a day."""
        seen = []
        for slot in SLOTS:
            begins = datetime.combine(day, slot, BANGKOK)
            for minute in minutes:
                seen += self.runs(begins + timedelta(minutes=minute))
        return seen

    def runs(self, at: datetime) -> list[Seen]:
        """What arrives at one run of both jobs."""
        self.now, before = at, len(self.line.delivered)
        slots.remind(self.shift)
        integrity.tell_reporters(self.shift)
        return [
            Seen(at, one.to, tuple(message["text"] for message in one.messages))
            for one in self.line.delivered[before:]
        ]


def in_a_slot(at: datetime) -> bool:
    begun = [datetime.combine(at.date(), slot, BANGKOK) for slot in SLOTS]
    return any(slot <= at < slot + OPEN_FOR for slot in begun)
