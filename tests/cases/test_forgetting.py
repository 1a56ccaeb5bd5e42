"""What is forgotten of closed cases when, what never is, and what stays (A1.8, A1.11, D18, D19)."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases import (
    brief,
    briefing,
    correspondence,
    farewell,
    forgetting,
    queries,
    restoring,
    tombstones,
    work,
)
from cases.forgetting import Part
from cases.history import Words
from config.office import Clocks, Office, Retention, Track
from models.case import Attachment, AttachmentBytes, Case, CaseEvent, Entry, Source
from models.people import Conversation, Person
from models.post import Notice, Outgoing
from models.vocabulary import (
    EntryKind,
    MediaKind,
    MediaState,
    Method,
    NoticeState,
    State,
)
from models.watch import Tombstone
from tests.factories import NOW, Cast, a_case, a_cast, a_member_of_staff, a_person, an_office

KEPT = Retention(contact_days=90, person_days=365, text_days=3650)
OFFICE = replace(an_office(), retention=KEPT)
DAYS = {Part.CONTACT: 90, Part.REPORTER: 365, Part.TEXT: 3650}
ENDED = (State.CLOSED, State.DECLINED, State.REFERRED, State.WITHDRAWN)
SECRET = "ไฟดับทั้งซอย"
MOMENT = timedelta(seconds=1)


def a_photo(session: Session, by: Person) -> Attachment:
    photo = Attachment(
        id=uuid.uuid4(),
        person_id=by.id,
        channel=by.channel,
        message_id="photo-1",
        shown_as=EntryKind.DESCRIPTION,
        kind=MediaKind.IMAGE,
        state=MediaState.STORED,
        token=uuid.uuid4().hex,
        received_at=NOW,
        due_at=NOW,
    )
    session.add(photo)
    session.flush()
    session.add(AttachmentBytes(attachment_id=photo.id, sealed=b"sealed"))
    session.flush()
    return photo


def a_full_case(session: Session, state: State = State.CLOSED, *, office: Office = OFFICE) -> Case:
    """A case with everything that can be forgotten."""
    cast = a_cast(session, office=office)
    photo = a_photo(session, cast.citizen)
    case = a_case(cast, state, contact_sealed=b"sealed", attachments=(photo.id,))
    session.flush()
    return case


def forget(
    session: Session, part: Part, *, after: timedelta, office: Office = OFFICE, at_most: int = 100
) -> int:
    return forgetting.forget_some(session, part, office=office, now=NOW + after, at_most=at_most)


def rows(session: Session, table: type[Any]) -> list[Any]:
    session.flush()
    session.expire_all()
    return list(session.scalars(select(table)))


def register(session: Session) -> list[tuple[Any, ...]]:
    """What of a case is official: everything but who reported it, and how to reach them."""
    forgotten = {"person_id", "contact_sealed"}
    columns = [c for c in Case.__table__.columns if c.name not in forgotten]
    return sorted(map(tuple, session.execute(select(*columns))), key=repr)


def history(session: Session) -> list[tuple[Any, ...]]:
    columns = CaseEvent.__table__.columns
    return sorted(map(tuple, session.execute(select(*columns))), key=repr)


# --------------------------------------------------------------------------------------- when


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("state", ENDED)
def test_each_part_goes_when_its_days_after_closing_are_over(
    session: Session, state: State, part: Part
) -> None:
    """Counted from closing, however it was closed: to the second, and once."""
    a_full_case(session, state)
    days = timedelta(days=DAYS[part])
    assert forget(session, part, after=days) == 0
    assert forget(session, part, after=days + MOMENT) == 1
    assert forget(session, part, after=days + MOMENT) == 0


@pytest.mark.parametrize("state", [*sorted(set(State) - set(ENDED) - {State.RECEIVED})])
def test_nothing_of_a_case_that_is_open_or_awaits_its_answer_goes(
    session: Session, state: State
) -> None:
    """However old: a resolved case is not closed, and what is open is never forgotten."""
    case = a_full_case(session, state)
    assert case.state is state
    assert [forget(session, part, after=timedelta(days=36500)) for part in Part] == [0, 0, 0]


@pytest.mark.parametrize("part", Part)
def test_a_case_that_can_be_reopened_is_kept_whatever_the_setting(
    session: Session, part: Part
) -> None:
    office = replace(
        an_office(clocks=Clocks(reopen_days=30)),
        retention=Retention(contact_days=1, person_days=1, text_days=1),
    )
    case = a_full_case(session, office=office)
    edge = timedelta(days=30)
    assert correspondence.within_reopening(case, office, now=NOW + edge)
    assert forget(session, part, after=edge, office=office) == 0
    assert forget(session, part, after=edge + MOMENT, office=office) == 1


def test_a_track_may_have_days_of_its_own(session: Session) -> None:
    """Where an office keeps complaints about its service longer than those about the road."""
    longer = replace(KEPT, text_days=7300)
    office = replace(OFFICE, retention_of=((Track.SERVICE, longer),))
    a_full_case(session, office=office)
    service = a_full_case(session, office=office)
    session.execute(update(Case).where(Case.id == service.id).values(track="S"))
    after = timedelta(days=3650, seconds=1)
    assert forget(session, Part.TEXT, after=after, office=office) == 1
    assert not forgetting.is_forgotten(session, service, Part.TEXT)
    after = timedelta(days=7300, seconds=1)
    assert forget(session, Part.TEXT, after=after, office=office) == 1


def test_a_reopened_case_begins_anew(session: Session) -> None:
    case = a_full_case(session)
    citizen = session.get_one(Person, (case.office_id, case.person_id))
    cast = Cast(session, citizen, a_member_of_staff(session), OFFICE, NOW + timedelta(days=29))
    correspondence.reopen(session, case, **cast.as_citizen())
    assert forget(session, Part.TEXT, after=timedelta(days=36500)) == 0


def test_no_more_cases_go_at_once_than_were_asked_for(session: Session) -> None:
    for _ in range(3):
        a_full_case(session)
    found = [forget(session, Part.TEXT, after=timedelta(days=9999), at_most=2) for _ in range(3)]
    assert found == [2, 1, 0]


# --------------------------------------------------------------------------------------- what


def test_first_the_number_to_call(session: Session) -> None:
    a_full_case(session)
    forget(session, Part.CONTACT, after=timedelta(days=91))
    (case,) = rows(session, Case)
    assert case.contact_sealed is None
    assert case.person_id is not None
    assert SECRET in {entry.text for entry in rows(session, Entry)}


def test_then_who_reported_it(session: Session) -> None:
    """Nothing leads from the case to a person on LINE, not even LINE's ids of their messages."""
    a_full_case(session)
    forget(session, Part.REPORTER, after=timedelta(days=366))
    (case,) = rows(session, Case)
    (file,) = rows(session, Attachment)
    assert (case.person_id, case.contact_sealed) == (None, None)
    assert (file.person_id, file.message_id, file.state) == (None, "", MediaState.STORED)
    assert rows(session, Source) == []
    assert {notice.person_id for notice in rows(session, Notice)} == {None}
    assert len(rows(session, AttachmentBytes)) == 1
    assert SECRET in {entry.text for entry in rows(session, Entry)}


