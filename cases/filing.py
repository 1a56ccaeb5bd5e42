"""Files on a case: putting them there."""

import uuid

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.case import Attachment, Case
from models.vocabulary import EntryKind, MediaState


def attach(
    session: Session,
    case: Case,
    attachments: tuple[uuid.UUID, ...],
    *,
    shown_as: EntryKind,
    sent_by: uuid.UUID,
) -> None:
    """Put files a person sent onto the case they belong to; other people's files are left alone."""
    if attachments:
        session.execute(
            update(Attachment)
            .where(
                Attachment.id.in_(attachments),
                Attachment.person_id == sent_by,
                Attachment.case_id.is_(None),
                Attachment.state != MediaState.ERASED,
            )
            .values(case_id=case.id, shown_as=shown_as)
        )
