"""A message survives being kept in a row, and cannot carry what it must not."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.message import Bilingual, Lang, Message, Param, pack, unpack

NAMES = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)
TEXTS = st.text(st.characters(codec="utf-8"))
SCALARS: st.SearchStrategy[Param] = st.one_of(
    TEXTS, st.integers(), st.dates(), st.none(), st.builds(Bilingual, TEXTS, TEXTS)
)
MESSAGES = st.recursive(
    st.builds(Message, NAMES, st.dictionaries(NAMES, SCALARS)),
    lambda inner: st.builds(Message, NAMES, st.dictionaries(NAMES, SCALARS | inner)),
)


@given(MESSAGES)
def test_a_message_comes_back_from_json_as_it_was_packed(message: Message) -> None:
    assert unpack(json.loads(json.dumps(pack(message)))) == message


@given(st.recursive(TEXTS | st.booleans() | st.none(), lambda v: st.dictionaries(TEXTS, v)))
def test_what_was_not_packed_is_refused_as_a_value_error(value: object) -> None:
    with pytest.raises(ValueError, match="not a packed"):
        unpack({"key": "a", "params": {"p": {"neither": value}}})
    with pytest.raises(ValueError, match="not a packed message"):
        unpack({"key": 1, "params": value})


@pytest.mark.parametrize(
    "param",
    [True, datetime(2026, 1, 1, tzinfo=UTC), 1.5, ["list"], {"a": "b"}],
    ids=["truth", "datetime", "fraction", "list", "table"],
)
def test_only_what_a_sentence_can_say_is_packed(param: Param) -> None:
    with pytest.raises(TypeError, match="cannot say a"):
        pack(Message("a", {"p": param}))


def test_a_view_may_ride_to_a_card_but_is_never_kept_in_a_row() -> None:
    """What is kept must not hold a whole case; the error does not show it either."""

    @dataclass(frozen=True)
    class CaseView:
        what: str

    message = Message("citizen.case", {"view": CaseView("ซอยมืด")})
    with pytest.raises(TypeError) as refused:
        pack(message)
    assert "ซอยมืด" not in str(refused.value)


def test_a_bilingual_name_is_read_in_the_language_asked_for() -> None:
    name = Bilingual("ฝ่ายโยธา", "Public Works Section")
    assert (name.in_(Lang.TH), name.in_(Lang.EN)) == ("ฝ่ายโยธา", "Public Works Section")


def test_a_date_is_kept_as_a_date_not_as_words() -> None:
    assert pack(Message("a", {"due": date(2026, 1, 2)})) == {
        "key": "a",
        "params": {"due": {"date": "2026-01-02"}},
    }
