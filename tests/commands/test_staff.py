"""`saisaat staff`: the register is changed in words, and no case is left behind."""

import base64
import re
import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from cases.staffing import link
from cases.tracking import Digest
from integrity.vault import Purpose, Vault
from models.case import Case, CaseEvent
from models.database import Database
from models.people import Person, Staff
from models.post import Outgoing
from models.vocabulary import IntakeChannel, Method, Origin, Role, State, Track
from tests.commands.conftest import OFFICE, Saisaat

NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)


def staff(opened: Database) -> dict[str, Staff]:
    with opened.reading(OFFICE) as session:
        return {row.name: row for row in session.scalars(select(Staff))}


def invite(saisaat: Saisaat, name: str, role: str = "officer", unit: str = "CIV") -> str:
    """The code that is printed."""
    result = saisaat("staff", "invite", "--name", name, "--role", role, "--unit", unit)
    found = re.search(r"^    ([A-Z0-9]{10})$", result.output, re.MULTILINE)
    assert found is not None, result.output
    return found[1]


def digest(env: dict[str, str]) -> Digest:
    vault = Vault(base64.b64decode(env["SAISAAT_ROOT_KEY"]))
    return lambda code: vault.index(Purpose.INVITE, code, where=OFFICE)


def a_person() -> Person:
    return Person(
        id=uuid.uuid4(),
        channel="huaikhwang-staff",
        user_index=uuid.uuid4().hex,
        user_sealed=b"sealed",
        since=NOW,
    )


def a_case_of(officer: Staff) -> Case:
    return Case(
        id=uuid.uuid4(),
        number="HKW-1",
        code_digest=uuid.uuid4().hex,
        track=Track.GRIEVANCE,
        category="road",
        state=State.IN_PROGRESS,
        unit=officer.unit,
        officer_id=officer.id,
        origin=Origin.REPORTED,
        channel=IntakeChannel.LINE,
        received_at=NOW,
        received_on=NOW.date(),
        promised_on=NOW.date(),
        first_promised_on=NOW.date(),
        told_on=NOW.date(),
        followed_until=NOW,
    )


def test_an_invitation_enters_somebody_new_and_its_code_links_their_line(
    saisaat: Saisaat, opened: Database, env: dict[str, str]
) -> None:
    """T99: the code works once; the register knows role and unit."""
    code = invite(saisaat, "Wichai", unit="CIV")
    person = a_person()
    with opened.writing(OFFICE) as session:
        session.add(person)
        session.flush()
        now = datetime.now(UTC)
        linked = link(session, code, person.id, digest=digest(env), now=now)
        assert (linked.name, linked.role, linked.unit) == ("Wichai", Role.OFFICER, "CIV")
    assert "linked" in saisaat("staff", "list").output


def test_a_second_invitation_is_for_the_same_person(saisaat: Saisaat, opened: Database) -> None:
    first, second = invite(saisaat, "Wichai"), invite(saisaat, "Wichai")
    assert first != second
    assert list(staff(opened)) == ["Wichai"]


def test_a_unit_may_be_left_out_for_somebody_of_the_centre(
    saisaat: Saisaat, opened: Database
) -> None:
    saisaat("staff", "invite", "--name", "Suda", "--role", "director")
    assert staff(opened)["Suda"].unit == "ADM"


