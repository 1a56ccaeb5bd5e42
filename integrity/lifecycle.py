"""What may be done with a corruption report, by whom, and where it leads: three tables.

Design 4 and requirements 4.2. What ends a report, or shows more of it to more people, needs a
second person (security D5, D6); `SECOND` says who that is, in the order in which they agree.
"""

from enum import StrEnum
from typing import Final

from cases.errors import IllegalTransition
from models.vocabulary import DisclosureState


class Deed(StrEnum):
    """What can be done with a report, in the words of the audit log."""

    LODGE = "lodge"
    ADD = "add"
    ANSWER = "answer"
    FORGET = "forget"
    UNSEND = "unsend"
    LIST = "list"
    VIEW = "view"
    VIEW_FILE = "view_file"
    SCREEN = "screen"
    ASK = "ask"
    NOTE = "note"
    PROGRESS = "progress"
    PROTECT = "protect"
    STATEMENT = "statement"
    START_FACTS = "start_facts"
    EXTEND = "extend"
    HAND_OVER = "hand_over"
    ACCUSE = "accuse"
    RECUSE = "recuse"
    CONCLUDE = "conclude"
    DISCIPLINE = "discipline"
    TELL_RESULT = "tell_result"
    CLOSE = "close"
    MONITOR = "monitor"
    REFER = "refer"
    NOT_ACCEPT = "not_accept"
    WIDEN = "widen"
    OPEN_ORIGINAL = "open_original"
    SEE_IDENTITY = "see_identity"
    ANSWER_ACCUSED = "answer_accused"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    CHECK_IN = "check_in"
    READ_HANDED = "read_handed"


class Capacity(StrEnum):
    """What somebody is to one report. Who is nothing to it never learns that it exists."""

    REPORTER = "reporter"
    OFFICER = "officer"  # an integrity officer among its recipients
    DIRECTOR = "director"  # the director, if among its recipients
    AUDITOR = "auditor"  # sees what is proposed, never the report
    HEAD = "head"  # of a unit that was handed a summary: reads that alone


D, S = Deed, DisclosureState

TRANSITIONS: Final[dict[DisclosureState, dict[Deed, DisclosureState]]] = {
    S.RECEIVED: {
        D.LODGE: S.RECEIVED,
        D.SCREEN: S.SCREENING,
        D.REFER: S.REFERRED,
        D.WITHDRAW: S.RECEIVED,  # all of it is gone then
    },
    S.SCREENING: {
        D.ASK: S.WAITING,
        D.START_FACTS: S.FACT_FINDING,
        D.NOT_ACCEPT: S.NOT_ACCEPTED,
        D.REFER: S.REFERRED,
    },
    S.WAITING: {
        D.ASK: S.WAITING,
        D.ANSWER: S.SCREENING,
        D.SCREEN: S.SCREENING,  # no answer came
        D.START_FACTS: S.FACT_FINDING,
        D.NOT_ACCEPT: S.NOT_ACCEPTED,
        D.REFER: S.REFERRED,
    },
    S.FACT_FINDING: {
        D.ASK: S.FACT_FINDING,  # the search for facts does not wait
        D.ANSWER: S.FACT_FINDING,
        D.STATEMENT: S.FACT_FINDING,
        D.EXTEND: S.FACT_FINDING,
        D.HAND_OVER: S.FACT_FINDING,
        D.READ_HANDED: S.FACT_FINDING,
        D.CONCLUDE: S.CONCLUDED,
        D.REFER: S.REFERRED,
    },
    S.CONCLUDED: {
        D.ANSWER: S.CONCLUDED,
        D.DISCIPLINE: S.DISCIPLINE,
        D.TELL_RESULT: S.NOTIFIED,
        D.REFER: S.REFERRED,
    },
    S.DISCIPLINE: {D.ANSWER: S.DISCIPLINE, D.TELL_RESULT: S.NOTIFIED},
    S.REFERRED: {D.TELL_RESULT: S.NOTIFIED},
    S.NOTIFIED: {D.CLOSE: S.CLOSED},
    S.CLOSED: {D.MONITOR: S.MONITORED, D.CHECK_IN: S.CLOSED},
    S.MONITORED: {D.MONITOR: S.MONITORED, D.CHECK_IN: S.MONITORED},
    S.NOT_ACCEPTED: {D.CHECK_IN: S.NOT_ACCEPTED},  # that, too, can be known of and avenged
}

