"""What LINE's signature, its event ids and an invite's code keep out, counted."""

import base64
import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.line.signature import verify
from cases.errors import NotFound, TooManyTries
from cases.staffing import LIFETIME, invite, link
from handlers.inbox import Inbox, arrivals
from models.database import Database
from models.post import Inbound
from tests.factories import NOW, Clock, a_member_of_staff, a_person, a_service
from tests.fakes import FakeLine
from tests.security.conftest import Figure

# LINE publishes this vector (messaging-api/verify-webhook-signature).
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
DELIVERIES = 100


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_one_signature_fits_and_no_other(figure: Figure) -> None:
    """T70 T71: the published vector; every bit of the body and of the signature changed once."""
    assert verify(BODY, SIGNATURE, [SECRET])
    assert verify(BODY, SIGNATURE, ["another", SECRET]), "the previous secret counts too"
    raw = base64.b64decode(SIGNATURE)
    forged = [(flipped(BODY, bit), SIGNATURE) for bit in range(len(BODY) * 8)]
    forged += [(BODY, base64.b64encode(flipped(raw, bit)).decode()) for bit in range(len(raw) * 8)]
    assert not [body for body, signature in forged if verify(body, signature, [SECRET])]
    figure("T70", "LINE's published vector: 1 accepted")
    figure("T71", f"one bit changed: 0 of {len(forged)} accepted")


@pytest.mark.parametrize("header", [None, "", "x", "=" * 44, SIGNATURE[:-1], SIGNATURE + "A"])
def test_without_a_signature_nothing_is_believed(header: str | None, figure: Figure) -> None:
    """T72: missing, empty, cut, longer; and the same JSON written otherwise."""
    assert not verify(BODY, header, [SECRET])
    again = json.dumps(json.loads(BODY)).encode()
    assert again != BODY
    assert not verify(again, SIGNATURE, [SECRET])
    own = base64.b64encode(hmac.digest(SECRET.encode(), again, hashlib.sha256)).decode()
    assert verify(again, own, [SECRET])
    figure("T72", "missing, cut or lengthened signatures and re-written JSON: 0 of 7 accepted")


def test_an_event_delivered_a_hundred_times_is_one(opened: Database, figure: Figure) -> None:
    """T73: on eight threads, through the inbox that stands behind every 200."""
    service = a_service(opened, Clock(), line=FakeLine())
    line = next(iter(service.lines.values()))
    event = {
        "type": "message",
        "webhookEventId": "01H",
        "timestamp": int(NOW.timestamp() * 1000),
        "source": {"type": "user", "userId": "U" + "1" * 32},
        "message": {"type": "text", "id": "1", "text": "สวัสดี"},
    }
    inbox = Inbox(opened)
    kept = arrivals(line, [event], service.vault, now=NOW)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: inbox.keep(kept), range(DELIVERIES)))
    with opened.reading(line.office.slug) as session:
        rows = session.scalar(select(func.count()).select_from(Inbound))
    assert rows == 1
    kind = opened.engine.dialect.name
    figure("T73", f"{DELIVERIES} deliveries on 8 threads: 1 row ({kind})")


def test_a_linking_code_is_good_once_and_for_a_day(opened: Database, figure: Figure) -> None:
    """T99: a second use, an expired code, and the sixth try in ten minutes."""
    service = a_service(opened, Clock(), line=FakeLine())
    office = next(iter(service.offices))
    refused = 0
    with opened.writing(office) as session:
        staff = a_member_of_staff(session, is_linked=False)
        other, third = a_person(session), a_person(session)
        code = invite(session, staff, digest=str.lower, now=NOW).plain
        link(session, code, a_person(session).id, digest=str.lower, now=NOW)
        late = invite(session, staff, digest=str.lower, now=NOW).plain
        for typed, now in ((code, NOW), (late, NOW + LIFETIME + timedelta(seconds=1))):
            with pytest.raises(NotFound):
                link(session, typed, other.id, digest=str.lower, now=now)
            refused += 1
        for number in range(6):
            with pytest.raises(NotFound if number < 5 else TooManyTries):
                link(session, "WRONGCODE1", third.id, digest=str.lower, now=NOW)
            refused += 1
    figure("T99", f"used, expired and guessed linking codes: {refused} of {refused} refused")
