"""Nothing goes silent: three months of three offices, with everything that goes wrong in them; the
figures are printed.
"""

import uuid
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from models.case import Case, CaseEvent
from models.database import open_database
from models.post import Notice
from models.scope import EVERY_OFFICE
from models.vocabulary import OPEN, Action, NoticeState
from tests.chaos import year_count, year_rows
from tests.chaos.year import Year
from tests.chaos.year_plan import FEW_STEPS, Plan

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

# Over New Year and the leap day; few pushes a month, so that the quota is felt.
BEGINS, ASLEEP, LEAVING = date(2027, 12, 20), date(2028, 1, 26), date(2028, 2, 17)
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
    figures = a_year(database, cases=34, days=72).run()
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
    that did nothing, a LINE that takes the same call twice, and rows broken by hand.
    """
    year = a_year(sqlite_database, cases=20, days=50)
    year.network.keys_kept = timedelta()
    assert year.run().notices_doubled > 0
    never = datetime(2000, 1, 1, tzinfo=UTC)
    pretended = sorted([*year.done, year.asleep[1] - timedelta(hours=1)])
    database = open_database(sqlite_database)
    try:
        with database.writing(EVERY_OFFICE) as session:
            _break_rows(session)
        with database.reading(EVERY_OFFICE) as session:
            found = year_count.tally(
                session, year.offices, year_count.Rounds(pretended, (never, never))
            )
            assert year_rows.without_owner(session) == 1
            assert year_rows.stuck(session, year.clock.now) == 1
            assert len(year_rows.unseen(session, Counter(), defaultdict(str))) > 1
    finally:
        database.close()
    assert found.missed > 0
    assert found.twice == 1
    assert found.silent["silent on day 16"] > 0


def _break_rows(session: Session) -> None:
    """A case loses its owner, a notice its end, and one appointment is kept once more."""
    case = session.scalars(select(Case).where(Case.state.in_(OPEN)).limit(1)).one()
    case.officer_id = None
    sent = select(Notice).where(Notice.outgoing_id.is_not(None)).limit(1)
    session.scalars(sent).one().state = NoticeState.WAITING
    reminded = select(CaseEvent).where(CaseEvent.action == Action.REMIND).limit(1)
    kept = session.scalars(reminded).one()
    values = {c.key: getattr(kept, c.key) for c in inspect(CaseEvent).column_attrs}
    session.add(CaseEvent(**{**values, "id": uuid.uuid4(), "position": 1000}))
