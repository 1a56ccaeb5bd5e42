"""`saisaat`: what its commands are. Each is a module of its name and is loaded when it is used."""

from importlib import import_module
from typing import Final

import click

from commands import logs
from commands.speaking import Option, Words
from texts.message import Lang

COMMANDS: Final = (
    "run",
    "web",
    "worker",
    "simulate",
    "migrate",
    "doctor",
    "richmenu",
    "office",
    "staff",
    "audit",
    "retention",
)


class Program(Words):
    """The commands, in the order in which one needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"commands.{cmd_name}").command
        return command


@click.group(cls=Program, name="saisaat", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", cls=Option, is_eager=True, type=click.Choice([lang.value for lang in Lang]))
def main(lang: str | None) -> None:
    """Speak `lang`; the rest is the commands'."""
    logs.configure()
