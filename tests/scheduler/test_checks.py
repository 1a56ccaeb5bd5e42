"""The morning's look at every way in: what is a fault, who is told, and that it comes to an end."""

import socket
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.line.errors import Refused, TryAgain
from bot.line.gateway import WebhookTest
from bot.line.outcomes import Unreached
from bot.service import Service
from cases.checking import Fault, of_day, ways
from cases.deadlines import local_date
from config.office import ChannelKind
from handlers.dispatcher import Dispatcher
from integrity.vault import Purpose
from models.people import Person, Staff
from models.post import Heartbeat, Inbound, Notice, Outgoing
from models.scope import EVERY_OFFICE
from models.vocabulary import Method, NoticeState, Role
from models.watch import ChannelCheck
from scheduler.checks import Round, check, check_channels, hook_fault, line_faults, page_opens
from scheduler.jobs import Shift
from scheduler.timetable import TIMETABLE
from tests.fakes import WEBHOOK, FakeLine
from tests.scheduler.conftest import NOON, OFFICE, Hands

STAFF = "huaikhwang-staff"
OURS = WEBHOOK.endpoint or ""


class OwnLines:
    """A service whose accounts each have a LINE of their own, with its webhook where it belongs."""

    def __init__(self, service: Service) -> None:
        self.fakes: dict[str, FakeLine] = {}
        lines = {}
        for slug, line in service.lines.items():
            hook = replace(WEBHOOK, endpoint=f"{service.public_url}/line/{slug}/webhook")
            self.fakes[slug] = FakeLine(webhook=hook)
            lines[slug] = replace(line, gateway=self.fakes[slug])
        self.service = replace(service, lines=lines)


@pytest.fixture
def own(service: Service, hands: Hands) -> OwnLines:
    with service.database.writing(OFFICE) as session:
        session.add(Heartbeat(name="worker", beat_at=hands.now))
    return OwnLines(service)


def a_staff_member(service: Service, role: Role) -> None:
    """Somebody with this role whose LINE user id is the role's name."""
    with service.database.writing(OFFICE) as session:
        sealed = service.vault.seal(Purpose.PERSON, role.encode(), where=f"{OFFICE}/{STAFF}")
        person = Person(
            id=uuid.uuid4(), channel=STAFF, user_index=role, user_sealed=sealed, since=NOON
        )
        session.add(person)
        session.flush()
        session.add(Staff(name=role, role=role, unit="ADM", person_id=person.id))


def opens(_address: str) -> bool:
    return True


def look(own: OwnLines, hands: Hands, *, times: int = 1) -> None:
    """So many rounds, five minutes apart, with the worker's pulse going on."""
    for _ in range(times):
        check(own.service, opens)
        hands.pass_by(minutes=5)
        with own.service.database.writing(EVERY_OFFICE) as session:
            session.get_one(Heartbeat, "worker").beat_at = hands.now


def rows(service: Service) -> list[ChannelCheck]:
    with service.database.reading(OFFICE) as session:
        return list(of_day(session, local_date(service.clock())))


def faults_of(service: Service, channel: str) -> set[str]:
    return {fault for row in rows(service) if row.channel == channel for fault in row.faults}


def texts(fake: FakeLine, to: str) -> list[str]:
    """The first words of what somebody received."""
    sent = [message for one in fake.delivered if one.to == to for message in one.messages]
    return [message.get("altText") or message["text"] for message in sent]


def test_it_is_in_the_timetable() -> None:
    """A67: every five minutes, doing something only when a look is due."""
    assert check_channels in {row.do for row in TIMETABLE}


@pytest.mark.parametrize(
    ("tried", "fault"),
    [
        (WEBHOOK, None),
        (replace(WEBHOOK, endpoint=None, active=False, success=False), Fault.HOOK_UNSET),
        (replace(WEBHOOK, endpoint="https://elsewhere.example/"), Fault.HOOK_ELSEWHERE),
        (replace(WEBHOOK, active=False), Fault.HOOK_OFF),
        (replace(WEBHOOK, success=False, reason="COULD_NOT_CONNECT"), Fault.HOOK_UNREACHED),
        (replace(WEBHOOK, success=False, reason="REQUEST_TIMEOUT"), Fault.HOOK_SLOW),
        (replace(WEBHOOK, success=False, reason="ERROR_STATUS_CODE"), Fault.HOOK_REFUSED),
        (replace(WEBHOOK, success=False, reason="UNCLASSIFIED"), Fault.HOOK_FAILS),
        (replace(WEBHOOK, success=False, reason="A_NEW_WORD"), Fault.HOOK_FAILS),
    ],
)
def test_what_line_says_of_our_webhook_has_its_fault(
    tried: WebhookTest, fault: Fault | None
) -> None:
    """A67: from LINE's own words for errors of webhooks."""
    assert hook_fault(tried, OURS) is fault


