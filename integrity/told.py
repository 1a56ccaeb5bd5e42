"""What a reporter tells: how complete it is, whom it concerns, what it must contain."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cases.errors import Invalid
from config.office import Office
from integrity.contents import Exhibit
from integrity.firewall import Concern
from models.people import Staff
from models.vocabulary import Role

KINDS: Final = (*(f"C{number:02}" for number in range(1, 21)), "C99")  # requirements 3.1
SHORTEST_ACCOUNT: Final = 20  # characters (security D15)
MOST_FILES: Final = 5
SHORTEST_NAME: Final = 4  # characters; shorter ones stand in too many other words


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """A report as it was told. Nothing is required beyond the account itself (A04).

    `excluded_roles` and `excluded_names` are whom the reporter does not want to see it; `messages`
    are the LINE messages the texts came in, as in `documents.Words`.
    """

    kind: str
    account: str
    units: frozenset[str] = frozenset()
    unit_unknown: bool = False
    executive: bool = False
    desk: bool = False
    to_director: bool = False
    excluded_roles: frozenset[Role] = frozenset()
    excluded_names: str | None = None
    who: str | None = None
    when: str | None = None
    where: str | None = None
    evidence_note: str | None = None
    others_know: str | None = None
    witnesses: str | None = None
    danger: bool = False
    files: tuple[Exhibit, ...] = ()
    messages: Mapping[str, str] = field(default_factory=dict)

    def texts(self) -> dict[str, str]:
        """Everything that was written, by what it answers."""
        written = {
            "account": self.account,
            "who": self.who,
            "when": self.when,
            "where": self.where,
            "evidence_note": self.evidence_note,
            "others_know": self.others_know,
            "witnesses": self.witnesses,
        }
        return {name: words.strip() for name, words in written.items() if words and words.strip()}


def check(told: Told, office: Office) -> None:
    """Refuse what cannot be worked with. Raises Invalid."""
    if told.kind not in KINDS:
        raise Invalid("disclosure.unknown_kind")
    if len(told.account.strip()) < SHORTEST_ACCOUNT:
        raise Invalid("disclosure.too_short")
    if told.units - {unit.code for unit in office.units}:
        raise Invalid("disclosure.unknown_unit")
    if len(told.files) > MOST_FILES:
        raise Invalid("disclosure.too_many_files")


def completeness(told: Told) -> int:
    """How much of what makes a report usable was told, in percent.

    A help to the reporter and never a gate: who, what, when, where, evidence, and others who could
    confirm it are what the Cabinet's resolution of 22 December 2541 asks of an unsigned letter
    (security A1.3).
    """
    texts = told.texts()
    met = {
        "what": 20,
        "who": 20 * bool(texts.get("who") or told.units),
        "when": 15 * ("when" in texts),
        "where": 15 * ("where" in texts),
        "evidence": 15 * bool(told.files or "evidence_note" in texts),
        "witnesses": 15 * bool("witnesses" in texts or "others_know" in texts),
    }
    return sum(met.values())


def concern(told: Told, staff: Sequence[Staff]) -> Concern:
    """Work out whom a report concerns, the staff whose names the reporter wrote included.

    Whoever is named as having done it is left out with the whole unit; a director named so counts
    as an executive (security D4).
    """
    accused = _named(told.who, staff)
    unwanted = _named(told.excluded_names, staff)
    return Concern(
        accused_units=told.units | {person.unit for person in accused},
        unit_unknown=told.unit_unknown,
        executive=told.executive or any(person.role is Role.DIRECTOR for person in accused),
        desk=told.desk,
        excluded_roles=told.excluded_roles,
        excluded_staff=frozenset(person.id for person in (*accused, *unwanted)),
        to_director=told.to_director,
    )


def _named(text: str | None, staff: Sequence[Staff]) -> tuple[Staff, ...]:
    said = _plain(text or "")
    names = ((person, _plain(person.name)) for person in staff)
    return tuple(person for person, name in names if len(name) >= SHORTEST_NAME and name in said)


def _plain(text: str) -> str:
    """A text without the differences that do not make another name: spaces, forms, case."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
