"""What the head of a unit reads of a report: the summary handed to that head by name (D4, D5)."""

from typing import Any

import pytest

from cases.actors import Officer
from cases.errors import NotAllowed
from integrity import conflicts, decisions, desk
from integrity.handing import Handed, read_handed
from integrity.keyring import Keyring
from integrity.lifecycle import Deed
from models.database import Database
from models.vocabulary import Finding, Role
from tests.security.conftest import Figure
from tests.security.doors import NOON, Building, Member, build, key_on
from tests.security.reports import ACCOUNT, Desk, a_told

SUMMARY = "ขอให้ตรวจขั้นตอนการรับชำระค่าธรรมเนียมเดือนมกราคม"
PAGE = "/console/integrity/handed"


@pytest.fixture
def office(opened: Database, keyring: Keyring) -> Desk:
    return Desk(opened, keyring)


class Handing:
    """A report under examination, an officer, and the heads of some units."""

    def __init__(self, office: Desk, **told: Any) -> None:
        self.office = office
        self.officer, self.other = office.member(), office.member()
        self.heads = {unit: office.member(Role.HEAD, unit) for unit in ("ENV", "EDU", "REV")}
        self.number = office.lodge(a_told(**told))[0].number
        office.does(desk.screen, self.number, by=self.officer)
        office.does(desk.start_facts, self.number, "คำสั่งที่ 1", by=self.officer)

    def hands_over(self, unit: str = "ENV", summary: str = SUMMARY) -> None:
        act = (desk.hand_over, self.number, unit, summary)
        self.office.does(*act, despite_likeness=False, by=self.officer)

    def reads(self, by: Officer) -> tuple[Handed, ...]:
        found: tuple[Handed, ...] = self.office.does(read_handed, by=by)
        return found


def test_the_head_it_was_addressed_to_reads_it_and_nobody_else(
    office: Desk, figure: Figure
) -> None:
    """D4, D5, B08: the officer's words, the day and from whom; of the report not even a number."""
    scene = Handing(office)
    late = office.member(Role.HEAD, "ENV")
    scene.hands_over()
    later = office.member(Role.HEAD, "ENV")  # came to the unit after that
    for head in (scene.heads["ENV"], late):
        [handed] = scene.reads(head)
        assert (handed.text, handed.on) == (SUMMARY, office.today)
        assert handed.by == scene.officer.staff_id
    others = [scene.heads["EDU"], scene.heads["REV"], later]
    assert [scene.reads(by) for by in others] == [()] * len(others)
    denied = 0
    for role in set(Role) - {Role.HEAD}:
        with pytest.raises(NotAllowed):
            scene.reads(office.member(role, "ENV"))
        denied += 1
    figure("T21", f"a summary: read by the 2 heads named, by 0 of {len(others)} other heads, and "
                  f"by 0 of {denied} other roles")  # fmt: skip  # one sentence


def test_every_reading_is_one_entry_of_the_log(office: Desk) -> None:
    """T43: who read which report's summary, or that there was nothing."""
    scene = Handing(office)
    scene.hands_over()
    before = office.audited()
    scene.reads(scene.heads["ENV"])
    assert (office.audited(), office.last_entry().action) == (before + 1, Deed.READ_HANDED)
    scene.reads(scene.heads["EDU"])
    assert (office.audited(), office.last_entry().detail) == (before + 2, "handed")


def test_whoever_moved_was_dismissed_or_turned_out_to_be_concerned_reads_it_no_more(
    office: Desk,
) -> None:
    """T27, I1: the firewall is asked again each time."""
    scene = Handing(office)
    head = scene.heads["ENV"]
    scene.hands_over()
    assert scene.reads(head)
    moved = office.change(head, unit="EDU")
    assert scene.reads(moved) == ()
    back = office.change(head, unit="ENV")
    assert scene.reads(back)
    accused = {"units": frozenset({"ENV"}), "staff": frozenset[Any]()}
    office.does(conflicts.accuse, scene.number, **accused, by=scene.officer)
    assert scene.reads(back) == ()
    with pytest.raises(NotAllowed):
        scene.reads(office.change(head, role=Role.OFFICER))


def test_an_excluded_head_is_not_addressed(office: Desk) -> None:
    """D4(d): whom the reporter does not want to see it gets no summary of it either."""
    head = office.member(Role.HEAD, "FIN", name="สมหมาย ใจกว้าง")
    scene = Handing(office, excluded_names="สมหมาย ใจกว้าง")
    scene.hands_over("FIN")
    assert scene.reads(head) == ()


def test_it_is_read_while_the_facts_are_sought_and_not_longer(office: Desk) -> None:
    scene = Handing(office)
    head = scene.heads["ENV"]
    scene.hands_over()
    assert scene.reads(head)
    concluded = office.does(
        decisions.propose_conclude,
        scene.number,
        Finding.UNSUBSTANTIATED,
        "เหตุผล",
        why_unheard="ไม่จำเป็น",
        by=scene.officer,
    )
    office.does(decisions.decide, concluded, approves=True, by=scene.other)
    assert scene.reads(head) == ()


# ------------------------------------------------------------------------- the page


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_page_of_every_head_is_there_and_shows_only_the_own(
    opened: Database, figure: Figure
) -> None:
    """D5, T22, T23: a head without a summary sees the same page, whether there are reports or
    not.
    """
    building = build(opened)
    office = Desk(opened, building.service.vault.keyring, today=NOON.date())
    named = building.resident("หัวหน้าสิ่งแวดล้อม", Role.HEAD, unit="ENV")
    other = building.resident("หัวหน้าการศึกษา", Role.HEAD, unit="EDU")
    empty = other.browser.get(PAGE).data
    Handing(office).hands_over()
    assert SUMMARY in named.browser.get(PAGE).text
    assert ACCOUNT not in named.browser.get(PAGE).text
    assert other.browser.get(PAGE).data == empty
    assert outsiders_are_told_nothing(building)
    figure("T23", "console: a head's page of summaries byte-equal before and after another's")


def outsiders_are_told_nothing(building: Building) -> bool:
    """A role that is no head's gets the page that is not there."""
    officer: Member = building.resident("เจ้าหน้าที่คนหนึ่ง", Role.OFFICER)
    assert key_on(officer.browser.get("/console/"))
    nowhere = officer.browser.get("/console/nowhere")
    answer = officer.browser.get(PAGE)
    return (answer.status_code, answer.data) == (404, nowhere.data)
