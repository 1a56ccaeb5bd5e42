"""Whoever has the code sees where the case stands; whoever has not learns nothing at all."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from bot.service import Service
from cases import work
from cases.deadlines import local_date
from cases.history import Words
from cases.tracking import TRIES_PER_PLACE, allow_try
from models.people import Attempts
from models.scope import EVERY_OFFICE
from tests.web.conftest import NOON, Hands
from tests.web.matters import Matter, a_matter, a_picture
from web.tracking import neighbourhood

WRONG = "0000 0000 0000"  # right in form: its check digit fits
IN_PROGRESS, FINISHED = "อยู่ระหว่างดำเนินการ", "ดำเนินการแล้วเสร็จ"
NOT_FOUND = "ไม่พบเรื่องตามรหัสนี้"


def look(client: FlaskClient, code: str, *, url: str = "/track", **more: str) -> TestResponse:
    """Post the form."""
    headers = {"Sec-Fetch-Site": "same-origin", **more}
    return client.post(url, data={"code": code}, headers=headers)


@pytest.fixture
def matter(service: Service) -> Matter:
    return a_matter(service)


# ------------------------------------------------------------------------- with the code


def test_the_form_is_there_for_anybody(client: FlaskClient) -> None:
    """A49, A51."""
    page = client.get("/track")
    assert page.status_code == 200
    assert '<form class="card narrow" method="post" action="/track">' in page.text


def test_the_code_shows_where_the_case_stands(client: FlaskClient, matter: Matter) -> None:
    """A49, A52, A53: state in the public's words, promised date, unit, every step."""
    page = look(client, matter.code)
    assert page.status_code == 200
    assert matter.number in page.text
    assert IN_PROGRESS in page.text
    assert "30 มกราคม 2569" in page.text
    for step in ("รับเรื่อง", "ส่งถึงฝ่าย", "กำลังดำเนินการ", "แจ้งผล"):
        assert step in page.text
    assert 'class="now" aria-current="step"' in page.text
    assert "ไฟถนนดับ" not in page.text, "what was reported is not shown to whoever has the code"


@pytest.mark.parametrize("write", [
    lambda code: f"{code[:4]} {code[4:8]} {code[8:]}",
    lambda code: f"{code[:4]}-{code[4:8]}-{code[8:]}",
    lambda code: f"  {code}\n",
    lambda code: code.translate({ord("0") + n: chr(0x0E50 + n) for n in range(10)}),
    lambda code: code.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)}),
])  # fmt: skip
def test_a_code_may_be_written_as_people_write(
    client: FlaskClient, matter: Matter, write: Callable[[str], str]
) -> None:
    assert matter.number in look(client, write(matter.code)).text


def test_what_happened_is_told_in_order_with_dates_and_words(
    client: FlaskClient, service: Service, matter: Matter, hands: Hands
) -> None:
    """A52."""
    with matter.at_the_desk(service) as (session, case, officer):
        at_work: dict[str, Any] = {"office": matter.office, "by": officer, "now": hands.now}
        work.accept(session, case, **at_work)
        work.note(session, case, Words("รอหลอดไฟจากคลัง"), public=True, **at_work)
        work.note(session, case, Words("คุยกับช่างแล้ว"), public=False, **at_work)
        hands.pass_by(days=2)
        at_work["now"] = hands.now
        work.resolve(session, case, Words("เปลี่ยนหลอดแล้ว <b>3</b> ต้น"), attachments=(), **at_work)
    token = a_picture(service, matter)
    page = look(client, matter.code).text
    assert FINISHED in page
    assert IN_PROGRESS not in page
    assert "เปลี่ยนหลอดแล้ว &lt;b&gt;3&lt;/b&gt; ต้น" in page
    assert page.index("แจ้งผลการดำเนินการ</strong>") < page.index("รอหลอดไฟจากคลัง"), "newest first"
    assert "17 ม.ค. 2569" in page
    assert f'<img src="/media/{token}" alt="รูปผลการดำเนินการ รูปที่ 1">' in page
    assert "คุยกับช่างแล้ว" not in page, "what colleagues note for each other"
    assert "Wichai" not in page


def test_a_question_is_shown_with_the_way_to_answer(
    client: FlaskClient, service: Service, matter: Matter
) -> None:
    with matter.at_the_desk(service) as (session, case, officer):
        now = service.clock()
        work.accept(session, case, office=matter.office, by=officer, now=now)
        work.ask(session, case, Words("เสาต้นที่เท่าไร"), office=matter.office, by=officer, now=now)
    page = look(client, matter.code).text
    assert "เสาต้นที่เท่าไร" in page
    assert "กรุณาตอบในแชต LINE" in page


def test_a_promise_that_was_missed_is_not_hidden(
    client: FlaskClient, matter: Matter, hands: Hands
) -> None:
    hands.now = NOON + timedelta(days=15)
    assert "เลยวันที่กำหนดแล้ว" not in look(client, matter.code).text
    hands.pass_by(days=1)
    assert "เลยวันที่กำหนดแล้ว" in look(client, matter.code).text


def test_in_english_from_the_form_to_the_case(client: FlaskClient, matter: Matter) -> None:
    form = client.get("/track?lang=en").text
    assert '<html lang="en">' in form
    assert 'action="/track?lang=en"' in form
    page = look(client, matter.code, url="/track?lang=en").text
    assert "30 January 2026" in page
    assert "Public Works" in page


