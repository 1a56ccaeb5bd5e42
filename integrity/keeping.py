"""What time does to reports: codes and hashes expire, keys are wrapped anew; run once a day."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from integrity import unsending
from integrity.contents import place
from integrity.folders import SYSTEM, Custody, log
from integrity.lifecycle import Deed
from integrity.shredding import shred_after_commit
from models.sealed import Disclosure, DisclosureKey
from models.vocabulary import KeyHolder


def expire(session: Session, *, custody: Custody) -> int:
    """Let go of what has served: codes of reports closed long ago, hashes for unsending.

    Gives the number of codes; they work for 90 days after closing, or as many as the office says
    (security D3). Links expire in `integrity.links`.
    """
    unsending.expire(session, custody=custody)
    closed = select(Disclosure.id).where(
        Disclosure.closed_on < custody.today - timedelta(days=custody.office.retention.code_days),
        Disclosure.id.in_(
            select(DisclosureKey.disclosure_id).where(DisclosureKey.holder == KeyHolder.CODE)
        ),
    )
    expired = session.scalars(closed).all()
    for disclosure_id in expired:
        mine = (
            DisclosureKey.disclosure_id == disclosure_id,
            DisclosureKey.holder == KeyHolder.CODE,
        )
        session.execute(delete(DisclosureKey).where(*mine))
        shred_after_commit(session)
        log(session, Deed.EXPIRE, disclosure_id, actor=SYSTEM, custody=custody)
    return len(expired)


def renew_keys(session: Session, *, custody: Custody, limit: int) -> int:
    """Wrap some report keys with the present root key that an older one still holds; how many.

    When it gives 0, the older root key is no longer needed (security D2).
    """
    current = custody.keyring.current
    old = (DisclosureKey.holder == KeyHolder.SERVER, DisclosureKey.holder_ref != current)
    joined = select(DisclosureKey, Disclosure).join(
        Disclosure, Disclosure.id == DisclosureKey.disclosure_id
    )
    rows = session.execute(joined.where(*old).limit(limit)).all()
    for key, row in rows:
        where = place(row, "key", KeyHolder.SERVER)
        anew = custody.keyring.rewrap(key.holder_ref, key.wrapped, where=where)
        key.holder_ref, key.wrapped = anew.ref, anew.blob
    return len(rows)