def test_at_last_what_was_said(session: Session) -> None:
    """Texts, pins, pictures, and the copies of words in notices; a place without words too."""
    cast = a_cast(session, office=OFFICE)
    place = {EntryKind.PLACE: Words("หน้าวัด", ("pin-1",), lat=13.75, lng=100.5)}
    a_case(cast, State.CLOSED, attachments=(a_photo(session, cast.citizen).id,), more=place)
    assert "ซ่อมแล้ว" in repr([notice.message for notice in rows(session, Notice)])
    forget(session, Part.TEXT, after=timedelta(days=3651))
    left = {(e.text, e.lat, e.lng) for e in rows(session, Entry)}
    assert left == {(None, None, None)}
    assert {tuple(notice.message["params"]) for notice in rows(session, Notice)} == {()}
    assert rows(session, AttachmentBytes) == []
    assert [file.state for file in rows(session, Attachment)] == [MediaState.ERASED]
    assert [case.person_id for case in rows(session, Case)] == [None], "the earlier parts as well"


def test_the_register_and_every_figure_stay(session: Session) -> None:
    """A1.11: the official record; history, from which all figures are read, is untouched."""
    case = a_full_case(session)
    cast = Cast(
        session,
        session.get_one(Person, (case.office_id, case.person_id)),
        a_member_of_staff(session),
    )
    correspondence.rate(session, case, 4, **cast.as_citizen())
    a_full_case(session, State.DECLINED)
    a_full_case(session, State.IN_PROGRESS)
    session.flush()
    month = NOW.date().replace(day=1)

    def figures() -> brief.Figures | None:
        return briefing.reckon(session, month, now=NOW)

    before = register(session), history(session), figures()
    assert before[2] is not None
    assert (before[2].rated, before[2].finished) == (1, 2), "else there is nothing to compare"
    assert [forget(session, part, after=timedelta(days=9999)) for part in Part] == [2, 2, 2]
    assert (register(session), history(session), figures()) == before


