"""The fields of the sealed form: as a report, and as hidden fields that carry it to the next page.

Between form and sending the words stay in the page alone, in the open: the page shows them anyway,
and whoever changes them changes but the own report, which is checked anew when it is sent.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from cases.errors import Invalid
from integrity.told import Told
from models.vocabulary import Role
from web.integrity.uploads import Sent

UNSURE: Final = "C99"
FLAGS: Final = ("unit_unknown", "executive", "desk", "to_director", "danger")
EXCLUDE_DIRECTOR: Final = "exclude_director"
LONGEST: Final[Mapping[str, int]] = {  # characters
    "account": 20_000,
    "excluded_names": 500,
    "who": 2_000,
    "when": 500,
    "where": 1_000,
    "evidence_note": 2_000,
    "witnesses": 2_000,
    "others_know": 2_000,
}
# What makes a report usable, and is asked for kindly while it is missing (security A1.3).
HELPFUL: Final = ("who", "when", "where", "evidence_note", "witnesses")


def blank() -> Told:
    """The form before anything was written."""
    return Told(kind=UNSURE, account="")


def read(sent: Sent) -> Told:
    """What was told."""
    flags = {name: name in sent.fields for name in FLAGS}
    return Told(
        kind=sent.fields.get("kind", UNSURE),
        account=sent.text("account"),
        units=frozenset(sent.fields.getlist("unit")),
        unit_unknown=flags["unit_unknown"],
        executive=flags["executive"],
        desk=flags["desk"],
        to_director=flags["to_director"],
        excluded_roles=frozenset({Role.DIRECTOR} if EXCLUDE_DIRECTOR in sent.fields else ()),
        excluded_names=sent.text("excluded_names") or None,
        who=sent.text("who") or None,
        when=sent.text("when") or None,
        where=sent.text("where") or None,
        evidence_note=sent.text("evidence_note") or None,
        others_know=sent.text("others_know") or None,
        witnesses=sent.text("witnesses") or None,
        danger=flags["danger"],
    )


def carried(told: Told) -> Iterator[tuple[str, str]]:
    """The fields that `read` makes the same report of."""
    yield "kind", told.kind
    yield from (("unit", code) for code in sorted(told.units))
    yield from ((name, "yes") for name in FLAGS if getattr(told, name))
    if Role.DIRECTOR in told.excluded_roles:
        yield EXCLUDE_DIRECTOR, "yes"
    yield from ((name, words) for name in LONGEST if (words := getattr(told, name)))


def require_lengths(told: Told) -> None:
    """Raise Invalid rather than cut somebody's words off."""
    if any(len(getattr(told, name) or "") > longest for name, longest in LONGEST.items()):
        raise Invalid("integrity_web.too_long")
