"""Plain functions that make what a test needs: offices, people, staff, cases, a service."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.service import Line, Service
from cases import correspondence, intake, work
from cases.actors import Citizen, Officer, System
from cases.history import Words
from cases.tracking import TrackingCode, new_code
from config.office import (
    Category,
    Channel,
    ChannelKind,
    Clocks,
    Contact,
    Hours,
    Office,
    Track,
    Unit,
)
from config.secret import Secret
from config.settings import Credentials
from integrity.vault import Purpose, Vault
from models.case import Case
from models.database import Database
from models.people import Person, Staff
from models.vocabulary import Role, State
from tests.fakes import FakeLine, FakeMenus
from texts.message import Bilingual

NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)  # a Tuesday, ten in the morning in Bangkok
TODAY = date(2026, 3, 10)
SLUG = "bangna"
STAFF_CHANNEL = f"{SLUG}-staff"
VAULT = Vault(bytes(range(32)))
WORDS = Words("ไฟดับทั้งซอย", sources=("message-1",))


@dataclass(slots=True)
class Clock:
    """A clock that a test turns."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        """Let time pass, as `timedelta` counts it."""
        self.now += timedelta(**time)


def an_office(slug: str = SLUG, *, prefix: str = "BNA", clocks: Clocks | None = None) -> Office:
    """An office with three units, a road, a service and an "other" category."""
    return Office(
        slug=slug,
        name=Bilingual("สำนักงานเขตบางนา", "Bang Na District Office"),
        number_prefix=prefix,
        units=tuple(Unit(code, Bilingual(f"ฝ่าย {code}", code)) for code in ("ADM", "CIV", "ENF")),
        categories=(
            a_category("road", Track.GRIEVANCE, "CIV"),
            a_category("S1", Track.SERVICE, None),
            a_category("other", Track.GRIEVANCE, "ADM"),
        ),
        clocks=clocks or Clocks(),
        hours=Hours((1, 2, 3, 4, 5), time(8), time(16)),
        contact=Contact(None, Bilingual("บางนา", "Bang Na"), None, None, None, "1555"),
        channels=(
            a_channel(slug, ChannelKind.GENERAL),
            a_channel(f"{slug}-staff", ChannelKind.STAFF),
        ),
        centre="ADM",
    )


def a_category(code: str, track: Track, unit: str | None) -> Category:
    """A category of complaints."""
    return Category(code, track, Bilingual(f"เรื่อง {code}", code), unit, confirmed=True)


def a_channel(slug: str, kind: ChannelKind) -> Channel:
    """A LINE account of one kind."""
    return Channel(slug, frozenset({kind}), "ID", "SECRET", "PREVIOUS", "TOKEN")


OFFICE = an_office()


def a_code() -> TrackingCode:
    """A tracking code."""
    return new_code(digest)


def digest(value: str) -> str:
    """A hash that needs no key."""
    return hashlib.sha256(value.encode()).hexdigest()


def a_person(session: Session, *, channel: str = SLUG, user: str | None = None) -> Person:
    """Somebody on a LINE channel; the same user of the same office is another row each time."""
    user = user or f"U{uuid.uuid4().hex}"
    office = session.info["office"]
    person = Person(
        id=uuid.uuid4(),
        channel=channel,
        user_index=VAULT.index(Purpose.PERSON, user, where=f"{office}/{channel}"),
        user_sealed=VAULT.seal(Purpose.PERSON, user.encode(), where=f"{office}/{channel}"),
        lang="th",
        since=NOW,
    )
    session.add(person)
    session.flush()
    return person


def a_member_of_staff(
    session: Session,
    name: str = "สมชาย",
    *,
    role: Role = Role.OFFICER,
    unit: str = "CIV",
    is_linked: bool = True,
) -> Staff:
    """A member of staff, whose LINE account is linked unless the test says otherwise."""
    staff = Staff(id=uuid.uuid4(), name=name, role=role, unit=unit, active=True)
    if is_linked:
        staff.person_id = a_person(session, channel=STAFF_CHANNEL).id
    session.add(staff)
    session.flush()
    return staff


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part in the life of a case."""

    session: Session
    citizen: Person
    staff: Staff
    office: Office = OFFICE
    now: datetime = NOW

    @property
    def reporter(self) -> Citizen:
        return Citizen(self.citizen.id)

    @property
    def officer(self) -> Officer:
        return Officer.from_row(self.staff)

    def as_officer(self) -> Mapping[str, Any]:
        """What every verb of an officer is given."""
        return {"office": self.office, "by": self.officer, "now": self.now}

    def as_head(self) -> Mapping[str, Any]:
        """What every verb of the head of the officer's unit is given."""
        head = Officer(self.staff.id, Role.HEAD, self.staff.unit)
        return {"office": self.office, "by": head, "now": self.now}

    def as_citizen(self) -> Mapping[str, Any]:
        """What every verb of a citizen is given."""
        return {"office": self.office, "by": self.reporter, "now": self.now}


def a_cast(session: Session, *, office: Office = OFFICE, now: datetime = NOW) -> Cast:
    """A citizen and an officer of the unit that roads go to."""
    citizen, staff = a_person(session), a_member_of_staff(session)
    return Cast(session, citizen, staff, office, now)


def a_complaint(category: str = "road", **more: Any) -> intake.Complaint:
    """What a citizen told."""
    return intake.Complaint(category=category, description=WORDS, **more)


def a_case(cast: Cast, state: State = State.ASSIGNED, **more: Any) -> Case:
    """A case that came to its state by the verbs that lead there."""
    session, officer, citizen = cast.session, cast.as_officer(), cast.as_citizen()
    case = intake.lodge(session, a_complaint(**more), code=a_code(), **citizen)
    session.flush()
    ways: dict[State, tuple[Callable[[], None], ...]] = {
        State.ASSIGNED: (),
        State.IN_PROGRESS: (lambda: work.accept(session, case, **officer),),
        State.WAITING: (
            lambda: work.accept(session, case, **officer),
            lambda: work.ask(session, case, Words("ซอยไหน"), **officer),
        ),
        State.RESOLVED: (
            lambda: work.accept(session, case, **officer),
            lambda: work.resolve(session, case, Words("ซ่อมแล้ว"), attachments=(), **officer),
        ),
        State.CLOSED: (
            lambda: work.accept(session, case, **officer),
            lambda: work.resolve(session, case, Words("ซ่อมแล้ว"), attachments=(), **officer),
            lambda: correspondence.close(session, case, **citizen),
        ),
        State.DECLINED: (
            lambda: work.decline(session, case, Words("ข้อมูลไม่พอ"), outside_power=False, **officer),
        ),
        State.REFERRED: (
            lambda: work.decline(session, case, Words("ถามการไฟฟ้า"), outside_power=True, **officer),
        ),
        State.WITHDRAWN: (lambda: correspondence.withdraw(session, case, **citizen),),
    }
    if state is State.RECEIVED:  # between being lodged and being given to a unit
        case.state, case.unit, case.officer_id = state, cast.office.centre, None
    else:
        for step in ways[state]:
            step()
    session.flush()
    return case


BY_RULES = System()


def a_service(
    database: Database, clock: Callable[[], datetime], *, line: FakeLine, office: Office = OFFICE
) -> Service:
    """A service whose LINE is a fake one."""
    credentials = Credentials("1", Secret("secret"), None, Secret("token"))
    return Service(
        database=database,
        vault=VAULT,
        offices={office.slug: office},
        lines={
            channel.slug: Line(office, channel, credentials, line, FakeMenus())
            for channel in office.channels
        },
        public_url="https://saisaat.test",
        clock=clock,
    )
