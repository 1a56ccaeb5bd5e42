"""Keeping appointments: who hears what on which day, each once, whatever happens in between (A32,
A39, A40, A41, A46, A47, T107).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import correspondence, work
from cases.actors import Citizen, Officer
from cases.agenda import Appointment, Step
from cases.deadlines import BANGKOK, local_date
from cases.followup import follow_up
from cases.history import Words
from config.office import Hours, Office
from models.case import Case, CaseEvent
from models.people import Staff
from models.post import Notice
from models.vocabulary import Audience, NoticeState, Role, State
from tests.factories import NOW, OFFICE, TODAY, a_case, a_cast, a_member_of_staff


def day(count: int, hour: int = 12) -> datetime:
    """So many days after the case came in, which was on Tuesday 10 March."""
    return datetime.combine(TODAY + timedelta(days=count), time(hour), BANGKOK)


@dataclass
class Story:
    """One case, and the people around it."""

    session: Session
    case: Case
    people: dict[str, Staff]
    office: Office = OFFICE

    def follow(self, *days: int) -> list[Appointment]:
        """What the clock keeps when it looks on these days, one after the other."""
        return [one for count in days for one in self.look(day(count))]

    def look(self, now: datetime) -> tuple[Appointment, ...]:
        kept = follow_up(self.session, self.case, office=self.office, now=now)
        self.session.flush()
        return kept

    def until(self, last: int) -> list[Appointment]:
        return self.follow(*range(last + 1))

    def by(self, name: str, now: datetime) -> dict[str, Any]:
        return {"office": self.office, "by": Officer.from_row(self.people[name]), "now": now}

    @property
    def citizen(self) -> Citizen:
        assert self.case.person_id is not None
        return Citizen(self.case.person_id)

    def notices(self, audience: Audience) -> Sequence[Notice]:
        found = select(Notice).where(Notice.case_id == self.case.id, Notice.audience == audience)
        return self.session.scalars(found.order_by(Notice.created_at, Notice.position)).all()

    def told(self) -> list[str]:
        """What the citizen was told, with the day after receipt."""
        return [
            f"{(local_date(n.created_at) - TODAY).days} {n.message['key'].removeprefix('notice.')}"
            for n in self.notices(Audience.CITIZEN)
        ]

    def asked(self) -> list[str]:
        """What staff were told, when, and who."""
        names = {person.person_id: name for name, person in self.people.items()}
        return [
            f"{(local_date(n.created_at) - TODAY).days}"
            f" {n.message['key'].removeprefix('notice.staff.')} {names.get(n.person_id)}"
            for n in self.notices(Audience.STAFF)
        ]

    def kept(self) -> list[dict[str, Any]]:
        """The appointments as history has them."""
        found = select(CaseEvent).where(CaseEvent.case_id == self.case.id)
        events = self.session.scalars(found.order_by(CaseEvent.position))
        return [event.data for event in events if "step" in event.data]


def a_story(session: Session, state: State = State.ASSIGNED, *, office: Office = OFFICE) -> Story:
    """A case of Tuesday 10 March, with an officer, a head, a working group and a director."""
    cast = a_cast(session, office=office)
    case = a_case(cast, state)
    people = {
        "officer": cast.staff,
        "head": a_member_of_staff(session, "head", role=Role.HEAD),
        "group": a_member_of_staff(session, "group", role=Role.WORKING_GROUP, unit="ADM"),
        "director": a_member_of_staff(session, "director", role=Role.DIRECTOR, unit="ADM"),
        "centre": a_member_of_staff(session, "centre", role=Role.CENTRE, unit="ADM"),
    }
    story = Story(session, case, people, office)
    session.flush()
    return story


@pytest.fixture
def story(session: Session) -> Story:
    return a_story(session)


# ------------------------------------------------------------------------------ one after the other


def test_a_case_nobody_touches_for_seven_weeks(story: Story) -> None:
    """A39, A40, A41, t1-t3: staff before the promise, the citizen and the ladder after it."""
    story.until(47)
    assert story.told() == ["0 receipt", "16 apology", "31 update_late", "46 update_late"]
    assert story.asked() == [
        "0 assigned officer",
        "6 not_taken_up officer",
        "6 not_taken_up head",
        "7 remind officer",
        "10 remind officer",  # day 12 is a Sunday
        "10 remind head",
        "13 ask_explanation officer",
        "15 due_today officer",
        "16 overdue officer",
        "16 overdue head",
        "19 overdue officer",
        "19 overdue group",
        "22 not_taken_up officer",  # the 4th working day after the apology, and still untouched
        "22 not_taken_up head",
        "23 overdue officer",
        "23 overdue director",
        "28 ask_progress officer",
        "42 not_taken_up officer",  # and after the progress notice, over Songkran
        "42 not_taken_up head",
        "43 ask_progress officer",
    ]
    assert all(row["late"] == 0 for row in story.kept())


def test_the_same_day_looked_at_twice_is_kept_once(story: Story) -> None:
    """A47."""
    assert [one.step for one in story.follow(16, 16, 16)][-2:] == [Step.APOLOGISE, Step.ESCALATE]
    assert story.follow(16, 15, 3, 0) == [], "nor does a clock that is set back repeat anything"
    assert story.told() == ["0 receipt", "16 apology"]


# ------------------------------------------------------------------------------ what people do


def explains(story: Story, now: datetime, *, until: int) -> None:
    words, new_date = Words("รอวัสดุ ขออภัย"), TODAY + timedelta(days=until)
    by = story.by("officer", now)
    work.explain(story.session, story.case, words, new_date=new_date, **by)


def postpones(story: Story, now: datetime, *, until: int) -> None:
    words, new_date = Words("เร่งด่วน"), TODAY + timedelta(days=until)
    by = story.by("head", now)
    work.postpone(story.session, story.case, words, new_date=new_date, **by)


def test_an_explanation_in_time_spares_the_citizen_the_apology(session: Session) -> None:
    """g6, t3: then progress every 15 days, and reminders before the new promise."""
    story = a_story(session, State.IN_PROGRESS)
    story.follow(7, 10, 13)
    explains(story, day(14), until=60)
    story.until(60)
    assert story.told()[2:] == ["14 explained", "29 update", "44 update", "59 update"]
    assert story.asked()[5:] == [
        "24 ask_progress officer",  # three days before is a Sunday
        "41 ask_progress officer",
        "52 remind officer",
        "56 ask_progress officer",
        "57 remind officer",
        "57 remind head",
        "58 ask_explanation officer",
        "59 due_today officer",  # day 60 is a Saturday
    ]


def test_a_new_date_that_is_near_reminds_of_nothing_that_lies_behind(session: Session) -> None:
    """A46: explained on day 15 for day 22, whose first reminder would have been on day 14."""
    story = a_story(session, State.IN_PROGRESS)
    story.until(14)
    before = len(story.asked())
    explains(story, day(15, 7), until=22)
    story.until(22)
    assert story.asked()[before:] == [
        "17 remind officer",  # three days ahead is a Sunday, 29 March
        "17 remind head",
        "20 ask_explanation officer",
        "22 due_today officer",
    ]


def test_an_apology_and_then_an_explanation_and_then_late_again(session: Session) -> None:
    """t2, t3: a new promise is a new promise, and broken it is apologised for anew."""
    story = a_story(session, State.IN_PROGRESS)
    story.until(18)
    explains(story, day(18, 14), until=25)
    story.until(27)
    assert story.told()[2:] == ["16 apology", "18 explained", "26 apology"]
    climbed = [row["rung"] for row in story.kept() if row["step"] == Step.ESCALATE]
    assert climbed == ["head", "head"], "the ladder begins at its foot again"


def test_an_explanation_while_the_worker_slept_makes_the_apology_void(session: Session) -> None:
    """A47: what is said already is not said worse."""
    story = a_story(session, State.IN_PROGRESS)
    explains(story, day(17), until=40)
    assert story.follow(18) == []
    assert story.told()[2:] == ["17 explained"]


def test_a_superior_may_bring_the_date_forward(story: Story) -> None:
    """A46: from then on everything follows the new date, the first one stays on record."""
    story.follow(2)
    postpones(story, day(2, 14), until=7)
    story.until(8)
    assert story.told() == ["0 receipt", "2 postponed", "8 apology"]
    assert story.case.first_promised_on == date(2026, 3, 25)
    assert story.asked()[1:] == [
        "2 postponed officer",
        "3 remind officer",
        "3 remind head",
        "3 ask_explanation officer",  # two days ahead is a Sunday
        "7 due_today officer",
        "8 not_taken_up officer",
        "8 not_taken_up head",
        "8 overdue officer",
        "8 overdue head",
    ]


def test_while_the_citizen_is_asked_staff_are_not_reminded_but_have_to_explain(
    session: Session,
) -> None:
    """Design 4: and what was passed over is not made up for when the answer comes."""
    story = a_story(session, State.WAITING)
    story.until(8)
    answer = Words("ซอย 3")
    correspondence.answer(
        session, story.case, answer, attachments=(), office=OFFICE, by=story.citizen, now=day(9)
    )
    story.follow(9)
    assert [row["step"] for row in story.kept()] == []
    story.until(16)
    assert [row["step"] for row in story.kept()] == [
        *(Step.REMIND, Step.ASK_EXPLANATION, Step.DUE_TODAY, Step.APOLOGISE, Step.ESCALATE),
    ]


def test_waiting_to_the_end_the_citizen_is_apologised_to_all_the_same(session: Session) -> None:
    """A39: asking back is no way out of the fifteen days; the question is asked again with it."""
    story = a_story(session, State.WAITING)
    story.until(16)
    assert story.told()[-1] == "16 apology_waiting"
    assert story.case.state is State.WAITING
    story.until(31)
    assert story.told()[-1] == "31 update_waiting"


def test_a_unit_it_is_passed_to_is_pressed_after_its_own_days(session: Session) -> None:
    """g4: the promise does not move; the days to take it up do: 18 March and four working days."""
    story = a_story(session, State.IN_PROGRESS)
    story.people["enforcer"] = a_member_of_staff(session, "enforcer", unit="ENF")
    story.follow(7, 8)
    reason = Words("เป็นงานเทศกิจ")
    work.forward(session, story.case, reason, unit="ENF", **story.by("officer", day(8)))
    story.until(14)
    pressed = [line for line in story.asked() if "not_taken_up" in line]
    assert pressed == ["14 not_taken_up enforcer", "14 not_taken_up group"]  # it has no head
    assert story.case.promised_on == date(2026, 3, 25)


def test_silence_closes_and_a_no_within_thirty_days_opens_a_new_clock(session: Session) -> None:
    """g9, g10: closed on day 7 after the result; not fixed on day 27; a new promise, apologised
    for when it passes.
    """
    story = a_story(session, State.RESOLVED)
    assert story.until(6) == []
    assert [one.step for one in story.follow(7, 8)] == [Step.CLOSE]
    assert story.told()[-1] == "7 closed_silently"
    assert (story.case.state, story.case.closed_at) == (State.CLOSED, day(7))
    assert story.case.due_at is None
    correspondence.reopen(session, story.case, office=OFFICE, by=story.citizen, now=day(27))
    assert story.case.promised_on == TODAY + timedelta(days=42)
    story.until(43)
    assert story.told()[-2:] == ["27 reopened", "43 apology"]
    assert "31 remind officer" in story.asked()  # 13 April is Songkran


# ------------------------------------------------------------------------------ late, or odd


def test_a_worker_that_slept_for_a_month_makes_up_for_it_once(story: Story) -> None:
    """A47, T107: every appointment once, the oldest first, each saying how late it is."""
    kept = story.follow(45)
    assert [one.at for one in kept] == sorted(one.at for one in kept)
    assert story.told() == ["0 receipt", "45 apology_late"]
    late = {row["step"]: row["late"] for row in story.kept()}
    assert (late["apologise"], late["due_today"], late["press"]) == (29, 30, 39)
    shown = [n.message["params"]["late"] for n in story.notices(Audience.STAFF) if n.send_from]
    assert min(shown) > 0, "the digest says so too"
    assert story.follow(45, 46) == []
    assert story.case.due_at == datetime.combine(date(2026, 4, 30), time(8), BANGKOK)


def test_several_things_at_one_moment_are_all_kept(session: Session) -> None:
    """Before Songkran three appointments fall on one Friday."""
    story = a_story(session, State.IN_PROGRESS)
    story.follow(9)
    explains(story, day(10), until=35)  # 14 April
    kept = story.follow(31)
    assert [(one.step, one.nth) for one in kept if local_date(one.at) == date(2026, 4, 10)] == [
        (Step.REMIND, 2),
        (Step.ASK_EXPLANATION, 0),
        (Step.DUE_TODAY, 0),
    ]


def test_another_opening_hour_repeats_nothing(story: Story) -> None:
    """A48: the office opens later from now on."""
    story.follow(16)
    story.office = replace(OFFICE, hours=Hours((1, 2, 3, 4, 5), time(9), time(17)))
    assert story.follow(16) == []
    assert story.told() == ["0 receipt", "16 apology"]


def test_a_case_whose_category_the_office_gave_up_is_followed_up_all_the_same(
    story: Story,
) -> None:
    """A48: it is called by its code, and nobody waits in vain."""
    story.office = replace(OFFICE, categories=OFFICE.categories[1:])  # no more roads
    story.until(16)
    assert story.told()[-1] == "16 apology"
    said = [n.message["params"]["category"] for n in story.notices(Audience.STAFF)]
    assert "road" in str(said[-1])


def test_a_case_whose_unit_the_office_dissolved_goes_to_the_centre(story: Story) -> None:
    """A32: history says so; the centre hears at once, and of everything after."""
    story.office = replace(OFFICE, units=tuple(u for u in OFFICE.units if u.code != "CIV"))
    story.until(16)
    assert (story.case.unit, story.case.officer_id) == ("ADM", story.people["centre"].id)
    assert story.asked()[1:3] == ["0 assigned centre", "6 not_taken_up centre"]
    assert story.told()[-1] == "16 apology"


def test_a_case_whose_officer_vanished_is_given_to_somebody_before_it_is_followed_up(
    story: Story,
) -> None:
    """A32."""
    story.people["officer"].active = False
    story.follow(7)
    assert story.case.officer_id == story.people["head"].id
    assert [line for line in story.asked() if line.startswith("7 ")] == [
        "7 assigned head",
        "7 not_taken_up head",
        "7 remind head",
    ]


def test_whoever_is_away_is_stood_in_for(story: Story) -> None:
    """A36: reminders go to the deputy, the ladder goes round who is not there."""
    story.people["deputy"] = a_member_of_staff(story.session, "deputy")
    officer, head = story.people["officer"], story.people["head"]
    officer.away_until = head.away_until = TODAY + timedelta(days=60)
    officer.deputy_id = story.people["deputy"].id
    story.until(16)
    assert story.case.officer_id == officer.id
    assert story.asked()[-2:] == ["16 overdue deputy", "16 overdue group"]
    assert not any(line.endswith(("officer", "head")) for line in story.asked()[1:])


def test_what_is_told_waits_for_a_decent_hour(story: Story) -> None:
    """Design 4: staff with the digest of the next working day, citizens after a short while."""
    story.look(datetime(2026, 3, 29, 8, 0, tzinfo=BANGKOK))  # a Sunday
    last = story.notices(Audience.STAFF)[-1]
    assert last.send_from == datetime(2026, 3, 30, 8, 30, tzinfo=BANGKOK)
    apology = story.notices(Audience.CITIZEN)[-1]
    assert apology.send_from == datetime(2026, 3, 29, 8, 10, tzinfo=BANGKOK)
    assert apology.state is NoticeState.WAITING


def test_a_citizen_without_line_is_on_record_as_not_reached(story: Story) -> None:
    """A45: nobody is silently skipped."""
    story.case.person_id = None
    story.until(16)
    assert story.notices(Audience.CITIZEN)[-1].state is NoticeState.NO_ADDRESS


# ------------------------------------------------------------------------------ whenever one looks

SELF_MOVING = {Step.PRESS, Step.ASK_PROGRESS, Step.UPDATE}  # count from when the citizen last heard
moments = st.lists(st.integers(0, 60 * 24), min_size=1, max_size=12)  # hours after receipt
slow = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def kept_at(session: Session, hours: Sequence[int]) -> list[tuple[str, int, str]]:
    story = a_story(session)
    for hour in hours:
        story.look(NOW + timedelta(hours=hour))
    return [(row["step"], row["nth"], row["day"]) for row in story.kept()]


@given(hours=moments)
@slow
def test_whenever_the_clock_looks_every_appointment_is_kept_once(
    light_session: Session, hours: list[int]
) -> None:
    """A47, T107: at any moments, in any order, also backwards; nothing twice, nothing left out."""
    mornings = range(22, max(hours), 24)  # at eight
    diligent = kept_at(light_session, [*mornings, max(hours)])
    kept = kept_at(light_session, hours)
    assert [key for key, count in Counter(kept).items() if count > 1] == []
    fixed = [row for row in diligent if row[0] not in SELF_MOVING]
    assert [row for row in kept if row[0] not in SELF_MOVING] == fixed


@given(hours=st.integers(0, 60 * 24), until=st.integers(1, 60))
@slow
def test_whenever_it_is_explained_nobody_is_apologised_to_for_the_old_promise(
    light_session: Session, hours: int, until: int
) -> None:
    story = a_story(light_session, State.IN_PROGRESS)
    now = NOW + timedelta(hours=hours)
    explained = max(local_date(now), story.case.promised_on) + timedelta(days=until)
    story.look(now)
    before = len(story.kept())
    explains(story, now, until=(explained - TODAY).days)
    story.look(now + timedelta(days=until + 70))
    after = story.kept()[before:]
    apologised = [row["day"] for row in after if row["step"] == Step.APOLOGISE]
    assert apologised == [(explained + timedelta(days=1)).isoformat()]
    assert all(date.fromisoformat(row["day"]) > local_date(now) for row in after)
