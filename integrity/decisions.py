"""What two persons decide on a report: to end it, to conclude it, to tell its result, to widen it.

The `propose_*` verbs say what is wanted; `decide` is the second person's yes or no, and does it.
"""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from cases.actors import Officer
from cases.errors import Invalid
from integrity.about import Lesson
from integrity.contents import Folder, entries, revise, write
from integrity.documents import Document, required, text
from integrity.firewall import Appointee, may_be_added
from integrity.folders import Custody, move, take
from integrity.lifecycle import Deed
from integrity.proposals import propose, put_forward, vote
from models.people import Staff
from models.sealed import Recipient
from models.vocabulary import Approval, Finding, SealedBy, SealedKind


class Refusal(StrEnum):
    """Why a report is not accepted: a closed list, so that the reason can be checked (A1.2)."""

    NOTHING_TO_EXAMINE = "nothing_to_examine"  # asked in vain for evidence, facts or a witness
    NOT_CORRUPTION = "not_corruption"
    DECIDED_BEFORE = "decided_before"
    BEFORE_A_COURT = "before_a_court"


def propose_not_accept(
    session: Session,
    number: str,
    refusal: Refusal,
    words: str,
    *,
    by: Officer,
    custody: Custody,
) -> uuid.UUID:
    """Propose not to accept a report. `words` tell the reporter why.

    Raises Invalid, NotFound, NotAllowed, IllegalTransition, as all proposals here do.
    """
    document = text(required(words), refusal=refusal)
    return propose(session, number, Deed.NOT_ACCEPT, document, by=by, custody=custody)


def propose_refer(
    session: Session, number: str, body: str, words: str, *, by: Officer, custody: Custody
) -> uuid.UUID:
    """Propose to refer a report to an outside body. `words` are what the reporter is told."""
    document = text(required(words), body=required(body))
    return propose(session, number, Deed.REFER, document, by=by, custody=custody)


def propose_conclude(
    session: Session,
    number: str,
    finding: Finding,
    reasons: str,
    *,
    why_unheard: str | None,
    by: Officer,
    custody: Custody,
) -> uuid.UUID:
    """Propose a finding with its reasons, after the accused was heard, or saying why not (A26)."""
    document = text(required(reasons), finding=finding, unheard=(why_unheard or "").strip())
    folder = take(session, number, Deed.CONCLUDE, by=by, custody=custody)
    heard = any(said.kind is SealedKind.STATEMENT for said in entries(session, folder))
    if not heard and not document["unheard"]:
        raise Invalid("disclosure.accused_not_heard")
    return put_forward(session, folder, Deed.CONCLUDE, document, by=by, custody=custody)


def propose_result(
    session: Session, number: str, words: str, *, by: Officer, custody: Custody
) -> uuid.UUID:
    """Propose what the reporter is told of the result (requirements 4.2, c8)."""
    document = text(required(words))
    return propose(session, number, Deed.TELL_RESULT, document, by=by, custody=custody)


def propose_close(
    session: Session, number: str, lesson: Lesson, *, by: Officer, custody: Custody
) -> uuid.UUID:
    """Propose to close a report with what was learned from it (requirements 4.2, c9)."""
    learned = {
        "cause": required(lesson.cause),
        "method": required(lesson.method),
        "prevention": required(lesson.prevention),
    }
    return propose(session, number, Deed.CLOSE, Document(learned), by=by, custody=custody)


def propose_extend(
    session: Session, number: str, until: date, reason: str, *, by: Officer, custody: Custody
) -> uuid.UUID:
    """Propose more time to establish the facts, with the reason; the first limit stays known.

    Security A1.4, A4.
    """
    folder = take(session, number, Deed.EXTEND, by=by, custody=custody)
    if until <= folder.row.facts_by:
        raise Invalid("case.later_date_required")
    document = text(required(reason), until=until.isoformat())
    return put_forward(session, folder, Deed.EXTEND, document, by=by, custody=custody)


