"""Inside the console: who may open what, and what a form must bring to be taken."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask

from models.database import Database
from models.vocabulary import Role
from tests.security.conftest import Figure
from tests.security.doors import Building, Member, build, key_on, send
from web.app import GUARDS
from web.console.access import ACCESS, EVERYBODY, me, open_to, signed_in, visitors
from web.console.forms import SAFE

NAME = "สมศรี ใจดี"

# Who may open what; another role gets the page that is not there. A new page is entered here.
ALL = frozenset(Role)
RECIPIENTS = frozenset({Role.INTEGRITY, Role.DIRECTOR})
SECOND_PERSONS = RECIPIENTS | {Role.AUDITOR}
MATRIX: dict[str, frozenset[Role]] = {
    "GET /console/": ALL,
    "POST /console/logout": ALL,
    "POST /console/confirm": ALL,
    "GET /console/password": ALL,
    "POST /console/password": ALL,
    "GET /console/integrity/": RECIPIENTS,
    "GET /console/integrity/<number>": RECIPIENTS,
    "GET /console/integrity/<number>/file/<file_id>": RECIPIENTS,
    "POST /console/integrity/<number>/do/<word>": RECIPIENTS,
    "POST /console/integrity/<number>/grave/<word>": RECIPIENTS,
    "POST /console/integrity/look/<deed>/<proposal>": RECIPIENTS,
    "GET /console/integrity/waiting": SECOND_PERSONS,
    "POST /console/integrity/decide/<proposal>": SECOND_PERSONS,
    "POST /console/integrity/accused": frozenset({Role.INTEGRITY}),
    "GET /console/integrity/handed": frozenset({Role.HEAD}),
}
# Open without logging in; nothing here tells anything about anybody.
PORCH = {
    "GET /console/login",
    "POST /console/login",
    "GET /console/first",
    "POST /console/first",
    "POST /console/first/phone",
}


@pytest.fixture
def building(opened: Database) -> Building:
    return build(opened)


@pytest.fixture
def somsri(building: Building) -> Member:
    return building.resident(NAME)


def pages(app: Flask) -> dict[str, Any]:
    """Every way into the console, and the view behind it."""
    return {
        f"{method} {rule.rule}": app.view_functions[rule.endpoint]
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/console")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    }


# ------------------------------------------------------------------------- who may open what


def test_every_page_says_whom_it_is_for(building: Building) -> None:
    """T21: a page without roles, or not in the table above, does not pass."""
    found = pages(building.app)
    assert found.keys() == MATRIX.keys() | PORCH
    for way, view in found.items():
        if way in PORCH:
            assert view not in ACCESS
        else:
            assert ACCESS[view].roles == MATRIX[way], way
    for rule in building.app.url_map.iter_rules():
        if rule.rule.startswith("/console"):
            assert GUARDS[rule.endpoint.partition(".")[0]] in {signed_in, visitors}


def test_without_logging_in_there_is_only_the_door(building: Building, figure: Figure) -> None:
    """T21."""
    asked = 0
    for way in MATRIX:
        method, _, address = way.partition(" ")
        answer = building.browser().open(re.sub(r"<[^>]+>", "1", address), method=method)
        assert (answer.status_code, answer.location) == (303, "/console/login"), way
        asked += 1
    figure("T21", f"{asked} pages of the console without logging in: the door {asked} times")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_role_opens_its_own_pages_and_no_others(building: Building, figure: Figure) -> None:
    """T21: every page and every role; what is another's is not there at all, byte by byte."""
    plant(building.app)
    matrix = {**MATRIX, **{way: frozenset(roles) for way, roles in PLANTED.items()}}
    cells = 0
    for role in Role:
        member = building.resident(f"คนที่เป็น {role}", role)
        browser = member.browser
        nowhere = browser.get("/console/nowhere")
        key = key_on(browser.get("/console/"))
        for way, roles in sorted(matrix.items(), key=lambda row: "logout" in row[0]):
            method, _, address = way.partition(" ")
            data = {"form_key": key} if method == "POST" else None
            answer = browser.open(re.sub(r"<[^>]+>", "1", address), method=method, data=data)
            if role in roles and "<" not in address:  # there is no report 1 for anybody
                assert answer.status_code != 404, (role, way)
            elif role in roles and answer.status_code == 303:
                assert answer.location == "/console/integrity/", "no reason was given"
            else:
                assert (answer.status_code, answer.data) == (404, nowhere.data), (role, way)
                assert sorted(answer.headers) == sorted(nowhere.headers), (role, way)
            cells += 1
    figure("T21", f"console: {cells} cells of page x role asserted, of {cells}")


