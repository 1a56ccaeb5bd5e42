"""The daily check of the ways in: believed when seen twice, told once, ticked by a person."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import checking, ticking
from cases.actors import Officer
from cases.checking import FROM, WEB, Fault, News
from cases.errors import NotAllowed
from cases.ticking import Ticked
from models.people import Staff
from models.post import Notice
from models.vocabulary import Entrance, Role
from models.watch import ChannelCheck
from tests.factories import OFFICE, SLUG, STAFF_CHANNEL, TODAY, a_member_of_staff
from texts.catalogue import has
from texts.message import Message

BANGKOK = timedelta(hours=7)
BROKEN = [Fault.REFUSED]


def at(hour: int, minute: int = 0, *, day: int = TODAY.day) -> datetime:
    """A moment of Tuesday, 10 March 2026 (or of another day of that month), as Bangkok tells it."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - BANGKOK


def look(session: Session, now: datetime, **faults: list[Fault]) -> dict[str, News]:
    """A look at every channel that wants one; `office` and `staff` are the two LINE accounts."""
    found = {SLUG: faults.get("office", []), STAFF_CHANNEL: faults.get("staff", [])}
    wanted = checking.to_look_at(session, OFFICE, now=now)
    news = {
        slug: checking.note(session, OFFICE, slug, found.get(slug, []), now=now) for slug in wanted
    }
    session.flush()
    session.expire_all()
    return news


def owed(session: Session, key: str) -> list[uuid.UUID | None]:
    """To whom a word of the check is owed."""
    found = session.scalars(select(Notice).order_by(Notice.created_at, Notice.position))
    return [n.person_id for n in found if n.message["key"] == key]


def by(staff: Staff) -> Officer:
    return Officer.from_row(staff)


def test_every_entrance_is_among_the_ways_of_an_office() -> None:
    """A67, 002:375, 002:455, 002:465: opinions, questions, corruption; in LINE, on the web."""
    ways = checking.ways(OFFICE)
    assert ways[SLUG] == (Entrance.COMPLAINTS, Entrance.OPINIONS, Entrance.INQUIRIES)
    assert ways[STAFF_CHANNEL] == (Entrance.STAFF,)
    assert ways[WEB] == (Entrance.CORRUPTION,)
    assert {one for entrances in ways.values() for one in entrances} == set(Entrance)


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_its_words(fault: Fault) -> None:
    """A69: whoever is told hears what is wrong, in both languages."""
    assert has(fault.value)


@pytest.mark.parametrize(
    ("hour", "minute", "looks"), [(0, 1, False), (7, 29, False), (7, 30, True), (23, 59, True)]
)
def test_the_day_s_look_is_taken_from_half_past_seven_on(
    session: Session, hour: int, minute: int, *, looks: bool
) -> None:
    """A67: late too, when the worker was down in the morning."""
    assert (FROM.hour, FROM.minute) == (7, 30)
    found = checking.to_look_at(session, OFFICE, now=at(hour, minute))
    assert set(found) == (set(checking.ways(OFFICE)) if looks else set())


def test_what_works_is_looked_at_once_a_day(session: Session) -> None:
    """A67: and every entrance has its row, every day."""
    assert set(look(session, at(7, 30)).values()) == {News.NOTHING}
    assert look(session, at(15)) == {}
    assert len(look(session, at(7, 30, day=11))) == 3
    rows = checking.since(session, TODAY)
    assert [row.on for row in rows] == [date(2026, 3, 11)] * 5 + [TODAY] * 5
    assert all(checking.works(row) and row.faults == [] for row in rows)


