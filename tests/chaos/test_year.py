"""Nothing goes silent: three months of three offices, with everything that goes wrong in them; the
figures are printed.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from models.database import open_database
from models.scope import EVERY_OFFICE
from tests.chaos import year_count
from tests.chaos.year import Year
from tests.chaos.year_plan import FEW_STEPS, Plan

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

# Over New Year and the leap day; few pushes a month, so that the quota is felt.
BEGINS, ASLEEP, LEAVING = date(2027, 12, 20), date(2028, 1, 26), date(2028, 2, 24)
LIMITS: Final = {"huaikhwang": 30, "huaikhwang-staff": 40}


def a_year(database: str, *, cases: int, days: int) -> Year:
    return Year(
        database,
        Plan(
            cases=cases,
            begins=BEGINS,
            days=days,
            asleep=ASLEEP,
            leaving=LEAVING,
            steps=FEW_STEPS,
            limits=LIMITS,
            trouble=0.015,
        ),
    )


def test_nothing_goes_silent(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A32 A40 A41 A45 A47 T107: power cuts, two workers, a week without any, LINE failing, people
    away, dismissed, blocked; every case has an owner, every silence an end, every notice a fate.

    `make bench` runs it with 2,000 cases through a year on each database.
    """
    figures = a_year(database, cases=40, days=84).run()
    with capsys.disabled():
        print(f"\nyear on {database.partition(':')[0]}:\n{figures}")
    assert figures.examples == []
    assert figures.errors == {}
    assert figures.without_owner == 0
    assert figures.silent_day_16 == figures.silent_for_too_long == 0
    assert figures.appointments_twice == figures.appointments_missed == 0
    assert figures.notices_doubled == figures.words_doubled == 0
    assert figures.notices_without_end == figures.sent_but_unseen == 0
    assert figures.power_cuts > 0
    assert figures.happened["restarts"] > 0
    assert figures.happened["rounds with two workers"] > 0
    assert all(figures.appointments[step] > 0 for step in ("remind", "apologise", "escalate"))


def test_the_year_would_notice(sqlite_database: str) -> None:
    """Whoever counts nothing finds nothing: the same counters find a week nobody admits to, rounds
    that did nothing, and a LINE that takes the same call twice.
    """
    year = a_year(sqlite_database, cases=20, days=50)
    year.network.keys_kept = timedelta()
    figures = year.run()
    assert figures.notices_doubled > 0
    never = datetime(2000, 1, 1, tzinfo=UTC)
    awake = year_count.Rounds(
        sorted([*year.done, year.asleep[1] - timedelta(hours=1)]), (never, never)
    )
    database = open_database(sqlite_database)
    with database.reading(EVERY_OFFICE) as session:
        found = year_count.tally(session, year.offices, awake)
    database.close()
    assert found.missed > 0
    assert sum(found.silent.values()) > 0
