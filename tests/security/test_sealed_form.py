"""Telling of corruption on the web, and coming back with a code: what is kept, and what shows."""

import io
import logging
import os
import re
import statistics
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from cases.deadlines import local_date
from cases.errors import Invalid
from integrity import desk, links, reading
from integrity.keyring import Keyring
from integrity.receipts import LOOKUPS_PER_MINUTE, Busy, Hardened, Hardener, new_receipt
from integrity.told import KINDS, Told
from models.base import Base
from models.database import Database
from models.people import Staff
from models.sealed import Disclosure
from models.vocabulary import Mode, Role
from tests.security.conftest import OFFICE, Figure
from tests.security.doors import Building, build, hidden_on
from tests.security.reports import ACCOUNT, Desk
from web.app import create_app
from web.integrity import form, tickets
from web.integrity.gate import GATE, Again, Gate, Pace
from web.integrity.uploads import Sent

HOME: Final = "/integrity/"
FOLLOW: Final = "/integrity/follow"
READER: Final = "สมหญิง ใจดี"
QUESTION: Final = "เกิดขึ้นที่เคาน์เตอร์ใด"
WORDS: Final = ("account", "excluded_names", "who", "when", "where", "evidence_note", "witnesses")


@dataclass(slots=True)
class Reporter:
    """Somebody with a browser and nothing else."""

    browser: FlaskClient
    code: str = ""

    def fills(self, **typed: Any) -> TestResponse:
        """Fill in the form and go on to the page before sending."""
        told = {"office": OFFICE, "account": ACCOUNT, "unit": "REV", **typed}
        return self.browser.post(HOME, data={"step": "check", **told})

    def sends(self, page: TestResponse, *files: bytes, **changes: str) -> TestResponse:
        """Press the button on that page, with files chosen."""
        return upload(self.browser, HOME, {**hidden_on(page), "step": "send", **changes}, files)

    def reports(self, *files: bytes, **typed: Any) -> TestResponse:
        """The whole way to the code."""
        page = self.sends(self.fills(**typed), *files)
        self.code = code_on(page)
        return page

    def comes_back(self, code: str | None = None) -> TestResponse:
        return self.browser.post(FOLLOW, data={"code": self.code if code is None else code})

    def does(self, deed: str, text: str = "", *files: bytes, page: TestResponse) -> TestResponse:
        """Fill in one of the forms on the report's own page."""
        data = {"deed": deed, "text": text, "visit": visit_on(page)}
        return upload(self.browser, FOLLOW, data, files)


def upload(
    browser: FlaskClient, address: str, data: dict[str, Any], files: Sequence[bytes]
) -> TestResponse:
    """Send a form with files as browsers do; Flask's own client would write them to a disk."""
    chosen = [FileStorage(io.BytesIO(each), f"photo{n}.jpg") for n, each in enumerate(files)]
    boundary, body = encode_multipart({**data, "files": chosen})
    kind = f'multipart/form-data; boundary="{boundary}"'
    return browser.post(address, data=body, content_type=kind)


@pytest.fixture
def building(opened: Database) -> Building:
    return build(opened)


@pytest.fixture
def office(building: Building) -> Desk:
    """The office with one integrity officer."""
    service = building.service
    desk = Desk(service.database, service.vault.keyring, today=local_date(service.clock()))
    desk.member(name=READER)
    return desk


@pytest.fixture
def reporter(building: Building, office: Desk) -> Reporter:
    return Reporter(building.browser())


only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def code_on(page: TestResponse) -> str:
    """The code a page shows; empty if it shows none."""
    return "".join(re.findall(r"<span>(\d{4})</span>", page.text))


