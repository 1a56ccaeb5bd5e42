"""Which state follows which action: a table and the functions that read it (requirements 4.1)."""

from cases.errors import IllegalTransition
from models.vocabulary import OPEN, Action, PublicState, State

A, S = Action, State
_SAME = {A.VIEW, A.REVEAL_CONTACT, A.UNSEND}  # what may happen in any state and changes none
# What the clock does, or a superior in its place, while a case is open; it changes no state.
_CLOCK = {A.REMIND, A.ESCALATE, A.APOLOGISE, A.UPDATE, A.POSTPONE}

TRANSITIONS: dict[State, dict[Action, State]] = {
    S.RECEIVED: {
        A.LODGE: S.RECEIVED,  # the case is made in this state; lodging is its first event
        A.ASSIGN: S.ASSIGNED,
        A.WITHDRAW: S.WITHDRAWN,
        A.ADD: S.RECEIVED,
    },
    S.ASSIGNED: {
        A.ASSIGN: S.ASSIGNED,
        A.ACCEPT: S.IN_PROGRESS,
        A.FORWARD: S.ASSIGNED,
        A.DECLINE: S.DECLINED,
        A.REFER: S.REFERRED,
        A.ADD: S.ASSIGNED,
        A.WITHDRAW: S.WITHDRAWN,
    },
    S.IN_PROGRESS: {
        A.ASSIGN: S.IN_PROGRESS,
        A.ASK: S.WAITING,
        A.NOTE: S.IN_PROGRESS,
        A.EXPLAIN: S.IN_PROGRESS,
        A.FORWARD: S.ASSIGNED,
        A.RESOLVE: S.RESOLVED,
        A.DECLINE: S.DECLINED,
        A.REFER: S.REFERRED,
        A.ADD: S.IN_PROGRESS,
        A.WITHDRAW: S.WITHDRAWN,
    },
    S.WAITING: {
        A.ASSIGN: S.WAITING,
        A.ASK: S.WAITING,
        A.ANSWER: S.IN_PROGRESS,
        A.NOTE: S.WAITING,
        A.EXPLAIN: S.WAITING,
        A.FORWARD: S.ASSIGNED,
        A.RESOLVE: S.RESOLVED,
        A.DECLINE: S.DECLINED,
        A.REFER: S.REFERRED,
        A.ADD: S.WAITING,
        A.WITHDRAW: S.WITHDRAWN,
    },
    S.RESOLVED: {A.CLOSE: S.CLOSED, A.REOPEN: S.IN_PROGRESS},
    S.CLOSED: {A.REOPEN: S.IN_PROGRESS, A.RATE: S.CLOSED},
    S.DECLINED: {A.REOPEN: S.IN_PROGRESS},
    S.REFERRED: {A.REOPEN: S.IN_PROGRESS},
    S.WITHDRAWN: {},
}
for _open in OPEN:
    TRANSITIONS[_open] |= dict.fromkeys(_CLOCK, _open)


def after(state: State, action: Action) -> State:
    """Give the state an action leads to. Raises IllegalTransition."""
    if action in _SAME:
        return state
    try:
        return TRANSITIONS[state][action]
    except KeyError:
        raise IllegalTransition(f"cannot {action} a case that is {state}") from None


def can(state: State, action: Action) -> bool:
    """Whether the action is possible in this state at all, whoever does it."""
    return action in _SAME or action in TRANSITIONS[state]


def public_state(state: State) -> PublicState:
    """Give the word the public sees (004:945-947)."""
    return PublicState.IN_PROGRESS if state in OPEN else PublicState.FINISHED


def diagram() -> str:
    """Draw the table as a Mermaid state diagram, for docs/states.md."""
    moves = [
        f"    {state} --> {to}: {action}"
        for state, row in TRANSITIONS.items()
        for action, to in row.items()
        if to != state
    ]
    return "\n".join(["stateDiagram-v2", "    [*] --> received: lodge", *moves])
