"""Reports that are being told in chat: sealed, found for half an hour, then gone.

A draft is found by a keyed hash of the person under a key of the day, so that none of its columns
leads to anybody and two days of one person are not alike. Files told with it lie in rows of their
own, under names that only the draft knows.
"""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cases.deadlines import local_date
from integrity.keyring import CannotOpen, Keyring, SealedPurpose, open_, seal
from integrity.shredding import shred_after_commit
from models.scope import office_of
from models.sealed import SealedDraft

LIFETIME: Final = timedelta(minutes=30)  # since the last word
# How long it is known, without any content, that there was one: who goes on telling after the half
# hour is told that it is gone, instead of telling it to somebody else.
MISSED_FOR: Final = timedelta(hours=6)
_GONE: Final = b""


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was kept: what `keep` was given."""

    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Expired:
    """There was a draft, and its time is over."""


def find(
    session: Session, person: uuid.UUID, *, keyring: Keyring, now: datetime
) -> Kept | Expired | None:
    """The draft of a person; Expired if one ran out lately."""
    for secret, day in _keys(keyring, now):
        row = session.get(SealedDraft, (office_of(session), _lookup(session, secret, day, person)))
        if row is None:
            continue
        if row.expires_at <= now or not row.sealed:
            return Expired() if row.expires_at + MISSED_FOR > now else None
        return _opened(row, secret, day)
    return None


def keep(
    session: Session, person: uuid.UUID, content: bytes, *, keyring: Keyring, now: datetime
) -> None:
    """Keep a draft in place of the person's earlier one, for another half an hour."""
    _forget_rows(session, person, keyring=keyring, now=now)
    secret, day = next(_keys(keyring, now))
    lookup = _lookup(session, secret, day, person)
    _put(session, lookup, content, secret=secret, day=day, now=now)


def drop(session: Session, person: uuid.UUID, *, keyring: Keyring, now: datetime) -> None:
    """Delete the draft of a person, if there is one, down to the disk."""
    _forget_rows(session, person, keyring=keyring, now=now)
    shred_after_commit(session)


def put_file(session: Session, content: bytes, *, keyring: Keyring, now: datetime) -> str:
    """Keep a file told with a draft; gives the name that the draft is to remember."""
    name = secrets.token_hex(32)
    secret, day = next(_keys(keyring, now))
    _put(session, name, content, secret=secret, day=day, now=now)
    return name


def file(session: Session, name: str, *, keyring: Keyring, now: datetime) -> bytes | None:
    """A file told with a draft; None if its time is over."""
    row = session.get(SealedDraft, (office_of(session), name))
    if row is None or not row.sealed:
        return None
    for secret, day in _keys(keyring, now):
        try:
            return _opened(row, secret, day).content
        except CannotOpen:
            continue
    return None


def touch_file(session: Session, name: str, *, now: datetime) -> None:
    """Let a file live as long as its draft."""
    mine = update(SealedDraft).where(SealedDraft.lookup == name)
    session.execute(mine.values(expires_at=now + LIFETIME))


def drop_file(session: Session, name: str) -> None:
    """Delete a file told with a draft, down to the disk."""
    session.execute(delete(SealedDraft).where(SealedDraft.lookup == name))
    shred_after_commit(session)


def expire(session: Session, *, now: datetime) -> int:
    """Delete what drafts held whose time is over, and later that there was one; how many."""
    over = SealedDraft.expires_at <= now
    emptied = select(SealedDraft).where(over, SealedDraft.sealed != _GONE)
    rows = session.scalars(emptied).all()
    for row in rows:
        row.sealed = _GONE
    session.flush()
    session.execute(delete(SealedDraft).where(SealedDraft.expires_at <= now - MISSED_FOR))
    if rows:
        shred_after_commit(session)
    return len(rows)


def _forget_rows(session: Session, person: uuid.UUID, *, keyring: Keyring, now: datetime) -> None:
    lookups = [_lookup(session, secret, day, person) for secret, day in _keys(keyring, now)]
    session.execute(delete(SealedDraft).where(SealedDraft.lookup.in_(lookups)))


def _put(
    session: Session, lookup: str, content: bytes, *, secret: bytes, day: date, now: datetime
) -> None:
    office = str(office_of(session))
    sealed = seal(_key(secret, day, "seal"), content, where=f"{office}/draft/{lookup}")
    session.add(
        SealedDraft(office_id=office, lookup=lookup, sealed=sealed, expires_at=now + LIFETIME)
    )
    session.flush()  # it may be found again, or dropped, in the same transaction


def _opened(row: SealedDraft, secret: bytes, day: date) -> Kept:
    where = f"{row.office_id}/draft/{row.lookup}"
    return Kept(open_(_key(secret, day, "seal"), row.sealed, where=where))


def _keys(keyring: Keyring, now: datetime) -> Iterator[tuple[bytes, date]]:
    """Every key a draft may have been kept under: of today, of yesterday, of the root before."""
    today = local_date(now)
    for secret in keyring.secrets(SealedPurpose.DRAFT):
        yield secret, today
        yield secret, today - timedelta(days=1)


def _lookup(session: Session, secret: bytes, day: date, person: uuid.UUID) -> str:
    message = f"{office_of(session)}\0{person}".encode()
    return hmac.new(_key(secret, day, "find"), message, hashlib.sha256).hexdigest()


def _key(secret: bytes, day: date, use: str) -> bytes:
    return hmac.digest(secret, f"draft\0{use}\0{day.isoformat()}".encode(), hashlib.sha256)
