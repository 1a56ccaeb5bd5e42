"""What holds for every address: it is guarded, listed, well dressed, and kind when it fails."""

import threading
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from bot.service import Service
from texts.catalogue import keys
from web.app import GUARDS, PARTS, create_app
from web.console.access import signed_in, visitors
from web.guards import everyone, holder_of_the_token, line_itself, operators
from web.integrity.gate import own_pages_only

ROUTES = Path(__file__).with_name("routes.txt")
HTML = ("/", "/?lang=en", "/track", "/nowhere", "/media/nothing", "/static/nothing.css")


def routes(app: Flask) -> list[str]:
    return sorted(
        f"{rule.rule} {' '.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))} "
        f"{GUARDS[rule.endpoint.partition('.')[0]].__name__}"
        for rule in app.url_map.iter_rules()
    )


def test_the_addresses_and_their_guards_are_these(app: Flask) -> None:
    """A new address, or another guard, is seen by whoever reads the change."""
    assert routes(app) == ROUTES.read_text().splitlines()


def test_every_part_has_a_guard_that_is_known() -> None:
    known = {everyone, holder_of_the_token, line_itself, operators}
    known |= {own_pages_only, signed_in, visitors}
    assert {part.guard for part in PARTS} <= known
    assert len({part.blueprint.name for part in PARTS}) == len(PARTS)


def test_an_address_outside_the_table_is_refused_by_the_application(service: Service) -> None:
    app = create_app(service, production=False)
    app.add_url_rule("/forgotten", view_func=lambda: "open to all")
    assert app.test_client().get("/forgotten").status_code == 500


def test_making_an_application_starts_no_thread(service: Service) -> None:
    before = set(threading.enumerate())
    create_app(service, production=False)
    assert set(threading.enumerate()) == before


# ------------------------------------------------------------------------- headers


@pytest.mark.parametrize("address", [*HTML, "/healthz", "/readyz", "/static/site.css"])
def test_every_answer_is_well_dressed(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Permissions-Policy"]
    assert "Cache-Control" in headers
    assert "Set-Cookie" not in headers
    assert "Strict-Transport-Security" not in headers


def test_over_https_it_stays_https(client: FlaskClient) -> None:
    answer = client.get("/", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_in_production_the_proxy_is_believed_and_only_there(service: Service) -> None:
    told = {"X-Forwarded-For": "8.8.8.8, 10.1.2.3", "X-Forwarded-Proto": "https"}
    behind = create_app(service, production=True).test_client()
    assert behind.get("/metrics", headers=told).status_code == 200
    told["X-Forwarded-For"] = "127.0.0.1, 8.8.8.8"
    assert behind.get("/metrics", headers=told).status_code == 404
    assert "Strict-Transport-Security" in behind.get("/", headers=told).headers
    alone = create_app(service, production=False).test_client()
    assert "Strict-Transport-Security" not in alone.get("/", headers=told).headers


# ------------------------------------------------------------------------- pages


@pytest.mark.parametrize("address", HTML)
def test_a_page_needs_nothing_from_elsewhere(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    for tag in ("<script", "<iframe", "style=", "onclick", 'src="http', "url(http"):
        assert tag not in page
    assert page.count("<h1>") == 1


def test_the_front_page_names_the_offices_and_the_ways(client: FlaskClient) -> None:
    thai, english = client.get("/").text, client.get("/?lang=en").text
    assert '<html lang="th">' in thai
    assert "สำนักงานเขตห้วยขวาง" in thai
    assert "สำนักงานเขตจตุจักร" in thai
    assert 'href="/track"' in thai
    assert "1206" in thai, "the bodies outside are always named"
    assert 'href="/integrity/"' in thai
    assert '<html lang="en">' in english
    assert "Huai Khwang District Office" in english
    assert 'href="/track?lang=en"' in english


@pytest.mark.parametrize("lang", ["", "th", "xx", "<script>"])
def test_every_other_language_is_thai(client: FlaskClient, lang: str) -> None:
    assert '<html lang="th">' in client.get("/", query_string={"lang": lang}).text


# ------------------------------------------------------------------------- failing


@pytest.mark.parametrize(
    ("method", "address", "status", "words"),
    [
        ("GET", "/nowhere", 404, "ไม่พบหน้านี้"),
        ("GET", "/media/nothing", 404, "ไม่พบหน้านี้"),
        ("DELETE", "/", 405, "เปิดหน้านี้ด้วยวิธีนี้ไม่ได้"),
    ],
)
def test_what_fails_is_explained_kindly(
    client: FlaskClient, method: str, address: str, status: int, words: str
) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == status
    assert words in answer.text
    assert "Traceback" not in answer.text


def test_a_refused_method_says_which_are_allowed(client: FlaskClient) -> None:
    assert "GET" in client.delete("/").headers["Allow"]


def test_a_status_without_words_of_its_own_gets_the_general_ones(service: Service) -> None:
    app = create_app(service, production=False)
    app.add_url_rule("/teapot", endpoint="public.teapot", view_func=lambda: abort(418))
    answer = app.test_client().get("/teapot")
    assert answer.status_code == 418
    assert "ขออภัย ทำรายการนี้ไม่ได้" in answer.text


def test_a_fault_is_logged_by_its_place_never_by_its_words(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """T38."""
    canary = "what a citizen wrote"

    def break_down() -> str:
        raise ValueError(canary)

    app = create_app(service, production=False)
    app.add_url_rule(
        "/broken/<token>", endpoint="media.broken", view_func=lambda token: break_down()
    )
    answer = app.test_client().get(f"/broken/{canary}?{canary}")
    assert answer.status_code == 500
    assert "ขออภัย ระบบขัดข้องชั่วคราว" in answer.text
    assert "request_failed view=media.broken kind=ValueError at=test_app.py:" in caplog.text
    assert canary not in caplog.text + answer.text


def test_every_error_has_a_title_and_a_text() -> None:
    errors = {key.rpartition(".")[0] for key in keys() if key.startswith("public.error.")}
    for error in errors - {"public.error"}:
        assert {f"{error}.title", f"{error}.text"} <= keys()
