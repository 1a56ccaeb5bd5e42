"""The second person at the integrity desk: what waits for a word, the word, and the one look."""

import uuid
from collections.abc import Sequence

from flask import Response, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from integrity import decisions, proposals, rare
from integrity.lifecycle import Deed
from integrity.views import Copy, Identity
from models.sealed import Disclosure, Proposal
from models.vocabulary import Approval, Role
from web.console.access import me, open_to
from web.console.forms import field, go_to
from web.console.integrity.files import saved
from web.console.integrity.place import (
    RECIPIENTS,
    SECOND_PERSONS,
    Hand,
    blueprint,
    id_in,
    names,
    own_hand,
    to_case,
)
from web.site import site
from web.wording import in_address, page_lang

CONFLICT = 409
LOOKS = {Deed.OPEN_ORIGINAL: rare.open_original, Deed.SEE_IDENTITY: rare.see_identity}


@blueprint.get("/waiting")
@open_to(*SECOND_PERSONS)
def waiting() -> str:
    """What waits for this person's word, or for somebody else's on what they proposed."""
    done = request.args.get("done", "")
    return _waiting(done=done if done in set(Approval) else None)


@blueprint.post("/decide/<proposal>")
@open_to(*SECOND_PERSONS, fresh=True)
def decide(proposal: str) -> Response:
    """Agree, or refuse. Only what is chosen counts, and nobody agrees to what is their own."""
    hand, wanted, approves = own_hand(), id_in(proposal), field("word") == "approve"
    try:
        with site().service.database.writing(hand.custody.office.slug) as session:
            decisions.decide(session, wanted, approves=approves, by=hand.by, custody=hand.custody)
    except (NotAllowed, IllegalTransition, Invalid):
        return Response(_waiting(told="integrity_desk.not_now"), status=CONFLICT)
    done = Approval.APPROVED if approves else Approval.REFUSED
    if field("number") and hand.by.role is not Role.AUDITOR:
        return to_case(field("number"), done)
    lang = in_address(page_lang())
    return go_to(url_for("console_integrity.waiting", done=done, lang=lang))


@blueprint.post("/look/<deed>/<proposal>")
@open_to(*RECIPIENTS, fresh=True)
def look(deed: str, proposal: str) -> Response:
    """Look once at what two or three persons agreed to be looked at."""
    hand, wanted = own_hand(), id_in(proposal)
    verb = {str(one): found for one, found in LOOKS.items()}.get(deed)
    if verb is None:
        raise NotFound
    with site().service.database.writing(hand.custody.office.slug) as session:
        found = verb(session, wanted, by=hand.by, custody=hand.custody)
    return saved(found) if isinstance(found, Copy) else _identity(found)


@blueprint.post("/accused")
@open_to(Role.INTEGRITY)
def answer_accused() -> str:
    """What somebody may be told who asks what the office holds on them (T49)."""
    hand, number = own_hand(), field("number") or None
    with site().service.database.writing(hand.custody.office.slug) as session:
        answer = rare.answer_accused(session, number, by=hand.by, custody=hand.custody)
    return render_template("console/integrity/accused.html", answer=answer)


def allowed_looks(session: Session, number: str, hand: Hand) -> Sequence[tuple[Deed, uuid.UUID]]:
    """What this person asked to see of a report, was allowed, and has not looked at yet."""
    allowed = (
        select(Proposal)
        .join(Disclosure, Disclosure.id == Proposal.disclosure_id)
        .where(
            Disclosure.number == number,
            Proposal.action.in_(LOOKS),
            Proposal.proposed_by == hand.by.staff_id,
            Proposal.approval == Approval.APPROVED,
            Proposal.used_on.is_(None),
            Proposal.decided_on >= hand.custody.today - proposals.ONE_LOOK_WITHIN,
        )
        .order_by(Proposal.proposed_on, Proposal.id)
    )
    return [(Deed(row.action), row.id) for row in session.scalars(allowed).all()]


def _waiting(*, told: str | None = None, done: str | None = None) -> str:
    hand = own_hand()
    with site().service.database.writing(hand.custody.office.slug) as session:
        found = proposals.waiting(session, by=hand.by, custody=hand.custody)
        known = names(session, hand.custody.office)
    return render_template(
        "console/integrity/waiting.html",
        proposals=found,
        known=known,
        hand=hand,
        told=told,
        done=done,
        reads=me().role in RECIPIENTS,
    )


def _identity(found: Identity | None) -> Response:
    return Response(render_template("console/integrity/identity.html", found=found))
