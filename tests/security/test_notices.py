"""What LINE messages of the sealed channel tell whoever sees them arrive: nothing (T28, T35)."""

import random
import re
import statistics
import uuid
from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from bot.line.outcomes import TooMany
from cases.deadlines import BANGKOK
from integrity import drafts, links, news
from integrity.keyring import SealedPurpose
from integrity.notices import SLOTS
from models.base import Base
from models.database import open_database
from models.post import Notice, Outgoing
from models.sealed import SealedDraft, SealedLink
from models.vocabulary import Role
from scheduler import integrity, slots
from scheduler.timetable import TIMETABLE
from tests.security.conftest import OFFICE, Figure
from tests.security.reports import TODAY
from tests.security.town import CHANNEL, FIRST, REPORTER, Seen, Town, in_a_slot


@pytest.fixture
def town(sqlite_database: str) -> Iterator[Town]:
    database = open_database(sqlite_database)
    town = Town(database)
    yield town
    town.dispatcher.close()
    database.close()


def test_ninety_days_of_staff_messages_tell_nothing(town: Town, figure: Figure) -> None:
    """T28 T29 T30, D20: one text, in the slots, as often on days with a report as on others."""
    users = [f"U{number:032x}" for number in range(3)]
    for user in users:
        town.member(user)
    town.member("U" + "f" * 32, role=Role.HEAD)
    chance, busy, days = random.Random(7), set(), [TODAY + timedelta(days=n) for n in range(90)]
    seen: list[Seen] = []
    for day in days:
        town.now = datetime.combine(day, time(8), BANGKOK)
        if chance.random() < 0.3:
            busy.add(day)
            town.report()
        seen += town.plays(day, (-5, 0, 15, 29, 30))
    assert 10 < len(busy) < 60
    texts = {text for one in seen for text in one.texts}
    units = [unit.name.th for unit in town.desk.office.units]
    assert len(texts) == 1
    assert not any(re.search(r"\d|http|C-", text) for text in texts)
    assert not any(unit in text for unit in units for text in texts)
    assert all(in_a_slot(one.at) for one in seen)
    assert {one.to for one in seen} == set(users), "nobody else is told"
    counts = {day: sum(one.at.date() == day for one in seen) for day in days}
    assert set(counts.values()) == {len(SLOTS) * len(users)}
    offsets = {(one.at.time()) for one in seen}
    assert offsets == set(SLOTS)
    figure(
        "T28",
        f"{len(seen)} staff messages in 90 days: {len(texts)} text, 0 digits, 0 units, 0 links,"
        f" 100 % in the slots",
    )
    figure("T30", f"messages a day the same on {len(busy)} days with reports and all others")


def test_nobody_is_told_who_left_the_desk(town: Town) -> None:
    """T27, T102: what the register says at the slot decides."""
    stays, leaves = town.member("U" + "1" * 32), town.member("U" + "2" * 32)
    town.desk.change(leaves, active=False)
    assert {one.to for one in town.plays(TODAY)} == {"U" + "1" * 32}
    town.desk.change(stays, role=Role.OFFICER)
    assert town.plays(TODAY + timedelta(days=1)) == []


def test_a_slot_is_told_once_whatever_happens(town: Town) -> None:
    """A process that starts again, two processes, a busy LINE: once, in the slot, or not at all."""
    town.member("U" + "1" * 32)
    nine = datetime.combine(TODAY, SLOTS[0], BANGKOK)
    assert town.runs(nine - timedelta(minutes=1)) == []
    town.line.comes_to(TooMany(None))
    assert town.runs(nine) == []
    assert len(town.runs(nine + timedelta(minutes=1))) == 1
    assert town.runs(nine + timedelta(minutes=2)) == []
    assert town.runs(nine + timedelta(hours=2)) == [], "a machine that slept through it is silent"


def test_no_row_tells_that_somebody_was_told(town: Town, figure: Figure) -> None:
    """T36: neither notice nor call is written, so that nothing leads from a push to a report."""
    officer = town.member("U" + "1" * 32)
    number = town.report(user=REPORTER)
    town.progress(number, officer)
    told = town.plays(TODAY + timedelta(days=1))
    assert REPORTER in {one.to for one in told}
    with town.database.reading(OFFICE) as session:
        rows = sum(
            session.scalar(select(func.count()).select_from(t)) or 0 for t in (Notice, Outgoing)
        )
    assert rows == 0
    hay = b"".join(repr(town.desk.rows(t)).encode() for t in Base.metadata.tables.values())
    assert REPORTER.encode() not in hay
    figure("T36", f"0 rows of notices or calls after {len(told)} messages")


def test_a_reporter_is_told_the_day_after_without_a_subject(town: Town) -> None:
    """T35: not the day it is written, one neutral push, nothing of what or why."""
    officer = town.member("U" + "1" * 32)
    number = town.report(user=REPORTER)
    town.now = datetime.combine(TODAY, time(8, 17), BANGKOK)
    town.progress(number, officer)
    heard = [
        [s for s in town.plays(TODAY + timedelta(days=n)) if s.to == REPORTER] for n in range(4)
    ]
    assert [len(of_a_day) for of_a_day in heard] == [0, 1, 0, 0]
    (push,) = heard[1]
    assert in_a_slot(push.at)
    assert not any(re.search(r"\d|http|C-|ทุจริต|ร้อง", text) for text in push.texts)