def visit_on(page: TestResponse) -> str:
    """What a page of a report carries in place of the code."""
    found = re.search(r'name="visit" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def kept(building: Building, *, of: Any = Base) -> dict[str, int]:
    """How many rows each table holds, except the register of staff."""
    with building.service.database.reading("*") as session:
        counted = {
            mapper.class_: session.scalar(select(func.count()).select_from(mapper.class_)) or 0
            for mapper in Base.registry.mappers
        }
    return {table.__name__: rows for table, rows in counted.items() if rows and table is not Staff}


def a_photo(*, side: int = 40, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "JPEG", comment=comment)
    return out.getvalue()


# ------------------------------------------------------------------------- one address, no cookie


def test_the_page_is_the_same_for_everybody_and_sets_no_cookie(
    building: Building, reporter: Reporter, figure: Figure
) -> None:
    """T05, D1.3: nothing in page or headers could tell one visitor from another."""
    asked = [building.browser().get(f"{HOME}?openExternalBrowser=1") for _ in range(100)]
    assert len({(page.data, tuple(sorted(page.headers))) for page in asked}) == 1
    pages = [asked[0], reporter.fills(), reporter.reports(), reporter.comes_back()]
    pages += [reporter.does("add", "มีคนเห็นอีกคน", page=pages[-1])]
    assert not any("Set-Cookie" in page.headers for page in pages)
    assert not any("Location" in page.headers for page in pages)
    figure("T05", f"web form: 1 distinct page for 100 visitors, 0 cookies on {len(pages)} pages")


def test_the_notice_comes_first_with_what_is_not_protected(
    building: Building, office: Desk
) -> None:
    """A05, A06, D1.4: honest words, the way outside always, and never a promise nobody can keep."""
    for lang in ("", "?lang=en"):
        page = building.browser().get(HOME + lang).text
        choice = page.index('name="step"')
        assert page.index("1205") < choice
        assert page.index("1206") < choice
        assert page.index('class="notice"') < choice
        for promise in ("100%", "100 %", "ปลอดภัยที่สุด", "ไม่มีใครรู้", "completely safe"):
            assert promise not in page


def test_one_office_gets_its_form_at_once(building: Building, office: Desk) -> None:
    """A06: where there is nothing to choose, notice and form stand on one page."""
    service = replace(building.service, offices={OFFICE: building.service.offices[OFFICE]})
    page = create_app(service, production=False).test_client().get(HOME).text
    assert page.index('class="notice"') < page.index('name="account"')


def test_every_page_has_the_same_title(building: Building, reporter: Reporter) -> None:
    """B05: tabs and history tell nothing of what was done, and no more than the address."""
    first = reporter.reports()
    pages = [
        building.browser().get(HOME),
        building.browser().get(FOLLOW),
        reporter.browser.post(HOME, data={"step": "choose", "office": OFFICE}),
        reporter.fills(),
        reporter.fills(executive="yes"),
        first,
        reporter.browser.post(HOME, data={"step": "later", **hidden_on(first)}),
        reporter.comes_back("1"),
        reporter.comes_back(),
        reporter.browser.post(HOME, data={"step": "nothing"}),
    ]
    titles = {re.findall("<title>(.*)</title>", page.text)[0] for page in pages}
    assert titles == {"ใสสะอาด"}
    assert all(page.request.path in {HOME, FOLLOW} for page in pages)
    assert not any(page.request.query_string for page in pages)


# ------------------------------------------------------------------------- telling


def test_nothing_is_stored_before_it_is_sent(building: Building, reporter: Reporter) -> None:
    """D1, T36: not a row of any table, nowhere, for a form filled in and looked at."""
    before = kept(building)
    for lang in ("", "?lang=en"):
        building.browser().get(HOME + lang)
    page = reporter.fills(who="นายสมชาย")
    edited = reporter.browser.post(HOME, data={**hidden_on(page), "step": "edit"})
    assert ACCOUNT in edited.text
    assert "นายสมชาย" in edited.text
    assert kept(building) == before == {}


def test_only_the_account_is_needed(reporter: Reporter, office: Desk) -> None:
    """A04, A1.3: 20 characters suffice, and the code has 20 digits; it is typed back once."""
    short = reporter.browser.post(HOME, data={"step": "check", "office": OFFICE, "account": "สั้นไป"})
    assert 'role="alert"' in short.text
    assert "สั้นไป" in short.text
    page = reporter.browser.post(HOME, data={"step": "check", "office": OFFICE, "account": ACCOUNT})
    receipt = reporter.sends(page)
    code = code_on(receipt)
    assert re.fullmatch(r"\d{20}", code)
    carried = hidden_on(receipt)
    wrong = reporter.browser.post(HOME, data={**carried, "step": "type_back", "code": code[::-1]})
    assert code_on(wrong) == code
    assert 'aria-invalid="true"' in wrong.text
    thai = code.translate({ord("0") + n: chr(0x0E50 + n) for n in range(10)})
    right = reporter.browser.post(HOME, data={**carried, "step": "type_back", "code": thai})
    assert 'role="status"' in right.text
    assert code not in right.text
    row = office.sees(lambda session: session.scalars(select(Disclosure)).one())
    assert row.mode is Mode.WEB


def test_who_would_read_it_is_shown_before_it_is_sent(reporter: Reporter, office: Desk) -> None:
    """D4, A24: whoever should not see it is noticed in time, and is gone after naming them."""
    office.member(name="วิชัย รักงาน")
    assert {READER, "วิชัย รักงาน"} <= set(re.findall("<li>([^<]+)</li>", reporter.fills().text))
    page = reporter.fills(excluded_names="คุณสมหญิง  ใจดี")
    assert READER not in re.findall("<li>([^<]+)</li>", page.text)


def test_staff_may_address_the_director(reporter: Reporter, office: Desk) -> None:
    """A08, A09."""
    director = office.member(Role.DIRECTOR, "ADM", "ประสิทธิ์ นำดี")
    reporter.reports(to_director="yes")
    assert len(office.does(reading.list_own, by=director)) == 1


@pytest.mark.parametrize("concern", [{"executive": "yes"}, {"unit": ["CIV"]}])
def test_what_nobody_may_receive_is_given_back_and_not_kept(
    building: Building, reporter: Reporter, concern: dict[str, Any]
) -> None:
    """T24, I3: the outside bodies, the own words to copy, and not a row of anything."""
    for page in (reporter.fills(**concern), reporter.sends(reporter.fills(), **concern)):
        assert page.status_code == 200
        assert "1205" in page.text
        assert "readonly" in page.text
        assert ACCOUNT in page.text
        assert code_on(page) == ""
    assert kept(building) == {}


def test_an_office_without_recipients_says_so_before_a_word_is_written(
    building: Building,
) -> None:
    """D17, A06."""
    browser = building.browser()
    page = browser.post(HOME, data={"step": "choose", "office": OFFICE})
    assert "1205" in page.text
    assert "account" not in page.text
    page = browser.post(HOME, data={"step": "check", "office": OFFICE, "account": ACCOUNT})
    assert "readonly" in page.text
    assert kept(building) == {}


def test_a_page_sent_twice_makes_one_report_with_one_code(
    building: Building, reporter: Reporter, office: Desk
) -> None:
    """Promise 1: the answer may be lost on the way; loading again shows the same code."""
    page = reporter.fills()
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(lambda _: Reporter(building.browser()).sends(page).text, range(4)))
    again = reporter.sends(page)
    codes = {"".join(re.findall(r"<span>(\d{4})</span>", text)) for text in at_once}
    assert codes == {code_on(again)}
    assert len(code_on(again)) == 20
    assert kept(building)["Disclosure"] == 1
    assert office.audited() == 1


