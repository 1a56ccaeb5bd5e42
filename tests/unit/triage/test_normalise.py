"""Texts that read the same are spelled the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.normalise import LONGEST, digits, normalise, printable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("น้ำท่วม", "นํ้าท่วม"),
        ("น้ำท่วม", "น้ํา\u200bท่วม"),
        ("แก้ไข", "เเก้ไข"),
        ("๑๒๓", "123"),
        ("１２３", "123"),
        ("มากกกกก", "มาก"),
        ("Hello  World", "hello\nworld"),
        ("ที่่", "ที่"),
    ],
)
def test_the_same_to_read_is_the_same_to_compare(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


def test_what_a_person_wrote_stays_as_written() -> None:
    assert printable("  ขอบคุณ\u200b ๆ\r\nครับ 5/๑  ") == "ขอบคุณ ๆ\nครับ 5/๑"


def test_what_no_database_takes_is_left_out() -> None:
    assert printable("a\x00b\ud800c\x07") == "abc"


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.integers(0, 10**12))
def test_thai_digits_are_numbers(number: int) -> None:
    thai = str(number).translate({ord("0") + n: chr(0x0E50 + n) for n in range(10)})
    assert digits(thai) == str(number)


MARKS = (
    "\u0e01\u0e48\u0e49\u0e4d\u0e32\u0e33\u0e38\u0e40\u0e41"
    "\u0301\u0316\u0345\u200b\xad\ufdfa\u00dfA1 "
)


@given(st.text(alphabet=MARKS, max_size=12))
def test_marks_in_any_order_settle_at_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    "sign", ["\ufdfa", "5", "\u0390", "\u0e01\u0e48\u0e38", "a\u0301\u0316", "\u0e33"]
)
def test_no_text_becomes_longer_than_any_message(sign: str) -> None:
    """One Arabic ligature is eighteen letters; a row of them must not become a book."""
    assert len(normalise(sign * 20_000)) <= LONGEST


def test_a_heap_of_marks_on_one_letter_is_cut() -> None:
    """Ordering them takes the square of their number; no language has more than a few."""
    assert len(printable("\u0e01" + "\u0e48\u0e38" * 5000)) < 40


@given(st.text())
def test_what_a_screen_shows_is_never_longer_than_what_was_written(text: str) -> None:
    assert len(printable(text)) <= 3 * len(text)
