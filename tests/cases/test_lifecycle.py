"""The life of a case: which action is possible in which state, and where it leads."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.dialogue.say import Say
from bot.render.cards import CARDS
from bot.render.messages import render
from cases import correspondence, lifecycle, work
from cases.assignment import BY_TABLE, assign
from cases.errors import IllegalTransition
from cases.history import Detail, act
from cases.notices import NOTICES
from cases.permissions import ALLOWED
from cases.queries import STEP_OF, STEPS, UNTOLD
from models.case import Case, CaseEvent, Entry
from models.post import Notice
from models.vocabulary import FINISHED, OPEN, Action, PublicState, State
from tests.factories import NOW, OFFICE, TODAY, WORDS, Cast, a_case, a_cast
from texts import catalogue
from texts.message import Lang, unpack

STATES = {
    "R": State.RECEIVED,
    "A": State.ASSIGNED,
    "P": State.IN_PROGRESS,
    "W": State.WAITING,
    "S": State.RESOLVED,
    "C": State.CLOSED,
    "D": State.DECLINED,
    "F": State.REFERRED,
    "X": State.WITHDRAWN,
}
# Every state (a column) and every action (a row): the state it leads to, or a dot: impossible.
TABLE = """
                    R A P W S C D F X
    lodge           R . . . . . . . .
    assign          A A P W . . . . .
    accept          . P . . . . . . .
    ask             . . W W . . . . .
    answer          . . . P . . . . .
    add             R A P W . . . . .
    note            . . P W . . . . .
    explain         . . P W . . . . .
    forward         . A A A . . . . .
    resolve         . . S S . . . . .
    decline         . D D D . . . . .
    refer           . F F F . . . . .
    withdraw        X X X X . . . . .
    reopen          . . . . P P P P .
    close           . . . . C . . . .
    view            R A P W S C D F X
    reveal_contact  R A P W S C D F X
    unsend          R A P W S C D F X
    postpone        R A P W . . . . .
    rate            . . . . . C . . .
    remind          R A P W . . . . .
    escalate        R A P W . . . . .
    apologise       R A P W . . . . .
    update          R A P W . . . . .
