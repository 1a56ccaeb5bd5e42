"""A staff card says what its reporter could not be told, and when a letter is wanted (A45)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.views import Unread
from tests.unit.render.examples import ABOUT, PROMISED, STAFF_CASE
from tests.unit.render.golden import drawn
from tests.unit.render.test_cards import texts_of
from texts.message import Lang, Message

TODAY = PROMISED + timedelta(days=2)  # the case of the examples is two days late
MISSED = "ยังส่งไม่ถึงผู้ร้อง 1 รายการ"
LETTER = "saisaat office letter"


def card(*missed: Unread) -> str:
    case = replace(STAFF_CASE, undelivered=missed)
    return "\n".join(texts_of(drawn(Message("staff.case", {"view": case}), Lang.TH)))


def test_a_card_of_a_case_whose_reporter_was_told_everything_says_nothing_of_it() -> None:
    assert "ยังส่งไม่ถึง" not in card()


@pytest.mark.parametrize(
    ("key", "days", "wants_letter"),
    [
        ("notice.result", 0, False),
        ("notice.result", 2, False),
        ("notice.result", 3, True),
        ("notice.progress", 30, False),  # nobody is owed a letter about it
    ],
)
def test_what_could_not_be_delivered_is_counted_and_after_three_days_wants_a_letter(
    key: str, days: int, wants_letter: bool
) -> None:
    shown = card(Unread(TODAY - timedelta(days=days), Message(key, ABOUT)))
    assert MISSED in shown
    assert (LETTER in shown) is wants_letter
