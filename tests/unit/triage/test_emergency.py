"""Emergencies are told from texts that only mention them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.catalogue import has, words
from triage.emergency import emergencies, kinds


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ไฟไหม้บ้านข้าง ๆ", ("fire",)),
        ("ไฟ ไหม้ ตลาด", ("fire",)),
        ("ไ\u200bฟไหม้ค่ะ", ("fire",)),
        ("ไฟใหม้!!!!", ("fire",)),
        ("FIRE in the kitchen", ("fire",)),
        ("คุณยายหมดสติหน้าเขต", ("medical",)),
        ("รถชนคนหน้าโรงเรียน", ("medical",)),
        ("โดนงูกัด", ("medical",)),
        ("มีคนถือมีดไล่ฟันกัน", ("crime",)),
        ("ไฟดูดคนที่ทางเท้า", ("electric",)),
        ("ได้กลิ่นแก๊สแรงมาก", ("danger",)),
        ("เด็กตกท่อ", ("drowning",)),
        ("ไม่อยากมีชีวิตอยู่แล้ว", ("selfharm",)),
        ("เพื่อนบ้านทำร้ายเด็กทุกวัน", ("abuse",)),
        ("ไฟไหม้ มีคนหมดสติ", ("fire", "medical")),
        ("กลัวมาก ไฟไหม้บ้าน", ("fire",)),
    ],
)
def test_an_emergency_is_told(text: str, told: tuple[str, ...]) -> None:
    assert emergencies(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "รถดับเพลิงเข้าไม่ได้ มีรถจอดขวางปากซอย",
        "ถังดับเพลิงหมดอายุ",
        "กลัวว่าจะเกิดไฟไหม้ เพราะสายไฟรก",
        "เสี่ยงต่อการเกิดเพลิงไหม้",
        "อาจทำให้ไฟไหม้ได้",
        "เคยไฟไหม้เมื่อปีก่อน",
        "ไม่มีไฟไหม้",
        "ขอให้ซ้อมหนีไฟ",
        "บ้านที่ถูกไฟไหม้ยังไม่รื้อ",
        "ซอยมืด เสี่ยงต่อการถูกปล้น",
        "ต้องรอให้มีคนเจ็บก่อนหรือ",
        "กลัวเด็กตกท่อ",
        "ฝาท่อแตก อาจมีคนตกท่อ",
        "ไฟทางดับ",
        "ประตูทางออกฉุกเฉินล็อก",
        "fireworks every night",
        "the fire extinguisher is missing",
        "there might be a fire",
        "ร้อนอยากตาย",
        "ขยะไม่เก็บสามวัน",
        "",
    ],
)
def test_a_mention_is_no_emergency(text: str) -> None:
    assert emergencies(text) == ()


def test_every_kind_has_numbers_to_call_and_each_number_a_name() -> None:
    for kind in kinds():
        assert has(f"emergency.kind.{kind}")
        for number in words(f"emergency.numbers.{kind}"):
            assert has(f"emergency.call.{number}")


@pytest.mark.parametrize("unit", ["กลัว", "กลัวจะ", "จะเกิดเหตุการณ์", "no a ", "ไฟไหม", "ไม่มี", "ๆ"])
def test_a_pasted_book_takes_no_longer_than_a_message(unit: str) -> None:
    """No text, however made, keeps a worker busy: the time is bounded by the length read."""
    started = time.process_time()
    emergencies(unit * 100_000)
    assert time.process_time() - started < 1


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    assert set(emergencies(text)) <= set(kinds())
