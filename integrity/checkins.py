"""Asking a reporter, some time after the end, whether anybody harms them for having reported.

Nobody is asked in so many words outside: a neutral push, where there still is a way back, and the
question on the page or card that the code opens (security A1.5; ISO 37002 asks for such a look).
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from cases.errors import Invalid
from integrity import clocks
from integrity.contents import Folder, Said, entries
from integrity.documents import Words, required
from integrity.folders import REPORTER, Custody, log
from integrity.lifecycle import Deed, after
from integrity.saying import say
from models.vocabulary import SealedBy, SealedKind

ANSWERED: Final = "checkin"  # the field that says which answer it was
HARMED, UNHARMED = "harmed", "unharmed"


def is_open(folder: Folder, said: Sequence[Said], *, custody: Custody) -> bool:
    """Whether a check-in has come that was not answered yet."""
    closed_on, office = folder.row.closed_on, custody.office
    if closed_on is None:
        return False
    days = clocks.checkins(closed_on, office.sealed_clocks, office.retention)
    since = max((day for day in days if day <= custody.today), default=None)
    return since is not None and not any(
        one.on >= since and one.document[ANSWERED] for one in said if one.by is SealedBy.REPORTER
    )


def nobody_harms(session: Session, folder: Folder, *, custody: Custody) -> None:
    """Answer that nobody does. Raises Invalid if it was not asked."""
    _require_open(session, folder, custody)
    fields = {"text": "", ANSWERED: UNHARMED}
    say(session, folder, SealedKind.ANSWER, fields, Words(""), custody=custody)
    log(session, Deed.CHECK_IN, folder.row.id, actor=REPORTER, custody=custody)


def somebody_harms(session: Session, folder: Folder, words: Words, *, custody: Custody) -> None:
    """Answer that somebody does; the officers see it first (A25). Raises Invalid."""
    required(words.text)
    _require_open(session, folder, custody)
    fields = {"text": words.text, ANSWERED: HARMED}
    say(session, folder, SealedKind.PROTECTION, fields, words, custody=custody)
    log(session, Deed.CHECK_IN, folder.row.id, actor=REPORTER, custody=custody)


def _require_open(session: Session, folder: Folder, custody: Custody) -> None:
    after(folder.row.state, Deed.CHECK_IN)
    if not is_open(folder, entries(session, folder), custody=custody):
        raise Invalid("disclosure.nothing_asked")
