"""What the sealed rows tell: no time, no order, no word; and many reports at once."""

import re
import statistics
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from time import perf_counter, process_time
from typing import cast

import pytest
from sqlalchemy import Boolean, Date, Integer, LargeBinary, String, Table, Uuid, text

from integrity import disclosures
from integrity.keyring import Keyring, SealedPurpose
from integrity.numbers import new_number
from integrity.receipts import Hardened, Hardener, new_receipt
from models import sealed
from models.base import Base
from models.database import Database, open_database
from models.sealed import (
    Disclosure,
    SealedDraft,
)
from models.vocabulary import Mode
from tests.security.conftest import OFFICE, Figure
from tests.security.reports import ACCOUNT, Desk, a_photo, a_told

SEALED = [
    cast("Table", mapper.local_table)
    for mapper in Base.registry.mappers
    if mapper.class_.__module__ == sealed.__name__
]
HOLDS_NO_TIME = (Boolean, Date, Integer, LargeBinary, String, Uuid)


@pytest.fixture
def office(opened: Database, keyring: Keyring) -> Desk:
    return Desk(opened, keyring)


# ------------------------------------------------------------------------- what rows tell


def test_no_sealed_row_tells_a_time_finer_than_a_day(figure: Figure) -> None:
    """T32, D1: a time is a name. The one exception is the end of a draft."""
    columns = [column for table in SEALED for column in table.columns]
    finer = {
        f"{column.table.name}.{column.name}"
        for column in columns
        if not isinstance(column.type, HOLDS_NO_TIME)
    }
    assert finer == {f"{SealedDraft.__tablename__}.expires_at"}
    dates = [column for column in columns if isinstance(column.type, Date)]
    assert len(dates) > 10
    told = f"0 of {len(columns) - len(finer)} columns in {len(SEALED)} sealed tables"
    figure("T32", f"{told} finer than a day; beside them 1, the end of a draft")


def test_sqlite_keeps_no_order_in_which_reports_came(sqlite_database: str) -> None:
    """T32, T34: a hidden row number would be a clock; reports and all that hangs on them have none.

    The audit log alone is in order: it holds dates, and names things by a keyed hash.
    """
    engine = open_database(sqlite_database).engine
    with engine.connect() as connection:
        listed = connection.execute(text("SELECT name, wr FROM pragma_table_list"))
        unordered = {name for name, without_row_number in listed if without_row_number}
    engine.dispose()
    assert {table.name for table in SEALED} - unordered == {"audit_entry"}


def test_numbers_and_ids_tell_neither_order_nor_time_nor_count(figure: Figure) -> None:
    """T34: random numbers, random ids of version 4."""
    numbers = [new_number() for _ in range(10_000)]
    assert all(re.fullmatch(r"C-\d{8}", number) for number in numbers)
    doubled = len(numbers) - len(set(numbers))
    assert doubled <= 5  # by chance alone 0.5; taking one asks the database
    rising = sum(a < b for a, b in pairwise(numbers)) / (len(numbers) - 1)
    assert 0.45 < rising < 0.55
    keys = [key for table in SEALED for key in table.primary_key if isinstance(key.type, Uuid)]
    assert keys
    made = Disclosure.__table__.c.id.default
    assert made is not None
    figure("T34", f"10,000 numbers: {rising:.0%} larger than the one before (half by chance)")


def test_two_reports_that_draw_the_same_number_both_get_one(
    office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Design 3, peers 0.1: a collision costs a draw, not a report."""
    office.member()
    drawn = iter((1, 1, 2))
    monkeypatch.setattr("secrets.randbelow", lambda _: next(drawn))  # chance, for once
    assert [office.lodge()[0].number for _ in range(2)] == ["C-00000001", "C-00000002"]


def test_sealed_texts_leave_no_word_in_the_rows(office: Desk) -> None:
    """T10 for what this part writes: neither the kind nor the unit, nor a word of it."""
    office.member()
    office.lodge(a_told(who="นายมานะ", where="ตลาดห้วยขวาง", files=(a_photo(),)))
    for table in SEALED:
        kept = repr(office.rows(table)).encode()
        for word in (ACCOUNT, "นายมานะ", "ตลาดห้วยขวาง", "C01", "REV", "rebuilt", "as it was sent"):
            assert word.encode() not in kept
            assert repr(word.encode()).encode()[2:-1] not in kept


# ------------------------------------------------------------------------- many at once


def test_a_hundred_reports_at_once_are_all_kept(office: Desk, figure: Figure) -> None:
    """Peers 0.1, design 7: where the closest peer loses more than half, 0 lost and 0 doubled."""
    office.member()
    together = threading.Barrier(100)

    def reports(_: int) -> tuple[str, Hardened]:
        together.wait()
        lodged, code = office.lodge()
        return lodged.number, code

    began = perf_counter()
    with ThreadPoolExecutor(100) as pool:
        found = list(pool.map(reports, range(100)))
    spent = perf_counter() - began
    assert len({number for number, _ in found}) == 100
    assert [office.folder(code).row.number for _, code in found] == [n for n, _ in found]
    assert office.audited() == 100
    kind = office.database.engine.dialect.name
    figure("T75", f"100 reports at once on {kind}: 0 lost, 0 doubled, {spent:.1f} s in all")


def test_a_report_is_sealed_and_acknowledged_within_a_second(office: Desk, figure: Figure) -> None:
    """Peers 0.2: the memory-hard work is done before the transaction begins.

    Counted in the time this process computes: what else the machine does is not our cost.
    """
    office.member()
    hardener = Hardener(office.keyring.secret(SealedPurpose.RECEIPT))
    hashing, writing = [], []
    for _ in range(3):
        began = process_time()
        code = hardener.harden(new_receipt().plain)
        hashed = process_time()
        with office.database.writing(OFFICE) as session:
            custody = office.custody
            disclosures.lodge(session, a_told(), mode=Mode.WEB, hardened=code, custody=custody)
        hashing.append(hashed - began)
        writing.append(process_time() - hashed)
    hardener.close()
    slow, fast = (statistics.median(times) * 1000 for times in (hashing, writing))
    assert slow + fast < 1000
    assert fast < slow
    kind = office.database.engine.dialect.name
    figure(
        "T75", f"one report on {kind}: {fast:.0f} ms in the transaction, {slow:.0f} ms before it"
    )


def test_every_sealed_table_belongs_to_an_office(figure: Figure) -> None:
    """Design 9: the office leads every key, and no general table points to a sealed one."""
    names = {table.name for table in SEALED}
    pointing = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in names and table.name not in names
    }
    assert pointing == set()
    assert all(next(iter(table.primary_key)).name == "office_id" for table in SEALED)
    figure("T23", f"0 general tables point to one of the {len(names)} sealed ones")