def test_a_page_left_open_too_long_asks_once_more(building: Building, reporter: Reporter) -> None:
    """D1: what a page carries opens for half an hour."""
    page = reporter.fills()
    building.hands.pass_by(minutes=31)
    late = reporter.sends(page)
    assert 'role="alert"' in late.text
    assert ACCOUNT in late.text
    assert kept(building) == {}
    assert code_on(reporter.sends(late)) != ""


def test_many_reports_at_once_lose_none(building: Building, office: Desk, figure: Figure) -> None:
    """Peers 0.1: 20 people send in the same moment; each gets a code that opens the own report."""

    def tell(number: int) -> tuple[str, float]:
        each = Reporter(building.browser())
        page = each.fills(who=f"คนที่ {number}")
        began = time.perf_counter()
        receipt = each.sends(page)
        return code_on(receipt), time.perf_counter() - began

    alone = tell(0)[1]
    with ThreadPoolExecutor(20) as pool:
        codes = {code for code, _ in pool.map(tell, range(1, 21))}
    assert len(codes) == 20
    assert "" not in codes
    assert kept(building)["Disclosure"] == 21
    kind = building.service.database.engine.dialect.name
    figure(
        "T76", f"web form on {kind}: 20 reports at once, 0 lost; one alone {alone * 1000:.0f} ms"
    )


# ------------------------------------------------------------------------- files


def test_evidence_comes_with_the_report_and_leaves_its_traces_behind(
    reporter: Reporter, office: Desk
) -> None:
    """A07, A22, D14."""
    secret = b"Canon of Somchai"
    officer = office.member(name="เจ้าหน้าที่ดูรูป")
    reporter.reports(a_photo(comment=secret), a_photo())
    number = office.sees(lambda session: session.scalars(select(Disclosure.number)).one())
    files = office.does(reading.open_case, number, reading.Reason.NEW, by=officer).files
    copies = [office.does(reading.view_file, number, file.id, by=officer) for file in files]
    assert [copy.media_type for copy in copies] == ["image/jpeg"] * 2
    assert not any(secret in copy.content for copy in copies)


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([b"MZ" + bytes(200)], "ไฟล์ที่ 1"),
        ([a_photo(), b"<svg onload=alert(1)>"], "ไฟล์ที่ 2"),
        ([a_photo()] * 6, "5 ไฟล์"),
        ([bytes(10_000_001)], "ไฟล์ที่ 1"),
    ],
    ids=["program", "svg", "six", "large"],
)
def test_what_cannot_be_taken_in_is_told_and_nothing_is_kept(
    building: Building, reporter: Reporter, files: list[bytes], why: str
) -> None:
    """T51, T56: the words stay on the page."""
    page = reporter.sends(reporter.fills(), *files)
    assert why in page.text
    assert ACCOUNT in page.text
    assert code_on(page) == ""
    assert kept(building) == {}
    assert code_on(reporter.sends(page)) != ""


