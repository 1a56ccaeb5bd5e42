"""A way back to a reporter is there while it is wanted, and no longer (T07, T45 to T47)."""

import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from integrity import links
from integrity.keyring import Keyring, Wrapped
from integrity.links import Reporter
from integrity.shredding import cut_off_log
from models.database import Database, open_database
from models.sealed import Disclosure, SealedLink, SealedLinkKey
from models.vocabulary import Mode
from tests.security.conftest import OFFICE, Figure
from tests.security.reports import Desk

CHANNEL, TODAY = "huaikhwang", date(2026, 3, 10)


@pytest.fixture
def desk(opened: Database, keyring: Keyring) -> Desk:
    """An office with one integrity officer."""
    desk = Desk(opened, keyring)
    desk.member()
    return desk


def linked(desk: Desk, user: str, *, today: date = TODAY) -> uuid.UUID:
    """A report whose reporter wants to hear of it in chat."""
    lodged, _ = desk.lodge(mode=Mode.LINKED)
    with desk.database.writing(OFFICE) as session:
        links.remember(session, lodged.id, user, CHANNEL, today=today, keyring=desk.keyring)
    return lodged.id


def found(desk: Desk, disclosure: uuid.UUID) -> Reporter | None:
    reporter: Reporter | None = desk.sees(
        lambda session: links.find(session, disclosure, desk.keyring)
    )
    return reporter


def counted(session: Session) -> tuple[int, int]:
    return len(session.scalars(select(SealedLink)).all()), len(
        session.scalars(select(SealedLinkKey)).all()
    )


def test_a_reporter_who_wants_it_is_found_again(desk: Desk) -> None:
    mine, other = linked(desk, "U1"), linked(desk, "U2")
    assert found(desk, mine) == Reporter("U1", CHANNEL)
    assert found(desk, other) == Reporter("U2", CHANNEL)
    assert found(desk, uuid.uuid4()) is None
    with desk.database.reading(OFFICE) as session:
        assert links.reports_of(session, "U1", CHANNEL, desk.keyring) == {mine}
        assert links.reports_of(session, "U1", "another", desk.keyring) == frozenset()


def test_a_report_has_one_way_back_at_most(desk: Desk) -> None:
    report = linked(desk, "U1")
    with desk.database.writing(OFFICE) as session:
        links.remember(session, report, "U2", CHANNEL, today=TODAY, keyring=desk.keyring)
        assert counted(session) == (1, 1)
    assert found(desk, report) == Reporter("U2", CHANNEL)


def test_a_link_moved_to_another_report_or_office_does_not_open(desk: Desk) -> None:
    """T12: nobody can be made the reporter of something else by copying rows."""
    first, second = linked(desk, "U1"), linked(desk, "U2")
    with desk.database.writing(OFFICE) as session:
        one, two = (
            session.scalars(select(SealedLink).where(SealedLink.disclosure_id == each)).one()
            for each in (first, second)
        )
        one.person, two.person = two.person, one.person
    assert (found(desk, first), found(desk, second)) == (None, None)


def test_a_link_whose_root_key_is_gone_is_as_good_as_cut(desk: Desk) -> None:
    report = linked(desk, "U1")
    stranger = Keyring.of(b"another root key, 32 bytes long!")
    with desk.database.writing(OFFICE) as session:
        assert links.find(session, report, stranger) is None
        links.forget_person(session, "U1", CHANNEL, stranger)


# ------------------------------------------------------------------------- forgetting


def test_forgetting_a_person_cuts_all_of_theirs_and_says_nothing(
    desk: Desk, figure: Figure
) -> None:
    """T07: rows before and after; the same answer and the same work when there was nothing."""
    mine = [linked(desk, "U1") for _ in range(3)]
    others = [linked(desk, f"U{number}") for number in range(2, 30)]
    took: dict[str, list[float]] = {"U1": [], "nobody": []}
    for user in ("U1", "nobody"):
        with desk.database.writing(OFFICE) as session:
            answer: object = links.forget_person(  # type: ignore[func-returns-value]  # that it answers nothing is what is tested
                session, user, CHANNEL, desk.keyring
            )
        assert answer is None
    for user in ("U2", "nobody") * 7:  # looking is what takes the time
        with desk.database.reading(OFFICE) as session:
            began = time.process_time()
            links.reports_of(session, user, CHANNEL, desk.keyring)
            took.setdefault(user, []).append(time.process_time() - began)
    assert [found(desk, report) for report in mine] == [None] * 3
    assert all(found(desk, report) for report in others)
    assert desk.sees(counted) == (28, 28)
    there, absent = (median(took[user]) * 1000 for user in ("U2", "nobody"))
    assert abs(there - absent) < max(5, there * 0.5)
    figure("T07", "3 links of a person forgotten: 0 rows left, 28 of others untouched, no answer")


