"""Delivery: every call comes to an end, and nobody hears anything twice."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.delivery import LEASE
from bot.judging import GIVE_UP
from bot.line.gateway import LineMessage
from bot.line.outcomes import Ambiguous, NotSent, Outcome, TooMany, Unreached
from models.database import Database, open_database
from models.people import Person
from models.vocabulary import Method, NoticeState, Settled
from tests.delivery.desk import APOLOGY, Desk
from tests.factories import SLUG
from tests.fakes import FakeLine

DAY = timedelta(days=1)


def is_blocked(desk: Desk, person: Person) -> bool:
    with desk.opened.reading(SLUG) as session:
        return session.get_one(Person, (SLUG, person.id)).blocked_at is not None


# ------------------------------------------------------------------------------------ the good way


def test_a_sent_call_is_settled_and_emptied(desk: Desk) -> None:
    """A45, T36."""
    desk.deliver(desk.tell(desk.somebody("U1")))
    [call] = desk.calls()
    assert (call.result, call.sealed, call.leased_until) == (Settled.SENT, None, None)
    assert call.settled_at == desk.clock.now
    assert desk.notices() == [NoticeState.SENT]
    assert desk.sweep() == 0


def test_a_settled_call_is_not_made_again(desk: Desk) -> None:
    calls = desk.tell(desk.somebody("U1"))
    desk.deliver(calls)
    desk.deliver(calls)
    desk.clock.passes(hours=1)
    desk.sweep()
    assert len(desk.received()) == 1


def test_accepted_before_is_success(desk: Desk) -> None:
    """409: the first try arrived, its answer did not."""
    desk.line.comes_to(Ambiguous("timeout"), lost=True)
    desk.deliver(desk.tell(desk.somebody("U1")))
    assert desk.results() == [None]
    desk.sweep_until(timedelta(minutes=1))
    assert desk.received() == [("push", "U1")]
    assert desk.results() == [Settled.SENT]


# --------------------------------------------------------------------------------------- replies


def test_a_refused_reply_goes_on_as_a_push_at_once(desk: Desk) -> None:
    desk.line.comes_to(NotSent(400, "Invalid reply token"))
    desk.deliver(desk.answer(desk.somebody("U1"), APOLOGY))
    assert desk.received() == [("push", "U1")]
    assert desk.results() == [Settled.SENT]


def test_a_reply_perhaps_heard_is_never_said_as_a_push(desk: Desk) -> None:
    """The person has it; we cannot know. Twice would be worse than unsure."""
    desk.line.comes_to(Ambiguous("timeout"), lost=True)
    desk.deliver(desk.answer(desk.somebody("U1"), APOLOGY))
    desk.sweep_until(timedelta(hours=1))
    assert desk.received() == [("reply", "token")]
    assert desk.results() == [Settled.UNSURE]


def test_a_reply_that_was_not_heard_is_repeated_within_its_minute(desk: Desk) -> None:
    """A token works once, so trying it again cannot say anything twice."""
    desk.line.comes_to(Ambiguous("timeout"))
    desk.deliver(desk.answer(desk.somebody("U1"), APOLOGY))
    desk.sweep_until(timedelta(hours=1), every=timedelta(seconds=5))
    assert desk.received() == [("reply", "token")]
    assert desk.results() == [Settled.SENT]


def test_a_reply_definitely_not_sent_becomes_a_push_when_its_minute_is_over(desk: Desk) -> None:
    desk.line.comes_to(*[Unreached("refused")] * 5)
    desk.deliver(desk.answer(desk.somebody("U1"), APOLOGY))
    desk.sweep_until(timedelta(minutes=10), every=timedelta(seconds=5))
    assert desk.received() == [("push", "U1")]


def test_a_reply_that_came_too_late_for_its_token_is_pushed(desk: Desk) -> None:
    """Nobody tried it, so nothing was said yet."""
    calls = desk.answer(desk.somebody("U1"), APOLOGY)
    desk.clock.passes(seconds=51)
    desk.deliver(calls)
    assert desk.received() == [("push", "U1")]
    assert desk.results() == [Settled.SENT]


# ------------------------------------------------------------------------------ people and refusals


def test_somebody_who_blocked_us_meanwhile_is_not_called(desk: Desk) -> None:
    person = desk.somebody("U1")
    calls = desk.tell(person)
    with desk.opened.writing(SLUG) as session:
        session.get_one(Person, (SLUG, person.id)).blocked_at = desk.clock.now
    desk.deliver(calls)
    assert desk.line.pushed == 0
    assert desk.results() == [Settled.BLOCKED]
    assert desk.notices() == [NoticeState.UNDELIVERED]


def test_an_id_line_does_not_know_is_not_written_to_again(desk: Desk) -> None:
    person = desk.somebody("U1")
    desk.line.comes_to(NotSent(400, "to: invalid"))
    desk.deliver(desk.tell(person))
    assert is_blocked(desk, person)
    assert desk.results() == [Settled.REFUSED]
    assert desk.tell(person) == ()
    assert desk.notices() == [NoticeState.UNDELIVERED] * 2


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_token_is_our_fault_and_nobody_elses(desk: Desk, status: int) -> None:
    """The office mends its settings, and everything goes out; nobody was struck off."""
    person = desk.somebody("U1")
    desk.line.comes_to(*[NotSent(status, "authentication")] * 4)
    desk.deliver(desk.tell(person))
    assert not is_blocked(desk, person)
    desk.sweep_until(timedelta(hours=1))
    assert desk.received() == [("push", "U1")]


# ------------------------------------------------------------------------------- order and patience


def test_news_arrive_in_the_order_they_happened(desk: Desk) -> None:
    person, other = desk.somebody("U1"), desk.somebody("U2")
    first = desk.tell(person)
    desk.clock.passes(seconds=1)
    second = desk.tell(person, times=2)
    desk.line.comes_to(Unreached("refused"))
    desk.deliver(first)
    desk.deliver(second)
    desk.deliver(desk.tell(other))
    assert desk.received() == [("push", "U2")], "others are not held up"
    desk.sweep_until(timedelta(minutes=2), every=timedelta(seconds=5))
    assert [len(each.messages) for each in desk.line.delivered] == [1, 1, 2]
    assert desk.results() == [Settled.SENT] * 3


def test_many_calls_waiting_for_one_person_hold_up_nobody(desk: Desk) -> None:
    stuck, other = desk.somebody("U1"), desk.somebody("U2")
    first = desk.tell(stuck)
    desk.line.comes_to(TooMany(3600))
    desk.deliver(first)
    for _ in range(60):
        desk.clock.passes(milliseconds=1)
        desk.tell(stuck)
    desk.tell(other)
    desk.clock.passes(minutes=1)
    desk.sweep()
    assert desk.received() == [("push", "U2")]


def test_a_line_that_stays_away_is_given_up_within_a_day(desk: Desk) -> None:
    """T75: after 24 hours LINE forgets the retry key."""
    desk.line.comes_to(*[Unreached("refused")] * 500)
    desk.deliver(desk.tell(desk.somebody("U1")))
    began = desk.clock.now
    while desk.results() == [None] and desk.clock.now < began + 2 * DAY:
        desk.clock.now = max(desk.clock.now + timedelta(seconds=1), desk.calls()[0].due_at)
        desk.sweep()
    [call] = desk.calls()
    assert call.result is Settled.EXPIRED
    assert call.settled_at is not None
    assert timedelta(hours=22) < call.settled_at - began <= GIVE_UP
    assert call.attempts < 70
    assert desk.notices() == [NoticeState.UNDELIVERED]


def test_nothing_is_tried_before_its_time(desk: Desk) -> None:
    desk.line.comes_to(TooMany(600))
    calls = desk.tell(desk.somebody("U1"))
    desk.deliver(calls)
    desk.deliver(calls)
    desk.clock.passes(seconds=599)
    assert desk.sweep() == 0
    desk.clock.passes(seconds=1)
    assert desk.sweep() == 1
    assert desk.results() == [Settled.SENT]


# ----------------------------------------------------------------------- processes that die or race


class Died(BaseException):
    """The process, as far as this call is concerned."""


@dataclass
class Dying(FakeLine):
    """A LINE in front of which our process dies, once: before or after LINE heard us."""

    heard: bool = True
    dies: bool = True

    def push(
        self, to: str, messages: Sequence[LineMessage], *, retry_key: str, silent: bool = False
    ) -> Outcome:
        if self.dies and not self.heard:
            self.die()
        outcome = super().push(to, messages, retry_key=retry_key, silent=silent)
        if self.dies:
            self.die()
        return outcome

    def reply(self, token: str, messages: Sequence[LineMessage]) -> Outcome:
        if self.dies and not self.heard:
            self.die()
        outcome = super().reply(token, messages)
        if self.dies:
            self.die()
        return outcome

    def die(self) -> None:
        self.dies = False
        raise Died


@pytest.mark.parametrize("heard", [True, False], ids=["heard", "not heard"])
def test_a_push_whose_process_died_is_resumed_without_doubling(
    opened: Database, heard: bool
) -> None:
    """T75: the retry key was on disk before the first try."""
    desk = Desk(opened, line=Dying(heard=heard))
    calls = desk.tell(desk.somebody("U1"))
    with pytest.raises(Died):
        desk.deliver(calls)
    assert desk.sweep() == 0, "perhaps it is still being tried"
    desk.clock.now += LEASE + timedelta(seconds=1)
    assert desk.sweep() == 1
    assert desk.received() == [("push", "U1")]
    assert desk.results() == [Settled.SENT]


def test_a_push_perhaps_heard_is_not_said_again_by_a_worker_that_was_away_for_days(
    opened: Database,
) -> None:
    """T75: LINE forgets a retry key after a day; the same key would be a new message."""
    desk = Desk(opened, line=Dying(heard=True))
    calls = desk.tell(desk.somebody("U1"))
    with pytest.raises(Died):
        desk.deliver(calls)
    desk.clock.passes(days=5)
    desk.sweep()
    assert (desk.line.pushed, desk.results()) == (1, [Settled.UNSURE])
    assert desk.notices() == [NoticeState.UNSURE]


def test_a_push_never_begun_is_said_even_days_later(desk: Desk) -> None:
    """Nobody can have heard it."""
    desk.tell(desk.somebody("U1"))
    desk.clock.passes(days=5)
    desk.sweep()
    assert desk.results() == [Settled.SENT]


def test_what_was_perhaps_heard_before_somebody_blocked_us_is_not_shown_again(
    opened: Database,
) -> None:
    desk = Desk(opened, line=Dying(heard=True))
    calls = desk.tell(person := desk.somebody("U1"))
    with pytest.raises(Died):
        desk.deliver(calls)
    with desk.opened.writing(SLUG) as session:
        session.get_one(Person, (SLUG, person.id)).blocked_at = desk.clock.now
    desk.clock.passes(minutes=5)
    desk.sweep()
    assert desk.notices() == [NoticeState.UNSURE]


def test_a_reply_whose_process_died_after_it_was_heard_is_not_said_again(opened: Database) -> None:
    """T75."""
    desk = Desk(opened, line=Dying(heard=True))
    calls = desk.answer(desk.somebody("U1"), APOLOGY)
    with pytest.raises(Died):
        desk.deliver(calls)
    desk.sweep_until(timedelta(hours=1))
    assert desk.received() == [("reply", "token")]
    assert desk.results() == [Settled.UNSURE]


def test_a_reply_whose_process_died_before_it_was_heard_is_said_within_its_minute(
    opened: Database,
) -> None:
    """T75: ten seconds of the token's life are left when the lease of the first try ends."""
    desk = Desk(opened, line=Dying(heard=False))
    calls = desk.answer(desk.somebody("U1"), APOLOGY)
    with pytest.raises(Died):
        desk.deliver(calls)
    desk.sweep_until(timedelta(minutes=5), every=timedelta(seconds=5))
    assert desk.received() == [("reply", "token")]
    assert desk.results() == [Settled.SENT]


