"""How an integrity officer reads: the own list, one report, one file; each look is logged."""

import uuid
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.actors import Officer
from cases.errors import NotFound
from integrity import clocks
from integrity.clocks import Owed
from integrity.contents import Folder, Said, entries, file_place
from integrity.firewall import Appointee, is_of_the_chain, may_be_added
from integrity.folders import CAPACITY, Custody, held_by, log, take
from integrity.keyring import open_
from integrity.lifecycle import WHO, Deed, can
from integrity.proposals import on_report
from integrity.views import Copy, DeskLine, DeskView, EntryView, FileView
from models.people import Staff
from models.sealed import Disclosure, Recipient, SealedFile
from models.vocabulary import DisclosureState, Role, SealedBy, SealedKind

S = DisclosureState
# Which of a report's dates the present step is held to.
DUE: Final = {
    S.RECEIVED: "preliminary_by",
    S.SCREENING: "preliminary_by",
    S.WAITING: "preliminary_by",
    S.FACT_FINDING: "facts_by",
    S.CONCLUDED: "feedback_by",
    S.DISCIPLINE: "feedback_by",
    S.REFERRED: "feedback_by",
}
# What is offered on the page of a report, in this order.
OFFERED: Final = (
    Deed.SCREEN,
    Deed.ASK,
    Deed.NOTE,
    Deed.PROGRESS,
    Deed.PROTECT,
    Deed.START_FACTS,
    Deed.HAND_OVER,
    Deed.STATEMENT,
    Deed.EXTEND,
    Deed.CONCLUDE,
    Deed.DISCIPLINE,
    Deed.TELL_RESULT,
    Deed.CLOSE,
    Deed.MONITOR,
    Deed.REFER,
    Deed.NOT_ACCEPT,
    Deed.ACCUSE,
    Deed.WIDEN,
    Deed.OPEN_ORIGINAL,
    Deed.SEE_IDENTITY,
    Deed.ANSWER_ACCUSED,
    Deed.RECUSE,
)


class Reason(StrEnum):
    """Why somebody opens a report: a closed list, for the audit log."""

    NEW = "new"
    WORK = "work"
    DECISION = "decision"
    DEADLINE = "deadline"
    LEGAL_REQUEST = "legal_request"


def list_own(session: Session, *, by: Officer, custody: Custody) -> tuple[DeskLine, ...]:
    """The reports somebody may open; nothing tells of any other.

    Whoever waits to be protected comes first (A25), then what is due soonest.
    """
    folders = held_by(session, by, custody)
    log(session, Deed.LIST, by.staff_id, actor=by.staff_id, custody=custody)
    lines = (_line(session, folder, custody.today) for folder in folders)
    return tuple(sorted(lines, key=_urgency))


def open_case(
    session: Session, number: str, reason: Reason, *, by: Officer, custody: Custody
) -> DeskView:
    """Open a report and write down who did and why. Raises NotFound, also when it is not theirs."""
    folder = take(session, number, Deed.VIEW, by=by, custody=custody)
    log(session, Deed.VIEW, folder.row.id, actor=by.staff_id, custody=custody, detail=reason)
    return _view(session, folder, by, custody)


def view_file(
    session: Session, number: str, file_id: uuid.UUID, *, by: Officer, custody: Custody
) -> Copy:
    """Open the rebuilt copy of a piece of evidence. Raises NotFound, also if there is no copy."""
    folder = take(session, number, Deed.VIEW_FILE, by=by, custody=custody)
    row = session.get(SealedFile, (folder.row.office_id, file_id))
    if row is None or row.disclosure_id != folder.row.id or row.rebuilt is None:
        raise NotFound
    log(session, Deed.VIEW_FILE, folder.row.id, actor=by.staff_id, custody=custody)
    where = file_place(folder, row.id, "rebuilt")
    return Copy(row.media_type, open_(folder.key, row.rebuilt, where=where))