def test_a_forgotten_link_is_nowhere_on_the_disk(
    sqlite_database: str, keyring: Keyring, figure: Figure
) -> None:
    """T45: neither in the database nor in its log, though others had it open."""
    database = open_database(sqlite_database)
    desk, folder = Desk(database, keyring), Path(database.engine.url.database or "").parent
    desk.member()
    report = linked(desk, "U1")
    wrapped, person = desk.sees(_blobs)
    assert all(blob in _disk(folder) for blob in (wrapped, person))
    began = time.monotonic()
    with database.reading(OFFICE) as reader:
        reader.scalars(select(Disclosure)).all()
        reader.rollback()
        with database.writing(OFFICE) as session:
            links.forget(session, report)
    took = time.monotonic() - began
    residue = sum(_disk(folder).count(blob) for blob in (wrapped, wrapped[9:40], person))
    database.close()
    assert residue == 0
    assert took < 60
    figure("T45", f"link shredded in {took * 1000:.0f} ms, {residue} copies left in file and log")


def test_a_log_somebody_still_reads_is_cut_off_later(
    sqlite_database: str, keyring: Keyring
) -> None:
    """T45: whoever reads an old state holds it for as long as they read, and not longer."""
    database = open_database(sqlite_database)
    desk, folder = Desk(database, keyring), Path(database.engine.url.database or "").parent
    desk.member()
    report = linked(desk, "U1")
    _, person = desk.sees(_blobs)
    with _reading(database), database.writing(OFFICE) as session:
        links.forget(session, report)
    assert cut_off_log(database.engine)
    assert person not in _disk(folder)
    database.close()


@contextmanager
def _reading(database: Database) -> Iterator[None]:
    with database.reading(OFFICE) as session:
        session.scalars(select(Disclosure)).all()
        yield


def _blobs(session: Session) -> tuple[bytes, bytes]:
    return (
        session.scalars(select(SealedLinkKey.wrapped)).one(),
        session.scalars(select(SealedLink.person)).one(),
    )


def _disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("saisaat.db*")))


def test_what_an_older_copy_of_the_database_still_opens(
    sqlite_database: str, keyring: Keyring, tmp_path: Path, figure: Figure
) -> None:
    """T46, honestly: a copy from before the forgetting opens with the root key, later ones not."""
    database = open_database(sqlite_database)
    desk = Desk(database, keyring)
    desk.member()
    report = linked(desk, "U1")
    cut_off_log(database.engine)
    path = Path(database.engine.url.database or "")
    shutil.copy(path, tmp_path / "before.db")
    with database.writing(OFFICE) as session:
        links.forget(session, report)
    database.close()
    shutil.copy(path, tmp_path / "after.db")
    before, after = (_opens(tmp_path / name, report, keyring) for name in ("before.db", "after.db"))
    assert (before, after) == (True, False)
    figure(
        "T46",
        "a copy of the database made after the forgetting: 0 of 1 links open; one made before it, "
        "together with the root key: 1 of 1, so old copies must not be kept",
    )


def _opens(path: Path, report: uuid.UUID, keyring: Keyring) -> bool:
    database = open_database(f"sqlite:///{path}")
    with database.reading(OFFICE) as session:
        opened = links.find(session, report, keyring) is not None
    database.close()
    return opened


# ------------------------------------------------------------------------- time


def test_a_link_lives_thirty_days_after_closing_and_a_year_at_most(
    desk: Desk, figure: Figure
) -> None:
    """T47: counted in days, exactly."""
    closed, open_ = linked(desk, "U1"), linked(desk, "U2")
    with desk.database.writing(OFFICE) as session:
        session.get_one(Disclosure, (OFFICE, closed)).closed_on = TODAY + timedelta(days=10)
    last_day = {closed: 0, open_: 0}
    for day in (0, 38, 39, 40, 41, 200, 363, 364, 365, 366, 400):
        with desk.database.writing(OFFICE) as session:
            links.expire(session, TODAY + timedelta(days=day), desk.office.retention)
        for report in last_day:
            if found(desk, report):
                last_day[report] = day
    assert last_day == {closed: 10 + 29, open_: 364}
    figure("T47", "a link is cut on the 30th day after closing, an open report's on the 365th")


def test_expiring_says_how_many_and_touches_no_other_office(desk: Desk) -> None:
    linked(desk, "U1", today=TODAY - timedelta(days=365))
    linked(desk, "U2", today=TODAY - timedelta(days=364))
    with desk.database.writing("chatuchak") as session:
        assert links.expire(session, TODAY, desk.office.retention) == 0
    with desk.database.writing(OFFICE) as session:
        assert links.expire(session, TODAY, desk.office.retention) == 1
        assert counted(session) == (1, 1)


def test_a_link_says_nothing_of_the_time_or_the_person(desk: Desk) -> None:
    """T06, T32: random ids, a date, and sealed bytes of one length whatever the person."""
    first, second = linked(desk, "U1"), linked(desk, f"U{'x' * 32}")
    with desk.database.reading(OFFICE) as session:
        rows = {row.disclosure_id: row for row in session.scalars(select(SealedLink))}
        kept = [Wrapped.unpack(blob) for blob in session.scalars(select(SealedLinkKey.wrapped))]
    assert len(rows[first].person) == len(rows[second].person)
    assert all(re.fullmatch(r"[0-9a-f]{8}", one.ref) for one in kept)
    assert {row.id.version for row in rows.values()} == {4}
    # With its quotes: two bytes alone stand in sealed ones by chance, once in a hundred runs.
    assert not any(b'"U1"' in row.person for row in rows.values())
