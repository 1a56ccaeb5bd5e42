"""Nothing that was done to a report can be struck from the log unseen (T40 to T44)."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta

import pytest
from sqlalchemy import StaticPool, create_engine, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from integrity import audit
from integrity.audit import Anchor, Verdict, anchor, append, verify
from integrity.keyring import Keyring, SealedPurpose
from models.database import Database
from models.scope import EVERY_OFFICE, ScopeError, confine
from models.sealed import AuditEntry
from tests.security.conftest import OFFICE, Figure

TODAY = date(2026, 3, 10)
NUMBER = 30
Meddle = Callable[[list[AuditEntry]], list[AuditEntry]]


@pytest.fixture
def keys(keyring: Keyring) -> tuple[bytes, ...]:
    return keyring.secrets(SealedPurpose.AUDIT)


def acts(database: Database, keys: tuple[bytes, ...], number: int = NUMBER) -> None:
    """Some acts of some people, a transaction each."""
    for each in range(number):
        with database.writing(OFFICE) as session:
            append(
                session,
                "view",
                actor=f"officer-{each % 3}",
                object_id=f"report-{each % 5}",
                detail=f"reason.{each}",
                today=TODAY + timedelta(days=each // 10),
                key=keys[0],
            )


def judged(database: Database, keys: tuple[bytes, ...], *anchors: Anchor) -> Verdict:
    with database.reading(OFFICE) as session:
        return verify(session, keys, anchors=anchors)


def anchored(database: Database) -> Anchor:
    with database.reading(OFFICE) as session:
        return anchor(session, today=TODAY)


# ------------------------------------------------------------------------- appending


def test_every_act_adds_one_link(opened: Database, keys: tuple[bytes, ...]) -> None:
    acts(opened, keys)
    assert judged(opened, keys) == Verdict(ok=True, first_bad_seq=None, entries=NUMBER)


def test_an_empty_log_is_whole(opened: Database, keys: tuple[bytes, ...]) -> None:
    assert judged(opened, keys, anchored(opened)) == Verdict(ok=True, first_bad_seq=None, entries=0)


def test_the_log_names_no_report_and_takes_no_words(
    opened: Database, keys: tuple[bytes, ...]
) -> None:
    """Security D7: a keyed hash in place of the report, codes in place of reasons."""
    acts(opened, keys, 5)
    with opened.reading(OFFICE) as session:
        entry = session.get_one(AuditEntry, (OFFICE, 3))
        assert entry.object_ref == audit.object_ref(session, "report-2", key=keys[0])
        assert "report" not in entry.object_ref
        assert audit.object_ref(session, "report-2", key=b"other") != entry.object_ref
    with opened.writing(OFFICE) as session, pytest.raises(ValueError, match="codes"):
        append(session, "view", actor="x", object_id=1, detail="นายสมชาย", today=TODAY, key=keys[0])


def test_many_at_once_make_one_chain(opened: Database, keys: tuple[bytes, ...]) -> None:
    """Each office has one head, and whoever appends holds it."""
    threads = [threading.Thread(target=acts, args=(opened, keys, 10)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert judged(opened, keys) == Verdict(ok=True, first_bad_seq=None, entries=60)


def test_each_office_has_a_log_of_its_own(opened: Database, keys: tuple[bytes, ...]) -> None:
    acts(opened, keys, 3)
    with opened.writing("chatuchak") as session:
        append(session, "view", actor="x", object_id=1, today=TODAY, key=keys[0])
        assert verify(session, keys) == Verdict(ok=True, first_bad_seq=None, entries=1)
    assert judged(opened, keys).entries == 3
    with opened.writing(EVERY_OFFICE) as session, pytest.raises(ScopeError):
        append(session, "view", actor="x", object_id=1, today=TODAY, key=keys[0])


def test_entries_signed_before_the_root_key_was_changed_still_count(
    opened: Database, keys: tuple[bytes, ...]
) -> None:
    acts(opened, keys, 3)
    new = (b"n" * 32,)
    acts(opened, new, 3)
    assert judged(opened, (*new, *keys)).ok
    assert judged(opened, new) == Verdict(ok=False, first_bad_seq=1, entries=0)


# ------------------------------------------------------------------------- meddling


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET detail = 'x' WHERE seq = 3",
        "DELETE FROM audit_entry WHERE seq = 3",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_refuses_to_change_the_log(
    opened: Database, keys: tuple[bytes, ...], statement: str, figure: Figure
) -> None:
    """T42: also to the application's own role."""
    acts(opened, keys, 5)
    with pytest.raises(DatabaseError, match="only ever appended to"), opened.engine.begin() as raw:
        raw.execute(text(statement))
    assert judged(opened, keys).entries == 5
    figure("T42", "UPDATE and DELETE on the audit log: refused by the database in 3 of 3 forms")


def _changed(rows: list[AuditEntry]) -> list[AuditEntry]:
    rows[11].detail = "nothing"
    return rows


def _reattributed(rows: list[AuditEntry]) -> list[AuditEntry]:
    rows[11].actor = "somebody"
    return rows


def _predated(rows: list[AuditEntry]) -> list[AuditEntry]:
    rows[11].on -= timedelta(days=1)
    return rows


def _deleted(rows: list[AuditEntry]) -> list[AuditEntry]:
    return rows[:11] + rows[12:]


