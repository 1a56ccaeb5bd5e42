"""Counting as LINE counts, and cutting without hurting a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.limits import Count, cut_texts, fit, graphemes, head, pieces, utf16, wire
from tests.unit.render.checker import seen, units
from tests.unit.render.strategies import texts

COUNTS: list[Count] = [utf16, graphemes, wire]


@pytest.mark.parametrize(
    ("text", "in_utf16", "in_graphemes", "on_the_wire"),
    [
        ("", 0, 0, 0),
        ("แจ้งเรื่องร้องเรียน", 19, 14, 19 * 6),
        ("ร้องเรียนทุจริต", 15, 11, 15 * 6),
        ("น้ำ", 3, 1, 18),
        ("👍🏽", 4, 1, 24),
        ("👨‍👩‍👧‍👦", 11, 1, 66),
        ('a"\n', 3, 3, 5),
    ],
)
def test_the_three_ways_of_counting(
    text: str, in_utf16: int, in_graphemes: int, on_the_wire: int
) -> None:
    """The Thai examples are those which the library of LINE miscounts (line-platform 2.3)."""
    assert (utf16(text), graphemes(text), wire(text)) == (in_utf16, in_graphemes, on_the_wire)


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("ติดตามเรื่อง", 20, "ติดตามเรื่อง"),
        ("ติดตามเรื่อง", 7, "ติดตามเ…"),
        ("ที่นี่นะ", 3, "ที่นี่…"),
        ("", 5, "-"),
        (" \n", 5, "-"),
        ("ก\ud83d", 5, "ก\ufffd"),
    ],
)
def test_labels_are_cut_between_characters(text: str, most: int, cut: str) -> None:
    assert fit(text, most, graphemes) == cut


@given(texts(), st.integers(20, 300), st.sampled_from(COUNTS))
def test_what_is_cut_fits_and_is_the_beginning(text: str, most: int, count: Count) -> None:
    cut = fit(text, most, count)
    assert count(cut) <= most
    assert cut.strip()
    cut.encode("utf-8")
    if cut.endswith("…") and not text.endswith("…"):
        assert (
            text.encode("utf-16-le", "surrogatepass")
            .decode("utf-16-le", "replace")
            .startswith(cut[:-1])
        )


@given(texts(2_000))
def test_a_stack_of_marks_does_not_make_a_label_endless(text: str) -> None:
    stacked = text + "ก" + "\u0e49" * 5_000
    assert utf16(fit(stacked, 20, graphemes)) <= 20 * 16


@given(texts(20_000))
def test_pieces_fit_and_lose_nothing_but_blanks(text: str) -> None:
    parts = pieces(text)
    assert all(0 < utf16(part) <= 5_000 and part.strip() for part in parts)
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert "".join("".join(parts).split()) == ("".join(whole.split()) or "-")


def test_a_long_text_is_broken_where_a_reader_would_pause() -> None:
    first, second = pieces("ก" * 4_000 + "\n" + "ข" * 2_000)
    assert (len(first), first[-1], second[0]) == (4_001, "\n", "ข")


@given(texts(500))
def test_we_count_as_the_checker_counts(text: str) -> None:
    assert (utf16(text), graphemes(text)) == (units(text), seen(text))


def test_only_texts_that_were_cut_are_told_in_full() -> None:
    assert cut_texts([(None, 10), ("kurz", 10), ("ยาว", 10)]) == ("ยาว",)


def test_a_beginning_never_grows() -> None:
    assert head("กขค", 0, graphemes) == ""