def test_calls_never_begun_are_taken_up(desk: Desk) -> None:
    """T75: written, kept, and then the process died."""
    desk.tell(desk.somebody("U1"))
    assert desk.sweep() == 0, "whoever wrote it is about to try it"
    desk.clock.passes(seconds=41)
    assert desk.sweep() == 1
    assert desk.results() == [Settled.SENT]


@dataclass
class Counting(FakeLine):
    """A LINE that counts how often it is asked, whatever it then does."""

    asked: list[str] = field(default_factory=list)

    def push(
        self, to: str, messages: Sequence[LineMessage], *, retry_key: str, silent: bool = False
    ) -> Outcome:
        self.asked.append(to)
        return super().push(to, messages, retry_key=retry_key, silent=silent)


def test_of_many_who_deliver_at_once_one_does(opened: Database) -> None:
    desk = Desk(opened, line=(line := Counting()))
    calls = desk.tell(*(desk.somebody(f"U{n}") for n in range(4)))
    ready = threading.Barrier(6)

    def deliver(_: int) -> None:
        ready.wait(timeout=20)
        for call in calls:
            desk.delivery.deliver_one(SLUG, call)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(deliver, range(6)))
    assert sorted(line.asked) == [f"U{n}" for n in range(4)]
    assert desk.results() == [Settled.SENT] * 4


