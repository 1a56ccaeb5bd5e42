"""`saisaat office` and `saisaat migrate`."""

import shutil
from pathlib import Path

import pytest

from config.offices import SHIPPED
from models.database import Database, connect, is_migrated
from models.people import Staff
from models.vocabulary import Role
from tests.commands.conftest import OFFICE, Saisaat


def test_the_offices_of_the_settings_are_listed(saisaat: Saisaat) -> None:
    words = saisaat("office", "list").output.split()
    assert words[:2] == ["huaikhwang", "HKW"]


def test_every_fault_of_a_folder_is_named_without_any_setting(
    saisaat: Saisaat, tmp_path: Path
) -> None:
    text = (SHIPPED / "huaikhwang.toml").read_text("utf-8")
    (tmp_path / "huaikhwang.toml").write_text(
        text.replace('centre = "ADM"', 'centre = "NOWHERE"').replace(
            "opens = 08:00:00", "opens = 8"
        ),
        "utf-8",
    )
    result = saisaat("office", "check", str(tmp_path), DATABASE_URL=None, SAISAAT_ROOT_KEY=None)
    assert result.exit_code == 1
    assert "huaikhwang.toml: centre" in result.stderr
    assert "huaikhwang.toml: hours.opens" in result.stderr


def test_a_sound_folder_is_accepted_and_its_weak_points_told(
    saisaat: Saisaat, tmp_path: Path
) -> None:
    shutil.copy(SHIPPED / "suanluang.toml", tmp_path)
    result = saisaat("office", "check", str(tmp_path))
    assert result.exit_code == 0
    assert "suanluang: one LINE account serves general, integrity, staff" in result.output
    assert "suanluang: categories whose unit the office has yet to confirm" in result.output


def test_who_is_missing_from_the_register_is_told(saisaat: Saisaat, opened: Database) -> None:
    assert "huaikhwang: no staff at all" in saisaat("office", "check").output
    with opened.writing(OFFICE) as session:
        session.add(Staff(name="Nok", role=Role.CENTRE, unit="ADM"))
    said = saisaat("office", "check").output
    assert "huaikhwang: nobody has the role director" in said
    assert "role centre" not in said
    assert "huaikhwang: nobody has linked LINE" in said


@pytest.fixture
def not_made(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'not-made.db'}"


def test_migrating_makes_the_schema_and_is_harmless_afterwards(
    saisaat: Saisaat, not_made: str
) -> None:
    for _ in range(2):
        assert saisaat("migrate", DATABASE_URL=not_made).exit_code == 0
    engine = connect(not_made)
    assert is_migrated(engine)
    engine.dispose()


@pytest.mark.parametrize(
    "command", [("staff", "list"), ("worker",), ("web",), ("richmenu",)], ids=" ".join
)
def test_other_commands_refuse_an_old_schema(
    saisaat: Saisaat, not_made: str, command: tuple[str, ...]
) -> None:
    result = saisaat(*command, DATABASE_URL=not_made)
    assert result.exit_code == 1
    assert "saisaat migrate" in result.stderr


def test_a_database_that_does_not_answer_is_said_without_its_address(saisaat: Saisaat) -> None:
    url = "postgresql://user:the-password@127.0.0.1:1/nothing"
    result = saisaat("staff", "list", DATABASE_URL=url)
    assert result.exit_code == 1
    assert "does not answer" in result.stderr
    assert "the-password" not in result.output
