"""Cards: what they look like (golden files), and that LINE and its library take them whole."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from linebot.v3.messaging import FlexContainer  # type: ignore[import-untyped]  # it ships no types

from bot.dialogue.buttons import StepButton, VerbButton, decode
from bot.dialogue.registry import FLOWS
from bot.dialogue.say import Say
from bot.render.cards import CARDS
from bot.render.messages import render
from bot.render.notice_cards import NOTICES
from bot.render.parts import CAPTION, INK, LATE, PAPER, QUIET, SOON, TINTS, Accent
from tests.unit.render.checker import faults
from tests.unit.render.examples import ABOUT, CITIZEN_CASE, MESSAGES, NUMBER, STAFF_CASE
from tests.unit.render.golden import drawn, path, written
from texts.catalogue import has
from texts.message import Lang, Message

EVERY = pytest.mark.parametrize(
    ("name", "lang"), [(name, lang) for name in MESSAGES for lang in Lang]
)


def parts_of(piece: Any) -> Iterator[dict[str, Any]]:
    if isinstance(piece, dict):
        yield piece
        for value in piece.values():
            yield from parts_of(value)
    elif isinstance(piece, list):
        for value in piece:
            yield from parts_of(value)


def texts_of(piece: Any) -> list[str]:
    return [part["text"] for part in parts_of(piece) if part.get("type") == "text"]


def buttons_of(piece: Any) -> list[object]:
    return [decode(part["data"]) for part in parts_of(piece) if part.get("type") == "postback"]


def lost(given: Any, read: Any, at: str) -> Iterator[str]:
    if isinstance(given, dict):
        for name, value in given.items():
            yield from lost(value, read.get(name), f"{at}.{name}") if read else [at]
    elif isinstance(given, list):
        for i, value in enumerate(given):
            yield from lost(value, read[i], f"{at}[{i}]") if read else [at]
    elif given != read:
        yield at


@EVERY
def test_the_card_is_the_one_that_was_approved(name: str, lang: Lang) -> None:
    assert path(name, lang).read_text(encoding="utf-8") == written(drawn(MESSAGES[name], lang))


@EVERY
def test_line_would_take_the_card(name: str, lang: Lang) -> None:
    assert faults(render((Say(MESSAGES[name]),), lang)) == []


@EVERY
def test_line_s_own_library_reads_the_card_and_drops_nothing(name: str, lang: Lang) -> None:
    card = drawn(MESSAGES[name], lang)["contents"]
    read = FlexContainer.from_dict(card).to_dict()
    assert list(lost(card, read, "contents")) == []


def test_every_card_has_an_example() -> None:
    assert {message.key for message in MESSAGES.values()} == set(CARDS) - set(NOTICES) - {
        "notice.receipt"
    }


def test_every_summary_of_a_conversation_is_a_card_or_a_sentence() -> None:
    confirms = [flow.confirm for flow in FLOWS.values() if flow.confirm]
    assert [key for key in confirms if key not in CARDS and not has(key)] == []


@EVERY
def test_what_shows_on_a_lock_screen_holds_nothing_of_the_case(name: str, lang: Lang) -> None:
    """T: notifications show the alternative text; it may name the case by its number only."""
    alt = drawn(MESSAGES[name], lang)["altText"]
    told = [str(ABOUT["text"]), str(STAFF_CASE.what), str(CITIZEN_CASE.question), "ถนน", "1234"]
    assert not [words for words in told if words in alt]


def test_a_staff_card_says_nothing_about_who_reported_it() -> None:
    """A19: the officer sees that there is a number to call, never the number or the person."""
    words = "\n".join(texts_of(drawn(MESSAGES["staff.case"], Lang.EN)))
    assert "A telephone number was left" in words
    assert not any(sign.isdigit() and len(sign) > 8 for sign in words.split())


def test_the_clock_stands_first_on_a_staff_card_and_is_red_when_late() -> None:
    card = drawn(MESSAGES["staff.case"], Lang.EN)["contents"]
    first = next(p for p in parts_of(card["body"]) if p.get("type") == "text")
    assert (first["text"], first["color"], first["size"]) == ("2 days late", LATE, "xl")


@pytest.mark.parametrize(
    ("days", "words", "color"),
    [
        (-1, "1 day late", LATE),
        (0, "Due today", SOON),
        (1, "1 day left", SOON),
        (4, "4 days left", INK),
    ],
)
def test_how_the_time_left_is_told(days: int, words: str, color: str) -> None:
    case = replace(STAFF_CASE, days_left=days)
    card = drawn(Message("staff.case", {"view": case}), Lang.EN)
    first = next(p for p in parts_of(card["contents"]["body"]) if p.get("type") == "text")
    assert (first["text"], first["color"]) == (words, color)


@pytest.mark.parametrize("name", ["staff.case", "citizen.case", "citizen.case finished"])
def test_there_is_a_button_for_each_thing_that_can_be_done_and_no_other(name: str) -> None:
    """T102: a button that is not offered cannot be pressed by mistake; the server asks again."""
    view: Any = MESSAGES[name].params["view"]
    card = drawn(MESSAGES[name], Lang.TH)
    assert set(buttons_of(card)) == {VerbButton(verb, NUMBER) for verb in view.can}
    nothing = replace(view, can=())
    assert buttons_of(drawn(Message(MESSAGES[name].key, {"view": nothing}), Lang.TH)) == []


def test_a_summary_shows_each_answer_once_and_leads_back_to_its_question() -> None:
    card = drawn(MESSAGES["complaint.confirm"], Lang.TH)
    steps = {button.value for button in buttons_of(card) if isinstance(button, StepButton)}
    assert steps == {
        "send", "!edit:kind", "!edit:category", "!edit:what", "!edit:where", "!edit:when",
        "!edit:photos", "!edit:behalf", "!edit:contact",
    }  # fmt: skip
    assert "หน้าวัด ซอย 5" in texts_of(card)


def test_the_receipt_gives_number_code_and_date(subtests: pytest.Subtests) -> None:
    """A03, A05, A50: at once, with the date of the answer, and a code to copy."""
    card = drawn(MESSAGES["receipt"], Lang.TH)
    words = texts_of(card)
    for told in (NUMBER, "1234 5678 9012", "5 ธันวาคม 2569", "ฝ่ายโยธา"):
        with subtests.test(told):
            assert told in words
    copied = [part["clipboardText"] for part in parts_of(card) if "clipboardText" in part]
    assert copied == ["1234 5678 9012"]


def test_a_receipt_shown_again_has_no_code() -> None:
    again = Message("receipt", ABOUT)
    assert not [part for part in parts_of(drawn(again, Lang.TH)) if "clipboardText" in part]


def test_emergency_numbers_are_called_with_one_tap_the_most_urgent_first() -> None:
    card = drawn(MESSAGES["emergency"], Lang.TH)
    assert [part["uri"] for part in parts_of(card) if "uri" in part] == [
        "tel:199", "tel:191", "tel:1669",
    ]  # fmt: skip


def test_an_emergency_of_a_new_kind_still_has_numbers() -> None:
    card = drawn(Message("emergency", {"kinds": "flood of frogs"}), Lang.TH)
    assert "tel:191" in [part.get("uri") for part in parts_of(card)]


def test_a_long_list_says_that_it_was_cut() -> None:
    card = drawn(MESSAGES["staff.cases many"], Lang.EN)["contents"]
    assert len(card["contents"]) == 4
    assert "Showing 24 of 50 cases" in texts_of(card)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a",
        "https://example.org/ภาพ",
        "https://" + "a" * 2000,
        "javascript:1",
        "",
    ],
)
def test_a_picture_line_would_refuse_is_left_out(url: str) -> None:
    case = replace(STAFF_CASE, photos=(url,))
    card = drawn(Message("staff.case", {"view": case}), Lang.TH)
    assert not [part for part in parts_of(card) if part.get("type") == "image"]


def test_what_a_card_had_to_cut_follows_in_full() -> None:
    long = "ถนนพัง " * 400
    case = replace(STAFF_CASE, what=long)
    card, *rest = render((Say(Message("staff.case", {"view": case})),), Lang.TH)
    assert long not in texts_of(card)
    assert [message["text"] for message in rest] == [long]


def luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((ink, PAPER) for ink in (INK, QUIET, LATE, SOON, *Accent)),
        *((ink, tint) for ink in (INK, QUIET, LATE) for tint in TINTS.values()),
        *((PAPER, accent) for accent in Accent),
    ],
)
def test_every_text_can_be_read_on_its_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5
    assert CAPTION.color == QUIET
