"""A receipt code is drawn by chance, read as people type it, and cannot be guessed (T90 to T94)."""

import math
import resource
import threading
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import NotFound, TooManyTries
from integrity.contents import place
from integrity.folders import by_code
from integrity.keyring import Keyring, seal
from integrity.receipts import (
    DIGITS,
    LOOKUPS_PER_MINUTE,
    Busy,
    Hardener,
    Receipt,
    allow_lookup,
    minute_ends_in,
    new_receipt,
    read_receipt,
)
from models.database import Database, open_database
from models.scope import EVERY_OFFICE
from models.sealed import DisclosureKey
from tests.security.conftest import OFFICE, Figure
from tests.security.reports import Desk

NOON = datetime(2026, 3, 10, 5, 0, 30, tzinfo=UTC)
PEPPER = b"p" * 32
THAI, WIDE = (
    str.maketrans({str(digit): chr(start + digit) for digit in range(10)})
    for start in (0x0E50, 0xFF10)
)
codes = st.integers(0, 10**19 - 1).map(lambda number: Receipt(_with_check(f"{number:019d}")))


def _with_check(body: str) -> str:
    return next(body + str(d) for d in range(10) if read_receipt(body + str(d)))


@pytest.fixture
def hardener() -> Iterator[Hardener]:
    """Hashes as the service does."""
    hardener = Hardener(PEPPER)
    yield hardener
    hardener.close()


# ------------------------------------------------------------------------- drawing


def test_codes_are_drawn_evenly_and_never_twice(figure: Figure) -> None:
    """T90: a million codes in two halves; every digit as often as any other."""
    drawn = [new_receipt().plain for _ in range(1_000_000)]
    doubles, bits = len(drawn) - len(set(drawn)), math.log2(10 ** (DIGITS - 1))
    chi = min(_unevenness(drawn[:500_000]), _unevenness(drawn[500_000:]))
    assert doubles == 0
    assert chi < 27.88  # p = 0.001 in each half: chance fails it once in a million runs
    figure("T90", f"1,000,000 codes of {bits:.0f} bits: {doubles} twice, chi-square {chi:.1f} of 9")


def _unevenness(drawn: list[str]) -> float:
    """The chi-square of their digits, the check digit aside; nine degrees of freedom."""
    counted: Counter[str] = Counter()
    for code in drawn:
        counted.update(code[:-1])
    expected = len(drawn) * (DIGITS - 1) / 10
    return sum((counted[str(digit)] - expected) ** 2 / expected for digit in range(10))


@given(codes)
def test_a_code_is_read_however_it_is_typed(receipt: Receipt) -> None:
    plain = receipt.plain
    for typed in (
        plain,
        receipt.grouped,
        f"  {receipt.grouped}\n",
        receipt.grouped.replace(" ", "-"),
        receipt.grouped.replace(" ", " – "),
        plain.translate(THAI),
        receipt.grouped.translate(WIDE).replace(" ", "\u3000"),
        "\u200b".join(plain),
    ):
        assert read_receipt(typed) == plain


@given(codes, st.integers(0, DIGITS - 1), st.integers(1, 9))
def test_every_wrong_digit_is_noticed(receipt: Receipt, at: int, by: int) -> None:
    code = receipt.plain
    slip = code[:at] + str((int(code[at]) + by) % 10) + code[at + 1 :]
    assert read_receipt(slip) is None


def test_nearly_every_swap_of_neighbours_is_noticed() -> None:
    swapped = unnoticed = 0
    for _ in range(500):
        code = new_receipt().plain
        for at in range(DIGITS - 1):
            if code[at] != code[at + 1]:
                slip = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
                swapped += 1
                unnoticed += read_receipt(slip) is not None
    assert unnoticed / swapped < 0.03


@pytest.mark.parametrize(
    "junk",
    [
        "",
        " ",
        "1234",
        "1" * 10_000,
        "\0" * DIGITS,
        "1234 5678 9012 3456 789\0",
        "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩٠",
        "²" * DIGITS,
        "-" * DIGITS,
        "C-12345678",
        "HKW-2570-00001",
        "' OR 1=1; --        ",
        "\ud800" * DIGITS,
    ],
)
def test_what_cannot_be_a_code_is_refused(junk: str) -> None:
    """T93, T94: a report's number is no code, nor is anything else."""
    assert read_receipt(junk) is None


def test_junk_costs_nothing(figure: Figure) -> None:
    """T94: it is refused before anything is hashed."""
    junk = ["9" * 10_000, "\0" * 20, unicodedata.normalize("NFKD", "é" * 60), "๙" * 61]
    began = time.process_time()
    refused = sum(read_receipt(one) is None for one in junk * 250)
    took = time.process_time() - began
    assert refused == 1000
    assert took < 0.25  # one hash takes longer than a thousand of these
    figure("T94", f"{refused} unreadable codes refused in {took * 1000:.0f} ms, none was hashed")


def test_no_printed_form_shows_a_code(hardener: Hardener) -> None:
    receipt = Receipt("12345678901234567890")
    assert receipt.grouped == "1234 5678 9012 3456 7890"
    assert "1234" not in f"{receipt} {receipt!r}"
    hardened = hardener.harden(receipt.plain)
    assert hardened.key.hex() not in repr(hardened)
    assert str(hardened.key) not in repr(hardened)


# ------------------------------------------------------------------------- hashing


