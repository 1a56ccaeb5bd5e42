"""Taking in a report from the web: who would read it, and storing it under its code, once."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases.errors import NotFound
from config.office import Office
from integrity.disclosures import NobodyMayReceive, lodge, who_receives
from integrity.firewall import Outside
from integrity.folders import by_code
from integrity.receipts import Busy, Hardened, Receipt
from integrity.told import Told, check, concern
from models.people import Staff
from models.vocabulary import Mode
from web.integrity import form, uploads
from web.integrity.gate import busy, custody, gate
from web.integrity.uploads import Sent
from web.site import site


def readers(office: Office, told: Told) -> list[str]:
    """The names of those who would read it. Raises NobodyMayReceive."""
    with site().service.database.reading(office.slug) as session:
        staff = session.scalars(select(Staff)).all()
        found = who_receives(session, concern(told, staff), custody=custody(office))
    if isinstance(found, Outside):
        raise NobodyMayReceive(found)
    return sorted(person.name for person in staff if person.id in found.staff)


def look_at(office: Office, told: Told) -> list[str]:
    """The names of those who would read a report that could be sent as it is.

    Raises Invalid, NobodyMayReceive.
    """
    form.require_lengths(told)
    check(told, office)
    return readers(office, told)


def take_in(office: Office, told: Told, sent: Sent, receipt: Receipt) -> None:
    """Store a report under its code, once.

    Raises Invalid, NobodyMayReceive, Again. The code is hashed before the transaction begins:
    nobody else need wait for that.
    """
    look_at(office, told)
    gate().pace.take_turn(site().service.clock())
    told = replace(told, files=uploads.exhibits(sent.files))
    _store(office, told, _hardened(receipt))


def _hardened(receipt: Receipt) -> Hardened:
    try:
        return site().service.vault.hardener.harden(receipt.plain)
    except Busy:
        raise busy() from None


def _store(office: Office, told: Told, hardened: Hardened) -> None:
    database = site().service.database
    try:
        with database.writing(office.slug) as session:
            if not _is_in(session, hardened):
                lodge(session, told, mode=Mode.WEB, hardened=hardened, custody=custody(office))
    except IntegrityError:  # the page was sent twice at once, and the other was first
        with database.reading(office.slug) as session:
            if not _is_in(session, hardened):
                raise


def _is_in(session: Session, hardened: Hardened) -> bool:
    """Whether this page was sent before."""
    try:
        by_code(session, hardened)
    except NotFound:
        return False
    return True
