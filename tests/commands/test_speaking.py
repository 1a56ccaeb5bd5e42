"""What a person at the terminal reads: in their language, complete, in straight columns."""

import click
import pytest
from click.testing import CliRunner

from commands import main
from commands.program import COMMANDS
from commands.speaking import columns, language
from texts.message import Lang


@pytest.mark.parametrize(
    ("chosen", "env", "spoken"),
    [
        (None, {}, Lang.EN),
        (None, {"LANG": "C.UTF-8"}, Lang.EN),
        (None, {"LANG": "th_TH.UTF-8"}, Lang.TH),
        (None, {"LANG": "th_TH.UTF-8", "LC_ALL": "en_US.UTF-8"}, Lang.EN),
        ("en", {"LANG": "th_TH.UTF-8"}, Lang.EN),
        ("th", {}, Lang.TH),
    ],
)
def test_the_language_is_the_chosen_one_or_the_terminals(
    chosen: str | None, env: dict[str, str], spoken: Lang
) -> None:
    assert language(chosen, env) is spoken


def paths() -> list[tuple[str, ...]]:
    """Every command, and every command of a group."""
    context = click.Context(main)
    found: list[tuple[str, ...]] = [()]
    for name in COMMANDS:
        command = main.get_command(context, name)
        found.append((name,))
        if isinstance(command, click.Group):
            found += [(name, inner) for inner in command.commands]
    return [path for path in found if path != ("simulate",)]  # has a help of its own


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("path", paths(), ids=" ".join)
def test_every_command_and_option_is_explained(path: tuple[str, ...], lang: Lang) -> None:
    result = CliRunner().invoke(main, ("--lang", lang.value, *path, "--help"))
    assert result.exit_code == 0
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in result.output) is (lang is Lang.TH)


def test_columns_stand_straight_under_letters_with_marks() -> None:
    first, second = columns([("ที่นี่", "x"), ("abc", "x")]).splitlines()
    assert first == "ที่นี่   x"  # two letters wide, however many marks they carry
    assert second == "abc  x"