def test_each_office_finds_its_own(client: FlaskClient, service: Service) -> None:
    here, there = a_matter(service), a_matter(service, office="chatuchak")
    assert "สำนักงาน" in client.get("/").text
    assert here.number in look(client, here.code).text
    assert there.number in look(client, there.code).text


# ------------------------------------------------------------------------- without the code


def test_wrong_absent_and_malformed_codes_get_one_and_the_same_page(
    client: FlaskClient, matter: Matter
) -> None:
    """A50, T93, T94."""
    off_by_one = f"{(int(matter.code) + 1) % 10**12:012d}"
    guesses = [WRONG, off_by_one, matter.number, "", "x", "1\x002", "9" * 10_000, "'; --"]
    pages = [look(client, guess) for guess in guesses]
    pages.append(client.post("/track", headers={"Sec-Fetch-Site": "same-origin"}))
    assert {page.status_code for page in pages} == {200}
    assert len({page.data for page in pages}) == 1
    assert len({str(sorted(page.headers)) for page in pages}) == 1
    assert NOT_FOUND in pages[0].text


def test_a_form_too_large_to_be_one_is_not_read(client: FlaskClient) -> None:
    """T94."""
    assert look(client, "1" * 70_000).status_code == 413


def test_too_many_tries_are_refused_kindly_whatever_the_code(
    client: FlaskClient, matter: Matter, hands: Hands
) -> None:
    """A50, T91: ten in ten minutes from one place; then not even the right code opens."""
    for _ in range(TRIES_PER_PLACE):
        assert look(client, WRONG).status_code == 200
    refused = look(client, matter.code)
    assert refused.status_code == 429
    assert "ลองรหัสหลายครั้งเกินไป" in refused.text
    assert matter.number not in refused.text
    wait = int(refused.headers["Retry-After"])
    assert 0 < wait <= 601
    hands.pass_by(seconds=wait)
    assert matter.number in look(client, matter.code).text


def test_another_place_has_its_own_tries(app: Flask, matter: Matter) -> None:
    def at(address: str, code: str) -> TestResponse:
        sent = {"code": code}
        return app.test_client().post("/track", data=sent, environ_base={"REMOTE_ADDR": address})

    for _ in range(TRIES_PER_PLACE + 1):
        at("203.0.113.9", WRONG)
    assert at("203.0.113.9", matter.code).status_code == 429
    assert at("203.0.113.10", matter.code).status_code == 200


def test_tries_in_chats_do_not_disturb_the_page(
    client: FlaskClient, service: Service, matter: Matter
) -> None:
    with service.database.writing("huaikhwang") as session:
        allow_try(session, "everybody", limit=5, now=service.clock())
    with service.database.writing("chatuchak") as session:
        allow_try(session, "everybody", limit=5, now=service.clock())
    assert matter.number in look(client, matter.code).text


def test_the_address_of_whoever_tries_is_not_kept(
    client: FlaskClient, service: Service, matter: Matter
) -> None:
    look(client, matter.code)
    with service.database.reading(EVERY_OFFICE) as session:
        subjects = session.scalars(select(Attempts.subject)).all()
    assert len(subjects) == 2
    assert not any("127.0.0.1" in subject for subject in subjects)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_one_household_is_one_place(address: str, place: str) -> None:
    assert neighbourhood(address) == place


# ------------------------------------------------------------------------- around the code


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "https://elsewhere.example"}, False),
        ({}, True),
    ],
)
def test_only_our_own_form_may_post(
    client: FlaskClient, headers: dict[str, str], is_ours: bool
) -> None:
    page = client.post("/track", data={"code": WRONG}, headers=headers)
    assert page.status_code == (200 if is_ours else 403)


def test_no_cookie_no_copy_no_search_engine(client: FlaskClient, matter: Matter) -> None:
    for page in (look(client, matter.code), look(client, WRONG), client.get("/track")):
        assert "Set-Cookie" not in page.headers
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Robots-Tag"] == "noindex, noarchive"


def test_a_code_in_the_address_is_not_taken(client: FlaskClient, matter: Matter) -> None:
    page = client.get(f"/track?code={matter.code}")
    assert matter.number not in page.text
    assert matter.code not in page.text


def test_the_code_is_in_no_page_and_in_no_log(
    client: FlaskClient, service: Service, matter: Matter, caplog: pytest.LogCaptureFixture
) -> None:
    """T37: nor what broke, when something breaks."""
    caplog.set_level(logging.DEBUG)
    assert matter.code not in look(client, matter.code).text
    service.database.engine.dispose()
    with service.database.engine.connect() as connection:
        connection.exec_driver_sql("alter table attempts rename to attempts_away")
        connection.commit()
    broken = look(client, matter.code)
    assert broken.status_code == 500
    assert "ขออภัย ระบบขัดข้องชั่วคราว" in broken.text
    assert "request_failed view=tracking.show kind=" in caplog.text
    assert matter.code not in caplog.text + broken.text


def test_dates_are_bangkoks(client: FlaskClient, service: Service, hands: Hands) -> None:
    hands.now = NOON.replace(hour=18)  # one in the morning of the 16th in Bangkok
    assert local_date(hands.now).day == 16
    assert "16 มกราคม 2569" in look(client, a_matter(service).code).text
