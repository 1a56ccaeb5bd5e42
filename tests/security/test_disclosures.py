"""Reporting, and coming back with nothing but a code."""

import calendar
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import cast

import pytest
from sqlalchemy import Boolean, Date, Integer, LargeBinary, String, Table, Uuid, select

from cases.errors import IllegalTransition, Invalid, NotFound
from integrity import decisions, desk, disclosures, links
from integrity.clocks import months_after
from integrity.contents import entries
from integrity.disclosures import NobodyMayReceive
from integrity.documents import Words
from integrity.firewall import Inside, Why
from integrity.folders import by_code
from integrity.keyring import Keyring
from integrity.lifecycle import Deed
from integrity.receipts import Hardened
from integrity.told import KINDS, Told, completeness, concern
from integrity.views import Stage
from models import sealed
from models.base import Base
from models.database import Database, open_database
from models.sealed import (
    Disclosure,
    Recipient,
    SealedFile,
    SealedLink,
)
from models.vocabulary import DisclosureState, Mode, Role, SealedKind
from tests.security.reports import ACCOUNT, TODAY, Desk, a_code, a_photo, a_told

SEALED = [
    cast("Table", mapper.local_table)
    for mapper in Base.registry.mappers
    if mapper.class_.__module__ == sealed.__name__
]
HOLDS_NO_TIME = (Boolean, Date, Integer, LargeBinary, String, Uuid)


@pytest.fixture
def office(opened: Database, keyring: Keyring) -> Desk:
    return Desk(opened, keyring)


@pytest.fixture
def light_office(sqlite_database: str, keyring: Keyring) -> Iterator[Desk]:
    """For what no database could treat differently."""
    opened = open_database(sqlite_database)
    yield Desk(opened, keyring)
    opened.close()


# ------------------------------------------------------------------------- telling


def test_a_report_gives_a_number_three_dates_and_its_recipients(office: Desk) -> None:
    """A13, A18, security A4: 7 days, 30 days, three months."""
    officer = office.member()
    lodged, _ = office.lodge()
    row = office.sees(lambda session: session.scalars(select(Disclosure)).one())
    assert row.number == lodged.number
    assert row.state is DisclosureState.RECEIVED
    dates = (row.received_on, row.preliminary_by, row.facts_by, row.feedback_by)
    assert dates == (TODAY, date(2026, 3, 17), date(2026, 4, 9), date(2026, 6, 10))
    recipients = office.sees(lambda session: session.scalars(select(Recipient.staff_id)).all())
    assert recipients == [officer.staff_id]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 9, 30), 3, date(2026, 12, 30)),
        (date(2026, 10, 31), 3, date(2027, 1, 31)),
    ],
)
def test_three_months_end_on_a_day_that_exists(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later
    assert later.day <= calendar.monthrange(later.year, later.month)[1]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (a_told(executive=True), Why.EXECUTIVE),
        (a_told(desk=True), Why.DESK),
        (a_told(units=frozenset({"ADM", "CIV"})), Why.NOBODY_LEFT),
        (a_told(excluded_roles=frozenset({Role.INTEGRITY})), Why.NOBODY_LEFT),
        (a_told(who="สมศักดิ์   มั่นคง ผอ.เขต"), Why.EXECUTIVE),
    ],
)
def test_what_nobody_may_receive_is_not_kept_at_all(office: Desk, told: Told, why: Why) -> None:
    """T24, I3: a report against the director leaves not a row, not a draft, not a log entry."""
    office.member(unit="ADM")
    office.member(Role.DIRECTOR, "EXE", name="สมศักดิ์ มั่นคง")
    with pytest.raises(NobodyMayReceive) as refusal:
        office.lodge(told)
    assert refusal.value.why is why
    assert {table.name for table in SEALED if office.rows(table)} == set()


def test_a_name_in_the_report_keeps_its_bearer_and_the_whole_unit_out(office: Desk) -> None:
    """D4: an integrity officer who is named, by whatever spacing, does not receive it."""
    office.member(unit="CIV", name="สมหญิง ใจดี")
    office.member(unit="CIV", name="วิชัย รักงาน")
    other = office.member(unit="ENV")
    office.lodge(a_told(who="นางสมหญิง  ใจดี เป็นคนเรียกเงิน"))
    recipients = office.sees(lambda session: session.scalars(select(Recipient.staff_id)).all())
    assert recipients == [other.staff_id]


