"""Opening the folder of a report, and what every act on one does: guard, move on, write down.

Every function that lets a member of staff near a report goes through `take`, which asks the
firewall again each time: whoever changed unit or role, was dismissed or stepped back is out at once
(T27), and a report that is not theirs looks exactly like one that does not exist (T22).
"""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cases.actors import Officer
from cases.errors import NotAllowed, NotFound
from config.office import Office
from integrity import audit
from integrity.about import About
from integrity.contents import Folder, place
from integrity.firewall import Appointee, may_be_added
from integrity.keyring import Keyring, SealedPurpose, open_, seal
from integrity.lifecycle import ENDED, WHO, Capacity, Deed, after
from integrity.receipts import Hardened
from integrity.vault import CannotOpen
from models.people import Staff
from models.sealed import Disclosure, DisclosureKey, Recipient
from models.vocabulary import KeyHolder, Role

REPORTER: Final = "reporter"
SYSTEM: Final = "system"
CODE: Final = "code"
CAPACITY: Final = {Role.INTEGRITY: Capacity.OFFICER, Role.DIRECTOR: Capacity.DIRECTOR}


@dataclass(frozen=True, slots=True)
class Custody:
    """What every act on a report needs: the server's keys, the office, and the day it is."""

    keyring: Keyring
    office: Office
    today: date


# ------------------------------------------------------------------------- opening


def take(session: Session, number: str, deed: Deed, *, by: Officer, custody: Custody) -> Folder:
    """Open a report for a member of staff who wants to do something with it.

    Raises NotFound if there is none or it is not theirs, NotAllowed, IllegalTransition.
    """
    wanted = own_reports(by).where(Disclosure.number == number)
    row = session.scalar(wanted.with_for_update(of=Disclosure))
    folder = None if row is None else opened_for(session, row, by=by, custody=custody)
    if folder is None:
        raise NotFound
    if CAPACITY[by.role] not in WHO[deed]:
        raise NotAllowed(deed)
    after(folder.row.state, deed)
    return folder


def held_by(session: Session, by: Officer, custody: Custody) -> tuple[Folder, ...]:
    """Every report a member of staff may open, the oldest first."""
    rows = session.scalars(
        own_reports(by).order_by(Disclosure.received_on, Disclosure.number)
    ).all()
    found = (opened_for(session, row, by=by, custody=custody) for row in rows)
    return tuple(folder for folder in found if folder is not None)


def own_reports(by: Officer) -> Select[Disclosure]:
    """The reports somebody is a recipient of, while the register has them as they were taken for.

    The firewall has the last word on each: `opened_for`.
    """
    return (
        select(Disclosure)
        .join(Recipient, Recipient.disclosure_id == Disclosure.id)
        .join(Staff, Staff.id == Recipient.staff_id)
        .where(
            Staff.id == by.staff_id,
            Staff.role == by.role,
            Staff.unit == by.unit,
            Staff.active.is_(True),
            Recipient.recused_on.is_(None),
        )
    )


def opened_for(
    session: Session, row: Disclosure, *, by: Officer, custody: Custody
) -> Folder | None:
    """Open a report for one of its recipients, unless the firewall now stands between."""
    folder = opened(session, row, custody.keyring)
    person = Appointee(by.staff_id, by.unit, by.role, active=True)
    clear = may_be_added(folder.about.concern, person, centre_unit=custody.office.centre)
    return folder if clear else None


def opened(session: Session, row: Disclosure, keyring: Keyring) -> Folder:
    """Open a report with the server's key. Raises CannotOpen if that key was destroyed."""
    mine = (DisclosureKey.disclosure_id == row.id, DisclosureKey.holder == KeyHolder.SERVER)
    wrapped = session.scalar(select(DisclosureKey).where(*mine))
    if wrapped is None:
        raise CannotOpen("no key of the server")
    where = place(row, "key", KeyHolder.SERVER)
    return _folder(row, keyring.unwrap(wrapped.holder_ref, wrapped.wrapped, where=where))


def by_code(session: Session, hardened: Hardened) -> Folder:
    """Open a report with the receipt code of its reporter. Raises NotFound.

    A code that was last used under an older root key is put under the present one.
    """
    for way in hardened.ways:
        wrapped = session.scalar(select(DisclosureKey).where(DisclosureKey.lookup == way.lookup))
        if wrapped is None:
            continue
        owner = (wrapped.office_id, wrapped.disclosure_id)
        row = session.get_one(Disclosure, owner, with_for_update=True)
        where = place(row, "key", KeyHolder.CODE)
        key = open_(way.key, wrapped.wrapped, where=where)
        if way is not hardened:
            wrapped.lookup = hardened.lookup
            wrapped.wrapped = seal(hardened.key, key, where=where)
        return _folder(row, key)
    raise NotFound


def by_id(session: Session, disclosure_id: uuid.UUID, keyring: Keyring) -> Folder:
    """Open a report for its reporter, known by a sealed link, or for the calendar.

    Raises NotFound.
    """
    mine = select(Disclosure).where(Disclosure.id == disclosure_id)
    row = session.scalar(mine.with_for_update())
    if row is None:
        raise NotFound
    return opened(session, row, keyring)


def _folder(row: Disclosure, key: bytes) -> Folder:
    return Folder(row, key, About.unpack(open_(key, row.about, where=place(row, "about"))))


# ------------------------------------------------------------------------- doing


def move(row: Disclosure, deed: Deed, *, today: date) -> None:
    """Bring a report to the state a deed leads to. Raises IllegalTransition."""
    state = after(row.state, deed)
    if state is not row.state:
        row.state, row.moved_on = state, today
    if state in ENDED and row.closed_on is None:
        row.closed_on = today


def log(
    session: Session,
    deed: Deed | str,
    object_id: uuid.UUID | str,
    *,
    actor: uuid.UUID | str,
    custody: Custody,
    detail: str = "",
) -> None:
    """Write an act into the audit log; the last thing an act does, because all wait for it."""
    audit.append(
        session,
        str(deed),
        actor=str(actor),
        object_id=str(object_id),
        detail=detail,
        today=custody.today,
        key=custody.keyring.secret(SealedPurpose.AUDIT),
    )
