"""What happens rarely and leaves more traces: an original, an identity, a question by the accused.

Honest limit: the server can open a live link by itself, because it must send through it; that two
persons must agree is a rule of procedure against whoever runs the server (security D6).
"""

import uuid
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.actors import Officer
from cases.errors import NotAllowed, NotFound
from integrity import links
from integrity.contents import entries, file_place
from integrity.documents import required, text
from integrity.folders import CAPACITY, Custody, log, take
from integrity.keyring import open_
from integrity.lifecycle import WHO, Deed
from integrity.proposals import put_forward, use
from integrity.views import Copy, Identity
from models.sealed import SealedFile, SealedLink, SealedLinkKey
from models.vocabulary import Finding, SealedKind


@dataclass(frozen=True, slots=True)
class AccessAnswer:
    """What the accused is told who asks what the office holds on them (PDPA section 30).

    `refused`: neither whether there is a report nor what it says, the same for everybody. Otherwise
    the accused's own words, and the finding once there is one. Never anything of the reporter, not
    even a date from before the accused was heard.
    """

    refused: bool
    statements: tuple[tuple[date, str], ...] = field(default=(), repr=False)
    finding: Finding | None = None


REFUSED = AccessAnswer(refused=True)


def propose_original(
    session: Session,
    number: str,
    file_id: uuid.UUID,
    reason: str,
    *,
    by: Officer,
    custody: Custody,
) -> uuid.UUID:
    """Ask to open a file as it was sent, with whatever it tells of who made it.

    Raises Invalid, NotFound, NotAllowed.
    """
    folder = take(session, number, Deed.OPEN_ORIGINAL, by=by, custody=custody)
    row = session.get(SealedFile, (folder.row.office_id, file_id))
    if row is None or row.disclosure_id != folder.row.id:
        raise NotFound
    document = text(required(reason), file=str(file_id))
    return put_forward(session, folder, Deed.OPEN_ORIGINAL, document, by=by, custody=custody)


def open_original(
    session: Session, proposal_id: uuid.UUID, *, by: Officer, custody: Custody
) -> Copy:
    """Open the original once, after another agreed. Raises NotFound."""
    folder, document = use(session, proposal_id, Deed.OPEN_ORIGINAL, by=by, custody=custody)
    row = session.get(SealedFile, (folder.row.office_id, uuid.UUID(document["file"])))
    if row is None:  # taken back since
        raise NotFound
    where = file_place(folder, row.id, "original")
    return Copy(row.media_type, open_(folder.key, row.original, where=where))


def propose_identity(
    session: Session,
    number: str,
    reason: str,
    *,
    legal_basis: str,
    file_ref: str,
    by: Officer,
    custody: Custody,
) -> uuid.UUID | None:
    """Ask who reported; None says that nothing links the report to anybody. Both are logged.

    The auditor must agree, then another recipient. Raises Invalid, NotFound, NotAllowed.
    """
    folder = take(session, number, Deed.SEE_IDENTITY, by=by, custody=custody)
    facts = {"legal_basis": required(legal_basis), "file_ref": required(file_ref)}
    document = text(required(reason), **facts)
    if not _is_linked(session, folder.row.id):
        deed, actor = f"propose.{Deed.SEE_IDENTITY}", by.staff_id
        detail = "nothing_linked"
        log(session, deed, folder.row.id, actor=actor, custody=custody, detail=detail)
        return None
    return put_forward(session, folder, Deed.SEE_IDENTITY, document, by=by, custody=custody)


def see_identity(
    session: Session, proposal_id: uuid.UUID, *, by: Officer, custody: Custody
) -> Identity | None:
    """See once who reported, after two others agreed; None if the link was cut meanwhile.

    Raises NotFound, also for a second look.
    """
    folder, _ = use(session, proposal_id, Deed.SEE_IDENTITY, by=by, custody=custody)
    found = links.find(session, folder.row.id, custody.keyring)
    return None if found is None else Identity(*found)


def answer_accused(
    session: Session, number: str | None, *, by: Officer, custody: Custody
) -> AccessAnswer:
    """Answer somebody who asks whether there is a report about them, and log the answer (T49).

    Without a number the answer is the refusal. With one, the accused who has been heard gets the
    own statements and the finding. Raises NotAllowed, NotFound for a report not theirs to handle.
    """
    if CAPACITY.get(by.role) not in WHO[Deed.ANSWER_ACCUSED]:
        raise NotAllowed(Deed.ANSWER_ACCUSED)
    if number is None:
        object_id, answer = uuid.UUID(int=0), REFUSED
    else:
        folder = take(session, number, Deed.ANSWER_ACCUSED, by=by, custody=custody)
        said = entries(session, folder)
        heard = tuple(
            (one.on, one.document["text"]) for one in said if one.kind is SealedKind.STATEMENT
        )
        object_id = folder.row.id
        answer = AccessAnswer(False, heard, folder.about.finding) if heard else REFUSED
    detail = "refused" if answer.refused else "own_data_only"
    actor = by.staff_id
    log(session, Deed.ANSWER_ACCUSED, object_id, actor=actor, custody=custody, detail=detail)
    return answer


def _is_linked(session: Session, disclosure_id: uuid.UUID) -> bool:
    linked = (
        select(SealedLink.id)
        .join(SealedLinkKey, SealedLinkKey.link_id == SealedLink.id)
        .where(SealedLink.disclosure_id == disclosure_id)
    )
    return session.scalar(linked) is not None
