"""A word to reporters every thirty days, and one after the end: as silent as all others (T35)."""

import random
import re
import statistics
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from cases.actors import Officer
from cases.deadlines import BANGKOK
from config.office import Retention, SealedClocks
from integrity import decisions, desk, links, news
from integrity.decisions import Refusal
from integrity.folders import Custody
from integrity.keyring import SealedPurpose
from integrity.vault import Vault
from models.base import Base
from models.database import Database
from models.post import Inbound, Notice, Outgoing
from models.sealed import DisclosureKey, SealedLink
from models.vocabulary import KeyHolder, Role
from scheduler import integrity
from scheduler.timetable import TIMETABLE
from tests.security.conftest import OFFICE, Figure
from tests.security.reports import TODAY
from tests.security.town import CHANNEL, REPORTER, Seen, Town, in_a_slot

OFTEN = (*range(-1, 29, 4), 29, 31)  # every minute of a slot would only take longer


@pytest.fixture
def town(opened: Database) -> Iterator[Town]:
    town = Town(opened)
    yield town
    town.dispatcher.close()


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def hears(town: Town, days: Sequence[int]) -> dict[int, list[Seen]]:
    """What the reporter hears on some days, after the nightly jobs of each."""
    heard = {}
    for number in days:
        town.now = datetime.combine(day(number), time(2, 20), BANGKOK)
        integrity.cut_links(town.shift)
        heard[number] = [one for one in town.plays(day(number), OFTEN) if one.to == REPORTER]
    return heard


def counted(heard: dict[int, list[Seen]]) -> list[int]:
    return [number for number, seen in heard.items() for _ in seen]


def ends(town: Town, number: str, one: Officer, two: Officer, *, on: int) -> None:
    """Two officers do not accept the report on a day."""
    custody = Custody(town.vault.keyring, town.desk.office, day(on))
    with town.database.writing(OFFICE) as session:
        desk.screen(session, number, by=one, custody=custody)
        asked = decisions.propose_not_accept(
            session, number, Refusal.NOT_CORRUPTION, "ก", by=one, custody=custody
        )
        decisions.decide(session, asked, approves=True, by=two, custody=custody)


# ------------------------------------------------------------------------- every thirty days


def test_a_reporter_with_a_link_hears_every_thirty_days_that_it_goes_on(
    town: Town, figure: Figure
) -> None:
    """A43: once on each such day, in a slot, in the words of every other push."""
    town.member("U" + "1" * 32)
    town.report(user=REPORTER)
    heard = hears(town, [1, 15, 29, 30, 31, 59, 60, 61, 90, 120])
    assert counted(heard) == [30, 60, 90, 120]
    every = [one for seen in heard.values() for one in seen]
    assert all(in_a_slot(one.at) for one in every)
    assert len({one.texts for one in every}) == 1
    assert not any(re.search(r"\d|http|C-|ทุจริต|ร้อง", text) for one in every for text in one.texts)
    figure("T35", "a word on days 30, 60, 90, 120 of an open report, none on 6 other days")


def test_it_is_the_same_push_as_that_of_any_other_day(town: Town) -> None:
    """T28: nobody can tell a regular word from an officer's question by its words."""
    officer = town.member("U" + "1" * 32)
    number = town.report(user=REPORTER)
    town.progress(number, officer)
    [question], [regular] = (hears(town, [n])[n] for n in (1, 30))
    assert question.texts == regular.texts


def test_what_an_officer_wrote_the_day_before_makes_no_second_push(town: Town) -> None:
    """A43, T35: one a day, at the minute the day has anyway."""
    officer = town.member("U" + "1" * 32)
    plain, busy = town.report(user=REPORTER), town.report(user="U" + "b" * 32)
    town.now = datetime.combine(day(29), time(15, 59), BANGKOK)
    town.progress(busy, officer)
    told = Counter(one.to for one in town.plays(day(30)))
    assert (told[REPORTER], told["U" + "b" * 32]) == (1, 1)
    assert plain


def test_a_worker_that_slept_for_months_says_the_latest_word_or_none(town: Town) -> None:
    """A43: what could not be said within twenty hours is not said at all."""
    town.member("U" + "1" * 32)
    town.report(user=REPORTER)
    assert counted(hears(town, [1])) == []
    assert counted(hears(town, [97])) == [], "days 30, 60 and 90 are long past"
    assert counted(hears(town, [120])) == [120]