def propose_widen(
    session: Session,
    number: str,
    staff_id: uuid.UUID,
    reason: str,
    *,
    by: Officer,
    custody: Custody,
) -> uuid.UUID:
    """Propose to let somebody else open a report; never whom it concerns (security D4, I1)."""
    folder = take(session, number, Deed.WIDEN, by=by, custody=custody)
    _newcomer(session, folder, staff_id, custody)
    document = text(required(reason), staff=str(staff_id))
    return put_forward(session, folder, Deed.WIDEN, document, by=by, custody=custody)


def decide(
    session: Session, proposal_id: uuid.UUID, *, approves: bool, by: Officer, custody: Custody
) -> Approval:
    """Agree to a proposal, or refuse it; the last agreement needed does what was proposed.

    Raises NotFound for whoever has no say in it, NotAllowed for whoever proposed it or voted,
    IllegalTransition and Invalid if it has become impossible since.
    """
    ballot = vote(session, proposal_id, approves=approves, by=by, custody=custody)
    if ballot.approval is Approval.APPROVED and ballot.deed in EFFECTS:
        EFFECTS[ballot.deed](session, ballot.folder, ballot.document, custody)
    return ballot.approval


def _end_with_reason(deed: Deed) -> "Effect":
    def effect(session: Session, folder: Folder, document: Document, custody: Custody) -> None:
        move(folder.row, deed, today=custody.today)
        _put(session, folder, SealedKind.REASON, document, custody)

    return effect


def _conclude(session: Session, folder: Folder, document: Document, custody: Custody) -> None:
    move(folder.row, Deed.CONCLUDE, today=custody.today)
    folder = revise(folder, replace(folder.about, finding=Finding(document["finding"])))
    _put(session, folder, SealedKind.INTERNAL, document, custody)


def _tell_result(session: Session, folder: Folder, document: Document, custody: Custody) -> None:
    move(folder.row, Deed.TELL_RESULT, today=custody.today)
    _put(session, folder, SealedKind.RESULT, document, custody)


def _close(session: Session, folder: Folder, document: Document, custody: Custody) -> None:
    move(folder.row, Deed.CLOSE, today=custody.today)
    lesson = Lesson(document["cause"], document["method"], document["prevention"])
    revise(folder, replace(folder.about, lesson=lesson))


def _extend(session: Session, folder: Folder, document: Document, custody: Custody) -> None:
    first = folder.about.facts_first or folder.row.facts_by
    folder = revise(folder, replace(folder.about, facts_first=first))
    folder.row.facts_by = date.fromisoformat(document["until"])
    _put(session, folder, SealedKind.INTERNAL, document, custody)


def _widen(session: Session, folder: Folder, document: Document, custody: Custody) -> None:
    newcomer = _newcomer(session, folder, uuid.UUID(document["staff"]), custody)
    session.add(Recipient(disclosure_id=folder.row.id, staff_id=newcomer.id, since=custody.today))
    _put(session, folder, SealedKind.INTERNAL, document, custody)


Effect = Callable[[Session, Folder, Document, Custody], None]

EFFECTS: Final[dict[Deed, Effect]] = {
    Deed.NOT_ACCEPT: _end_with_reason(Deed.NOT_ACCEPT),
    Deed.REFER: _end_with_reason(Deed.REFER),
    Deed.CONCLUDE: _conclude,
    Deed.TELL_RESULT: _tell_result,
    Deed.CLOSE: _close,
    Deed.EXTEND: _extend,
    Deed.WIDEN: _widen,
}


def _newcomer(session: Session, folder: Folder, staff_id: uuid.UUID, custody: Custody) -> Staff:
    """Somebody who may be let in and is not, nor has stepped back. Raises Invalid."""
    office = folder.row.office_id
    row = session.get(Staff, (office, staff_id))
    known = session.get(Recipient, (office, folder.row.id, staff_id))
    if row is None or known is not None:
        raise Invalid("disclosure.not_to_be_added")
    person = Appointee(row.id, row.unit, row.role, row.active)
    if not may_be_added(folder.about.concern, person, centre_unit=custody.office.centre):
        raise Invalid("disclosure.not_to_be_added")
    return row


def _put(
    session: Session, folder: Folder, kind: SealedKind, document: Document, custody: Custody
) -> None:
    write(session, folder, kind, document, by=SealedBy.OFFICER, on=custody.today)
