"""`saisaat office letter`: what could not be delivered, on paper; the name is added by hand.

The last resort, for somebody who blocked the account or never had LINE. Nothing is opened for it
that is sealed: who the letter goes to is known to the officer, or to the counter.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

import click

from cases.deadlines import local_date
from cases.errors import NotFound
from cases.queries import case_by_number
from cases.unread import UNSEEN, unread
from cases.views import Unread
from commands.desk import Desk, at_desk, office_option
from commands.speaking import Option, Stop, Verb, tell
from models.case import Case
from texts.catalogue import say
from texts.message import Lang, Message, Param

LANG: Final = Lang.TH  # the language of the office's letters
STYLE: Final = """
@page { size: A4; margin: 25mm 20mm 20mm 30mm }
body { font: 16pt/1.6 Sarabun, "TH Sarabun New", sans-serif; max-width: 160mm; margin: 0 auto }
h1 { font-size: 18pt; text-align: center; margin: 0 }
.right { text-align: right }
.by-hand { border-bottom: 1px dotted; min-height: 1.8em }
.said { white-space: pre-wrap; border-left: 2px solid; padding-left: 5mm; margin: 2mm 0 6mm }
.signature { margin: 20mm 0 0 50%; text-align: center }
"""


@click.command("letter", cls=Verb)
@office_option
@click.option("--case", "number", cls=Option, required=True)
@click.option(
    "--out", "paper", cls=Option, required=True, type=click.Path(dir_okay=False, path_type=Path)
)
def command(office: str | None, number: str, paper: Path) -> None:
    """Write a page to be printed with every notice of a case that did not arrive."""
    with at_desk(office) as desk:
        try:
            case = case_by_number(desk.session, number)
        except NotFound:
            raise Stop("letter.no_case") from None
        notices = unread(desk.session, case, UNSEEN)
        if not notices:
            raise Stop("letter.nothing", number=number)
        paper.write_text(page(desk, case, notices), encoding="utf-8")
    tell("letter.written", count=len(notices), file=str(paper))


def page(desk: Desk, case: Case, notices: tuple[Unread, ...]) -> str:
    """The whole page; it loads nothing from anywhere."""
    return (
        f'<!doctype html>\n<html lang="{LANG}"><head><meta charset="utf-8">'
        f"<title>{_told('title', number=case.number)}</title><style>{STYLE}</style></head>"
        f"<body>\n{''.join(_parts(desk, case, notices))}</body></html>\n"
    )


def _parts(desk: Desk, case: Case, notices: tuple[Unread, ...]) -> Iterator[str]:
    office = desk.office
    yield f"<h1>{escape(office.name.in_(LANG))}</h1>\n"
    yield f'<p class="right">{escape(office.contact.address.in_(LANG))}</p>\n'
    yield f'<p class="right">{_told("dated", on=local_date(desk.now))}</p>\n'
    yield f"<p><b>{_told('subject', number=case.number)}</b></p>\n"
    for line in ("name", "address"):
        yield f'<p>{_told(line)}</p><p class="by-hand"></p>\n'
    yield f"<p>{_told('lead', number=case.number, received_on=case.received_on)}</p>\n"
    for notice in notices:
        yield f"<p>{_told('of', on=notice.on)}</p>\n"
        yield f'<p class="said">{escape(say(notice.message, LANG))}</p>\n'
    phone = office.contact.phone or office.contact.hotline
    yield f"<p>{_told('ask', phone=phone)}</p>\n"
    yield f'<p class="signature">{_told("signed")}</p>\n'


def _told(name: str, **params: Param) -> str:
    return escape(say(Message(f"letter.{name}", params), LANG))
