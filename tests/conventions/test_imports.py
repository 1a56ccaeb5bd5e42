"""Who may import whom: the contracts hold, and every import they forbid is planted and caught.

A contract that forbids nothing passes just as quietly as one that holds; planting tells them apart.
"""

import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract

ROOT = Path(__file__).resolve().parents[2]

KINDS: dict[str, type[Contract]] = {
    "layers": LayersContract,
    "forbidden": ForbiddenContract,
    "protected": ProtectedContract,
}

# What each part may import. Everything else is forbidden, and is planted below.
WORK = {"texts", "config", "triage", "models", "sqlalchemy"}
CHAT = WORK | {"cases", "integrity"}
EDGE = CHAT | {"bot", "bot.line", "bot.dialogue", "bot.render", "handlers"}
MAY_IMPORT = {
    "texts": set[str](),
    "config": {"texts"},
    "triage": {"texts", "pythainlp"},
    "models": {"texts", "sqlalchemy"},
    "cases": WORK,
    "integrity": WORK | {"cases"},
    "bot": CHAT,
    "bot.line": CHAT | {"linebot"},
    "bot.dialogue": {"texts", "config", "triage"},
    "bot.render": {"texts", "config", "triage", "models", "cases"},
    "handlers": EDGE,
    "scheduler": EDGE | {"apscheduler"},
    "web": EDGE | {"flask", "flask_wtf", "wtforms", "werkzeug"},
    "commands": EDGE | {"scheduler", "web", "gunicorn"},
    "simulator": {"flask", "werkzeug"},
}
LIBRARIES = {
    "linebot", "sqlalchemy", "pythainlp", "apscheduler",
    "flask", "flask_wtf", "wtforms", "werkzeug",
}  # fmt: skip  # two lines read as one list
CHAINS = [  # each link is allowed, the whole is not
    ("bot.dialogue", "triage", "sqlalchemy"),
    ("bot.render", "models", "sqlalchemy"),
    ("cases", "triage", "flask"),
    ("integrity", "cases", "linebot"),
]


@cache
def contracts() -> tuple[Contract, ...]:
    """The contracts of pyproject.toml."""
    options = read_configuration(str(ROOT / "pyproject.toml"))
    return tuple(
        KINDS[contract["type"]](contract["name"], options["session_options"], contract)
        for contract in options["contracts_options"]
    )


def broken_by(*chain: str) -> list[str]:
    """The contracts that object when each part of the chain imports the next."""
    graph = grimp.ImportGraph()
    for part in (*MAY_IMPORT, *SEALED_SIDE - MAY_IMPORT.keys(), *sealed_modules()):
        graph.add_module(part)
        graph.add_module(f"{part}.planted")
    for library in LIBRARIES | {"gunicorn"}:
        graph.add_module(library, is_squashed=True)
    planted = [part if part in LIBRARIES else f"{part}.planted" for part in chain]
    for importer, imported in pairwise(planted):
        graph.add_import(importer=importer, imported=imported)
    return [one.name for one in contracts() if not one.check(graph, verbose=False).kept]


def imports_within(part: str, target: str) -> bool:
    """Whether one of the two lies inside the other, where the contracts have no say."""
    return part.partition(".")[0] == target.partition(".")[0]


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_every_forbidden_import_is_caught_and_no_other(part: str) -> None:
    targets = [one for one in (*MAY_IMPORT, *LIBRARIES) if not imports_within(part, one)]
    caught = {target for target in targets if broken_by(part, target)}
    assert caught == set(targets) - MAY_IMPORT[part]


@pytest.mark.parametrize("chain", CHAINS, ids=" > ".join)
def test_a_forbidden_import_is_caught_behind_an_allowed_one(chain: tuple[str, ...]) -> None:
    assert broken_by(*chain)


# What of `integrity` knows of no report, and who may know of one.
OF_NO_REPORT = {"vault", "door", "pixels", "notices"}
SEALED_SIDE = {
    "integrity", "handlers.integrity", "web.integrity", "web.console.integrity",
    "scheduler.integrity", "commands.audit", "commands.retention",
}  # fmt: skip  # two lines read as one list
GENERAL_SIDE = {
    "bot", "bot.line", "cases", "commands", "handlers", "models", "scheduler", "web", "web.console",
}  # fmt: skip  # two lines read as one list


def sealed_modules() -> set[str]:
    """Everything that knows of reports."""
    files = {path.stem for path in (ROOT / "integrity").glob("*.py")} - {"__init__"}
    return {f"integrity.{name}" for name in files - OF_NO_REPORT} | {"models.sealed"}


@cache
def caught_by_the_seal(importer: str, sealed: str) -> bool:
    """Whether the contract of the sealed channel objects to one import."""
    graph = grimp.ImportGraph()
    for module in {*SEALED_SIDE, *sealed_modules(), f"{importer}.planted"}:
        graph.add_module(module)
    graph.add_import(importer=f"{importer}.planted", imported=sealed)
    seal = next(one for one in contracts() if isinstance(one, ProtectedContract))
    return not seal.check(graph, verbose=False).kept


def test_nothing_but_the_sealed_channel_knows_of_reports() -> None:
    """D4, T02: every sealed module, also one that comes to be, from every part of the rest."""
    for sealed in sealed_modules():
        assert {one for one in GENERAL_SIDE if not caught_by_the_seal(one, sealed)} == set()
        assert {one for one in SEALED_SIDE if caught_by_the_seal(one, sealed)} == set()
    assert not caught_by_the_seal("bot", "integrity.vault")


def test_every_part_is_under_contract() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"migrations", "tests"}
    options = read_configuration(str(ROOT / "pyproject.toml"))
    assert packages == set(options["session_options"]["root_packages"])


def test_the_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
