"""What is said when notices are given: each in its own words, nothing twice in one breath."""

import uuid

from bot.parcels import one_by_one
from models.post import Notice
from tests.delivery.desk import Desk
from tests.factories import SLUG
from texts.message import Message, pack

ONE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


def a_notice(case: uuid.UUID | None, text: str) -> Notice:
    message = Message("notice.progress", {"unit": "CIV", "number": "BNA-2569-00001", "text": text})
    return Notice(id=uuid.uuid4(), case_id=case, message=pack(message))


def test_the_same_words_about_a_case_are_said_once_and_count_for_every_notice(desk: Desk) -> None:
    """A45: two regular updates that nobody saw read alike when they are shown together."""
    first, again = a_notice(ONE, "ยังดำเนินการอยู่"), a_notice(ONE, "ยังดำเนินการอยู่")
    news, of_another = a_notice(ONE, "ซ่อมแล้ว"), a_notice(OTHER, "ยังดำเนินการอยู่")
    with desk.opened.reading(SLUG) as session:
        items = one_by_one(session, [first, news, again, of_another])
    assert [item.notices for item in items] == [(first, again), (news,), (of_another,)]


def test_what_is_about_no_case_is_always_said(desk: Desk) -> None:
    notices = [a_notice(None, "ซ่อมแล้ว") for _ in range(2)]
    with desk.opened.reading(SLUG) as session:
        items = one_by_one(session, notices)
    assert [item.notices for item in items] == [(notice,) for notice in notices]
