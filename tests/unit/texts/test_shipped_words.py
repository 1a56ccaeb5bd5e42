"""The words that ship: the same files, keys and placeholders in both languages."""

from pathlib import Path

from texts import catalogue
from texts.message import Lang

HOME = Path(catalogue.__file__).parent


def test_both_languages_have_the_same_files() -> None:
    """A16."""
    th, en = ({path.name for path in (HOME / lang).glob("*.toml")} for lang in Lang)
    assert th == en


def test_both_languages_say_the_same_things() -> None:
    """A16: a notice in one language is never missing in the other."""
    catalogue.check()


def test_the_office_speaks_without_a_gender() -> None:
    """The bot is an office, not a man or a woman: no polite particle that tells which."""
    thai = catalogue.shipped().entries[Lang.TH]
    gendered = {
        key: said
        for key, said in thai.items()
        if isinstance(said, str) and any(word in said for word in ("ครับ", "ค่ะ", "นะคะ"))
    }
    assert gendered == {}


def test_module_functions_read_the_shipped_catalogue() -> None:
    keys = catalogue.keys()
    assert keys == catalogue.shipped().keys()
    assert all(catalogue.has(key) for key in keys)
    assert not catalogue.has("no.such.key")