@pytest.mark.parametrize(
    ("broken", "faults"),
    [
        ({}, []),
        ({"refuses": Refused("status 401")}, [Fault.REFUSED]),
        ({"refuses": TryAgain("ConnectTimeoutError")}, [Fault.AWAY]),
        ({"webhook": TryAgain("status 429")}, [Fault.HOOK_FAILS]),
        ({"quota_limit": 300, "pushed": 299}, []),
        ({"quota_limit": 300, "pushed": 300}, [Fault.QUOTA_USED_UP]),
    ],
)
def test_what_line_says_of_an_account_has_its_faults(
    service: Service, broken: dict[str, Any], faults: list[Fault]
) -> None:
    """A67: an account whose token LINE refuses is asked nothing more."""
    line = replace(service.lines[OFFICE], gateway=FakeLine(**broken))
    assert list(line_faults(line, service.public_url)) == faults


class NoQuota(FakeLine):
    """LINE does not tell the quota."""

    def quota(self) -> Any:
        raise TryAgain("status 500")


def test_a_quota_that_cannot_be_read_is_a_fault(service: Service) -> None:
    line = replace(service.lines[OFFICE], gateway=NoQuota())
    assert list(line_faults(line, service.public_url)) == [Fault.QUOTA_UNREAD]


def test_when_all_is_well_every_entrance_has_its_row_and_nobody_is_told(
    own: OwnLines, hands: Hands
) -> None:
    """A67."""
    a_staff_member(own.service, Role.ADMIN)
    look(own, hands, times=3)
    seen = {row.channel for row in rows(own.service)}
    assert seen == set(ways(own.service.offices[OFFICE]))
    assert [row.faults for row in rows(own.service)] == [[]] * len(rows(own.service))
    assert own.fakes[STAFF].delivered == []


def test_what_waits_too_long_is_a_fault_of_its_channel(own: OwnLines, hands: Hands) -> None:
    """A67: ten minutes, coming in or going out."""
    with own.service.database.writing(OFFICE) as session:
        late: dict[str, datetime] = {"received_at": hands.now - timedelta(minutes=10, seconds=1)}
        times = {**late, "occurred_at": hands.now, "due_at": hands.now}
        session.add(Inbound(channel=OFFICE, event_id="1", person_index="p", **times))
        session.add(
            Outgoing(
                channel=STAFF,
                method=Method.LEAVE_GROUP,
                retry_key=str(uuid.uuid4()),
                created_at=hands.now - timedelta(minutes=11),
                position=0,
                due_at=hands.now + timedelta(minutes=20),
            )
        )
    look(own, hands)
    assert faults_of(own.service, OFFICE) == {Fault.INBOX_LATE.value}
    assert faults_of(own.service, STAFF) == {Fault.OUTBOX_LATE.value}


def test_of_an_account_for_reports_alone_nothing_that_waits_is_told(
    own: OwnLines, hands: Hands
) -> None:
    """A67: it would tell whoever reads the card that somebody wrote there."""
    late = hands.now - timedelta(minutes=11)
    with own.service.database.writing(OFFICE) as session:
        times = {"received_at": late, "occurred_at": late, "due_at": hands.now}
        session.add(Inbound(channel=OFFICE, event_id="1", person_index="p", **times))
    line = own.service.lines[OFFICE]
    found = {}
    for kinds in (line.channel.kinds, frozenset({ChannelKind.INTEGRITY})):
        alone = replace(line, channel=replace(line.channel, kinds=kinds))
        service = replace(own.service, lines={**own.service.lines, OFFICE: alone})
        found[len(kinds)] = Round(service, opens).look(OFFICE, OFFICE)
    assert found == {2: [Fault.INBOX_LATE], 1: []}


