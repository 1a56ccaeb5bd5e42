"""Writes docs/sealed-states.md from the tables of integrity/lifecycle.py; `--check` compares."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from integrity.lifecycle import (  # noqa: E402 - found by the line above
    SECOND,
    WHO,
    Capacity,
    Deed,
    after,
    can,
    diagram,
)
from models.vocabulary import DisclosureState  # noqa: E402 - as above

DOCUMENT: Final = ROOT / "docs" / "sealed-states.md"
NOTE: Final = "<!-- Written by scripts/sealed_states.py from the code; do not edit. -->"
CAPACITIES: Final = {
    Capacity.REPORTER: "whoever holds the receipt code, or the sealed link",
    Capacity.OFFICER: "an integrity officer among the recipients of that report",
    Capacity.DIRECTOR: "the director, if the reporter or two persons let the director in",
    Capacity.AUDITOR: "sees what is proposed and why, never the report",
    Capacity.HEAD: "the head of a unit that was handed a summary: reads that summary alone",
}


def document() -> str:
    """The life of a corruption report: drawing, where each act leads, who may do it."""
    parts = (
        "# The life of a corruption report",
        NOTE,
        "Drawn from `integrity/lifecycle.py`.",
        "Whoever is nothing to a report is answered as if it did not exist.",
        f"```mermaid\n{diagram()}\n```",
        "## Where each act leads",
        "A dot: not possible in that state.",
        _table(
            ("Act", *(f"`{state}`" for state in DisclosureState)),
            ((f"**{deed}**", *(_to(state, deed) for state in DisclosureState)) for deed in Deed),
        ),
        "## Who may do it, and who must agree",
        _table(
            ("Act", "Who", "Who agrees, in this order"),
            ((f"**{deed}**", _people(WHO[deed]), _agreeing(deed)) for deed in Deed),
        ),
        "\n".join(f"- **{capacity}**: {who}" for capacity, who in CAPACITIES.items()),
    )
    return "\n\n".join(parts) + "\n"


def _to(state: DisclosureState, deed: Deed) -> str:
    if not can(state, deed):
        return "·"
    leads_to = after(state, deed)
    return "stays" if leads_to is state else leads_to.value


def _people(capacities: Iterable[Capacity]) -> str:
    return " or ".join(sorted(capacities)) or "the calendar"


def _agreeing(deed: Deed) -> str:
    return ", then another: ".join(_people(turn) for turn in SECOND.get(deed, ()))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main(arguments: Sequence[str]) -> int:
    """Write the document, or check it; the exit code tells."""
    if list(arguments) == ["--check"]:
        fresh = DOCUMENT.exists() and DOCUMENT.read_text("utf-8") == document()
        if not fresh:
            print("docs/sealed-states.md is not what the code says; run scripts/sealed_states.py")
        return 0 if fresh else 1
    DOCUMENT.write_text(document(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
