"""What officers do with a case: accept, ask, note, forward, resolve, decline; and the system's
assigning.
"""

import uuid
from datetime import date, datetime

from sqlalchemy.orm import Session

from cases.actors import Officer
from cases.assignment import place
from cases.deadlines import local_date
from cases.errors import Invalid
from cases.filing import attach
from cases.history import Detail, Words, act, carry_out, guard, record
from cases.permissions import require
from config.office import Office
from models.case import Case
from models.people import Staff
from models.vocabulary import Action, EntryKind


def accept(session: Session, case: Case, *, office: Office, by: Officer, now: datetime) -> None:
    """Take responsibility for an assigned case; the citizen hears that work has begun.

    Raises NotAllowed, IllegalTransition.
    """
    guard(by, Action.ACCEPT, case)
    case.officer_id = by.staff_id
    carry_out(session, case, Action.ACCEPT, Detail(), office=office, by=by, now=now)


def ask(
    session: Session, case: Case, question: Words, *, office: Office, by: Officer, now: datetime
) -> None:
    """Ask the citizen something; the case waits, its clock does not.

    Raises Invalid, NotAllowed, IllegalTransition.
    """
    text = question.required().text
    detail = Detail(EntryKind.QUESTION, question, params={"text": text})
    act(session, case, Action.ASK, detail, office=office, by=by, now=now)


def note(
    session: Session,
    case: Case,
    words: Words,
    *,
    public: bool,
    office: Office,
    by: Officer,
    now: datetime,
) -> None:
    """Note progress: for the citizen, who is told, or for colleagues only.

    Raises Invalid, NotAllowed, IllegalTransition.
    """
    kind = EntryKind.PROGRESS if public else EntryKind.INTERNAL
    text = words.required().text
    detail = Detail(kind, words, data={"public": public}, params={"text": text}, silent=not public)
    act(session, case, Action.NOTE, detail, office=office, by=by, now=now)


def explain(
    session: Session,
    case: Case,
    words: Words,
    *,
    new_date: date,
    office: Office,
    by: Officer,
    now: datetime,
) -> None:
    """Explain a delay to the citizen with a new date; the first promise is kept on record
    (004:933).

    Raises Invalid, NotAllowed, IllegalTransition.
    """
    guard(by, Action.EXPLAIN, case)
    if new_date <= max(local_date(now), case.promised_on):
        raise Invalid("case.later_date_required")
    data = {"from": case.promised_on.isoformat(), "to": new_date.isoformat()}
    case.promised_on = new_date
    detail = Detail(
        EntryKind.DELAY,
        words.required(),
        data=data,
        params={"text": words.text, "promised_on": new_date},
    )
    carry_out(session, case, Action.EXPLAIN, detail, office=office, by=by, now=now)


def postpone(
    session: Session,
    case: Case,
    reason: Words,
    *,
    new_date: date,
    office: Office,
    by: Officer,
    now: datetime,
) -> None:
    """Set another date as a superior, earlier or later, with a reason the citizen is told; the
    first promise stays on record (A46, 002:206).

    Raises Invalid, NotAllowed, IllegalTransition.
    """
    guard(by, Action.POSTPONE, case)
    if new_date <= local_date(now) or new_date == case.promised_on:
        raise Invalid("case.another_date_required")
    data = {"from": case.promised_on.isoformat(), "to": new_date.isoformat()}
    case.promised_on = new_date
    detail = Detail(
        EntryKind.DELAY,
        reason.required(),
        data=data,
        params={"text": reason.text, "promised_on": new_date},
    )
    carry_out(session, case, Action.POSTPONE, detail, office=office, by=by, now=now)


def forward(
    session: Session,
    case: Case,
    reason: Words,
    *,
    unit: str,
    office: Office,
    by: Officer,
    now: datetime,
) -> None:
    """Hand a case to the unit it belongs to, with a reason. The clock does not restart (A34).

    Raises Invalid, NotAllowed, IllegalTransition.
    """
    guard(by, Action.FORWARD, case)  # as a member of the unit that has it, before it moves
    if unit == case.unit or unit not in {u.code for u in office.units}:
        raise Invalid("case.another_unit_required")
    data = {"from": case.unit, "to": unit}
    detail = Detail(EntryKind.REASON, reason.required(), data=data)
    place(session, case, unit=unit, today=local_date(now))
    carry_out(session, case, Action.FORWARD, detail, office=office, by=by, now=now)


def resolve(
    session: Session,
    case: Case,
    result: Words,
    *,
    attachments: tuple[uuid.UUID, ...],
    office: Office,
    by: Officer,
    now: datetime,
) -> None:
    """Say what was done. The citizen gets the text and may answer that it is not fixed.

    Raises Invalid, NotAllowed, IllegalTransition.
    """
    guard(by, Action.RESOLVE, case)
    detail = Detail(EntryKind.RESULT, result.required(), params={"text": result.text})
    case.resolved_at = now
    carry_out(session, case, Action.RESOLVE, detail, office=office, by=by, now=now)
    owner = session.get_one(Staff, (case.office_id, by.staff_id)).person_id
    if owner is not None:
        attach(session, case, attachments, shown_as=EntryKind.RESULT, sent_by=owner)


def decline(
    session: Session,
    case: Case,
    reason: Words,
    *,
    outside_power: bool,
    office: Office,
    by: Officer,
    now: datetime,
) -> None:
    """End a case the office cannot act on: refer it elsewhere, or decline it, always with a reason.

    Raises Invalid, NotAllowed, IllegalTransition.
    """
    action = Action.REFER if outside_power else Action.DECLINE
    detail = Detail(EntryKind.REASON, reason.required(), params={"text": reason.text})
    act(session, case, action, detail, office=office, by=by, now=now)
    case.closed_at = now  # the reopening window counts from here


def view(session: Session, case: Case, *, by: Officer, now: datetime) -> None:
    """Write down that an officer opened the case. Raises NotAllowed."""
    require(by, Action.VIEW, case)
    record(session, case, Action.VIEW, Detail(), by=by, now=now)


def reveal_contact(session: Session, case: Case, *, by: Officer, now: datetime) -> bytes | None:
    """Write down that an officer asked for the citizen's number, and give it, still sealed.

    Raises NotAllowed.
    """
    require(by, Action.REVEAL_CONTACT, case)
    record(session, case, Action.REVEAL_CONTACT, Detail(), by=by, now=now)
    return case.contact_sealed
