"""Running numbers: none lost, none twice, none skipped, however many lodge at once."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.actors import Citizen
from cases.intake import lodge
from cases.numbers import next_number
from models.case import Case
from models.database import Database
from models.scope import EVERY_OFFICE, within
from tests.factories import (
    NOW,
    OFFICE,
    SLUG,
    Cast,
    a_case,
    a_cast,
    a_code,
    a_complaint,
    a_person,
    an_office,
)

TODAY = date(2026, 3, 10)


def numbers(session: Session, *, prefix: str = "BNA", on: date = TODAY) -> Iterator[int]:
    while True:
        yield int(next_number(session, prefix, on=on).rsplit("-", 1)[1])


def test_numbers_run_from_one(session: Session) -> None:
    taken = [next_number(session, "BNA", on=TODAY) for _ in range(3)]
    assert taken == ["BNA-2569-00001", "BNA-2569-00002", "BNA-2569-00003"]


def test_each_fiscal_year_begins_anew(session: Session) -> None:
    ending, beginning = date(2026, 9, 30), date(2026, 10, 1)
    taken = [next_number(session, "BNA", on=day) for day in (ending, beginning, ending)]
    assert taken == ["BNA-2569-00001", "BNA-2570-00001", "BNA-2569-00002"]


def test_each_office_counts_for_itself(opened: Database) -> None:
    with opened.reading(EVERY_OFFICE) as session:
        taken = []
        for office in ("bangna", "bangrak", "bangna"):
            with within(session, office):
                taken.append(next_number(session, "X", on=TODAY))
    assert taken == ["X-2569-00001", "X-2569-00001", "X-2569-00002"]


def test_a_case_is_numbered_by_bangkoks_date(session: Session) -> None:
    cast = a_cast(session)
    new_year = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)
    case = a_case(Cast(session, cast.citizen, cast.staff, now=new_year))
    assert (case.number, case.received_on) == ("BNA-2570-00001", date(2026, 10, 1))


# ---------------------------------------------------------------------------------- all at once


@pytest.fixture
def reporter(opened: Database) -> Citizen:
    with opened.writing(SLUG) as session:
        return Citizen(a_person(session).id)


class Undone(Exception):
    """Something went wrong after the number was taken."""


def lodged(opened: Database, reporter: Citizen) -> str:
    with opened.writing(SLUG) as session:
        case = lodge(session, a_complaint(), office=OFFICE, by=reporter, code=a_code(), now=NOW)
        return case.number


def lodged_in_vain(opened: Database, reporter: Citizen) -> None:
    with suppress(Undone), opened.writing(SLUG) as session:
        lodge(session, a_complaint(), office=OFFICE, by=reporter, code=a_code(), now=NOW)
        raise Undone


def at_once(count: int, do: Callable[[int], str | None]) -> list[str | None]:
    ready = threading.Barrier(count)

    def wait_and_do(turn: int) -> str | None:
        ready.wait(timeout=30)
        return do(turn)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(wait_and_do, range(count)))


def kept(opened: Database) -> list[int]:
    with opened.reading(SLUG) as session:
        return sorted(int(n.rsplit("-", 1)[1]) for n in session.scalars(select(Case.number)))


def test_lodging_at_once_loses_doubles_and_skips_nothing(
    opened: Database, reporter: Citizen, capsys: pytest.CaptureFixture[str]
) -> None:
    total = 0
    for threads in (1, 2, 4, 8, 16, 64):
        said = at_once(threads, lambda _: lodged(opened, reporter))
        total += threads
        found = kept(opened)
        assert len({*said}) == threads, "nobody is told the same number"
        assert found == list(range(1, total + 1)), "none lost, none twice, none skipped"
    with capsys.disabled():
        kind = opened.engine.dialect.name
        print(f"\n{kind}: {total} complaints by 1 to 64 threads: 0 lost, 0 equal, 0 gaps")


def test_a_lodging_undone_leaves_no_gap(opened: Database, reporter: Citizen) -> None:
    ways = (lodged, lodged_in_vain)
    told = at_once(16, lambda turn: ways[turn % 2](opened, reporter))
    assert told.count(None) == 8
    assert kept(opened) == list(range(1, 9))


def test_two_offices_lodge_at_once(opened: Database) -> None:
    offices = (OFFICE, an_office("bangrak", prefix="BRK"))

    def lodge_in(turn: int) -> str:
        office = offices[turn % 2]
        with opened.writing(office.slug) as session:
            by = Citizen(a_person(session, channel=office.slug).id)
            return lodge(
                session, a_complaint(), office=office, by=by, code=a_code(), now=NOW
            ).number

    taken = sorted(filter(None, at_once(8, lodge_in)))
    assert taken == [f"{p}-2569-0000{n}" for p in ("BNA", "BRK") for n in (1, 2, 3, 4)]
