"""What every security test may ask for: a place for its figure, an opened database, a keyring.

`make check-security` gathers the figures of all tests that passed into docs/security-figures.md.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from integrity.keyring import Keyring
from models.database import Database, open_database

OFFICE = "huaikhwang"
FIGURE = "figure"

Figure = Callable[[str, str], None]

HEADING = """# Security figures

What the tests in `tests/security` measured when they last passed. Written by `make check-security`;
the numbers are those of the test catalogue.

| test | figure |
|---|---|
"""


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """Keeps one line of figures for a T-number: `figure("T20", "0 violations in 44 policies")`."""

    def keep(number: str, line: str) -> None:
        assert re.fullmatch(r"T\d{2,3}", number), number
        assert line.strip(), number
        request.node.user_properties.append((FIGURE, (number, " ".join(line.split()))))

    return keep


@pytest.fixture
def opened(database: str) -> Iterator[Database]:
    """A fresh, migrated database; the test runs once on each kind."""
    opened = open_database(database)
    yield opened
    opened.close()


@pytest.fixture
def keyring() -> Keyring:
    """A keyring with one root key."""
    return Keyring.of(bytes(range(32)))


# ------------------------------------------------------------------------- the report


class Report:
    """Gathers the figures of the tests that passed, from parallel workers too."""

    def __init__(self) -> None:
        self.lines: set[tuple[str, str]] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            for name, value in report.user_properties:
                if name == FIGURE and isinstance(value, tuple | list):  # a list once transported
                    self.lines.add((value[0], value[1]))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for number, line in self.sorted():
            terminalreporter.write_line(f"{number}  {line}")

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        wanted = os.environ.get("SAISAAT_FIGURES")
        if wanted and exitstatus == pytest.ExitCode.OK:
            rows = "".join(f"| {number} | {line} |\n" for number, line in self.sorted())
            Path(wanted).write_text(HEADING + rows, "utf-8")

    def sorted(self) -> list[tuple[str, str]]:
        return sorted(self.lines, key=lambda row: (int(row[0][1:]), row[1]))


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # a parallel worker's figures come with its reports
        config.pluginmanager.register(Report(), "security-figures")
