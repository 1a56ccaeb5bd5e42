"""Whatever is said, LINE takes it: five messages, choices on the last, nothing cut in silence."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.buttons import EntryButton, VerbButton, decode
from bot.dialogue.flows.disclosure import DISCLOSURE
from bot.dialogue.say import (
    Choice,
    Copy,
    OpenCamera,
    OpenCameraRoll,
    OpenLink,
    Say,
    ShareLocation,
    Tap,
    TypeText,
)
from bot.render.actions import may_open, may_show, spoken
from bot.render.cards import CARDS
from bot.render.messages import render
from bot.render.views import CaseList
from cases.views import CaseLine, CitizenCase, EntryLine, Step, Update
from models.vocabulary import Action, ActorKind, EntryKind, PublicState, State
from tests.unit.render.checker import faults
from tests.unit.render.examples import (
    ABOUT,
    CITIZEN_CASE,
    RECEIVED,
    SEALED_REPORT,
    STAFF_CASE,
    WORKS,
    line,
)
from tests.unit.render.strategies import texts
from texts.message import Bilingual, Lang, Message, Param

YES = Choice(Message("menu.entry.help"), Tap(EntryButton("help"), Message("menu.entry.help")))


def said(words: str) -> Message:
    """A sentence of the catalogue that is nothing but its parameter."""
    return Message("common.listed", {"question": words, "options": None})


def test_a_sentence_is_a_text_and_its_choices_are_quick_replies() -> None:
    assert render((Say(Message("menu.citizen"), (YES,)),), Lang.TH) == [
        {
            "type": "text",
            "text": "ต้องการทำเรื่องใด กรุณาเลือก",
            "quickReply": {
                "items": [
                    {
                        "type": "action",
                        "action": {
                            "type": "postback",
                            "label": "คู่มือ/ติดต่อ",
                            "data": "1|entry|help",
                            "displayText": "คู่มือ/ติดต่อ",
                        },
                    }
                ]
            },
        }
    ]


def test_choices_hang_on_the_last_message_whatever_said_them() -> None:
    says = (Say(said("ก"), (YES,)), Say(said("ข")))
    first, last = render(says, Lang.TH)
    assert "quickReply" not in first
    assert len(last["quickReply"]["items"]) == 1


def test_nothing_to_say_is_no_message() -> None:
    assert render((), Lang.TH) == []


def test_texts_are_merged_before_anything_is_cut() -> None:
    messages = render([Say(said(f"{n}")) for n in range(8)], Lang.TH)
    assert len(messages) == 1
    assert messages[0]["text"].split() == [str(n) for n in range(8)]


def test_a_cut_is_told_and_the_question_stays() -> None:
    says = [Say(Message("emergency", {"kinds": "fire"})) for _ in range(7)]
    messages = render((*says, Say(said("คำถาม"), (YES,))), Lang.EN)
    assert [message["type"] for message in messages] == ["flex", "flex", "flex", "text", "text"]
    assert messages[3]["text"].startswith("… There was more to say")
    assert messages[4]["text"].strip() == "คำถาม"
    assert "quickReply" in messages[4]


@pytest.mark.parametrize(
    ("act", "action"),
    [
        (TypeText("ข้าม"), {"type": "message", "label": "คู่มือ/ติดต่อ", "text": "ข้าม"}),
        (OpenCamera(), {"type": "camera", "label": "คู่มือ/ติดต่อ"}),
        (OpenCameraRoll(), {"type": "cameraRoll", "label": "คู่มือ/ติดต่อ"}),
        (ShareLocation(), {"type": "location", "label": "คู่มือ/ติดต่อ"}),
        (OpenLink("tel:199"), {"type": "uri", "label": "คู่มือ/ติดต่อ", "uri": "tel:199"}),
        (Copy("12"), {"type": "clipboard", "label": "คู่มือ/ติดต่อ", "clipboardText": "12"}),
    ],
)
def test_each_way_to_answer_with_one_tap(act: Any, action: dict[str, str]) -> None:
    says = (Say(said("?"), (Choice(Message("menu.entry.help"), act),)),)
    (item,) = render(says, Lang.TH)[0]["quickReply"]["items"]
    assert item["action"] == action


def test_a_choice_that_line_would_refuse_is_left_out_and_the_rest_stays() -> None:
    choices = (Choice(WORKS, OpenLink("javascript:1")), YES)
    (item,) = render((Say(said("?"), choices),), Lang.TH)[0]["quickReply"]["items"]
    assert decode(item["action"]["data"]) == EntryButton("help")
    alone = render((Say(said("?"), choices[:1]),), Lang.TH)[0]
    assert "quickReply" not in alone


@pytest.mark.parametrize(
    ("uri", "opens", "shows"),
    [
        ("https://example.org/a?b=1", True, True),
        ("http://127.0.0.1:9000/a", True, True),
        ("http://example.org/", True, False),
        ("tel:1555", True, False),
        ("line://nv/location", True, False),
        ("tel:", False, False),
        ("ftp://example.org", False, False),
        ("https://", True, False),
        ("https://[", False, False),
        ("https://example.org/ a", False, False),
        ("https://example.org/ก", False, False),
        ("https://example.org/" + "a" * 1000, False, True),
        ("", False, False),
    ],
)
def test_which_addresses_line_takes(uri: str, opens: bool, shows: bool) -> None:
    assert (may_open(uri), may_show(uri)) == (opens, shows)


def test_parameters_are_spoken_in_the_reader_s_language() -> None:
    assert spoken(RECEIVED, Lang.TH) == "20 พฤศจิกายน 2569"
    assert [spoken(value, Lang.EN) for value in (WORKS, 7, None, "x")] == [
        "Public Works", "7", "", "x",
    ]  # fmt: skip


ACTS = st.one_of(
    st.builds(TypeText, texts(600)),
    st.builds(OpenLink, texts(50) | st.just("https://example.org/")),
    st.builds(Copy, texts(2_000)),
    st.sampled_from([OpenCamera(), OpenCameraRoll(), ShareLocation()]),
    st.builds(
        Tap,
        st.just(VerbButton("answer", "HKW-2570-000001")),
        st.builds(Bilingual, texts(600), texts(600)),
    ),
)
CHOICES = st.lists(st.builds(Choice, st.builds(Bilingual, texts(60), texts(60)), ACTS), max_size=20)
PHOTOS = st.lists(
    st.sampled_from(["https://example.org/" + "a" * n for n in (5, 100, 900, 1_900, 3_000)]),
    max_size=5,
).map(tuple)
MAYBE = st.none() | texts()
CITIZEN = st.builds(
    CitizenCase,
    number=st.just("HKW-2570-000123"),
    category=st.builds(Bilingual, texts(), texts()),
    unit=st.builds(Bilingual, texts(), texts()),
    public_state=st.sampled_from(PublicState),
    state=st.sampled_from(State),
    received_on=st.just(RECEIVED),
    promised_on=st.dates(),
    steps=st.lists(
        st.builds(
            Step,
            st.sampled_from(["received", "assigned", "in_progress", "finished"]),
            st.none() | st.just(RECEIVED),
            st.sampled_from(["done", "now", "ahead"]),
        ),
        min_size=1,
        max_size=4,
    ).map(tuple),
    updates=st.lists(
        st.builds(Update, st.dates(), st.sampled_from(["update.lodge", "update.note"]), MAYBE),
        max_size=9,
    ).map(tuple),
    question=MAYBE,
    result=MAYBE,
    photos=PHOTOS,
    can=st.lists(
        st.sampled_from([Action.ANSWER, Action.ADD, Action.REOPEN, Action.CLOSE, Action.WITHDRAW]),
        unique=True,
    ).map(tuple),
)
STAFF = st.builds(
    replace,
    st.just(STAFF_CASE),
    category=st.builds(Bilingual, texts(), texts()),
    unit=st.builds(Bilingual, texts(), texts()),
    officer=MAYBE,
    state=st.sampled_from(State),
    days_left=st.integers(-400, 400),
    what=MAYBE,
    where=MAYBE,
    when=MAYBE,
    behalf=MAYBE,
    question=MAYBE,
    map_url=st.none() | texts(1_500) | st.just("https://example.org/" + "a" * 970),
    photos=PHOTOS,
    reopened=st.integers(0, 9),
    has_contact=st.booleans(),
    entries=st.lists(
        st.builds(
            EntryLine, st.dates(), st.sampled_from(ActorKind), st.sampled_from(EntryKind), MAYBE
        ),
        max_size=9,
    ).map(tuple),
)
LINES = st.lists(
    st.builds(
        replace,
        st.just(line(1, 0)),
        category=st.builds(Bilingual, texts(900), texts(900)),
        state=st.sampled_from(State),
        days_left=st.integers(-40, 40),
    ),
    max_size=30,
).map(lambda lines: CaseList(tuple(lines), len(lines)))
SPEECH = st.one_of(
    st.builds(said, texts(12_000)),
    st.builds(lambda view: Message("citizen.case", {"view": view}), CITIZEN),
    st.builds(lambda view: Message("staff.case", {"view": view}), STAFF),
    st.builds(
        lambda view, key: Message(key, {"view": view}),
        LINES,
        st.sampled_from(["citizen.cases", "staff.cases"]),
    ),
    st.builds(
        lambda name, phone, page: Message(
            "help.contact", {"name": name, "phone": phone, "address": name, "website": page}
        ),
        texts(),
        texts(100),
        texts(1_200),
    ),
    st.builds(lambda kinds: Message("emergency", {"kinds": kinds}), texts(100)),
    st.builds(lambda unit: Message("receipt", {**ABOUT, "unit": unit, "code": unit}), texts()),
    st.builds(
        lambda what, where: Message(
            "complaint.confirm",
            {"what": what, "where": where, "flow": "complaint", "session": "k3Jx9a"},
        ),
        texts(),
        texts(),
    ),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.builds(Say, SPEECH, CHOICES.map(tuple)), min_size=1, max_size=7),
    st.sampled_from(Lang),
)
def test_line_takes_whatever_is_said(says: list[Say], lang: Lang) -> None:
    """Never a 400 from LINE in production: limits are kept by construction, in Thai too."""
    assert faults(render(says, lang)) == []


def test_the_largest_staff_card_fits() -> None:
    """Every text at its worst: emoji take twelve bytes each, and every place is used."""
    worst = "👍" * 5_000
    entries = tuple(
        EntryLine(RECEIVED, ActorKind.CITIZEN, EntryKind.STILL_WRONG, worst) for _ in range(9)
    )
    photos = tuple("https://example.org/" + "a" * 480 for _ in range(5))
    name = Bilingual(worst, worst)
    case = replace(
        STAFF_CASE, category=name, unit=name, officer=worst, what=worst, where=worst, when=worst,
        behalf=worst, question=worst, entries=entries, photos=photos, reopened=9,
        map_url="https://example.org/" + "a" * 970, can=tuple(Action),
    )  # fmt: skip
    actions = (Action.ASK, Action.NOTE, Action.EXPLAIN, Action.RESOLVE, Action.FORWARD,
               Action.DECLINE, Action.REVEAL_CONTACT)  # fmt: skip
    messages = render((Say(Message("staff.case", {"view": replace(case, can=actions)})),), Lang.TH)
    assert faults(messages) == []
    assert len(messages) == 5


def test_the_largest_citizen_card_fits() -> None:
    worst = "👍" * 5_000
    name = Bilingual(worst, worst)
    case = replace(
        CITIZEN_CASE, category=name, unit=name, question=worst, result=worst,
        photos=tuple("https://example.org/" + "a" * 480 for _ in range(5)),
        updates=tuple(Update(RECEIVED, "update.note", worst) for _ in range(9)),
    )  # fmt: skip
    assert faults(render((Say(Message("citizen.case", {"view": case})),), Lang.TH)) == []


def test_the_largest_list_fits() -> None:
    worst: CaseLine = replace(line(1, -1), category=Bilingual("👍" * 500, "👍" * 500))
    cases = CaseList((worst,) * 50, 50)
    for key in ("citizen.cases", "staff.cases"):
        assert faults(render((Say(Message(key, {"view": cases})),), Lang.TH)) == []


def test_the_table_of_cards_can_be_read() -> None:
    assert {"receipt", "citizen.case", "staff.case", "emergency"} <= set(CARDS)


def test_the_largest_sealed_cards_fit() -> None:
    """Twenty answers at their worst, and a report with a long question and long news."""
    worst = "👍" * 4_000
    asked: dict[str, Param] = {
        step.name: worst for step in DISCLOSURE.steps if step.name != "confirm"
    }
    told: dict[str, Param] = {
        **asked,
        "readers": worst,
        "percent": 100,
        "flow": "disclosure",
        "session": "k3Jx9a",
    }
    assert faults(render((Say(Message("disclosure.confirm", told)),), Lang.TH)) == []
    news = tuple((RECEIVED, "disclosure.line.progress", worst) for _ in range(9))
    view = replace(SEALED_REPORT, question=worst, lines=news)
    assert faults(render((Say(Message("disclosure.report", {"view": view})),), Lang.TH)) == []
