"""A report as its reporter reads it: public words, dates, and what the officers said."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from integrity import checkins, clocks
from integrity.contents import Folder, Said, entries
from integrity.disclosures import open_question
from integrity.folders import Custody
from integrity.lifecycle import Deed, can
from integrity.views import Line, ReporterView, Stage
from models.sealed import SealedLink
from models.vocabulary import DisclosureState, SealedBy, SealedKind

# What the reporter reads of what officers wrote; the rest is among officers.
TOLD: Final = (SealedKind.QUESTION, SealedKind.PROGRESS, SealedKind.RESULT, SealedKind.REASON)
STAGES: Final = {
    DisclosureState.RECEIVED: Stage.RECEIVED,
    DisclosureState.NOTIFIED: Stage.FINISHED,
    DisclosureState.CLOSED: Stage.FINISHED,
    DisclosureState.MONITORED: Stage.FINISHED,
    DisclosureState.NOT_ACCEPTED: Stage.FINISHED,
}
EXITS: Final = (DisclosureState.REFERRED, DisclosureState.NOT_ACCEPTED)
VERBS: Final = (
    Deed.CHECK_IN,
    Deed.ANSWER,
    Deed.ADD,
    Deed.PROTECT,
    Deed.FORGET,
    Deed.WITHDRAW,
)


def view(session: Session, folder: Folder, *, custody: Custody) -> ReporterView:
    """Show a report to whoever opened it with its code, or by its link.

    What the reporter wrote is listed without its words: a found code gives no account away.
    """
    row, said = folder.row, entries(session, folder)
    question = open_question(session, folder) if can(row.state, Deed.ANSWER) else None
    asked = {
        Deed.ANSWER: question is not None,
        Deed.CHECK_IN: checkins.is_open(folder, said, custody=custody),
    }
    link = select(SealedLink.id).where(SealedLink.disclosure_id == row.id)
    told_on, told_next = _told(folder, custody)
    return ReporterView(
        number=row.number,
        stage=STAGES.get(row.state, Stage.IN_PROGRESS),
        ended_as=row.state if row.state in EXITS else None,
        received_on=row.received_on,
        since=row.moved_on,
        feedback_by=row.feedback_by,
        told_on=told_on,
        told_next=told_next,
        lines=_lines(said),
        question=question,
        linked=session.scalar(link) is not None,
        can=tuple(deed for deed in VERBS if can(row.state, deed) and asked.get(deed, True)),
    )


def _told(folder: Folder, custody: Custody) -> tuple[date | None, date | None]:
    """The days on which it is said that it goes on (A43): worked out anew, and kept nowhere."""
    row, settings = folder.row, custody.office.sealed_clocks
    if row.state not in clocks.UNDECIDED:
        return None, None
    of = (row.received_on, custody.today, settings)
    return clocks.told_last(*of), clocks.told_next(*of)


def _lines(said: Sequence[Said]) -> tuple[Line, ...]:
    return tuple(
        Line(one.on, one.kind, one.by, one.document["text"] if one.kind in TOLD else None)
        for one in said
        if one.kind in TOLD or one.by is SealedBy.REPORTER
    )
