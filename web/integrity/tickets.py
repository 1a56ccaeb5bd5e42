"""What a page carries sealed to the next one, so that between two pages the server keeps nothing.

A ticket opens with the server's key alone, for half an hour. It stands in a hidden field, never in
an address.
"""

import base64
import json
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from integrity.keyring import CannotOpen, Keyring, SealedPurpose, open_, seal
from integrity.receipts import Hardened, Receipt

LIVES_FOR: Final = timedelta(minutes=30)


class Kind(StrEnum):
    """What a ticket is for; one kind cannot be used as another."""

    RECEIPT = "receipt"
    VISIT = "visit"


def for_receipt(receipt: Receipt, *, keyring: Keyring, now: datetime) -> str:
    """Carry the code that a report will get when it is sent.

    Drawn before, so that a page sent twice, because the answer was lost on the way or a finger
    trembled, finds the report under its code instead of making another.
    """
    return _issue(Kind.RECEIPT, {"code": receipt.plain}, keyring=keyring, now=now)


def read_receipt(ticket: str, *, keyring: Keyring, now: datetime) -> Receipt | None:
    """The code in a ticket; None when it is too old or not ours."""
    found = _redeem(Kind.RECEIPT, ticket, keyring=keyring, now=now)
    return None if found is None else Receipt(found["code"])


def for_visit(code: str, hardened: Hardened, *, keyring: Keyring, now: datetime) -> str:
    """Carry what opens a report, so that its reporter types and we hash the code once a visit."""
    ways = [[way.lookup, way.key.hex()] for way in hardened.ways]
    return _issue(Kind.VISIT, {"code": code, "ways": ways}, keyring=keyring, now=now)


def read_visit(ticket: str, *, keyring: Keyring, now: datetime) -> tuple[str, Hardened] | None:
    """The code and what it opens; None when the ticket is too old or not ours."""
    found = _redeem(Kind.VISIT, ticket, keyring=keyring, now=now)
    if found is None:
        return None
    present, *older = ((lookup, bytes.fromhex(key)) for lookup, key in found["ways"])
    return found["code"], Hardened(*present, older=tuple(Hardened(*one) for one in older))


def _issue(kind: Kind, content: dict[str, Any], *, keyring: Keyring, now: datetime) -> str:
    until = (now + LIVES_FOR).timestamp()
    written = json.dumps({"until": until, **content}).encode()
    sealed = seal(keyring.secret(SealedPurpose.DRAFT), written, where=_where(kind))
    return base64.urlsafe_b64encode(sealed).decode()


def _redeem(kind: Kind, ticket: str, *, keyring: Keyring, now: datetime) -> dict[str, Any] | None:
    try:
        sealed = base64.urlsafe_b64decode(ticket)
    except ValueError:
        return None
    for key in keyring.secrets(SealedPurpose.DRAFT):
        try:
            found: dict[str, Any] = json.loads(open_(key, sealed, where=_where(kind)))
        except CannotOpen:
            continue
        return found if now.timestamp() < found["until"] else None
    return None


def _where(kind: Kind) -> str:
    return f"sealed form/ticket/{kind}"
