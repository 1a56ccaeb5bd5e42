"""The audit log: who did what to which report, in a chain that cannot be changed without a trace.

Each entry holds the hash of the one before and a keyed hash of itself. Cutting off the end, or
writing all of it anew with the server's key, shows only against an anchor: the newest link, written
down where the office cannot reach it (security D7).
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.scope import EVERY_OFFICE, ScopeError, office_of
from models.sealed import AuditEntry

GENESIS: Final = "0" * 64  # what the first entry follows
AT_ONCE: Final = 1_000
_LOCK: Final = 0x5EA1  # PostgreSQL's name for our locks among all others
# Codes, numbers and dates: a sentence could say something of a report or of a person.
_CODE: Final = re.compile(r"[A-Za-z0-9_.:=,+-]{0,80}")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The newest entry on a day, to be kept out of the office's reach."""

    on: date
    seq: int
    head: str

    def __str__(self) -> str:
        """One line, as it is sent away and given back for verifying."""
        return f"{self.on.isoformat()} {self.seq} {self.head}"

    @classmethod
    def read(cls, line: str) -> "Anchor":
        """Read such a line. Raises ValueError."""
        day, seq, head = line.split()
        if not re.fullmatch(r"[0-9a-f]{64}", head):
            raise ValueError("an anchor ends with 64 hexadecimal digits")
        return cls(date.fromisoformat(day), int(seq), head)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the log is whole; if not, the first entry that is wrong, or gone."""

    ok: bool
    first_bad_seq: int | None
    entries: int


def append(
    session: Session,
    action: str,
    *,
    actor: str,
    object_id: object,
    detail: str = "",
    today: date,
    key: bytes,
) -> None:
    """Write down one act; `actor` is a staff id, "reporter" or "system", `detail` a code.

    Whoever writes holds the office's log until the transaction ends, so do it last. Raises
    ValueError for a detail that is not a code, ScopeError for a session that is not one office's.
    """
    if not _CODE.fullmatch(detail):
        raise ValueError("an audit entry takes codes, not words")
    office = _hold(session)
    last = session.scalar(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))
    entry = AuditEntry(
        office_id=office,
        seq=last.seq + 1 if last else 1,
        on=today,
        actor=actor,
        action=action,
        object_ref=object_ref(session, object_id, key=key),
        detail=detail,
        previous=last.hash if last else GENESIS,
    )
    entry.hash = _hash(entry)
    entry.mac = _mac(entry.hash, key)
    session.add(entry)
    session.flush()


def object_ref(session: Session, object_id: object, *, key: bytes) -> str:
    """The name under which a thing stands in the log: its entries can be found, not guessed."""
    message = f"object\0{office_of(session)}\0{object_id}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def verify(session: Session, keys: Sequence[bytes], *, anchors: Iterable[Anchor] = ()) -> Verdict:
    """Check every entry of the office's log, and that it still runs through each anchor.

    `keys` are the present audit key and those before it: an old entry was signed with an old one.
    """
    wanted = {anchor.seq: anchor.head for anchor in anchors}
    seq, head = 0, GENESIS
    query = select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=AT_ONCE)
    with session.scalars(query) as entries:  # closes it also when the rest is not read
        for entry in entries:
            right = wanted.get(entry.seq, entry.hash) == entry.hash
            if not (right and _follows(entry, seq, head, keys)):
                return Verdict(ok=False, first_bad_seq=seq + 1, entries=seq)
            seq, head = entry.seq, entry.hash
    if any(anchored > seq for anchored in wanted) or wanted.get(0, GENESIS) != GENESIS:
        return Verdict(ok=False, first_bad_seq=seq + 1, entries=seq)
    return Verdict(ok=True, first_bad_seq=None, entries=seq)


def anchor(session: Session, *, today: date) -> Anchor:
    """The newest entry of the office's log, for whoever keeps it outside."""
    last = session.scalar(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))
    return Anchor(today, last.seq, last.hash) if last else Anchor(today, 0, GENESIS)


def _hold(session: Session) -> str:
    """Let nobody else append to this office's log until the transaction ends; the office.

    SQLite has one writer at a time anyway.
    """
    office = office_of(session)
    if office is None or office == EVERY_OFFICE:
        raise ScopeError("the audit log is written for one office")
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK, func.hashtext(office))))
    return office


def _follows(entry: AuditEntry, seq: int, head: str, keys: Sequence[bytes]) -> bool:
    in_order = entry.seq == seq + 1 and entry.previous == head
    signed = any(hmac.compare_digest(_mac(entry.hash, key), entry.mac) for key in keys)
    return in_order and signed and _hash(entry) == entry.hash


def _hash(entry: AuditEntry) -> str:
    said = (
        entry.office_id,
        entry.seq,
        entry.on.isoformat(),
        entry.actor,
        entry.action,
        entry.object_ref,
        entry.detail,
    )
    canonical = json.dumps(said, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(f"audit v1\0{entry.previous}\0{canonical}".encode()).hexdigest()


def _mac(digest: str, key: bytes) -> str:
    return hmac.new(key, f"entry\0{digest}".encode(), hashlib.sha256).hexdigest()
