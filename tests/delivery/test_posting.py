"""The posting round: what waited goes out merged, at a decent hour, once, and nothing stays."""

import json
import threading
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from cases.courtesy import awake, digest
from cases.deadlines import BANGKOK
from cases.notices import owe
from cases.staffing import dismiss
from models.case import Case
from models.database import Database, open_database
from models.people import Person, Staff
from models.post import Notice, Outgoing
from models.vocabulary import Audience, NoticeState, Settled, State
from scheduler.posting import STRAY_AFTER, post_round
from tests.delivery.desk import APOLOGY, Desk
from tests.factories import OFFICE, SLUG, a_case, a_cast, a_member_of_staff
from texts.message import Message, Param

EIGHT = datetime(2026, 3, 10, 8, 0, tzinfo=BANGKOK)  # a Tuesday; the office opens
DIGEST = datetime(2026, 3, 10, 8, 30, tzinfo=BANGKOK)


def hold(
    desk: Desk,
    person_id: uuid.UUID | None,
    key: str,
    *,
    case: Case | None = None,
    audience: Audience = Audience.STAFF,
    until: datetime | None = None,
) -> None:
    """Owe somebody a notice that is to be said later."""
    about: dict[str, Param] = {
        "number": case.number if case else "BNA-1",
        "unit": "CIV",
        "text": "ซ่อมแล้ว",
        "late": 0,
    }
    about |= {"promised_on": EIGHT.date(), "explained_by": EIGHT.date(), "category": "ถนน"}
    with desk.opened.writing(SLUG) as session:
        now = desk.clock.now
        held = digest(now, OFFICE) if audience is Audience.STAFF else awake(now, OFFICE)
        owe(
            session,
            Message(key, about),
            case_id=case.id if case else None,
            person_id=person_id,
            audience=audience,
            secrets={},
            now=now,
            send_from=until or held,
        )


def cases(desk: Desk, count: int, **more: State) -> tuple[Staff, list[Case]]:
    """So many cases of one officer, whose making owed nobody anything any more."""
    with desk.opened.writing(SLUG) as session:
        cast = a_cast(session, now=desk.clock.now)
        made = [a_case(cast, **more) for _ in range(count)]
        for notice in session.scalars(select(Notice)):
            notice.state, notice.settled_at = NoticeState.SENT, desk.clock.now
        return cast.staff, made


def said(desk: Desk, nth: int = -1) -> str:
    return json.dumps(desk.line.delivered[nth].messages, ensure_ascii=False)


def waits(desk: Desk) -> int:
    return desk.notices().count(NoticeState.WAITING)


# ------------------------------------------------------------------------------------- the digest


def test_an_officer_s_work_is_one_card_at_the_time_of_the_digest(desk: Desk) -> None:
    """A42: one push a day, the most urgent reason of each case, a touch opens it."""
    desk.clock.now = EIGHT
    staff, (one, two, three) = cases(desk, 3)
    hold(desk, staff.person_id, "notice.staff.remind", case=one)
    hold(desk, staff.person_id, "notice.staff.overdue", case=one)
    hold(desk, staff.person_id, "notice.staff.due_today", case=two)
    hold(desk, staff.person_id, "notice.staff.ask_progress", case=three)
    assert post_round(desk.service) == 0, "it is not half past eight"
    desk.clock.now = DIGEST
    assert post_round(desk.service) == 1
    (call,) = desk.line.delivered
    (card,) = call.messages
    assert card["altText"] == "มีงานที่ต้องทำ 3 เรื่อง"
    words = said(desk)
    assert [words.count(case.number) > 0 for case in (one, two, three)] == [True] * 3
    assert "เลยกำหนด ยังไม่ชี้แจง" in words
    assert "ใกล้ครบกำหนด" not in words, "of one case only what is most urgent"
    assert waits(desk) == 0
    assert call.silent is False


def test_a_digest_holds_nothing_of_what_the_citizen_wrote(desk: Desk) -> None:
    desk.clock.now = DIGEST
    staff, (case,) = cases(desk, 1)
    hold(desk, staff.person_id, "notice.staff.overdue", case=case)
    post_round(desk.service)
    assert "ไฟดับ" not in said(desk)
    assert "ซ่อมแล้ว" not in said(desk)


