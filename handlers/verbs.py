"""What the buttons on a case do: one table for citizens, one for officers, checked at every tap."""

from collections.abc import Callable, Sequence
from functools import partial

from bot.dialogue.flows.citizen import RATE_COMMENT
from bot.dialogue.menu import offer
from bot.dialogue.position import Answer
from bot.dialogue.say import Say
from cases import correspondence, oversight, queries, work
from cases.actors import Officer
from cases.errors import (
    CaseError,
    IllegalTransition,
    Invalid,
    NotAllowed,
    NotFound,
    TooManyTries,
)
from cases.lifecycle import after
from cases.notices import OWED
from cases.permissions import require
from handlers import drafts
from handlers.rating import rate
from handlers.visit import Visit
from integrity.vault import Purpose
from models.case import Case
from models.vocabulary import Action
from texts.message import Message

WORDS: dict[type[CaseError], str] = {
    NotFound: "said.not_found",
    NotAllowed: "said.not_allowed",
    IllegalTransition: "said.not_possible",
    TooManyTries: "said.too_many_tries",
}

Act = Callable[[Visit, str], Sequence[Say]]

# What buttons that change nothing are called; all others are called like the action they do.
LOOK, OPEN = "case", "open"


def carefully(visit: Visit, do: Callable[[], Sequence[Say]], *, undo: bool = True) -> Sequence[Say]:
    """Do something; if it is refused, undo the half of it that was done and say kindly why.

    `undo=False` keeps what was written before the refusal, such as the count of tries.
    """
    owed = list(visit.session.info.get(OWED, []))
    point = visit.session.begin_nested() if undo else None
    try:
        says = do()
    except CaseError as refusal:
        if point is not None:
            point.rollback()
            visit.session.info[OWED] = owed
        key = refusal.key if isinstance(refusal, Invalid) else WORDS[type(refusal)]
        return (offer(Message(key), visit.entries),)
    if point is not None:
        point.commit()
    return says


def do_verb(visit: Visit, verb: str, number: str, arg: str = "") -> Sequence[Say]:
    """Do what a button on a case says, as the citizen or as the officer this person is now."""
    return carefully(visit, lambda: _verb(visit, verb, number, arg)(visit, number))


def _verb(visit: Visit, verb: str, number: str, arg: str) -> Act:
    case = queries.case_by_number(visit.session, number)
    if case.person_id == visit.person.id:
        if verb == Action.RATE:
            return partial(rate, stars=arg)
        if verb in CITIZEN_VERBS:
            return CITIZEN_VERBS[verb]
    if visit.officer is not None and verb in STAFF_VERBS:
        return STAFF_VERBS[verb]
    raise NotFound


def require_officer(visit: Visit) -> Officer:
    """The officer this person is now. Raises NotAllowed when they are none any more (T102)."""
    if visit.officer is None:
        raise NotAllowed
    return visit.officer


def citizen_card(visit: Visit, case: Case) -> Sequence[Say]:
    """A case as its reporter sees it; only the reporter gets buttons."""
    view = queries.citizen_case(
        visit.session,
        case,
        office=visit.service.offices[case.office_id],
        public_url=visit.service.public_url,
        now=visit.now,
        by=visit.citizen,
    )
    return (Say(Message("citizen.case", {"view": view})),)


def staff_card(visit: Visit, case: Case, officer: Officer) -> Sequence[Say]:
    """A case as this officer sees it, and a line in its history that they looked (T21)."""
    work.view(visit.session, case, by=officer, now=visit.now)
    view = queries.staff_case(
        visit.session,
        case,
        office=visit.office,
        by=officer,
        public_url=visit.service.public_url,
        today=visit.today,
    )
    return (Say(Message("staff.case", {"view": view})),)


def _show_own(visit: Visit, number: str) -> Sequence[Say]:
    return citizen_card(visit, queries.own_case(visit.session, number, by=visit.citizen))


