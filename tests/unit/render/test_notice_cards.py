"""Notices as cards: the office's words, buttons that stay, and nothing on a lock screen."""

from dataclasses import replace

import pytest

from bot.dialogue.buttons import VerbButton, decode
from bot.dialogue.say import Say
from bot.render.messages import render
from bot.render.notice_cards import NOTICES
from cases.notices import NOTICES as TOLD
from tests.unit.render.checker import faults
from tests.unit.render.examples import ABOUT, NUMBER, STAFF_CASE
from tests.unit.render.test_cards import buttons_of, parts_of, texts_of
from texts.message import Lang, Message

NOT_A_NOTICE_CARD = {"notice.receipt"}  # the receipt has a card of its own
# What the clock says besides, where one action has several words (cases.followup).
BY_THE_CLOCK = {
    "notice.closed_silently",
    "notice.apology_late",
    "notice.apology_waiting",
    "notice.update_waiting",
    "notice.update_late",
    *(f"notice.staff.{step}" for step in ("not_given", "not_taken_up", "remind", "ask_progress")),
    *(f"notice.staff.{step}" for step in ("ask_explanation", "due_today", "overdue", "nudged")),
}


def test_every_notice_that_the_office_gives_has_a_card() -> None:
    given = {tell.key for tells in TOLD.values() for tell in tells}
    assert given - NOT_A_NOTICE_CARD | BY_THE_CLOCK == set(NOTICES)


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("key", NOTICES)
def test_line_would_take_it(key: str, lang: Lang) -> None:
    assert faults(render((Say(Message(key, ABOUT)),), lang)) == []


@pytest.mark.parametrize("key", NOTICES)
def test_its_words_are_in_the_card_and_not_in_the_notification(key: str) -> None:
    """Staff notices hold nothing of what the citizen wrote, not even inside the card."""
    (message,) = render((Say(Message(key, ABOUT)),), Lang.TH)
    shown = "\n".join(texts_of(message))
    written = str(ABOUT["text"])
    assert NUMBER in shown
    assert written not in message["altText"]
    if key.startswith("notice.staff."):
        assert written not in shown


def test_a_result_is_confirmed_or_contradicted_with_one_tap() -> None:
    """Design 4, closing well: the citizen can say that it is not fixed."""
    message = render((Say(Message("notice.result", ABOUT)),), Lang.TH)[0]
    assert buttons_of(message) == [VerbButton(verb, NUMBER) for verb in ("close", "reopen", "case")]


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("key", ["notice.closed", "notice.closed_silently"])
def test_a_closed_case_is_rated_with_one_tap(key: str, lang: Lang) -> None:
    """A72: five stars on the card, each with its number and a name for who cannot see it."""
    message = render((Say(Message(key, ABOUT)),), lang)[0]
    taps = [part for part in parts_of(message) if part.get("type") == "postback"]
    stars = {str(decode(tap["data"]).arg): tap["label"] for tap in taps if "rate" in tap["data"]}  # type: ignore[union-attr]  # asserted by its arg
    assert list(stars) == ["1", "2", "3", "4", "5"]
    assert len(set(stars.values())) == len(stars)


def test_who_gave_few_stars_may_have_it_reopened() -> None:
    message = render((Say(Message("rating.low", {"number": NUMBER, "stars": 1})),), Lang.TH)[0]
    assert VerbButton("reopen", NUMBER) in buttons_of(message)


def test_the_officer_sees_the_stars() -> None:
    rated = replace(STAFF_CASE, rating=2)
    (message, *_) = render((Say(Message("staff.case", {"view": rated})),), Lang.TH)
    assert "★★☆☆☆ 2/5" in texts_of(message)


def test_a_notice_to_staff_opens_the_case() -> None:
    message = render((Say(Message("notice.staff.assigned", ABOUT)),), Lang.TH)[0]
    assert buttons_of(message) == [VerbButton("open", NUMBER)]


def test_a_long_notice_follows_in_full() -> None:
    long = "ซ่อมแล้ว " * 200
    card, rest = render((Say(Message("notice.result", {**ABOUT, "text": long})),), Lang.TH)
    assert card["type"] == "flex"
    assert long in rest["text"]
