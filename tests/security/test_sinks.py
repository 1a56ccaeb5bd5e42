"""A report on the web, read and worked on, and then every place where something could be left."""

import ast
import io
import logging
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import make_url

from cases.deadlines import local_date
from integrity import desk as verbs
from integrity.reading import Reason, open_case
from models.base import Base
from models.database import Database, open_database
from models.vocabulary import Role
from tests.conventions.source import sources
from tests.security.conftest import OFFICE, Figure
from tests.security.doors import Building, build, hidden_on
from tests.security.reports import Desk

ROOT: Final = Path(__file__).resolve().parents[2]
FORM: Final = "/integrity/"
TOLD: Final = {
    "account": "นกแก้วสีม่วงเรียกเงินเจ็ดพันบาทที่โต๊ะตัวที่สามเมื่อวันพุธ",
    "who": "นายนกแก้ว สีม่วง",
    "when": "วันพุธหลังฝนตกหนัก",
    "where": "ใต้ต้นตะแบกหลังสำนักงาน",
    "evidence_note": "สมุดบันทึกปกหนังสีเขียวขี้ม้า",
    "witnesses": "แม่ค้ากล้วยปิ้งชื่อป้าละเมียด",
}
ASKED: Final = "คำถามเรื่องร่มสีส้มของผู้ร้อง"
NOTED: Final = "บันทึกภายในเรื่องกุญแจลิ้นชัก"


@pytest.fixture
def opened_here(sqlite_database: str) -> Iterator[tuple[Database, Path]]:
    database = open_database(sqlite_database)
    yield database, Path(make_url(sqlite_database).database or "")
    database.close()


def shapes(marker: str) -> set[bytes]:
    """How words may stand in bytes: as text in either encoding, escaped, or shown by repr."""
    return {
        marker.encode(),
        marker.encode("utf-16-le"),
        marker.encode("unicode_escape"),
        repr(marker.encode())[2:-1].encode(),
    }


def found(content: bytes, markers: list[str]) -> list[str]:
    return [marker for marker in markers if any(shape in content for shape in shapes(marker))]


def reports(building: Building) -> str:
    """Somebody tells it on the web; gives the code as it is shown."""
    browser = building.browser()
    page = browser.post(FORM, data={"step": "check", "office": OFFICE, "unit": "REV", **TOLD})
    page = browser.post(
        FORM, data={**hidden_on(page), "step": "send"}, content_type="multipart/form-data"
    )
    words = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    code = re.search(r"\b(?:\d{4} ){4}\d{4}\b", words)
    assert code, page.status
    return code.group()


def test_a_report_leaves_its_words_nowhere_but_with_those_it_is_for(
    opened_here: tuple[Database, Path],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    figure: Figure,
) -> None:
    """T01, B11: rows, files with journal, logs, output, and every page anybody else can open."""
    database, file = opened_here
    building = build(database)
    service = building.service
    office = Desk(database, service.vault.keyring, today=local_date(service.clock()))
    reader = office.member(Role.INTEGRITY, "CIV", name="ผู้รับเรื่องหนึ่ง")
    others = [
        building.resident(f"other-{role}", role)
        for role in (Role.OFFICER, Role.HEAD, Role.CENTRE, Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)
    ]
    outsider = building.resident("accused", Role.INTEGRITY, unit="REV")
    with caplog.at_level(logging.DEBUG):
        code = reports(building)
        (row,) = office.rows(Base.metadata.tables["disclosure"])
        office.does(open_case, row.number, Reason.NEW, by=reader)
        office.does(verbs.screen, row.number, by=reader)
        office.does(verbs.ask, row.number, ASKED, by=reader)
        office.does(verbs.note, row.number, NOTED, by=reader)
        pages = {"public": building.browser().get("/").data}
        for member in (*others, outsider):
            member.log_in()
            for address in ("/console/", "/console/integrity/", f"/console/integrity/{row.number}"):
                pages[f"{member.name} {address}"] = member.browser.get(address).data
    markers = [*TOLD.values(), ASKED, NOTED, code, code.replace(" ", "")]
    told = office.sees(
        lambda session: open_case(
            session, row.number, Reason.WORK, by=reader, custody=office.custody
        )
    )
    seen = str([dict(one.document.fields) for one in told.entries]).encode()
    assert len(found(seen, [TOLD["account"], ASKED, NOTED])) == 3, "the scan finds what is there"
    files = {path.name: path.read_bytes() for path in file.parent.glob(f"{file.name}*")}
    assert len(files) >= 2, "the journal is there too"
    tables = {
        table.name: b"".join(
            value if isinstance(value, bytes) else str(value).encode()
            for kept in office.rows(table)
            for value in kept
        )
        for table in Base.metadata.tables.values()
    }
    out = capfd.readouterr()
    written = "\n".join(
        f"{record.getMessage()} {record.args} {record.exc_text}" for record in caplog.records
    )
    sinks = {
        **pages,
        **files,
        **tables,
        "log": written.encode(),
        "output": (out.out + out.err).encode(),
    }
    assert {
        name: hits for name, content in sinks.items() if (hits := found(content, markers))
    } == {}
    number = [name for name in pages if row.number.encode() in pages[name]]
    assert number == [], "not even that there is one"
    figure("T01", f"web and desk: 0 hits in {len(sinks)} sinks x {len(markers)} markers")


