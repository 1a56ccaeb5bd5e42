"""Taking a complaint in: number, code, owner and date in one transaction, receipt announced."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from cases.actors import Citizen
from cases.assignment import BY_TABLE, assign, responsible_unit
from cases.deadlines import local_date, promised_on
from cases.filing import attach
from cases.history import Detail, Words, act, write
from cases.numbers import next_number
from cases.tracking import TrackingCode
from config.office import Office
from models.case import Case
from models.vocabulary import Action, EntryKind, IntakeChannel, Origin, State, Track


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a citizen told us, ready to be lodged."""

    category: str
    description: Words
    unit: str | None = None
    more: Mapping[EntryKind, Words] = field(default_factory=dict)
    attachments: tuple[uuid.UUID, ...] = ()
    contact_sealed: bytes | None = None


def lodge(
    session: Session,
    complaint: Complaint,
    *,
    office: Office,
    by: Citizen,
    code: TrackingCode,
    now: datetime,
) -> Case:
    """Register a complaint, give it to its unit, and owe the citizen a receipt (A03, A32, A38,
    A42).

    Raises Invalid if the description is empty.
    """
    complaint.description.required()
    today = local_date(now)
    promised = promised_on(today, office.clocks)
    case = Case(
        id=uuid.uuid4(),
        number=next_number(session, office.number_prefix, on=today),
        code_digest=code.digest,
        track=Track(office.category(complaint.category).track),
        category=complaint.category,
        state=State.RECEIVED,
        unit=office.centre,
        person_id=by.person_id,
        origin=Origin.REPORTED,
        channel=IntakeChannel.LINE,
        contact_sealed=complaint.contact_sealed,
        received_at=now,
        received_on=today,
        promised_on=promised,
        first_promised_on=promised,
        told_on=today,
        followed_until=now,
    )
    session.add(case)
    session.flush()  # what follows points to the case
    unit = responsible_unit(office, complaint.category, complaint.unit)
    detail = Detail(
        EntryKind.DESCRIPTION,
        complaint.description,
        params={"unit": office.unit(unit).name},
        secrets={"code": code.grouped},
    )
    act(session, case, Action.LODGE, detail, office=office, by=by, now=now)
    for kind, words in complaint.more.items():
        write(session, case, kind, words, by=by, now=now)
    attach(
        session, case, complaint.attachments, shown_as=EntryKind.DESCRIPTION, sent_by=by.person_id
    )
    assign(session, case, unit=unit, office=office, by=BY_TABLE, now=now, today=today)
    return case
