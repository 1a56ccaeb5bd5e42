"""The office guard: a session sees and writes its own office's rows, whatever the statement."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, exists, func, insert, literal, select, union_all, update
from sqlalchemy.orm import Session, aliased

from models.base import Base, OfficeOwned
from models.case import Counter
from models.database import Database
from models.people import Attempts
from models.post import Heartbeat
from models.scope import EVERY_OFFICE, ScopeError, confine, within
from models.statements import add_if_absent, change
from tests.factories import NOW

OURS, THEIRS = "bangna", "bangrak"
KEY = {"series": "X", "fiscal_year": 2569}
Read = Callable[[Session], Any]


@pytest.fixture
def offices(opened: Database) -> Database:
    """One counter in each of two offices; theirs stands at 7."""
    for office, value in ((OURS, 1), (THEIRS, 7)):
        with opened.writing(office) as session:
            session.add(Counter(**KEY, value=value))
    with opened.writing(EVERY_OFFICE) as session:
        session.add(Heartbeat(name="worker", beat_at=NOW))
    return opened


Other = aliased(Counter)
READS: dict[str, tuple[Read, Any]] = {
    "rows": (lambda s: [c.value for c in s.scalars(select(Counter))], [1]),
    "columns": (lambda s: s.scalars(select(Counter.value)).all(), [1]),
    "alias": (lambda s: [c.value for c in s.scalars(select(Other))], [1]),
    "count": (lambda s: s.scalar(select(func.count()).select_from(Counter)), 1),
    "count a column": (lambda s: s.scalar(select(func.count(Counter.value))), 1),
    "sum": (lambda s: s.scalar(select(func.sum(Counter.value))), 1),
    "exists": (lambda s: s.scalar(select(exists().where(Counter.value == 7))), False),
    "subquery": (lambda s: s.scalars(select(select(Counter.value).subquery().c[0])).all(), [1]),
    "scalar subquery": (
        lambda s: s.scalar(select(select(func.max(Counter.value)).scalar_subquery())),
        1,
    ),
    "with": (lambda s: s.scalars(select(select(Counter.value).cte().c[0])).all(), [1]),
    "union": (
        lambda s: s.scalars(union_all(select(Counter.value), select(Counter.value))).all(),
        [1, 1],
    ),
    "join": (
        lambda s: s.scalars(
            select(Counter.value).join(Heartbeat, Heartbeat.name == "worker")
        ).all(),
        [1],
    ),
    "join of a table without offices": (
        lambda s: s.scalars(
            select(Counter.value).select_from(Heartbeat).join(Counter, literal(True))
        ).all(),
        [1],
    ),
    "query": (lambda s: s.query(Counter).count(), 1),
    "get theirs": (lambda s: s.get(Counter, (THEIRS, *KEY.values())), None),
    "ask for theirs": (
        lambda s: s.scalars(select(Counter).where(Counter.office_id == THEIRS)).all(),
        [],
    ),
}


def test_every_way_of_reading_sees_ones_own_office_only(offices: Database) -> None:
    with offices.reading(OURS) as session:
        found = {how: read(session) for how, (read, _) in READS.items()}
    assert found == {how: expected for how, (_, expected) in READS.items()}


def test_nothing_is_read_without_an_office(offices: Database) -> None:
    for read, _ in READS.values():
        with Session(offices.engine) as session, pytest.raises(ScopeError):
            read(session)


def test_a_sweep_says_that_it_sees_every_office(offices: Database) -> None:
    with offices.reading(EVERY_OFFICE) as session:
        assert sorted(session.scalars(select(Counter.value))) == [1, 7]
        with within(session, OURS):
            assert session.scalars(select(Counter.value)).all() == [1]
        assert len(session.scalars(select(Counter)).all()) == 2, "and sees them all again"


WRITES: dict[str, Read] = {
    "update": lambda s: s.execute(update(Counter).values(value=99)),
    "update theirs": lambda s: s.execute(
        update(Counter).where(Counter.office_id == THEIRS).values(value=99)
    ),
    "delete theirs": lambda s: s.execute(delete(Counter).where(Counter.office_id == THEIRS)),
    "change": lambda s: change(s, update(Counter).values(value=99)),
    "update from a subquery": lambda s: s.execute(
        update(Counter).values(value=select(func.max(Counter.value)).scalar_subquery())
    ),
    "delete": lambda s: s.execute(delete(Counter)),
}


def test_a_statement_writes_ones_own_office_only(offices: Database) -> None:
    for how, write in WRITES.items():
        with offices.reading(OURS) as session:
            write(session)
            confine(session, THEIRS)
            assert session.scalars(select(Counter.value)).all() == [7], how


def test_no_statement_writes_without_an_office(offices: Database) -> None:
    for write in WRITES.values():
        with Session(offices.engine) as session, pytest.raises(ScopeError):
            write(session)


def a_counter(office: str | None = None) -> Counter:
    return Counter(office_id=office, series="Y", fiscal_year=2569, value=0)


def test_a_new_row_gets_the_sessions_office(offices: Database) -> None:
    with offices.reading(OURS) as session:
        row = a_counter()
        session.add(row)
        session.flush()
        assert row.office_id == OURS


@pytest.mark.parametrize(("office", "row_of"), [(OURS, THEIRS), (None, OURS), (None, None)])
def test_no_row_of_another_office_is_added(
    offices: Database, office: str | None, row_of: str | None
) -> None:
    with Session(offices.engine) as session:
        if office is not None:
            confine(session, office)
        session.add(a_counter(row_of))
        with pytest.raises(ScopeError):
            session.flush()


@pytest.mark.parametrize("how", ["change", "move", "delete"])
def test_no_loaded_row_of_another_office_is_written(offices: Database, how: str) -> None:
    with offices.reading(THEIRS) as session:
        row = session.scalars(select(Counter)).one()
        confine(session, OURS)
        if how == "change":
            row.value = 99
        elif how == "move":
            row.office_id = OURS
            confine(session, THEIRS)
        else:
            session.delete(row)
        with pytest.raises(ScopeError):
            session.flush()


INSERTS: dict[str, Read] = {
    "one": lambda s: s.execute(insert(Counter).values(office_id=THEIRS, **KEY, value=9)),
    "many": lambda s: s.execute(insert(Counter), [{"office_id": THEIRS, **KEY, "value": 9}]),
    "own": lambda s: s.execute(insert(Counter).values(office_id=OURS, **KEY, value=9)),
    "from select": lambda s: s.execute(
        insert(Counter).from_select(
            ["office_id", "series", "fiscal_year", "value"],
            select(literal(THEIRS), Counter.series, literal(2570), Counter.value),
        )
    ),
    "if absent": lambda s: add_if_absent(
        s, Counter, [{"office_id": THEIRS, **KEY, "series": "Z", "value": 9}]
    ),
    "if absent, among ours": lambda s: add_if_absent(
        s,
        Counter,
        [{"office_id": office, **KEY, "series": "Z", "value": 9} for office in (OURS, THEIRS)],
    ),
}


@pytest.mark.parametrize("office", [OURS, None])
def test_an_insert_that_nobody_looked_at_is_refused(offices: Database, office: str | None) -> None:
    for add in INSERTS.values():
        with Session(offices.engine) as session:
            if office is not None:
                confine(session, office)
            with pytest.raises(ScopeError):
                add(session)


def test_rows_are_added_if_absent(offices: Database) -> None:
    rows = [{"office_id": OURS, **KEY, "series": series, "value": 5} for series in ("X", "Y")]
    with offices.reading(OURS) as session:
        add_if_absent(session, Counter, rows)
        found = session.execute(select(Counter.series, Counter.value).order_by(Counter.series))
        assert [tuple(row) for row in found] == [("X", 1), ("Y", 5)]


def test_a_change_tells_how_many_rows_it_found(offices: Database) -> None:
    with offices.reading(OURS) as session:
        here = update(Counter).where(Counter.value == 1).values(value=2)
        assert [change(session, here), change(session, here)] == [1, 0]


def test_every_table_is_an_offices_or_named_here() -> None:
    """A new table without an office must be a decision."""
    shared = {m.class_ for m in Base.registry.mappers if not issubclass(m.class_, OfficeOwned)}
    assert shared == {Heartbeat}
    assert len(list(Base.registry.mappers)) > 10
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, OfficeOwned):
            assert mapper.primary_key[0].name == "office_id", "the office leads every key"


def test_tries_of_one_office_do_not_count_in_another(offices: Database) -> None:
    for office in (OURS, THEIRS):
        with offices.reading(office) as session:
            key = {"office_id": office, "subject": "x", "window": NOW}
            add_if_absent(session, Attempts, [{**key, "count": 1}])
            assert session.scalar(select(func.count()).select_from(Attempts)) == 1