def test_a_reporter_who_asked_for_nothing_or_answered_is_left_alone(town: Town) -> None:
    officer = town.member("U" + "1" * 32)
    town.progress(town.report(), officer)
    forgets = town.report(user=REPORTER)
    town.progress(forgets, officer)
    with town.database.writing(OFFICE) as session:
        links.forget_person(session, REPORTER, CHANNEL, town.vault.keyring)
    told = {one.to for n in range(3) for one in town.plays(TODAY + timedelta(days=n))}
    assert told == {"U" + "1" * 32}


def relation(chance: random.Random, *, pushes: int, turns: int) -> float:
    """A permutation test: how probable it is to see so much relation where there is none."""
    worked = [chance.uniform(8, 16) for _ in range(pushes)]
    reports = [uuid.UUID(int=chance.getrandbits(128)) for _ in worked]
    tomorrow = TODAY + timedelta(days=1)
    told = [news.moment(report, tomorrow, secret=bytes(range(32))) for report in reports]
    assert all(in_a_slot(at) and at.date() == tomorrow for at in told)
    minutes = [at.hour * 60.0 + at.minute for at in told]
    observed, larger = abs(statistics.correlation(worked, minutes)), 0
    for _ in range(turns):
        chance.shuffle(worked)
        larger += abs(statistics.correlation(worked, minutes)) >= observed
    return (larger + 1) / (turns + 1)


def test_when_a_reporter_is_told_does_not_depend_on_when_the_officer_worked(
    figure: Figure,
) -> None:
    """T35: the moment is drawn from the report and the day.

    One test in twenty finds a relation below 0.05 by chance alone, so twenty are made, and as many
    may be below it as chance leaves likely (five or more: 0.3 %).
    """
    found = [relation(random.Random(seed), pushes=300, turns=199) for seed in range(20)]
    below = sum(p <= 0.05 for p in found)
    assert below < 5
    figure(
        "T35",
        f"20 permutation tests of 300 pushes: {below} with p <= 0.05 (1 expected by chance),"
        f" median p = {statistics.median(found):.2f}",
    )


def test_the_same_report_is_told_of_at_the_same_minute_whenever_the_officer_worked(
    town: Town,
) -> None:
    """T35, exactly: nothing but the date goes into the minute."""
    officer = town.member("U" + "1" * 32)
    number = town.report(user=REPORTER)
    first = []
    for day, hour in ((0, 8), (7, 15)):
        town.now = datetime.combine(TODAY + timedelta(days=day), time(hour, 59), BANGKOK)
        town.progress(number, officer)
        with town.database.reading(OFFICE) as session:
            until = town.now + timedelta(days=1, hours=15)
            keyring = town.vault.keyring
            due = news.due(
                session, town.desk.office, after=until - news.A_DAY, until=until, keyring=keyring
            )
            first += [
                one.at
                - news.moment(one.disclosure, town.now.date() + news.A_DAY, secret=secret_of(town))
                for one in due
            ]
    assert first == [timedelta()] * 2


def secret_of(town: Town) -> bytes:
    return town.vault.keyring.secret(SealedPurpose.NOTICE)


def test_what_must_not_last_is_ended(town: Town, figure: Figure) -> None:
    """D19: links a year after they were made; drafts half an hour after the last word."""
    town.desk.member()
    town.report(user=REPORTER)
    with town.database.writing(OFFICE) as session:
        now = town.service.clock()
        drafts.keep(session, uuid.uuid4(), b"told", keyring=town.vault.keyring, now=now)
    town.now += timedelta(minutes=29)
    integrity.end_drafts(town.shift)
    assert [bool(row.sealed) for row in town.desk.rows(SealedDraft.__table__)] == [True]
    town.now += timedelta(minutes=2)
    integrity.end_drafts(town.shift)
    assert [bool(row.sealed) for row in town.desk.rows(SealedDraft.__table__)] == [False]
    town.now += timedelta(days=364)
    integrity.cut_links(town.shift)
    assert town.desk.rows(SealedLink.__table__)
    town.now += timedelta(days=2)
    integrity.cut_links(town.shift)
    assert not town.desk.rows(SealedLink.__table__)
    figure("T45", "links gone after 365 days, drafts after 30 minutes, by the timetable")


def test_the_timetable_follows_the_slots() -> None:
    done = {row.do: row.trigger for row in TIMETABLE}
    for job in (slots.remind, integrity.tell_reporters):
        fires = done[job].get_next_fire_time(None, FIRST)
        assert fires == datetime.combine(TODAY, SLOTS[0], BANGKOK)
    assert {integrity.end_drafts, integrity.cut_links} <= done.keys()
