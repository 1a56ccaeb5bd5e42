"""What an integrity officer does with a report alone: ask, note, examine, hand over, follow up.

Whatever needs a second person stands in `integrity.decisions`. Every verb takes the report anew
through the firewall and writes one entry of the audit log.
"""

from dataclasses import replace

from sqlalchemy.orm import Session

from cases.actors import Officer
from cases.errors import CaseError, IllegalTransition, Invalid
from integrity.contents import Folder, entries, revise, write
from integrity.documents import Document, required, text
from integrity.folders import Custody, log, move, take
from integrity.handing import addressed, is_concerned
from integrity.lifecycle import Deed
from integrity.likeness import shared_runs
from models.vocabulary import Finding, SealedBy, SealedKind


class TooAlike(CaseError):
    """A summary repeats what the reporter wrote; `runs` says how many runs of twelve characters."""

    def __init__(self, runs: int) -> None:
        """Keep the count."""
        super().__init__(runs)
        self.runs = runs


def screen(session: Session, number: str, *, by: Officer, custody: Custody) -> None:
    """Begin the preliminary examination, or go on with it when no answer came.

    Raises NotFound, NotAllowed, IllegalTransition, as all verbs here do.
    """
    _do(session, number, Deed.SCREEN, None, by=by, custody=custody)


def ask(session: Session, number: str, question: str, *, by: Officer, custody: Custody) -> None:
    """Ask the reporter something, without either knowing the other. Raises Invalid."""
    said = (SealedKind.QUESTION, text(required(question)))
    _do(session, number, Deed.ASK, said, by=by, custody=custody)


def note(session: Session, number: str, words: str, *, by: Officer, custody: Custody) -> None:
    """Note something among the officers of this report. Raises Invalid."""
    said = (SealedKind.INTERNAL, text(required(words)))
    _do(session, number, Deed.NOTE, said, by=by, custody=custody)


def tell_progress(
    session: Session, number: str, words: str, *, by: Officer, custody: Custody
) -> None:
    """Tell the reporter how it goes, while nothing is decided. Raises Invalid."""
    said = (SealedKind.PROGRESS, text(required(words)))
    _do(session, number, Deed.PROGRESS, said, by=by, custody=custody)


def protect(session: Session, number: str, words: str, *, by: Officer, custody: Custody) -> None:
    """Write down what is done to protect the reporter or a witness (A25). Raises Invalid."""
    said = (SealedKind.PROTECTION, text(required(words)))
    _do(session, number, Deed.PROTECT, said, by=by, custody=custody)


def start_facts(
    session: Session, number: str, order: str, *, by: Officer, custody: Custody
) -> None:
    """Begin to establish the facts, under a numbered order (requirements 4.2, c3).

    Raises Invalid.
    """
    said = (SealedKind.INTERNAL, text(required(order)))
    folder = _do(session, number, Deed.START_FACTS, said, by=by, custody=custody)
    revise(folder, replace(folder.about, order=order.strip()))


def record_statement(
    session: Session, number: str, statement: str, *, by: Officer, custody: Custody
) -> None:
    """Write down what the accused says to it, before anything is concluded (A26). Raises Invalid.

    From here on the accused knows, and may be told so again (`integrity.rare.answer_accused`).
    """
    said = (SealedKind.STATEMENT, text(required(statement)))
    _do(session, number, Deed.STATEMENT, said, by=by, custody=custody)


def discipline(session: Session, number: str, words: str, *, by: Officer, custody: Custody) -> None:
    """Write down what follows from a finding that there was misconduct. Raises Invalid."""
    folder = take(session, number, Deed.DISCIPLINE, by=by, custody=custody)
    if folder.about.finding is not Finding.SUBSTANTIATED:
        raise IllegalTransition("nothing was found that could be disciplined")
    said = (SealedKind.INTERNAL, text(required(words)))
    _carry_out(session, folder, Deed.DISCIPLINE, said, by=by, custody=custody)


def monitor(session: Session, number: str, words: str, *, by: Officer, custody: Custody) -> None:
    """Write down what was seen when the matter was looked at again (A81). Raises Invalid."""
    said = (SealedKind.INTERNAL, text(required(words)))
    _do(session, number, Deed.MONITOR, said, by=by, custody=custody)


def hand_over(
    session: Session,
    number: str,
    unit: str,
    summary: str,
    *,
    despite_likeness: bool,
    by: Officer,
    custody: Custody,
) -> None:
    """Give a unit a summary in the officer's own words, from which to establish facts (D4).

    The heads of that unit, by name, may read it (`integrity.handing`), and nothing else.
    Raises Invalid for a unit that is concerned, TooAlike for a summary that repeats the reporter's
    wording, unless the officer insists: that is written into the audit log.
    """
    folder = take(session, number, Deed.HAND_OVER, by=by, custody=custody)
    known = {each.code for each in custody.office.units}
    if unit not in known or is_concerned(folder.about.concern, unit, custody.office.centre):
        raise Invalid("disclosure.unit_is_concerned")
    runs = _likeness(session, folder, required(summary))
    if runs and not despite_likeness:
        raise TooAlike(runs)
    said = (SealedKind.INTERNAL, addressed(session, folder, unit, summary.strip(), by, custody))
    detail = f"despite_likeness:{runs}" if runs else ""
    _carry_out(session, folder, Deed.HAND_OVER, said, by=by, custody=custody, detail=detail)


def _do(
    session: Session,
    number: str,
    deed: Deed,
    said: tuple[SealedKind, Document] | None,
    *,
    by: Officer,
    custody: Custody,
) -> Folder:
    folder = take(session, number, deed, by=by, custody=custody)
    return _carry_out(session, folder, deed, said, by=by, custody=custody)


def _carry_out(
    session: Session,
    folder: Folder,
    deed: Deed,
    said: tuple[SealedKind, Document] | None,
    *,
    by: Officer,
    custody: Custody,
    detail: str = "",
) -> Folder:
    move(folder.row, deed, today=custody.today)
    if said is not None:
        write(session, folder, *said, by=SealedBy.OFFICER, on=custody.today)
    log(session, deed, folder.row.id, actor=by.staff_id, custody=custody, detail=detail)
    return folder


def _likeness(session: Session, folder: Folder, summary: str) -> int:
    told = (
        words
        for said in entries(session, folder)
        if said.by is SealedBy.REPORTER
        for words in said.document.fields.values()
    )
    return shared_runs(summary, told)
