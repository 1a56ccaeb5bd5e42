"""The document of a corruption report's life says what the code does (T110)."""

from pathlib import Path

import pytest

from scripts import sealed_states


def test_the_document_is_what_the_code_says() -> None:
    """T110, design 4."""
    assert sealed_states.main(["--check"]) == 0


def test_a_document_that_differs_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """T110: also one that is not there."""
    monkeypatch.setattr(sealed_states, "DOCUMENT", tmp_path / "sealed-states.md")
    assert sealed_states.main(["--check"]) == 1
    assert sealed_states.main([]) == 0
    assert sealed_states.main(["--check"]) == 0
    sealed_states.DOCUMENT.write_text("# Something else\n")
    assert sealed_states.main(["--check"]) == 1
    assert "run scripts/sealed_states.py" in capsys.readouterr().out
