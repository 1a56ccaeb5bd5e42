"""Putting into a report what its reporter said, so that it can be taken back by unsending it."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from integrity import unsending
from integrity.contents import Folder, write
from integrity.documents import Document, Words
from integrity.folders import Custody
from models.vocabulary import SealedBy, SealedKind


def say(
    session: Session,
    folder: Folder,
    kind: SealedKind,
    fields: Mapping[str, str],
    words: Words,
    *,
    custody: Custody,
) -> None:
    """Write it down, and remember which LINE messages brought it."""
    document = Document(fields, unsending.pieces(words.messages, custody))
    row = write(session, folder, kind, document, by=SealedBy.REPORTER, on=custody.today)
    unsending.remember(session, document.pieces, entry_id=row.id, custody=custody)