def test_staff_are_told_that_its_time_was_over(session: Session) -> None:
    """Not that its writer took it back; and nothing on the card fails without its words."""
    case = a_full_case(session)
    forget(session, Part.TEXT, after=timedelta(days=3651))
    cast = a_cast(session, office=OFFICE)
    seen = queries.staff_case(
        session, case, office=OFFICE, by=cast.officer, public_url="", today=NOW.date()
    )
    assert {(entry.text, entry.forgotten) for entry in seen.entries} == {(None, True)}
    assert (seen.has_contact, seen.photos) == (False, ())
    found = queries.citizen_case(session, case, office=OFFICE, public_url="", now=NOW, by=None)
    assert found.result is None
    work.view(session, case, by=cast.officer, now=NOW)


# -------------------------------------------------------------------------------------- people


def quiet(session: Session, **more: Any) -> Person:
    """Somebody who came long ago and never wrote."""
    person = a_person(session)
    for name, value in more.items():
        setattr(person, name, value)
    session.flush()
    return person


def people_forgotten(session: Session, *, after: timedelta = timedelta(days=31)) -> int:
    session.flush()
    return farewell.forget_people(session, now=NOW + after, at_most=100)


def a_call(person: Person, *, settled: datetime | None) -> Outgoing:
    return Outgoing(
        channel=person.channel,
        method=Method.PUSH,
        person_id=person.id,
        retry_key=str(uuid.uuid4()),
        created_at=NOW,
        position=0,
        due_at=NOW,
        settled_at=settled,
    )


def a_notice(person: Person, state: NoticeState) -> Notice:
    return Notice(
        person_id=person.id,
        audience="citizen",
        message={"key": "notice.file_unusable", "params": {}},
        created_at=NOW,
        position=0,
        state=state,
    )


# What makes somebody needed: each of these alone.
NEEDED: dict[str, Callable[[Session, Person], Any]] = {
    "a case": lambda s, p: a_case(Cast(s, p, a_member_of_staff(s), OFFICE), State.CLOSED),
    "work": lambda s, p: setattr(a_member_of_staff(s, is_linked=False), "person_id", p.id),
    "a file": a_photo,
    "a draft": lambda s, p: s.add(Conversation(person_id=p.id, position=None, updated_at=NOW)),
    "a call under way": lambda s, p: s.add(a_call(p, settled=None)),
    "a notice under way": lambda s, p: s.add(a_notice(p, NoticeState.WAITING)),
    "a word this month": lambda s, p: setattr(p, "wrote_on", NOW.date() + timedelta(days=5)),
}


@pytest.mark.parametrize("why", NEEDED)
def test_whoever_is_needed_stays(session: Session, why: str) -> None:
    person = quiet(session)
    NEEDED[why](session, person)
    people_forgotten(session)
    assert session.get_one(Person, (person.office_id, person.id)).user_sealed != farewell.NOBODY