def test_too_much_is_refused_before_it_is_read(building: Building, reporter: Reporter) -> None:
    """T56, B25."""
    page = reporter.browser.post(
        HOME,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": "60000000"},
    )
    assert page.status_code == 413
    page = reporter.fills(account="ก" * 200_000)
    assert page.status_code == 413
    page = reporter.fills(account="ก" * 20_001)
    assert 'role="alert"' in page.text
    assert kept(building) == {}


@contextmanager
def files_written() -> Iterator[list[str]]:
    """Every file that this process opens for writing meanwhile, temporary ones included."""
    found: list[str] = []
    WATCHING.append(found)
    yield found
    WATCHING.remove(found)


WATCHING: list[list[str]] = []
WRITING: Final = os.O_WRONLY | os.O_RDWR


def _watch(event: str, told: tuple[Any, ...]) -> None:
    if WATCHING and event == "open":
        path, _, flags = told  # a number instead of a path is a file that is open already
        if isinstance(path, str | bytes) and path != os.devnull and flags & WRITING:
            WATCHING[-1].append(str(path))


sys.addaudithook(_watch)


@only_sqlite
def test_files_touch_no_disk_on_their_way(reporter: Reporter, figure: Figure) -> None:
    """T01: a large file would otherwise lie unsealed in the temporary folder."""
    large = a_photo(side=1500)
    assert len(large) > 600_000
    with files_written() as written:
        reporter.reports(large)
    assert reporter.code
    assert written == []
    figure(
        "T01", f"web form: 0 files written for a report with {len(large) // 1024} KiB of evidence"
    )


# ------------------------------------------------------------------------- what stays


@only_sqlite
def test_no_word_of_a_report_is_found_anywhere(
    building: Building,
    reporter: Reporter,
    sqlite_database: str,
    caplog: pytest.LogCaptureFixture,
    figure: Figure,
) -> None:
    """T01, T10, T37: the database with its log, and every line logged at the finest level."""
    caplog.set_level(logging.DEBUG)
    told = {name: f"นกขมิ้น{name}เหลืองอ่อนค่ำนี้จะนอนไหน" for name in WORDS}
    reporter.reports(**told)
    page = reporter.comes_back()
    reporter.does("add", "นกขมิ้นadd", page=page)
    reporter.does("protect", "นกขมิ้นprotect", page=page)
    canaries = [*told.values(), "นกขมิ้น", reporter.code, visit_on(page)]
    path = Path(make_url(sqlite_database).database or "")
    sinks = {file.name: file.read_bytes() for file in path.parent.glob(f"{path.name}*")}
    sinks["log"] = "\n".join(record.getMessage() for record in caplog.records).encode()
    sinks["tracebacks"] = caplog.text.encode()
    assert len(sinks) >= 3
    hits = [
        (canary, name)
        for canary in canaries
        for name, content in sinks.items()
        for spelled in (canary.encode(), canary.encode("utf-16-le"), repr(canary)[1:-1].encode())
        if spelled in content
    ]
    assert hits == []
    figure("T01", f"web form: 0 hits of {len(canaries)} canaries in {len(sinks)} sinks")


def test_no_row_tells_at_what_time_a_report_came(building: Building, reporter: Reporter) -> None:
    """T32, B10: even the counters against floods stay in memory."""
    reporter.reports()
    tables = {"Disclosure", "DisclosureKey", "Recipient", "SealedEntry", "AuditEntry"}
    assert set(kept(building)) == tables


@only_sqlite
def test_a_failure_logs_no_word(
    building: Building, reporter: Reporter, caplog: pytest.LogCaptureFixture
) -> None:
    """T37: and the page says that sending it again does no harm."""
    page = reporter.fills()

    class Broken(Hardener):
        def harden(self, code: str) -> Hardened:
            raise RuntimeError(code + ACCOUNT)

    working = building.service.vault.hardener
    building.service.vault.hardener = Broken(b"")
    building.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = reporter.sends(page)
    assert answer.status_code == 500
    assert "integrity.css" in answer.text
    assert "request_failed" in caplog.text
    assert ACCOUNT not in caplog.text
    assert not re.search(r"\d{20}", caplog.text)
    building.service.vault.hardener = working
    assert code_on(reporter.sends(page)) != ""


