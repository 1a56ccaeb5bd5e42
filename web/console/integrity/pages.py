"""Reading at the integrity desk: the own list, a report opened for a reason, and its evidence."""

from collections.abc import Iterator
from typing import Final

from flask import Response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from cases.brief import month_before
from integrity import protection, reading
from integrity.lifecycle import SECOND, Deed
from integrity.reading import Reason
from integrity.views import DeskView
from models.vocabulary import Finding, Role
from texts.dates import month_name
from texts.message import Param
from web.console.access import open_to
from web.console.integrity.acts import ACTS, GROUPS, Act
from web.console.integrity.files import saved
from web.console.integrity.place import (
    MOST_WORDS,
    RECIPIENTS,
    Hand,
    blueprint,
    id_in,
    names,
    own_hand,
    reason_in,
    to_list,
)
from web.console.integrity.second import allowed_looks
from web.site import site


@blueprint.get("/")
@open_to(*RECIPIENTS)
def cases() -> str:
    """The reports this person may open; of any other there is not even a number."""
    hand = own_hand()
    with site().service.database.writing(hand.custody.office.slug) as session:
        lines = reading.list_own(session, by=hand.by, custody=hand.custody)
        known = names(session, hand.custody.office)
        asked = _asked_for_protection(session, hand)
    return render_template(
        "console/integrity/cases.html",
        lines=lines,
        asked=asked,
        reasons=Reason,
        known=known,
        second=SECOND,
        done=_done(),
    )


def _asked_for_protection(session: Session, hand: Hand) -> dict[str, Param] | None:
    """For a director: the month's requests in the own reports; the brief in the chat has none."""
    if hand.by.role is not Role.DIRECTOR:
        return None
    month = month_before(hand.custody.today)
    count = protection.asked_in(session, month, by=hand.by, custody=hand.custody)
    return {"month": month_name(month), "count": count}


@blueprint.get("/<number>")
@open_to(*RECIPIENTS)
def case(number: str) -> str | Response:
    """One report, opened for a reason that is written down; without one, back to the list."""
    reason = reason_in(request.args.get("reason", ""))
    if reason is None:
        return to_list()
    hand = own_hand()
    with site().service.database.writing(hand.custody.office.slug) as session:
        report = reading.open_case(session, number, reason, by=hand.by, custody=hand.custody)
        known = names(session, hand.custody.office)
        looks = allowed_looks(session, number, hand)
    return render_template(
        "console/integrity/case.html",
        report=report,
        reason=reason,
        known=known,
        looks=looks,
        hand=hand,
        groups=dict(_groups(report)),
        original=ACTS[Deed.OPEN_ORIGINAL],
        second=SECOND,
        longest=MOST_WORDS,
        carried=_carried,
        done=_done(),
    )


@blueprint.get("/<number>/file/<file_id>")
@open_to(*RECIPIENTS)
def evidence(number: str, file_id: str) -> Response:
    """The copy of a piece of evidence that was rebuilt for reading."""
    hand, wanted = own_hand(), id_in(file_id)
    with site().service.database.writing(hand.custody.office.slug) as session:
        copy = reading.view_file(session, number, wanted, by=hand.by, custody=hand.custody)
    return saved(copy)


def _groups(report: DeskView) -> Iterator[tuple[str, dict[Deed, Act]]]:
    """The forms for what may be done now, by what they are for; first what a late report needs."""
    for group, deeds in sorted(GROUPS.items(), key=lambda row: report.past_chain not in row[1]):
        if found := {deed: ACTS[deed] for deed in deeds if _is_possible(report, deed)}:
            yield group, found


def _is_possible(report: DeskView, deed: Deed) -> bool:
    if deed is Deed.DISCIPLINE and report.finding is not Finding.SUBSTANTIATED:
        return False
    return deed in report.can


def _carried(**given: object) -> MultiDict[str, str]:
    """What a form on the page begins with."""
    return MultiDict({name: str(value) for name, value in given.items()})


def _done() -> str | None:
    """What was just done, to be said at the top."""
    done = request.args.get("done", "")
    return done if done in DONE else None


# Besides the deeds: a vote, and that there is nobody to be seen.
DONE: Final = frozenset({*ACTS, "approved", "refused", "nothing_linked"})