def test_whom_nothing_concerns_is_forgotten_after_a_quiet_month(session: Session) -> None:
    person = quiet(session, wrote_on=NOW.date())
    session.add_all((a_call(person, settled=NOW), a_notice(person, NoticeState.UNDELIVERED)))
    assert people_forgotten(session, after=timedelta(days=30)) == 0
    assert people_forgotten(session) == 1
    assert rows(session, Person) == []
    assert [call.person_id for call in rows(session, Outgoing)] == [None]


def test_of_a_friend_stays_only_that_they_are_one(session: Session) -> None:
    """LINE tells that somebody became a friend once; who they are is erased all the same."""
    quiet(session, friend=True)
    assert people_forgotten(session) == 1
    (left,) = rows(session, Person)
    assert (left.friend, left.user_sealed) == (True, b"")
    assert people_forgotten(session) == 0


def test_the_reporter_of_a_forgotten_case_is_forgotten_too(session: Session) -> None:
    case = a_full_case(session)
    reporter = case.person_id
    forget(session, Part.REPORTER, after=timedelta(days=366))
    people_forgotten(session, after=timedelta(days=366))
    assert reporter not in {person.id for person in rows(session, Person)}


# ---------------------------------------------------------------------------------- tombstones


def test_whatever_is_forgotten_leaves_an_id_and_a_day(session: Session) -> None:
    case = a_full_case(session)
    for part in Part:
        forget(session, part, after=timedelta(days=DAYS[part], seconds=1))
    buried = {(b.kind, b.ref, b.on) for b in tombstones.everything(session)}
    first = (NOW + timedelta(days=90, seconds=1)).date()
    assert (Part.CONTACT.value, case.id, first) in buried
    assert {(kind, ref) for kind, ref, _ in buried} == {(part.value, case.id) for part in Part}


@pytest.mark.parametrize("part", Part)
def test_what_a_backup_brings_back_is_forgotten_again(session: Session, part: Part) -> None:
    """D18: in the copy the case may be open still; another one is left alone; twice is once."""
    case, other = (a_full_case(session, State.IN_PROGRESS) for _ in range(2))
    tombstones.bury(session, part.value, [case.id], now=NOW)
    assert restoring.forget_again(session, now=NOW) == 1
    assert restoring.forget_again(session, now=NOW) == 0
    session.expire_all()
    assert case.contact_sealed is None
    assert other.contact_sealed == b"sealed"
    assert (case.person_id is None) == (part is not Part.CONTACT)
    texts = select(Entry.text).where(Entry.case_id == case.id, Entry.text.is_not(None))
    assert (session.scalars(texts).all() == []) == (part is Part.TEXT)


def test_somebody_who_came_back_is_not_forgotten_again(session: Session) -> None:
    """They have a case again: an old tombstone says nothing about it."""
    gone, back = quiet(session), quiet(session)
    a_case(Cast(session, back, a_member_of_staff(session), OFFICE))
    missed, returned = gone.id, back.id
    tombstones.bury(session, farewell.PERSON, [missed, returned], now=NOW)
    assert restoring.forget_again(session, now=NOW) == 1
    left = {person.id for person in rows(session, Person)}
    assert returned in left
    assert missed not in left


def test_a_tombstone_is_written_once(session: Session) -> None:
    ref = uuid.uuid4()
    for _ in range(2):
        tombstones.bury(session, Part.TEXT.value, [ref], now=NOW)
    assert [stone.ref for stone in rows(session, Tombstone)] == [ref]


def test_texts_taken_back_before_are_no_reason_to_begin_again(session: Session) -> None:
    """Unsent before, forgotten later: the day it was erased stays the first one."""
    a_full_case(session)
    correspondence.unsend(session, "message-1", now=NOW)
    session.flush()
    assert forget(session, Part.TEXT, after=timedelta(days=3651)) == 1
    erased = {entry.kind: entry.erased_at for entry in rows(session, Entry)}
    assert erased[EntryKind.DESCRIPTION] == NOW
    session.execute(update(Case).values(closed_at=NOW))
    assert forget(session, Part.TEXT, after=timedelta(days=3651)) == 0
