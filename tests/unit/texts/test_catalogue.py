"""The catalogue says what the files hold, and finds what is wrong with them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.catalogue import Catalogue, CatalogueFaults
from texts.message import Bilingual, Lang, Message, Param

Write = Callable[..., Catalogue]

THAI = """
[hello]
ask = "สวัสดี {name} กำหนด {due}"
wrapped = "{{ตามตัวอักษร}} {inner}"
words = ["เมนู", "menu"]
"""
ENGLISH = """
[hello]
ask = "Hello {name}, due {due}"
wrapped = "{{literally}} {inner}"
words = ["menu", "start"]
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes one file per language and loads them."""

    def write(th: str = "", en: str = "") -> Catalogue:
        for lang, text in ((Lang.TH, th), (Lang.EN, en)):
            (tmp_path / lang).mkdir(exist_ok=True)
            (tmp_path / lang / "a.toml").write_text(text, encoding="utf-8")
        return Catalogue.load(tmp_path)

    return write


@pytest.fixture
def catalogue(write: Write) -> Catalogue:
    return write(THAI, ENGLISH)


def test_a_message_is_said_in_the_language_asked_for(catalogue: Catalogue) -> None:
    """A16."""
    message = Message("hello.ask", {"name": Bilingual("ฝ่ายโยธา", "Works"), "due": date(2026, 1, 2)})
    assert catalogue.say(message, Lang.TH) == "สวัสดี ฝ่ายโยธา กำหนด 2 มกราคม 2569"
    assert catalogue.say(message, Lang.EN) == "Hello Works, due 2 January 2026"


def test_a_message_inside_a_message_is_said_in_the_same_language(catalogue: Catalogue) -> None:
    inner = Message("hello.ask", {"name": 3, "due": None})
    assert catalogue.say(Message("hello.wrapped", {"inner": inner}), Lang.EN) == (
        "{literally} Hello 3, due "
    )


@pytest.mark.parametrize("typed", ["{0}", "{name.__class__}", "}{", "{{x}}", "%s"])
def test_what_a_person_typed_is_never_read_as_a_placeholder(
    catalogue: Catalogue, typed: str
) -> None:
    said = catalogue.say(Message("hello.wrapped", {"inner": typed}), Lang.EN)
    assert said == f"{{literally}} {typed}"


def test_an_unknown_key_fails_early_instead_of_being_shown(catalogue: Catalogue) -> None:
    for key in ("hello.none", "hello", "hello.words"):
        with pytest.raises(KeyError, match="no sentence"):
            catalogue.say(Message(key), Lang.TH)
    with pytest.raises(KeyError, match="no list"):
        catalogue.words("hello.ask")


def test_a_missing_parameter_is_named_and_an_extra_one_is_ignored(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError, match=r"hello\.ask.* needs due"):
        catalogue.say(Message("hello.ask", {"name": "x"}), Lang.TH)
    full: dict[str, Param] = {"name": "x", "due": "y", "more": "z"}
    assert "z" not in catalogue.say(Message("hello.ask", full), Lang.EN)


@given(st.booleans() | st.floats() | st.binary())
def test_a_parameter_no_sentence_can_say_is_refused(param: Param) -> None:
    catalogue = Catalogue({Lang.TH: {"a": "{p}"}, Lang.EN: {"a": "{p}"}})
    with pytest.raises(TypeError):
        catalogue.say(Message("a", {"p": param}), Lang.TH)


def test_words_to_type_are_given_for_one_language_or_for_all_without_doubles(
    catalogue: Catalogue,
) -> None:
    assert catalogue.words("hello.words", Lang.TH) == ("เมนู", "menu")
    assert catalogue.words("hello.words") == ("เมนู", "menu", "start")


def test_a_good_catalogue_has_no_faults(catalogue: Catalogue) -> None:
    assert catalogue.faults() == []
    assert catalogue.keys() == {"hello.ask", "hello.wrapped", "hello.words"}


@pytest.mark.parametrize(
    ("th", "en", "fault"),
    [
        ('a = "x"', "", "a: missing in en"),
        ("", 'a = "x"', "a: missing in th"),
        ('a = "{n}"', 'a = "{m}"', "a: the languages do not have the same placeholders"),
        ('a = "x"', 'a = ["x"]', "a: a sentence in one language, a list of words in the other"),
        ('a = " "', 'a = "x"', "a (th): is empty"),
        ('a = "x"', "a = []", "a (en): is empty"),
        ('a = ["{n}"]', 'a = ["x"]', "a (th): words that are typed have no placeholders"),
        ('a = "{n.real}"', 'a = "x"', "a (th): a placeholder is a plain {name}"),
        ('a = "{n!r}"', 'a = "{n}"', "a (th): a placeholder is a plain {name}"),
        ('a = "{n:>9}"', 'a = "{n}"', "a (th): a placeholder is a plain {name}"),
        ('a = "{}"', 'a = "x"', "a (th): a placeholder is a plain {name}"),
        ('a = "{0}"', 'a = "x"', "a (th): a placeholder is a plain {name}"),
        ('a = "{"', 'a = "x"', "a (th): braces: Single '{' encountered in format string"),
    ],
)
def test_each_fault_of_the_words_is_found(write: Write, th: str, en: str, fault: str) -> None:
    assert fault in write(th, en).faults()


def test_unreadable_files_are_all_told_at_once(write: Write) -> None:
    with pytest.raises(CatalogueFaults) as told:
        write("a = ", "b = 3")
    assert len(told.value.faults) == 2
    assert told.value.faults[0].startswith("th/a.toml: ")
    assert told.value.faults[1] == "en/a.toml: b must be a sentence or a list of words"


def test_one_key_lives_in_one_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        for lang in Lang:
            (tmp_path / lang).mkdir(exist_ok=True)
            (tmp_path / lang / f"{name}.toml").write_text('k = "x"')
    with pytest.raises(CatalogueFaults, match=r"th/b\.toml: k is already in another file"):
        Catalogue.load(tmp_path)
