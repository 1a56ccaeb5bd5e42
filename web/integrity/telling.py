"""Telling of corruption on the web: notice, form, a look at it, and the code (design 3, M0).

One address for everybody and every page, no cookie, no script. Nothing is stored before it is sent:
the words travel in the page itself (`form`), the code sealed in it (`tickets`), and files are
chosen on the last page, so that they travel once.
"""

from collections.abc import Callable
from typing import Final

from flask import Response, abort

from cases.deadlines import local_date
from cases.errors import Invalid
from config.office import Office
from integrity.clocks import Owed, limits
from integrity.disclosures import NobodyMayReceive
from integrity.receipts import Receipt, new_receipt, read_receipt
from integrity.told import KINDS, Told, completeness
from texts.message import Message
from web.integrity import form, tickets, uploads
from web.integrity.gate import Again, comes_from_us, page, part
from web.integrity.intake import look_at, readers, take_in
from web.integrity.periods import promised
from web.integrity.uploads import Sent
from web.site import site

NEUTRAL: Final = "https://www.tmd.go.th/"  # the weather: what anybody looks up

blueprint = part("sealed", __name__)


@blueprint.get("/")
def begin() -> Response:
    """The notice, and the form or the choice of an office."""
    offices = tuple(site().service.offices.values())
    if len(offices) == 1:
        return _form(offices[0], form.blank(), notice=True)
    return page("begin.html", offices=offices, clocks=promised(offices))


@blueprint.post("/")
def go_on() -> Response:
    """The page after the one that was sent."""
    try:
        with uploads.sent() as sent:
            step = STEPS.get(sent.fields.get("step", ""))
            return step(sent) if step else abort(400)
    except Again as problem:  # not even read; the words are still in the page that was sent
        return page("error.html", status=problem.status, wait=problem.wait, told="503")


@blueprint.get("/leave")
def leave() -> Response:
    """Out, at once, to a page that anybody might look at; the browser drops what it kept of us.

    Only from our own pages: others could log somebody out with it.
    """
    if not comes_from_us():
        abort(403)
    return Response(status=303, headers={"Location": NEUTRAL, "Clear-Site-Data": '"*"'})


# ------------------------------------------------------------------------- the steps


def choose(sent: Sent) -> Response:
    """The form of the office that was chosen."""
    return _form(_office(sent), form.blank())


def look_over(sent: Sent) -> Response:
    """What was told, who would read it, and what would help; nothing is stored."""
    office, told = _office(sent), form.read(sent)
    try:
        return _look(office, told)
    except Invalid as problem:
        return _form(office, told, said=Message(problem.key))
    except NobodyMayReceive:
        return page("outside.html", office=office, told=told)


def edit(sent: Sent) -> Response:
    """The form again, with what was written in it."""
    return _form(_office(sent), form.read(sent))


def send(sent: Sent) -> Response:
    """Take the report in and show its code, once."""
    office, told = _office(sent), form.read(sent)
    receipt = _receipt(sent)
    try:
        if receipt is None:
            return _look(office, told, Again(Message("integrity_web.check.expired")))
        take_in(office, told, sent, receipt)
        return _code(office, receipt)
    except NobodyMayReceive:
        return page("outside.html", office=office, told=told)
    except Invalid as problem:
        return _form(office, told, said=Message(problem.key))
    except Again as problem:
        return _look(office, told, problem)


def type_back(sent: Sent) -> Response:
    """Whether the code was copied as it is; it is shown again where it was not."""
    office, receipt = _office(sent), _receipt(sent)
    if receipt is None or read_receipt(sent.text("code")) == receipt.plain:
        return page("done.html", right=receipt is not None)
    return _code(office, receipt, said=Message("integrity_web.receipt.differs"))


def later(sent: Sent) -> Response:
    """On without typing it back."""
    return page("done.html", right=False)


STEPS: Final[dict[str, Callable[[Sent], Response]]] = {
    "choose": choose,
    "check": look_over,
    "edit": edit,
    "send": send,
    "type_back": type_back,
    "later": later,
}


# ------------------------------------------------------------------------- the pages


def _form(
    office: Office, told: Told, *, said: Message | None = None, notice: bool = False
) -> Response:
    """The form, or where to go when nobody in the office may receive anything at all."""
    try:
        readers(office, form.blank())
    except NobodyMayReceive:
        return page("outside.html", office=office, told=told)
    return page(
        "form.html",
        office=office,
        told=told,
        said=said,
        notice=notice,
        clocks=promised([office]),
        kinds=KINDS,
        longest=form.LONGEST,
    )


def _look(office: Office, told: Told, problem: Again | None = None) -> Response:
    here = site().service
    ticket = tickets.for_receipt(new_receipt(), keyring=here.vault.keyring, now=here.clock())
    return page(
        "check.html",
        status=problem.status if problem else 200,
        wait=problem.wait if problem else None,
        said=problem.said if problem else None,
        office=office,
        told=told,
        ticket=ticket,
        carried=form.carried(told),
        names=form.LONGEST,
        percent=completeness(told),
        missing=[name for name in form.HELPFUL if not getattr(told, name)],
        readers=look_at(office, told),
    )


def _code(office: Office, receipt: Receipt, *, said: Message | None = None) -> Response:
    here = site().service
    today = local_date(here.clock())
    return page(
        "receipt.html",
        said=said,
        office=office,
        code=receipt.grouped,
        ticket=tickets.for_receipt(receipt, keyring=here.vault.keyring, now=here.clock()),
        received_on=today,
        feedback_by=limits(today, office.sealed_clocks)[Owed.FEEDBACK],
    )


# ------------------------------------------------------------------------- what they need


def _office(sent: Sent) -> Office:
    return site().service.offices.get(sent.fields.get("office", "")) or abort(400)


def _receipt(sent: Sent) -> Receipt | None:
    here = site().service
    ticket = sent.fields.get("receipt", "")
    return tickets.read_receipt(ticket, keyring=here.vault.keyring, now=here.clock())