# ------------------------------------------------------------------------- pace


def test_reports_come_in_freely_then_slowly_and_never_not_at_all(figure: Figure) -> None:
    """D15, T77: a flood slows down who reports, and shuts nobody out."""
    pace, now = Pace(), datetime(2026, 1, 15, 5, 0, tzinfo=UTC)
    taken, waits = 0, []
    for second in range(3_600):
        try:
            pace.take_turn(now + timedelta(seconds=second))
            taken += 1
        except Again as problem:
            waits.append(problem.wait or timedelta(0))
    assert timedelta(0) < min(waits) <= max(waits) <= timedelta(seconds=30)
    assert 60 + 110 <= taken <= 60 + 120
    pace.take_turn(now + timedelta(hours=3))
    figure("T77", f"flood of 3,600 reports an hour: {taken} taken, longest wait {max(waits)}")


def test_whoever_must_wait_keeps_the_words(building: Building, reporter: Reporter) -> None:
    """T77, T79: 429 with a time, and the button still there."""
    building.app.extensions[GATE] = Gate(pace=Pace(freely=1))
    reporter.reports()
    page = reporter.sends(reporter.fills(account="อีกเรื่องหนึ่งที่ยาวพอสำหรับการส่ง"))
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= 31
    assert "อีกเรื่องหนึ่ง" in page.text
    building.hands.pass_by(seconds=int(page.headers["Retry-After"]))
    assert code_on(reporter.sends(page)) != ""


class Occupied(Hardener):
    """A hasher with more to do than it takes in."""

    def harden(self, code: str) -> Hardened:
        raise Busy


def test_when_as_many_hash_as_can_others_are_asked_to_come_back(
    building: Building, reporter: Reporter
) -> None:
    """T79, T94: 503 with a time; nothing is half stored."""
    page = reporter.fills()
    building.service.vault.hardener = Occupied(b"")
    for answer in (reporter.sends(page), reporter.comes_back(new_receipt().plain)):
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "11"
    assert "Disclosure" not in kept(building)


def test_only_a_few_large_forms_are_read_at_once(building: Building, reporter: Reporter) -> None:
    """B25: memory is bounded; a small form still goes through."""
    gate = Gate(uploads=BoundedSemaphore(1))
    building.app.extensions[GATE] = gate
    page = reporter.fills()
    with gate.uploads:
        refused = reporter.sends(page, bytes(500_000))
        assert refused.status_code == 503
        assert "Retry-After" in refused.headers
        assert code_on(reporter.sends(page)) != ""
    assert kept(building)["Disclosure"] == 1


# ------------------------------------------------------------------------- coming back


def test_a_code_opens_its_report_however_it_is_typed(reporter: Reporter) -> None:
    """T94: groups, dashes, Thai and full-width digits."""
    reporter.reports()
    code = reporter.code
    for typed in (
        code,
        " ".join(re.findall("....", code)),
        "-".join(re.findall("....", code)),
        code.translate({ord("0") + n: chr(0x0E50 + n) for n in range(10)}),
        code.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)}),
    ):
        page = reporter.comes_back(typed)
        assert "รับเรื่องแล้ว" in page.text
        assert code not in page.text
        assert ACCOUNT not in page.text, "a found code gives no account away"


JUNK: Final = ("", "1", "ก" * 20, "1" * 10_000, "1\x00" * 20, "C-12345678", "' or 1=1 --")


def test_whatever_is_wrong_with_a_code_the_answer_is_the_same(
    building: Building, reporter: Reporter, office: Desk, figure: Figure
) -> None:
    """T92, T93: never given, mistyped, junk, or the report's number: the same bytes."""
    reporter.reports()
    number = office.sees(lambda session: session.scalars(select(Disclosure.number)).one())
    wrong = str((int(reporter.code[-1]) + 1) % 10)
    asked = [new_receipt().plain, reporter.code[:-1] + wrong, number, *JUNK]
    answers = {
        (page.status_code, page.data, tuple(sorted(page.headers.items())))
        for page in map(reporter.comes_back, asked)
    }
    assert len(answers) == 1
    figure("T92", f"web: {len(asked)} wrong, absent and malformed codes, 1 distinct answer")


