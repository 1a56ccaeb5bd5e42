"""Telling a corruption report in LINE, told by the people it is for."""

import pytest

from models.people import Conversation
from models.sealed import Disclosure, Recipient, SealedDraft, SealedLink
from models.vocabulary import Mode
from tests.e2e.sealed_stories import (
    ACCOUNT,
    appoints,
    reports,
    sends,
    tells,
    the_report,
)
from tests.e2e.world import World, hears

pytestmark = pytest.mark.e2e


def test_a_report_without_a_trace_from_the_notice_to_the_code(world: World) -> None:
    """A01 A04 A06: notice, questions, who will read it, receipt, code typed back."""
    reader = appoints(world)
    malee = world.citizen("malee")
    card = tells(malee)
    assert "สุดา ซื่อสัตย์" in card.text
    assert "ความครบถ้วน 40%" in card.text
    code = sends(malee)
    folder, told = the_report(world)
    assert told == [{"account": ACCOUNT}]
    assert folder.row.mode is Mode.NO_TRACE
    assert folder.about.kind == "C01"
    assert folder.about.concern.accused_units == {"CIV"}
    assert [row.staff_id for row in world.rows(Recipient)] == [reader]
    assert not world.rows(SealedDraft)
    assert not world.rows(SealedLink)
    assert not world.rows(Conversation), "nothing of it stood in a general conversation"
    malee.says(code)
    assert "รหัสถูกต้อง" in hears(malee, "รหัสถูกต้อง").text
    hears(malee, "ต้องการทำสิ่งใดต่อ")


def test_a_report_of_somebody_who_wants_to_be_told_here(small_world: World) -> None:
    """A link is kept, sealed, until it is cut (T07)."""
    appoints(small_world)
    malee = small_world.citizen("malee")
    code = reports(malee, way="ในแชต แจ้งผลที่นี่")
    assert len(small_world.rows(SealedLink)) == 1
    malee.says("ลืมฉัน")
    hears(malee, "ลบทุกสิ่งที่โยงท่าน")
    assert not small_world.rows(SealedLink)
    malee.says(code)
    hears(malee, "รหัสถูกต้อง")
    assert len(small_world.rows(Disclosure)) == 1
