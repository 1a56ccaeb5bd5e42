"""What is forgotten when, and what is not: every row stands beside one that must stay."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.service import Service
from cases.retention import RETENTION
from cases.staffing import engage
from handlers.dispatcher import Dispatcher
from models.base import Base
from models.case import Attachment, AttachmentBytes
from models.console import Account, ConsoleSession
from models.database import Database
from models.people import Attempts, Conversation, Invite, Person
from models.post import Inbound, Notice, Outgoing, TakenBack
from models.scope import EVERY_OFFICE
from models.vocabulary import (
    Audience,
    Entrance,
    EntryKind,
    MediaKind,
    MediaState,
    Method,
    NoticeState,
    Role,
    Settled,
    State,
)
from models.watch import ChannelCheck, PushQuota
from scheduler import jobs
from scheduler.jobs import Shift
from tests.factories import a_case, a_cast
from tests.scheduler.conftest import CHANNEL, NOON, OFFICE

OLD, RECENT = NOON - timedelta(days=30, seconds=1), NOON - timedelta(days=29, hours=23)


def an_event(at: datetime, *, settled: bool = True) -> Inbound:
    return Inbound(
        office_id=OFFICE,
        channel=CHANNEL,
        event_id=uuid.uuid4().hex,
        occurred_at=at,
        received_at=at,
        due_at=at,
        settled_at=at if settled else None,
    )


def a_call(at: datetime, *, settled: bool = True) -> Outgoing:
    return Outgoing(
        office_id=OFFICE,
        channel=CHANNEL,
        method=Method.PUSH,
        retry_key=str(uuid.uuid4()),
        created_at=at,
        position=0,
        due_at=at,
        settled_at=at if settled else None,
        result=Settled.SENT if settled else None,
    )


def a_person() -> Person:
    return Person(
        id=uuid.uuid4(),
        office_id=OFFICE,
        channel=CHANNEL,
        user_index=uuid.uuid4().hex,
        user_sealed=b"sealed",
        since=OLD,
    )


def a_file(person: Person, at: datetime) -> Attachment:
    return Attachment(
        id=uuid.uuid4(),
        office_id=OFFICE,
        person_id=person.id,
        channel=CHANNEL,
        message_id="1",
        shown_as=EntryKind.DESCRIPTION,
        kind=MediaKind.IMAGE,
        state=MediaState.STORED,
        token=uuid.uuid4().hex,
        received_at=at,
        due_at=at,
    )


def a_draft(person: Person, at: datetime) -> Conversation:
    return Conversation(
        office_id=OFFICE, person_id=person.id, position={"flow": "complaint"}, updated_at=at
    )


def tries(at: datetime) -> Attempts:
    return Attempts(office_id=OFFICE, subject="link", window=at, count=3)


def a_notice(at: datetime, case: uuid.UUID | None = None) -> Notice:
    return Notice(
        office_id=OFFICE,
        case_id=case,
        audience=Audience.STAFF,
        message={"key": "notice.file_unusable", "params": {}},
        created_at=at,
        position=0,
        state=NoticeState.NO_ADDRESS,
        settled_at=at,
    )


def a_check(on: date) -> ChannelCheck:
    return ChannelCheck(
        office_id=OFFICE,
        channel=CHANNEL,
        entrance=Entrance.COMPLAINTS,
        on=on,
        checked_at=NOON,
        faults=[],
    )


def a_month(month: date) -> PushQuota:
    return PushQuota(office_id=OFFICE, channel=CHANNEL, month=month, used=1, read_at=NOON)


def a_word_taken_back(on: date) -> TakenBack:
    return TakenBack(office_id=OFFICE, message_index=uuid.uuid4().hex, on=on)


@dataclass(frozen=True)
class Example:
    """A row that goes, and one that differs in the one thing that matters and stays."""

    goes: Callable[[], Base]
    stays: Callable[[], Base]


EXAMPLES = {
    "a handled event": Example(lambda: an_event(OLD), lambda: an_event(RECENT)),
    "an event nobody handled": Example(lambda: an_event(OLD), lambda: an_event(OLD, settled=False)),
    "a settled call": Example(lambda: a_call(OLD), lambda: a_call(RECENT)),
    "a call still owed": Example(lambda: a_call(OLD), lambda: a_call(OLD, settled=False)),
    "tries": Example(
        lambda: tries(NOON - timedelta(days=1, seconds=1)),
        lambda: tries(NOON - timedelta(hours=23)),
    ),
    "that something was unsent": Example(
        lambda: a_word_taken_back(date(2025, 12, 15)),
        lambda: a_word_taken_back(date(2025, 12, 16)),
    ),
    "a notice about no case": Example(
        lambda: a_notice(NOON - timedelta(days=365, seconds=1)),
        lambda: a_notice(NOON - timedelta(days=364)),
    ),
    "a daily check": Example(
        lambda: a_check(date(2023, 1, 15)), lambda: a_check(date(2023, 1, 16))
    ),
    "a month's pushes": Example(
        lambda: a_month(date(2024, 1, 1)), lambda: a_month(date(2024, 2, 1))
    ),
}


def forget(database: Database, *, now: datetime = NOON) -> dict[str, int]:
    with database.writing(EVERY_OFFICE) as session:
        return {rule.name: rule.carry_out(session, now=now, at_most=100) for rule in RETENTION}


def count(session: Session, table: type[Base]) -> int:
    return session.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_what_is_old_goes_and_what_is_needed_stays(opened: Database, example: Example) -> None:
    kept = example.stays()
    with opened.writing(OFFICE) as session:
        session.add_all((example.goes(), kept))
    forget(opened)
    with opened.reading(OFFICE) as session:
        left: list[Any] = list(session.scalars(select(type(kept))))
        assert len(left) == 1
        window = getattr(kept, "window", None)
        assert window is None or left[0].window == window
        for date_of_it in ("settled_at", "on", "month"):
            assert getattr(left[0], date_of_it, None) == getattr(kept, date_of_it, None)


def test_a_draft_left_alone_for_a_month_goes_with_its_photos(opened: Database) -> None:
    left, warm = a_person(), a_person()
    with opened.writing(OFFICE) as session:
        session.add_all((left, warm))
        session.flush()
        session.add_all((a_draft(left, OLD), a_draft(warm, RECENT)))
        gone, kept = a_file(left, OLD), a_file(warm, OLD)
        session.add_all((gone, kept))
        session.flush()
        session.add(AttachmentBytes(attachment_id=gone.id, sealed=b"sealed"))
        session.add(AttachmentBytes(attachment_id=kept.id, sealed=b"sealed"))
    found = forget(opened)
    assert found["cold drafts"] == 1
    assert found["unlodged files"] == 1
    with opened.reading(OFFICE) as session:
        assert session.scalars(select(Conversation.person_id)).all() == [warm.id]
        assert session.scalars(select(Attachment.id)).all() == [kept.id]
        assert session.scalars(select(AttachmentBytes.attachment_id)).all() == [kept.id]


def test_ended_sessions_and_old_codes_go(opened: Database) -> None:
    """Not only when somebody logs in: a session's row outlives its eight hours by a night."""
    began = {"ended": NOON - timedelta(hours=8, seconds=1), "alive": NOON - timedelta(hours=7)}
    with opened.writing(OFFICE) as session:
        staff = engage(session, "สมชาย", role=Role.OFFICER, unit="CIV")
        account = Account(staff_id=staff.id, name="somchai", recovery_hashes=[])
        session.add(account)
        session.flush()
        for name, at in began.items():
            who = {"account_id": account.id, "role": staff.role, "unit": staff.unit}
            session.add(ConsoleSession(token_digest=name, began_at=at, seen_at=at, **who))
        for name, at in (("old", OLD), ("new", RECENT)):
            session.add(Invite(staff_id=staff.id, code_digest=name, expires_at=at))
    forget(opened)
    with opened.reading(OFFICE) as session:
        assert session.scalars(select(ConsoleSession.token_digest)).all() == ["alive"]
        assert session.scalars(select(Invite.code_digest)).all() == ["new"]


