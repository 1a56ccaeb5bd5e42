"""Named reads: lists of cases and one case, as views for the person who asks."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.actors import Citizen, Officer
from cases.correspondence import rating_of, within_reopening
from cases.deadlines import days_left, local_date
from cases.errors import NotFound
from cases.forgetting import Part, is_forgotten
from cases.lifecycle import can, public_state
from cases.permissions import may
from cases.unread import NOT_KNOWN_TO_BE_SEEN, unread
from cases.views import CitizenCase, EntryLine, StaffCase, Step, Update
from config.office import Office
from models.case import Attachment, Case, CaseEvent, Entry
from models.people import Staff
from models.vocabulary import FINISHED, Action, EntryKind, MediaState, State

CITIZEN_VERBS = (
    Action.ANSWER,
    Action.ADD,
    Action.REOPEN,
    Action.CLOSE,
    Action.RATE,
    Action.WITHDRAW,
)
STAFF_VERBS = (
    Action.ACCEPT,
    Action.ASK,
    Action.NOTE,
    Action.EXPLAIN,
    Action.RESOLVE,
    Action.FORWARD,
    Action.DECLINE,
    Action.POSTPONE,
    Action.REMIND,
    Action.REVEAL_CONTACT,
)
# The process as the citizen is shown it before filing and while waiting (A05, A53).
STEPS = ("received", "assigned", "in_progress", "finished")
STEP_OF = {
    State.RECEIVED: "received",
    State.ASSIGNED: "assigned",
    State.IN_PROGRESS: "in_progress",
    State.WAITING: "in_progress",
    **dict.fromkeys(FINISHED, "finished"),
}
# What of the history the reporter may not read: whom it was given to, who looked, what is internal.
UNTOLD = {
    Action.ASSIGN,
    Action.VIEW,
    Action.REVEAL_CONTACT,
    Action.UNSEND,
    Action.REMIND,
    Action.ESCALATE,
}
# Told without its words: the complaint itself, which whoever finds the code need not read, and why
# colleagues passed it on, which is said among colleagues.
WORDLESS = {Action.LODGE, Action.FORWARD}


def case_by_number(session: Session, number: str) -> Case:
    """The case with a number. Raises NotFound."""
    case = session.scalar(select(Case).where(Case.number == number))
    if case is None:
        raise NotFound
    return case


def own_case(session: Session, number: str, *, by: Citizen) -> Case:
    """The citizen's own case with a number. Raises NotFound, also when it is somebody else's."""
    case = case_by_number(session, number)
    if case.person_id != by.person_id:
        raise NotFound
    return case


def staff_case_row(session: Session, number: str, *, by: Officer) -> Case:
    """A case this member of staff may see. Raises NotFound, also when they may not."""
    case = case_by_number(session, number)
    if not may(by, Action.VIEW, case):
        raise NotFound
    return case


def citizen_case(
    session: Session,
    case: Case,
    *,
    office: Office,
    public_url: str,
    now: datetime,
    by: Citizen | None,
) -> CitizenCase:
    """A case as its reporter may see it, in LINE and on the tracking page alike.

    Verbs are offered to the reporter only: whoever has just the code (`by` is None) may look.
    """
    events = _events(session, case)
    entries = _entries(session, case)
    verbs = [v for v in CITIZEN_VERBS if by and can(case.state, v) and may(by, v, case)]
    if not within_reopening(case, office, now=now):
        verbs = [v for v in verbs if v is not Action.REOPEN]
    return CitizenCase(
        number=case.number,
        category=office.category_name(case.category),
        unit=office.unit_name(case.unit),
        public_state=public_state(case.state),
        state=case.state,
        received_on=case.received_on,
        promised_on=case.promised_on,
        steps=_steps(case, events),
        updates=_updates(events, entries),
        question=_latest(entries, EntryKind.QUESTION) if case.state is State.WAITING else None,
        result=_latest(entries, EntryKind.RESULT) if case.resolved_at else None,
        photos=photos(session, case, EntryKind.RESULT, public_url=public_url),
        can=tuple(verbs),
        rating=rating_of(session, case) if by else None,
        unread=unread(session, case, NOT_KNOWN_TO_BE_SEEN),
    )


def _steps(case: Case, events: Sequence[CaseEvent]) -> tuple[Step, ...]:
    reached: dict[str, date] = {}
    for event in events:
        step = STEPS.index(STEP_OF[event.state])
        for undone in STEPS[step + 1 :]:  # reopened, or handed to another unit
            reached.pop(undone, None)
        reached.setdefault(STEPS[step], local_date(event.at))
    here = STEPS.index(STEP_OF[case.state])
    return tuple(
        Step(key, reached.get(key), "done" if i < here else "now" if i == here else "ahead")
        for i, key in enumerate(STEPS)
    )


def _updates(events: Sequence[CaseEvent], entries: Sequence[Entry]) -> tuple[Update, ...]:
    by_id = {entry.id: entry for entry in entries}
    told = [e for e in events if e.action not in UNTOLD and e.data.get("public", True)]
    return tuple(
        Update(
            on=local_date(event.at),
            key=f"update.{event.action}",
            text=_text_of(event, by_id),
        )
        for event in told
    )


def _text_of(event: CaseEvent, entries: dict[uuid.UUID, Entry]) -> str | None:
    if event.entry_id is None or event.action in WORDLESS:
        return None
    return entries[event.entry_id].text


def staff_case(
    session: Session, case: Case, *, office: Office, by: Officer, public_url: str, today: date
) -> StaffCase:
    """A case as this member of staff sees it, with the verbs they may use now."""
    entries = _entries(session, case)
    officer = session.get(Staff, (case.office_id, case.officer_id)) if case.officer_id else None
    place = next((e for e in entries if e.kind is EntryKind.PLACE), None)
    forgotten = is_forgotten(session, case, Part.TEXT)
    works = may(by, Action.REVEAL_CONTACT, case)  # who oversees need not know who reported it
    return StaffCase(
        number=case.number,
        track=case.track,
        category=office.category_name(case.category),
        unit=office.unit_name(case.unit),
        officer=officer.name if officer else None,
        state=case.state,
        received_on=case.received_on,
        promised_on=case.promised_on,
        days_left=days_left(case.promised_on, today),
        what=_latest(entries, EntryKind.DESCRIPTION),
        where=place.text if place else None,
        when=_latest(entries, EntryKind.WHEN),
        behalf=_latest(entries, EntryKind.BEHALF) if works else None,
        map_url=_map(place),
        photos=photos(session, case, None, public_url=public_url),
        has_contact=works and case.contact_sealed is not None,
        reopened=case.reopened,
        question=_latest(entries, EntryKind.QUESTION) if case.state is State.WAITING else None,
        entries=tuple(
            EntryLine(local_date(e.at), e.by, e.kind, e.text, forgotten=forgotten)
            for e in entries
            if works or e.kind is not EntryKind.BEHALF
        ),
        can=tuple(
            verb
            for verb in STAFF_VERBS
            if can(case.state, verb)
            and may(by, verb, case)
            and (verb is not Action.REVEAL_CONTACT or case.contact_sealed)
        ),
        first_promised_on=case.first_promised_on if _was_moved(case) else None,
        rating=rating_of(session, case),
        undelivered=unread(session, case),
    )


def _was_moved(case: Case) -> bool:
    """Whether another date was set; a reopened case has a clock of its own (g10)."""
    return not case.reopened and case.promised_on != case.first_promised_on


def _map(place: Entry | None) -> str | None:
    if place is None or place.lat is None or place.lng is None:
        return None
    return f"https://www.google.com/maps/search/?api=1&query={place.lat:.6f},{place.lng:.6f}"


def photos(
    session: Session, case: Case, shown_as: EntryKind | None, *, public_url: str
) -> tuple[str, ...]:
    """Unguessable addresses of the stored pictures of a case, of one kind or all."""
    query = select(Attachment).where(
        Attachment.case_id == case.id, Attachment.state == MediaState.STORED
    )
    if shown_as is not None:
        query = query.where(Attachment.shown_as == shown_as)
    rows = session.scalars(query.order_by(Attachment.received_at, Attachment.id)).all()
    return tuple(f"{public_url}/media/{row.token}" for row in rows)


def _events(session: Session, case: Case) -> Sequence[CaseEvent]:
    query = select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.position)
    return session.scalars(query).all()


def _entries(session: Session, case: Case) -> Sequence[Entry]:
    return session.scalars(
        select(Entry).where(Entry.case_id == case.id).order_by(Entry.position)
    ).all()


def _latest(entries: Sequence[Entry], kind: EntryKind) -> str | None:
    return next((e.text for e in reversed(entries) if e.kind is kind), None)
