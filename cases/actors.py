"""Who acts: the citizen a case belongs to, a member of staff, or the office's own rules."""

import uuid
from dataclasses import dataclass

from models.people import Staff
from models.vocabulary import ActorKind, Role


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who brought a matter to the office, known only by an id of ours."""

    person_id: uuid.UUID
    kind: ActorKind = ActorKind.CITIZEN
    staff_id: None = None


@dataclass(frozen=True, slots=True)
class Officer:
    """A member of staff at the moment of acting."""

    staff_id: uuid.UUID
    role: Role
    unit: str
    kind: ActorKind = ActorKind.STAFF

    @staticmethod
    def from_row(row: Staff) -> "Officer":
        """Take what permissions need from the row, as it is now."""
        return Officer(staff_id=row.id, role=row.role, unit=row.unit)


@dataclass(frozen=True, slots=True)
class System:
    """The office's own rules at work, such as the table that assigns units."""

    kind: ActorKind = ActorKind.SYSTEM
    staff_id: None = None


Actor = Citizen | Officer | System
