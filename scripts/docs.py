"""Writes the documents that are tables of the code: docs/states.md and docs/permissions.md.

Without arguments it writes them; with --check it says whether they are fresh and changes nothing.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cases.lifecycle import (  # noqa: E402 - found by the line above
    after,
    can,
    diagram,
    public_state,
)
from cases.notices import NOTICES  # noqa: E402 - as above
from cases.permissions import ALLOWED, Capacity  # noqa: E402 - as above
from models.vocabulary import Action, Audience, State  # noqa: E402 - as above
from texts.catalogue import say  # noqa: E402 - as above
from texts.message import Lang, Message  # noqa: E402 - as above

NOTE: Final = "<!-- Written by scripts/docs.py from the code; `make check` compares. -->"
CAPACITIES: Final = {
    Capacity.REPORTER: "the citizen who brought the case",
    Capacity.UNIT: "an officer of the unit that has the case",
    Capacity.HEAD: "the head of that unit",
    Capacity.CENTRE: "the complaint centre, for every unit",
    Capacity.WORKING_GROUP: "the working group that watches over every unit",
    Capacity.DIRECTOR: "the director of the office",
    Capacity.RULES: "the office's own rules, without a person",
}


def states() -> str:
    """The life of a case: drawing, states, and what leads where."""
    return _document(
        "# The life of a case",
        "Drawn from `TRANSITIONS` in `cases/lifecycle.py`. What changes no state is left out of the"
        " drawing and stands in the table below it.",
        f"```mermaid\n{diagram()}\n```",
        "## States",
        _table(
            ("State", "Citizens read", "The public reads"),
            ((f"`{s}`", _words(f"state.{s}"), _words(_public(s))) for s in State),
        ),
        "## Where each action leads",
        "A dot: not possible in that state. Who hears of it: `c` the citizen, `o` the officer the"
        " case is with.",
        _table(
            ("Action", *(f"`{s}`" for s in State), "Heard by"),
            ((f"**{a}**", *(_to(s, a) for s in State), _heard(a)) for a in Action),
        ),
    )


def permissions() -> str:
    """Who may do what."""
    return _document(
        "# Who may do what to a case",
        "Written from `ALLOWED` in `cases/permissions.py`. Whatever is not allowed here is refused,"
        " and whoever may not see a case is answered as if it did not exist. Permissions are asked"
        " for anew at every tap.",
        _table(
            ("Action", *(c.value for c in Capacity)),
            (
                (f"**{action}**", *("yes" if c in allowed else "" for c in Capacity))
                for action, allowed in ALLOWED.items()
            ),
        ),
        "\n".join(f"- **{capacity}**: {who}" for capacity, who in CAPACITIES.items()),
    )


DOCUMENTS: Final[dict[str, Callable[[], str]]] = {
    "states.md": states,
    "permissions.md": permissions,
}


def _document(title: str, *parts: str) -> str:
    return "\n\n".join((title, NOTE, *parts)) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _words(key: str) -> str:
    return f"{say(Message(key), Lang.TH)} ({say(Message(key), Lang.EN)})"


def _public(state: State) -> str:
    return f"state.public.{public_state(state)}"


def _to(state: State, action: Action) -> str:
    if not can(state, action):
        return "·"
    leads_to = after(state, action)
    return "stays" if leads_to is state else leads_to.value


def _heard(action: Action) -> str:
    letters = {Audience.CITIZEN: "c", Audience.STAFF: "o"}
    return " ".join(dict.fromkeys(letters[tell.audience] for tell in NOTICES[action]))


def stale(folder: Path) -> list[str]:
    """The documents that are missing or no longer say what the code does."""
    return [
        name
        for name, write in DOCUMENTS.items()
        if not (path := folder / name).exists() or path.read_text("utf-8") != write()
    ]


def main(arguments: Sequence[str]) -> int:
    """Write the documents, or check them; the exit code tells."""
    folder = ROOT / "docs"
    if list(arguments) == ["--check"]:
        found = stale(folder)
        for name in found:
            print(f"docs/{name} is not what the code says; run: python scripts/docs.py")
        return 1 if found else 0
    for name, write in DOCUMENTS.items():
        (folder / name).write_text(write(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
