"""What may be seen of a report, as frozen values: no row and no key leaves this package."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from integrity.clocks import Owed
from integrity.documents import Document
from integrity.firewall import Concern
from integrity.lifecycle import Deed
from models.vocabulary import (
    DisclosureState,
    Finding,
    MediaKind,
    Mode,
    SealedBy,
    SealedKind,
)


class Stage(StrEnum):
    """The only words for where a report stands that its reporter reads (security A4)."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Line:
    """One dated line of a dialogue. `text` is None for what the reporter said: whoever finds the
    code need not read it.
    """

    on: date
    kind: SealedKind
    by: SealedBy
    text: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReporterView:
    """A report as its reporter sees it.

    `ended_as` is given when it was referred or not accepted; `question` waits for an answer;
    `linked` says whether a way back to the person is kept. While nothing is decided, `told_on` is
    the latest day on which a word was due that it goes on, and `told_next` the next (A43).
    """

    number: str
    stage: Stage
    ended_as: DisclosureState | None
    received_on: date
    since: date
    feedback_by: date
    told_on: date | None
    told_next: date | None
    lines: tuple[Line, ...]
    question: str | None = field(repr=False)
    linked: bool
    can: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One line of an officer's own list.

    `overdue` names what is owed past its limit; `protection`: the reporter waits for protection.
    """

    number: str
    state: DisclosureState
    kind: str
    units: tuple[str, ...]
    danger: bool
    received_on: date
    due_on: date | None
    overdue: tuple[Owed, ...]
    protection: bool
    unanswered: bool  # the reporter said something since an officer last did


@dataclass(frozen=True, slots=True)
class EntryView:
    """Something said on a report, as officers read it."""

    on: date
    kind: SealedKind
    by: SealedBy
    document: Document


@dataclass(frozen=True, slots=True)
class FileView:
    """A piece of evidence; `readable` says whether there is a copy officers may open."""

    id: uuid.UUID
    kind: MediaKind
    media_type: str
    on: date
    readable: bool


@dataclass(frozen=True, slots=True)
class ProposalView:
    """Something that waits for another person, or that was decided.

    `may_decide`: whoever reads this may vote on it now.
    """

    id: uuid.UUID
    number: str
    deed: Deed
    proposed_by: uuid.UUID
    proposed_on: date
    document: Document
    may_decide: bool


@dataclass(frozen=True, slots=True)
class DeskView:
    """A whole report as one of its recipients sees it.

    `overdue` names what is owed past its limit, and `past_chain` what to propose because of it;
    `facts_first` is the limit for the facts before it was put off; `protection` what the reporter
    asked to be protected from since an officer last wrote of protection.
    """

    number: str
    state: DisclosureState
    mode: Mode
    kind: str
    concern: Concern
    danger: bool
    completeness: int
    order: str | None
    finding: Finding | None
    received_on: date
    since: date
    preliminary_by: date
    facts_by: date
    feedback_by: date
    facts_first: date | None
    overdue: tuple[Owed, ...]
    past_chain: Deed | None
    protection: tuple[EntryView, ...]
    entries: tuple[EntryView, ...]
    files: tuple[FileView, ...]
    proposals: tuple[ProposalView, ...]
    recipients: tuple[uuid.UUID, ...]
    can: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """The bytes of a file that may be read now."""

    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a report came from, for one look."""

    user: str = field(repr=False)
    channel: str
