"""What can be done on the page of a report: the boxes of each form, and the verb behind it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from flask import request
from sqlalchemy.orm import Session

from cases.errors import Invalid
from integrity import conflicts, decisions, desk, rare
from integrity.about import Lesson
from integrity.decisions import Refusal
from integrity.lifecycle import Deed
from models.vocabulary import Finding, SealedKind
from web.console.forms import field
from web.console.integrity.place import MOST_WORDS, Hand, id_in

Chosen = TypeVar("Chosen")


class Sort(StrEnum):
    """How a box is drawn."""

    TEXT = "text"
    LINE = "line"
    CHOICE = "choice"
    DATE = "date"
    UNIT = "unit"
    UNITS = "units"
    PERSON = "person"
    PEOPLE = "people"
    TICK = "tick"
    CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class Box:
    """One thing to fill in; `integrity_desk.field.NAME` says what."""

    name: str
    sort: Sort = Sort.TEXT
    options: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class Act:
    """A form. `told`: the reporter will read its words as this, so they are shown before.

    `grave`: a fresh one-time code is asked for. `leaves`: whoever did it may be out by it.
    """

    does: Callable[[Session, str, Hand], object]
    boxes: tuple[Box, ...] = ()
    told: SealedKind | None = None
    grave: bool = False
    leaves: bool = False


def typed(name: str) -> str:
    """What was typed into a box. Raises Invalid if it is too much."""
    if len(field(name)) > MOST_WORDS:
        raise Invalid("integrity_desk.too_long")
    return field(name).replace("\r\n", "\n")


def _chosen(read: Callable[[str], Chosen], name: str) -> Chosen:
    try:
        return read(field(name))
    except ValueError:
        raise Invalid("integrity_desk.choose") from None


def _plain(verb: Callable[..., object]) -> Callable[[Session, str, Hand], object]:
    def does(session: Session, number: str, hand: Hand) -> object:
        return verb(session, number, by=hand.by, custody=hand.custody)

    return does


def _saying(verb: Callable[..., object]) -> Callable[[Session, str, Hand], object]:
    def does(session: Session, number: str, hand: Hand) -> object:
        return verb(session, number, typed("words"), by=hand.by, custody=hand.custody)

    return does


def _hand_over(session: Session, number: str, hand: Hand) -> None:
    desk.hand_over(
        session,
        number,
        field("unit"),
        typed("words"),
        despite_likeness=bool(field("despite_likeness")),
        by=hand.by,
        custody=hand.custody,
    )


def _extend(session: Session, number: str, hand: Hand) -> object:
    until = _chosen(date.fromisoformat, "until")
    return decisions.propose_extend(
        session, number, until, typed("words"), by=hand.by, custody=hand.custody
    )


def _conclude(session: Session, number: str, hand: Hand) -> object:
    return decisions.propose_conclude(
        session,
        number,
        _chosen(Finding, "finding"),
        typed("words"),
        why_unheard=typed("unheard") or None,
        by=hand.by,
        custody=hand.custody,
    )


def _close(session: Session, number: str, hand: Hand) -> object:
    lesson = Lesson(typed("cause"), typed("method"), typed("prevention"))
    return decisions.propose_close(session, number, lesson, by=hand.by, custody=hand.custody)


def _refer(session: Session, number: str, hand: Hand) -> object:
    return decisions.propose_refer(
        session, number, typed("body"), typed("words"), by=hand.by, custody=hand.custody
    )


def _not_accept(session: Session, number: str, hand: Hand) -> object:
    refusal = _chosen(Refusal, "refusal")
    return decisions.propose_not_accept(
        session, number, refusal, typed("words"), by=hand.by, custody=hand.custody
    )


def _accuse(session: Session, number: str, hand: Hand) -> None:
    units = frozenset(request.form.getlist("units"))
    people = frozenset(map(id_in, request.form.getlist("people")))
    if units - {unit.code for unit in hand.custody.office.units} or not (units or people):
        raise Invalid("integrity_desk.choose")
    conflicts.accuse(session, number, units=units, staff=people, by=hand.by, custody=hand.custody)


def _widen(session: Session, number: str, hand: Hand) -> object:
    person = _chosen(uuid.UUID, "person")
    return decisions.propose_widen(
        session, number, person, typed("words"), by=hand.by, custody=hand.custody
    )


def _ask_original(session: Session, number: str, hand: Hand) -> object:
    return rare.propose_original(
        session, number, id_in(field("file")), typed("words"), by=hand.by, custody=hand.custody
    )


def _ask_identity(session: Session, number: str, hand: Hand) -> object:
    return rare.propose_identity(
        session,
        number,
        typed("words"),
        legal_basis=typed("legal_basis"),
        file_ref=typed("file_ref"),
        by=hand.by,
        custody=hand.custody,
    )


WORDS: Final = (Box("words"),)
K, D = SealedKind, Deed

ACTS: Final[dict[Deed, Act]] = {
    D.SCREEN: Act(_plain(desk.screen)),
    D.ASK: Act(_saying(desk.ask), WORDS, told=K.QUESTION),
    D.PROGRESS: Act(_saying(desk.tell_progress), WORDS, told=K.PROGRESS),
    D.NOTE: Act(_saying(desk.note), WORDS),
    D.PROTECT: Act(_saying(desk.protect), WORDS),
    D.START_FACTS: Act(_saying(desk.start_facts), (Box("words", Sort.LINE),)),
    D.HAND_OVER: Act(
        _hand_over,
        (Box("unit", Sort.UNIT), *WORDS, Box("despite_likeness", Sort.TICK, required=False)),
    ),
    D.STATEMENT: Act(_saying(desk.record_statement), WORDS),
    D.EXTEND: Act(_extend, (Box("until", Sort.DATE), *WORDS)),
    D.CONCLUDE: Act(
        _conclude,
        (
            Box("finding", Sort.CHOICE, tuple(Finding)),
            *WORDS,
            Box("unheard", required=False),
        ),
    ),
    D.DISCIPLINE: Act(_saying(desk.discipline), WORDS),
    D.TELL_RESULT: Act(_saying(decisions.propose_result), WORDS, told=K.RESULT),
    D.CLOSE: Act(_close, (Box("cause"), Box("method"), Box("prevention"))),
    D.MONITOR: Act(_saying(desk.monitor), WORDS),
    D.REFER: Act(_refer, (Box("body", Sort.LINE), *WORDS), told=K.REASON),
    D.NOT_ACCEPT: Act(
        _not_accept, (Box("refusal", Sort.CHOICE, tuple(Refusal)), *WORDS), told=K.REASON
    ),
    D.ACCUSE: Act(
        _accuse,
        (Box("units", Sort.UNITS, required=False), Box("people", Sort.PEOPLE, required=False)),
        leaves=True,
    ),
    D.RECUSE: Act(_plain(conflicts.recuse), leaves=True),
    D.WIDEN: Act(_widen, (Box("person", Sort.PERSON), *WORDS), grave=True),
    D.OPEN_ORIGINAL: Act(_ask_original, (Box("file", Sort.CARRIED), *WORDS), grave=True),
    D.SEE_IDENTITY: Act(
        _ask_identity,
        (Box("legal_basis", Sort.LINE), Box("file_ref", Sort.LINE), *WORDS),
        grave=True,
    ),
}

# The order on the page. An original is asked for beside the file it is of.
GROUPS: Final[dict[str, tuple[Deed, ...]]] = {
    "reporter": (D.ASK, D.PROGRESS, D.TELL_RESULT),
    "work": (
        D.SCREEN,
        D.START_FACTS,
        D.HAND_OVER,
        D.STATEMENT,
        D.EXTEND,
        D.CONCLUDE,
        D.DISCIPLINE,
        D.MONITOR,
        D.NOTE,
        D.PROTECT,
    ),
    "end": (D.REFER, D.NOT_ACCEPT, D.CLOSE),
    "people": (D.RECUSE, D.ACCUSE, D.WIDEN, D.SEE_IDENTITY),
}
