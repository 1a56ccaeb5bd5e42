"""The monthly brief when its day has come: once, by whichever worker, and told by day (A90)."""

import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.service import Service
from cases import intake
from cases.actors import Citizen
from cases.staffing import engage
from handlers.dispatcher import Dispatcher
from integrity.vault import Purpose
from models.people import Person
from models.post import Notice, Outgoing
from models.vocabulary import Role
from models.watch import Brief
from scheduler import briefs
from scheduler.jobs import Shift
from scheduler.timetable import TIMETABLE
from tests.factories import a_code, a_complaint
from tests.scheduler.conftest import OFFICE, Hands

DECEMBER = datetime(2025, 12, 10, 3, 0, tzinfo=UTC)
FIRST = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)  # nine in Bangkok, the first Monday after New Year
STAFF = f"{OFFICE}-staff"


@pytest.fixture
def shift(service: Service) -> Iterator[Shift]:
    dispatcher = Dispatcher(service)
    yield Shift(service, dispatcher)
    dispatcher.close()


def a_person(service: Service, channel: str) -> uuid.UUID:
    with service.database.writing(OFFICE) as session:
        user, where = f"U{uuid.uuid4().hex}", f"{OFFICE}/{channel}"
        person = Person(
            id=uuid.uuid4(),
            channel=channel,
            user_index=user,
            user_sealed=service.vault.seal(Purpose.PERSON, user.encode(), where=where),
            since=DECEMBER,
            friend=True,
        )
        session.add(person)
    return person.id


@pytest.fixture
def office_at_work(service: Service) -> Service:
    """An office with a director on LINE and one case of December."""
    director, citizen = a_person(service, STAFF), Citizen(a_person(service, OFFICE))
    with service.database.writing(OFFICE) as session:
        engage(session, "อำนวย", role=Role.DIRECTOR, unit="ADM").person_id = director
        office = service.offices[OFFICE]
        told = a_complaint(category=office.categories[0].code)
        intake.lodge(session, told, office=office, by=citizen, code=a_code(), now=DECEMBER)
    return service


def kept(service: Service) -> tuple[int, list[tuple[bool, bool]]]:
    """How many briefs there are; of the news of them, whether it was posted and to whom."""
    with service.database.reading(OFFICE) as session:
        count = len(session.scalars(select(Brief)).all())
        rows = session.scalars(select(Notice)).all()
        told = [
            (n.outgoing_id is not None, n.person_id is not None)
            for n in rows
            if n.message["key"] == "brief.ready"
        ]
    return count, told


def test_it_is_in_the_timetable() -> None:
    assert briefs.make in {row.do for row in TIMETABLE}


def test_before_its_day_and_at_night_there_is_none(
    office_at_work: Service, shift: Shift, hands: Hands
) -> None:
    """A90: from nine on the first working day; nobody is written to at night."""
    for early in (FIRST - timedelta(minutes=1), FIRST + timedelta(hours=12), FIRST.replace(day=1)):
        hands.now = early
        briefs.make(shift)
        assert kept(office_at_work) == (0, [])


def test_it_is_made_once_and_posted(office_at_work: Service, shift: Shift, hands: Hands) -> None:
    """A90: also by a worker that was down for two weeks, and not again afterwards."""
    hands.now = FIRST + timedelta(days=14)
    for _ in range(3):
        briefs.make(shift)
        hands.pass_by(minutes=5)
    assert kept(office_at_work) == (1, [(True, True)])


def test_two_workers_make_one(office_at_work: Service, shift: Shift, hands: Hands) -> None:
    """A47 A90: both begin at the same moment."""
    hands.now = FIRST
    gate = threading.Barrier(2)

    def work() -> None:
        gate.wait()
        briefs.make(shift)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept(office_at_work) == (1, [(True, True)])


def test_an_office_without_cases_gets_none(service: Service, shift: Shift, hands: Hands) -> None:
    hands.now = FIRST
    briefs.make(shift)
    assert kept(service) == (0, [])


def test_what_line_is_asked_names_the_month_alone(
    office_at_work: Service, shift: Shift, hands: Hands
) -> None:
    """T36: no figure and no number leaves with the push; they come as an answer to the tap."""
    hands.now = FIRST
    briefs.make(shift)
    with office_at_work.database.reading(OFFICE) as session:
        (call,) = session.scalars(select(Outgoing).where(Outgoing.created_at >= FIRST)).all()
        where = f"{OFFICE}/outgoing/{call.id}"
        said = office_at_work.vault.open(Purpose.OUTGOING, bytes(call.sealed or b""), where=where)
    assert "ธันวาคม 2568" in said.decode()
    assert "HKW-" not in said.decode()
