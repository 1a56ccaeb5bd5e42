"""`saisaat office letter`: the last way to tell somebody, with nothing sealed in it (A45)."""

import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.service import Service, assemble
from cases import work
from cases.actors import Citizen, Officer
from cases.history import Words
from cases.intake import lodge
from config.settings import Settings
from integrity.vault import Purpose
from models.people import Person
from models.post import Notice
from models.vocabulary import NoticeState, Role
from tests.commands.conftest import OFFICE, Saisaat
from tests.factories import NOW, a_code, a_complaint, a_member_of_staff

USER = "U" + "7" * 32
RESULT = "ซ่อมแล้ว <b>หน้าวัด</b>"


@pytest.fixture
def service(env: dict[str, str]) -> Iterator[Service]:
    service = assemble(Settings.from_env(env), clock=lambda: NOW)
    yield service
    service.database.close()


def a_finished_case(service: Service, state: NoticeState) -> str:
    """A case whose result ended so; gives its number."""
    office = service.offices[OFFICE]
    with service.database.writing(OFFICE) as session:
        person = Person(
            id=uuid.uuid4(),
            channel=OFFICE,
            user_index="index",
            user_sealed=service.vault.seal(Purpose.PERSON, USER.encode(), where="x"),
            since=NOW,
        )
        session.add(person)
        session.flush()
        told = a_complaint("light", contact_sealed=b"0812345678")
        case = lodge(session, told, code=a_code(), office=office, by=Citizen(person.id), now=NOW)
        officer = a_member_of_staff(session, unit=case.unit, role=Role.OFFICER, is_linked=False)
        by: Mapping[str, Any] = {"office": office, "by": Officer.from_row(officer), "now": NOW}
        work.accept(session, case, **by)
        work.resolve(session, case, Words(RESULT), attachments=(), **by)
        session.flush()
        for notice in session.scalars(select(Notice)):
            own = notice.message["key"] == "notice.result"
            notice.state = state if own else NoticeState.SENT
        return case.number


def test_the_letter_has_what_did_not_arrive_and_lines_for_name_and_address(
    saisaat: Saisaat, service: Service, tmp_path: Path
) -> None:
    number, out = a_finished_case(service, NoticeState.UNDELIVERED), tmp_path / "letter.html"
    done = saisaat("office", "letter", "--case", number, "--out", str(out))
    assert done.exit_code == 0, done.output
    page = out.read_text("utf-8")
    assert "สำนักงานเขตห้วยขวาง" in page
    assert "10 มีนาคม 2569" in page
    assert number in page
    assert "ซ่อมแล้ว &lt;b&gt;หน้าวัด&lt;/b&gt;" in page
    assert page.count('class="by-hand"') == 2
    assert page.count('class="said"') == 1, "what arrived is not repeated"


def test_it_holds_nothing_of_the_person_and_loads_nothing(
    saisaat: Saisaat, service: Service, tmp_path: Path
) -> None:
    number, out = a_finished_case(service, NoticeState.NO_ADDRESS), tmp_path / "letter.html"
    saisaat("office", "letter", "--case", number, "--out", str(out))
    page = out.read_text("utf-8")
    for hidden in (USER, "0812345678", "ไฟดับ", "src=", "href=", "url(", "@import"):
        assert hidden not in page


def test_without_anything_undelivered_there_is_no_letter(
    saisaat: Saisaat, service: Service, tmp_path: Path
) -> None:
    number, out = a_finished_case(service, NoticeState.SENT), tmp_path / "letter.html"
    done = saisaat("office", "letter", "--case", number, "--out", str(out))
    assert done.exit_code == 1
    assert not out.exists()


def test_a_number_of_no_case_is_told(saisaat: Saisaat, opened: object, tmp_path: Path) -> None:
    out = tmp_path / "letter.html"
    done = saisaat("office", "letter", "--case", "HKW-2569-99999", "--out", str(out))
    assert done.exit_code == 1
    assert "no case of that number" in done.output
