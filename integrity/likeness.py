"""How much of the reporter's own wording stands in a text that goes to others (threat B08).

The way somebody writes names them; what is handed to a unit is therefore told in other words.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

RUN: Final = 12  # characters in a row (T26)


def shared_runs(summary: str, told: Iterable[str]) -> int:
    """Count the runs of twelve characters a summary shares with what the reporter wrote.

    Spaces, capitals and forms of the same character make no difference.
    """
    theirs: set[str] = set()
    for text in told:
        theirs |= _runs(text)
    return len(_runs(summary) & theirs)


def _runs(text: str) -> set[str]:
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return {plain[start : start + RUN] for start in range(len(plain) - RUN + 1)}