@only_sqlite
@pytest.mark.slow
def test_the_time_it_takes_tells_nothing(
    building: Building, reporter: Reporter, figure: Figure
) -> None:
    """T92: absent and malformed, in turns, so that whatever else runs slows both alike.

    What a right code takes is told by its page anyway; it is printed beside them.
    """
    reporter.reports()
    took: dict[str, list[float]] = {"right": [], "absent": [], "malformed": []}
    for _ in range(9):
        building.hands.pass_by(minutes=1)
        typed = {"right": reporter.code, "absent": new_receipt().plain, "malformed": "12345"}
        for kind, code in typed.items():
            began = time.perf_counter()
            reporter.comes_back(code)
            took[kind].append(time.perf_counter() - began)
    medians = {kind: statistics.median(times) * 1000 for kind, times in took.items()}
    pairs = zip(took["absent"], took["malformed"], strict=True)
    apart = abs(statistics.median((one - other) * 1000 for one, other in pairs))
    noise = statistics.stdev(took["absent"]) * 1000
    assert apart < max(10.0, noise), (medians, apart)
    spoken = ", ".join(f"{kind} {median:.0f} ms" for kind, median in medians.items())
    figure("T92", f"web medians: {spoken}; absent and malformed {apart:.1f} ms apart")


@only_sqlite
def test_five_hundred_guesses_are_twenty(
    building: Building, reporter: Reporter, office: Desk, figure: Figure
) -> None:
    """T91, D15: for the whole site, from wherever they come; a minute later it is open again."""
    reporter.reports()
    outcomes = {200: 0, 429: 0}
    for _ in range(500):
        page = building.browser().post(FOLLOW, data={"code": new_receipt().plain})
        outcomes[page.status_code] += 1
        assert "visit" not in page.text
    assert outcomes == {200: LOOKUPS_PER_MINUTE, 429: 500 - LOOKUPS_PER_MINUTE}
    refused = reporter.comes_back()
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    building.hands.pass_by(minutes=1)
    assert "visit" in reporter.comes_back().text
    figure("T91", f"web: 500 random codes in one minute: 0 hits, {outcomes[200]} looked up")


@only_sqlite
def test_two_hundred_at_once_cannot_fill_the_memory(building: Building, figure: Figure) -> None:
    """T79, T94: what is beyond the budget is refused before any hashing."""
    import resource  # noqa: PLC0415 - only here

    def peak() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    before = peak()
    with ThreadPoolExecutor(50) as pool:
        found = list(
            pool.map(
                lambda _: building.browser().post(FOLLOW, data={"code": new_receipt().plain}),
                range(200),
            )
        )
    statuses = sorted({page.status_code for page in found})
    assert set(statuses) <= {200, 429, 503}
    assert sum(page.status_code == 429 for page in found) >= 180
    assert all("Retry-After" in page.headers for page in found if page.status_code != 200)
    grown = peak() - before
    assert grown < 400
    figure("T79", f"web: 200 lookups at once: {len(found)} answered, memory +{grown} MiB at most")


# ------------------------------------------------------------------------- the dialogue


def test_reporter_and_officer_talk_without_knowing_each_other(
    reporter: Reporter, office: Desk, figure: Figure
) -> None:
    """A16, A23, A25, A27, T43: question, answer, more, a request; each one entry in the log."""
    officer = office.member(name="เจ้าหน้าที่ถาม")
    reporter.reports()
    number = office.sees(lambda session: session.scalars(select(Disclosure.number)).one())
    office.does(desk.screen, number, by=officer)
    office.does(desk.ask, number, QUESTION, by=officer)
    page = reporter.comes_back()
    assert QUESTION in page.text
    audited = office.audited()
    for deed, text in (("answer", "เคาน์เตอร์ 3"), ("add", "มีใบเสร็จด้วย"), ("protect", "ถูกขู่")):
        page = reporter.does(deed, text, page=page)
        assert 'role="status"' in page.text, deed
        audited += 1
        assert office.audited() == audited
        again = reporter.does(deed, text, page=page)
        assert 'role="status"' in again.text, "sent twice, taken once"
        assert office.audited() == audited
    page = reporter.does("add", "", a_photo(), page=page)
    assert 'role="status"' in page.text
    view = office.does(reading.open_case, number, reading.Reason.NEW, by=officer)
    said = [entry.document["text"] for entry in view.entries[1:]]
    assert said == [QUESTION, "เคาน์เตอร์ 3", "มีใบเสร็จด้วย", "ถูกขู่", ""]
    assert len(view.files) == 1


