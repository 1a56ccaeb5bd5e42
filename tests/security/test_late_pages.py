"""What the pages of the integrity desk show of lateness, protection, and summaries."""

import re
from typing import Any

import pytest

from integrity import checkins, disclosures
from integrity.documents import Words
from models.database import Database
from models.vocabulary import Role
from tests.security.test_desk_pages import DESK, Scene, sqlite, stage

REFER_FORM = r"<details open>\s*<summary>ส่งหน่วยงานภายนอก</summary>"
WIDEN_FORM = r"<details open>\s*<summary>ให้ผู้อื่นเปิดอ่านได้ด้วย</summary>"


@pytest.fixture
def scene(opened: Database) -> Scene:
    return stage(opened)


def passes(scene: Scene, days: int) -> None:
    """Days pass, and both officers come in anew."""
    scene.building.hands.pass_by(days=days)
    scene.office.passes(days)
    for member in (scene.one, scene.two):
        member.browser = scene.building.browser()
        member.log_in()


@sqlite
def test_what_is_late_stands_on_both_pages_with_what_is_owed(scene: Scene) -> None:
    """Security A1.4: before the limit nothing; after it, in words, for the report's own readers."""
    late = "เกินกำหนด: ผลการตรวจสอบเบื้องต้น"
    passes(scene, 7)
    assert late not in scene.one.browser.get(DESK).text
    assert "<details open>" not in scene.case().text
    passes(scene, 1)
    assert late in scene.one.browser.get(DESK).text
    page = scene.case().text
    assert "ผลการตรวจสอบเบื้องต้น (22 ม.ค. 2569)" in page
    assert re.search(REFER_FORM, page), "there is no director who could be told"


@sqlite
@pytest.mark.parametrize(
    ("told", "form"),
    [({}, WIDEN_FORM), ({"desk": True}, REFER_FORM)],
    ids=["second line", "past the chain"],
)
def test_the_form_for_what_comes_next_is_open_and_first(
    opened: Database, told: dict[str, Any], form: str
) -> None:
    """Security A1.4: the second line inside, or outside where the own line is concerned."""
    scene = stage(opened, **told)
    scene.building.resident("ผู้อำนวยการเขต", Role.DIRECTOR, unit="EXE")
    passes(scene, 8)
    page = scene.case().text
    assert re.search(form, page)
    assert page.count("<details open>") == 1
    forms = page.split("สิ่งที่ทำได้ขณะนี้")[1]
    assert "<details open>" in forms.split("</section>")[0], "in the first group"


@sqlite
def test_the_limit_that_was_promised_first_stays_on_the_page(scene: Scene) -> None:
    """Security A1.4: put off by two persons, with the reason."""
    scene.do("screen")
    scene.do("start_facts", words="คำสั่งที่ 1")
    scene.do("extend", until="2026-03-31", words="พยานลาป่วย")
    assert "(เดิม" not in scene.case().text
    scene.decide(scene.two)
    page = scene.case().text
    assert "31 มีนาคม 2569 (เดิม 14 กุมภาพันธ์ 2569)" in page
    assert "พยานลาป่วย" in page


@sqlite
def test_the_same_proposal_is_not_taken_twice(scene: Scene) -> None:
    """D5: and the page says why."""
    scene.do("screen")
    refer: dict[str, Any] = {"body": "ป.ป.ช.", "words": "ส่งต่อแล้ว", "confirmed": "ส่งต่อแล้ว"}
    assert scene.do("refer", **refer).status_code == 303
    again = scene.do("refer", member=scene.two, **refer)
    assert again.status_code == 422
    assert "มีผู้เสนอเรื่องเดียวกันไว้แล้ว" in again.text


@sqlite
def test_a_request_for_protection_stands_above_everything(scene: Scene) -> None:
    """A25."""
    asked = (disclosures.ask_protection, Words("ถูกขู่ว่าจะย้าย"))
    scene.office.comes_back(scene.code, *asked)
    assert "ผู้แจ้งขอความคุ้มครอง" in scene.one.browser.get(DESK).text
    above = scene.case().text.split('class="card status"')[0]
    assert "ถูกขู่ว่าจะย้าย" in above
    scene.do("protect", words="ประสานต้นสังกัดแล้ว")
    assert "ถูกขู่ว่าจะย้าย" not in scene.case().text.split('class="card status"')[0]


@sqlite
def test_the_answer_to_the_check_in_is_shown_as_such(scene: Scene) -> None:
    """A25: that nobody harms the reporter is good to know, too."""
    scene.do("screen")
    told: dict[str, Any] = {"refusal": "not_corruption", "words": "ก", "confirmed": "ก"}
    scene.do("not_accept", **told)
    scene.decide(scene.two)
    scene.office.passes(29)
    scene.office.comes_back(scene.code, checkins.nobody_harms)
    assert "ไม่มีใครกลั่นแกล้งเพราะเรื่องนี้" in scene.case().text


@sqlite
def test_a_summary_names_whoever_may_read_it(scene: Scene) -> None:
    """D4: on the report's page, for its own readers."""
    scene.building.resident("หัวหน้าการศึกษา", Role.HEAD, unit="EDU")
    scene.do("screen")
    scene.do("start_facts", words="คำสั่งที่ 1")
    scene.do("hand_over", unit="EDU", words="ขอให้ตรวจขั้นตอนการรับชำระ")
    page = scene.case().text
    assert re.search(r"ผู้ที่อ่านข้อสรุปนี้ได้</dt>\s*<dd[^>]*>หัวหน้าการศึกษา", page)
