"""Texts that look like corruption are told from those that only speak of money and officers."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.offices import SHIPPED, load_offices
from texts.catalogue import shipped
from texts.message import Lang
from triage.corruption import suspects


@pytest.mark.parametrize(
    "text",
    [
        "เทศกิจเรียกเงินแม่ค้าวันละร้อยบาท",
        "ทุ จ ริ ต",
        "จ่ายใต้โต๊ะถึงจะได้ใบอนุญาต",
        "ไ\u200bต้โต๊ะ",
        "ปรับแล้วไม่ให้ใบเสร็จ เจ้าหน้าที่เทศกิจ",
        "เอารถหลวงไปใช้ส่วนตัว",
        "An officer asked for a BRIBE",
        "the inspector demanded 5000 baht cash",
    ],
)
def test_it_is_noticed(text: str) -> None:
    """A18."""
    assert suspects(text)


@pytest.mark.parametrize(
    "text",
    [
        "ถนนเป็นหลุมลึกหน้าวัด รถล้มบ่อย",
        "จ่ายภาษีที่ดินได้ที่ไหน",
        "ค่าธรรมเนียมขอใบอนุญาตเท่าไร",
        "ขอบคุณเจ้าหน้าที่มากค่ะ",
        "เจ้าหน้าที่พูดจาไม่สุภาพ",
        "ขอถังขยะเพิ่ม",
        "เบี้ยผู้สูงอายุยังไม่เข้า",
        "ปรับปรุงทางเท้าเมื่อไร",
        "How much is the fee for a house registration?",
        "the officer was rude to my mother",
        "",
    ],
)
def test_ordinary_matters_pass(text: str) -> None:
    assert not suspects(text)


def test_nothing_the_bot_offers_to_type_is_held_back() -> None:
    """An answer that can be tapped can be typed as well, and must reach its question."""
    offered = {
        said
        for lang in Lang
        for key, entry in shipped().entries[lang].items()
        if not key.startswith(("command.integrity", "disclosure", "suspected", "follow"))
        and key.startswith(("complaint.", "hello.", "command.", "common.", "answer.", "add."))
        for said in ((entry,) if isinstance(entry, str) else entry)
        if len(said) <= 40 and "{" not in said
    }
    offices = load_offices(SHIPPED)
    named = [row.name for office in offices for row in office.categories]
    named += [row.name for office in offices for row in office.units]
    offered |= {said for name in named for said in (name.th, name.en)}
    assert [said for said in sorted(offered) if suspects(said)] == []


@pytest.mark.parametrize("unit", ["เจ้าหน้าที่", "เงิน", "เรียก", "officer ", "ทุจ", "ๆ"])
def test_a_pasted_book_takes_no_longer_than_a_message(unit: str) -> None:
    """No text, however made, keeps a worker busy: the time is bounded by the length read."""
    started = time.process_time()
    suspects(unit * 100_000)
    assert time.process_time() - started < 1


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    assert suspects(text) in (True, False)