def _close(visit: Visit, number: str) -> Sequence[Say]:
    case = queries.own_case(visit.session, number, by=visit.citizen)
    correspondence.close(visit.session, case, office=visit.office, by=visit.citizen, now=visit.now)
    return ()


def _reopen(visit: Visit, number: str) -> Sequence[Say]:
    """One tap suffices: the case is open again, and only then details are asked for."""
    case = queries.own_case(visit.session, number, by=visit.citizen)
    correspondence.reopen(visit.session, case, office=visit.office, by=visit.citizen, now=visit.now)
    return drafts.start(visit, "reopen", answers={"case": Answer(case.number)})


def _talk_about_own(flow: str, action: Action) -> Act:
    def begin(visit: Visit, number: str) -> Sequence[Say]:
        case = queries.own_case(visit.session, number, by=visit.citizen)
        after(case.state, action)
        return drafts.start(visit, flow, answers={"case": Answer(case.number)})

    return begin


def _open(visit: Visit, number: str) -> Sequence[Say]:
    officer = require_officer(visit)
    case = queries.staff_case_row(visit.session, number, by=officer)
    return staff_card(visit, case, officer)


def _accept(visit: Visit, number: str) -> Sequence[Say]:
    officer = require_officer(visit)
    case = queries.staff_case_row(visit.session, number, by=officer)
    work.accept(visit.session, case, office=visit.office, by=officer, now=visit.now)
    done = Say(Message("said.accept", {"number": case.number}))
    return (done, *staff_card(visit, case, officer))


def _reveal_contact(visit: Visit, number: str) -> Sequence[Say]:
    officer = require_officer(visit)
    case = queries.staff_case_row(visit.session, number, by=officer)
    sealed = work.reveal_contact(visit.session, case, by=officer, now=visit.now)
    if sealed is None:
        raise NotFound
    phone = visit.service.vault.open(Purpose.CONTACT, sealed, where=visit.office.slug).decode()
    params = {"number": case.number, "phone": phone}
    return (Say(Message("said.contact", params)),)


def _remind(visit: Visit, number: str) -> Sequence[Say]:
    officer = require_officer(visit)
    case = queries.staff_case_row(visit.session, number, by=officer)
    oversight.remind(visit.session, case, office=visit.office, by=officer, now=visit.now)
    return (offer(Message("said.remind", {"number": case.number}), visit.entries),)


def _talk_about(flow: str, action: Action) -> Act:
    def begin(visit: Visit, number: str) -> Sequence[Say]:
        officer = require_officer(visit)
        case = queries.staff_case_row(visit.session, number, by=officer)
        require(officer, action, case)
        after(case.state, action)
        return drafts.start(visit, flow, answers={"case": Answer(case.number)})

    return begin


CITIZEN_VERBS: dict[str, Act] = {
    LOOK: _show_own,
    Action.ANSWER: _talk_about_own("answer", Action.ANSWER),
    Action.ADD: _talk_about_own("add", Action.ADD),
    Action.REOPEN: _reopen,
    Action.CLOSE: _close,
    RATE_COMMENT.name: _talk_about_own(RATE_COMMENT.name, Action.RATE),
    Action.WITHDRAW: _talk_about_own("withdraw", Action.WITHDRAW),
}

STAFF_VERBS: dict[str, Act] = {
    OPEN: _open,
    Action.ACCEPT: _accept,
    Action.ASK: _talk_about("ask", Action.ASK),
    Action.NOTE: _talk_about("note", Action.NOTE),
    Action.EXPLAIN: _talk_about("explain", Action.EXPLAIN),
    Action.POSTPONE: _talk_about("postpone", Action.POSTPONE),
    Action.RESOLVE: _talk_about("resolve", Action.RESOLVE),
    Action.FORWARD: _talk_about("forward", Action.FORWARD),
    Action.DECLINE: _talk_about("decline", Action.DECLINE),
    Action.REMIND: _remind,
    Action.REVEAL_CONTACT: _reveal_contact,
}
