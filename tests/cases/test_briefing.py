"""The monthly brief over a real history: the month's edge, once, frozen, signed (A90)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import briefing, correspondence, work
from cases.actors import Officer
from cases.brief import Figures
from cases.deadlines import BANGKOK
from cases.errors import NotAllowed, NotFound
from cases.history import Words
from models.database import Database
from models.people import Staff
from models.post import Notice
from models.vocabulary import NoticeState, Role
from models.watch import Brief
from tests.factories import OFFICE, SLUG, Cast, a_case, a_cast, a_member_of_staff

MARCH = date(2026, 3, 1)
APRIL_1 = datetime(2026, 4, 1, 2, 30, tzinfo=UTC)  # half past nine in Bangkok, a Wednesday


@pytest.fixture
def writing(opened: Database) -> Iterator[Session]:
    """A transaction that a test may write in."""
    with opened.writing(SLUG) as session:
        yield session


def at(cast: Cast, moment: datetime) -> Cast:
    return replace(cast, now=moment)


def bangkok(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BANGKOK)


def a_director(session: Session, name: str = "อำนวย", **more: bool) -> Staff:
    return a_member_of_staff(session, name, role=Role.DIRECTOR, unit="ADM", **more)


@pytest.mark.parametrize(
    ("received", "counts"),
    [
        (bangkok(2, 28, 23, 59), False),
        (bangkok(3, 1, 0), True),
        (bangkok(3, 31, 23, 59), True),
        (bangkok(4, 1, 0), False),
    ],
)
def test_the_month_begins_and_ends_at_midnight_in_bangkok(
    session: Session, received: datetime, counts: bool
) -> None:
    """A48 A90: seven hours before midnight of the servers' clock."""
    a_case(at(a_cast(session), bangkok(2, 1, 9)))
    a_case(at(a_cast(session), received))
    made = briefing.reckon(session, MARCH, now=APRIL_1)
    assert made is not None
    assert made.received == int(counts)


def test_the_figures_come_from_what_people_did(session: Session) -> None:
    """A90: lodged, explained, resolved, closed, rated: each through the office's own verbs."""
    cast = at(a_cast(session), bangkok(3, 2, 9))
    done, late = a_case(cast), a_case(cast)
    for_officer = at(cast, bangkok(3, 9, 9)).as_officer()
    work.accept(session, done, **for_officer)
    work.resolve(session, done, Words("ซ่อมแล้ว"), attachments=(), **for_officer)
    citizen = at(cast, bangkok(3, 10, 9)).as_citizen()
    correspondence.close(session, done, **citizen)
    correspondence.rate(session, done, 5, **citizen)
    work.accept(session, late, **for_officer)
    work.explain(session, late, Words("รออะไหล่นาน"), new_date=date(2026, 3, 27), **for_officer)
    made = briefing.reckon(session, MARCH, now=APRIL_1)
    assert made is not None
    assert (made.received, made.finished, made.carried) == (2, 1, 1)
    assert (made.days_to_finish, made.rated, made.stars, made.content) == (7, 1, 5, 1)
    assert (made.overdue, made.unexplained, made.worst[0].days) == (1, 0, 5)
    assert (made.worst[0].number, made.worst[0].explained) == (late.number, True)
    assert [unit.unit for unit in made.units] == ["CIV"]


def test_an_office_without_a_case_yet_has_no_brief(session: Session) -> None:
    """A90: and one whose cases all came since has none on the months before."""
    assert briefing.reckon(session, MARCH, now=APRIL_1) is None
    a_case(at(a_cast(session), bangkok(4, 1, 8)))
    assert briefing.reckon(session, MARCH, now=APRIL_1) is None


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (bangkok(3, 1, 12), None),  # a Sunday
        (bangkok(3, 2, 8, 59), None),
        (bangkok(3, 2, 9), date(2026, 2, 1)),
        (bangkok(3, 2, 20), None),  # the office is closed: nobody is written to
        (bangkok(3, 20, 10), date(2026, 2, 1)),  # late, because nothing ran before
        (bangkok(1, 1, 10), None),  # New Year's Day
        (bangkok(1, 2, 10), None),  # an extra holiday of the government in 2026
        (bangkok(1, 5, 9), date(2025, 12, 1)),
    ],
)
def test_it_is_due_on_the_first_working_day_at_nine(moment: datetime, month: date | None) -> None:
    """A90 A48."""
    office = replace(OFFICE, clocks=replace(OFFICE.clocks, extra_holidays=(date(2026, 1, 2),)))
    assert briefing.month_due(office, now=moment) == month


