"""Two persons: one proposes, another decides, and only then something happens (security D5, D6).

`integrity.lifecycle.SECOND` says who must agree, and in which order. Whoever proposes does not
vote, nobody votes twice, and what somebody proposed who may no longer open the report lapses.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cases.actors import Officer
from cases.errors import Invalid, NotAllowed, NotFound
from integrity.contents import Folder, place
from integrity.documents import Document
from integrity.firewall import Appointee, is_clear
from integrity.folders import CAPACITY, Custody, by_id, log, opened_for, own_reports, take
from integrity.keyring import open_, seal
from integrity.lifecycle import SECOND, Capacity, Deed, after
from integrity.views import ProposalView
from models.people import Staff
from models.sealed import Disclosure, Proposal, ProposalVote
from models.vocabulary import Approval, Role

ONE_LOOK_WITHIN: Final = timedelta(days=1)
SUBJECTS: Final = ("staff", "file")  # what a proposal is about, beside the report


@dataclass(frozen=True, slots=True)
class Ballot:
    """Where a proposal stands after a vote, with what it would do."""

    deed: Deed
    approval: Approval
    folder: Folder
    document: Document


@dataclass(frozen=True, slots=True)
class _Seat:
    """What somebody is to the report of a proposal."""

    capacity: Capacity
    folder: Folder


def propose(
    session: Session,
    number: str,
    deed: Deed,
    document: Document,
    *,
    by: Officer,
    custody: Custody,
) -> uuid.UUID:
    """Propose something that needs a second person.

    Raises NotFound, NotAllowed, IllegalTransition, and Invalid for what was proposed before.
    """
    folder = take(session, number, deed, by=by, custody=custody)
    return put_forward(session, folder, deed, document, by=by, custody=custody)


def put_forward(
    session: Session,
    folder: Folder,
    deed: Deed,
    document: Document,
    *,
    by: Officer,
    custody: Custody,
) -> uuid.UUID:
    """Propose something on a report that was taken for it.

    Raises Invalid if the same was proposed and waits for a second person already.
    """
    _require_new(session, folder, deed, document, custody)
    id_ = uuid.uuid4()
    row = Proposal(
        id=id_,
        disclosure_id=folder.row.id,
        action=deed,
        content=seal(folder.key, document.pack(), where=_where(folder, id_)),
        proposed_by=by.staff_id,
        proposed_on=custody.today,
        approval=Approval.PROPOSED,
    )
    session.add(row)
    log(session, f"propose.{deed}", folder.row.id, actor=by.staff_id, custody=custody)
    return id_


def vote(
    session: Session, proposal_id: uuid.UUID, *, approves: bool, by: Officer, custody: Custody
) -> Ballot:
    """Agree to a proposal, or refuse it.

    Raises NotFound for whoever has no say in it, NotAllowed for whoever proposed it or voted.
    """
    row = session.scalar(_waiting().where(Proposal.id == proposal_id).with_for_update())
    seat = None if row is None else _seat(session, row, by=by, custody=custody)
    if row is None or seat is None:
        raise NotFound
    votes, deed = _votes(session, row), Deed(row.action)
    if not _may_vote(row, votes, seat, by) or not _stands(session, row, custody):
        raise NotAllowed(deed)
    session.add(
        ProposalVote(proposal_id=row.id, staff_id=by.staff_id, approves=approves, on=custody.today)
    )
    if approves:
        after(seat.folder.row.state, deed)  # things may have moved on since
    if not approves or len(votes) + 1 == len(SECOND[deed]):
        row.approval = Approval.APPROVED if approves else Approval.REFUSED
        row.decided_on = custody.today
    word = "approve" if approves else "refuse"
    log(session, f"{word}.{deed}", seat.folder.row.id, actor=by.staff_id, custody=custody)
    return Ballot(deed, row.approval, seat.folder, _document(seat.folder, row))


def use(
    session: Session, proposal_id: uuid.UUID, deed: Deed, *, by: Officer, custody: Custody
) -> tuple[Folder, Document]:
    """Use up a permission to look once, within a day, by whoever asked for it (security D6).

    Raises NotFound, also when it was used, has lapsed, or was somebody else's.
    """
    mine = select(Proposal).where(
        Proposal.id == proposal_id,
        Proposal.action == deed,
        Proposal.proposed_by == by.staff_id,
        Proposal.approval == Approval.APPROVED,
        Proposal.used_on.is_(None),
        Proposal.decided_on >= custody.today - ONE_LOOK_WITHIN,
    )
    row = session.scalar(mine.with_for_update())
    seat = None if row is None else _seat(session, row, by=by, custody=custody)
    if row is None or seat is None:
        raise NotFound
    row.used_on = custody.today
    log(session, deed, seat.folder.row.id, actor=by.staff_id, custody=custody)
    return seat.folder, _document(seat.folder, row)


def waiting(session: Session, *, by: Officer, custody: Custody) -> tuple[ProposalView, ...]:
    """What waits for this person's word, or was proposed by them; the look is logged."""
    rows = session.scalars(_waiting().order_by(Proposal.proposed_on, Proposal.id)).all()
    found = tuple(
        _view(session, row, seat, by=by)
        for row in rows
        if (seat := _seat(session, row, by=by, custody=custody))
    )
    staff_id = by.staff_id
    log(session, Deed.LIST, staff_id, actor=staff_id, custody=custody, detail="proposals")
    return tuple(view for view in found if view.may_decide or view.proposed_by == staff_id)


