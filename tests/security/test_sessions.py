"""Staying in the console: how long, in which browser, and when a code is wanted again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cases.sessions import IDLE, LONGEST
from models.console import ConsoleSession
from models.database import Database
from models.people import Staff
from models.scope import EVERY_OFFICE
from models.vocabulary import Role
from tests.security.conftest import Figure
from tests.security.doors import OFFICE, Building, Member, build, hidden_on, key_on, secret_on, send
from web.app import create_app

NAME = "สมศรี ใจดี"
NEW_PASSWORD = "ดอกปีบข้างศาลาท่าน้ำ"


@pytest.fixture
def building(opened: Database) -> Building:
    return build(opened)


@pytest.fixture
def somsri(building: Building) -> Member:
    return building.resident(NAME)


def desk_cookie(browser: FlaskClient) -> str:
    cookie = browser.get_cookie("saisaat-desk")
    return cookie.value if cookie else ""


# ------------------------------------------------------------------------- how long one stays


def test_a_session_ends_after_a_quarter_of_an_hour_without_use(
    building: Building, somsri: Member
) -> None:
    """T97."""
    for _ in range(4):
        building.hands.pass_by(minutes=14)
        assert somsri.is_in()
    building.hands.pass_by(minutes=15)
    assert not somsri.is_in()


def test_a_session_ends_after_a_working_day(
    building: Building, somsri: Member, figure: Figure
) -> None:
    """T97: used all the time or not."""
    began = building.hands.now
    while somsri.is_in():
        building.hands.pass_by(minutes=10)
    assert building.hands.now - began == LONGEST
    hours, minutes = LONGEST / timedelta(hours=1), IDLE / timedelta(minutes=1)
    figure("T97", f"a session ends {minutes:.0f} min after the last use, {hours:.0f} h at most")


def test_logging_in_gives_another_cookie_and_the_planted_one_nothing(
    building: Building, somsri: Member
) -> None:
    """T97: fixation."""
    browser, planted = building.browser(), "a-cookie-that-somebody-else-knows"
    for name in ("saisaat-desk", "saisaat-door"):
        browser.set_cookie(name, planted)
    assert somsri.log_in(browser).status_code == 303
    assert desk_cookie(browser) not in {"", planted}
    other = building.browser()
    other.set_cookie("saisaat-desk", planted)
    assert not somsri.is_in(other)


def test_logging_in_elsewhere_ends_the_session_here(building: Building, somsri: Member) -> None:
    """T97: one at a time."""
    elsewhere = building.browser()
    somsri.log_in(elsewhere)
    assert somsri.is_in(elsewhere)
    assert not somsri.is_in()


def test_logging_out_ends_it_in_the_office_and_in_the_browser(
    building: Building, somsri: Member
) -> None:
    """T97: a copy of the cookie opens nothing any more."""
    cookie = desk_cookie(somsri.browser)
    answer = send(somsri.browser, "/console/logout", {}, form="/console/")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert desk_cookie(somsri.browser) == ""
    copy = building.browser()
    copy.set_cookie("saisaat-desk", cookie)
    assert not somsri.is_in(copy)
    with building.service.database.reading(EVERY_OFFICE) as session:
        assert session.scalar(select(func.count(ConsoleSession.token_digest))) == 0


def leaves(staff: Staff) -> None:
    staff.active = False


def changes_role(staff: Staff) -> None:
    staff.role = Role.ADMIN


def changes_unit(staff: Staff) -> None:
    staff.unit = "environment"


@pytest.mark.parametrize("change", [leaves, changes_role, changes_unit])
def test_a_change_in_the_register_ends_the_session_with_the_next_request(
    building: Building, somsri: Member, change: Callable[[Staff], None], figure: Figure
) -> None:
    """T27, T102: even when it is changed back at once, nobody acts on what was before."""
    with building.register(somsri) as staff:
        change(staff)
    assert not somsri.is_in()
    figure("T102", f"somebody {change.__name__.replace('_', ' ')}: out with the next request")


def test_whoever_left_cannot_log_in_again(building: Building, somsri: Member) -> None:
    """T102."""
    with building.register(somsri) as staff:
        staff.active = False
    assert somsri.log_in().status_code == 403


def test_a_session_of_an_office_that_is_gone_opens_nothing(
    building: Building, somsri: Member
) -> None:
    left = {slug: o for slug, o in building.service.offices.items() if slug != OFFICE}
    browser = create_app(replace(building.service, offices=left), production=False).test_client()
    browser.set_cookie("saisaat-desk", desk_cookie(somsri.browser))
    assert not somsri.is_in(browser)


def test_an_expired_session_is_swept_away_when_anybody_logs_in(
    building: Building, somsri: Member
) -> None:
    building.hands.pass_by(hours=9)
    building.resident("มาลี มีสุข")
    with building.service.database.reading(EVERY_OFFICE) as session:
        assert session.scalar(select(func.count(ConsoleSession.token_digest))) == 1


# ------------------------------------------------------------------------- cookies


@pytest.mark.parametrize(
    ("url", "name", "is_secure"),
    [
        ("https://saisaat.example", "__Host-saisaat-desk", True),
        ("http://localhost", "saisaat-desk", False),
    ],
)
def test_a_cookie_is_as_closed_as_browsers_allow(
    opened: Database, url: str, name: str, is_secure: bool
) -> None:
    """T103."""
    building = build(opened, url=url)
    member = building.engage(NAME, Role.INTEGRITY)
    address = {"base_url": url}
    page = member.browser.get("/console/first", **address)
    for header in page.headers.getlist("Set-Cookie"):
        _is_closed(header, is_secure=is_secure)
    typed = {"name": member.name, "welcome": member.welcome.code, "password": member.password}
    sent = {**typed, "again": member.password, "form_key": key_on(page)}
    page = member.browser.post("/console/first", data=sent, **address)
    member.secret = secret_on(page)
    sent = {**typed, "code": member.code(), "form_key": key_on(page)}
    page = member.browser.post("/console/first/phone", data=sent, **address)
    given = page.headers.getlist("Set-Cookie")
    assert any(header.startswith(f"{name}=") for header in given)
    for header in given:
        _is_closed(header, is_secure=is_secure)


def _is_closed(header: str, *, is_secure: bool) -> None:
    parts = {part.strip() for part in header.split(";")[1:]}
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= parts
    assert ("Secure" in parts) is is_secure
    assert header.startswith("__Host-") is is_secure
    assert not any(part.startswith("Domain") for part in parts)


def test_a_link_from_elsewhere_leaves_the_session_alone(building: Building, somsri: Member) -> None:
    """A strict cookie does not come along; the door it leads to must not replace it."""
    arriving = building.browser()
    answer = arriving.get("/console/", follow_redirects=True)
    names = [header.partition("=")[0] for header in answer.headers.getlist("Set-Cookie")]
    assert names == ["saisaat-door"]


# ------------------------------------------------------------------------- a fresh code


def test_what_is_grave_asks_for_a_fresh_code(building: Building, somsri: Member) -> None:
    """T98: for five minutes one code is enough, then another is wanted."""
    building.hands.pass_by(minutes=5)
    assert somsri.browser.get("/console/password").status_code == 200
    building.hands.pass_by(seconds=1)
    page = somsri.browser.get("/console/password")
    assert page.status_code == 403
    assert "ยืนยันอีกครั้ง" in page.text
    fields = {**hidden_on(page), "step_up_code": somsri.code()}
    answer = somsri.browser.post("/console/confirm", data=fields)
    assert answer.location == "/console/password"
    assert somsri.browser.get(answer.location).status_code == 200


def test_a_form_sent_too_late_is_carried_past_the_code(
    building: Building, somsri: Member, figure: Figure
) -> None:
    """T98: nothing that was typed is lost, nothing is done before the code is there."""
    key = key_on(somsri.browser.get("/console/password"))
    typed = {"present": somsri.password, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    building.hands.pass_by(minutes=6)
    page = somsri.browser.post("/console/password", data={**typed, "form_key": key})
    assert page.status_code == 403
    assert 'action="/console/password"' in page.text
    for wrong in ("", "000000", somsri.code(steps=-2)):
        page = somsri.browser.post(
            "/console/password", data={**hidden_on(page), "step_up_code": wrong}
        )
        assert page.status_code == 403, "refused"
        assert typed.items() <= hidden_on(page).items()
    fields = {**hidden_on(page), "step_up_code": somsri.code()}
    assert somsri.browser.post("/console/password", data=fields).status_code == 303
    somsri.password = NEW_PASSWORD
    assert somsri.log_in().status_code == 303
    figure("T98", "grave forms without a fresh code: 4 sent, 0 done; with one: done, nothing lost")


def test_codes_given_anew_are_counted_as_at_the_door(building: Building, somsri: Member) -> None:
    """T96, T98: five wrong ones, then even the right one waits; a used one is a wrong one."""
    building.hands.pass_by(minutes=6)
    page = somsri.browser.get("/console/password")
    for _ in range(5):
        wrong = {**hidden_on(page), "step_up_code": "000000"}
        assert somsri.browser.post("/console/confirm", data=wrong).status_code == 403
    right = {**hidden_on(page), "step_up_code": somsri.code()}
    assert somsri.browser.post("/console/confirm", data=right).status_code == 403
    building.hands.pass_by(seconds=15)
    right["step_up_code"] = somsri.code()
    assert somsri.browser.post("/console/confirm", data=right).status_code == 303
    assert somsri.browser.post("/console/confirm", data=right).status_code == 403


def test_a_recovery_code_gets_one_in_but_confirms_nothing(
    building: Building, somsri: Member
) -> None:
    """T98: it is for a day without the phone, not for grave matters."""
    building.hands.pass_by(minutes=6)
    page = somsri.browser.get("/console/password")
    fields = {**hidden_on(page), "step_up_code": somsri.recovery[0]}
    assert somsri.browser.post("/console/confirm", data=fields).status_code == 403


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/console/",
        "//elsewhere.example/console/",
        "/\\elsewhere.example",
        "/console/\\elsewhere.example",
        "/console/\r\nX: y",
        "/track",
        "",
        "javascript:/console/",
    ],
)
def test_a_confirmed_code_leads_nowhere_else(
    building: Building, somsri: Member, elsewhere: str
) -> None:
    building.hands.pass_by(minutes=6)
    page = somsri.browser.get("/console/password")
    fields = {**hidden_on(page), "then": elsewhere, "step_up_code": somsri.code()}
    assert somsri.browser.post("/console/confirm", data=fields).location == "/console/"


# ------------------------------------------------------------------------- one's own password


def test_a_new_password_ends_every_session(building: Building, somsri: Member) -> None:
    """T97, T102."""
    typed = {"present": somsri.password, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    answer = send(somsri.browser, "/console/password", typed)
    assert answer.status_code == 303
    assert "เปลี่ยนรหัสผ่านแล้ว" in somsri.browser.get(answer.location).text
    assert not somsri.is_in()
    assert somsri.log_in().status_code == 403
    somsri.password = NEW_PASSWORD
    assert somsri.log_in().status_code == 303


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"present": "x" * 20}, "รหัสผ่านปัจจุบันไม่ถูกต้อง"),
        ({"again": "x" * 20}, "ไม่ตรงกัน"),
        ({"password": "1" * 15, "again": "1" * 15}, "เดาง่าย"),
    ],
)
def test_a_password_is_not_changed_by_halves(
    building: Building, somsri: Member, wrong: dict[str, str], told: str
) -> None:
    typed = {"present": somsri.password, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    answer = send(somsri.browser, "/console/password", {**typed, **wrong})
    assert answer.status_code == 422
    assert told in answer.text
    assert somsri.is_in()
    assert somsri.log_in().status_code == 303