def test_of_two_who_read_the_same_call_one_claims_it(postgres_database: str) -> None:
    """Both have seen it free before either takes it; SQLite lets nobody in to see."""
    opened = open_database(postgres_database)
    desk = Desk(opened, line=(line := Counting()))
    [call] = desk.tell(desk.somebody("U1"))
    both_have_read, seen = threading.Barrier(2), threading.local()

    @event.listens_for(opened.engine, "before_cursor_execute")
    def wait_for_the_other(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE outgoing") and not hasattr(seen, "waited"):
            seen.waited = True
            both_have_read.wait(timeout=20)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: desk.delivery.deliver_one(SLUG, call), range(2)))
    assert line.asked == ["U1"]
    opened.close()


# ------------------------------------------------------------------------------------------- menus


def link_menu(desk: Desk, person: Person) -> None:
    with desk.opened.writing(SLUG) as session:
        mail = desk.mailroom(session)
        mail.order(session.get_one(Person, (SLUG, person.id)), Method.LINK_MENU, {"alias": "staff"})
        written = mail.post(None, ())
    desk.deliver(written)


def test_a_member_of_staff_gets_the_staff_menu(desk: Desk) -> None:
    menus = desk.service.lines[SLUG].menus
    menus.upload(menu := menus.create({"name": "staff"}), b"png")
    menus.name_alias("staff", menu)
    link_menu(desk, desk.somebody("U1"))
    assert desk.line.menus == {"U1": menu}
    assert desk.results() == [Settled.SENT]


def test_a_menu_that_was_never_made_is_refused_and_cuts_nobody_off(desk: Desk) -> None:
    person = desk.somebody("U1")
    link_menu(desk, person)
    assert desk.line.menus == {}
    assert desk.results() == [Settled.REFUSED]
    assert not is_blocked(desk, person)


def test_what_is_logged_says_nothing_personal(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """T37."""
    caplog.set_level("DEBUG", logger="bot")
    desk.deliver(desk.answer(desk.somebody("U-canary"), APOLOGY, token="token-canary"))
    assert "line_call" in caplog.text
    assert "canary" not in caplog.text