# ------------------------------------------------------------------------- the network


def test_nothing_but_this_machine_can_be_reached_from_a_test(figure: Figure) -> None:
    """T55: the whole suite runs with every other address shut, so whatever passes needs none."""
    tried = [("192.0.2.1", 80), ("198.51.100.7", 443)]  # addresses for documentation only
    for address in tried:
        with socket.socket() as one, pytest.raises(ConnectionRefusedError, match="only loopback"):
            one.connect(address)
    named = {
        f"{file.name}: {text}"
        for file in sources()
        if file.name.startswith("integrity/")
        for node in file.walk()
        for text in [node.value if isinstance(node, ast.Constant) else None]
        if isinstance(text, str) and re.match(r"https?://", text)
    }
    assert named == set(), "the sealed channel itself calls nobody"
    figure("T55", "0 connections beyond this machine in the suite; 0 addresses in integrity/")


# ------------------------------------------------------------------------- the repository

SECRETS: Final = {
    "a private key": rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "a LINE access token": rb"[A-Za-z0-9+/]{150,}={1,2}",
    "a root key": rb"SAISAAT_ROOT_KEY(?:_PREVIOUS)?\s*=\s*[\"']?[A-Za-z0-9+/]{40,}",
    "a password in an address": rb"postgres(?:ql)?://[^:\s/\"']+:[^@\s\"'{$]{6,}@(?!127)[\w-]+\.",
    "a token of a code host": rb"\bgh[pousr]_[A-Za-z0-9]{36}\b",
}
PLANTED: Final = {
    "a private key": b"-----BEGIN RSA " + b"PRIVATE KEY-----",
    "a LINE access token": b"A1b+" * 43 + b"=",
    "a root key": b"SAISAAT_ROOT_KEY" + b"=" + b"k3Yx" * 11,
    "a password in an address": b"postgresql://office:" + b"s3cretword" + b"@db.example/x",
    "a token of a code host": b"ghp" + b"_" + b"a1B2" * 9,
}


@pytest.mark.parametrize("kind", SECRETS)
def test_the_search_for_secrets_finds_a_planted_one(kind: str) -> None:
    assert re.search(SECRETS[kind], PLANTED[kind])


def test_no_secret_lies_in_the_repository(figure: Figure) -> None:
    """T104: every file under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    contents = {file: file.read_bytes() for file in files if file.is_file()}
    hits = {
        (file.name, kind)
        for file, content in contents.items()
        for kind, pattern in SECRETS.items()
        if re.search(pattern, content)
    }
    assert hits == set()
    figure("T104", f"0 secrets of {len(SECRETS)} kinds in the files of the repository")


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_library_is_pinned_with_its_hash(lock: str, figure: Figure) -> None:
    """T105: one exact version each, and no file is taken that is not one of those known."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    wanted = [
        line for line in io.StringIO(text) if line.strip() and not line.startswith(("#", " "))
    ]
    assert len(wanted) > 20
    loose = [line.split()[0] for line in wanted if not re.match(r"[\w.\[\]-]+==\S+", line)]
    without = [line.split()[0] for line in wanted if "--hash=sha256:" not in line]
    assert (loose, without) == ([], [])
    figure("T105", f"{lock}: {len(wanted)} libraries, 0 without an exact version and a hash")
