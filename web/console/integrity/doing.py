"""Acting at the integrity desk: what the reporter will read is shown first, then it is done."""

from flask import Response, abort, render_template
from sqlalchemy.orm import Session

from cases.errors import IllegalTransition, Invalid, NotAllowed
from integrity.desk import TooAlike
from integrity.disclosures import NobodyMayReceive
from integrity.documents import required
from integrity.folders import take
from integrity.lifecycle import SECOND, Deed
from texts.message import Message
from web.console.access import open_to
from web.console.forms import field
from web.console.integrity.acts import ACTS, Act, typed
from web.console.integrity.place import (
    MOST_WORDS,
    RECIPIENTS,
    Hand,
    blueprint,
    names,
    own_hand,
    reason_in,
    to_case,
    to_list,
)
from web.site import site

UNPROCESSABLE, CONFLICT = 422, 409
LARGEST = 262_144  # bytes: Thai takes nine a letter in a form, and a text comes twice once shown


@blueprint.post("/<number>/do/<word>")
@open_to(*RECIPIENTS, largest=LARGEST)
def act(number: str, word: str) -> Response:
    """Do something with a report."""
    return _do(number, _deed(word, grave=False))


@blueprint.post("/<number>/grave/<word>")
@open_to(*RECIPIENTS, fresh=True, largest=LARGEST)
def act_gravely(number: str, word: str) -> Response:
    """Do what shows more of a report to somebody: with a fresh code."""
    return _do(number, _deed(word, grave=True))


def _deed(word: str, *, grave: bool) -> Deed:
    found = {deed.value: deed for deed, act in ACTS.items() if act.grave is grave}
    return found.get(word) or abort(404)


def _do(number: str, deed: Deed) -> Response:
    hand, form = own_hand(), ACTS[deed]
    try:
        result = _in_one_go(number, deed, form, hand)
    except Invalid as why:
        return _again(number, deed, hand, told=Message(why.key), status=UNPROCESSABLE)
    except TooAlike as why:
        told = Message("integrity_desk.too_alike", {"runs": why.runs})
        return _again(number, deed, hand, told=told, status=UNPROCESSABLE)
    except NobodyMayReceive:
        told = Message("integrity_desk.nobody_left")
        return _again(number, deed, hand, told=told, status=CONFLICT)
    except (NotAllowed, IllegalTransition):
        return _again(number, deed, hand, told=Message("integrity_desk.not_now"), status=CONFLICT)
    return result or _after(number, deed, form)


def _in_one_go(number: str, deed: Deed, form: Act, hand: Hand) -> Response | None:
    """Do it, unless the reporter would read words that were not shown as they will be read.

    None when it was done as any other; what is not theirs is refused before anything is looked at.
    """
    with site().service.database.writing(hand.custody.office.slug) as session:
        take(session, number, deed, by=hand.by, custody=hand.custody)
        if form.told and typed("confirmed") != required(typed("words")):
            return _page(session, number, deed, hand, preview=required(typed("words")))
        given = form.does(session, number, hand)
    nothing_linked = deed is Deed.SEE_IDENTITY and given is None
    return to_case(number, "nothing_linked") if nothing_linked else None


def _after(number: str, deed: Deed, form: Act) -> Response:
    return to_list(deed) if form.leaves else to_case(number, deed)


def _again(number: str, deed: Deed, hand: Hand, *, told: Message, status: int) -> Response:
    """The form once more, with what was typed and what is wrong with it."""
    with site().service.database.reading(hand.custody.office.slug) as session:
        answer = _page(session, number, deed, hand, told=told)
    answer.status_code = status
    return answer


def _page(
    session: Session,
    number: str,
    deed: Deed,
    hand: Hand,
    *,
    preview: str | None = None,
    told: Message | None = None,
) -> Response:
    page = render_template(
        "console/integrity/form.html",
        number=number,
        deed=deed,
        form=ACTS[deed],
        reason=reason_in(field("reason")) or "work",
        known=names(session, hand.custody.office),
        hand=hand,
        second=SECOND,
        longest=MOST_WORDS,
        preview=preview,
        told=told,
    )
    return Response(page)
