"""The first time at the console: nobody is in before welcome code, password and phone all fit."""

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from cases.errors import Invalid
from cases.onetime import STEP
from cases.welcoming import TRIES, welcome
from integrity.door import door_keys
from models.database import Database
from models.people import Staff
from models.vocabulary import Role
from tests.security.conftest import Figure
from tests.security.doors import OFFICE, PASSWORD, Building, Member, build, hidden_on, secret_on

NAME = "วิชัย ดีงาม"


@pytest.fixture
def building(opened: Database) -> Building:
    return build(opened)


@pytest.fixture
def wichai(building: Building) -> Member:
    return building.engage(NAME, Role.AUDITOR)


def welcome_again(building: Building, member: Member) -> None:
    """The administrator prints another code, as after a lost phone."""
    now, keys = building.hands.now, door_keys(building.service.vault)
    with building.service.database.writing(OFFICE) as session:
        staff = session.get_one(Staff, (OFFICE, member.staff.id))
        member.welcome = welcome(session, staff, name=member.name, keys=keys, now=now)


def test_code_password_phone_and_one_is_in(wichai: Member) -> None:
    page = wichai.choose_password()
    assert page.status_code == 200
    assert "<svg" in page.text
    assert not wichai.is_in()
    wichai.secret = secret_on(page)
    page = wichai.confirm(wichai.code())
    assert page.status_code == 200
    assert page.text.count("<li><code>") == 10
    assert wichai.is_in()


def test_a_code_is_read_as_people_type_it(wichai: Member) -> None:
    typed = wichai.welcome.code.lower().replace("-", " ")
    assert wichai.choose_password(welcome=typed).status_code == 200


def test_the_password_alone_opens_nothing_before_the_phone_is_confirmed(wichai: Member) -> None:
    wichai.secret = secret_on(wichai.choose_password())
    assert wichai.log_in().status_code == 403
    assert wichai.confirm("000000").status_code == 403
    assert wichai.log_in().status_code == 403


def test_a_mistyped_code_shows_the_same_picture_again(wichai: Member) -> None:
    first = wichai.choose_password()
    again = wichai.confirm("000000")
    assert secret_on(again) == secret_on(first)
    assert "รหัสไม่ตรง" in again.text
    assert hidden_on(again)["name"] == wichai.name
    wichai.secret = secret_on(again)
    assert wichai.confirm(wichai.code()).status_code == 200


def test_the_code_that_confirmed_the_phone_does_not_log_in_as_well(
    building: Building, wichai: Member
) -> None:
    """T96."""
    wichai.set_up()
    assert wichai.log_in(building.browser(), code=wichai.code()).status_code == 403


def test_the_phone_cannot_be_confirmed_before_there_is_a_password(wichai: Member) -> None:
    assert wichai.confirm("000000").status_code == 403
    assert not wichai.is_in()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"welcome": "AAAAA-AAAAA"}, "รหัสต้อนรับไม่ถูกต้อง"),
        ({"welcome": ""}, "รหัสต้อนรับไม่ถูกต้อง"),
        ({"name": "ไม่มีใคร"}, "รหัสต้อนรับไม่ถูกต้อง"),
        ({"again": "อย่างอื่นโดยสิ้นเชิงเลย"}, "ไม่ตรงกัน"),
        ({"password": "สั้นไป", "again": "สั้นไป"}, "สั้นเกินไป"),
    ],
)
def test_what_does_not_fit_is_said(wichai: Member, typed: dict[str, str], told: str) -> None:
    page = wichai.choose_password(**typed)
    assert page.status_code in {403, 422}
    assert told in page.text
    assert "<svg" not in page.text


def test_a_welcome_code_works_for_a_day(building: Building, wichai: Member) -> None:
    building.hands.pass_by(hours=24, seconds=-1)
    assert wichai.choose_password().status_code == 200
    building.hands.pass_by(seconds=1)
    assert wichai.choose_password().status_code == 403


def test_a_welcome_code_works_for_one_person_once(building: Building, wichai: Member) -> None:
    malee = building.engage("มาลี มีสุข", Role.HEAD)
    assert malee.choose_password(welcome=wichai.welcome.code).status_code == 403
    wichai.set_up()
    assert wichai.choose_password("a password of somebody else").status_code == 403


def test_a_welcome_code_is_not_found_by_trying(
    building: Building, wichai: Member, figure: Figure
) -> None:
    """T95: ten tries in ten minutes for one name; then not even the right code is looked at."""
    for _ in range(TRIES):
        assert wichai.choose_password(welcome="AAAAA-AAAAA").status_code == 403
    page = wichai.choose_password()
    assert page.status_code == 429
    assert "รอ 10 นาที" in page.text
    malee = building.engage("มาลี มีสุข", Role.HEAD)
    assert malee.choose_password().status_code == 200
    building.hands.pass_by(minutes=10)
    assert wichai.choose_password().status_code == 200
    figure("T95", f"welcome codes: {TRIES} tries in 10 minutes for a name, of 31^10 codes")


def test_a_new_welcome_ends_what_was_before(building: Building, wichai: Member) -> None:
    """T97: a lost phone or a forgotten password; whoever has the old ones is out."""
    wichai.set_up()
    assert wichai.is_in()
    old = wichai.welcome.code
    welcome_again(building, wichai)
    assert not wichai.is_in()
    assert wichai.log_in().status_code == 403
    assert wichai.log_in(code=wichai.recovery[0]).status_code == 403
    assert wichai.choose_password(welcome=old).status_code == 403
    building.hands.pass_by(seconds=STEP)
    assert wichai.set_up().status_code == 200
    assert wichai.is_in()


def test_a_name_belongs_to_one_person_in_all_offices(building: Building, wichai: Member) -> None:
    with pytest.raises(Invalid, match=r"console\.name\.taken"):
        building.engage(NAME, Role.HEAD, office="chatuchak")


@pytest.mark.parametrize("name", ["", " \t", "ก" * 61])
def test_a_name_is_neither_empty_nor_endless(building: Building, name: str) -> None:
    with pytest.raises(Invalid, match=r"console\.name\.length"):
        building.engage(name, Role.HEAD)


def test_whoever_left_is_not_welcomed(building: Building, wichai: Member) -> None:
    with building.register(wichai) as staff:
        staff.active = False
    assert wichai.choose_password().status_code == 403


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_stolen_database_holds_no_code_and_no_secret(
    building: Building, wichai: Member, figure: Figure
) -> None:
    """T10: of the door, too: password, phone's secret, welcome, recovery codes, cookies."""
    wichai.set_up()
    cookie = wichai.browser.get_cookie("saisaat-desk")
    assert cookie is not None
    malee = building.engage("มาลี มีสุข", Role.HEAD)
    canaries = [
        *(text.encode() for text in (PASSWORD, cookie.value, *wichai.recovery)),
        *(code.replace("-", "").encode() for code in wichai.recovery),
        wichai.secret,
        malee.welcome.code.encode(),
        malee.welcome.code.replace("-", "").encode(),
    ]
    path = Path(str(make_url(str(building.service.database.engine.url)).database))
    files = [file.read_bytes() for file in path.parent.glob(f"{path.name}*")]
    assert wichai.name.encode() in b"".join(files), "or these are not the files"
    assert [canary for canary in canaries if any(canary in file for file in files)] == []
    figure("T10", f"the door: {len(canaries)} canaries in {len(files)} database files: 0 found")
