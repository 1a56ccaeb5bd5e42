"""`saisaat simulate`: a local LINE with a chat page, in place of this process."""

import os
import sys

import click

from commands.speaking import Verb


@click.command(
    cls=Verb,
    name="simulate",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Become the simulator; its own `--help` tells the arguments."""
    program = [sys.executable, "-m", "simulator", *arguments]
    os.execv(sys.executable, program)  # noqa: S606 - the simulator replaces us; no shell wanted