def test_a_fault_is_believed_when_it_is_seen_twice(session: Session) -> None:
    """A69: a web server that is just starting is no alarm; one alarm a day and channel."""
    assert set(look(session, at(7, 30), office=BROKEN).values()) == {News.NOTHING}
    assert look(session, at(7, 31), office=BROKEN) == {}, "too soon to be another look"
    assert all(checking.works(row) for row in checking.of_day(session, TODAY))
    assert look(session, at(7, 35), office=BROKEN) == {SLUG: News.BROKEN}
    assert {r.channel for r in checking.of_day(session, TODAY) if not checking.works(r)} == {SLUG}
    assert look(session, at(7, 40), office=BROKEN) == {SLUG: News.NOTHING}
    assert look(session, at(7, 30, day=11), office=BROKEN)[SLUG] is News.NOTHING
    assert look(session, at(7, 35, day=11), office=BROKEN) == {SLUG: News.BROKEN}


def test_a_fault_that_passes_at_once_was_none(session: Session) -> None:
    look(session, at(7, 30), office=BROKEN)
    assert look(session, at(7, 35)) == {SLUG: News.NOTHING}
    assert all(row.faults == [] for row in checking.of_day(session, TODAY))
    assert look(session, at(7, 40)) == {}


def test_what_is_mended_is_told_and_stays_on_record(session: Session) -> None:
    """A67: the record is evidence; mending does not rewrite it."""
    look(session, at(7, 30), office=BROKEN)
    look(session, at(7, 35), office=BROKEN)
    assert look(session, at(9)) == {SLUG: News.MENDED}
    assert look(session, at(9, 5)) == {}
    rows = [row for row in checking.of_day(session, TODAY) if row.channel == SLUG]
    assert {tuple(row.faults) for row in rows} == {(Fault.REFUSED.value,)}
    assert all(checking.works(row) for row in rows)


@pytest.mark.parametrize(
    ("roles", "hear"),
    [
        ((Role.ADMIN, Role.PUBLIC_RELATIONS, Role.CENTRE), {Role.ADMIN, Role.PUBLIC_RELATIONS}),
        ((Role.ADMIN, Role.OFFICER), {Role.ADMIN}),
        ((Role.CENTRE, Role.OFFICER, Role.INTEGRITY), {Role.CENTRE}),
        ((Role.OFFICER, Role.DIRECTOR), set()),
    ],
)
def test_the_alarm_is_for_administrator_and_public_relations(
    session: Session, roles: tuple[Role, ...], hear: set[Role]
) -> None:
    """A69: else for the centre; nobody else hears of it."""
    staff = {a_member_of_staff(session, role.value, role=role).person_id: role for role in roles}
    told = checking.tell(session, OFFICE, Message("check.alarm"), now=at(8))
    assert {staff[person] for person in owed(session, "check.alarm") if person} == hear
    assert told == len(hear)


def test_who_is_away_hears_only_when_nobody_else_is_there(session: Session) -> None:
    here, away = (a_member_of_staff(session, name, role=Role.ADMIN) for name in ("here", "away"))
    away.away_until = TODAY
    checking.tell(session, OFFICE, Message("check.alarm"), now=at(8))
    assert owed(session, "check.alarm") == [here.person_id]
    here.active = False
    session.flush()
    checking.tell(session, OFFICE, Message("check.alarm"), now=at(8))
    assert owed(session, "check.alarm")[1:] == [away.person_id]


# ------------------------------------------------------------------------- the person


@pytest.fixture
def press(session: Session) -> Staff:
    """The officer who watches the channels."""
    return a_member_of_staff(session, "press", role=Role.PUBLIC_RELATIONS, unit="ADM")


def test_the_card_comes_once_a_working_day_when_the_machine_is_through(
    session: Session, press: Staff
) -> None:
    """A68: one card, at half past eight or later, to the officer for public relations."""
    a_member_of_staff(session, "centre", role=Role.CENTRE)
    assert not ticking.ask_person(session, OFFICE, now=at(9)), "nothing was looked at yet"
    look(session, at(7, 30))
    asked = [
        ticking.ask_person(session, OFFICE, now=at(*when)) for when in ((8, 29), (8, 30), (9,))
    ]
    assert asked == [False, True, False]
    assert owed(session, "check.tick") == [press.person_id]