def test_the_reporter_reads_public_words_and_dates(reporter: Reporter, office: Desk) -> None:
    """A26, requirements 4.2: not what officers note among themselves."""
    officer = office.member(name="เจ้าหน้าที่บันทึก")
    reporter.reports()
    number = office.sees(lambda session: session.scalars(select(Disclosure.number)).one())
    office.does(desk.screen, number, by=officer)
    office.does(desk.note, number, "บันทึกภายในลับมาก", by=officer)
    page = reporter.comes_back()
    assert "อยู่ระหว่างดำเนินการ" in page.text
    assert "15 มกราคม 2569" in page.text
    assert "15 เมษายน 2569" in page.text
    assert "บันทึกภายในลับมาก" not in page.text
    assert READER not in page.text


def test_being_forgotten_says_the_same_whether_or_not_there_was_anything(
    building: Building, reporter: Reporter, office: Desk
) -> None:
    """T07, D19."""
    answers, known = set(), set[uuid.UUID]()
    for linked in (False, True):
        each = Reporter(building.browser())
        each.reports()
        all_of_them = office.sees(lambda session: set(session.scalars(select(Disclosure.id))))
        (new,) = all_of_them - known
        known = all_of_them
        if linked:
            with building.service.database.writing(OFFICE) as session:
                keyring = building.service.vault.keyring
                links.remember(session, new, "Uxyz", "c", today=office.today, keyring=keyring)
            assert "SealedLink" in kept(building)
        page = each.does("forget", page=each.comes_back())
        answers.add(re.sub(r"C-\d{8}|value=\"[^\"]+\"", "", page.text))
    assert len(answers) == 1
    assert "SealedLink" not in kept(building)


def test_words_with_the_code_in_them_are_not_sent(reporter: Reporter, office: Desk) -> None:
    """D15: officers must not read what opens the reporter's page."""
    reporter.reports()
    thai = reporter.code.translate({ord("0") + n: chr(0x0E50 + n) for n in range(10)})
    page = reporter.comes_back()
    for spelled in (reporter.code, " ".join(re.findall("....", reporter.code)), thai):
        answer = reporter.does("add", f"รหัสของฉันคือ {spelled} ครับ", page=page)
        assert 'role="alert"' in answer.text
        assert "รหัสของฉันคือ" in answer.text
    assert office.audited() == 1


def test_a_page_of_a_report_closes_after_half_an_hour(
    building: Building, reporter: Reporter, office: Desk
) -> None:
    """B05: what was being written is given back, nothing of the report is."""
    reporter.reports()
    page = reporter.comes_back()
    building.hands.pass_by(minutes=31)
    late = reporter.does("add", "ข้อความที่ยังไม่ได้ส่ง", page=page)
    assert "ข้อความที่ยังไม่ได้ส่ง" in late.text
    assert "visit" not in late.text
    assert office.audited() == 1


def test_a_ticket_opens_nothing_when_it_is_altered_or_meant_for_something_else(
    building: Building, reporter: Reporter, figure: Figure
) -> None:
    """T12: every altered character, the other kind, another key, junk."""
    reporter.reports()
    keyring, now = building.service.vault.keyring, building.hands.now
    receipt = tickets.for_receipt(new_receipt(), keyring=keyring, now=now)
    visit = visit_on(reporter.comes_back())
    assert tickets.read_visit(visit, keyring=keyring, now=now)
    assert tickets.read_visit(receipt, keyring=keyring, now=now) is None
    assert tickets.read_receipt(visit, keyring=keyring, now=now) is None
    altered = 0
    for place in range(len(visit) - 2):
        other = "A" if visit[place] != "A" else "B"
        changed = visit[:place] + other + visit[place + 1 :]
        assert tickets.read_visit(changed, keyring=keyring, now=now) is None
        altered += 1
    for junk in ("", "x", "ก", "====", visit[:-8], visit + "AAAA"):
        assert tickets.read_visit(junk, keyring=keyring, now=now) is None
    assert tickets.read_visit(visit, keyring=Keyring.of(bytes(32)), now=now) is None
    figure("T12", f"tickets of the web form: {altered} altered, 0 opened")


# ------------------------------------------------------------------------- others' pages, scripts

PAYLOADS: Final = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    '" autofocus onfocus=alert(1) x="',
    "<!--<script>",
    "\u202e<b onmouseover=alert(1)>",
)


