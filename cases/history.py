"""How anything happens to a case: one function that guards, moves, writes down and announces."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.actors import Actor
from cases.agenda import NEW_PROMISE, next_at
from cases.deadlines import local_date
from cases.errors import Invalid
from cases.lifecycle import after
from cases.notices import announce, tells_citizen
from cases.permissions import require
from config.office import Office
from models.case import Case, CaseEvent, Entry, Source
from models.vocabulary import Action, EntryKind
from texts.message import Param


@dataclass(frozen=True, slots=True)
class Words:
    """Something a person wrote (or a place they pinned), with the LINE messages it came from."""

    text: str | None
    sources: tuple[str, ...] = ()
    lat: float | None = None
    lng: float | None = None

    def required(self) -> "Words":
        """Raise Invalid if there is nothing to read."""
        if not (self.text or "").strip():
            raise Invalid("case.words_required")
        return self


@dataclass(frozen=True, slots=True)
class Detail:
    """What goes with an action: a text of a kind, facts for the figures, values for the notice."""

    kind: EntryKind | None = None
    words: Words | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    params: Mapping[str, Param] = field(default_factory=dict)
    secrets: Mapping[str, Param] = field(default_factory=dict)
    silent: bool = False
    variant: str = ""  # put after the notices' keys: other words for the same action
    hold: datetime | None = None  # told from then on, together with other news; None: at once


def act(
    session: Session,
    case: Case,
    action: Action,
    detail: Detail,
    *,
    office: Office,
    by: Actor,
    now: datetime,
) -> CaseEvent:
    """Do an action: refuse what is not allowed or not possible, move the state, write history,
    announce.

    Raises NotAllowed, IllegalTransition.
    """
    guard(by, action, case)
    return carry_out(session, case, action, detail, office=office, by=by, now=now)


def guard(by: Actor, action: Action, case: Case) -> None:
    """Refuse what is not allowed or not possible; a verb that sets more than the state asks first.

    Raises NotAllowed, IllegalTransition.
    """
    require(by, action, case)
    after(case.state, action)


def carry_out(
    session: Session,
    case: Case,
    action: Action,
    detail: Detail,
    *,
    office: Office,
    by: Actor,
    now: datetime,
) -> CaseEvent:
    """Do an action that was guarded before.

    The dates it moves are set before: the clock's next appointment is read off them here.
    """
    case.state = after(case.state, action)
    if action in NEW_PROMISE:
        case.followed_until = now
    if tells_citizen(action) and not detail.silent:
        case.told_on = local_date(now)
    case.due_at = next_at(case, office)
    event = record(session, case, action, detail, by=by, now=now)
    if not detail.silent:
        params = {**about(case, office), **detail.params}
        announce(
            session,
            case,
            action,
            params=params,
            secrets=detail.secrets,
            now=now,
            send_from=detail.hold,
            variant=detail.variant,
        )
    return event


def record(
    session: Session, case: Case, action: Action, detail: Detail, *, by: Actor, now: datetime
) -> CaseEvent:
    """Append an event to the case's history, and the text that goes with it beside the history."""
    position = _next_position(session, case)
    entry = None
    if detail.kind is not None and detail.words is not None:
        entry = write(session, case, detail.kind, detail.words, by=by, now=now)
    event = CaseEvent(
        case_id=case.id,
        position=position,
        action=action,
        state=case.state,
        unit=case.unit,
        officer_id=case.officer_id,
        by=by.kind,
        staff_id=by.staff_id,
        at=now,
        entry_id=entry.id if entry else None,
        data=dict(detail.data),
    )
    session.add(event)
    session.flush()  # the next event of this transaction must see this position as taken
    return event


def write(
    session: Session, case: Case, kind: EntryKind, words: Words, *, by: Actor, now: datetime
) -> Entry:
    """Put a text on a case and remember which LINE messages it came from."""
    count = select(func.count()).select_from(Entry).where(Entry.case_id == case.id)
    entry = Entry(
        id=uuid.uuid4(),
        case_id=case.id,
        kind=kind,
        by=by.kind,
        staff_id=by.staff_id,
        at=now,
        position=session.scalar(count) or 0,
        text=words.text,
        lat=words.lat,
        lng=words.lng,
    )
    session.add(entry)
    session.flush()  # sources point to the entry
    session.add_all(
        Source(message_id=message_id, entry_id=entry.id)
        for message_id in dict.fromkeys(words.sources)
    )
    return entry


def about(case: Case, office: Office) -> dict[str, Param]:
    """What every notice about a case may say: nothing of what the citizen wrote."""
    return {
        "number": case.number,
        "category": office.category_name(case.category),
        "unit": office.unit_name(case.unit),
        "received_on": case.received_on,
        "promised_on": case.promised_on,
        "office": office.name,
    }


def _next_position(session: Session, case: Case) -> int:
    last = select(func.max(CaseEvent.position)).where(CaseEvent.case_id == case.id)
    found = session.scalar(last)
    return 0 if found is None else found + 1
