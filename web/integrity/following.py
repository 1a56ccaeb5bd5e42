"""Coming back with a receipt code: where the report stands, what officers ask, and saying more.

A code that is wrong, unknown or unreadable gets the same page after the same work (T92). It travels
in the body of the form alone; from then on the page carries a sealed ticket in its place.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from flask import Response, abort
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.errors import IllegalTransition, Invalid, NotFound, TooManyTries
from config.office import Office
from integrity import reporter
from integrity.contents import Folder, entries
from integrity.folders import by_code
from integrity.receipts import (
    Busy,
    Hardened,
    allow_lookup,
    minute_ends_in,
    new_receipt,
    read_receipt,
)
from models.scope import EVERY_OFFICE
from models.sealed import DisclosureKey
from models.vocabulary import SealedBy
from texts.message import Message
from web.integrity import tickets, uploads
from web.integrity.acts import ACTS, NOTHING, WITHDRAW, Act, Given
from web.integrity.gate import SOON, Again, custody, page, part
from web.integrity.periods import code_days
from web.integrity.uploads import Sent
from web.site import site

LONGEST: Final = 20_000  # characters

blueprint = part("sealed_follow", __name__)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who typed the code of a report of this office."""

    office: Office
    code: str = field(repr=False)
    hardened: Hardened = field(repr=False)


@blueprint.get("/follow")
def ask() -> Response:
    """The field for the code."""
    return _door()


@blueprint.post("/follow")
def go_on() -> Response:
    """The report, after its code was typed or something was done with it."""
    try:
        with uploads.sent() as sent:
            return _act(sent) if "deed" in sent.fields else _open(sent)
    except Again as problem:
        return page("error.html", status=problem.status, wait=problem.wait, told="503")


# ------------------------------------------------------------------------- opening


def _open(sent: Sent) -> Response:
    here = site().service
    try:
        with here.database.writing(EVERY_OFFICE) as session:
            allow_lookup(session, here.clock())
    except TooManyTries:
        return _door("too_many", status=429, wait=minute_ends_in(here.clock()))
    code = read_receipt(sent.fields.get("code", ""))
    try:
        # An unreadable code is not hashed, but another in its place: the time taken tells nothing.
        hardened = here.vault.hardener.harden(code or new_receipt().plain)
    except Busy:
        return _door("busy", status=503, wait=SOON)
    office = _office_of(hardened)
    if code is None or office is None:
        return _door("unknown")
    return _dialogue(Visit(office, code, hardened))


def _office_of(hardened: Hardened) -> Office | None:
    """Whose report this is."""
    here = site().service
    lookups = [way.lookup for way in hardened.ways]
    with here.database.reading(EVERY_OFFICE) as session:
        slug = session.scalar(
            select(DisclosureKey.office_id).where(DisclosureKey.lookup.in_(lookups))
        )
    return here.offices.get(slug or "")


# ------------------------------------------------------------------------- doing


def _act(sent: Sent) -> Response:
    here = site().service
    given = Given(sent.fields["deed"], sent.text("text"), sure="sure" in sent.fields)
    act = ACTS.get(given.deed) or abort(400)
    ticket = sent.fields.get("visit", "")
    opened = tickets.read_visit(ticket, keyring=here.vault.keyring, now=here.clock())
    office = _office_of(opened[1]) if opened else None
    if opened is None or office is None:
        return _door("expired", text=given.text)
    visit = Visit(office, *opened)
    try:
        _require_fit(visit, given)
        files = uploads.exhibits(sent.files)
        _carry_out(act, visit, replace(given, files=files))
    except NotFound:
        return _door("unknown")
    except Invalid as problem:
        return _dialogue(visit, given, problem=Again(Message(problem.key)))
    except IllegalTransition:
        return _dialogue(visit, given, problem=Again(Message("disclosure.not_possible")))
    except Again as problem:
        return _dialogue(visit, given, problem=problem)
    return page("withdrawn.html") if given.deed == WITHDRAW else _dialogue(visit, done=given.deed)


def _require_fit(visit: Visit, given: Given) -> None:
    """Raise Invalid for what is too much, and for words with the code in them (security D15)."""
    if len(given.text) > LONGEST:
        raise Invalid("integrity_web.too_long")
    digits = "".join(str(int(sign)) for sign in given.text if sign.isdecimal())
    if visit.code in digits:
        raise Invalid("integrity_web.follow.code_inside")


def _carry_out(act: Act, visit: Visit, given: Given) -> None:
    with site().service.database.writing(visit.office.slug) as session:
        folder = by_code(session, visit.hardened)
        if not _said_already(session, folder, act, given):
            act.does(session, folder, given, custody(visit.office))


def _said_already(session: Session, folder: Folder, act: Act, given: Given) -> bool:
    """Whether these words were the last ones: the page was sent twice."""
    last = entries(session, folder)[-1:]
    return bool(given.text) and any(
        (said.by, said.kind) == (SealedBy.REPORTER, act.kind)
        and said.document["text"] == given.text
        for said in last
    )


# ------------------------------------------------------------------------- the pages


def _door(
    told: str | None = None, *, status: int = 200, wait: timedelta | None = None, text: str = ""
) -> Response:
    days = code_days(site().service.offices.values())
    return page("follow.html", status=status, wait=wait, told=told, text=text, code_days=days)


def _dialogue(
    visit: Visit,
    given: Given = NOTHING,
    *,
    problem: Again | None = None,
    done: str | None = None,
) -> Response:
    here = site().service
    with here.database.reading(visit.office.slug) as session:
        try:
            folder = by_code(session, visit.hardened)
            report = reporter.view(session, folder, custody=custody(visit.office))
        except NotFound:
            return _door("unknown")
    keyring, now = here.vault.keyring, here.clock()
    return page(
        "dialogue.html",
        status=problem.status if problem else 200,
        wait=problem.wait if problem else None,
        said=problem.said if problem else None,
        done=done,
        report=report,
        given=given,
        longest=LONGEST,
        ticket=tickets.for_visit(visit.code, visit.hardened, keyring=keyring, now=now),
    )
