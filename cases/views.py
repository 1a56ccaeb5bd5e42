"""What a person may see of a case, as frozen values: no row of the database leaves this package."""

from dataclasses import dataclass
from datetime import date

from models.vocabulary import Action, ActorKind, EntryKind, PublicState, Rung, State, Track
from texts.message import Bilingual, Message


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the process, when it was reached, whether it is behind, here or ahead (A53)."""

    key: str
    on: date | None
    stage: str  # done | now | ahead


@dataclass(frozen=True, slots=True)
class Update:
    """One dated line of the case's story as its reporter may read it."""

    on: date
    key: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Unread:
    """A notice that did not arrive: of which day, and in which words."""

    on: date
    message: Message


@dataclass(frozen=True, slots=True)
class CitizenCase:
    """A case as its reporter sees it: public words, dates, explanations."""

    number: str
    category: Bilingual
    unit: Bilingual
    public_state: PublicState
    state: State
    received_on: date
    promised_on: date
    steps: tuple[Step, ...]
    updates: tuple[Update, ...]
    question: str | None
    result: str | None
    photos: tuple[str, ...]
    can: tuple[Action, ...]
    rating: int | None = None  # the stars they gave
    unread: tuple[Unread, ...] = ()  # did not arrive, or perhaps not


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of a list of cases."""

    number: str
    category: Bilingual
    unit: Bilingual
    state: State
    public_state: PublicState
    received_on: date
    promised_on: date
    days_left: int


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One text on a case as staff see it."""

    on: date
    by: ActorKind
    kind: EntryKind
    text: str | None  # None: its writer took it back
    forgotten: bool = False  # or its time was over


@dataclass(frozen=True, slots=True)
class StaffCase:
    """A case as the office sees it: the clock first, then what was said, never who said it."""

    number: str
    track: Track
    category: Bilingual
    unit: Bilingual
    officer: str | None
    state: State
    received_on: date
    promised_on: date
    days_left: int
    what: str | None
    where: str | None
    when: str | None
    behalf: str | None
    map_url: str | None
    photos: tuple[str, ...]
    has_contact: bool
    reopened: int
    question: str | None
    entries: tuple[EntryLine, ...]
    can: tuple[Action, ...]
    first_promised_on: date | None = None  # if another date was set since
    rating: int | None = None  # the stars the reporter gave
    undelivered: tuple[Unread, ...] = ()  # what the reporter could not be told so far


@dataclass(frozen=True, slots=True)
class OverdueUnit:
    """How many cases of one unit are late; `unexplained`: their reporters heard no reason yet."""

    code: str
    name: Bilingual
    count: int
    unexplained: int
    most_days: int


@dataclass(frozen=True, slots=True)
class OverdueCase:
    """One late case, as superiors see it; never who reported it. `rung`: before whom it came."""

    number: str
    category: Bilingual
    unit: str
    unit_name: Bilingual
    officer: str | None
    promised_on: date
    days_late: int
    explained: bool
    rung: Rung | None


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is late on a day, the worst first: in every unit, or in the one of `unit` (A37)."""

    on: date
    unit: Bilingual | None
    units: tuple[OverdueUnit, ...]
    cases: tuple[OverdueCase, ...]
