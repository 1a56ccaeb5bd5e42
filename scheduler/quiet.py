"""Calls to LINE of which nothing is written down, and up to when they were made.

A line in a log or a row with a time would tell that there was something to say. LINE knows by the
retry key that a call was made before, so making it again is harmless for a day.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from bot.line.outcomes import Ambiguous, TooMany, Unreached
from bot.service import Line, Service
from models.post import Heartbeat
from models.scope import EVERY_OFFICE
from models.statements import add_if_absent

# LINE forgets a retry key after a day; what could not be said by then is not said at all.
LATEST: Final = timedelta(hours=20)
AGAIN: Final = (Ambiguous, TooMany, Unreached)


def pushed(line: Line | None, user: str, messages: Sequence[dict[str, Any]], *, key: str) -> bool:
    """Write to somebody; False if another try with the same key may help."""
    if line is None:  # the office no longer has this account
        return True
    return not isinstance(line.gateway.push(user, messages, retry_key=key), AGAIN)


def made_until(service: Service, name: str, *, at_least: datetime) -> datetime:
    """Up to when everybody was told what there was to tell; no earlier than `at_least`."""
    with service.database.reading(EVERY_OFFICE) as session:
        row = session.get(Heartbeat, name)
        return at_least if row is None else max(row.beat_at, at_least)


def note(service: Service, name: str, until: datetime) -> None:
    """Remember it: a row of the heartbeats, which moves whether or not there was anything."""
    with service.database.writing(EVERY_OFFICE) as session:
        add_if_absent(session, Heartbeat, [{"name": name, "beat_at": until}])
        session.get_one(Heartbeat, name).beat_at = until
