"""What citizens do with their case: answer, add, say "not fixed", confirm, withdraw; and unsend."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases.actors import Citizen, System
from cases.assignment import place, works_on
from cases.deadlines import local_date, promised_on
from cases.errors import IllegalTransition, Invalid
from cases.filing import attach
from cases.history import Detail, Words, act, carry_out, guard, record, write
from config.office import Office
from models.case import Attachment, AttachmentBytes, Case, CaseEvent, Entry, Source
from models.people import Staff
from models.post import Notice, Outgoing
from models.vocabulary import Action, EntryKind, MediaState, NoticeState, Settled

STARS: Final = range(1, 6)


def answer(
    session: Session,
    case: Case,
    words: Words,
    *,
    attachments: tuple[uuid.UUID, ...],
    office: Office,
    by: Citizen,
    now: datetime,
) -> None:
    """Answer the officer's question; the case goes back to work. Raises NotAllowed,
    IllegalTransition.
    """
    detail = Detail(EntryKind.ANSWER, words)
    act(session, case, Action.ANSWER, detail, office=office, by=by, now=now)
    attach(session, case, attachments, shown_as=EntryKind.ANSWER, sent_by=by.person_id)


def add(
    session: Session,
    case: Case,
    words: Words,
    *,
    attachments: tuple[uuid.UUID, ...],
    office: Office,
    by: Citizen,
    now: datetime,
) -> None:
    """Add text or files to a case that is being worked on (A07).

    Raises NotAllowed, IllegalTransition.
    """
    detail = Detail(EntryKind.ADDED, words)
    act(session, case, Action.ADD, detail, office=office, by=by, now=now)
    attach(session, case, attachments, shown_as=EntryKind.ADDED, sent_by=by.person_id)


def tell_what_is_wrong(
    session: Session,
    case: Case,
    words: Words,
    *,
    attachments: tuple[uuid.UUID, ...],
    office: Office,
    by: Citizen,
    now: datetime,
) -> None:
    """Say what is still not fixed on a case just reopened; its officer knows of the reopening.

    Raises NotAllowed, IllegalTransition.
    """
    detail = Detail(EntryKind.STILL_WRONG, words, silent=True)
    act(session, case, Action.ADD, detail, office=office, by=by, now=now)
    attach(session, case, attachments, shown_as=EntryKind.STILL_WRONG, sent_by=by.person_id)


def reopen(session: Session, case: Case, *, office: Office, by: Citizen, now: datetime) -> None:
    """Say that it is not fixed: back to work under a new clock, marked as reopened (g10).

    Raises NotAllowed, IllegalTransition (also after the reopening window of the office has passed).
    """
    guard(by, Action.REOPEN, case)
    if not within_reopening(case, office, now=now):
        raise IllegalTransition("the reopening window has passed")
    today = local_date(now)
    case.promised_on = promised_on(today, office.clocks)
    case.reopened += 1
    case.resolved_at = case.closed_at = None
    owner = session.get(Staff, (case.office_id, case.officer_id)) if case.officer_id else None
    if not works_on(owner, case):
        place(session, case, unit=case.unit, today=local_date(now))
    detail = Detail(data={"promised_on": case.promised_on.isoformat()})
    carry_out(session, case, Action.REOPEN, detail, office=office, by=by, now=now)


def within_reopening(case: Case, office: Office, *, now: datetime) -> bool:
    """Whether the office still takes "not fixed" for this case."""
    ended = case.closed_at or case.resolved_at
    return ended is None or now - ended <= timedelta(days=office.clocks.reopen_days)


def close(
    session: Session, case: Case, *, office: Office, by: Citizen | System, now: datetime
) -> None:
    """Confirm that it is fixed; the case is done. Raises NotAllowed, IllegalTransition."""
    guard(by, Action.CLOSE, case)
    case.closed_at = now
    carry_out(session, case, Action.CLOSE, Detail(), office=office, by=by, now=now)


def rate(
    session: Session, case: Case, stars: int, *, office: Office, by: Citizen, now: datetime
) -> None:
    """Say how satisfied one is with how the case was handled, 1 to 5 stars (004:959).

    Rating again replaces the rating; history keeps both. Raises Invalid, NotAllowed,
    IllegalTransition.
    """
    if stars not in STARS:
        raise Invalid("case.stars_required")
    act(session, case, Action.RATE, Detail(data={"stars": stars}), office=office, by=by, now=now)


def explain_rating(
    session: Session, case: Case, words: Words, *, by: Citizen, now: datetime
) -> None:
    """Say why one is satisfied or not: what the office may do better (000:120).

    Raises Invalid, NotAllowed, IllegalTransition.
    """
    guard(by, Action.RATE, case)
    write(session, case, EntryKind.RATING, words.required(), by=by, now=now)


def rating_of(session: Session, case: Case) -> int | None:
    """The stars the reporter gave last; None without a rating."""
    last = (
        select(CaseEvent.data)
        .where(CaseEvent.case_id == case.id, CaseEvent.action == Action.RATE)
        .order_by(CaseEvent.position.desc())
        .limit(1)
    )
    given = session.scalar(last)
    return int(given["stars"]) if given else None


def withdraw(session: Session, case: Case, *, office: Office, by: Citizen, now: datetime) -> None:
    """Take a complaint back; it stays on the register as withdrawn. Raises NotAllowed,
    IllegalTransition.
    """
    act(session, case, Action.WITHDRAW, Detail(), office=office, by=by, now=now)
    case.closed_at = now


def unsend(session: Session, message_id: str, *, now: datetime) -> int:
    """Erase every text and file that came from a message its writer took back; count them.

    LINE asks that an unsent message "can't be seen or used" (messaging-api/receiving-messages).
    What happened stays in history without its words.
    """
    return sum(erase(session, message_id, now=now) for erase in (_erase_texts, _erase_files))


def _erase_texts(session: Session, message_id: str, *, now: datetime) -> int:
    came_from = (
        select(Entry)
        .join(Source, (Source.entry_id == Entry.id) & (Source.office_id == Entry.office_id))
        .where(Source.message_id == message_id, Entry.erased_at.is_(None))
    )
    entries = session.scalars(came_from).all()
    for entry in entries:
        _erase_notices(session, entry, now=now)
        entry.text = entry.lat = entry.lng = None
        entry.erased_at = now
        _record_unsent(session, entry.case_id, entry.kind.value, now=now)
    return len(entries)


def _erase_notices(session: Session, entry: Entry, *, now: datetime) -> None:
    """An officer's words also stand in the notices that carried them to the citizen."""
    for notice in session.scalars(select(Notice).where(Notice.case_id == entry.case_id)):
        params = notice.message["params"]
        if entry.text is not None and params.get("text") == entry.text:
            notice.message = {**notice.message, "params": {**params, "text": None}}
            _call_back(session, notice, now=now)


