"""What goes wrong is told by kind and place, never by the words somebody typed (T37 to T39)."""

import logging
import re
from collections.abc import Iterator
from typing import Final

import pytest
from werkzeug.routing import Rule

from config.settings import ConfigFaults, Settings
from models.database import Database, open_database
from models.vocabulary import Role
from tests.security.conftest import Figure
from tests.security.doors import Building, build

CANARY: Final = "นกแก้วสีม่วง-5417"
FORGED: Final = f"{CANARY}\nERROR forged line\x1b[31m\u202e"
CODE: Final = "12345678901234567890"
TYPED: Final = (
    "account",
    "who",
    "name",
    "password",
    "code",
    "text",
    "number",
    "welcome",
    "receipt",
)


@pytest.fixture
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Building]:
    """The whole web over a database without a table: whatever asks it anything fails."""
    folder = tmp_path_factory.mktemp("broken")
    database: Database = open_database(f"sqlite:///{folder / 'empty.db'}")
    building = build(database)
    building.app.config["PROPAGATE_EXCEPTIONS"] = False  # as a server does, not as a test does
    yield building
    database.close()


def addresses(building: Building) -> list[tuple[str, Rule]]:
    """Every view of every part, with something typed wherever its address takes a value."""
    return [
        (method, rule)
        for rule in building.app.url_map.iter_rules()
        for method in sorted(rule.methods or ())
        if method in {"GET", "POST"}
    ]


def written(caplog: pytest.LogCaptureFixture) -> str:
    """Everything a log could show of what was recorded, also to a careless formatter."""
    return "\n".join(
        f"{record.getMessage()} {record.args} {record.exc_info} {record.exc_text}"
        for record in caplog.records
    )


def test_no_view_that_fails_logs_what_was_typed(
    broken: Building, caplog: pytest.LogCaptureFixture, figure: Figure
) -> None:
    """T37: every view, a failing database, canaries in form, address and headers."""
    tried = failed = 0
    with caplog.at_level(logging.DEBUG):
        for method, rule in addresses(broken):
            path = re.sub(r"<[^>]+>", CANARY, rule.rule)
            steps: tuple[str, ...] = ("check", "send", "x") if method == "POST" else ("",)
            for step in steps:
                form = {**dict.fromkeys(TYPED, FORGED), "office": "huaikhwang", "step": step}
                answer = broken.browser().open(
                    path,
                    method=method,
                    query_string={"code": CANARY},
                    data={**form, "code": CODE} if method == "POST" else None,
                    headers={"User-Agent": CANARY, "X-Line-Signature": "c2lnbmF0dXJl"},
                )
                tried += 1
                failed += answer.status_code == 500
    log = written(caplog)
    assert failed >= 3, "the database really failed"
    assert log.count("request_failed") == failed
    for marker in (CANARY, CODE, "forged", "\x1b", "\u202e", "c2lnbmF0dXJl"):
        assert marker not in log
    assert all("\n" not in record.getMessage() for record in caplog.records)
    figure("T37", f"0 canaries in the log of {tried} requests, {failed} of which failed")


def test_a_name_that_looks_like_a_log_line_makes_none(
    caplog: pytest.LogCaptureFixture, opened: Database, figure: Figure
) -> None:
    """T38: typed at the console's door, where what happens is logged."""
    building = build(opened)
    member = building.resident("somebody", Role.OFFICER)
    with caplog.at_level(logging.DEBUG):
        for name in (FORGED, "somebody\r\nINFO console_login result=entered", "%s %d %(x)s"):
            member.log_in(name=name)
    assert caplog.records, "trying is logged"
    lines = written(caplog).splitlines()
    assert len(lines) == len(caplog.records), "one line an event"
    assert not any(re.search(r"forged|somebody|\x1b|\u202e|%\(x\)s", line) for line in lines)
    figure("T38", f"{len(caplog.records)} events, {len(lines)} lines")


@pytest.mark.parametrize(
    ("production", "debugging", "refused"),
    [
        ("1", "1", True),
        ("1", "true", True),
        ("1", "0", False),
        ("0", "1", False),
        ("1", "", False),
    ],
)
def test_production_refuses_to_debug(
    production: str, debugging: str, refused: bool, figure: Figure
) -> None:
    """T39: the process does not start, and says which variable is wrong."""
    with pytest.raises(ConfigFaults) as faults:  # nothing else is set, so others are told too
        Settings.from_env({"SAISAAT_PRODUCTION": production, "FLASK_DEBUG": debugging})
    assert any("FLASK_DEBUG" in fault for fault in faults.value.faults) is refused
    figure("T39", "production with debugging on refuses to start")