"""


def read_table() -> dict[tuple[State, Action], State | None]:
    head, *rows = (line.split() for line in TABLE.strip().splitlines())
    return {
        (STATES[column], Action(action)): STATES.get(cell)
        for action, *cells in rows
        for column, cell in zip(head, cells, strict=True)
    }


EXPECTED = read_table()


def test_the_table_names_every_state_and_every_action() -> None:
    assert set(EXPECTED) == set(product(State, Action))


@pytest.mark.parametrize(("state", "action"), EXPECTED, ids=lambda word: word.value)
def test_an_action_leads_where_the_table_says(state: State, action: Action) -> None:
    leads_to = EXPECTED[state, action]
    assert lifecycle.can(state, action) is (leads_to is not None)
    if leads_to is None:
        with pytest.raises(IllegalTransition):
            lifecycle.after(state, action)
    else:
        assert lifecycle.after(state, action) is leads_to


def test_every_state_can_be_reached_and_every_open_one_can_be_finished() -> None:
    def reachable(start: State) -> set[State]:
        found, todo = {start}, [start]
        while todo:
            here = todo.pop()
            ways = {to for (state, _), to in EXPECTED.items() if state is here and to} - found
            found |= ways
            todo.extend(ways)
        return found

    assert reachable(State.RECEIVED) == set(State)
    for state in OPEN:
        assert {State.CLOSED, State.DECLINED, State.REFERRED, State.WITHDRAWN} <= reachable(state)


def test_the_public_sees_two_words_and_four_steps() -> None:
    """A52, A53."""
    public = {state: lifecycle.public_state(state) for state in State}
    assert {state for state, word in public.items() if word is PublicState.FINISHED} == FINISHED
    assert set(public.values()) == set(PublicState)
    assert set(STEP_OF) == set(State)
    assert set(STEP_OF.values()) == set(STEPS)


def test_the_tables_agree_on_what_can_be_done() -> None:
    assert set(ALLOWED) == set(NOTICES) == set(Action)
    done = {action for row in lifecycle.TRANSITIONS.values() for action in row}
    assert done | {Action.VIEW, Action.REVEAL_CONTACT, Action.UNSEND} == set(Action)


def test_everything_that_happens_has_words_in_both_languages() -> None:
    keys = {tell.key for row in NOTICES.values() for tell in row}
    assert keys, "somebody hears of something"
    keys |= {f"update.{action}" for action in set(Action) - UNTOLD}
    keys |= {f"state.{state}" for state in State} | {f"step.{step}" for step in STEPS}
    assert sorted(key for key in keys if not catalogue.has(key)) == []
    assert catalogue.shipped().faults() == []


def test_every_notice_has_its_card() -> None:
    assert {tell.key for row in NOTICES.values() for tell in row} <= set(CARDS)


# --------------------------------------------------------------------- the verbs, on real rows

Verb = Callable[[Session, Case, Cast], Any]

CLOCK = (Action.REMIND, Action.ESCALATE, Action.APOLOGISE, Action.UPDATE)


def by_the_clock(action: Action) -> Verb:
    """What the clock does; whom it tells is shown in test_followup."""
    said = Detail(params={"explained_by": TODAY})
    return lambda s, c, _: act(s, c, action, said, office=OFFICE, by=BY_TABLE, now=NOW)


VERBS: dict[Action, Verb] = {
    Action.ASSIGN: lambda s, c, _: assign(
        s, c, unit="CIV", office=OFFICE, by=BY_TABLE, now=NOW, today=TODAY
    ),
    Action.ACCEPT: lambda s, c, cast: work.accept(s, c, **cast.as_officer()),
    Action.ASK: lambda s, c, cast: work.ask(s, c, WORDS, **cast.as_officer()),
    Action.NOTE: lambda s, c, cast: work.note(s, c, WORDS, public=True, **cast.as_officer()),
    Action.EXPLAIN: lambda s, c, cast: work.explain(
        s, c, WORDS, new_date=TODAY.replace(month=5), **cast.as_officer()
    ),
    Action.FORWARD: lambda s, c, cast: work.forward(s, c, WORDS, unit="ENF", **cast.as_officer()),
    Action.RESOLVE: lambda s, c, cast: work.resolve(
        s, c, WORDS, attachments=(), **cast.as_officer()
    ),
    Action.DECLINE: lambda s, c, cast: work.decline(
        s, c, WORDS, outside_power=False, **cast.as_officer()
    ),
    Action.REFER: lambda s, c, cast: work.decline(
        s, c, WORDS, outside_power=True, **cast.as_officer()
    ),
    Action.VIEW: lambda s, c, cast: work.view(s, c, by=cast.officer, now=cast.now),
    Action.REVEAL_CONTACT: lambda s, c, cast: work.reveal_contact(
        s, c, by=cast.officer, now=cast.now
    ),
    Action.ANSWER: lambda s, c, cast: correspondence.answer(
        s, c, WORDS, attachments=(), **cast.as_citizen()
    ),
    Action.ADD: lambda s, c, cast: correspondence.add(
        s, c, WORDS, attachments=(), **cast.as_citizen()
    ),
    Action.REOPEN: lambda s, c, cast: correspondence.reopen(s, c, **cast.as_citizen()),
    Action.CLOSE: lambda s, c, cast: correspondence.close(s, c, **cast.as_citizen()),
    Action.WITHDRAW: lambda s, c, cast: correspondence.withdraw(s, c, **cast.as_citizen()),
    Action.RATE: lambda s, c, cast: correspondence.rate(s, c, 4, **cast.as_citizen()),
    Action.POSTPONE: lambda s, c, cast: work.postpone(
        s, c, WORDS, new_date=TODAY.replace(month=6), **cast.as_head()
    ),
    **{action: by_the_clock(action) for action in CLOCK},
}
WITHOUT_A_VERB = {Action.LODGE, Action.UNSEND}  # the one makes the case; the other is about texts


def shape(session: Session, case: Case) -> tuple[object, ...]:
    """Everything a refused verb must leave as it was."""
    session.flush()
    columns = {column.key: getattr(case, column.key) for column in Case.__mapper__.columns}
    counts = [
        session.scalar(select(func.count()).select_from(t)) for t in (CaseEvent, Entry, Notice)
    ]
    return (columns, *counts)


def test_every_action_is_tried_below() -> None:
    assert set(VERBS) | WITHOUT_A_VERB == set(Action)


def test_the_verbs_do_what_the_table_says_and_nothing_when_refused(session: Session) -> None:
    """The full State x Action product on real rows."""
    cast = a_cast(session)
    for state, (action, verb) in product(State, VERBS.items()):
        case = a_case(cast, state)
        if state is State.RECEIVED:
            case.unit = "CIV"  # not yet given to a unit; else the officer may not even try
        before = shape(session, case)
        leads_to = EXPECTED[state, action]
        if leads_to is None:
            with pytest.raises(IllegalTransition):
                verb(session, case, cast)
            assert shape(session, case) == before, f"{action} left something behind"
        else:
            verb(session, case, cast)
            assert (action, case.state) == (action, leads_to)
            last = session.scalars(
                select(CaseEvent)
                .where(CaseEvent.case_id == case.id)
                .order_by(CaseEvent.position.desc())
            ).first()
            assert last is not None
            assert (last.action, last.state, last.unit) == (action, case.state, case.unit)


@pytest.mark.parametrize("lang", Lang)
def test_every_notice_the_verbs_write_can_be_drawn(light_session: Session, lang: Lang) -> None:
    """A42, A45: whatever happens is told, in words that are there."""
    cast = a_cast(light_session)
    for (state, action), leads_to in EXPECTED.items():
        if leads_to is not None and action in VERBS and state is not State.RECEIVED:
            VERBS[action](light_session, a_case(cast, state), cast)
    notices = light_session.scalars(select(Notice)).all()
    told = {notice.message["key"] for notice in notices}
    assert told == {tell.key for row in NOTICES.values() for tell in row}
    for notice in notices:
        assert render([Say(unpack(notice.message))], lang)
