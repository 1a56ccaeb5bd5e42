"""What must and must not be in the project's files, whatever their kind."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.conventions.source import ROOT, files

# Names that say nothing, so that everything ends up there.
DUMPING_GROUNDS = {"utils", "util", "helpers", "helper", "common", "misc", "managers", "services"}

# Written in pieces, or this file would be the first find.
ADDRESSES = re.compile(
    "files.python" + "hosted|pypi." + "org/simple|registry." + "npmjs|--(extra-)?index" + "-url"
)
HOME_FOLDERS = re.compile(r"(?<![\w.~-])/(root|home/\w+|Users/\w+)/")


def text_files() -> list[Path]:
    return [path for path in files() if b"\0" not in path.read_bytes()]


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def test_no_address_of_a_package_registry() -> None:
    found = [path for path in text_files() if ADDRESSES.search(path.read_text("utf-8"))]
    assert names(found) == [], "the machine's own configuration says where packages come from"


def test_no_path_of_the_machine_it_was_written_on() -> None:
    here = f"{ROOT}/"
    found = [
        path
        for path in text_files()
        if here in (text := path.read_text("utf-8")) or HOME_FOLDERS.search(text)
    ]
    assert names(found) == [], "build paths from __file__ or take them as settings"


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_a_hash(lock: str) -> None:
    entries = re.split(r"\n(?=\w)", (ROOT / lock).read_text())
    assert len(entries) > 20
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_locks_agree_on_every_version_they_share() -> None:
    run, dev = (
        set(re.findall(r"^\w\S+==\S+", (ROOT / lock).read_text(), re.MULTILINE))
        for lock in ("requirements.txt", "requirements-dev.txt")
    )
    assert run <= dev, "run `make lock`"


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {re.split(r"[\[<>=~ ]", line)[0] for line in project["project"]["dependencies"]}
    locked = set(
        re.findall(r"^(\w[\w.-]*)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    )
    assert wanted <= locked, "run `make lock`"


def test_every_make_target_is_in_the_readme() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {"run", "test", "check", "bench"} <= set(targets)
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [target for target in targets if f"make {target}" not in readme] == []


def test_every_setting_is_in_the_example_environment() -> None:
    read = {
        name
        for path in files()
        if path.parent == ROOT / "config" and path.suffix == ".py"
        for name in re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', path.read_text("utf-8"))
    }
    named = {
        name
        for path in (ROOT / "config" / "offices").glob("*.toml")
        for name in re.findall(r'_env = "(\w+)"', path.read_text("utf-8"))
    }
    assert {"DATABASE_URL", "SAISAAT_ROOT_KEY"} <= read
    assert named
    example = (ROOT / ".env.example").read_text("utf-8")
    assert read | named <= set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))


def test_models_exports_nothing() -> None:
    # A re-export would let a part reach a table its import contract forbids.
    body = ast.parse((ROOT / "models" / "__init__.py").read_text("utf-8")).body
    assert [ast.unparse(node) for node in body if not isinstance(node, ast.Expr)] == []


def test_no_module_or_package_is_a_dumping_ground() -> None:
    found = [
        path
        for path in files()
        if path.suffix == ".py"
        and DUMPING_GROUNDS & {Path(part).stem for part in path.relative_to(ROOT).parts}
    ]
    assert names(found) == [], "name it after what it does, or put it beside its only caller"


def test_every_package_with_code_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    patterns = project["tool"]["setuptools"]["packages"]["find"]["include"]
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert {f"{name}*" for name in packages} <= set(patterns)
