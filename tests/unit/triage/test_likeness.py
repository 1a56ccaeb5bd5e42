"""Two reports of one thing are found to be alike, and two things at one place are not."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from triage.likeness import ALIKE, FAR_METRES, Report, likeness, most_like

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
HERE = (13.7500, 100.5000)
NEXT_DOOR = (13.7501, 100.5001)
NEXT_SOI = (13.7560, 100.5000)
LAMP = "ไฟถนนดับหน้าปากซอย"


def told(text: str, pin: tuple[float, float] | None = HERE, days: int = 0) -> Report:
    return Report(text, NOW - timedelta(days=days), pin)


def test_the_same_in_other_words_next_door_is_alike() -> None:
    found = likeness(told(LAMP), told("ไฟกิ่งไม่ติดเลยปากซอย", NEXT_DOOR))
    assert found.score >= ALIKE
    assert found.metres is not None
    assert 10 < found.metres < 20


def test_another_thing_at_the_same_place_is_not() -> None:
    assert likeness(told(LAMP), told("ขยะล้นถังหน้าปากซอย")).score < ALIKE


def test_the_same_words_in_another_place_are_not() -> None:
    found = likeness(told(LAMP), told(LAMP, NEXT_SOI))
    assert found.metres is not None
    assert found.metres > FAR_METRES
    assert found.score == 0


def test_what_was_told_long_ago_is_less_alike() -> None:
    scores = [likeness(told(LAMP, None), told(LAMP, None, days)).score for days in (0, 20, 90)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_the_reasons_are_words_of_the_lexicon() -> None:
    found = likeness(told("ฝาท่อหายหน้าบ้านนายสมชาย"), told("นายสมชายบอกว่าฝาท่อหาย"))
    assert "ฝาท่อ" in found.shared
    assert not any("สมชาย" in word for word in found.shared)


def test_the_likest_come_first_and_the_unlike_not_at_all() -> None:
    others = {
        "far": told(LAMP, NEXT_SOI),
        "other": told("หมาจรจัดไล่กัดคน"),
        "same": told(LAMP, NEXT_DOOR),
        "near": told("ไฟกิ่งไม่ติดเลยปากซอย", NEXT_DOOR),
    }
    found = most_like(told(LAMP), others.items())
    assert [each.key for each in found] == ["same", "near"]
    assert [each.key for each in most_like(told(LAMP), others.items(), most=1)] == ["same"]


@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 400))
def test_likeness_has_no_direction_and_stays_between_nothing_and_all(
    one: str, other: str, days: int
) -> None:
    there, back = (
        likeness(told(one), told(other, days=days)),
        likeness(told(other, days=days), told(one)),
    )
    assert abs(there.score - back.score) < 1e-9
    assert -1e-9 <= there.score <= 1 + 1e-9
