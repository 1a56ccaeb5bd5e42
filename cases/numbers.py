"""Running numbers without gaps and without doubles, however many people complain at once."""

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.case import Counter
from models.scope import office_of
from models.statements import add_if_absent
from texts.dates import fiscal_year


def next_number(session: Session, prefix: str, *, on: date) -> str:
    """Take the next number of the office's series in the fiscal year of a date, as HKW-2570-00001.

    The counter moves in the caller's transaction: undone with it (no gap), and holding the row
    until it
    ends (no double). Peers that read first and count later lose reports here.
    """
    year = fiscal_year(on)
    key = {"office_id": office_of(session), "series": prefix, "fiscal_year": year}
    add_if_absent(session, Counter, [{**key, "value": 0}])
    mine = (Counter.series == prefix, Counter.fiscal_year == year)
    session.execute(update(Counter).where(*mine).values(value=Counter.value + 1))
    value = session.execute(select(Counter.value).where(*mine)).scalar_one()
    return f"{prefix}-{year}-{value:05d}"