PLANTED = {
    "GET /console/planted": {Role.AUDITOR},
    "POST /console/planted": {Role.INTEGRITY, Role.DIRECTOR},
    "GET /console/planted/nobodys": set[Role](),
}


def plant(app: Flask) -> None:
    """Pages for some roles only, so that the table is seen to tell them apart."""
    for number, (way, roles) in enumerate(PLANTED.items()):
        method, _, address = way.partition(" ")

        def view() -> str:
            return me().name

        def unlike(view: Any = view) -> str:
            return str(view())

        app.add_url_rule(
            address,
            endpoint=f"console.planted_{number}",
            view_func=open_to(*roles)(unlike),
            methods=[method],
        )


def test_a_page_that_says_nothing_opens_to_nobody(building: Building) -> None:
    """T21."""
    building.app.add_url_rule("/console/bare", endpoint="console.bare", view_func=lambda: "in")
    somsri = building.resident(NAME)
    assert somsri.browser.get("/console/bare").status_code == 500


@pytest.mark.parametrize("role", EVERYBODY)
def test_the_front_page_is_honest_about_what_is_there(building: Building, role: Role) -> None:
    page = building.resident("คนหนึ่ง", role).browser.get("/console/").text
    told = "ยังไม่เปิดใช้" in page
    has_ways = 'class="ways"' in page
    assert told is not has_ways
    assert has_ways is (role in SECOND_PERSONS | {Role.HEAD})


# ------------------------------------------------------------------------- forms


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_form_is_taken_without_its_key(
    building: Building, somsri: Member, figure: Figure
) -> None:
    """T82: none, a wrong one, another browser's; inside and at the door."""
    malee = building.resident("มาลี มีสุข", Role.AUDITOR)
    keys = {
        "": "none",
        "0" * 64: "wrong",
        "ก": "not even one",
        key_on(malee.browser.get("/console/")): "somebody else's",
        key_on(malee.browser.get("/console/login")): "the door's",
    }
    posts = [way.split()[1] for way in pages(building.app) if way.split()[0] not in SAFE]
    for address in posts:
        for key, whose in keys.items():
            answer = somsri.browser.post(address, data={"form_key": key} if key else {})
            assert answer.status_code == 403, (address, whose)
            assert "ส่งแบบฟอร์มไม่สำเร็จ" in answer.text
    assert somsri.is_in()
    figure("T82", f"console: {len(posts)} forms x {len(keys)} wrong keys, taken 0")


def test_a_form_too_large_to_be_one_is_not_read(building: Building, somsri: Member) -> None:
    answer = somsri.browser.post("/console/password", data={"present": "x" * 70_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("address", ["/console/", "/console/login", "/console/first"])
def test_every_page_is_well_dressed(somsri: Member, address: str) -> None:
    """T81."""
    answer = somsri.browser.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Frame-Options"] == "DENY"


HARMLESS = frozenset(
    re.findall(
        r"\w+",
        "html head meta title link body a header div strong span form input button main nav h1 h2 "
        "p label ul li",
    )
)
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "{{ 7919*7907 }}{% raw %}",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_people_type_stays_text(building: Building, payload: str) -> None:
    """T80: a name in the register and whatever is typed at the door or carried past a code."""
    member = building.resident(payload)
    shown = [member.browser.get("/console/").text]
    shown.append(member.log_in(building.browser(), name=payload, code="0").text)
    shown.append(member.choose_password(name=payload, welcome=payload).text)
    building.hands.pass_by(minutes=6)
    shown.append(
        send(member.browser, "/console/password", {payload: payload}, form="/console/").text
    )
    for page in shown:
        tags = Tags()
        tags.feed(page)
        assert tags.found <= HARMLESS
        assert tags.handlers == []
        assert "62615533" not in page


class Tags(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.handlers: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.handlers += [
            (name, value)
            for name, value in attrs
            if name.startswith("on") or name in {"style", "autofocus"} or _runs(name, value)
        ]


def _runs(name: str, value: str | None) -> bool:
    return name in {"href", "src", "action"} and not (value or "").startswith(("/", "#"))


def test_in_english_from_the_door_to_the_way_out(building: Building, somsri: Member) -> None:
    door = building.browser().get("/console/login?lang=en").text
    assert '<html lang="en">' in door
    assert 'action="/console/login?lang=en"' in door
    home = somsri.browser.get("/console/?lang=en").text
    assert "Front page" in home
    assert 'href="/console/" lang="th"' in home
