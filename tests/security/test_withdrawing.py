"""Deleting all of a report before anybody has begun to examine it (security D19)."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select

from cases.errors import IllegalTransition, NotFound
from integrity import decisions, desk, disclosures, links, reading, withdrawing
from integrity.documents import Words
from integrity.keyring import Keyring
from integrity.lifecycle import Deed
from integrity.reading import Reason
from models import sealed
from models.base import Base
from models.database import Database, open_database
from models.sealed import AuditEntry, Disclosure
from models.vocabulary import DisclosureState, Mode
from models.watch import Tombstone
from tests.security.conftest import OFFICE, Figure
from tests.security.reports import ACCOUNT, TODAY, Desk, a_photo, a_told

OF_REPORTS = [
    mapper.local_table
    for mapper in Base.registry.mappers
    if mapper.class_.__module__ == sealed.__name__ and mapper.class_ is not AuditEntry
]


@pytest.fixture
def office(opened: Database, keyring: Keyring) -> Desk:
    return Desk(opened, keyring)


def a_full_report(office: Desk) -> tuple[str, Any]:
    """With texts, a file, messages that can be unsent, a link and a proposal."""
    one = office.member()
    office.member()
    told = a_told(files=(a_photo("m2"),), messages={"m1": ACCOUNT})
    lodged, code = office.lodge(told, mode=Mode.LINKED)
    with office.database.writing(OFFICE) as session:
        links.remember(session, lodged.id, "U1", "c", today=TODAY, keyring=office.keyring)
    office.comes_back(code, disclosures.add, Words("และอีกเรื่อง"))
    office.does(decisions.propose_refer, lodged.number, "ป.ป.ช.", "ส่งต่อ", by=one)
    return lodged.number, code


def test_nothing_is_left_but_a_line_of_the_log(office: Desk, figure: Figure) -> None:
    """D19, D7: key, texts, files, link, recipients, proposals; the log says that, and no more."""
    number, code = a_full_report(office)
    before = {str(table): len(office.rows(table)) for table in OF_REPORTS}
    filled = {name for name, count in before.items() if count}
    assert filled >= {
        "disclosure", "disclosure_key", "recipient", "sealed_entry", "sealed_file",
        "sealed_source", "sealed_link", "sealed_link_key", "proposal",
    }  # fmt: skip  # a list of tables
    office.comes_back(code, withdrawing.withdraw)
    assert {str(table): len(office.rows(table)) for table in OF_REPORTS} == dict.fromkeys(before, 0)
    with pytest.raises(NotFound):
        office.folder(code)
    last = office.last_entry()
    assert (last.action, last.actor, last.detail) == (Deed.WITHDRAW, "reporter", "")
    with pytest.raises(NotFound):
        office.does(reading.open_case, number, Reason.WORK, by=office.member())
    rows = sum(before.values())
    figure("T45", f"a withdrawn report: {rows} rows in {len(filled)} tables before, 0 after")


def test_what_is_being_examined_is_not_deleted(office: Desk) -> None:
    """D19: until then and no longer; it stays as it was."""
    officer = office.member()
    lodged, code = office.lodge()
    assert Deed.WITHDRAW in office.reads(code).can
    office.does(desk.screen, lodged.number, by=officer)
    assert Deed.WITHDRAW not in office.reads(code).can
    with pytest.raises(IllegalTransition):
        office.comes_back(code, withdrawing.withdraw)
    assert office.folder(code).row.state is DisclosureState.SCREENING


def test_the_offices_figures_keep_the_count(office: Desk) -> None:
    """D12: how many were withdrawn in a period, and of which office."""
    office.member()
    for _ in range(2):
        office.comes_back(office.lodge()[1], withdrawing.withdraw)
    office.passes(40)
    office.comes_back(office.lodge()[1], withdrawing.withdraw)
    days = {"first": TODAY, "last": TODAY}
    assert office.sees(lambda session: withdrawing.count_withdrawn(session, **days)) == 2
    with office.database.reading("chatuchak") as session:
        assert withdrawing.count_withdrawn(session, **days) == 0


def test_a_restored_backup_is_cleared_of_it_again(office: Desk) -> None:
    """D18: what was deleted stays deleted; other reports are left alone."""
    office.member()
    (gone, code), (stays, _) = office.lodge(), office.lodge()
    table: Any = Disclosure.__table__
    [copy] = [row._mapping for row in office.rows(table) if row.id == gone.id]  # noqa: SLF001 - the documented name
    kept = dict(copy)
    office.comes_back(code, withdrawing.withdraw)
    with office.database.engine.begin() as connection:
        connection.execute(table.insert().values(**kept))
    with office.database.writing(OFFICE) as session:
        assert withdrawing.bury_again(session) == 1
    assert [row.id for row in office.rows(table)] == [stays.id]
    with office.database.writing(OFFICE) as session:
        assert withdrawing.bury_again(session) == 0
        [tombstone] = session.scalars(select(Tombstone)).all()
    assert (tombstone.ref, tombstone.on) == (gone.id, TODAY)


def test_it_is_gone_from_the_disk_as_well(sqlite_database: str, keyring: Keyring) -> None:
    """T45: the write-ahead log is cut off, so no older page holds the key."""
    opened = open_database(sqlite_database)
    office = Desk(opened, keyring)
    _, code = a_full_report(office)
    keys = [row.wrapped for row in office.rows(_table("disclosure_key"))]
    files = Path(opened.engine.url.database or "").parent
    office.comes_back(code, withdrawing.withdraw)
    disk = b"".join(path.read_bytes() for path in sorted(files.glob("saisaat.db*")))
    opened.close()
    assert keys
    assert not any(key in disk for key in keys)


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
