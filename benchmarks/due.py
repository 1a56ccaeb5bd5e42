"""What it costs to find 100 due cases among 10,000, 100,000 and a million open ones, and to
keep their appointments.

Beside the sweep's own question stand two floors of the same run: the bare statement on the index
that holds only what the clock will ask of, and the same statement without an index.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, text

from bot.service import Service
from cases.followup import due_cases
from handlers.dispatcher import Dispatcher
from models.database import Database, migrate, open_database
from models.scope import EVERY_OFFICE
from models.vocabulary import Role
from scheduler.followups import AT_ONCE, follow_cases_up
from scheduler.jobs import Shift
from tests.factories import SLUG, Clock, a_member_of_staff, a_service
from tests.fakes import FakeLine
from tests.postgres import Home

SIZES: Final = (10_000, 100_000, 1_000_000)
DUE, ROUNDS, LOOKS = 100, 5, 40
NOW: Final = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)  # a Tuesday, ten in the morning in Bangkok
OPENS: Final = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
NOTHING: Final = NOW - timedelta(days=1)  # a moment at which no case is due
BARE: Final = (
    "SELECT office_id, id FROM case_file WHERE due_at <= :now ORDER BY due_at, id LIMIT 200"
)
# The same question, with the planner kept from the index.
SCAN: Final = {
    "sqlite": BARE.replace("case_file", "case_file NOT INDEXED"),
    "postgresql": BARE.replace("due_at <=", "due_at + interval '0' <="),
}


def measure() -> dict[str, Any]:
    """Microseconds a look, milliseconds a sweep; on SQLite, which waits for the disk after each
    case, then on a PostgreSQL for tests, which does not.
    """
    with tempfile.TemporaryDirectory() as folder:
        sqlite = _grow(f"sqlite:///{folder}/due.db")
    home, in_use = Home.make()
    try:
        home.start()
        home.create("due", template="template0")
        postgres = _grow(home.url("due"))
    finally:
        home.leave(in_use)
    return {"due": DUE, "sqlite": sqlite, "postgresql": postgres}


def _grow(url: str) -> dict[str, Any]:
    """The same figures at each size of the register; half of its cases are closed."""
    migrate(url)
    database = open_database(url)
    try:
        with database.writing(SLUG) as session:
            for role in (Role.OFFICER, Role.HEAD, Role.CENTRE):
                a_member_of_staff(session, role, role=role, unit="CIV")
        sizes = zip((0, *SIZES), SIZES, strict=False)
        figures = {f"{size:_}": _figures(database, before, size) for before, size in sizes}
    finally:
        database.close()
    small, large = figures[f"{SIZES[0]:_}"], figures[f"{SIZES[-1]:_}"]
    growth = {n: round(large[n] / small[n], 2) for n in small if "_over_" not in n}
    return {**figures, "growth": growth}


def _figures(database: Database, before: int, size: int) -> dict[str, float]:
    _enter(database, before, size)
    _set_due(database)
    clock = Clock(NOW)
    service = a_service(database, clock, line=FakeLine())
    bare, bare_idle = _bare(database, BARE, NOW), _bare(database, BARE, NOTHING)
    scan = _bare(database, SCAN[database.engine.dialect.name], NOW, looks=1)
    look = _micros(lambda: _look(service))
    clock.now = NOTHING
    idle = _micros(lambda: _look(service))
    clock.now = NOW
    return {
        "bare_us": bare,
        "bare_nothing_due_us": bare_idle,
        "scan_us": scan,
        "look_us": look,
        "look_nothing_due_us": idle,
        "sweep_of_100_ms": _sweeps(database, service),
        "look_over_bare": round(look / bare, 2),
        "scan_over_look": round(scan / look, 2),
    }


def _look(service: Service) -> int:
    """The sweep's own question, with a session of its own."""
    with service.database.reading(EVERY_OFFICE) as session:
        return len(
            due_cases(session, service.offices, now=service.clock(), after=None, at_most=AT_ONCE)
        )


def _bare(database: Database, statement: str, now: datetime, *, looks: int = LOOKS) -> float:
    """What the database itself needs, through its own driver."""
    mark = "?" if database.engine.dialect.name == "sqlite" else "%s"
    asked, given = statement.replace(":now", mark), (_said(database, now),)
    with database.engine.connect() as connection:
        cursor = connection.connection.cursor()
        return _micros(lambda: cursor.execute(asked, given).fetchall(), looks=looks)