def test_there_is_one_digest_a_day_and_what_comes_later_waits_for_the_next(desk: Desk) -> None:
    desk.clock.now = DIGEST
    staff, (one, two) = cases(desk, 2)
    hold(desk, staff.person_id, "notice.staff.overdue", case=one)
    post_round(desk.service)
    hold(desk, staff.person_id, "notice.staff.remind", case=two)  # owed for half past eight, too
    for _ in range(60):
        post_round(desk.service)
        desk.clock.passes(minutes=10)
    assert len(desk.line.delivered) == 1
    desk.clock.now = DIGEST + timedelta(days=1)
    post_round(desk.service)
    assert len(desk.line.delivered) == 2
    assert two.number in said(desk)
    assert waits(desk) == 0


def test_a_worker_that_was_down_at_half_past_eight_gathers_and_says_it_once(desk: Desk) -> None:
    """What is due today is not heard of tomorrow; what falls due within minutes joins it."""
    desk.clock.now = EIGHT + timedelta(hours=3)
    staff, (one, two) = cases(desk, 2)
    hold(desk, staff.person_id, "notice.staff.due_today", case=one)
    desk.clock.passes(minutes=2)
    hold(desk, staff.person_id, "notice.staff.overdue", case=two)
    for _ in range(30):
        desk.clock.passes(minutes=1)
        post_round(desk.service)
    assert len(desk.line.delivered) == 1
    assert waits(desk) == 0


def test_the_digest_of_a_worker_that_was_down_all_day_waits_for_the_office(desk: Desk) -> None:
    desk.clock.now = EIGHT
    staff, (one,) = cases(desk, 1)
    hold(desk, staff.person_id, "notice.staff.due_today", case=one)
    desk.clock.now = EIGHT + timedelta(hours=14)  # ten in the evening
    assert post_round(desk.service) == 0
    desk.clock.now = DIGEST + timedelta(days=1)
    assert post_round(desk.service) == 1


def test_what_is_no_matter_of_a_case_is_said_in_its_own_words_beside_the_digest(
    desk: Desk,
) -> None:
    desk.clock.now = DIGEST
    staff, (one,) = cases(desk, 1)
    hold(desk, staff.person_id, "notice.staff.remind", case=one)
    hold(desk, staff.person_id, "notice.staff.assigned")
    assert post_round(desk.service) == 1
    assert len(desk.line.delivered[0].messages) == 2
    assert waits(desk) == 0


def test_who_left_the_office_hears_of_no_case_any_more(desk: Desk) -> None:
    """T102: neither by the digest nor when they write again."""
    desk.clock.now = EIGHT
    staff, (one,) = cases(desk, 1)
    person_id = staff.person_id
    hold(desk, person_id, "notice.staff.overdue", case=one)
    with desk.opened.writing(SLUG) as session:
        dismiss(session, session.get_one(Staff, (SLUG, staff.id)))
        person = session.get_one(Person, (SLUG, person_id))
    desk.clock.now = DIGEST
    assert post_round(desk.service) == 0
    assert waits(desk) == 0
    desk.deliver(desk.answer(person, APOLOGY))
    assert one.number not in said(desk)


# ----------------------------------------------------------------------------------------- citizens


def test_a_citizen_s_news_are_one_push_in_the_morning(desk: Desk) -> None:
    """Design 4: merged per person, not at night."""
    person = desk.somebody("U1")
    desk.clock.now = EIGHT - timedelta(hours=9)
    for key in ("notice.apology", "notice.update", "notice.closed_silently"):
        hold(desk, person.id, key, audience=Audience.CITIZEN)
    assert post_round(desk.service) == 0
    desk.clock.now = EIGHT
    assert post_round(desk.service) == 1
    assert [len(each.messages) for each in desk.line.delivered] == [3]
    assert desk.notices() == [NoticeState.SENT] * 3


def test_what_waits_for_the_morning_is_shown_for_nothing_to_whoever_writes_at_night(
    desk: Desk,
) -> None:
    """A99: a reply is free, a push is not."""
    person = desk.somebody("U1")
    desk.clock.now = EIGHT - timedelta(hours=9)
    hold(desk, person.id, "notice.apology", audience=Audience.CITIZEN)
    desk.deliver(desk.answer(person, APOLOGY))
    desk.clock.now = EIGHT
    assert post_round(desk.service) == 0
    assert desk.received() == [("reply", "token")]
    assert desk.notices() == [NoticeState.SENT]


def test_more_than_five_messages_are_two_pushes(desk: Desk) -> None:
    person = desk.somebody("U1")
    for _ in range(7):
        hold(desk, person.id, "notice.update", audience=Audience.CITIZEN)
    post_round(desk.service)
    assert [len(each.messages) for each in desk.line.delivered] == [5, 2]
    assert desk.notices() == [NoticeState.SENT] * 7