def test_whoever_is_named_stays_out_after_moving_to_another_unit(office: Desk) -> None:
    """D4, T27: it is the person who is kept out, not only the unit they were in."""
    named = office.member(unit="ENV", name="สมหญิง ใจดี")
    officer = office.member()
    number = office.lodge(a_told(who="สมหญิง ใจดี"))[0].number
    moved = office.change(named, unit="EDU")
    with pytest.raises(Invalid):
        office.does(decisions.propose_widen, number, moved.staff_id, "ช่วยตรวจ", by=officer)


def test_do_not_let_them_see_it_means_that_person_and_nobody_else(office: Desk) -> None:
    """A08, security D4(d)."""
    office.member(unit="CIV", name="สมหญิง ใจดี")
    colleague = office.member(unit="CIV", name="วิชัย รักงาน")
    office.lodge(a_told(excluded_names="อย่าให้สมหญิง ใจดี เห็น"))
    recipients = office.sees(lambda session: session.scalars(select(Recipient.staff_id)).all())
    assert recipients == [colleague.staff_id]


def test_a_reporter_can_know_who_would_receive_it_before_writing_a_line(office: Desk) -> None:
    """A06."""
    officer = office.member()
    told = concern(a_told(), ())
    assert office.does(disclosures.who_receives, told) == Inside(frozenset({officer.staff_id}))


@pytest.mark.parametrize(
    ("told", "key"),
    [
        (a_told(kind="C21"), "disclosure.unknown_kind"),
        (a_told(account=" สั้นเกินไป "), "disclosure.too_short"),
        (a_told(units=frozenset({"NONE"})), "disclosure.unknown_unit"),
        (a_told(files=(a_photo(),) * 6), "disclosure.too_many_files"),
    ],
)
def test_what_cannot_be_worked_with_is_refused_with_the_reason(
    light_office: Desk, told: Told, key: str
) -> None:
    """D15, T56."""
    light_office.member()
    with pytest.raises(Invalid) as refusal:
        light_office.lodge(told)
    assert refusal.value.key == key


@pytest.mark.parametrize(
    ("more", "percent"),
    [
        ({"units": frozenset(), "when": None}, 20),
        ({}, 55),
        ({"where": "หน้าตลาด"}, 70),
        ({"where": "หน้าตลาด", "witnesses": "แม่ค้าข้างร้าน"}, 85),
        ({"where": "หน้าตลาด", "witnesses": "แม่ค้า", "files": (a_photo(),)}, 100),
    ],
)
def test_the_meter_shows_what_the_resolution_of_2541_asks_for(
    more: dict[str, object], percent: int
) -> None:
    """A1.3: a help, never a gate."""
    assert completeness(a_told(**more)) == percent


def test_every_kind_of_the_taxonomy_can_be_told() -> None:
    """Requirements 3.1: C01 to C20 and C99."""
    assert len(KINDS) == 21
    assert KINDS[0] == "C01"
    assert KINDS[-2:] == ("C20", "C99")


# ------------------------------------------------------------------------- coming back


def test_a_code_opens_its_report_and_no_other(office: Desk) -> None:
    """A16, T93: wrong, never given, or the number itself: the same answer."""
    office.member()
    lodged, code = office.lodge()
    assert office.folder(code).row.number == lodged.number
    for wrong in (a_code(), Hardened(lodged.number, code.key)):
        with pytest.raises(NotFound):
            office.folder(wrong)


def test_a_found_code_gives_no_account_away(office: Desk) -> None:
    """B05, B28: what the reporter wrote is listed without its words."""
    office.member()
    _, code = office.lodge(a_told(files=(a_photo(),)))
    office.comes_back(code, disclosures.add, Words("มีคนเห็นด้วยอีกคน"))
    view = office.reads(code)
    assert view.stage is Stage.RECEIVED
    assert [line.text for line in view.lines] == [None, None]
    assert ACCOUNT not in repr(view)
    assert view.can == (Deed.ADD, Deed.PROTECT, Deed.FORGET, Deed.WITHDRAW)