def test_a_notice_about_a_case_stays_with_it(opened: Database) -> None:
    """It goes with the texts of the case (cases.forgetting)."""
    with opened.writing(OFFICE) as session:
        case = a_case(a_cast(session), State.CLOSED)
        session.add(a_notice(NOON - timedelta(days=3000), case.id))
        session.flush()
        before = count(session, Notice)
    forget(opened)
    with opened.reading(OFFICE) as session:
        assert count(session, Notice) == before


def test_no_photo_without_a_case_lives_three_months(opened: Database) -> None:
    warm = a_person()
    with opened.writing(OFFICE) as session:
        session.add(warm)
        session.flush()
        session.add(a_draft(warm, RECENT))
        session.add(a_file(warm, NOON - timedelta(days=91)))
    assert forget(opened)["unlodged files"] == 1


def test_the_nightly_job_goes_on_until_nothing_is_left(service: Service) -> None:
    with service.database.writing(OFFICE) as session:
        session.add_all(an_event(OLD) for _ in range(jobs.AT_ONCE + 1))
    jobs.forget(Shift(service, Dispatcher(service)))
    with service.database.reading(OFFICE) as session:
        assert count(session, Inbound) == 0


def test_forgetting_takes_no_more_rows_than_it_is_told(opened: Database) -> None:
    with opened.writing(OFFICE) as session:
        session.add_all(an_event(OLD) for _ in range(3))
    with opened.writing(EVERY_OFFICE) as session:
        assert RETENTION[0].carry_out(session, now=NOON, at_most=2) == 2
