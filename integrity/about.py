"""What a report is about, as it is sealed with it: its kind, whom it concerns, what came of it."""

import json
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from integrity.firewall import Concern
from models.vocabulary import Finding, Role


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the office learned, naming nobody, for its prevention work (A77, A79)."""

    cause: str
    method: str
    prevention: str


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a report beside what was said on it.

    `completeness` is the percentage the reporter saw; `order` names the order that set up the
    fact-finding; `facts_first` is the limit for the facts before it was put off.
    """

    kind: str
    concern: Concern
    danger: bool
    completeness: int
    order: str | None = None
    finding: Finding | None = None
    lesson: Lesson | None = None
    facts_first: date | None = None

    def pack(self) -> bytes:
        """Write it down, to be sealed."""
        return json.dumps(
            {
                "kind": self.kind,
                "concern": _packed(self.concern),
                "danger": self.danger,
                "completeness": self.completeness,
                "order": self.order,
                "finding": self.finding,
                "lesson": self.lesson
                and [self.lesson.cause, self.lesson.method, self.lesson.prevention],
                "facts_first": self.facts_first and self.facts_first.isoformat(),
            },
            ensure_ascii=False,
        ).encode()

    @classmethod
    def unpack(cls, packed: bytes) -> "About":
        """Read what `pack` wrote."""
        found: dict[str, Any] = json.loads(packed)
        first = found.get("facts_first")  # older reports have none
        return cls(
            kind=found["kind"],
            concern=_concern(found["concern"]),
            danger=found["danger"],
            completeness=found["completeness"],
            order=found["order"],
            finding=Finding(found["finding"]) if found["finding"] else None,
            lesson=Lesson(*found["lesson"]) if found["lesson"] else None,
            facts_first=date.fromisoformat(first) if first else None,
        )


def _packed(concern: Concern) -> dict[str, Any]:
    return {
        "accused_units": sorted(concern.accused_units),
        "unit_unknown": concern.unit_unknown,
        "executive": concern.executive,
        "desk": concern.desk,
        "excluded_roles": sorted(concern.excluded_roles),
        "excluded_staff": sorted(map(str, concern.excluded_staff)),
        "to_director": concern.to_director,
    }


def _concern(packed: dict[str, Any]) -> Concern:
    return Concern(
        accused_units=frozenset(packed["accused_units"]),
        unit_unknown=packed["unit_unknown"],
        executive=packed["executive"],
        desk=packed["desk"],
        excluded_roles=frozenset(map(Role, packed["excluded_roles"])),
        excluded_staff=frozenset(map(uuid.UUID, packed["excluded_staff"])),
        to_director=packed["to_director"],
    )
