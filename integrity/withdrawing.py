"""Deleting a whole report for its reporter, as long as nobody has begun to examine it (D19).

Key, texts, files, the way back and every proposal go. What stays is one line of the audit log that
says on which day it happened, and a tombstone, so that a restored backup is cleared of it again.
"""

from datetime import date
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from integrity.contents import Folder
from integrity.folders import REPORTER, Custody, log
from integrity.lifecycle import Deed, after
from integrity.shredding import shred_after_commit
from models.sealed import AuditEntry, Disclosure
from models.watch import Tombstone

WITHDRAWN: Final = "disclosure"  # the kind of its tombstones


def withdraw(session: Session, folder: Folder, *, custody: Custody) -> None:
    """Delete a report as if it had never come. Raises IllegalTransition once it is examined."""
    after(folder.row.state, Deed.WITHDRAW)
    gone = folder.row.id
    session.flush()
    session.execute(delete(Disclosure).where(Disclosure.id == gone))  # the rest goes with it
    session.add(Tombstone(kind=WITHDRAWN, ref=gone, on=custody.today))
    shred_after_commit(session)
    log(session, Deed.WITHDRAW, gone, actor=REPORTER, custody=custody)


def bury_again(session: Session) -> int:
    """Delete what had been withdrawn and a restored backup brought back; how many."""
    withdrawn = select(Tombstone.ref).where(Tombstone.kind == WITHDRAWN)
    back = session.scalars(select(Disclosure.id).where(Disclosure.id.in_(withdrawn))).all()
    if back:
        session.execute(delete(Disclosure).where(Disclosure.id.in_(back)))
        shred_after_commit(session)
    return len(back)


def count_withdrawn(session: Session, *, first: date, last: date) -> int:
    """How many reports were withdrawn from one day to another, for the office's figures."""
    counted = select(func.count()).select_from(AuditEntry)
    days = (AuditEntry.action == Deed.WITHDRAW.value, AuditEntry.on.between(first, last))
    return session.scalar(counted.where(*days)) or 0
