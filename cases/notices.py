"""Who hears what when something happens to a case. A notice is a row; sending it is somebody else's
work.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.deadlines import local_date
from cases.ladder import can_be_told, hears_for
from models.case import Case
from models.people import Staff
from models.post import Notice
from models.scope import office_of
from models.vocabulary import Action, Audience, NoticeState
from texts.message import Message, Param, pack

# Said once, never kept: what only the delivered message may contain (the tracking code).
SECRETS = "notice_secrets"
# The keys of the notices a transaction wrote, for whoever turns them into calls before it ends.
OWED = "notices_owed"
# How many notices a transaction wrote, held ones too: what keeps them in order.
COUNTED = "notices_counted"


@dataclass(frozen=True, slots=True)
class Tell:
    """A text, and whether it goes to the citizen or to the officer responsible."""

    audience: Audience
    key: str


_CITIZEN, _STAFF = Audience.CITIZEN, Audience.STAFF

NOTICES: dict[Action, tuple[Tell, ...]] = {
    Action.LODGE: (Tell(_CITIZEN, "notice.receipt"),),
    Action.ASSIGN: (Tell(_STAFF, "notice.staff.assigned"),),
    Action.ACCEPT: (Tell(_CITIZEN, "notice.accepted"),),
    Action.ASK: (Tell(_CITIZEN, "notice.question"),),
    Action.ANSWER: (Tell(_STAFF, "notice.staff.answered"),),
    Action.ADD: (Tell(_STAFF, "notice.staff.added"),),
    Action.NOTE: (Tell(_CITIZEN, "notice.progress"),),
    Action.EXPLAIN: (Tell(_CITIZEN, "notice.explained"),),
    Action.FORWARD: (Tell(_CITIZEN, "notice.forwarded"), Tell(_STAFF, "notice.staff.assigned")),
    Action.RESOLVE: (Tell(_CITIZEN, "notice.result"),),
    Action.DECLINE: (Tell(_CITIZEN, "notice.declined"),),
    Action.REFER: (Tell(_CITIZEN, "notice.referred"),),
    Action.WITHDRAW: (Tell(_STAFF, "notice.staff.withdrawn"),),
    Action.REOPEN: (Tell(_CITIZEN, "notice.reopened"), Tell(_STAFF, "notice.staff.reopened")),
    Action.CLOSE: (Tell(_CITIZEN, "notice.closed"),),
    Action.VIEW: (),
    Action.REVEAL_CONTACT: (),
    Action.UNSEND: (),
    Action.POSTPONE: (Tell(_CITIZEN, "notice.postponed"), Tell(_STAFF, "notice.staff.postponed")),
    Action.RATE: (),
    Action.REMIND: (),  # whom it concerns depends on who reminds of what: cases.followup
    Action.ESCALATE: (),
    Action.APOLOGISE: (Tell(_CITIZEN, "notice.apology"),),
    Action.UPDATE: (Tell(_CITIZEN, "notice.update"),),  # or "_late": cases.followup says
}


def tells_citizen(action: Action) -> bool:
    """Whether the citizen hears of an action."""
    return any(tell.audience is Audience.CITIZEN for tell in NOTICES[action])


def announce(
    session: Session,
    case: Case,
    action: Action,
    *,
    params: Mapping[str, Param],
    secrets: Mapping[str, Param],
    now: datetime,
    send_from: datetime | None = None,
    variant: str = "",
) -> None:
    """Write down what the citizen and the responsible officer, or who stands in for that one, are
    to be told about an action.
    """
    for tell in NOTICES[action]:
        # Staff are told that there is something, never what: LINE shows notices on locked screens.
        said = (
            params
            if tell.audience is Audience.CITIZEN
            else _only(params, "number", "category", "promised_on")
        )
        owe(
            session,
            Message(f"{tell.key}{variant}", said),
            case_id=case.id,
            person_id=(
                case.person_id
                if tell.audience is Audience.CITIZEN
                else _who_hears(session, case, today=local_date(now))
            ),
            audience=tell.audience,
            secrets=secrets if tell.audience is Audience.CITIZEN else {},
            now=now,
            send_from=send_from,
        )


def _who_hears(session: Session, case: Case, *, today: date) -> uuid.UUID | None:
    """The responsible officer; if that one is away, who stands in (A36)."""
    officer = session.get(Staff, (case.office_id, case.officer_id)) if case.officer_id else None
    if officer is not None and can_be_told(officer, today):
        return officer.person_id
    staff = session.scalars(select(Staff)).all()
    heard = hears_for(officer, staff, unit=case.unit, today=today)
    return heard.person_id if heard is not None else None


def owe(
    session: Session,
    message: Message,
    *,
    case_id: uuid.UUID | None,
    person_id: uuid.UUID | None,
    audience: Audience,
    secrets: Mapping[str, Param],
    now: datetime,
    send_from: datetime | None = None,
) -> None:
    """Write down one notice owed to one person (or to nobody who can be reached, which is also a
    fact). With `send_from` it waits until then, and goes out together with others.
    """
    owed: list[tuple[str, uuid.UUID]] = session.info.setdefault(OWED, [])
    counted = session.info[COUNTED] = session.info.get(COUNTED, 0) + 1
    notice = Notice(
        id=uuid.uuid4(),
        case_id=case_id,
        person_id=person_id,
        audience=audience,
        message=pack(message),
        created_at=now,
        position=counted,
        state=NoticeState.WAITING if person_id else NoticeState.NO_ADDRESS,
        send_from=send_from if person_id else None,
        settled_at=None if person_id else now,
    )
    session.add(notice)
    if send_from is None:
        owed.append((str(office_of(session)), notice.id))
    if secrets:
        session.info.setdefault(SECRETS, {})[notice.id] = dict(secrets)


def _only(params: Mapping[str, Param], *names: str) -> dict[str, Param]:
    return {name: params[name] for name in names if name in params}
