"""The generated documents are fresh, and a stale one is noticed."""

from pathlib import Path

from cases.permissions import Capacity
from models.vocabulary import Action, State
from scripts import docs


def test_the_documents_say_what_the_code_does() -> None:
    assert docs.stale(docs.ROOT / "docs") == [], "run: python scripts/docs.py"


def test_a_missing_or_changed_document_is_noticed(tmp_path: Path) -> None:
    assert docs.stale(tmp_path) == ["states.md", "permissions.md"]
    (tmp_path / "states.md").write_text(docs.states(), "utf-8")
    (tmp_path / "permissions.md").write_text(docs.permissions() + "x", "utf-8")
    assert docs.stale(tmp_path) == ["permissions.md"]


def test_the_documents_leave_nothing_out() -> None:
    assert all(f"**{action}**" in text for action in Action for text in map(str, both()))
    assert all(f"`{state}`" in docs.states() for state in State)
    assert set(docs.CAPACITIES) == set(Capacity)


def both() -> tuple[str, str]:
    return docs.states(), docs.permissions()