ENDED: Final = frozenset({S.CLOSED, S.MONITORED, S.NOT_ACCEPTED})
# What changes no state. While a report is open, or at any time.
_WHILE_OPEN: Final = frozenset({D.ADD, D.ACCUSE})
_ALWAYS: Final = frozenset(
    {
        D.FORGET,
        D.UNSEND,
        D.NOTE,
        D.PROGRESS,
        D.PROTECT,  # retaliation begins when a report has been closed
        D.LIST,
        D.VIEW,
        D.VIEW_FILE,
        D.RECUSE,
        D.WIDEN,
        D.OPEN_ORIGINAL,
        D.SEE_IDENTITY,
        D.ANSWER_ACCUSED,
        D.EXPIRE,
    }
)

C = Capacity
_READS: Final = frozenset({C.OFFICER, C.DIRECTOR})

WHO: Final[dict[Deed, frozenset[Capacity]]] = {
    **dict.fromkeys(
        (D.LODGE, D.ADD, D.ANSWER, D.FORGET, D.UNSEND, D.WITHDRAW, D.CHECK_IN),
        frozenset({C.REPORTER}),
    ),
    **dict.fromkeys((D.LIST, D.VIEW, D.VIEW_FILE, D.RECUSE), _READS),
    **dict.fromkeys((D.NOT_ACCEPT, D.CLOSE), _READS),
    D.PROTECT: frozenset({C.REPORTER, C.OFFICER}),
    **dict.fromkeys(
        (
            D.SCREEN,
            D.ASK,
            D.NOTE,
            D.PROGRESS,
            D.STATEMENT,
            D.START_FACTS,
            D.EXTEND,
            D.HAND_OVER,
            D.ACCUSE,
            D.CONCLUDE,
            D.DISCIPLINE,
            D.TELL_RESULT,
            D.MONITOR,
            D.REFER,
            D.WIDEN,
            D.OPEN_ORIGINAL,
            D.SEE_IDENTITY,
            D.ANSWER_ACCUSED,
        ),
        frozenset({C.OFFICER}),
    ),
    D.READ_HANDED: frozenset({C.HEAD}),
    D.EXPIRE: frozenset(),  # the calendar's, nobody's
}

SECOND: Final[dict[Deed, tuple[frozenset[Capacity], ...]]] = {
    **dict.fromkeys(
        (
            D.EXTEND,
            D.CONCLUDE,
            D.TELL_RESULT,
            D.CLOSE,
            D.REFER,
            D.NOT_ACCEPT,
            D.OPEN_ORIGINAL,
        ),
        (_READS,),
    ),
    # The auditor can, too, so that a single officer is not left without a second person.
    D.WIDEN: (_READS | {C.AUDITOR},),
    D.SEE_IDENTITY: (frozenset({C.AUDITOR}), _READS),
}


def after(state: DisclosureState, deed: Deed) -> DisclosureState:
    """Give the state a deed leads to. Raises IllegalTransition."""
    if not can(state, deed):
        raise IllegalTransition(f"cannot {deed} a report that is {state}")
    return TRANSITIONS[state].get(deed, state)


def can(state: DisclosureState, deed: Deed) -> bool:
    """Whether a deed is possible in this state at all, whoever does it."""
    if deed in _ALWAYS or (deed in _WHILE_OPEN and state not in ENDED):
        return True
    return deed in TRANSITIONS[state]


def diagram() -> str:
    """Draw the table as a Mermaid state diagram, for docs/states.md."""
    moves = [
        f"    {state} --> {to}: {deed}{' (two persons)' if deed in SECOND else ''}"
        for state, row in TRANSITIONS.items()
        for deed, to in row.items()
        if to != state
    ]
    ends = ["    [*] --> received: lodge", f"    received --> [*]: {D.WITHDRAW}"]
    return "\n".join(["stateDiagram-v2", *ends, *moves])