def _sweeps(database: Database, service: Service) -> float:
    """Keeping 100 appointments, each in its own transaction: history, notices, the next date."""
    dispatcher, times = Dispatcher(service), []
    try:
        shift = Shift(service, dispatcher)
        for _ in range(ROUNDS):
            _set_due(database)
            if _look(service) != DUE:
                raise RuntimeError("the clock does not ask of as many cases as it should")
            times.append(_seconds(lambda: follow_cases_up(shift)))
            if _look(service):
                raise RuntimeError("some cases are still due")
    finally:
        dispatcher.close()
    return round(min(times) * 1000, 1)


def _micros(do: Callable[[], Any], *, looks: int = LOOKS) -> float:
    """The median of the quietest round: what else the machine does meanwhile is not ours."""
    do()
    rounds = [[_seconds(do) for _ in range(looks)] for _ in range(ROUNDS)]
    return round(min(statistics.median(times) for times in rounds) * 1_000_000, 1)


def _seconds(do: Callable[[], Any]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


# ------------------------------------------------------------------------- the register

# Every second case is closed and never asked of again; of the open ones the first hundred wait for
# their first reminder, all others come to something on one of the fifteen days after.
ENTER: Final = """
INSERT INTO case_file (office_id, id, number, code_digest, track, category, state, unit,
    officer_id, origin, channel, received_at, received_on, promised_on, first_promised_on, told_on,
    followed_until, due_at, closed_at, reopened, version)
WITH {numbers}
SELECT :office, {id}, kind || i, kind || i, 'G', 'road', state, 'CIV', :officer, 'reported', 'line',
    {at}, {received}, {promised}, {promised}, {received}, {at}, due, closed, 0, 1
FROM (
    SELECT i, 'N' AS kind, 'in_progress' AS state, {later} AS due, {never} AS closed FROM numbers
    UNION ALL SELECT i, 'C', 'closed', {never}, {at} FROM numbers
) AS cases
"""
WORDS: Final = {
    "sqlite": {
        "numbers": "RECURSIVE numbers(i) AS"
        " (VALUES(:first) UNION ALL SELECT i + 1 FROM numbers WHERE i < :last)",
        "id": "lower(hex(randomblob(16)))",
        "at": "'2026-03-03 03\\:00\\:00.000000'",
        "received": "'2026-03-03'",
        "promised": "'2026-03-18'",
        "later": "date('2026-03-11', (i % 15) || ' days') || ' 01\\:00\\:00.000000'",
        "never": "NULL",
    },
    "postgresql": {
        "numbers": "numbers AS"
        " (SELECT generate_series(CAST(:first AS int), CAST(:last AS int)) AS i)",
        "id": "gen_random_uuid()",
        "at": "timestamptz '2026-03-03 03\\:00Z'",
        "received": "date '2026-03-03'",
        "promised": "date '2026-03-18'",
        "later": "timestamptz '2026-03-11 01\\:00Z' + (i % 15) * interval '1 day'",
        "never": "CAST(NULL AS timestamptz)",
    },
}
AGAIN: Final = text(
    "UPDATE case_file SET due_at = :due, followed_until = :until WHERE number IN :numbers"
).bindparams(bindparam("numbers", expanding=True))


def _enter(database: Database, before: int, size: int) -> None:
    """Enter cases within the database itself: row by row it would take minutes."""
    statement = ENTER.format(**WORDS[database.engine.dialect.name])
    with database.engine.begin() as connection:
        officer = connection.execute(text("SELECT id FROM staff WHERE role = 'officer'")).scalar()
        given = {"first": before + 1, "last": size, "office": SLUG, "officer": officer}
        connection.execute(text(statement), given)
        connection.execute(text("ANALYZE case_file"))


def _set_due(database: Database) -> None:
    """The first hundred come to their first reminder again."""
    given = {"due": _said(database, OPENS), "until": _said(database, OPENS - timedelta(days=1))}
    with database.engine.begin() as connection:
        connection.execute(AGAIN, {**given, "numbers": [f"N{i + 1}" for i in range(DUE)]})


def _said(database: Database, moment: datetime) -> datetime | str:
    """SQLite keeps moments as text, in UTC."""
    kept_as_text = database.engine.dialect.name == "sqlite"
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if kept_as_text else moment
