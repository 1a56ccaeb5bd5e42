"""What lies in a report's folder: texts and files, each sealed with the report's own key, in place.

Knows nothing of who may read it; `integrity.folders` decides that.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from integrity.about import About
from integrity.documents import Document
from integrity.evidence import Evidence
from integrity.keyring import open_, seal
from models.sealed import Disclosure, SealedEntry, SealedFile
from models.vocabulary import SealedBy, SealedKind


@dataclass(frozen=True, slots=True)
class Folder:
    """A report somebody may open, its key, and what it is about."""

    row: Disclosure
    key: bytes = field(repr=False)
    about: About = field(repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said on a report, opened."""

    position: int
    kind: SealedKind
    by: SealedBy
    on: date
    document: Document = field(repr=False)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A piece of evidence, and the LINE message it came in, if it did."""

    evidence: Evidence = field(repr=False)
    message: str | None = None


def place(row: Disclosure, *parts: object) -> str:
    """Where in a report something is sealed, so that it opens nowhere else."""
    return "/".join(("disclosure", row.office_id, str(row.id), *map(str, parts)))


def entries(session: Session, folder: Folder) -> tuple[Said, ...]:
    """All that was said on a report, in order."""
    mine = select(SealedEntry).where(SealedEntry.disclosure_id == folder.row.id)
    rows = session.scalars(mine.order_by(SealedEntry.position)).all()
    return tuple(Said(row.position, row.kind, row.by, row.on, read(folder, row)) for row in rows)


def read(folder: Folder, row: SealedEntry) -> Document:
    """Open one entry."""
    where = place(folder.row, "entry", row.id)
    return Document.unpack(open_(folder.key, row.text, where=where))


def write(
    session: Session,
    folder: Folder,
    kind: SealedKind,
    document: Document,
    *,
    by: SealedBy,
    on: date,
) -> SealedEntry:
    """Put something that was said into a report."""
    count = select(func.count()).select_from(SealedEntry)
    position = session.scalar(count.where(SealedEntry.disclosure_id == folder.row.id)) or 0
    row = SealedEntry(
        id=uuid.uuid4(), disclosure_id=folder.row.id, position=position, kind=kind, by=by, on=on
    )
    rewrite(folder, row, document)
    session.add(row)
    session.flush()  # sources point to it, and the next one counts it
    return row


def rewrite(folder: Folder, row: SealedEntry, document: Document) -> None:
    """Seal a document as the content of an entry."""
    row.text = seal(folder.key, document.pack(), where=place(folder.row, "entry", row.id))


def file_away(session: Session, folder: Folder, evidence: Evidence, *, on: date) -> SealedFile:
    """Put evidence into a report: what was sent, and the copy that officers see."""
    row = SealedFile(
        id=uuid.uuid4(),
        disclosure_id=folder.row.id,
        kind=evidence.kind,
        media_type=evidence.media_type,
        on=on,
    )
    for which in ("original", "rebuilt"):
        content: bytes | None = getattr(evidence, which)
        where = file_place(folder, row.id, which)
        setattr(row, which, None if content is None else seal(folder.key, content, where=where))
    session.add(row)
    session.flush()  # a source points to it
    return row


def file_place(folder: Folder, file_id: uuid.UUID, which: str) -> str:
    """Where the original or the rebuilt copy of a file is sealed."""
    return place(folder.row, "file", file_id, which)


def revise(folder: Folder, about: About) -> Folder:
    """Seal what is now known of a report, and give the folder with it."""
    folder.row.about = seal(folder.key, about.pack(), where=place(folder.row, "about"))
    return Folder(folder.row, folder.key, about)