def test_reporter_and_officer_talk_without_knowing_each_other(office: Desk) -> None:
    """A16, A23, requirements 4.2 c4: the blind relay."""
    officer = office.member()
    lodged, code = office.lodge()
    office.does(desk.screen, lodged.number, by=officer)
    office.does(desk.ask, lodged.number, "เกิดขึ้นเมื่อใด", by=officer)
    view = office.reads(code)
    assert view.question == "เกิดขึ้นเมื่อใด"
    assert Deed.ANSWER in view.can
    office.comes_back(code, disclosures.answer, Words("เมื่อวันจันทร์"))
    folder = office.folder(code)
    assert folder.row.state is DisclosureState.SCREENING
    said = office.sees(lambda session: entries(session, folder))
    assert [one.kind for one in said] == [
        SealedKind.ACCOUNT,
        SealedKind.QUESTION,
        SealedKind.ANSWER,
    ]
    assert said[-1].document["text"] == "เมื่อวันจันทร์"
    with pytest.raises(IllegalTransition):
        office.comes_back(code, disclosures.answer, Words("อีกครั้ง"))


def test_an_answer_needs_a_question(office: Desk) -> None:
    """A16: what nobody asked is added instead."""
    officer = office.member()
    lodged, code = office.lodge()
    office.does(desk.screen, lodged.number, by=officer)
    office.does(desk.start_facts, lodged.number, "คำสั่งที่ 1/2569", by=officer)
    with pytest.raises(Invalid):
        office.comes_back(code, disclosures.answer, Words("คำตอบ"))
    office.comes_back(code, disclosures.add, Words("คำตอบ"))


def test_a_code_made_under_the_older_root_key_works_and_moves_to_the_present(office: Desk) -> None:
    """T15, D2: rotation loses nobody's way back."""
    office.member()
    lodged, old = office.lodge()
    rotated = Hardened("f" * 64, b"n" * 32, older=(old,))
    with office.database.writing(office.office.slug) as session:
        assert by_code(session, rotated).row.number == lodged.number
    assert office.folder(Hardened(rotated.lookup, rotated.key)).row.number == lodged.number
    with pytest.raises(NotFound):
        office.folder(old)


def test_no_more_than_five_files_however_they_come(office: Desk) -> None:
    """D14, T56."""
    office.member()
    _, code = office.lodge(a_told(files=(a_photo(),) * 4))
    adds = partial(disclosures.add, files=(a_photo(),))
    office.comes_back(code, adds, Words(""))
    with pytest.raises(Invalid):
        office.comes_back(code, adds, Words("อีกรูป"))
    files = office.sees(lambda session: session.scalars(select(SealedFile)).all())
    assert len(files) == 5


def test_being_forgotten_leaves_a_report_like_one_that_never_was_linked(office: Desk) -> None:
    """T07, D19: the same for a report that had no link."""
    office.member()
    lodged, code = office.lodge(mode=Mode.LINKED)
    _, never_linked = office.lodge()
    with office.database.writing(office.office.slug) as session:
        links.remember(
            session, lodged.id, "Ureporter", "channel", today=TODAY, keyring=office.keyring
        )
    linked = office.reads(code).linked
    assert linked
    for each in (code, never_linked):
        office.comes_back(each, disclosures.withdraw_link)
    assert office.folder(code).row.mode is Mode.NO_TRACE
    assert office.folder(never_linked).row.mode is Mode.WEB
    assert office.sees(lambda session: session.scalars(select(SealedLink)).all()) == []


def test_a_person_is_forgotten_everywhere_at_once(office: Desk) -> None:
    """T07: one word in chat, every report; the reports go on."""
    office.member()
    found = [office.lodge(mode=Mode.LINKED) for _ in range(3)]
    with office.database.writing(office.office.slug) as session:
        for (lodged, _), user in zip(found, ("Ume", "Ume", "Uother"), strict=True):
            links.remember(session, lodged.id, user, "channel", today=TODAY, keyring=office.keyring)
    office.does(disclosures.forget_person, "Ume", "channel")
    modes = [office.folder(code).row.mode for _, code in found]
    assert modes == [Mode.NO_TRACE, Mode.NO_TRACE, Mode.LINKED]
    assert len(office.sees(lambda session: session.scalars(select(SealedLink)).all())) == 1