def _call_back(session: Session, notice: Notice, *, now: datetime) -> None:
    """What still waits to be sent with the words is not sent; its notices are shown later."""
    key = (notice.office_id, notice.outgoing_id)
    call = session.get(Outgoing, key) if notice.outgoing_id is not None else None
    if call is None or call.settled_at is not None:
        return
    call.settled_at, call.result = now, Settled.WITHDRAWN
    call.sealed = call.leased_until = None
    for told in session.scalars(select(Notice).where(Notice.outgoing_id == call.id)):
        told.state, told.settled_at = NoticeState.UNDELIVERED, now


def _record_unsent(session: Session, case_id: uuid.UUID, kind: str, *, now: datetime) -> None:
    case = session.scalars(select(Case).where(Case.id == case_id)).one()
    record(session, case, Action.UNSEND, Detail(data={"kind": kind}), by=System(), now=now)


def _erase_files(session: Session, message_id: str, *, now: datetime) -> int:
    found = select(Attachment).where(
        Attachment.message_id == message_id, Attachment.state != MediaState.ERASED
    )
    files = session.scalars(found).all()
    for file in files:
        file.state = MediaState.ERASED
        session.execute(delete(AttachmentBytes).where(AttachmentBytes.attachment_id == file.id))
        if file.case_id is not None:
            _record_unsent(session, file.case_id, file.kind.value, now=now)
    return len(files)
