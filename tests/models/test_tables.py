"""What the tables keep: instants with their zone, words as words, one version at a time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models.case import Case
from models.database import Database, is_migrated, open_database
from models.people import Person
from models.post import Inbound
from models.vocabulary import State
from tests.factories import NOW, SLUG, a_case, a_cast, a_person


def an_event(event_id: str, *, at: datetime = NOW) -> Inbound:
    return Inbound(
        channel=SLUG, event_id=event_id, occurred_at=at, received_at=NOW, due_at=NOW, sealed=b"x"
    )


def test_an_instant_comes_back_as_it_went_in_in_utc(session: Session) -> None:
    instants = {
        "utc": NOW,
        "bangkok": datetime(2026, 3, 10, 10, 0, tzinfo=timezone(timedelta(hours=7))),
        "fine": datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    }
    session.add_all(an_event(name, at=at) for name, at in instants.items())
    session.flush()
    session.expire_all()
    kept = {e.event_id: e.occurred_at for e in session.scalars(select(Inbound))}
    assert kept == instants
    assert {at.utcoffset() for at in kept.values()} == {timedelta(0)}


def test_an_instant_without_a_zone_is_refused(session: Session) -> None:
    session.add(an_event("e", at=NOW.replace(tzinfo=None)))
    with pytest.raises(StatementError, match="time zone"):
        session.flush()


def test_instants_compare_in_the_database_as_they_do_here(session: Session) -> None:
    moments = [NOW + timedelta(microseconds=n) for n in (0, 1, 999_999, 1_000_000)]
    session.add_all(an_event(str(n), at=at) for n, at in enumerate(moments))
    session.flush()
    before = select(Inbound.occurred_at).where(Inbound.occurred_at < moments[2])
    assert sorted(session.scalars(before)) == moments[:2]


def test_the_same_event_is_one_row(session: Session) -> None:
    """T73."""
    session.add(an_event("e"))
    session.flush()
    session.expunge_all()
    session.add(an_event("e"))
    with pytest.raises(IntegrityError):
        session.flush()


def test_of_two_who_change_a_case_at_once_one_is_told(opened: Database) -> None:
    """The second would otherwise undo what the first did."""
    with opened.writing(SLUG) as session:
        number = a_case(a_cast(session)).number
    with opened.reading(SLUG) as slow:
        case = slow.scalars(select(Case).where(Case.number == number)).one()
        version = case.version
        slow.commit()
        with opened.writing(SLUG) as fast:
            fast.scalars(select(Case)).one().reopened = 1
        case.state, case.version = State.CLOSED, version
        with pytest.raises(StaleDataError):
            slow.flush()


def test_rows_point_to_rows_of_their_own_office_that_are_there(session: Session) -> None:
    case = a_case(a_cast(session))
    case.officer_id = case.id  # of nobody
    with pytest.raises(IntegrityError):
        session.flush()


def test_an_error_of_the_database_shows_no_values(session: Session) -> None:
    """T37: hide_parameters; what a person wrote or who they are must not reach a log."""
    person = a_person(session, user="U-very-secret")
    session.add(
        Person(
            channel=person.channel,
            user_index=person.user_index,
            user_sealed=b"canary-bytes",
            since=NOW,
        )
    )
    with pytest.raises(DBAPIError) as failed:
        session.flush()
    statement = str(failed.value).split("DETAIL")[0]
    assert "canary-bytes" not in statement
    assert person.user_index not in statement


def test_a_transaction_is_kept_whole_or_not_at_all(opened: Database) -> None:
    class Stop(Exception):
        pass

    def write_and_stop() -> None:
        with opened.writing(SLUG) as session:
            session.add(an_event("e"))
            session.flush()
            raise Stop

    with pytest.raises(Stop):
        write_and_stop()
    with opened.writing(SLUG) as session:
        assert session.scalars(select(Inbound)).all() == []
        session.add(an_event("kept"))
    with opened.reading(SLUG) as session:
        assert session.scalars(select(Inbound.event_id)).all() == ["kept"]


def test_reading_keeps_nothing(opened: Database) -> None:
    with opened.reading(SLUG) as session:
        session.add(an_event("e"))
        session.flush()
    with opened.reading(SLUG) as session:
        assert session.scalars(select(Inbound)).all() == []


def test_a_reader_is_not_held_up_by_a_writer(opened: Database) -> None:
    with opened.writing(SLUG) as writer:
        writer.add(an_event("e"))
        writer.flush()
        with opened.reading(SLUG) as reader:
            assert reader.scalars(select(Inbound)).all() == []


def test_the_schema_is_the_codes(opened: Database) -> None:
    assert is_migrated(opened.engine)


def test_an_empty_database_is_not_migrated(empty_database: str) -> None:
    opened = open_database(empty_database)
    assert not is_migrated(opened.engine)
    opened.close()
