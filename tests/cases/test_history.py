"""History: whatever is done to cases, in any order, their events explain how they stand."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Executable, delete, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from cases import correspondence, intake, queries, work
from cases.actors import Citizen, Officer
from cases.assignment import BY_TABLE, assign
from cases.deadlines import local_date
from cases.deadlines import promised_on as promise
from cases.errors import CaseError
from cases.history import Words
from cases.lifecycle import after
from cases.permissions import may
from models.case import Case, CaseEvent, Entry, HistoryIsAppendOnly
from models.database import Database, open_database
from models.people import Staff
from models.post import Notice
from models.vocabulary import OPEN, Action, NoticeState, Role, State
from tests.conftest import sqlite_url
from tests.factories import (
    NOW,
    OFFICE,
    SLUG,
    TODAY,
    a_case,
    a_cast,
    a_code,
    a_complaint,
    a_member_of_staff,
    a_person,
)

# ------------------------------------------------------------------------------- append only


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_kept_event_cannot_be_changed_through_its_object(opened: Database, change: str) -> None:
    """T40."""
    with opened.writing(SLUG) as session:
        a_case(a_cast(session))
    with opened.reading(SLUG) as session:
        event = session.scalars(select(CaseEvent)).all()[0]
        if change == "update":
            event.state = State.CLOSED
        else:
            session.delete(event)
        with pytest.raises(HistoryIsAppendOnly):
            session.flush()


@pytest.mark.parametrize(
    "statement",
    [
        update(CaseEvent).values(state=State.CLOSED),
        delete(CaseEvent),
        text("UPDATE case_event SET by = 'system'"),
        text("DELETE FROM case_event"),
    ],
    ids=["orm update", "orm delete", "raw update", "raw delete"],
)
def test_the_database_refuses_to_change_history(opened: Database, statement: Executable) -> None:
    """T40, T42: also to somebody who goes around our objects."""
    with opened.writing(SLUG) as session:
        a_case(a_cast(session))
        before = len(session.scalars(select(CaseEvent)).all())
    with pytest.raises(DatabaseError, match="appended to"), opened.writing(SLUG) as session:
        session.execute(statement)
    with opened.reading(SLUG) as session:
        assert len(session.scalars(select(CaseEvent)).all()) == before > 0


# ------------------------------------------------------------------------ what history must tell


def events_of(session: Session, case: Case) -> Sequence[CaseEvent]:
    found = select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.position)
    return session.scalars(found).all()


def test_lodging_is_two_events(session: Session) -> None:
    """A03, A32, A38: received by the office, given to the unit of its category and an officer."""
    cast = a_cast(session)
    case = a_case(cast)
    told = [(e.position, e.action, e.state, e.unit, e.by) for e in events_of(session, case)]
    assert told == [
        (0, Action.LODGE, State.RECEIVED, "ADM", "citizen"),
        (1, Action.ASSIGN, State.ASSIGNED, "CIV", "system"),
    ]
    assert (case.unit, case.officer_id) == ("CIV", cast.staff.id)
    assert case.promised_on == case.first_promised_on == TODAY + timedelta(days=15)


@pytest.mark.parametrize(
    ("category", "chosen", "unit"),
    [
        ("road", None, "CIV"),
        ("road", "ENF", "CIV"),  # the office's table decides
        ("S1", "ENF", "ENF"),  # the citizen says who served them
        ("S1", None, "ADM"),
        ("S1", "made up", "ADM"),
        ("other", None, "ADM"),
    ],
)
def test_every_case_goes_to_a_unit(
    light_session: Session, category: str, chosen: str | None, unit: str
) -> None:
    """A32, A34."""
    assert a_case(a_cast(light_session), category=category, unit=chosen).unit == unit


@pytest.mark.parametrize(
    ("there", "chosen"),
    [
        ({"officer": "CIV", "head": "CIV", "centre": "ADM"}, "officer"),
        ({"head": "CIV", "centre": "ADM"}, "head"),
        ({"officer": "ENF", "centre": "ADM", "director": "ADM"}, "centre"),
        ({"head": "ENF", "director": "ADM"}, "director"),
        ({"officer": "ENF"}, None),  # nobody here could even open it
        ({}, None),
    ],
)
def test_a_case_falls_to_whoever_is_there(
    light_session: Session, there: dict[str, str], chosen: str | None
) -> None:
    """A32, A36."""
    for role, unit in there.items():
        a_member_of_staff(light_session, role, role=Role(role), unit=unit)
    by = Citizen(a_person(light_session).id)
    case = intake.lodge(light_session, a_complaint(), office=OFFICE, by=by, code=a_code(), now=NOW)
    owner = light_session.get(Staff, (SLUG, case.officer_id)) if case.officer_id else None
    assert (owner.name if owner else None) == chosen


def test_nobody_away_is_chosen_while_somebody_is_there(session: Session) -> None:
    """A36."""
    away = a_member_of_staff(session, "away")
    away.away_until = TODAY
    here = a_member_of_staff(session, "here", role=Role.CENTRE, unit="ADM")
    cast = a_cast(session)
    cast.staff.active = False
    assert a_case(cast).officer_id == here.id
    here.active = False
    a_member_of_staff(session, "director", role=Role.DIRECTOR, unit="ADM")
    assert a_case(cast).officer_id == away.id, "better than somebody who may only look"


def test_work_is_shared(session: Session) -> None:
    first, second = a_member_of_staff(session, "a"), a_member_of_staff(session, "b")
    unlinked = a_member_of_staff(session, "0", is_linked=False)
    by = Citizen(a_person(session).id)
    for _ in range(4):
        intake.lodge(session, a_complaint(), office=OFFICE, by=by, code=a_code(), now=NOW)
    owners = session.scalars(select(Case.officer_id)).all()
    assert {owner: owners.count(owner) for owner in owners} == {first.id: 2, second.id: 2}
    assert unlinked.id not in owners, "they would not hear of it"


# --------------------------------------------------------------------------- any order of anything

Verb = Callable[..., None]
How = dict[str, object]
WORDS = Words("ข้อความ")
UNITS = st.sampled_from(["ADM", "CIV", "ENF"])
DAYS = st.integers(1, 40)


class Office(RuleBasedStateMachine):
    """Citizens and officers do what they like; the office's rules hold all the same."""

    cases: Bundle[Case] = Bundle("cases")
    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.session = self.open.enter_context(self.database.reading(SLUG))
        self.now = NOW
        self.promises: dict[uuid.UUID, date] = {}

    def teardown(self) -> None:
        self.open.close()

    @initialize()
    def staff(self) -> None:
        a_member_of_staff(self.session, "centre", role=Role.CENTRE, unit="ADM")
        for unit in ("ADM", "CIV", "ENF"):
            a_member_of_staff(self.session, f"officer of {unit}", unit=unit)
        self.citizen = Citizen(a_person(self.session).id)

    @rule(days=st.integers(0, 20))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(target=cases, category=st.sampled_from(["road", "S1", "other"]), unit=UNITS)
    def lodge(self, category: str, unit: str) -> Case:
        case = intake.lodge(
            self.session,
            a_complaint(category, unit=unit),
            office=OFFICE,
            by=self.citizen,
            code=a_code(),
            now=self.now,
        )
        self.promises[case.id] = case.promised_on
        return case

    @rule(name=st.text("abc", min_size=1), role=st.sampled_from(Role), unit=UNITS)
    def somebody_is_hired(self, name: str, role: Role, unit: str) -> None:
        a_member_of_staff(self.session, name, role=role, unit=unit)

    @rule(days=DAYS, which=st.integers(0))
    def somebody_goes_away(self, days: int, which: int) -> None:
        staff = self._staff(which)
        staff.away_until = local_date(self.now) + timedelta(days=days)

    @rule(case=cases, which=st.integers(0))
    def officer_accepts(self, case: Case, which: int) -> None:
        by = Officer.from_row(self._staff(which))
        self._try(lambda: work.accept(self.session, case, office=OFFICE, by=by, now=self.now))

    @rule(case=cases, which=st.integers(0))
    def officer_looks(self, case: Case, which: int) -> None:
        by = Officer.from_row(self._staff(which))
        self._try(lambda: work.view(self.session, case, by=by, now=self.now))

    @rule(
        case=cases,
        which=st.integers(0),
        verb=st.sampled_from(
            [
                (work.ask, {}),
                (work.note, {"public": True}),
                (work.note, {"public": False}),
                (work.resolve, {"attachments": ()}),
                (work.decline, {"outside_power": True}),
                (work.decline, {"outside_power": False}),
            ]
        ),
    )
    def officer_writes(self, case: Case, which: int, verb: tuple[Verb, How]) -> None:
        do, how = verb
        by = Officer.from_row(self._staff(which))
        self._try(lambda: do(self.session, case, WORDS, office=OFFICE, by=by, now=self.now, **how))

    @rule(case=cases, which=st.integers(0), unit=UNITS)
    def officer_forwards(self, case: Case, which: int, unit: str) -> None:
        by = Officer.from_row(self._staff(which))
        self._try(
            lambda: work.forward(
                self.session, case, WORDS, unit=unit, office=OFFICE, by=by, now=self.now
            )
        )

    @rule(case=cases, unit=UNITS)
    def rules_assign(self, case: Case, unit: str) -> None:
        today = local_date(self.now)
        self._try(
            lambda: assign(
                self.session, case, unit=unit, office=OFFICE, by=BY_TABLE, now=self.now, today=today
            )
        )

    @rule(case=cases, which=st.integers(0), days=st.integers(-2, 40))
    def officer_explains(self, case: Case, which: int, days: int) -> None:
        by = Officer.from_row(self._staff(which))
        new_date = local_date(self.now) + timedelta(days=days)
        done = self._try(
            lambda: work.explain(
                self.session, case, WORDS, new_date=new_date, office=OFFICE, by=by, now=self.now
            )
        )
        if done:
            self.promises[case.id] = new_date

    @rule(case=cases, verb=st.sampled_from([correspondence.answer, correspondence.add]))
    def citizen_writes(self, case: Case, verb: Verb) -> None:
        self._try(
            lambda: verb(
                self.session,
                case,
                WORDS,
                attachments=(),
                office=OFFICE,
                by=self.citizen,
                now=self.now,
            )
        )

    @rule(case=cases, verb=st.sampled_from([correspondence.close, correspondence.withdraw]))
    def citizen_taps(self, case: Case, verb: Verb) -> None:
        self._try(lambda: verb(self.session, case, office=OFFICE, by=self.citizen, now=self.now))

    @rule(case=cases)
    def citizen_reopens(self, case: Case) -> None:
        done = self._try(
            lambda: correspondence.reopen(
                self.session, case, office=OFFICE, by=self.citizen, now=self.now
            )
        )
        if done:
            self.promises[case.id] = promise(local_date(self.now), OFFICE.clocks)

    def _staff(self, which: int) -> Staff:
        staff = self.session.scalars(select(Staff).order_by(Staff.name, Staff.id)).all()
        return staff[which % len(staff)]

    def _try(self, verb: Verb) -> bool:
        """Do it; a refusal must leave every case and every event as it was."""
        self.session.flush()
        before = len(self.session.scalars(select(CaseEvent.id)).all())
        try:
            verb()
        except CaseError:
            assert not self.session.dirty
            assert not self.session.new
            assert len(self.session.scalars(select(CaseEvent.id)).all()) == before
            return False
        return True

    def _all(self) -> Iterator[tuple[Case, Sequence[CaseEvent]]]:
        for case in self.session.scalars(select(Case)).all():
            yield case, events_of(self.session, case)

    @invariant()
    def history_explains_how_a_case_stands(self) -> None:
        for case, events in self._all():
            assert [event.position for event in events] == list(range(len(events)))
            state = State.RECEIVED
            for event in events:
                state = after(state, event.action)
                assert event.state is state
            last = events[-1]
            assert (case.state, case.unit, case.officer_id) == (state, last.unit, last.officer_id)

    @invariant()
    def only_some_actions_move_a_case(self) -> None:
        moving = {Action.ASSIGN, Action.FORWARD}
        for _, events in self._all():
            for before, event in pairwise(events):
                assert event.unit == before.unit or event.action in moving
                owner_changes = moving | {Action.ACCEPT, Action.REOPEN}
                assert event.officer_id == before.officer_id or event.action in owner_changes

    @invariant()
    def no_case_is_without_an_officer_who_can_work_on_it(self) -> None:
        """A32."""
        for case, _ in self._all():
            owner = self.session.get_one(Staff, (SLUG, case.officer_id))
            assert case.state not in OPEN or may(Officer.from_row(owner), Action.NOTE, case)

    @invariant()
    def the_promise_moves_only_when_it_is_explained_or_the_case_reopened(self) -> None:
        """A38, A46: and the first promise stays on record."""
        for case, _ in self._all():
            assert case.promised_on == self.promises[case.id]
            assert case.first_promised_on == promise(case.received_on, OFFICE.clocks)

    @invariant()
    def every_case_can_be_shown(self) -> None:
        for case, events in self._all():
            seen = queries.citizen_case(
                self.session, case, office=OFFICE, public_url="", now=self.now, by=self.citizen
            )
            stages = [step.stage for step in seen.steps]
            assert stages == sorted(stages, key=["done", "now", "ahead"].index)
            assert stages.count("now") == 1
            ahead = [step for step in seen.steps if step.stage == "ahead"]
            assert all(step.on is None for step in ahead)
            here = next(step for step in seen.steps if step.stage == "now")
            assert here.on in {local_date(event.at) for event in events}

    @invariant()
    def every_notice_is_for_somebody_or_known_to_reach_nobody(self) -> None:
        """A45."""
        for notice in self.session.scalars(select(Notice)):
            reached = notice.state is not NoticeState.NO_ADDRESS
            assert (notice.person_id is not None) is reached


def test_whatever_happens_history_explains_it(migrated_file: Path) -> None:
    Office.database = open_database(sqlite_url(migrated_file))
    try:
        run_state_machine_as_test(
            Office,
            settings=settings(
                max_examples=15,
                stateful_step_count=25,
                deadline=None,
                phases=set(Phase) - {Phase.explain},
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            ),
        )
    finally:
        Office.database.close()


def test_no_text_stands_in_the_history(session: Session) -> None:
    """T108: history cannot be erased, so nothing that may have to be erased stands in it."""
    cast = a_cast(session)
    a_case(cast, State.CLOSED)
    texts = [text for text in session.scalars(select(Entry.text)) if text]
    assert texts
    for event in session.scalars(select(CaseEvent)):
        told = [str(getattr(event, column.key)) for column in CaseEvent.__mapper__.columns]
        assert not any(text in value for text in texts for value in told)
