"""Enters the demo's staff, and links them as people do: by typing a code into their LINE."""

import json
import time
import urllib.request
from typing import Any, Final

from sqlalchemy import select

from bot.service import Service, assemble
from cases.staffing import engage, invite
from commands.demo import Demo
from config.settings import Settings
from integrity.vault import Purpose
from models.people import Staff
from models.vocabulary import Role
from texts.catalogue import words

LINKED_WITHIN: Final = 15.0  # seconds
LOOK_EVERY: Final = 0.05
Code = tuple[dict[str, str], str]


def seed(demo: Demo) -> bool:
    """Make sure that all of the staff are entered and linked; whether they are."""
    service = assemble(Settings.from_env(demo.env))
    try:
        codes = [made for row in demo.staff if (made := _code(service, row)) is not None]
        wish = words("command.link")[0]
        for row, code in codes:
            for text in (wish, code):
                channel = demo.staff_channel(row["office"])
                _control(demo.line, "say", person=row["id"], channel=channel, text=text)
        return _all_linked(service, demo)
    finally:
        service.database.close()


def _code(service: Service, row: dict[str, str]) -> Code | None:
    """A code for somebody who has not linked LINE yet, entering them in the register if need be."""
    office, now = row["office"], service.clock()
    with service.database.writing(office) as session:
        staff = session.scalar(select(Staff).where(Staff.name == row["name"]))
        if staff is None:
            staff = engage(session, row["name"], role=Role(row["role"]), unit=row["unit"])
        if staff.person_id is not None or not staff.active:
            return None
        made = invite(
            session,
            staff,
            digest=lambda code: service.vault.index(Purpose.INVITE, code, where=office),
            now=now,
        )
        return row, made.plain


def _all_linked(service: Service, demo: Demo) -> bool:
    deadline = time.monotonic() + LINKED_WITHIN
    while time.monotonic() < deadline:
        if not any(_unlinked(service, office.slug) for office in demo.offices):
            return True
        time.sleep(LOOK_EVERY)
    return False


def _unlinked(service: Service, office: str) -> bool:
    left = select(Staff.id).where(Staff.person_id.is_(None), Staff.active.is_(True)).limit(1)
    with service.database.reading(office) as session:
        return session.scalar(left) is not None


def _control(line: str, verb: str, **body: Any) -> None:
    """Do something as a person in the local LINE."""
    request = urllib.request.Request(  # noqa: S310 - our own http on this machine
        f"{line}/_control/{verb}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 - as above
