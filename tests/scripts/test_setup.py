"""Which Python the environment is built on, and when it is built anew."""

from pathlib import Path

import pytest

from scripts import setup

# What a Python answers when it is asked about itself: version, can it make a venv, has it pip.
ANSWERS = {
    "python3.11": "3 11 1 1",
    "python3.12": "3 12 1 1",
    "python3.13": "3 13 0 1",  # newest, but Debian's package for virtual environments is missing
    "python3": "3 9 1 1",
}


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing on it yet."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put(folder: Path, name: str, script: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_the_newest_python_that_makes_a_venv_is_chosen(path: Path) -> None:
    for name, answer in ANSWERS.items():
        put(path, name, f"echo {answer}")
    assert setup.best_interpreter().path == str(path / "python3.12")


def test_a_name_that_does_not_start_is_passed_over(path: Path) -> None:
    # Version managers leave a name on PATH for every Python they have, chosen or not.
    put(path, "python3.13", "echo 'not chosen' >&2; exit 127")
    put(path, "python3", "echo 3 11 1 1")
    assert setup.best_interpreter().path == str(path / "python3")


@pytest.mark.parametrize("version", ["3 9", "3 10", "3 15"])
def test_a_python_the_locks_do_not_fit_is_no_candidate(path: Path, version: str) -> None:
    put(path, "python3", f"echo {version} 1 1")
    assert setup.interpreters() == []


def test_another_lock_or_another_folder_is_another_environment(tmp_path: Path) -> None:
    def fingerprint(folder: str, lock: str) -> str:
        root = tmp_path / folder
        root.mkdir(exist_ok=True)
        (root / "requirements.txt").write_text(lock)
        (root / "pyproject.toml").write_text("")
        return setup.fingerprint(root, "run")

    first = fingerprint("here", "flask==1")
    assert fingerprint("here", "flask==1") == first
    assert fingerprint("here", "flask==2") != first
    assert fingerprint("there", "flask==1") != first