REFUSED = {
    "a new name without a role": (("invite", "--name", "Nok"), "say --role"),
    "a unit there is not": (
        ("invite", "--name", "Nok", "--role", "officer", "--unit", "XYZ"),
        "The units are: ADM, REG, CIV",
    ),
    "nobody of this name": (("unlink", "Nobody"), "Nobody of this name"),
    "an empty register": (("list",), "saisaat staff invite"),
}


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_said_in_words(
    saisaat: Saisaat, opened: Database, words: tuple[str, ...], said: str
) -> None:
    result = saisaat("staff", *words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert staff(opened) == {}


def test_two_of_a_name_are_told_apart_by_their_ids(saisaat: Saisaat, opened: Database) -> None:
    with opened.writing(OFFICE) as session:
        session.add_all(Staff(name="Nok", role=Role.OFFICER, unit="CIV") for _ in range(2))
    refused = saisaat("staff", "dismiss", "Nok")
    assert "use the id" in refused.stderr
    with opened.reading(OFFICE) as session:
        chosen, other = session.scalars(select(Staff)).all()
    saisaat("staff", "dismiss", chosen.id.hex[:8])
    with opened.reading(OFFICE) as session:
        assert session.get_one(Staff, (OFFICE, chosen.id)).active is False
        assert session.get_one(Staff, (OFFICE, other.id)).active is True


@pytest.mark.parametrize("way", ["dismiss", "move"])
def test_whoever_leaves_a_unit_leaves_no_case_behind(
    saisaat: Saisaat, opened: Database, way: str
) -> None:
    """A32: every case keeps an owner; the history says when it changed."""
    invite(saisaat, "Wichai")
    invite(saisaat, "Anucha")
    case = a_case_of(staff(opened)["Wichai"])
    with opened.writing(OFFICE) as session:
        session.add(case)
    options = ("--unit", "CLN") if way == "move" else ()
    result = saisaat("staff", way, "Wichai", *options)
    assert "handed over: 1" in result.output
    with opened.reading(OFFICE) as session:
        now = session.get_one(Case, (OFFICE, case.id))
        assert now.officer_id == staff(opened)["Anucha"].id
        assert now.unit == "CIV"
        assert session.scalars(select(CaseEvent.action)).all() == ["assign"]


@pytest.mark.parametrize("way", ["unlink", "dismiss"])
def test_cutting_the_link_gives_the_citizens_menu_back(
    saisaat: Saisaat, opened: Database, way: str
) -> None:
    """T102: no access from the next tap on."""
    invite(saisaat, "Wichai")
    person = a_person()
    with opened.writing(OFFICE) as session:
        session.add(person)
        session.flush()
        session.scalars(select(Staff)).one().person_id = person.id
    saisaat("staff", way, "Wichai")
    assert staff(opened)["Wichai"].person_id is None
    with opened.reading(OFFICE) as session:
        orders = session.scalars(select(Outgoing)).all()
        assert [(o.method, o.person_id) for o in orders] == [(Method.UNLINK_MENU, person.id)]


def test_away_and_back(saisaat: Saisaat, opened: Database) -> None:
    invite(saisaat, "Wichai")
    invite(saisaat, "Anucha")
    said = saisaat("staff", "away", "Wichai", "--until", "2026-12-01", "--deputy", "Anucha").output
    assert "away until 1 December 2026" in said
    row = staff(opened)["Wichai"]
    assert (str(row.away_until), row.deputy_id) == ("2026-12-01", staff(opened)["Anucha"].id)
    assert "is back" in saisaat("staff", "away", "Wichai").output
    row = staff(opened)["Wichai"]
    assert (row.away_until, row.deputy_id) == (None, None)


def test_nobody_is_their_own_deputy(saisaat: Saisaat, opened: Database) -> None:
    invite(saisaat, "Wichai")
    words = ("staff", "away", "Wichai", "--until", "2026-12-01", "--deputy", "Wichai")
    assert "somebody else" in saisaat(*words).stderr
    assert staff(opened)["Wichai"].away_until is None


def test_a_deputy_who_could_not_work_on_the_cases_is_refused_in_words(
    saisaat: Saisaat, opened: Database
) -> None:
    """A36: also somebody who is away and for whom the absent one stands in."""
    invite(saisaat, "Wichai")
    invite(saisaat, "Anucha")
    invite(saisaat, "Far", unit="CLN")
    away = ("staff", "away", "Wichai", "--until", "2999-12-01", "--deputy")
    assert "open and work on every case" in saisaat(*away, "Far").stderr
    saisaat("staff", "away", "Anucha", "--until", "2999-12-01", "--deputy", "Wichai")
    assert "is away too" in saisaat(*away, "Anucha").stderr
    assert staff(opened)["Wichai"].away_until is None


def test_with_several_offices_one_must_be_named(saisaat: Saisaat) -> None:
    others = {
        f"CHATUCHAK_{part}": f"ctc-{part}"
        for part in ("LINE_ID", "LINE_SECRET", "STAFF_LINE_ID", "STAFF_LINE_SECRET")
    }
    result = saisaat("staff", "list", SAISAAT_OFFICES="huaikhwang,chatuchak", **others)
    assert result.exit_code == 1
    assert "chatuchak, huaikhwang" in result.stderr