def made(session: Session, *, now: datetime = APRIL_1) -> Figures:
    figures = briefing.reckon(session, MARCH, now=now)
    assert figures is not None
    return figures


def test_it_is_kept_once_and_stays_as_it_was(opened: Database) -> None:
    """A90: a second worker finds it there; what happens afterwards changes nothing."""
    with opened.writing(SLUG) as session:
        cast = at(a_cast(session), bangkok(3, 2, 9))
        case = a_case(cast)
        director = a_director(session)
        first = made(session)
        assert briefing.keep(session, OFFICE, first, now=APRIL_1)
        again = APRIL_1 + timedelta(seconds=1)
        assert not briefing.keep(session, OFFICE, made(session, now=again), now=again)
    with opened.writing(SLUG) as session:
        work.accept(session, session.merge(case), **at(cast, APRIL_1).as_officer())
        a_case(at(a_cast(session), bangkok(3, 30, 9)))
    with opened.reading(SLUG) as session:
        row = briefing.find(session, MARCH, by=Officer.from_row(director), today=APRIL_1.date())
        assert Figures.from_json(row.figures) == first
        told = [n for n in session.scalars(select(Notice)) if n.message["key"] == "brief.ready"]
        assert [(n.person_id, n.state) for n in told] == [(director.person_id, NoticeState.WAITING)]


def test_a_director_without_line_is_told_on_paper(writing: Session) -> None:
    """A90: the brief is there all the same, and that it could not be told is on record."""
    a_case(at(a_cast(writing), bangkok(3, 2, 9)))
    a_director(writing, is_linked=False)
    assert briefing.keep(writing, OFFICE, made(writing), now=APRIL_1)
    writing.flush()
    told = [n.state for n in writing.scalars(select(Notice)) if n.message["key"] == "brief.ready"]
    assert told == [NoticeState.NO_ADDRESS]
    assert len(writing.scalars(select(Brief)).all()) == 1


def test_the_director_or_who_stands_in_signs_and_only_once(writing: Session) -> None:
    """A90: whoever else taps is refused; a second signature changes nothing."""
    a_case(at(a_cast(writing), bangkok(3, 2, 9)))
    director = a_director(writing)
    deputy = a_member_of_staff(writing, "รอง", role=Role.CENTRE, unit="ADM")
    briefing.keep(writing, OFFICE, made(writing), now=APRIL_1)
    standing_in = Officer.from_row(deputy)
    with pytest.raises(NotAllowed):
        briefing.sign(writing, MARCH, by=standing_in, now=APRIL_1)
    director.away_until, director.deputy_id = date(2026, 4, 3), deputy.id
    writing.flush()
    assert briefing.sign(writing, MARCH, by=standing_in, now=APRIL_1)
    later = APRIL_1 + timedelta(hours=1)
    assert not briefing.sign(writing, MARCH, by=Officer.from_row(director), now=later)
    row = briefing.find(writing, MARCH, by=Officer.from_row(director), today=date(2026, 4, 1))
    signed = briefing.signature(writing, row)
    assert signed is not None
    assert (signed.by, signed.at) == ("รอง", APRIL_1)


def test_who_stands_in_is_told_in_the_directors_place(writing: Session) -> None:
    """A36 A90."""
    a_case(at(a_cast(writing), bangkok(3, 2, 9)))
    director = a_director(writing)
    deputy = a_member_of_staff(writing, "รอง", role=Role.CENTRE, unit="ADM")
    director.away_until, director.deputy_id = date(2026, 4, 3), deputy.id
    writing.flush()
    briefing.keep(writing, OFFICE, made(writing), now=APRIL_1)
    writing.flush()
    told = [
        n.person_id for n in writing.scalars(select(Notice)) if n.message["key"] == "brief.ready"
    ]
    assert told == [deputy.person_id]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DIRECTOR])
def test_nobody_else_opens_it(light_session: Session, role: Role) -> None:
    """A90 T21: not even those who see every case."""
    somebody = a_member_of_staff(light_session, role=role, unit="ADM")
    with pytest.raises(NotAllowed):
        briefing.find(light_session, None, by=Officer.from_row(somebody), today=date(2026, 4, 1))


def test_a_month_without_a_brief_is_not_found(light_session: Session) -> None:
    director = Officer.from_row(a_director(light_session))
    for month in (None, MARCH):
        with pytest.raises(NotFound):
            briefing.find(light_session, month, by=director, today=date(2026, 4, 1))
