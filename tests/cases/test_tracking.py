"""Following a case by its code: hard to guess, hard to mistype, telling nothing (A49, A50)."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from cases.errors import NotFound, TooManyTries
from cases.intake import lodge
from cases.tracking import (
    DIGITS,
    EVERYBODY,
    TRIES_IN_ALL,
    TRIES_PER_PLACE,
    WINDOW,
    find_by_code,
    new_code,
    read_code,
)
from models.case import Case
from models.people import Attempts
from tests.factories import NOW, a_cast, a_complaint, digest

codes = st.builds(lambda: new_code(digest).plain)
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
FULL_WIDTH = str.maketrans("0123456789", "".join(map(chr, range(0xFF10, 0xFF1A))))


# -------------------------------------------------------------------------------- the code itself


def test_a_hundred_thousand_codes_are_as_different_as_chance_allows() -> None:
    """T90; and no digit is drawn more often than chance would have it.

    Of 10**5 draws from 10**11, chance makes a pair equal in one run of twenty; a lodging that draws
    a code which is taken is done again with another.
    """
    drawn = [new_code(str).plain for _ in range(100_000)]
    assert len(drawn) - len(set(drawn)) <= 3, "more than three pairs: once in four million runs"
    assert all(read_code(code) == code for code in drawn)
    count = Counter("".join(code[:-1] for code in drawn))
    expected = 100_000 * (DIGITS - 1) / 10
    chi_squared = sum((count[d] - expected) ** 2 / expected for d in "0123456789")
    assert chi_squared < 35, "nine degrees of freedom: above 35 once in 17,000 runs"


@given(codes, st.integers(0, DIGITS - 1), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(code: str, place: int, off: int) -> None:
    wrong = f"{code[:place]}{(int(code[place]) + off) % 10}{code[place + 1 :]}"
    assert read_code(wrong) is None


@given(codes, st.integers(0, DIGITS - 2))
def test_two_digits_the_wrong_way_round_are_noticed_save_0_and_9(code: str, place: int) -> None:
    a, b = code[place], code[place + 1]
    swapped = code[:place] + b + a + code[place + 2 :]
    passes = a == b or {a, b} == {"0", "9"}  # the known weakness of this check digit
    assert (read_code(swapped) is not None) is passes


@pytest.mark.parametrize(
    "type_",
    [
        str,
        lambda code: f" {code[:4]} {code[4:8]} {code[8:]} ",
        lambda code: f"{code[:4]}-{code[4:8]}–{code[8:]}",
        lambda code: f"{code[:6]}\u00a0{code[6:]}\n",
        lambda code: f"\u200b{code[:4]}.{code[4:]}",
        lambda code: code.translate(THAI),
        lambda code: code.translate(FULL_WIDTH),
        lambda code: code[:6].translate(THAI) + code[6:],
    ],
)
def test_a_code_is_read_however_it_is_typed(type_: type[str]) -> None:
    """T94."""
    code = new_code(digest)
    assert read_code(type_(code.plain)) == code.plain
    assert read_code(type_(code.grouped.replace(" ", ""))) == code.plain


JUNK = ["", " ", "abc", "0" * 11, "0" * 13, "1" * 10_000, "12345678901x", "\0" * 12, "١٢٣٤٥٦٧٨٩٠١٢"]


@pytest.mark.parametrize("typed", JUNK)
def test_junk_is_no_code(typed: str) -> None:
    """T94."""
    assert read_code(typed) is None


@given(st.text(max_size=60))
def test_nothing_typed_is_an_error(typed: str) -> None:
    read = read_code(typed)
    assert read is None or (len(read) == DIGITS and read.isascii() and read.isdigit())


def test_a_code_hides_itself() -> None:
    code = new_code(digest)
    shown = f"{code!r} {code!s} {code}"
    assert not any(part in shown for part in (code.plain, code.grouped, code.digest))
    assert "***" in shown


# --------------------------------------------------------------------------------- finding a case


def lodged_with_code(session: Session) -> tuple[Case, str]:
    cast = a_cast(session)
    code = new_code(digest)
    case = lodge(session, a_complaint(), code=code, **cast.as_citizen())
    return case, code.grouped


def find(session: Session, typed: str, *, place: str = "here", minutes: float = 0) -> Case:
    now = NOW + timedelta(minutes=minutes)
    return find_by_code(session, typed, digest=digest, place=place, now=now)


def test_the_code_finds_its_case(session: Session) -> None:
    """A49."""
    case, code = lodged_with_code(session)
    assert find(session, code) is case
    assert find(session, code.translate(THAI)) is case


def test_the_code_itself_is_not_kept(session: Session) -> None:
    """A50: only a keyed hash is."""
    case, code = lodged_with_code(session)
    kept = [str(getattr(case, column.key)) for column in Case.__mapper__.columns]
    assert not any(code in text or code.replace(" ", "") in text for text in kept)


def test_wrong_absent_and_malformed_answer_alike(session: Session) -> None:
    """A50, T22: no hint whether a code exists; T93: a number is no code."""
    case, _ = lodged_with_code(session)
    for turn, typed in enumerate((*JUNK, "000000000000", new_code(digest).plain, case.number)):
        with pytest.raises(NotFound) as refused:
            find(session, typed, place=f"place {turn}")
        assert (type(refused.value), refused.value.args) == (NotFound, ())


def test_tries_are_limited_per_place(session: Session) -> None:
    """A50, T91: and a right code does not help whoever tried too often."""
    case, code = lodged_with_code(session)
    for _ in range(TRIES_PER_PLACE):
        with pytest.raises(NotFound):
            find(session, "000000000001")
    with pytest.raises(TooManyTries):
        find(session, code)
    assert find(session, code, place="elsewhere") is case
    assert find(session, code, minutes=WINDOW.total_seconds() / 60) is case


def test_tries_are_limited_in_all(session: Session) -> None:
    """T91: many places together are limited too."""
    _, code = lodged_with_code(session)
    session.add(Attempts(subject=EVERYBODY, window=NOW, count=TRIES_IN_ALL))
    session.flush()
    with pytest.raises(TooManyTries):
        find(session, code, place="a new place")


def test_guessing_is_hopeless() -> None:
    """T91: ten thousand guesses hit one of ten thousand cases once in a thousand attempts."""
    codes = 10 ** (DIGITS - 1)
    assert 10_000 * 10_000 / codes <= 0.001
    all_year_long = TRIES_IN_ALL * (timedelta(days=365) / WINDOW)
    assert all_year_long * 10_000 / codes < 4, "at the full rate, without a pause, about three"
