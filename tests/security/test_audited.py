"""The audit log: every look and every change is one entry, and none says a word."""

import inspect
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from cases.actors import Officer
from integrity import (
    checkins,
    conflicts,
    decisions,
    desk,
    disclosures,
    handing,
    links,
    rare,
    reading,
    unsending,
    withdrawing,
)
from integrity.about import Lesson
from integrity.decisions import Refusal
from integrity.documents import Words
from integrity.keyring import Keyring
from integrity.proposals import waiting
from integrity.reading import Reason
from integrity.told import Told
from models.database import Database
from models.sealed import AuditEntry, Disclosure, Recipient
from models.vocabulary import Finding, Mode, Role
from tests.security.conftest import OFFICE, Figure
from tests.security.reports import ACCOUNT, TODAY, Desk, a_photo, a_told

MODULES = (
    checkins,
    conflicts,
    decisions,
    desk,
    disclosures,
    handing,
    rare,
    reading,
    unsending,
    withdrawing,
)


@pytest.fixture
def office(opened: Database, keyring: Keyring) -> Desk:
    return Desk(opened, keyring)


def test_every_verb_writes_exactly_one_entry(office: Desk, figure: Figure) -> None:
    """T43, requirements 4.7(7): looks and changes, by officers and by reporters; none forgotten."""
    done = _do_everything(office)
    wanted = {
        name
        for module in MODULES
        for name, verb in inspect.getmembers(module, inspect.isfunction)
        if verb.__module__ == module.__name__ and _is_a_verb(name, verb)
    }
    assert {name for name, _ in done} == wanted | {"waiting"}
    assert [name for name, written in done if written != 1] == []
    kind = office.database.engine.dialect.name
    figure("T43", f"{len(done)} acts with {len(wanted) + 1} verbs: 1 entry each on {kind}")


def _is_a_verb(name: str, function: Callable[..., Any]) -> bool:
    """Whoever takes the custody acts; the rest only reckons, or helps those who act."""
    reckons = {"who_receives", "pieces", "remember", "expire", "is_open", "addressed"}
    acts = "custody" in inspect.signature(function).parameters
    return acts and not name.startswith("_") and name not in reckons


