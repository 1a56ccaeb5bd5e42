"""Taking back what was sent in chat: for two days it is found by a hash of LINE's message id.

The hash needs the root key, and leads to no person. What an officer may already have read is gone
all the same; that something was taken back remains visible (security D19, T108).
"""

import hashlib
import hmac
import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from integrity.contents import read, rewrite
from integrity.folders import REPORTER, Custody, by_id, log
from integrity.keyring import SealedPurpose
from integrity.lifecycle import Deed
from integrity.shredding import shred_after_commit
from models.sealed import SealedEntry, SealedFile, SealedSource

FOUND_FOR: Final = timedelta(days=2)


def pieces(messages: Mapping[str, str], custody: Custody) -> dict[str, str]:
    """The words of each message, by the hash under which the message will be found."""
    present, *_ = custody.keyring.secrets(SealedPurpose.DISCLOSURE)
    return {_lookup(present, message, custody): words for message, words in messages.items()}


def remember(
    session: Session,
    lookups: Iterable[str],
    *,
    entry_id: uuid.UUID | None = None,
    file_id: uuid.UUID | None = None,
    custody: Custody,
) -> None:
    """Remember which entry or file some messages brought."""
    for lookup in lookups:
        row = SealedSource(lookup=lookup, entry_id=entry_id, file_id=file_id, on=custody.today)
        session.add(row)


def unsend(session: Session, message: str, *, custody: Custody) -> bool:
    """Erase what a LINE message brought to a report; whether there was anything."""
    keys = custody.keyring.secrets(SealedPurpose.DISCLOSURE)
    lookups = [_lookup(key, message, custody) for key in keys]
    found = session.scalars(select(SealedSource).where(SealedSource.lookup.in_(lookups))).all()
    for source in found:
        session.delete(source)
        session.flush()  # before what it points to goes, and it with that
        disclosure_id = _erase(session, source, custody=custody)
        shred_after_commit(session)
        log(session, Deed.UNSEND, disclosure_id, actor=REPORTER, custody=custody)
    return bool(found)


def expire(session: Session, *, custody: Custody) -> None:
    """Forget which message brought what, once LINE lets nobody unsend it any more."""
    session.execute(delete(SealedSource).where(SealedSource.on < custody.today - FOUND_FOR))


def _erase(session: Session, source: SealedSource, *, custody: Custody) -> uuid.UUID:
    if source.entry_id is None:
        file = session.get_one(SealedFile, (source.office_id, source.file_id))
        session.delete(file)
        return file.disclosure_id
    entry = session.get_one(SealedEntry, (source.office_id, source.entry_id))
    folder = by_id(session, entry.disclosure_id, custody.keyring)
    rewrite(folder, entry, read(folder, entry).without(source.lookup))
    return entry.disclosure_id


def _lookup(key: bytes, message: str, custody: Custody) -> str:
    told = f"message\0{custody.office.slug}\0{message}".encode()
    return hmac.new(key, told, hashlib.sha256).hexdigest()