class Nodes(HTMLParser):
    """What could run on a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.alive: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "img", "svg", "iframe", "object", "embed", "b"}:
            self.alive.append(tag)
        self.alive += [name for name, _ in attrs if name.startswith("on") or name == "style"]


def test_what_is_written_never_runs(
    building: Building, reporter: Reporter, office: Desk, figure: Figure
) -> None:
    """T80: in every field, on every page that shows it again."""
    officer = office.member(name="เจ้าหน้าที่อ่าน")
    pages = 0
    for payload in PAYLOADS:
        words = f"{payload} {ACCOUNT}"
        typed = dict.fromkeys(WORDS, words)
        page = reporter.fills(**typed, others_know=words)
        edited = reporter.browser.post(HOME, data={**hidden_on(page), "step": "edit"})
        outside = reporter.fills(**typed, executive="yes")
        shown = [page, edited, outside]
        assert all(str(escape(payload)) in one.text for one in shown), payload
        shown += [reporter.fills(office=payload), reporter.fills(kind=payload)]
        assert [Nodes(one.text).alive for one in shown] == [[]] * len(shown), payload
        pages += len(shown)
    reporter.reports()
    number = office.sees(lambda session: session.scalars(select(Disclosure.number)).one())
    office.does(desk.screen, number, by=officer)
    for payload in PAYLOADS:
        office.does(desk.ask, number, payload, by=officer)
        building.hands.pass_by(minutes=1)
        page = reporter.does("add", reporter.code + payload, page=reporter.comes_back())
        assert Nodes(page.text).alive == []
        pages += 1
    figure("T80", f"web form: {len(PAYLOADS)} payloads on {pages} pages, 0 live nodes")


def test_every_page_has_the_strict_headers(
    building: Building, reporter: Reporter, figure: Figure
) -> None:
    """T81, D16: no script at all, not stored, nowhere framed; on errors too."""
    receipt = reporter.reports()
    pages = [
        building.browser().get(HOME),
        building.browser().get(FOLLOW),
        reporter.fills(),
        receipt,
        reporter.comes_back(),
        reporter.comes_back("1"),
        reporter.browser.post(HOME, data={"step": "x"}),
        building.browser().post(HOME, headers={"Sec-Fetch-Site": "cross-site"}),
        building.browser().get("/integrity/leave"),
    ]
    for page in pages:
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["X-Robots-Tag"] == "noindex, noarchive"
        assert "<script" not in page.text
        assert not re.search(r'(src|href|action)="(https?:)?//', page.text)
    figure("T81", f"web form: {len(pages)} of {len(pages)} answers with the strict headers")


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ],
)
def test_forms_are_taken_from_our_own_pages_only(
    building: Building, reporter: Reporter, elsewhere: dict[str, str], figure: Figure
) -> None:
    """T82: every post, and the way out."""
    data = {**hidden_on(reporter.fills()), "step": "send"}
    before = kept(building)
    refused = [
        building.browser().post(HOME, data=data, headers=elsewhere),
        building.browser().post(FOLLOW, data={"code": "1"}, headers=elsewhere),
    ]
    if "Sec-Fetch-Site" in elsewhere:
        refused.append(building.browser().get("/integrity/leave", headers=elsewhere))
    assert {page.status_code for page in refused} == {403}
    assert kept(building) == before
    assert code_on(building.browser().post(HOME, data=data, headers={"Origin": "null"})) != ""


def test_the_way_out_leads_to_the_weather_and_clears_the_browser(building: Building) -> None:
    """B05, D16."""
    answer = building.browser().get("/integrity/leave", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
    assert answer.location == "https://www.tmd.go.th/"
    assert answer.headers["Clear-Site-Data"] == '"*"'
    assert answer.data == b""


# ------------------------------------------------------------------------- the form as a value

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=60)
lines = words.map(str.strip).map(lambda text: text or None)
told_things = st.builds(
    Told,
    kind=st.sampled_from(KINDS),
    account=words.map(str.strip),
    units=st.frozensets(st.sampled_from(["REV", "CIV", "ADM"])),
    unit_unknown=st.booleans(),
    executive=st.booleans(),
    desk=st.booleans(),
    to_director=st.booleans(),
    excluded_roles=st.sampled_from([frozenset(), frozenset({Role.DIRECTOR})]),
    excluded_names=lines,
    who=lines,
    when=lines,
    where=lines,
    evidence_note=lines,
    others_know=lines,
    witnesses=lines,
    danger=st.booleans(),
)


@given(told_things)
def test_what_one_page_carries_the_next_one_reads(told: Told) -> None:
    """Promise 1: no word and no tick is lost between the pages."""
    carried = Sent(MultiDict(list(form.carried(told))), ())
    assert form.read(carried) == told


def test_words_are_refused_rather_than_cut() -> None:
    for name, longest in form.LONGEST.items():
        for more, fits in ((0, True), (1, False)):
            changes: dict[str, Any] = {name: "ก" * (longest + more)}
            with nullcontext() if fits else pytest.raises(Invalid):
                form.require_lengths(replace(form.blank(), **changes))
