"""Texts that read the same are spelled the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.normalise import digits, normalise, printable


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