def test_a_worker_that_stands_still_and_a_page_that_is_shut_are_faults(
    own: OwnLines, hands: Hands
) -> None:
    """A67, A69: the sealed page is asked for by the address that everybody uses."""
    asked: list[str] = []

    def shut(address: str) -> bool:
        asked.append(address)
        return False

    hands.pass_by(minutes=4)
    check(own.service, shut)
    assert asked == [f"{own.service.public_url}/integrity/"]
    assert faults_of(own.service, "web") == {Fault.WORKER.value, Fault.PAGE.value}
    assert faults_of(own.service, OFFICE) == {Fault.WORKER.value}


def test_a_refused_token_alarms_administrator_and_public_relations_once(
    own: OwnLines, hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    """A69: by LINE and in the log; then that it works again."""
    for role in (Role.ADMIN, Role.PUBLIC_RELATIONS, Role.OFFICER):
        a_staff_member(own.service, role)
    own.fakes[OFFICE].refuses = Refused("status 401")
    look(own, hands)
    assert texts(own.fakes[STAFF], Role.ADMIN) == []
    look(own, hands, times=3)
    alarm = ["ช่องทางรับเรื่องมีปัญหา"]
    assert texts(own.fakes[STAFF], Role.ADMIN) == alarm
    assert texts(own.fakes[STAFF], Role.OFFICER) == []
    assert f"channel_fails channel={OFFICE} kind=REFUSED count=2" in caplog.text
    own.fakes[OFFICE].refuses = None
    look(own, hands, times=2)
    (mended,) = texts(own.fakes[STAFF], Role.ADMIN)[1:]
    assert "กลับมาใช้งานได้" in mended


def test_an_alarm_that_cannot_be_pushed_is_visible_all_the_same(
    own: OwnLines, hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    """A69: when the staff's own account is the broken one, the notice stays open, and is logged."""
    a_staff_member(own.service, Role.ADMIN)
    away = own.fakes[STAFF]
    away.refuses = TryAgain("ConnectTimeoutError")
    away.comes_to(Unreached("ConnectTimeoutError"))
    look(own, hands, times=2)
    with own.service.database.reading(OFFICE) as session:
        (notice,) = session.scalars(select(Notice)).all()
    assert notice.message["key"] == "check.alarm"
    assert notice.state is NoticeState.WAITING
    assert f"channel_fails channel={STAFF} kind=AWAY count=1" in caplog.text
    assert away.delivered == []


def test_two_workers_tell_it_once(own: OwnLines, hands: Hands) -> None:
    """A68, A69: at the same moment, too: whoever looks second finds it told."""
    for role in (Role.ADMIN, Role.PUBLIC_RELATIONS):
        a_staff_member(own.service, role)
    own.fakes[OFFICE].refuses = Refused("status 401")
    for _ in range(3):
        with ThreadPoolExecutor(2) as workers:
            list(workers.map(lambda _: check(own.service, opens), range(2)))
        look(own, hands)
    assert len(texts(own.fakes[STAFF], Role.ADMIN)) == 1
    ticks = texts(own.fakes[STAFF], Role.PUBLIC_RELATIONS)
    assert sorted(ticks) == ["ช่องทางรับเรื่องมีปัญหา", "ตรวจช่องทางรับเรื่องประจำวัน"]


def test_the_row_of_the_timetable_shows_its_own_pulse_first(own: OwnLines, hands: Hands) -> None:
    """A67: a worker that starts after a night has an old pulse in the table, and is alive."""
    hands.pass_by(hours=3)
    shift = Shift(own.service, Dispatcher(own.service))
    check_channels(shift)
    shift.dispatcher.close()
    assert faults_of(own.service, OFFICE) == set()
    assert faults_of(own.service, "web") == {Fault.PAGE.value}, "no web server runs in this test"


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address at which something takes the call and never speaks."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield f"http://127.0.0.1:{silent.getsockname()[1]}/"


def test_a_page_that_is_away_is_shut(nobody: str) -> None:
    """A67: refused or silent, it comes to an end."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    assert not page_opens(f"http://127.0.0.1:{port}/integrity/")
    assert not page_opens(nobody, patience=0.05)
