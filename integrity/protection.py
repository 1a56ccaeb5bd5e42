"""How many requests for protection a director's own reports brought: for the desk's page alone.

The monthly brief says nothing of it. A brief is written to a telephone, read over shoulders, frozen
in an open table, opened by who stands in; a figure in it would tell them all that there is a
report. Here the reader has shown two factors, and the firewall is asked about each report anew.
"""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.actors import Officer
from cases.brief import last_day
from integrity.folders import Custody, held_by
from models.sealed import SealedEntry
from models.vocabulary import SealedBy, SealedKind


def asked_in(session: Session, month: date, *, by: Officer, custody: Custody) -> int:
    """Count the requests of a month in the reports somebody may open now.

    Of any other report not even a nought is told: the answer is the same whether there is one.
    """
    own = [folder.row.id for folder in held_by(session, by, custody)]
    asked = (
        select(func.count())
        .select_from(SealedEntry)
        .where(
            SealedEntry.disclosure_id.in_(own),
            SealedEntry.kind == SealedKind.PROTECTION,
            SealedEntry.by == SealedBy.REPORTER,
            SealedEntry.on.between(month, last_day(month)),
        )
    )
    return session.scalar(asked) or 0