def test_the_same_code_finds_and_opens_the_same_and_needs_the_pepper(hardener: Hardener) -> None:
    """A stolen database tests no guess: finding and opening both need a key that is not in it."""
    other = Hardener(b"q" * 32, older=(PEPPER,))
    first, again, peppered = (
        hardener.harden("1" * 20),
        hardener.harden("1" * 20),
        other.harden("1" * 20),
    )
    other.close()
    assert (first.lookup, first.key) == (again.lookup, again.key)
    assert bytes.fromhex(first.lookup) != first.key
    assert (peppered.lookup, peppered.key) != (first.lookup, first.key)
    assert [(way.lookup, way.key) for way in peppered.ways[1:]] == [(first.lookup, first.key)]


def test_two_hundred_at_once_take_bounded_memory_and_nobody_waits_forever(figure: Figure) -> None:
    """T79: two are hashed at a time, some wait, the rest are told to come back."""
    hardener = Hardener(PEPPER, workers=2, queue=6)
    answers: list[str] = []
    before = peak = _memory()

    def look_up(number: int) -> None:
        try:
            answers.append(hardener.harden(f"{number:020d}").lookup)
        except Busy:
            answers.append("busy")

    threads = [threading.Thread(target=look_up, args=(number,)) for number in range(200)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        peak = max(peak, _memory())
        threads[-1].join(timeout=0.001)
    hardener.close()
    grown, served = (peak - before) >> 20, sum(answer != "busy" for answer in answers)
    assert len(answers) == 200
    assert 8 <= served < 200
    assert grown < 64 * 4  # two hashes, and room for the threads
    figure(
        "T79", f"200 lookups at once: {served} hashed, the others told to wait; {grown} MiB more"
    )


def _memory() -> int:
    """What this process holds in memory now, in bytes."""
    resident = Path("/proc/self/statm").read_text().split()[1]
    return int(resident) * resource.getpagesize()


def test_a_code_that_exists_takes_as_long_as_one_that_does_not(
    sqlite_database: str, keyring: Keyring, figure: Figure
) -> None:
    """T92: the time of computing, hash and database, for a right and a wrong code in turns."""
    database = open_database(sqlite_database)
    desk, hardener = Desk(database, keyring), Hardener(PEPPER)
    desk.member()
    right, wrong = new_receipt().plain, new_receipt().plain
    _lodged_under(desk, hardener, right)
    took: dict[str, list[float]] = {right: [], wrong: []}
    for _ in range(9):
        for code, times in took.items():
            began = time.process_time()
            assert _finds(database, hardener, code) is (code == right)
            times.append(time.process_time() - began)
    database.close()
    hardener.close()
    right_ms, wrong_ms = (median(times) * 1000 for times in took.values())
    assert abs(right_ms - wrong_ms) < max(10, right_ms * 0.1)
    figure("T92", f"right code {right_ms:.0f} ms, wrong code {wrong_ms:.0f} ms of computing")


def _lodged_under(desk: Desk, hardener: Hardener, code: str) -> None:
    """A report that opens with this very code."""
    _, stand_in = desk.lodge()
    hardened = hardener.harden(code)
    with desk.database.writing(OFFICE) as session:
        folder = by_code(session, stand_in)
        mine = select(DisclosureKey).where(DisclosureKey.lookup == stand_in.lookup)
        key = session.scalars(mine).one()
        where = place(folder.row, "key", key.holder)
        key.lookup, key.wrapped = hardened.lookup, seal(hardened.key, folder.key, where=where)


def _finds(database: Database, hardener: Hardener, code: str) -> bool:
    hardened = hardener.harden(code)
    with database.writing(OFFICE) as session:
        try:
            by_code(session, hardened)
        except NotFound:
            return False
        return True


# ------------------------------------------------------------------------- guessing


@pytest.mark.slow
def test_ten_thousand_guesses_find_nothing_and_are_few(
    sqlite_database: str, keyring: Keyring, figure: Figure
) -> None:
    """T91, T93: the whole site gives twenty tries a minute, wherever they come from."""
    opened = open_database(sqlite_database)
    desk, hardener = Desk(opened, keyring), Hardener(PEPPER)
    desk.member()
    lodged, _ = desk.lodge()
    _lodged_under(desk, hardener, new_receipt().plain)
    with opened.writing(EVERY_OFFICE) as session:
        guesses = [guess for _ in range(10_000) if (guess := _allowed_guess(session))]
    tried, hits = len(guesses), sum(_finds(opened, hardener, guess) for guess in guesses)
    hardener.close()
    assert (hits, tried) == (0, LOOKUPS_PER_MINUTE)
    assert read_receipt(lodged.number) is None
    opened.close()
    figure("T91", f"10,000 random codes in one minute: {tried} tried, {hits} hits")
    figure("T93", "a report's number read as a code: refused")


def _allowed_guess(session: Session) -> str | None:
    try:
        allow_lookup(session, NOON)
    except TooManyTries:
        return None
    return new_receipt().plain


def _allowed(database: Database, now: datetime) -> bool:
    try:
        with database.writing(EVERY_OFFICE) as session:
            allow_lookup(session, now)
    except TooManyTries:
        return False
    return True


def test_the_next_minute_gives_tries_again(opened: Database) -> None:
    tries = [_allowed(opened, NOON) for _ in range(LOOKUPS_PER_MINUTE + 1)]
    assert tries == [True] * LOOKUPS_PER_MINUTE + [False]
    assert minute_ends_in(NOON) == timedelta(seconds=30)
    assert not _allowed(opened, NOON + minute_ends_in(NOON) - timedelta(microseconds=1))
    assert _allowed(opened, NOON + minute_ends_in(NOON))