def test_a_push_at_night_makes_no_sound(desk: Desk) -> None:
    """What cannot wait is written at once, and wakes nobody."""
    person = desk.somebody("U1")
    desk.clock.now = EIGHT - timedelta(hours=9)
    desk.deliver(desk.tell(person))
    desk.clock.now = EIGHT
    desk.deliver(desk.tell(person))
    assert [each.silent for each in desk.line.delivered] == [True, False]


# ---------------------------------------------------------------------------- nothing stays behind


def test_what_nobody_wrote_a_call_for_is_posted_all_the_same(desk: Desk) -> None:
    """A45: every notice ends, whoever owed it and then forgot, or died."""
    person = desk.somebody("U1")
    with desk.opened.writing(SLUG) as session:
        desk.owe(session, person)  # and no mailroom
    assert post_round(desk.service) == 0, "its writer may be about to"
    desk.clock.now += STRAY_AFTER
    assert post_round(desk.service) == 1
    assert desk.notices() == [NoticeState.SENT]


def test_news_for_somebody_who_blocked_us_end_too(desk: Desk) -> None:
    person = desk.somebody("U1")
    hold(desk, person.id, "notice.apology", audience=Audience.CITIZEN)
    with desk.opened.writing(SLUG) as session:
        session.get_one(Person, (SLUG, person.id)).blocked_at = desk.clock.now
    assert post_round(desk.service) == 0
    assert desk.notices() == [NoticeState.UNDELIVERED]


def test_what_cannot_be_said_holds_up_nobody_and_is_given_up_within_a_day(desk: Desk) -> None:
    """Words of another version of the program, for instance."""
    one, other = desk.somebody("U1"), desk.somebody("U2")
    hold(desk, one.id, "notice.of.another.version", audience=Audience.CITIZEN)
    hold(desk, other.id, "notice.update", audience=Audience.CITIZEN)
    assert post_round(desk.service) == 1
    assert desk.received() == [("push", "U2")]
    assert set(desk.notices()) == {NoticeState.WAITING, NoticeState.SENT}
    desk.clock.passes(hours=24)
    post_round(desk.service)
    assert set(desk.notices()) == {NoticeState.UNDELIVERED, NoticeState.SENT}


def test_a_call_of_an_account_that_is_gone_ends(desk: Desk) -> None:
    """The office took the account out of its settings: no endless tries."""
    desk.tell(desk.somebody("U1"))
    with desk.opened.writing(SLUG) as session:
        session.scalars(select(Outgoing)).one().channel = "an-account-that-was"
    desk.clock.passes(minutes=1)
    desk.sweep_until(timedelta(hours=25), every=timedelta(minutes=30))
    assert desk.results() == [Settled.EXPIRED]
    assert desk.notices() == [NoticeState.UNDELIVERED]
    assert desk.sweep() == 0


# -------------------------------------------------------------------------------------- two workers


def rounds_at_once(desk: Desk, workers: int) -> Sequence[int]:
    ready = threading.Barrier(workers)

    def post(_: int) -> int:
        ready.wait(timeout=20)
        return post_round(desk.service)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(post, range(workers)))


def test_of_several_workers_one_posts(opened: Database) -> None:
    """Nothing is said twice, whoever else runs a worker by accident."""
    desk = Desk(opened)
    for number in range(6):
        person = desk.somebody(f"U{number}")
        hold(desk, person.id, "notice.update", audience=Audience.CITIZEN)
        hold(desk, person.id, "notice.apology", audience=Audience.CITIZEN)
    assert sum(rounds_at_once(desk, 4)) == 6
    assert sorted(desk.received()) == [("push", f"U{number}") for number in range(6)]
    assert desk.notices() == [NoticeState.SENT] * 12


@pytest.mark.postgres
def test_somebody_whose_news_another_worker_is_writing_is_passed_over(
    postgres_database: str,
) -> None:
    opened = open_database(postgres_database)
    desk = Desk(opened)
    person = desk.somebody("U1")
    hold(desk, person.id, "notice.update", audience=Audience.CITIZEN)
    with opened.writing(SLUG) as session:
        session.scalars(select(Person).with_for_update(key_share=True)).all()
        assert post_round(desk.service) == 0
    assert post_round(desk.service) == 1
    opened.close()


def test_staff_and_citizen_of_one_account_get_one_push_each(desk: Desk) -> None:
    """สวนหลวง has one account for both."""
    desk.clock.now = DIGEST
    with desk.opened.writing(SLUG) as session:
        staff = a_member_of_staff(session)
    hold(desk, staff.person_id, "notice.update", audience=Audience.CITIZEN)
    hold(desk, staff.person_id, "notice.staff.assigned")
    assert post_round(desk.service) == 2
