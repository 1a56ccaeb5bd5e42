"""What citizens do with their case: answer, add, "not fixed", withdraw, and taking words back."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import correspondence, queries, work
from cases.actors import Citizen
from cases.errors import IllegalTransition, Invalid, NotAllowed
from cases.filing import attach
from cases.history import Words
from config.office import Clocks
from models.case import Attachment, AttachmentBytes, Case, CaseEvent, Entry
from models.people import Person
from models.post import Notice
from models.vocabulary import Action, EntryKind, MediaKind, MediaState, State
from tests.factories import (
    NOW,
    TODAY,
    WORDS,
    Cast,
    a_case,
    a_cast,
    a_member_of_staff,
    a_person,
    an_office,
)


def a_photo(session: Session, by: Person, *, message: str = "photo-1") -> Attachment:
    photo = Attachment(
        id=uuid.uuid4(),
        person_id=by.id,
        channel=by.channel,
        message_id=message,
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


def texts(session: Session, case: Case) -> list[tuple[EntryKind, str | None]]:
    entries = session.scalars(
        select(Entry).where(Entry.case_id == case.id).order_by(Entry.position)
    )
    return [(entry.kind, entry.text) for entry in entries]


def later(cast: Cast, **time: float) -> Cast:
    """The same people, some time later."""
    return Cast(cast.session, cast.citizen, cast.staff, cast.office, cast.now + timedelta(**time))


# ------------------------------------------------------------------------------ to and fro


def test_an_answer_brings_the_case_back_to_work(session: Session) -> None:
    """A07, A42: with its text and photo on the case, and the officer told."""
    cast = a_cast(session)
    case, photo = a_case(cast, State.WAITING), a_photo(session, cast.citizen)
    correspondence.answer(
        session, case, Words("ซอย 5"), attachments=(photo.id,), **cast.as_citizen()
    )
    session.refresh(photo)
    assert case.state is State.IN_PROGRESS
    assert texts(session, case)[-1] == (EntryKind.ANSWER, "ซอย 5")
    assert (photo.case_id, photo.shown_as) == (case.id, EntryKind.ANSWER)
    told = session.scalars(select(Notice).where(Notice.person_id == cast.staff.person_id)).all()
    assert "notice.staff.answered" in {notice.message["key"] for notice in told}
    assert not any("ซอย 5" in str(notice.message) for notice in told), "never what, only that"


def test_somebody_else_cannot_answer_add_reopen_close_or_withdraw(session: Session) -> None:
    cast = a_cast(session)
    somebody = {**cast.as_citizen(), "by": Citizen(a_person(session).id)}
    waiting, resolved = a_case(cast, State.WAITING), a_case(cast, State.RESOLVED)
    with pytest.raises(NotAllowed):
        correspondence.answer(session, waiting, WORDS, attachments=(), **somebody)
    with pytest.raises(NotAllowed):
        correspondence.add(session, waiting, WORDS, attachments=(), **somebody)
    with pytest.raises(NotAllowed):
        correspondence.withdraw(session, waiting, **somebody)
    with pytest.raises(NotAllowed):
        correspondence.reopen(session, resolved, **somebody)
    with pytest.raises(NotAllowed):
        correspondence.close(session, resolved, **somebody)
    assert (waiting.state, resolved.state) == (State.WAITING, State.RESOLVED)


def test_only_ones_own_loose_files_come_onto_a_case(session: Session) -> None:
    cast = a_cast(session)
    case, other = a_case(cast), a_case(cast)
    own = a_photo(session, cast.citizen)
    strangers = a_photo(session, a_person(session))
    erased = a_photo(session, cast.citizen, message="photo-2")
    erased.state = MediaState.ERASED
    filed = a_photo(session, cast.citizen, message="photo-3")
    filed.case_id = other.id
    session.flush()
    attach(
        session,
        case,
        (own.id, strangers.id, erased.id, filed.id),
        shown_as=EntryKind.ADDED,
        sent_by=cast.citizen.id,
    )
    session.expire_all()
    assert [f.case_id for f in (own, strangers, erased, filed)] == [case.id, None, None, other.id]


def test_an_officer_must_say_something(session: Session) -> None:
    cast = a_cast(session)
    case = a_case(cast, State.IN_PROGRESS)
    for empty in (Words(None), Words(""), Words(" \n")):
        with pytest.raises(Invalid):
            work.resolve(session, case, empty, attachments=(), **cast.as_officer())
        with pytest.raises(Invalid):
            work.ask(session, case, empty, **cast.as_officer())
        with pytest.raises(Invalid):
            work.forward(session, case, empty, unit="ENF", **cast.as_officer())
    assert (case.state, case.unit, case.officer_id) == (
        State.IN_PROGRESS,
        "CIV",
        cast.staff.id,
    )


@pytest.mark.parametrize("unit", ["CIV", "made up"])
def test_a_case_is_forwarded_to_another_unit_that_exists(session: Session, unit: str) -> None:
    cast = a_cast(session)
    case = a_case(cast)
    with pytest.raises(Invalid):
        work.forward(session, case, WORDS, unit=unit, **cast.as_officer())


def test_forwarding_does_not_restart_the_clock(session: Session) -> None:
    """A34: and colleagues' reasons are not the citizen's reading."""
    cast = a_cast(session)
    case = a_case(cast)
    moved = later(cast, days=5)
    work.forward(session, case, Words("ไม่ใช่งานโยธา"), unit="ENF", **moved.as_officer())
    assert (case.unit, case.promised_on) == ("ENF", TODAY + timedelta(days=15))
    seen = queries.citizen_case(
        session, case, office=cast.office, public_url="", now=moved.now, by=cast.reporter
    )
    assert [(u.key, u.text) for u in seen.updates] == [
        ("update.lodge", None),
        ("update.forward", None),
    ]


def test_a_note_is_for_colleagues_unless_it_is_public(session: Session) -> None:
    cast = a_cast(session)
    case = a_case(cast, State.IN_PROGRESS)
    work.note(session, case, Words("ลับ"), public=False, **cast.as_officer())
    work.note(session, case, Words("ช่างกำลังไป"), public=True, **cast.as_officer())
    seen = queries.citizen_case(
        session, case, office=cast.office, public_url="", now=NOW, by=cast.reporter
    )
    assert [u.text for u in seen.updates if u.text] == ["ช่างกำลังไป"]
    told = [n.message for n in session.scalars(select(Notice))]
    assert not any("ลับ" in str(message) for message in told)


# ------------------------------------------------------------------------------- the promise


def test_a_delay_is_explained_with_a_later_date_and_the_first_promise_kept(
    session: Session,
) -> None:
    """A39, A46."""
    cast = a_cast(session)
    case = a_case(cast, State.IN_PROGRESS)
    for day in (TODAY - timedelta(days=1), TODAY):
        with pytest.raises(Invalid):
            work.explain(session, case, WORDS, new_date=day, **cast.as_officer())
    new = TODAY + timedelta(days=30)
    work.explain(session, case, Words("รออะไหล่"), new_date=new, **cast.as_officer())
    assert (case.promised_on, case.first_promised_on) == (new, TODAY + timedelta(days=15))
    event = session.scalars(select(CaseEvent).where(CaseEvent.action == Action.EXPLAIN)).one()
    assert event.data == {"from": "2026-03-25", "to": "2026-04-09"}
    notice = session.scalars(select(Notice).order_by(Notice.position.desc())).first()
    assert notice is not None
    assert notice.message["params"]["promised_on"] == {"date": "2026-04-09"}


@pytest.mark.parametrize(
    "state", [State.RESOLVED, State.CLOSED, State.DECLINED, State.REFERRED], ids=str
)
def test_not_fixed_counts_within_the_offices_window(session: Session, state: State) -> None:
    """g10: a new clock, marked as reopened; after thirty days it is a new complaint."""
    cast = a_cast(session)
    in_time, late = a_case(cast, state), a_case(cast, state)
    last_moment = later(cast, days=30)
    correspondence.reopen(session, in_time, **last_moment.as_citizen())
    assert (in_time.state, in_time.reopened) == (State.IN_PROGRESS, 1)
    assert in_time.promised_on == TODAY + timedelta(days=45)
    assert in_time.first_promised_on == TODAY + timedelta(days=15)
    assert (in_time.resolved_at, in_time.closed_at) == (None, None)
    too_late = later(cast, days=30, seconds=1)
    with pytest.raises(IllegalTransition):
        correspondence.reopen(session, late, **too_late.as_citizen())
    seen = queries.citizen_case(
        session, late, office=cast.office, public_url="", now=too_late.now, by=cast.reporter
    )
    assert Action.REOPEN not in seen.can
    assert late.state is state


def test_the_window_is_the_offices_to_set(session: Session) -> None:
    cast = a_cast(session, office=an_office(clocks=Clocks(reopen_days=1)))
    case = a_case(cast, State.RESOLVED)
    assert correspondence.within_reopening(case, cast.office, now=NOW + timedelta(days=1))
    assert not correspondence.within_reopening(case, cast.office, now=NOW + timedelta(days=2))


@pytest.mark.parametrize("change", ["dismissed", "moved"])
def test_a_reopened_case_gets_an_officer_who_can_work_on_it(session: Session, change: str) -> None:
    """A32."""
    cast = a_cast(session)
    case = a_case(cast, State.RESOLVED)
    if change == "dismissed":
        cast.staff.active = False
    else:
        cast.staff.unit = "ENF"
    new = a_member_of_staff(session, "new")
    correspondence.reopen(session, case, **cast.as_citizen())
    assert (case.unit, case.officer_id) == ("CIV", new.id)


def test_steps_go_back_when_the_case_does(session: Session) -> None:
    """A53: a case reopened, or with another unit, does not stand at "finished"."""
    cast = a_cast(session)
    case = a_case(cast, State.DECLINED)
    again = later(cast, days=3)

    def steps(now: Cast) -> list[tuple[str, str, int | None]]:
        seen = queries.citizen_case(
            session, case, office=cast.office, public_url="", now=now.now, by=cast.reporter
        )
        return [(s.key, s.stage, (s.on - TODAY).days if s.on else None) for s in seen.steps]

    assert steps(cast)[-1] == ("finished", "now", 0)
    correspondence.reopen(session, case, **again.as_citizen())
    assert steps(again) == [
        ("received", "done", 0),
        ("assigned", "done", 0),
        ("in_progress", "now", 3),
        ("finished", "ahead", None),
    ]
    done = later(cast, days=6)
    work.resolve(session, case, Words("ซ่อมแล้ว"), attachments=(), **done.as_officer())
    assert steps(done)[-1] == ("finished", "now", 6), "when it was resolved, not when declined"


def test_a_withdrawn_case_stays_on_the_register(session: Session) -> None:
    cast = a_cast(session)
    case = a_case(cast, State.WITHDRAWN)
    assert (case.state, case.closed_at) == (State.WITHDRAWN, NOW)
    assert queries.case_by_number(session, case.number) is case
    with pytest.raises(IllegalTransition):
        correspondence.withdraw(session, case, **cast.as_citizen())


# ---------------------------------------------------------------------------------- unsending


def everything(session: Session) -> str:
    """All that the rows of cases, texts, events and notices say."""
    rows = [
        row
        for table in (Case, Entry, CaseEvent, Notice)
        for row in session.execute(select(*table.__mapper__.columns)).all()
    ]
    assert rows
    return repr(rows)


def test_unsending_erases_the_words_and_the_place(session: Session) -> None:
    """T108: gone from every row; history knows that something was said, not what."""
    cast = a_cast(session)
    case = a_case(cast, more={EntryKind.PLACE: Words("หน้าวัด", ("pin-1",), lat=13.75, lng=100.5)})
    assert "ไฟดับทั้งซอย" in everything(session)
    gone = [correspondence.unsend(session, m, now=NOW) for m in ("message-1", "pin-1")]
    session.flush()
    assert gone == [1, 1]
    left = everything(session)
    assert not any(words in left for words in ("ไฟดับทั้งซอย", "หน้าวัด", "13.75", "100.5"))
    events = session.scalars(select(CaseEvent).where(CaseEvent.action == Action.UNSEND)).all()
    assert sorted(event.data["kind"] for event in events) == ["description", "place"]
    assert {event.case_id for event in events} == {case.id}
    erased = session.scalars(select(Entry)).all()
    assert {entry.erased_at for entry in erased} == {NOW}
    assert case.state is State.ASSIGNED


def test_unsending_twice_or_nothing_does_nothing(session: Session) -> None:
    a_case(a_cast(session))
    counts = [correspondence.unsend(session, m, now=NOW) for m in ("message-1", "message-1", "no")]
    assert counts == [1, 0, 0]


def test_unsending_a_photo_erases_its_bytes(session: Session) -> None:
    """T108: a file of a case and one still loose alike."""
    cast = a_cast(session)
    filed, loose = a_photo(session, cast.citizen), a_photo(session, cast.citizen, message="photo-2")
    a_case(cast, attachments=(filed.id,))
    assert correspondence.unsend(session, "photo-1", now=NOW) == 1
    assert correspondence.unsend(session, "photo-2", now=NOW) == 1
    session.expire_all()
    assert session.scalars(select(AttachmentBytes)).all() == []
    assert {filed.state, loose.state} == {MediaState.ERASED}
    event = session.scalars(select(CaseEvent).where(CaseEvent.action == Action.UNSEND)).one()
    assert (event.case_id, event.data) == (filed.case_id, {"kind": "image"})


def test_what_an_officer_unsends_leaves_the_notices_too(session: Session) -> None:
    """T108: the notice that carried the words to the citizen keeps no copy."""
    cast = a_cast(session)
    case = a_case(cast, State.IN_PROGRESS)
    wrong = Words("ส่งผิดเรื่อง", sources=("staff-message",))
    work.note(session, case, wrong, public=True, **cast.as_officer())
    work.note(session, case, Words("ช่างกำลังไป"), public=True, **cast.as_officer())
    assert correspondence.unsend(session, "staff-message", now=NOW) == 1
    session.flush()
    left = everything(session)
    assert "ส่งผิดเรื่อง" not in left
    assert "ช่างกำลังไป" in left, "other words stay"


# ------------------------------------------------------------------------------- looking is seen


def test_looking_and_asking_for_the_number_are_written_down(session: Session) -> None:
    """T21."""
    cast = a_cast(session)
    case = a_case(cast, contact_sealed=b"sealed")
    work.view(session, case, by=cast.officer, now=NOW)
    assert work.reveal_contact(session, case, by=cast.officer, now=NOW) == b"sealed"
    events = session.scalars(select(CaseEvent).order_by(CaseEvent.position)).all()
    assert [(e.action, e.staff_id) for e in events[-2:]] == [
        (Action.VIEW, cast.staff.id),
        (Action.REVEAL_CONTACT, cast.staff.id),
    ]
