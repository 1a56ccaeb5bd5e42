"""`saisaat retention`: what was forgotten stays so when an older backup is restored (D18)."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, select

from cases import forgetting, tombstones
from cases.forgetting import Part
from cases.tombstones import Buried
from models.case import Case, Entry
from models.database import open_database
from models.people import Person
from models.vocabulary import State
from tests.commands.conftest import OFFICE, Saisaat
from tests.factories import NOW, a_case, a_cast

Restore = Callable[[], None]
WORDS = "ไฟดับทั้งซอย"


@pytest.fixture
def backup(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Callable[[], Restore]:
    """Make a copy of the whole database; what is given puts it back."""

    def on_sqlite() -> Restore:
        file, copy = Path(make_url(database).database or ""), tmp_path / "backup.db"
        shutil.copy(file, copy)

        def restore() -> None:
            for old in file.parent.glob(f"{file.name}-*"):
                old.unlink()
            shutil.copy(copy, file)

        return restore

    def on_postgres() -> Restore:
        server = request.getfixturevalue("postgres")
        name = str(make_url(database).database)
        server.create(f"{name}_copy", template=name)
        request.addfinalizer(lambda: server.drop(f"{name}_copy"))

        def restore() -> None:
            server.drop(name)
            server.create(name, template=f"{name}_copy")

        return restore

    return on_sqlite if database.startswith("sqlite") else on_postgres


def two_closed_cases(database: str) -> None:
    opened = open_database(database)
    with opened.writing(OFFICE) as session:
        for _ in range(2):
            a_case(a_cast(session), State.CLOSED, contact_sealed=b"sealed")
    opened.close()


def forget_one(database: str) -> None:
    opened = open_database(database)
    with opened.writing(OFFICE) as session:
        case = session.scalars(select(Case.id).order_by(Case.number)).first()
        assert case is not None
        forgetting.forget(session, Part.TEXT, [case], now=NOW + timedelta(days=3651))
    opened.close()


def readable(database: str) -> list[tuple[bool, bool, int]]:
    """Of each case: is its reporter known, their number, and how many texts can be read."""
    opened = open_database(database)
    with opened.reading(OFFICE) as session:
        found = [
            (
                case.person_id is not None,
                case.contact_sealed is not None,
                len(
                    session.scalars(
                        select(Entry.id).where(Entry.case_id == case.id, Entry.text.is_not(None))
                    ).all()
                ),
            )
            for case in session.scalars(select(Case).order_by(Case.number))
        ]
    opened.close()
    return found


def test_a_restored_backup_forgets_again(
    saisaat: Saisaat, database: str, backup: Callable[[], Restore], tmp_path: Path
) -> None:
    """Forgotten, restored from before, applied: forgotten; once more changes nothing."""
    two_closed_cases(database)
    whole = readable(database)
    restore = backup()
    forget_one(database)
    forgotten = readable(database)
    assert forgotten == [(False, False, 0), whole[1]]
    kept = tmp_path / "tombstones"
    assert "Wrote down 1 things" in saisaat("retention", "tombstones", "--out", str(kept)).output
    restore()
    assert readable(database) == whole, "else there is nothing to forget again"
    applied = saisaat("retention", "apply", "--tombstones", str(kept))
    assert (
        f"{OFFICE}: read 1 things that were deleted, and deleted 1 of them again" in applied.output
    )
    assert readable(database) == forgotten
    again = saisaat("retention", "apply", "--tombstones", str(kept))
    assert "deleted 0 of them again" in again.output
    assert readable(database) == forgotten


def test_the_file_holds_ids_that_mean_nothing(
    saisaat: Saisaat, database: str, tmp_path: Path
) -> None:
    """Neither words nor numbers nor anybody's id, and an order that tells nothing."""
    two_closed_cases(database)
    forget_one(database)
    kept = tmp_path / "tombstones"
    saisaat("retention", "tombstones", "--out", str(kept))
    (line,) = [json.loads(line) for line in kept.read_text().splitlines()]
    assert set(line) == {"office", "kind", "ref", "on"}
    opened = open_database(database)
    with opened.reading(OFFICE) as session:
        numbers = session.scalars(select(Case.number)).all()
        people = session.scalars(select(Person.id)).all()
    opened.close()
    assert not any(number in kept.read_text() for number in numbers)
    assert line["ref"] not in {person.hex for person in people}


@pytest.mark.parametrize("spoiled", ["no", "{}", "[1]", '{"office": "x", "kind": 1, "ref": 2}'])
def test_a_line_it_did_not_write_stops_it_before_anything_is_done(
    saisaat: Saisaat, database: str, tmp_path: Path, spoiled: str
) -> None:
    two_closed_cases(database)
    forget_one(database)
    kept = tmp_path / "tombstones"
    saisaat("retention", "tombstones", "--out", str(kept))
    kept.write_text(f"{kept.read_text()}\n{spoiled}\n")
    result = saisaat("retention", "apply", "--tombstones", str(kept))
    assert result.exit_code == 1
    assert "Line 3 is not one" in result.output


def test_what_other_offices_forgot_is_passed_over(
    saisaat: Saisaat, database: str, tmp_path: Path
) -> None:
    stone = {"office": "elsewhere", "kind": "case_text", "ref": "ab" * 16, "on": "2026-03-10"}
    kept = tmp_path / "tombstones"
    kept.write_text(json.dumps(stone) + "\n")
    result = saisaat("retention", "apply", "--tombstones", str(kept))
    assert (result.exit_code, "Passed over 1" in result.output) == (0, True)


def test_a_sealed_report_that_was_withdrawn_is_named_like_anything_else(
    saisaat: Saisaat, database: str, tmp_path: Path
) -> None:
    """Kinds this part does not know are written and read all the same."""
    opened = open_database(database)
    with opened.writing(OFFICE) as session:
        case = a_case(a_cast(session), State.CLOSED)
        tombstones.add(session, [Buried("of_another_kind", case.id, NOW.date())])
    opened.close()
    kept = tmp_path / "tombstones"
    saisaat("retention", "tombstones", "--out", str(kept))
    result = saisaat("retention", "apply", "--tombstones", str(kept))
    assert "read 1 things that were deleted, and deleted 0 of them again" in result.output
    assert readable(database)[0][0]
