"""Members of staff: invited by a code, linked to LINE, without access the moment they leave."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import queries, staffing
from cases.actors import Officer
from cases.errors import NotFound, TooManyTries
from cases.tracking import WINDOW
from models.database import Database
from models.people import Invite, Staff
from models.vocabulary import Role
from tests.factories import (
    NOW,
    SLUG,
    STAFF_CHANNEL,
    a_case,
    a_cast,
    a_member_of_staff,
    a_person,
    digest,
)


def an_invited(session: Session, name: str = "new") -> tuple[Staff, str]:
    staff = staffing.engage(session, name, role=Role.OFFICER, unit="CIV")
    return staff, staffing.invite(session, staff, digest=digest, now=NOW).plain


def link(session: Session, typed: str, *, by: uuid.UUID | None = None, **time: float) -> Staff:
    person = by or a_person(session, channel=STAFF_CHANNEL).id
    now = NOW + timedelta(**time)
    return staffing.link(session, typed, person, digest=digest, now=now)


def test_a_code_links_once(session: Session) -> None:
    """T99: a second use is refused as if the code did not exist."""
    staff, code = an_invited(session)
    person = a_person(session, channel=STAFF_CHANNEL).id
    assert link(session, code, by=person) is staff
    assert (staff.person_id, staff.linked_at) == (person, NOW)
    assert staffing.staff_of(session, person) is staff
    with pytest.raises(NotFound):
        link(session, code)
    with pytest.raises(NotFound):
        link(session, code, by=person)
    assert staff.person_id == person


@pytest.mark.parametrize("type_", [str.lower, lambda c: f" {c[:5]}-{c[5:]} ", lambda c: f"{c}\n"])
def test_a_code_is_read_however_it_is_typed(session: Session, type_: type[str]) -> None:
    staff, code = an_invited(session)
    assert link(session, type_(code)) is staff


def test_a_code_lives_for_a_day(session: Session) -> None:
    """T99."""
    _, late = an_invited(session, "late")
    staff, in_time = an_invited(session, "in time")
    with pytest.raises(NotFound):
        link(session, late, hours=24, seconds=1)
    assert link(session, in_time, hours=24) is staff


def test_a_new_code_replaces_the_old_one(session: Session) -> None:
    staff, old = an_invited(session)
    new = staffing.invite(session, staff, digest=digest, now=NOW)
    with pytest.raises(NotFound):
        link(session, old)
    assert link(session, new.plain) is staff


def test_five_wrong_codes_and_even_the_right_one_must_wait(session: Session) -> None:
    """T99: for this person only, and not for ever."""
    staff, code = an_invited(session)
    guesser = a_person(session, channel=STAFF_CHANNEL).id
    for guess in range(5):
        with pytest.raises(NotFound):
            link(session, f"WRONG{guess}", by=guesser)
    with pytest.raises(TooManyTries):
        link(session, code, by=guesser)
    assert staff.person_id is None
    assert link(session, code, by=guesser, seconds=WINDOW.total_seconds()) is staff


@pytest.mark.parametrize("typed", ["", " ", "x" * 5000, "\0", "๐๑๒", "0O1IL"])
def test_junk_is_no_code(light_session: Session, typed: str) -> None:
    an_invited(light_session)
    with pytest.raises(NotFound):
        link(light_session, typed)


def test_a_code_is_kept_only_as_a_hash_and_hides_itself(session: Session) -> None:
    staff = staffing.engage(session, "new", role=Role.OFFICER, unit="CIV")
    code = staffing.invite(session, staff, digest=digest, now=NOW)
    session.flush()
    kept = repr(session.execute(select(*Invite.__mapper__.columns)).all())
    assert digest(code.plain) in kept
    assert code.plain not in kept
    assert code.plain not in f"{code!r} {code}"


def test_of_two_who_type_a_code_at_the_same_moment_one_is_linked(
    postgres_opened: Database,
) -> None:
    """Both have read the code as unused before either writes."""
    with postgres_opened.writing(SLUG) as session:
        _, code = an_invited(session)
        one, two = (a_person(session, channel=STAFF_CHANNEL).id for _ in range(2))
    with postgres_opened.reading(SLUG) as slow:
        slow.scalars(select(Invite)).all()  # read as unused, and remembered so
        with postgres_opened.writing(SLUG) as fast:
            link(fast, code, by=one)
        with pytest.raises(NotFound):
            link(slow, code, by=two)
    with postgres_opened.reading(SLUG) as session:
        assert session.scalars(select(Staff.person_id)).one() == one


# ------------------------------------------------------------------------------ leaving and moving


def test_whoever_is_dismissed_has_no_access_from_then_on(session: Session) -> None:
    """T102, T27."""
    cast = a_cast(session)
    person = cast.staff.person_id
    assert person is not None
    assert staffing.staff_of(session, person) is cast.staff
    staffing.dismiss(session, cast.staff)
    session.flush()
    assert staffing.staff_of(session, person) is None
    assert cast.staff.person_id is None, "no notice can reach them either"


def test_the_dismissed_cannot_come_back_with_an_unused_code(session: Session) -> None:
    """T102."""
    staff, code = an_invited(session)
    staffing.dismiss(session, staff)
    with pytest.raises(NotFound):
        link(session, code)


def test_whoever_moves_sees_the_new_units_cases_and_no_longer_the_old(session: Session) -> None:
    """T102: permission is asked of the row as it is at that moment."""
    cast = a_cast(session)
    case = a_case(cast)
    assert queries.staff_case_row(session, case.number, by=Officer.from_row(cast.staff)) is case
    cast.staff.unit = "ENF"
    with pytest.raises(NotFound):
        queries.staff_case_row(session, case.number, by=Officer.from_row(cast.staff))


def test_unlinking_and_linking_again(session: Session) -> None:
    staff, code = an_invited(session)
    person = a_person(session, channel=STAFF_CHANNEL).id
    link(session, code, by=person)
    staffing.unlink(session, staff)
    session.flush()
    assert staffing.staff_of(session, person) is None
    with pytest.raises(NotFound):
        link(session, code, by=person, minutes=20)
    again = staffing.invite(session, staff, digest=digest, now=NOW)
    assert link(session, again.plain, by=person, minutes=20) is staff
    assert staffing.staff_of(session, person) is staff


def test_a_new_telephone_takes_the_old_ones_place(session: Session) -> None:
    staff, code = an_invited(session)
    old, new = (a_person(session, channel=STAFF_CHANNEL).id for _ in range(2))
    link(session, code, by=old)
    link(session, staffing.invite(session, staff, digest=digest, now=NOW).plain, by=new)
    session.flush()
    assert staffing.staff_of(session, old) is None
    assert staffing.staff_of(session, new) is staff


def test_one_person_is_one_member_of_staff(session: Session) -> None:
    (first, code_1), (second, code_2) = an_invited(session, "first"), an_invited(session, "second")
    person = a_person(session, channel=STAFF_CHANNEL).id
    link(session, code_1, by=person)
    link(session, code_2, by=person)
    session.flush()
    assert (first.person_id, second.person_id) == (None, person)


def test_nobody_on_leave_loses_access(session: Session) -> None:
    staff = a_member_of_staff(session)
    staff.away_until = NOW.date()
    assert staff.person_id is not None
    assert staffing.staff_of(session, staff.person_id) is staff