def _line(session: Session, folder: Folder, today: date) -> DeskLine:
    row, about, said = folder.row, folder.about, entries(session, folder)
    return DeskLine(
        number=row.number,
        state=row.state,
        kind=about.kind,
        units=tuple(sorted(about.concern.accused_units)),
        danger=about.danger,
        received_on=row.received_on,
        due_on=_due_on(row),
        overdue=clocks.overdue(row, today),
        protection=bool(_protection(said)),
        unanswered=_unanswered(said),
    )


def _urgency(line: DeskLine) -> tuple[bool, date, str]:
    return not line.protection, line.due_on or date.max, line.number


def _due_on(row: Disclosure) -> date | None:
    found: date | None = getattr(row, DUE[row.state]) if row.state in DUE else None
    return found


def _unanswered(said: Sequence[Said]) -> bool:
    """Whether the reporter spoke last."""
    return bool(said) and said[-1].by is SealedBy.REPORTER


def _protection(said: Sequence[Said]) -> tuple[Said, ...]:
    """What the reporter wrote of protection since an officer last did."""
    wrote = [one for one in said if one.kind is SealedKind.PROTECTION]
    after = max((one.position for one in wrote if one.by is SealedBy.OFFICER), default=-1)
    return tuple(one for one in wrote if one.position > after)


def _view(session: Session, folder: Folder, by: Officer, custody: Custody) -> DeskView:
    row, about, said = folder.row, folder.about, entries(session, folder)
    late = clocks.overdue(row, custody.today)
    return DeskView(
        number=row.number,
        state=row.state,
        mode=row.mode,
        kind=about.kind,
        concern=about.concern,
        danger=about.danger,
        completeness=about.completeness,
        order=about.order,
        finding=about.finding,
        received_on=row.received_on,
        since=row.moved_on,
        preliminary_by=row.preliminary_by,
        facts_by=row.facts_by,
        feedback_by=row.feedback_by,
        facts_first=about.facts_first,
        overdue=late,
        past_chain=_past_chain(session, folder, late, custody),
        protection=_shown(_protection(said)),
        entries=_shown(said),
        files=_files(session, folder),
        proposals=on_report(session, folder, by=by),
        recipients=_recipients(session, folder),
        can=tuple(deed for deed in OFFERED if _offered(deed, folder, by)),
    )


def _shown(said: Sequence[Said]) -> tuple[EntryView, ...]:
    return tuple(EntryView(one.on, one.kind, one.by, one.document) for one in said)


def _past_chain(
    session: Session, folder: Folder, late: Sequence[Owed], custody: Custody
) -> Deed | None:
    """What to propose for a report that is late: the second line inside, or a body outside.

    Outside comes first where the district's own line is concerned, or has nobody who may read it.
    """
    centre = custody.office.centre
    directors = session.scalars(select(Staff).where(Staff.role == Role.DIRECTOR)).all()
    known = set(_recipients(session, folder))
    if not late or any(person.id in known for person in directors):
        return None  # a director among the recipients is reminded like everybody there
    second_line = any(
        may_be_added(
            folder.about.concern,
            Appointee(person.id, person.unit, person.role, person.active),
            centre_unit=centre,
        )
        for person in directors
    )
    if second_line and not is_of_the_chain(folder.about.concern, centre_unit=centre):
        return Deed.WIDEN
    return Deed.REFER if can(folder.row.state, Deed.REFER) else None


def _offered(deed: Deed, folder: Folder, by: Officer) -> bool:
    return CAPACITY[by.role] in WHO[deed] and can(folder.row.state, deed)


def _files(session: Session, folder: Folder) -> tuple[FileView, ...]:
    mine = select(SealedFile).where(SealedFile.disclosure_id == folder.row.id)
    rows = session.scalars(mine.order_by(SealedFile.on, SealedFile.id)).all()
    return tuple(
        FileView(row.id, row.kind, row.media_type, row.on, row.rebuilt is not None) for row in rows
    )


def _recipients(session: Session, folder: Folder) -> tuple[uuid.UUID, ...]:
    mine = (Recipient.disclosure_id == folder.row.id, Recipient.recused_on.is_(None))
    return tuple(sorted(session.scalars(select(Recipient.staff_id).where(*mine))))