def on_report(session: Session, folder: Folder, *, by: Officer) -> tuple[ProposalView, ...]:
    """What waits for a second person on a report that one of its recipients has opened."""
    mine = _waiting().where(Proposal.disclosure_id == folder.row.id).order_by(Proposal.proposed_on)
    seat = _Seat(CAPACITY[by.role], folder)
    return tuple(_view(session, row, seat, by=by) for row in session.scalars(mine).all())


def _require_new(
    session: Session, folder: Folder, deed: Deed, document: Document, custody: Custody
) -> None:
    """Two open proposals of one kind are one too many, unless about another person or file."""
    mine = _waiting().where(Proposal.disclosure_id == folder.row.id, Proposal.action == deed)
    for row in session.scalars(mine).all():
        before = _document(folder, row)
        is_same = all(before[name] == document[name] for name in SUBJECTS)
        if is_same and _stands(session, row, custody):
            raise Invalid("disclosure.already_proposed")


def _waiting() -> Select[Proposal]:
    return select(Proposal).where(Proposal.approval == Approval.PROPOSED)


def _seat(session: Session, row: Proposal, *, by: Officer, custody: Custody) -> _Seat | None:
    """What somebody is to the report: one of its recipients, the auditor whose turn it is, or
    nothing.
    """
    if by.role is Role.AUDITOR:
        return _auditor(session, row, by=by, custody=custody)
    report = session.scalar(own_reports(by).where(Disclosure.id == row.disclosure_id))
    folder = None if report is None else opened_for(session, report, by=by, custody=custody)
    return None if folder is None else _Seat(CAPACITY[by.role], folder)


def _auditor(session: Session, row: Proposal, *, by: Officer, custody: Custody) -> _Seat | None:
    person = session.get(Staff, (row.office_id, by.staff_id))
    turn = len(_votes(session, row))
    if person is None or Capacity.AUDITOR not in SECOND[Deed(row.action)][turn]:
        return None
    folder = by_id(session, row.disclosure_id, custody.keyring)
    auditor = Appointee(person.id, person.unit, person.role, person.active)
    clear = is_clear(folder.about.concern, auditor, centre_unit=custody.office.centre)
    return _Seat(Capacity.AUDITOR, folder) if clear and person.role is Role.AUDITOR else None


def _votes(session: Session, row: Proposal) -> Sequence[uuid.UUID]:
    mine = select(ProposalVote.staff_id).where(ProposalVote.proposal_id == row.id)
    return session.scalars(mine).all()


def _may_vote(row: Proposal, votes: Sequence[uuid.UUID], seat: _Seat, by: Officer) -> bool:
    turn = SECOND[Deed(row.action)][len(votes)]
    return by.staff_id not in (row.proposed_by, *votes) and seat.capacity in turn


def _stands(session: Session, row: Proposal, custody: Custody) -> bool:
    """Whether whoever proposed it could propose it still."""
    proposer = Officer.from_row(session.get_one(Staff, (row.office_id, row.proposed_by)))
    return _seat(session, row, by=proposer, custody=custody) is not None


def _view(session: Session, row: Proposal, seat: _Seat, *, by: Officer) -> ProposalView:
    return ProposalView(
        id=row.id,
        number=seat.folder.row.number,
        deed=Deed(row.action),
        proposed_by=row.proposed_by,
        proposed_on=row.proposed_on,
        document=_document(seat.folder, row),
        may_decide=_may_vote(row, _votes(session, row), seat, by),
    )


def _document(folder: Folder, row: Proposal) -> Document:
    return Document.unpack(open_(folder.key, row.content, where=_where(folder, row.id)))


def _where(folder: Folder, proposal_id: uuid.UUID) -> str:
    return place(folder.row, "proposal", proposal_id)
