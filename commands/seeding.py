"""Enters the demo's staff, and links them as people do: by typing a code into their LINE."""

import json
import time
import urllib.request
import uuid
from typing import Any, Final

from sqlalchemy import Select, select

from bot.service import Service, assemble
from cases.staffing import engage, invite
from cases.welcoming import Welcome, welcome
from commands.demo import Demo
from config.settings import Settings
from integrity.door import door_keys
from integrity.vault import Purpose
from models.console import Account
from models.people import Staff
from models.vocabulary import Role
from texts.catalogue import words

ROUNDS: Final = 3  # a busy machine may let a webhook run out of time
LINKED_WITHIN: Final = 8.0  # seconds, in each round
LOOK_EVERY: Final = 0.05
Code = tuple[dict[str, str], str]


def seed(demo: Demo) -> bool:
    """Make sure that all of the staff are entered and linked; whether they are."""
    service = assemble(Settings.from_env(demo.env))
    try:
        return any(_all_linked(service, _invite(service, demo)) for _ in range(ROUNDS))
    finally:
        service.database.close()


def welcomes(demo: Demo) -> list[Welcome]:
    """A code for everybody who is to work in the console and has not set up their way in yet."""
    service = assemble(Settings.from_env(demo.env))
    try:
        rows = [row for row in demo.staff if "console" in row]
        return [made for row in rows if (made := _welcome(service, row)) is not None]
    finally:
        service.database.close()


def _welcome(service: Service, row: dict[str, str]) -> Welcome | None:
    keys, now = door_keys(service.vault), service.clock()
    with service.database.writing(row["office"]) as session:
        staff = session.scalar(select(Staff).where(Staff.name == row["name"]))
        if staff is None or session.scalar(_set_up(staff)) is not None:
            return None
        return welcome(session, staff, name=row["console"], keys=keys, now=now)


def _set_up(staff: Staff) -> Select[uuid.UUID]:
    """The account of somebody who has been in the console already."""
    return select(Account.id).where(
        Account.staff_id == staff.id, Account.password_hash.is_not(None)
    )


def _invite(service: Service, demo: Demo) -> list[Code]:
    """Make codes for everybody not linked yet, and have each type theirs into their LINE."""
    codes = [made for row in demo.staff if (made := _code(service, row)) is not None]
    wish = words("command.link")[0]
    for texts in ([wish] * len(codes), [code for _, code in codes]):
        for (row, _), text in zip(codes, texts, strict=True):
            channel = demo.staff_channel(row["office"])
            _control(demo.line, "say", person=row["id"], channel=channel, text=text)
        _control(demo.line, "settle")
    return codes


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


def _all_linked(service: Service, codes: list[Code]) -> bool:
    """Wait until nobody of those invited is left without a link, but not for ever."""
    deadline = time.monotonic() + LINKED_WITHIN
    waiting = [row for row, _ in codes]
    while waiting and time.monotonic() < deadline:
        waiting = [row for row in waiting if not _is_linked(service, row)]
        time.sleep(LOOK_EVERY if waiting else 0)
    return not waiting


def _is_linked(service: Service, row: dict[str, str]) -> bool:
    linked = select(Staff.id).where(Staff.name == row["name"], Staff.person_id.is_not(None))
    with service.database.reading(row["office"]) as session:
        return session.scalar(linked) is not None


def _control(line: str, verb: str, **body: Any) -> None:
    """Do something as a person in the local LINE."""
    request = urllib.request.Request(  # noqa: S310 - our own http on this machine
        f"{line}/_control/{verb}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=30).close()  # noqa: S310 - as above
