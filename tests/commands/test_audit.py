"""`saisaat audit`: whoever keeps the anchors can tell whether the log is whole (T40, T41, D7)."""

import base64
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from integrity.audit import append
from integrity.keyring import SealedPurpose
from integrity.vault import Vault
from models.database import Database
from tests.commands.conftest import OFFICE, Saisaat


@pytest.fixture
def logged(opened: Database, env: dict[str, str]) -> Database:
    """A log of five acts."""
    key = Vault(base64.b64decode(env["SAISAAT_ROOT_KEY"])).keyring.secret(SealedPurpose.AUDIT)
    for number in range(5):
        with opened.writing(OFFICE) as session:
            append(session, "view", actor="x", object_id=number, today=date(2026, 3, 10), key=key)
    return opened


def test_a_whole_log_is_told_and_needs_an_anchor_to_be_sure(
    saisaat: Saisaat, logged: Database
) -> None:
    result = saisaat("audit", "verify")
    assert result.exit_code == 0
    assert f"{OFFICE}: the log is whole, 5 entries" in result.output
    assert "Without --anchors" in result.output


def test_the_anchor_it_prints_is_the_anchor_it_reads(
    saisaat: Saisaat, logged: Database, tmp_path: Path
) -> None:
    kept = tmp_path / "anchors"
    kept.write_text(saisaat("audit", "anchor").output + "\n")
    assert kept.read_text().startswith(f"{OFFICE} ")
    result = saisaat("audit", "verify", "--anchors", str(kept))
    assert (result.exit_code, result.output) == (0, f"{OFFICE}: the log is whole, 5 entries\n")


def test_a_log_that_is_shorter_than_its_anchor_is_broken(
    saisaat: Saisaat, logged: Database, tmp_path: Path
) -> None:
    kept = tmp_path / "anchors"
    kept.write_text(f"{OFFICE} 2026-03-10 9 {'ab' * 32}\n")
    result = saisaat("audit", "verify", "--anchors", str(kept))
    assert result.exit_code == 1
    assert "NOT WHOLE from entry 6" in result.output


def test_a_forged_entry_is_found_without_an_anchor(saisaat: Saisaat, logged: Database) -> None:
    with logged.engine.begin() as raw:
        raw.execute(
            text(
                'INSERT INTO audit_entry SELECT office_id, 6, "on", actor, action, object_ref,'
                " detail, hash, hash, mac FROM audit_entry WHERE seq = 5"
            )
        )
    result = saisaat("audit", "verify")
    assert (result.exit_code, "entry 6" in result.output) == (1, True)


@pytest.mark.parametrize("line", ["hello", f"{OFFICE}", f"{OFFICE} 2026-03-10 x {'ab' * 32}"])
def test_a_line_that_is_no_anchor_is_told(saisaat: Saisaat, tmp_path: Path, line: str) -> None:
    kept = tmp_path / "anchors"
    kept.write_text(f"\n{line}\n")
    result = saisaat("audit", "verify", "--anchors", str(kept))
    assert result.exit_code == 1
    assert "Line 2" in result.output
