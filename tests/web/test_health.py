"""Machines are told the truth: alive, ready or why not, and figures that all processes share."""

import uuid
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from bot.service import Service
from cases.notices import owe
from models.case import Case
from models.database import unmigrate
from models.people import Person
from models.post import Heartbeat, Inbound, Outgoing
from models.vocabulary import Audience, Entrance, Method, Settled
from models.watch import ChannelCheck, PushQuota
from tests.web import letters
from tests.web.conftest import NOON, Hands
from tests.web.matters import a_matter, a_person
from texts.message import Message

OFFICE = "huaikhwang"


@pytest.fixture
def worker(service: Service) -> None:
    """The worker was just seen."""
    with service.database.writing(OFFICE) as session:
        session.add(Heartbeat(name="worker", beat_at=NOON))


def a_call(service: Service, due_at: datetime, result: Settled | None = None) -> None:
    with service.database.writing(OFFICE) as session:
        person: Person = a_person(session, service, channel=OFFICE)
        session.add(
            Outgoing(
                channel=OFFICE,
                method=Method.PUSH,
                person_id=person.id,
                retry_key=str(uuid.uuid4()),
                created_at=due_at,
                position=0,
                due_at=due_at,
                settled_at=due_at if result else None,
                result=result,
            )
        )


def missing(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/readyz")
    said: dict[str, Any] = answer.get_json()
    assert answer.status_code == (200 if said["ready"] else 503)
    assert said["ready"] is not bool(said["missing"])
    found: dict[str, Any] = said["missing"]
    return found


def test_a_process_that_answers_is_alive_even_without_a_database(
    client: FlaskClient, service: Service
) -> None:
    with service.database.engine.begin() as connection:
        connection.execute(text("drop table heartbeat"))
    assert client.get("/healthz").get_json() == {"alive": True}


@pytest.mark.usefixtures("worker")
def test_ready_when_all_is_well(client: FlaskClient) -> None:
    assert missing(client) == {}


@pytest.mark.usefixtures("worker")
def test_a_worker_is_missed_after_three_minutes(client: FlaskClient, hands: Hands) -> None:
    hands.pass_by(seconds=180)
    assert missing(client) == {}
    hands.pass_by(seconds=1)
    assert missing(client) == {"worker": "not seen for 181 s"}


def test_a_worker_that_never_ran_is_missed(client: FlaskClient) -> None:
    assert missing(client) == {"worker": "never seen"}


@pytest.mark.usefixtures("worker")
def test_a_call_due_for_five_minutes_is_too_late(client: FlaskClient, service: Service) -> None:
    a_call(service, NOON - timedelta(hours=1), Settled.SENT)
    a_call(service, NOON + timedelta(hours=1))
    a_call(service, NOON - timedelta(minutes=5))
    assert missing(client) == {}
    a_call(service, NOON - timedelta(minutes=5, seconds=1))
    assert set(missing(client)) == {"outbox"}


@pytest.mark.usefixtures("worker")
def test_an_older_schema_is_told(client: FlaskClient, service: Service) -> None:
    unmigrate(service.database.engine.url.render_as_string(hide_password=False))
    assert missing(client)["schema"] == "migrate to the newest schema"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # the server is everybody's
def test_a_database_that_is_away_is_told(service: Service, client: FlaskClient) -> None:
    service.database.engine.dispose()
    Path(service.database.engine.url.database or "").write_bytes(b"not a database" * 100)
    said = missing(client)
    assert said["database"] == said["worker"] == "the database does not answer"


def a_check(service: Service, channel: str, *faults: str, **more: Any) -> None:
    """What the morning's look left of a channel."""
    with service.database.writing(OFFICE) as session:
        session.add(
            ChannelCheck(
                channel=channel,
                entrance=Entrance.COMPLAINTS,
                on=NOON.date(),
                checked_at=NOON,
                faults=list(faults),
                **more,
            )
        )


@pytest.mark.usefixtures("worker")
def test_a_channel_that_does_not_work_warns_and_turns_nobody_away(
    client: FlaskClient, service: Service, hands: Hands
) -> None:
    """A69: pages and webhooks go on while LINE refuses a token; a monitor sees it all the same."""
    assert client.get("/readyz").get_json()["warnings"] == {"channels": "not looked at today"}
    hands.pass_by(hours=-5)  # seven in the morning
    assert client.get("/readyz").get_json()["warnings"] == {}
    hands.pass_by(hours=5)
    a_check(service, OFFICE, "check.fault.refused", alarmed_at=NOON)
    a_check(service, "mended", "check.fault.refused", alarmed_at=NOON, mended_at=NOON)
    a_check(service, "seen-once", "check.fault.refused")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    said = answer.get_json()
    assert said["ready"] is True
    assert said["warnings"] == {"channels": f"did not work when last looked at: {OFFICE}"}


# ------------------------------------------------------------------------- figures


def figures(client: FlaskClient, address: str = "127.0.0.1") -> dict[str, float]:
    answer = client.get("/metrics", environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_what_waits_is_counted_in_the_database(client: FlaskClient, service: Service) -> None:
    for waiting in (None, NOON):
        with service.database.writing(OFFICE) as session:
            session.add(
                Inbound(
                    channel=OFFICE,
                    event_id=f"event {waiting}",
                    occurred_at=NOON,
                    received_at=NOON,
                    due_at=NOON,
                    settled_at=waiting,
                )
            )
    a_call(service, NOON - timedelta(seconds=90))
    a_call(service, NOON)
    for _ in range(3):
        a_call(service, NOON, Settled.SENT)
    a_call(service, NOON, Settled.EXPIRED)
    said = figures(client)
    assert said["saisaat_database_up"] == 1
    assert said["saisaat_inbox_waiting"] == 1
    assert said["saisaat_outbox_waiting"] == 2
    assert said["saisaat_outbox_oldest_seconds"] == 90
    assert said['saisaat_outbox_settled{result="sent"}'] == 3
    assert said['saisaat_outbox_settled{result="expired"}'] == 1


def test_channels_quotas_and_what_is_due_have_their_figures(
    client: FlaskClient, service: Service, hands: Hands
) -> None:
    """A69: which way in works, what is left of the pushes, what waits and for how long."""
    a_check(service, OFFICE)
    a_check(service, "huaikhwang-staff", "check.fault.away", alarmed_at=NOON)
    case = a_matter(service).case
    with service.database.writing(OFFICE) as session:
        session.get_one(Case, (OFFICE, case)).due_at = NOON - timedelta(seconds=30)
        person = session.scalars(select(Person.id)).first()
        for held in (NOON - timedelta(seconds=45), NOON + timedelta(hours=1)):
            message = Message("notice.staff.remind")
            about: dict[str, Any] = {"case_id": case, "person_id": person, "secrets": {}}
            staff = Audience.STAFF
            owe(session, message, audience=staff, now=NOON, send_from=held, **about)
        for month, used in ((date(2025, 12, 1), 290), (date(2026, 1, 1), 12)):
            key = {"channel": OFFICE, "month": month}
            session.add(PushQuota(**key, limit=300, used=used, read_at=NOON))
    said = figures(client)
    where = f'channel="{OFFICE}"'
    assert said[f'saisaat_channel_ok{{{where},entrance="complaints",office="{OFFICE}"}}'] == 1
    assert [v for k, v in said.items() if 'channel="huaikhwang-staff",ent' in k] == [0]
    assert said[f'saisaat_push_quota_limit{{{where},office="{OFFICE}"}}'] == 300
    assert said[f'saisaat_push_quota_used{{{where},office="{OFFICE}"}}'] == 12
    assert said["saisaat_followups_due"] == 1
    assert said["saisaat_followups_oldest_seconds"] == 30
    assert said["saisaat_notices_held"] == 2
    assert said["saisaat_notices_oldest_seconds"] == 45
    assert said["saisaat_inbox_oldest_seconds"] == 0


def test_webhooks_are_counted_by_how_they_ended(client: FlaskClient, app: Flask) -> None:
    letters.post(client, letters.PUBLISHED_BODY)
    letters.post(client, letters.PUBLISHED_BODY)
    letters.post(client, letters.PUBLISHED_BODY, secret="wrong")
    letters.post(client, letters.PUBLISHED_BODY, to="/line/made-up/webhook")
    said = {name: value for name, value in figures(client).items() if "seconds_count" in name}
    by = {(name.split('"')[1], name.split('"')[5]): value for name, value in said.items()}
    assert by == {
        ("huaikhwang", "200"): 2,
        ("huaikhwang", "401"): 1,
        ("unknown", "404"): 1,
    }


def test_without_its_tables_the_figures_say_so(client: FlaskClient, service: Service) -> None:
    with service.database.engine.begin() as connection:
        connection.execute(text("alter table outgoing rename to outgoing_away"))
    said = figures(client)
    assert said["saisaat_database_up"] == 0
    assert "saisaat_inbox_waiting" not in said


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3", "192.168.1.9"])
def test_figures_are_for_this_machine_and_its_network(client: FlaskClient, address: str) -> None:
    assert figures(client, address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "", "unix:"])
def test_nobody_else_learns_that_there_are_figures(client: FlaskClient, address: str) -> None:
    answer = client.get("/metrics", environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == 404