@pytest.mark.parametrize(("day", "hour"), [(14, 9), (15, 9), (10, 16), (10, 22)])
def test_no_card_when_the_office_is_closed(
    session: Session, press: Staff, day: int, hour: int
) -> None:
    """Saturday, Sunday, after hours: the machine looks all the same."""
    assert set(look(session, at(7, 30, day=day)).values()) == {News.NOTHING}
    assert not ticking.ask_person(session, OFFICE, now=at(hour, day=day))


def test_the_card_waits_until_a_fault_is_believed_or_gone(session: Session, press: Staff) -> None:
    look(session, at(8, 58), office=BROKEN)
    assert not ticking.ask_person(session, OFFICE, now=at(9))
    look(session, at(9, 3), office=BROKEN)
    assert ticking.ask_person(session, OFFICE, now=at(9, 3))
    (card,) = [n for n in session.scalars(select(Notice)) if n.message["key"] == "check.tick"]
    assert f"{SLUG} complaints {Fault.REFUSED}" in card.message["params"]["lines"].splitlines()
    assert f"{WEB} corruption " in card.message["params"]["lines"].splitlines()


def test_without_public_relations_the_centre_is_asked_and_somebody_always_later(
    session: Session,
) -> None:
    """A68: nobody linked yet is no reason to give the day up."""
    look(session, at(7, 30))
    assert not ticking.ask_person(session, OFFICE, now=at(9))
    centre = a_member_of_staff(session, role=Role.CENTRE)
    assert ticking.ask_person(session, OFFICE, now=at(9, 5))
    assert owed(session, "check.tick") == [centre.person_id]


def tap(session: Session, staff: Staff, *, well: bool, now: datetime) -> Ticked:
    """Somebody's tick on the card of the tenth of March."""
    return ticking.confirm(session, OFFICE, on=TODAY, well=well, by=by(staff), now=now)


def test_one_tap_is_for_all_of_today_s_entrances(session: Session, press: Staff) -> None:
    """A68."""
    look(session, at(7, 30))
    assert tap(session, press, well=True, now=at(9)) is Ticked.WELL
    assert tap(session, press, well=True, now=at(9, 1)) is Ticked.BEFORE
    rows = session.scalars(select(ChannelCheck)).all()
    kept = {(row.confirmed_by, row.confirmed_at, row.confirmed_well) for row in rows}
    assert kept == {(press.id, at(9), True)}
    assert len(rows) == 5


def test_a_problem_found_by_a_person_reaches_the_administrator(
    session: Session, press: Staff
) -> None:
    """A68, A69: also after the first tap said otherwise; and it is not taken back by another."""
    admin = a_member_of_staff(session, "admin", role=Role.ADMIN)
    look(session, at(7, 30))
    said = [
        tap(session, press, well=well, now=at(9, minute))
        for minute, well in enumerate((True, False, False, True))
    ]
    assert said == [Ticked.WELL, Ticked.WRONG, Ticked.WRONG_BEFORE, Ticked.WRONG_BEFORE]
    assert owed(session, "check.person_alarm") == [admin.person_id]
    session.expire_all()
    assert {r.confirmed_well for r in session.scalars(select(ChannelCheck))} == {False}


@pytest.mark.parametrize("day", [9, 11])
def test_another_day_s_card_keeps_nothing(session: Session, press: Staff, day: int) -> None:
    look(session, at(7, 30))
    on = date(2026, 3, day)
    said = ticking.confirm(session, OFFICE, on=on, well=True, by=by(press), now=at(9))
    assert said is Ticked.PAST
    assert {row.confirmed_at for row in session.scalars(select(ChannelCheck))} == {None}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PUBLIC_RELATIONS, Role.CENTRE}))
def test_nobody_else_ticks(session: Session, role: Role) -> None:
    look(session, at(7, 30))
    stranger = by(a_member_of_staff(session, role=role))
    with pytest.raises(NotAllowed):
        ticking.confirm(session, OFFICE, on=TODAY, well=True, by=stranger, now=at(9))