def test_it_ends_with_the_decision_and_with_the_link(town: Town) -> None:
    """A43, T07: who is forgotten hears nothing, nor does anybody of what is decided."""
    one, two = town.member("U" + "1" * 32), town.member("U" + "2" * 32, unit="ENV")
    number = town.report(user=REPORTER)
    assert counted(hears(town, [30])) == [30]
    ends(town, number, one, two, on=40)
    heard = counted(hears(town, [40, 41, 60]))
    assert heard == [41], "the reason is told the day after, and day 60 is no day any more"


def test_who_is_forgotten_hears_nothing(town: Town) -> None:
    """T07."""
    town.member("U" + "1" * 32)
    town.report(user=REPORTER)
    with town.database.writing(OFFICE) as session:
        links.forget_person(session, REPORTER, CHANNEL, town.vault.keyring)
    assert counted(hears(town, [30])) == []


def test_an_office_may_say_it_more_often(town: Town) -> None:
    """A44."""
    town.desk.office = replace(town.desk.office, sealed_clocks=SealedClocks(notice_days=10))
    town.shift.service = replace(town.service, offices={OFFICE: town.desk.office})
    town.member("U" + "1" * 32)
    town.report(user=REPORTER)
    assert counted(hears(town, [9, 10, 11, 20, 30])) == [10, 20, 30]


# ------------------------------------------------------------------------- after the end


def test_after_the_end_there_is_one_push_more_before_the_link_is_cut(
    town: Town, figure: Figure
) -> None:
    """T47, D19: on the last day of the link; the next morning nobody can be written to."""
    one, two = town.member("U" + "1" * 32), town.member("U" + "2" * 32, unit="ENV")
    ends(town, town.report(user=REPORTER), one, two, on=0)
    heard = hears(town, [0, 1, 28, 29])
    assert counted(heard) == [1, 29]
    assert heard[1][0].texts == heard[29][0].texts
    assert town.desk.rows(SealedLink.__table__)
    assert counted(hears(town, [30, 31, 83, 90])) == []
    assert not town.desk.rows(SealedLink.__table__)
    figure("T47", "the check-in goes out on day 29 after closing, the link is cut on day 30")


def test_an_office_that_keeps_links_longer_asks_twice(town: Town) -> None:
    """A44: 30 and 90 days."""
    keeps(town, Retention(link_days=120, code_days=120))
    one, two = town.member("U" + "1" * 32), town.member("U" + "2" * 32, unit="ENV")
    ends(town, town.report(user=REPORTER), one, two, on=0)
    assert counted(hears(town, [1, 29, 30, 31, 89, 90, 91, 119])) == [1, 30, 90]


def keeps(town: Town, retention: Retention) -> None:
    """The office keeps things for another time."""
    town.desk.office = replace(town.desk.office, retention=retention)
    town.service = replace(town.service, offices={OFFICE: town.desk.office})
    town.shift.service = town.service


# ------------------------------------------------------------------------- telling nothing


def relation(chance: random.Random, received: date, *, pushes: int, turns: int) -> float:
    """How probable it is to see so much relation between work and regular words by chance."""
    worked = [chance.uniform(8, 16) for _ in range(pushes)]
    reports = [uuid.UUID(int=chance.getrandbits(128)) for _ in worked]
    days = [received + timedelta(days=30 * chance.randint(1, 12)) for _ in worked]
    told = [
        news.moment(report, on, secret=bytes(range(32)))
        for report, on in zip(reports, days, strict=True)
    ]
    assert all(in_a_slot(at) for at in told)
    minutes = [at.hour * 60.0 + at.minute for at in told]
    observed, larger = abs(statistics.correlation(worked, minutes)), 0
    for _ in range(turns):
        chance.shuffle(worked)
        larger += abs(statistics.correlation(worked, minutes)) >= observed
    return (larger + 1) / (turns + 1)


def test_when_a_regular_word_comes_does_not_depend_on_when_the_officer_worked(
    figure: Figure,
) -> None:
    """T35: twenty permutation tests, of which one is below 0.05 by chance, and five or more in one
    of three hundred runs; the seeds are fixed.
    """
    found = [relation(random.Random(seed), TODAY, pushes=300, turns=199) for seed in range(20)]
    below = sum(p <= 0.05 for p in found)
    assert below < 5
    assert statistics.median(found) > 0.05
    figure(
        "T35",
        f"regular words: 20 permutation tests of 300 pushes, {below} with p <= 0.05"
        f" (1 expected by chance), median p = {statistics.median(found):.2f}",
    )


