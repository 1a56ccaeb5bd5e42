"""Puts the notices that staff are owed on cases together into one digest: a line a case."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.render.digest_card import Digest, DigestLine
from cases.deadlines import days_left
from config.office import Office
from models.case import Case
from models.post import Notice
from texts.message import Message, unpack

# What is said first of a case about which there is more than one thing to say.
URGENCY: Final = (
    "notice.staff.overdue",
    "notice.staff.due_today",
    "notice.staff.nudged",
    "notice.staff.ask_explanation",
    "notice.staff.not_given",
    "notice.staff.not_taken_up",
    "notice.staff.remind",
    "notice.staff.ask_progress",
    "notice.staff.reopened",
    "notice.staff.answered",
    "notice.staff.assigned",
    "notice.staff.added",
    "notice.staff.postponed",
    "notice.staff.withdrawn",
)
_PLACE: Final = {key: place for place, key in enumerate(URGENCY)}


def into_digest(notices: Iterable[Notice]) -> tuple[list[Notice], list[Notice]]:
    """Part what a digest has a line for from what is said in its own words."""
    parted: tuple[list[Notice], list[Notice]] = ([], [])
    for notice in notices:
        has_line = notice.case_id is not None and notice.message["key"] in _PLACE
        parted[0 if has_line else 1].append(notice)
    return parted


def draw_up(session: Session, notices: Sequence[Notice], *, office: Office, today: date) -> Digest:
    """The digest of these notices: cases that are most overdue first."""
    said: dict[uuid.UUID, list[Message]] = {}
    for notice in notices:
        if notice.case_id is not None:
            said.setdefault(notice.case_id, []).append(unpack(notice.message))
    cases = session.scalars(select(Case).where(Case.id.in_(said)))
    lines = [_line(case, said[case.id], office, today) for case in cases]
    return Digest(tuple(sorted(lines, key=lambda line: (line.days_left, line.number))))


def _line(case: Case, messages: Sequence[Message], office: Office, today: date) -> DigestLine:
    first = min(messages, key=lambda message: _PLACE[message.key])
    return DigestLine(
        number=case.number,
        category=office.category_name(case.category),
        state=case.state,
        promised_on=case.promised_on,
        days_left=days_left(case.promised_on, today),
        why=f"card.{first.key}",
        late=_late(first.params),
    )


def _late(params: Mapping[str, object]) -> int:
    late = params.get("late")
    return late if isinstance(late, int) else 0
