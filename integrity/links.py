"""The way back to a reporter on LINE who asked for one, and every way of cutting it.

A link is sealed with a key of its own in a row of its own; that row is all there is to destroy. No
column tells whose link it is, so one person's links are found only by opening every one, which also
takes the same time whether there is one or not (T07).
"""

import hmac
import json
import uuid
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from config.office import Retention
from integrity.keyring import CannotOpen, Keyring, Wrapped, new_key, open_, seal
from integrity.shredding import shred_after_commit
from models.scope import office_of
from models.sealed import Disclosure, SealedLink, SealedLinkKey


class Reporter(NamedTuple):
    """Where on LINE a reporter can be reached. Never print it."""

    user: str
    channel: str


@dataclass(frozen=True, slots=True)
class _Open:
    link: uuid.UUID
    disclosure: uuid.UUID
    reporter: Reporter = field(repr=False)


def remember(
    session: Session,
    disclosure_id: uuid.UUID,
    user: str,
    channel: str,
    *,
    today: date,
    keyring: Keyring,
) -> None:
    """Keep the way back to the reporter of one report, in place of any other."""
    forget(session, disclosure_id)
    link, key = uuid.uuid4(), new_key()
    where = _where(office_of(session), link)
    content = json.dumps(Reporter(user, channel)).encode()
    session.add(
        SealedLink(
            id=link,
            disclosure_id=disclosure_id,
            person=seal(key, content, where=where),
            made_on=today,
        )
    )
    session.flush()
    session.add(SealedLinkKey(link_id=link, wrapped=keyring.wrap(key, where=where).pack()))
    session.flush()


def find(session: Session, disclosure_id: uuid.UUID, keyring: Keyring) -> Reporter | None:
    """The reporter of one report, if there still is a way back."""
    found = _opened(session, keyring, disclosure_id)
    return next((one.reporter for one in found), None)


def reports_of(session: Session, user: str, channel: str, keyring: Keyring) -> frozenset[uuid.UUID]:
    """The reports to which this person kept a way back."""
    return frozenset(one.disclosure for one in _of_person(session, user, channel, keyring))


def forget_person(session: Session, user: str, channel: str, keyring: Keyring) -> None:
    """Cut every way back to a person; the same work is done if there is none."""
    _cut(session, [one.link for one in _of_person(session, user, channel, keyring)])


def forget(session: Session, disclosure_id: uuid.UUID) -> None:
    """Cut the way back to the reporter of one report, if there is one."""
    mine = select(SealedLink.id).where(SealedLink.disclosure_id == disclosure_id)
    _cut(session, session.scalars(mine).all())


def expire(session: Session, today: date, retention: Retention) -> int:
    """Cut what is due: so long after its report was closed, or after it was made; how many.

    Usually 30 days and a year (security D19).
    """
    due = (
        select(SealedLink.id)
        .join(
            Disclosure,
            (Disclosure.office_id == SealedLink.office_id)
            & (Disclosure.id == SealedLink.disclosure_id),
        )
        .where(
            or_(
                Disclosure.closed_on <= today - timedelta(days=retention.link_days),
                SealedLink.made_on <= today - timedelta(days=retention.link_longest_days),
            )
        )
    )
    links = session.scalars(due).all()
    _cut(session, links)
    return len(links)


def rewrap(session: Session, keyring: Keyring) -> int:
    """Put every link's key under the present root key; how many were under another."""
    moved = 0
    for row in session.scalars(select(SealedLinkKey)).all():
        wrapped = Wrapped.unpack(row.wrapped)
        if wrapped.ref != keyring.current:
            where = _where(row.office_id, row.link_id)
            row.wrapped = keyring.rewrap(wrapped.ref, wrapped.blob, where=where).pack()
            moved += 1
    return moved


def _of_person(session: Session, user: str, channel: str, keyring: Keyring) -> list[_Open]:
    wanted = json.dumps(Reporter(user, channel)).encode()
    return [
        one
        for one in _opened(session, keyring)
        if hmac.compare_digest(json.dumps(one.reporter).encode(), wanted)
    ]


def _opened(
    session: Session, keyring: Keyring, disclosure_id: uuid.UUID | None = None
) -> Iterator[_Open]:
    """The office's links, opened one by one; with a report, only that one's."""
    rows = select(SealedLink, SealedLinkKey).join(
        SealedLinkKey,
        (SealedLinkKey.office_id == SealedLink.office_id)
        & (SealedLinkKey.link_id == SealedLink.id),
    )
    if disclosure_id is not None:
        rows = rows.where(SealedLink.disclosure_id == disclosure_id)
    for link, kept in session.execute(rows):
        with suppress(CannotOpen):  # its root key is gone for good, and so is this way back
            yield _Open(link.id, link.disclosure_id, _reporter(link, kept, keyring))


def _reporter(link: SealedLink, kept: SealedLinkKey, keyring: Keyring) -> Reporter:
    where = _where(link.office_id, link.id)
    wrapped = Wrapped.unpack(kept.wrapped)
    key = keyring.unwrap(wrapped.ref, wrapped.blob, where=where)
    return Reporter(*json.loads(open_(key, link.person, where=where)))


def _cut(session: Session, links: Collection[uuid.UUID]) -> None:
    for table, column in ((SealedLinkKey, SealedLinkKey.link_id), (SealedLink, SealedLink.id)):
        session.execute(delete(table).where(column.in_(links)))
    shred_after_commit(session)


def _where(office: str | None, link: uuid.UUID) -> str:
    return f"{office}/link/{link}"
