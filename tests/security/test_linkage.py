"""What somebody who holds the database and every log can join: no report to a person (T33)."""

import logging
import random
import statistics
import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final, cast

import pytest
from sqlalchemy import Table, func, select

from cases.deadlines import BANGKOK, local_date
from integrity.keyring import Keyring
from models import sealed
from models.base import Base
from models.database import open_database
from models.people import Person
from models.post import Inbound
from models.vocabulary import Mode
from tests.security.conftest import OFFICE, Figure
from tests.security.reports import Desk

USERS_A_DAY: Final = 50
DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Report:
    """What really happened, which only the test knows."""

    number: str
    by: str
    at: datetime


@pytest.fixture
def desk(sqlite_database: str, keyring: Keyring) -> Any:
    database = open_database(sqlite_database)
    desk = Desk(database, keyring)
    desk.member()
    yield desk
    database.close()


def a_day_passes(desk: Desk, chance: random.Random) -> Report:
    """Fifty people write to the office in LINE; one of them then reports on the web.

    The attacker is given more than there is: whom a settled event came from is in truth deleted.
    """
    midnight = datetime.combine(desk.today, datetime.min.time(), BANGKOK)
    present = {
        f"person-{chance.getrandbits(60)}": midnight
        + timedelta(minutes=chance.randrange(420, 1200))
        for _ in range(USERS_A_DAY)
    }
    with desk.database.writing(OFFICE) as session:
        for index, at in present.items():
            session.add(
                Person(
                    id=uuid.uuid4(), channel="huaikhwang", user_index=index,
                    user_sealed=b"", since=at.astimezone(UTC),
                )
            )  # fmt: skip  # a row of a table
            session.add(
                Inbound(
                    channel="huaikhwang", event_id=uuid.uuid4().hex, person_index=index,
                    occurred_at=at.astimezone(UTC), received_at=at.astimezone(UTC),
                    due_at=at.astimezone(UTC), settled_at=at.astimezone(UTC),
                )
            )  # fmt: skip  # a row of a table
    reporter = chance.choice(sorted(present))
    lodged, _ = desk.lodge(mode=Mode.WEB)
    desk.passes(1)
    return Report(lodged.number, reporter, present[reporter])


def days_told(desk: Desk) -> dict[str, set[date]]:
    """For every report, every moment that any row of it tells: the attacker reads them all."""
    numbers: dict[uuid.UUID, str] = {}
    told: dict[str, set[date]] = defaultdict(set)
    for row in desk.rows(sealed.Disclosure.__table__):
        numbers[row.id] = row.number
        told[row.number].add(row.received_on)
    tables = [cast("Table", mapper.local_table) for mapper in Base.registry.mappers]
    for table in tables:
        for row in desk.rows(table):
            report = numbers.get(getattr(row, "disclosure_id", None) or uuid.UUID(int=0))
            times = [value for value in row if isinstance(value, datetime)]
            assert report is None or not times, f"{table.name} tells a time of a report"
    return told


def candidates(desk: Desk, days: set[date]) -> set[str]:
    """Who could have made a report of these days, as far as the general tables tell."""
    with desk.database.reading(OFFICE) as session:
        seen = session.execute(select(Inbound.person_index, Inbound.occurred_at)).all()
    return {index for index, at in seen if index is not None and local_date(at) in days}


def test_whoever_holds_database_and_logs_finds_a_whole_day_of_people_for_each_report(
    desk: Desk, caplog: pytest.LogCaptureFixture, figure: Figure
) -> None:
    """T33: as many candidates as people wrote that day; with a time to the minute most were one."""
    chance = random.Random(3)
    with caplog.at_level(logging.DEBUG):
        reports = [a_day_passes(desk, chance) for _ in range(DAYS)]
    assert not caplog.records, "a line with a time would be the missing column"
    told = days_told(desk)
    sizes = [len(candidates(desk, told[report.number])) for report in reports]
    alone = sum(size == 1 for size in sizes) / len(sizes)
    assert all(report.by in candidates(desk, told[report.number]) for report in reports)
    assert statistics.median(sizes) >= USERS_A_DAY
    assert alone < 0.01
    minute = [len(within_a_minute(desk, report.at)) for report in reports]
    assert sum(size == 1 for size in minute) / len(minute) > 0.5, "the attack itself works"
    figure(
        "T33",
        f"median k = {statistics.median(sizes):.0f} at {USERS_A_DAY} people a day,"
        f" {alone:.0%} unique (kept to the minute: median k = {statistics.median(minute):.0f},"
        f" {sum(size == 1 for size in minute) / len(minute):.0%} unique)",
    )


def within_a_minute(desk: Desk, at: datetime) -> set[str]:
    """The same attack on a service that keeps when a report came."""
    near = (at - timedelta(minutes=1), at + timedelta(minutes=1))
    with desk.database.reading(OFFICE) as session:
        found = select(Inbound.person_index).where(Inbound.occurred_at.between(*near))
        return {index for index in session.scalars(found) if index is not None}


def test_the_order_of_rows_does_not_tell_the_order_of_reports(desk: Desk, figure: Figure) -> None:
    """T33, T34: read as the database keeps them, reports of one day come in no order of arrival."""
    arrived = [desk.lodge()[0].number for _ in range(40)]
    kept = [row.number for row in desk.rows(sealed.Disclosure.__table__)]
    rising = sum(arrived.index(a) < arrived.index(b) for a, b in pairwise(kept))
    assert sorted(kept) == sorted(arrived)
    assert 8 < rising < 32  # of 39 neighbours; half by chance, outside these once in 10,000 runs
    with desk.database.reading(OFFICE) as session:
        assert session.scalar(select(func.count()).select_from(Inbound)) == 0
    figure("T33", f"40 reports of one day: {rising} of 39 neighbours in order (half by chance)")
