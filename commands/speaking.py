"""Speaking to the person at the terminal: every word from the catalogue, in their language."""

import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import click

from texts.catalogue import say
from texts.message import Lang, Message, Param

_GAP: Final = "  "
_ZERO_WIDTH: Final = frozenset({"Mn", "Me", "Cf"})  # Thai vowels and tones above and below


def language(chosen: str | None, env: Mapping[str, str]) -> Lang:
    """The language asked for, else the terminal's when that is Thai, else English."""
    if chosen is not None:
        return Lang(chosen)
    spoken = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return Lang.TH if spoken.startswith("th") else Lang.EN


def spoken() -> Lang:
    """The language of this run of the program."""
    context = click.get_current_context(silent=True)
    chosen = context.find_root().params.get("lang") if context else None
    return language(chosen, os.environ)


def words(key: str, /, **params: Param) -> str:
    """A sentence of the command line; `key` without its `cli.`."""
    return say(Message(f"cli.{key}", params), spoken())


def tell(key: str, /, **params: Param) -> None:
    """Say a sentence at once, also when the output goes into a file."""
    click.echo(words(key, **params))


class Stop(click.ClickException):
    """The command cannot go on; says why, and what to do."""

    def __init__(self, key: str, /, **params: Param) -> None:
        super().__init__(words(key, **params))

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True, file=file)


class Option(click.Option):
    """An option whose explanation stands in the catalogue, by its name."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = words(f"option.{self.name}")
        return super().get_help_record(ctx)


class Verb(click.Command):
    """A command whose explanation stands in the catalogue, by its path."""

    def get_short_help_str(self, limit: int = 45) -> str:
        return self._explained().partition("\n")[0]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self._explained())

    def _explained(self) -> str:
        return words(f"help.{self.name}")


class Words(Verb, click.Group):
    """A group of commands."""

    command_class = Verb


def columns(rows: Iterable[Sequence[str]]) -> str:
    """Rows in columns, straight also where letters carry marks above and below."""
    lines = [tuple(row) for row in rows]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        _GAP.join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def _width(text: str) -> int:
    return sum(unicodedata.category(letter) not in _ZERO_WIDTH for letter in text)
