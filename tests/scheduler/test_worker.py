"""The worker: what it takes up, that two of them do no harm, how it ends, when it has a pulse."""

import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from bot.mailroom import Mailroom
from bot.service import Service
from handlers.dispatcher import Dispatcher
from integrity.vault import Purpose
from models.people import Person
from models.post import Heartbeat
from models.scope import EVERY_OFFICE
from models.vocabulary import Method
from scheduler import jobs
from scheduler.jobs import Shift
from scheduler.timetable import TIMETABLE, Sweep, every
from scheduler.worker import Worker
from tests.fakes import FakeLine
from tests.scheduler.conftest import CHANNEL, OFFICE, Hands

SOON = 10  # seconds a test is willing to wait


def beat_of(service: Service) -> datetime | None:
    with service.database.reading(EVERY_OFFICE) as session:
        row = session.get(Heartbeat, jobs.NAME)
        return row.beat_at if row else None


def owe_pushes(service: Service, *, count: int) -> None:
    """Calls whose process died before their first try, each to a person of its own."""
    for _ in range(count):
        with service.database.writing(OFFICE) as session:
            user = uuid.uuid4().hex
            sealed = service.vault.seal(Purpose.PERSON, user.encode(), where=f"{OFFICE}/{CHANNEL}")
            person = Person(
                id=uuid.uuid4(),
                channel=CHANNEL,
                user_index=user,
                user_sealed=sealed,
                since=service.clock(),
            )
            session.add(person)
            session.flush()
            mail = Mailroom(session, service.vault, service.offices[OFFICE], now=service.clock())
            mail.order(person, Method.PUSH, {"messages": [{"type": "text", "text": "hello"}]})


@pytest.fixture
def shift(service: Service) -> Iterator[Shift]:
    dispatcher = Dispatcher(service)
    yield Shift(service, dispatcher)
    dispatcher.close()


@dataclass
class Job:
    """A job that tells when it began, waits until it may end, and tells that it did."""

    began: threading.Event = field(default_factory=threading.Event)
    may_end: threading.Event = field(default_factory=threading.Event)
    runs: int = 0

    def __call__(self, _shift: Shift) -> None:
        self.began.set()
        self.may_end.wait(SOON)
        self.runs += 1


def fails(_shift: Shift) -> None:
    raise RuntimeError("the text of a message")


def test_the_timetable_sweeps_beats_and_forgets() -> None:
    assert {jobs.sweep, jobs.beat, jobs.forget} <= {row.do for row in TIMETABLE}


@pytest.mark.parametrize("workers", [1, 2])
def test_calls_whose_process_died_are_made_once_however_many_workers_there_are(
    service: Service, hands: Hands, line: FakeLine, workers: int
) -> None:
    owe_pushes(service, count=8)
    hands.pass_by(minutes=1)
    shifts = [Shift(service, Dispatcher(service)) for _ in range(workers)]
    sweeps = [threading.Thread(target=jobs.sweep, args=(shift,)) for shift in shifts]
    for thread in sweeps:
        thread.start()
    for thread in sweeps:
        thread.join()
    for shift in shifts:
        shift.dispatcher.close()
    assert len({delivered.to for delivered in line.delivered}) == 8
    assert len(line.delivered) == 8


def test_two_workers_have_one_heartbeat(service: Service, hands: Hands, shift: Shift) -> None:
    jobs.beat(shift)
    hands.pass_by(seconds=20)
    jobs.beat(Shift(service, shift.dispatcher))
    assert beat_of(service) == hands.now


def test_a_worker_whose_sweeps_do_not_end_has_no_pulse(
    service: Service, hands: Hands, shift: Shift
) -> None:
    """A69: readiness fails when the work stands still, though the process lives."""
    jobs.beat(shift)
    alive_at = hands.now
    hands.pass_by(seconds=61)
    jobs.beat(shift)
    assert beat_of(service) == alive_at
    jobs.sweep(shift)
    jobs.beat(shift)
    assert beat_of(service) == hands.now


def test_a_worker_ends_after_what_it_began(service: Service) -> None:
    job = Job()
    worker = Worker(service, timetable=(Sweep("held", every(seconds=1), job),))
    with worker:
        assert job.began.wait(SOON)
        threading.Timer(0.2, job.may_end.set).start()
    assert job.runs == 1


def test_a_job_that_fails_stops_neither_the_others_nor_itself(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    job = Job()
    job.may_end.set()
    rows = (Sweep("fails", every(seconds=1), fails), Sweep("works", every(seconds=1), job))
    with Worker(service, timetable=rows):
        assert job.began.wait(SOON)
    assert "job_failed job=fails kind=RuntimeError" in caplog.text
    assert "the text of a message" not in caplog.text
