"""When somebody turns out to be too near to a report: out at once, and one person suffices.

Letting somebody in takes two (`decisions.propose_widen`).
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.actors import Officer
from integrity.contents import Folder, revise
from integrity.disclosures import NobodyMayReceive, who_receives
from integrity.firewall import Appointee, Inside, Outside, Why, may_be_added
from integrity.folders import Custody, log, move, take
from integrity.lifecycle import Deed, can
from models.people import Staff
from models.sealed import Recipient


def accuse(
    session: Session,
    number: str,
    *,
    units: frozenset[str],
    staff: frozenset[uuid.UUID],
    by: Officer,
    custody: Custody,
) -> None:
    """Write down that others are concerned than the reporter knew: they are out at once.

    Raises NobodyMayReceive if then nobody is left; refer the report to an outside body first.
    """
    folder = take(session, number, Deed.ACCUSE, by=by, custody=custody)
    before = folder.about.concern
    concern = replace(
        before,
        accused_units=before.accused_units | units,
        excluded_staff=before.excluded_staff | staff,
    )
    folder = revise(folder, replace(folder.about, concern=concern))
    if not _left(session, folder, custody):
        raise NobodyMayReceive(Outside(Why.NOBODY_LEFT))
    log(session, Deed.ACCUSE, folder.row.id, actor=by.staff_id, custody=custody)


def recuse(session: Session, number: str, *, by: Officer, custody: Custody) -> None:
    """Step back from a report. If nobody is left it goes to those the firewall names now, and if
    there are none it leaves the office: the reporter is shown the outside bodies.
    """
    folder = take(session, number, Deed.RECUSE, by=by, custody=custody)
    mine = (folder.row.office_id, folder.row.id, by.staff_id)
    session.get_one(Recipient, mine).recused_on = custody.today
    session.flush()  # whoever is left is asked of the database
    detail = ""
    if not _left(session, folder, custody) and not _rerouted(session, folder, custody):
        detail = "nobody_left"
        if can(folder.row.state, Deed.REFER):
            move(folder.row, Deed.REFER, today=custody.today)
    log(session, Deed.RECUSE, folder.row.id, actor=by.staff_id, custody=custody, detail=detail)


def _left(session: Session, folder: Folder, custody: Custody) -> Sequence[Staff]:
    """The recipients who may still open a report."""
    staying = (
        select(Staff)
        .join(Recipient, Recipient.staff_id == Staff.id)
        .where(Recipient.disclosure_id == folder.row.id, Recipient.recused_on.is_(None))
    )
    centre = custody.office.centre
    return [
        row
        for row in session.scalars(staying).all()
        if may_be_added(
            folder.about.concern,
            Appointee(row.id, row.unit, row.role, row.active),
            centre_unit=centre,
        )
    ]


def _rerouted(session: Session, folder: Folder, custody: Custody) -> bool:
    """Whether others may receive a report that all its recipients left; they do from here on."""
    inside = who_receives(session, folder.about.concern, custody=custody)
    if not isinstance(inside, Inside):
        return False
    known = select(Recipient.staff_id).where(Recipient.disclosure_id == folder.row.id)
    others = inside.staff - set(session.scalars(known))
    session.add_all(
        Recipient(disclosure_id=folder.row.id, staff_id=staff_id, since=custody.today)
        for staff_id in sorted(others)
    )
    return bool(others)
