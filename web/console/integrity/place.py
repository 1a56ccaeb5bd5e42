"""What all pages of the integrity desk share: their address, who acts, and one answer for no."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Response, abort, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as Missing

from cases.actors import Officer
from cases.deadlines import local_date
from cases.errors import NotFound
from config.office import Office
from integrity.folders import Custody
from integrity.reading import Reason
from models.people import Staff
from models.vocabulary import Role
from texts.message import Bilingual
from web import errors
from web.console.access import me
from web.console.forms import go_to
from web.console.room import room
from web.site import site
from web.wording import in_address, page_lang

# Whoever can be among the recipients. A director who is not sees the same pages, empty.
RECIPIENTS: Final = (Role.INTEGRITY, Role.DIRECTOR)
# Besides, whoever agrees to what shows more of a report, without reading it (security D6).
SECOND_PERSONS: Final = (*RECIPIENTS, Role.AUDITOR)
MOST_WORDS: Final = 5_000  # characters of one text

blueprint = room("console_integrity", __name__, path="/integrity")


@blueprint.errorhandler(NotFound)
def not_there(_: NotFound) -> Response:
    """What is not there and what is not theirs: the console's own page for no page (T22)."""
    return errors.explain(Missing())


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, with the keys and the day it is."""

    by: Officer
    custody: Custody


def own_hand() -> Hand:
    """The hand of whoever asks."""
    here, who = site().service, me()
    today = local_date(here.clock())
    return Hand(who.officer, Custody(here.vault.keyring, here.offices[who.office], today))


@dataclass(frozen=True, slots=True)
class Names:
    """What pages call units and people; members of staff by the text of their id."""

    units: dict[str, Bilingual]
    staff: dict[str, str]

    @staticmethod
    def day(text: str) -> date:
        """A date as documents hold it."""
        return date.fromisoformat(text)


def names(session: Session, office: Office) -> Names:
    """The units of the office and everybody in its register."""
    people = session.execute(select(Staff.id, Staff.name).order_by(Staff.name))
    units = {unit.code: unit.name for unit in office.units}
    return Names(units, {str(id_): name for id_, name in people})


def id_in(text: str) -> uuid.UUID:
    """The id in an address or a form. What is none is not there."""
    try:
        return uuid.UUID(text)
    except ValueError:
        abort(404)


def reason_in(text: str) -> Reason | None:
    """Why a report is opened, if that was said."""
    return Reason(text) if text in set(Reason) else None


def to_list(done: str | None = None) -> Response:
    """On to the list."""
    return go_to(url_for("console_integrity.cases", done=done, lang=in_address(page_lang())))


def to_case(number: str, done: str | None = None) -> Response:
    """On to the page of a report, opened for the same reason as before."""
    reason = reason_in(request.form.get("reason", "")) or Reason.WORK
    where = url_for(
        "console_integrity.case",
        number=number,
        reason=reason,
        done=done,
        lang=in_address(page_lang()),
    )
    return go_to(where)