def _closed_up(rows: list[AuditEntry]) -> list[AuditEntry]:
    for row in rows[12:]:
        row.seq -= 1
    return rows[:11] + rows[12:]


def _inserted(rows: list[AuditEntry]) -> list[AuditEntry]:
    for row in rows[11:]:
        row.seq += 1
    return [*rows[:11], _copy(rows[11], seq=12), *rows[11:]]


def _swapped(rows: list[AuditEntry]) -> list[AuditEntry]:
    rows[11].seq, rows[12].seq = rows[12].seq, rows[11].seq
    return rows


def _rehashed(rows: list[AuditEntry]) -> list[AuditEntry]:
    """Changed by somebody who knows how hashes are made, and does not have the key."""
    return _written_anew(rows, b"a guess")


def _copy(row: AuditEntry, **changes: object) -> AuditEntry:
    names = (column.key for column in inspect(AuditEntry).column_attrs)
    values = {name: getattr(row, name) for name in names}
    return AuditEntry(**values | changes)


def _written_anew(rows: list[AuditEntry], key: bytes) -> list[AuditEntry]:
    """The whole chain again, with one act changed."""
    rows[11].detail, head = "nothing", audit.GENESIS
    for row in rows:
        row.previous = head
        row.hash = audit._hash(row)  # noqa: SLF001 - the thief has our code
        row.mac = audit._mac(row.hash, key)  # noqa: SLF001 - as above
        head = row.hash
    return rows


MEDDLING: tuple[Meddle, ...] = (
    _changed, _reattributed, _predated, _deleted, _closed_up, _inserted, _swapped, _rehashed,
)  # fmt: skip  # one list


def test_whatever_is_changed_in_the_chain_shows(
    opened: Database, keys: tuple[bytes, ...], figure: Figure
) -> None:
    """T40: by somebody who can write into the database, and has not the server's key."""
    acts(opened, keys)
    detected = sum(not _after(opened, meddle, keys).ok for meddle in MEDDLING)
    assert _after(opened, lambda rows: rows, keys).ok
    assert _after(opened, _changed, keys) == Verdict(ok=False, first_bad_seq=12, entries=11)
    assert detected == len(MEDDLING)
    figure("T40", f"{detected} of {len(MEDDLING)} ways of changing the audit log detected")


def test_what_is_cut_off_or_written_anew_shows_against_an_anchor(
    opened: Database, keys: tuple[bytes, ...], figure: Figure
) -> None:
    """T41, T44: by somebody who has the server's key too; only what was anchored is safe."""
    acts(opened, keys, 20)
    yesterday = anchored(opened)
    acts(opened, keys, 10)

    def cut_to(left: int) -> Meddle:
        return lambda rows: rows[:left]

    def anew(rows: list[AuditEntry]) -> list[AuditEntry]:
        return _written_anew(rows, keys[0])

    def without_a_report(rows: list[AuditEntry]) -> list[AuditEntry]:
        kept = [row for row in rows if row.object_ref != rows[2].object_ref]
        for seq, row in enumerate(kept, 1):
            row.seq = seq
        return _written_anew(kept, keys[0])

    before = (cut_to(10), cut_to(0), anew, without_a_report)
    unanchored = sum(not _after(opened, meddle, keys).ok for meddle in before)
    against = sum(not _after(opened, meddle, keys, yesterday).ok for meddle in before)
    assert (unanchored, against) == (0, len(before))
    assert _after(opened, cut_to(20), keys, yesterday).ok  # after the anchor: not noticed
    assert judged(opened, keys, yesterday).ok
    line = f"truncated, written anew or a report's entries removed with the key: {against} of "
    figure("T41", f"{line}{len(before)} detected with an anchor, {unanchored} without")
    figure("T44", "changes after the last anchor are not detected: the window is one day")


def _after(
    database: Database, meddle: Meddle, keys: tuple[bytes, ...], *anchors: Anchor
) -> Verdict:
    """The verdict on a log that was meddled with: in a copy, because the real one cannot be."""
    with database.reading(OFFICE) as session:
        rows = session.query(AuditEntry).order_by(AuditEntry.seq).all()
        session.expunge_all()
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as connection:
        engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
        AuditEntry.metadata.create_all(engine, [AuditEntry.metadata.tables["audit_entry"]])
        with Session(engine) as copy:
            confine(copy, OFFICE)
            copy.add_all(_copy(row) for row in meddle(rows))
            copy.flush()
            copy.expire_all()
            return verify(copy, keys, anchors=anchors)


# ------------------------------------------------------------------------- anchors


def test_an_anchor_is_one_line_and_is_read_back() -> None:
    one = Anchor(TODAY, 12, "ab" * 32)
    assert str(one) == f"2026-03-10 12 {'ab' * 32}"
    assert Anchor.read(f" {one}\n") == one
    for wrong in ("", "2026-03-10 12", f"today 12 {'ab' * 32}", f"2026-03-10 12 {'zz' * 32}"):
        with pytest.raises(ValueError, match=r".+"):
            Anchor.read(wrong)


def test_the_anchor_must_equal_the_row_not_only_be_there(
    opened: Database, keys: tuple[bytes, ...]
) -> None:
    acts(opened, keys, 5)
    right = anchored(opened)
    assert judged(opened, keys, right).ok
    assert judged(opened, keys, Anchor(TODAY, 3, right.head)).first_bad_seq == 3
    assert judged(opened, keys, Anchor(TODAY, 6, right.head)).first_bad_seq == 6
