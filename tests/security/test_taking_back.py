"""What a reporter takes back, and what time takes away."""

import re

import pytest
from sqlalchemy import select

from cases.errors import NotFound
from integrity import decisions, desk, keeping, unsending
from integrity.contents import entries
from integrity.documents import Document
from integrity.folders import Custody, by_code, by_id
from integrity.keyring import Keyring
from models.database import Database
from models.sealed import (
    DisclosureKey,
    SealedFile,
    SealedSource,
)
from models.vocabulary import DisclosureState, KeyHolder
from tests.security.conftest import Figure
from tests.security.reports import ACCOUNT, Desk, a_photo, a_told


@pytest.fixture
def office(opened: Database, keyring: Keyring) -> Desk:
    return Desk(opened, keyring)


# ------------------------------------------------------------------------- taking back


def test_unsending_takes_the_words_of_that_message_and_leaves_the_rest(office: Desk) -> None:
    """T108: in the report, read or not; that it happened stays visible."""
    office.member()
    first, second = "เจ้าหน้าที่เรียกเงินห้าพันบาท", "และเขาชื่อสมชาย"
    told = a_told(account=f"{first}\n{second}", messages={"m1": first, "m2": second})
    _, code = office.lodge(told)
    assert office.does(unsending.unsend, "m2") is True
    said = office.sees(lambda session: entries(session, by_code(session, code)))
    assert said[0].document["account"] == first
    assert said[0].document.unsent
    assert office.does(unsending.unsend, "m2") is False
    assert office.does(unsending.unsend, "never sent") is False


def test_words_that_cannot_be_told_apart_take_the_rest_with_them() -> None:
    """T108: rather too much than what somebody took back."""
    document = Document({"text": "พิมพ์ใหม่ทั้งหมด"}, {"hash": "ข้อความเดิม"})
    assert document.without("hash").fields == {"text": ""}


def test_unsending_a_photo_takes_both_its_copies(office: Desk) -> None:
    """T108."""
    office.member()
    _, code = office.lodge(a_told(files=(a_photo("m1"), a_photo("m2"))))
    assert office.does(unsending.unsend, "m1") is True
    assert len(office.sees(lambda session: session.scalars(select(SealedFile)).all())) == 1
    assert office.folder(code).row.state is DisclosureState.RECEIVED


def test_a_message_can_be_unsent_for_two_days_and_leads_to_nobody(office: Desk) -> None:
    """D19: only a hash that needs the root key, and not for long."""
    office.member()
    office.lodge(a_told(messages={"m1": ACCOUNT}))
    source = office.sees(lambda session: session.scalars(select(SealedSource)).one())
    assert re.fullmatch("[0-9a-f]{64}", source.lookup)
    office.passes(2)
    office.does(keeping.expire)
    assert len(office.sees(lambda session: session.scalars(select(SealedSource)).all())) == 1
    office.passes(1)
    office.does(keeping.expire)
    assert office.sees(lambda session: session.scalars(select(SealedSource)).all()) == []


# ------------------------------------------------------------------------- what time does


def test_a_code_stops_working_ninety_days_after_closing(office: Desk) -> None:
    """D3: to the day; the officers' key stays."""
    first, second = office.member(), office.member()
    lodged, code = office.lodge()
    office.does(desk.screen, lodged.number, by=first)
    refusal = decisions.Refusal.NOT_CORRUPTION
    proposal = office.does(
        decisions.propose_not_accept, lodged.number, refusal, "เป็นเรื่องบริการ", by=first
    )
    office.does(decisions.decide, proposal, approves=True, by=second)
    office.passes(90)
    assert office.does(keeping.expire) == 0
    office.passes(1)
    assert office.does(keeping.expire) == 1
    with pytest.raises(NotFound):
        office.folder(code)
    holders = office.sees(lambda session: session.scalars(select(DisclosureKey.holder)).all())
    assert holders == [KeyHolder.SERVER]


def test_a_new_root_key_takes_every_report_over(office: Desk, figure: Figure) -> None:
    """T15, D2: nothing is unreadable meanwhile, and at the end nothing needs the old key."""
    office.member()
    found = [office.lodge()[0] for _ in range(20)]
    both = Keyring.of(bytes(range(32, 64)), bytes(range(32)))
    custody = Custody(both, office.office, office.today)
    moved = 0
    while True:
        with office.database.writing(office.office.slug) as session:
            step = keeping.renew_keys(session, custody=custody, limit=7)
            opened = [by_id(session, lodged.id, both).row.number for lodged in found]
        assert opened == [lodged.number for lodged in found]
        moved += step
        if step == 0:
            break
    alone = Keyring.of(bytes(range(32, 64)))
    assert office.sees(lambda session: by_id(session, found[0].id, alone)).row.id == found[0].id
    assert moved == 20
    figure("T15", f"{moved} report keys moved, 0 read errors")
