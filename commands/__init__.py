"""The command line: `saisaat`."""

from commands.program import main

__all__ = ["main"]
