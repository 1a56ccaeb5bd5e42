"""The month's quota at work: counted, kept back for the law, exhausted, alarmed, opened again."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.line.errors import TryAgain
from bot.line.gateway import Quota
from bot.line.outcomes import NotSent, TooMany
from bot.postage import MORE
from config.office import ChannelKind
from models.database import Database
from models.people import Person
from models.post import Notice
from models.vocabulary import Audience, NoticeState, Role, Settled
from models.watch import PushQuota
from scheduler.posting import post_round
from scheduler.quota import read_quota, read_quotas
from tests.delivery.desk import APOLOGY, Desk
from tests.delivery.test_posting import hold, said
from tests.factories import SLUG, STAFF_CHANNEL, a_case, a_cast, a_member_of_staff
from tests.fakes import FakeLine

DAY = timedelta(days=1)


def reads(desk: Desk, channel: str = SLUG) -> None:
    read_quota(desk.service, desk.service.lines[channel])


def quota(desk: Desk, channel: str = SLUG) -> PushQuota:
    """What is kept of this month."""
    with desk.opened.reading(SLUG) as session:
        rows = select(PushQuota).where(PushQuota.channel == channel).order_by(PushQuota.month)
        return session.scalars(rows).all()[-1]


def allow(desk: Desk, limit: int | None, *, used: int = 0) -> None:
    """LINE allows so many, and the office knows."""
    desk.line.quota_limit, desk.line.pushed = limit, used
    reads(desk)


def states(desk: Desk) -> list[NoticeState]:
    return desk.notices()


# ----------------------------------------------------------------------------------------- counting


def test_what_is_pushed_is_counted_and_what_is_replied_is_not(desk: Desk) -> None:
    """A99."""
    allow(desk, 300, used=10)
    one, two = desk.somebody("U1"), desk.somebody("U2")
    desk.deliver(desk.tell(one, two, times=2))
    desk.deliver(desk.answer(one, APOLOGY))
    assert (quota(desk).used, desk.line.pushed) == (12, 12)
    reads(desk)
    assert quota(desk).used == 12


def test_a_reply_that_became_a_push_is_counted(desk: Desk) -> None:
    allow(desk, 300)
    desk.line.comes_to(NotSent(400, "Invalid reply token"))
    desk.deliver(desk.answer(desk.somebody("U1"), APOLOGY))
    assert (quota(desk).used, desk.line.pushed) == (1, 1)


def test_a_reading_counts_what_line_has_not_heard_of_yet(desk: Desk) -> None:
    allow(desk, 300, used=10)
    desk.tell(desk.somebody("U1"))
    reads(desk)
    assert quota(desk).used == 11


def test_each_account_has_a_quota_of_its_own(desk: Desk) -> None:
    allow(desk, 300)
    reads(desk, STAFF_CHANNEL)
    desk.tell(desk.somebody("U1"))
    assert (quota(desk).used, quota(desk, STAFF_CHANNEL).used) == (1, 0)


def test_before_the_first_reading_everything_goes(desk: Desk) -> None:
    desk.deliver(desk.tell(desk.somebody("U1")))
    assert states(desk) == [NoticeState.SENT]


def test_a_quota_that_cannot_be_read_stays_as_it_was(opened: Database) -> None:
    @dataclass
    class Silent(FakeLine):
        away: bool = False

        def quota(self) -> Quota:
            if self.away:
                raise TryAgain("status 500")
            return super().quota()

    desk = Desk(opened, line=(line := Silent()))
    allow(desk, 300, used=7)
    line.away = True
    reads(desk)
    assert quota(desk).used == 7


# ------------------------------------------------------------------------------------ what yields


def test_what_is_good_to_know_yields_to_what_the_law_wants_told(desk: Desk) -> None:
    """Design 4: legal notices have reserved quota; a notice that is not pushed is shown later."""
    person = desk.somebody("U1")
    allow(desk, 300, used=299)
    assert desk.tell(person, key="notice.progress") == ()
    assert states(desk) == [NoticeState.UNDELIVERED], "at once: the tracking page shows it"
    desk.clock.passes(seconds=1)
    desk.deliver(desk.tell(person, key="notice.explained"))
    assert states(desk)[-1] is NoticeState.SENT
    assert desk.tell(person, key="notice.explained") == (), "the last one is gone"
    desk.deliver(desk.answer(person, APOLOGY, token="t1"))
    assert len(desk.line.delivered[-1].messages) == 3
    assert "ขออภัยที่ยังดำเนินการไม่แล้วเสร็จ" in said(desk)
    assert states(desk) == [NoticeState.SENT] * 3, "for nothing, with the reply"


def test_what_the_law_wants_is_shown_before_what_was_missed_earlier(desk: Desk) -> None:
    """A45."""
    person = desk.somebody("U1")
    allow(desk, 0)
    for key in ("notice.progress", "notice.progress", "notice.progress", "notice.result"):
        desk.tell(person, key=key)
        desk.clock.passes(seconds=1)
    desk.deliver(desk.answer(person, APOLOGY))
    sent, missed = NoticeState.SENT, NoticeState.UNDELIVERED
    assert states(desk) == [sent, missed, missed, sent]


def test_an_answer_is_never_refused_for_want_of_quota(desk: Desk) -> None:
    """Somebody is waiting at the other end."""
    allow(desk, 300, used=299)
    desk.deliver(desk.answer(desk.somebody("U1"), APOLOGY, token=None))
    assert desk.received() == [("push", "U1")]


def test_open_cases_keep_pushes_back_for_what_they_must_still_be_told(desk: Desk) -> None:
    """Ten promised within the month; of as many again as come a day, half want to be told in it."""
    desk.clock.now = datetime(2026, 3, 10, 3, tzinfo=UTC)
    with desk.opened.writing(SLUG) as session:
        cast = a_cast(session, now=desk.clock.now)
        for _ in range(10):
            a_case(cast)
        for notice in session.scalars(select(Notice)):
            notice.state = NoticeState.SENT
    allow(desk, 300, used=280)
    assert quota(desk).reserved == math.ceil(MORE * (10 + 10 / 10 * 21 / 2))
    other = desk.somebody("U1")
    assert desk.tell(other, key="notice.progress") == ()
    assert len(desk.tell(other, key="notice.result")) == 1


def test_a_digest_that_is_not_pushed_is_shown_as_one_when_the_officer_is_here(desk: Desk) -> None:
    with desk.opened.writing(SLUG) as session:
        cast = a_cast(session, now=desk.clock.now)
        cases = [a_case(cast) for _ in range(3)]
        for notice in session.scalars(select(Notice)):
            notice.state = NoticeState.SENT
        officer = session.get_one(Person, (SLUG, cast.staff.person_id))
    desk.line.quota_limit = 0
    reads(desk, STAFF_CHANNEL)
    for case in cases:
        hold(desk, officer.id, "notice.staff.overdue", case=case, until=desk.clock.now)
    assert post_round(desk.service) == 0
    desk.deliver(desk.answer(officer, APOLOGY))
    assert len(desk.line.delivered[-1].messages) == 2
    assert desk.line.delivered[-1].messages[1]["altText"] == "มีงานที่ต้องทำ 3 เรื่อง"
    assert NoticeState.UNDELIVERED not in states(desk)


# --------------------------------------------------------------------------------------- exhausted


def test_when_line_refuses_for_the_month_the_notice_ends_at_once(desk: Desk) -> None:
    """Two kinds of 429: only the quota tells them apart (line-platform 2.2)."""
    person = desk.somebody("U1")
    desk.line.quota_limit, desk.line.pushed = 5, 5
    desk.deliver(desk.tell(person))
    assert desk.results() == [Settled.NO_QUOTA]
    assert states(desk) == [NoticeState.UNDELIVERED]
    assert quota(desk).exhausted_at == desk.clock.now
    assert desk.tell(person, key="notice.result") == (), "nothing more is tried this month"


def test_when_line_finds_us_too_fast_the_same_call_is_made_later(desk: Desk) -> None:
    allow(desk, 300)
    desk.line.comes_to(TooMany(None))
    desk.deliver(desk.tell(desk.somebody("U1")))
    assert desk.results() == [None]
    assert quota(desk).exhausted_at is None
    desk.sweep_until(timedelta(minutes=1))
    assert desk.results() == [Settled.SENT]
    assert desk.line.pushed == quota(desk).used == 1


def test_a_larger_plan_opens_the_gate_within_the_hour(desk: Desk) -> None:
    person = desk.somebody("U1")
    desk.line.quota_limit, desk.line.pushed = 5, 5
    desk.deliver(desk.tell(person))
    desk.clock.passes(minutes=50)
    allow(desk, 1000, used=5)
    assert quota(desk).exhausted_at is None
    desk.deliver(desk.tell(person))
    assert desk.results()[-1] is Settled.SENT


# ------------------------------------------------------------------------------------- a new month


def test_a_new_month_brings_what_the_law_wants_told_and_nobody_read(desk: Desk) -> None:
    """Not the rest: it is shown when the person is here."""
    desk.clock.now = datetime(2026, 3, 31, 3, tzinfo=UTC)
    person, gone = desk.somebody("U1"), desk.somebody("U2")
    allow(desk, 5, used=5)
    desk.tell(person, gone, key="notice.result")
    desk.tell(person, key="notice.progress")
    with desk.opened.writing(SLUG) as session:
        session.get_one(Person, (SLUG, gone.id)).blocked_at = desk.clock.now
    desk.clock.now = datetime(2026, 3, 31, 16, tzinfo=UTC)  # LINE's April; eleven in the evening
    allow(desk, 5, used=0)
    assert post_round(desk.service) == 0
    desk.clock.now = datetime(2026, 4, 1, 1, 1, tzinfo=UTC)
    assert post_round(desk.service) == 1
    assert desk.received() == [("push", "U1")]
    assert sorted(states(desk)) == [NoticeState.SENT, *[NoticeState.UNDELIVERED] * 2]
    reads(desk)
    assert post_round(desk.service) == 0, "once"


# ---------------------------------------------------------------------------------------- the alarm


def test_the_administrator_is_told_once_at_80_percent_and_once_at_the_end(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """A99: before citizens notice."""
    with desk.opened.writing(SLUG) as session:
        a_member_of_staff(session, "ผู้ดูแล", role=Role.ADMIN, unit="ADM")
        a_member_of_staff(session, "ยังไม่เชื่อม", role=Role.ADMIN, unit="ADM", is_linked=False)
    heard: list[int] = []
    for used in (200, 240, 250, 300, 300):
        allow(desk, 300, used=used)
        heard.append(len(desk.line.delivered))
        desk.line.quota_limit = 300
    assert heard == [0, 1, 1, 1, 1], "at the end there is none left; it waits for their next visit"
    assert "80% (240 จาก 300 ข้อความ)" in said(desk)
    assert caplog.text.count("quota_low") == 2
    with desk.opened.reading(SLUG) as session:
        quota_notices = select(Notice.state).where(Notice.audience == Audience.STAFF)
        assert sorted(session.scalars(quota_notices)) == [
            NoticeState.NO_ADDRESS,
            NoticeState.NO_ADDRESS,
            NoticeState.SENT,
            NoticeState.UNDELIVERED,
        ]


# ----------------------------------------------------------------- what a number could give away


def with_kinds(desk: Desk, kinds: set[ChannelKind]) -> None:
    line = desk.service.lines[SLUG]
    other = replace(line, channel=replace(line.channel, kinds=frozenset(kinds)))
    desk.service = replace(desk.service, lines={SLUG: other})


def test_nothing_is_kept_of_an_account_for_reports_alone(desk: Desk) -> None:
    """T35, D20: how many pushes it made tells whether there was somebody to tell something."""
    with_kinds(desk, {ChannelKind.INTEGRITY})
    desk.line.pushed = 3
    read_quotas(_shift(desk))
    with desk.opened.reading(SLUG) as session:
        assert session.scalars(select(PushQuota)).all() == []


def test_of_a_shared_account_the_figure_is_a_round_one(desk: Desk) -> None:
    """LINE's figure less what was counted here would be the number of reporters told."""
    with_kinds(desk, {ChannelKind.GENERAL, ChannelKind.INTEGRITY})
    kept = set()
    for pushed in range(31, 41):
        desk.line.pushed = pushed
        read_quotas(_shift(desk))
        kept.add(quota(desk).used)
    assert kept == {40}


def _shift(desk: Desk) -> Any:
    @dataclass
    class Shift:
        service: object

    return Shift(desk.service)
