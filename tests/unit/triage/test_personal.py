"""What people type by accident is found and masked; what only looks like it is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.examples import read
from triage.personal import MASK, Kind, find, is_national_id, mask

THAI_DIGITS = str.maketrans({str(n): chr(0x0E50 + n) for n in range(10)})


def national_id(first: str) -> str:
    """Twelve digits and their check digit."""
    weighed = sum(
        int(digit) * weight for digit, weight in zip(first, range(13, 1, -1), strict=True)
    )
    return first + str((11 - weighed % 11) % 10)


@pytest.mark.parametrize(
    ("text", "kind", "masked"),
    [
        ("เลข 1101700203450 ครับ", Kind.NATIONAL_ID, "เลข ••• ครับ"),
        ("เลข1-1017-00203-45-0ครับ", Kind.NATIONAL_ID, "เลข•••ครับ"),
        ("๑๑๐๑๗๐๐๒๐๓๔๕๐", Kind.NATIONAL_ID, "•••"),
        ("โทร 081-234-5678 ด่วน", Kind.PHONE, "โทร ••• ด่วน"),
        ("โทร๐๘๑๒๓๔๕๖๗๘ด่วน", Kind.PHONE, "โทร•••ด่วน"),
        ("+66 81 234 5678", Kind.PHONE, "•••"),
        ("02-277-1981", Kind.PHONE, "•••"),
        ("0\u200b81\u200b2345678", Kind.PHONE, "•••"),
        ("กสิกร 123-4-56789-0", Kind.ACCOUNT, "กสิกร •••"),
        ("โอนเข้า 1234567890", Kind.ACCOUNT, "โอนเข้า •••"),
        ("รถทะเบียน กข 1234 ชน", Kind.PLATE, "รถทะเบียน ••• ชน"),
        ("รถ 1กข 999", Kind.PLATE, "รถ •••"),
        ("ส่งที่ somchai.j@example.co.th ค่ะ", Kind.EMAIL, "ส่งที่ ••• ค่ะ"),
        ("ไลน์ไอดี somchai99", Kind.LINE_ID, "ไลน์ไอดี •••"),
        ("line: som_j", Kind.LINE_ID, "line: •••"),
        ("แอดไลน์ @shop", Kind.LINE_ID, "แอดไลน์ •••"),
        ("U" + "0123456789abcdef" * 2, Kind.LINE_ID, "•••"),
        ("เห็นนายสมชาย ใจดี", Kind.NAME, "เห็นนาย•••"),
        ("นางสาวมาลี อยู่ห้องนี้", Kind.NAME, "นางสาว•••"),
        ("I met Mr. John Smith there", Kind.NAME, "I met Mr. ••• there"),
        ("อยู่บ้านเลขที่ 12/34 ค่ะ", Kind.ADDRESS, "อยู่บ้านเลขที่ ••• ค่ะ"),
        ("99/1 หมู่ 5", Kind.ADDRESS, "••• หมู่ 5"),
    ],
)
def test_it_is_found_and_masked(text: str, kind: Kind, masked: str) -> None:
    assert [span.kind for span in find(text)] == [kind]
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "เลข 1101700203451",  # the check digit is wrong
        "พิกัด 13.7563309, 100.5017651",
        "งบ 800000-1000000 บาท",
        "รถ 1234 คัน กม 12",
        "วันที่ 12/3 ถนนปิด",
        "นายอำเภอกับเจ้านายมาที่ถนนนางลิ้นจี่",
        "เวลา 08.00-16.00 น.",
        "ทนายบอกว่าไม่ผิด",
        "55555555555",
        "",
    ],
)
def test_what_only_looks_like_it_is_left(text: str) -> None:
    assert find(text) == ()
    assert mask(text) == text


def test_texts_without_personal_data_are_left_as_they_are() -> None:
    texts = [each.text for each in read()]
    assert len(texts) > 400
    assert [text for text in texts if find(text)] == []


def test_only_the_kinds_that_are_asked_for_are_masked() -> None:
    text = "081-234-5678 บ้านเลขที่ 5/1"
    assert mask(text, {Kind.PHONE}) == f"{MASK} บ้านเลขที่ 5/1"


@given(st.text(alphabet="0123456789", min_size=12, max_size=12), st.text(max_size=20))
def test_no_national_id_is_left(first: str, around: str) -> None:
    number = national_id(first)
    assert is_national_id(number)
    text = f"{around} {number.translate(THAI_DIGITS)} {around}"
    assert number.translate(THAI_DIGITS) not in mask(text)


@given(st.text(alphabet="นายางสว.ด0812345678/-@ab. \u200bline", max_size=120))
def test_what_is_masked_holds_nothing_more(text: str) -> None:
    assert find(mask(text)) == ()


@given(st.text())
def test_spans_lie_in_order_and_the_rest_stays(text: str) -> None:
    at, rest = 0, ""
    for span in find(text):
        assert at <= span.start < span.end <= len(text)
        rest, at = rest + text[at : span.start], span.end
    assert set(rest + text[at:]) <= set(mask(text))