class Acts:
    """Two officers, an auditor and a reporter, and how many entries each of their acts wrote."""

    def __init__(self, office: Desk) -> None:
        self.office = office
        self.one, self.two = office.member(), office.member(unit="ENV")
        self.auditor = office.member(Role.AUDITOR, "FIN")
        self.done: list[tuple[str, int]] = []
        self.lodge(a_told(files=(a_photo(),), messages={"m1": ACCOUNT}), mode=Mode.LINKED)

    def counted(self, verb: Callable[..., Any], act: Callable[[], Any]) -> Any:
        before = self.office.audited()
        result = act()
        self.done.append((verb.__name__, self.office.audited() - before))
        return result

    def lodge(self, told: Told, *, mode: Mode) -> None:
        """Somebody reports; what follows is about this report."""
        lodging = partial(self.office.lodge, told, mode=mode)
        self.lodged, self.code = self.counted(disclosures.lodge, lodging)

    def links(self) -> None:
        """The reporter asks to be told here."""
        with self.office.database.writing(OFFICE) as session:
            links.remember(
                session, self.lodged.id, "U1", "c", today=TODAY, keyring=self.office.keyring
            )

    def on(self, verb: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """The first officer does something with the report."""
        return self.does(verb, self.lodged.number, *args, by=self.one, **named)

    def does(self, verb: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return self.counted(verb, partial(self.office.does, verb, *args, **named))

    def reporter(self, verb: Callable[..., Any], *args: Any) -> None:
        self.counted(verb, partial(self.office.comes_back, self.code, verb, *args))

    def decide(self, proposal: Any, by: Officer | None = None, *, approves: bool = True) -> None:
        self.does(decisions.decide, proposal, approves=approves, by=by or self.two)


def _read_and_talk(acts: Acts) -> None:
    acts.does(reading.list_own, by=acts.one)
    [file] = acts.on(reading.open_case, Reason.NEW).files
    acts.on(reading.view_file, file.id)
    acts.on(desk.screen)
    acts.on(desk.ask, "เมื่อใด")
    acts.reporter(disclosures.answer, Words("วันจันทร์"))
    acts.reporter(disclosures.add, Words("เพิ่มเติม"))
    acts.reporter(disclosures.ask_protection, Words("กลัวถูกย้าย"))
    acts.on(desk.protect, "ประสานต้นสังกัด")
    acts.on(desk.note, "บันทึก")
    acts.on(desk.tell_progress, "คืบหน้า")
    original = acts.on(rare.propose_original, file.id, "ตรวจพิกัด")
    acts.does(waiting, by=acts.two)
    acts.decide(original)
    acts.does(rare.open_original, original, by=acts.one)


def _know_and_forget(acts: Acts) -> None:
    asked = {"legal_basis": "ม. 131", "file_ref": "1/2569"}
    acts.links()
    identity = acts.on(rare.propose_identity, "คุ้มครองพยาน", **asked)
    acts.decide(identity, acts.auditor)
    acts.decide(identity)
    assert acts.does(rare.see_identity, identity, by=acts.one) is not None
    acts.reporter(disclosures.withdraw_link)
    assert acts.on(rare.propose_identity, "อีกครั้ง", **asked) is None
    acts.links()
    acts.does(disclosures.forget_person, "U1", "c")
    acts.does(unsending.unsend, "m1")


def _examine(acts: Acts) -> None:
    acts.decide(acts.on(decisions.propose_refer, "ป.ป.ช.", "ส่งต่อ"), approves=False)
    acts.on(desk.start_facts, "คำสั่งที่ 1")
    acts.decide(acts.on(decisions.propose_extend, date(2026, 12, 1), "พยานลา"))
    head = acts.office.member(Role.HEAD, "EDU")
    acts.does(handing.read_handed, by=head)
    acts.on(desk.hand_over, "EDU", "ขอเอกสาร", despite_likeness=False)
    acts.does(handing.read_handed, by=head)
    acts.on(conflicts.accuse, units=frozenset({"EDU"}), staff=frozenset())
    newcomer = acts.office.member(unit="COM")
    acts.decide(acts.on(decisions.propose_widen, newcomer.staff_id, "ช่วยตรวจ"))
    acts.does(conflicts.recuse, acts.lodged.number, by=newcomer)
    acts.on(desk.record_statement, "ไม่ได้ทำ")
    acts.on(rare.answer_accused)


def _end(acts: Acts) -> None:
    finding = Finding.SUBSTANTIATED
    acts.decide(acts.on(decisions.propose_conclude, finding, "เหตุผล", why_unheard=None))
    acts.on(desk.discipline, "วินัย")
    acts.decide(acts.on(decisions.propose_result, "ผล"))
    acts.decide(acts.on(decisions.propose_close, Lesson("ก", "ข", "ค")))
    acts.on(desk.monitor, "ติดตาม")
    acts.office.passes(30)
    acts.reporter(checkins.nobody_harms)
    acts.office.passes(60)
    acts.reporter(checkins.somebody_harms, Words("ถูกย้าย"))
    acts.lodge(a_told(), mode=Mode.WEB)
    acts.reporter(withdrawing.withdraw)
    acts.lodge(a_told(), mode=Mode.WEB)
    acts.on(desk.screen)
    acts.decide(acts.on(decisions.propose_not_accept, Refusal.DECIDED_BEFORE, "ก"))


def _do_everything(office: Desk) -> list[tuple[str, int]]:
    """Use every verb at least once, and count the entries each has written."""
    acts = Acts(office)
    for part in (_read_and_talk, _know_and_forget, _examine, _end):
        part(acts)
    return acts.done


def test_the_log_holds_codes_and_no_words(office: Desk) -> None:
    """D7: no content, no names, no numbers of reports."""
    _do_everything(office)
    with office.database.reading(OFFICE) as session:
        rows = session.scalars(select(AuditEntry)).all()
        numbers = session.scalars(select(Disclosure.number)).all()
        people = [str(staff) for staff in session.scalars(select(Recipient.staff_id)).all()]
    for row in rows:
        kept = f"{row.action} {row.detail} {row.object_ref}"
        assert kept.isascii()
        assert not any(number in kept for number in numbers)
        assert row.actor == "reporter" or len(row.actor) == 36
    assert set(people) <= {row.actor for row in rows}