@pytest.mark.parametrize("hour", [None, 8, 9, 13, 15])
def test_whatever_an_officer_does_that_day_the_word_comes_at_the_same_minute(
    town: Town, hour: int | None
) -> None:
    """T35, exactly: nothing done, or written before, in or after the slots, or ended altogether."""
    one, two = town.member("U" + "1" * 32), town.member("U" + "2" * 32, unit="ENV")
    number = town.report(user=REPORTER)
    if hour is not None:
        town.now = datetime.combine(day(30), time(hour), BANGKOK)
        town.progress(number, one)
        ends(town, number, one, two, on=30)
    begins, ends_ = (datetime.combine(day(n), time(0), BANGKOK) for n in (30, 31))
    keyring = town.vault.keyring
    secret = keyring.secret(SealedPurpose.NOTICE)
    with town.database.reading(OFFICE) as session:
        due = news.due(session, town.desk.office, after=begins, until=ends_, keyring=keyring)
        [one_push] = list(due)
    assert one_push.at == news.moment(one_push.disclosure, day(30), secret=secret)


def test_five_minutes_after_it_was_said_no_row_names_anybody(town: Town, figure: Figure) -> None:
    """T36: neither notice nor call is written; the id is in no row, and in no byte of the link."""
    town.member("U" + "1" * 32)
    town.report(user=REPORTER)
    assert counted(hears(town, [30])) == [30]
    town.now += timedelta(minutes=5)
    rows = [row for table in Base.metadata.sorted_tables for row in town.desk.rows(table)]
    naming = [row for row in rows if REPORTER in repr(row)]
    written = [table for table in (Notice, Outgoing, Inbound) if town.desk.rows(table.__table__)]
    assert (naming, written) == ([], [])
    kind = town.database.engine.dialect.name
    figure("T36", f"5 minutes after a regular word: 0 of {len(rows)} rows name anybody ({kind})")


# ------------------------------------------------------------------------- what else is daily


def test_codes_and_old_keys_are_let_go_of_by_the_timetable(town: Town, figure: Figure) -> None:
    """T47, D2, D3: a code works through the 90th day after closing and not on the 91st."""
    one, two = town.member("U" + "1" * 32), town.member("U" + "2" * 32, unit="ENV")
    ends(town, town.report(), one, two, on=0)
    left = {}
    for number in (89, 90, 91):
        town.now = datetime.combine(day(number), time(2, 30), BANGKOK)
        integrity.keep(town.shift)
        rows = town.desk.rows(DisclosureKey.__table__)
        left[number] = sum(row.holder == KeyHolder.CODE for row in rows)
    assert left == {89: 1, 90: 1, 91: 0}
    assert integrity.keep in {row.do for row in TIMETABLE}
    figure("T47", "a code is let go of on the 91st day after closing, by the timetable")


def test_old_keys_are_wrapped_anew_in_every_office_and_each_by_its_own_settings(
    opened: Database,
) -> None:
    """T15, D2: with the present root key, a hundred in a transaction, until none is left."""
    before = Town(opened)
    before.member("U" + "1" * 32)
    for _ in range(3):
        before.report()
    before.dispatcher.close()
    after = Town(opened, vault=Vault(bytes(range(32, 64)), bytes(range(32))))
    integrity.keep(after.shift)
    held = {row.holder_ref for row in after.desk.rows(DisclosureKey.__table__)
            if row.holder == KeyHolder.SERVER}  # fmt: skip  # one set
    assert held == {after.vault.keyring.current}
    after.dispatcher.close()


def test_each_office_keeps_links_as_long_as_it_says(town: Town) -> None:
    """A44, D19: and one that is served no more, as long as is usual."""
    town.member("U" + "1" * 32)
    town.report(user=REPORTER)

    def is_there(number: int) -> bool:
        town.now = datetime.combine(day(number), time(2, 20), BANGKOK)
        integrity.cut_links(town.shift)
        return bool(town.desk.rows(SealedLink.__table__))

    keeps(town, Retention(link_longest_days=500))
    assert is_there(499)
    town.shift.service = replace(town.service, offices={})
    assert is_there(364)
    assert not is_there(365)


def test_the_director_is_reminded_once_a_day_whatever_there_is(town: Town, figure: Figure) -> None:
    """D20, A1.4: the second line, in the first slot of each day, in the words of all others."""
    town.member("U" + "1" * 32)
    town.member("U" + "d" * 32, Role.DIRECTOR, "EXE")
    seen = {}
    for number in (0, 1, 40):
        if number:
            town.report()  # and by day 40 it is late
        seen[number] = town.plays(day(number), OFTEN)
    told = {n: [one for one in every if one.to == "U" + "d" * 32] for n, every in seen.items()}
    assert [len(of_a_day) for of_a_day in told.values()] == [1, 1, 1]
    assert {one.at.time() for of_a_day in told.values() for one in of_a_day} <= {time(9, 3)}
    assert len({one.texts for every in seen.values() for one in every}) == 1
    figure("T28", "the director: 1 message a day, the same with no, new and late reports")
