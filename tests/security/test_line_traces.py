"""What a report told in LINE leaves behind: nothing that leads to the person, and no word of it."""

import ast
import json
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from bot.service import Line
from cases.staffing import engage
from config.office import ChannelKind
from integrity.receipts import Busy, Hardened, Hardener
from models.people import Conversation, Staff
from models.people import Person as PersonRow
from models.post import Inbound, Outgoing
from models.sealed import AuditEntry, Disclosure, SealedDraft, SealedEntry, SealedFile, SealedLink
from models.vocabulary import Method, Role
from tests.e2e.sealed_stories import ACCOUNT, appoints, begins, reports, sends, tells, the_report
from tests.e2e.world import CITIZENS, OFFICE, SHARED, World, hears, talks
from tests.security.conftest import Figure
from tests.security.line_world import (
    everything_stored,
    found_in,
    how_many,
    sinks,
    stored_values,
)

ROOT = Path(__file__).resolve().parents[2]
SEALED = {
    "disclosure", "disclosure_key", "recipient", "sealed_entry", "sealed_file", "sealed_source",
    "sealed_draft", "sealed_link", "sealed_link_key", "proposal", "proposal_vote",
}  # fmt: skip
WITHIN = 5  # seconds


@pytest.fixture
def world(database: str) -> Iterator[World]:
    with World(database) as small:
        yield small


@pytest.fixture
def small_world(sqlite_database: str) -> Iterator[World]:
    with World(sqlite_database) as small:
        yield small


def tells_it_all(world: World, name: str = "malee") -> dict[str, str]:
    """A report without a trace that answers every question with words found nowhere else."""
    person = world.citizen(name)
    markers = {
        "what": "หัวหน้าช่างชื่อกระจ่างเดือนเรียกเงินหกพันเจ็ดร้อย",
        "when": "วันพระใหญ่กลางพรรษา",
        "where": "โรงเก็บเรือพายหลังศาลเจ้าแม่ทับทิมทอง",
        "who": "ชายสวมแว่นกรอบกระสีม่วง",
        "evidence_note": "สมุดปกแดงในลิ้นชักที่สาม",
        "witnesses": "ป้าขายขนมกุยช่ายหน้าซอย",
        "others_know": "เล่าให้หลวงพี่โอภาสฟังแล้ว",
    }
    begins(person)
    talks(
        person,
        (lambda: person.taps("ไม่ทราบฝ่าย"), "ผู้บริหารเขต"),
        (lambda: person.says("2"), "ผู้รับเรื่องร้องเรียนทุจริต"),
        (lambda: person.says("ไม่ใช่"), "ไม่อยากให้เห็น"),
        (lambda: person.says("ไม่มี"), "เกิดอะไรขึ้น"),
        (lambda: person.says(markers["what"]), "มีรูป เสียง วิดีโอ"),
        (person.sends_photo, "ได้รับแล้ว 1 ไฟล์"),
        (lambda: person.taps("เสร็จแล้ว"), "อาจได้รับอันตราย"),
        (lambda: person.taps("ไม่มี"), "เรื่องพร้อมส่งแล้ว"),
        (lambda: person.taps("ตอบเพิ่ม"), "เกิดขึ้นเมื่อใด"),
        (lambda: person.says(markers["when"]), "เกิดขึ้นที่ไหน"),
        (lambda: person.says(markers["where"]), "ผู้ถูกร้องคือใคร"),
        (lambda: person.says(markers["who"]), "หลักฐานอื่น"),
        (lambda: person.says(markers["evidence_note"]), "มีใครอีกที่ยืนยัน"),
        (lambda: person.says(markers["witnesses"]), "มีใครทราบเรื่องนี้แล้ว"),
        (lambda: person.says(markers["others_know"]), "ให้ ผอ.เขต อ่าน"),
        (lambda: person.taps("ไม่ต้อง"), "ผู้ที่จะเปิดอ่านได้"),
    )
    return {**markers, "code": sends(person)}


def test_nothing_of_a_report_without_a_trace_is_left_anywhere(
    world: World, caplog: pytest.LogCaptureFixture, figure: Figure
) -> None:
    """T01: the person's LINE id and every word, in every table, file, log line and request."""
    caplog.set_level(logging.DEBUG)
    appoints(world)
    user = world.citizen("malee").user_id
    markers = tells_it_all(world)
    world.settle()
    code = markers.pop("code")
    wanted = [user, code, code.replace(" ", ""), *markers.values()]
    places = sinks(world, caplog.text)
    assert {name: found for name, c in places.items() if (found := found_in(c, wanted))} == {}
    assert not world.rows(SealedDraft)
    assert not world.rows(SealedLink)
    assert len(world.rows(SealedFile)) == 1
    requests = [one for one in world.recorder.requests if found_in(one.body, [user])]
    assert requests == [], "every answer went by its reply token"
    scanned = len(places) + len(world.recorder.requests)
    figure("T01", f"0 hits in {scanned} sinks x {len(wanted)} markers ({_kind(world)})")


def _kind(world: World) -> str:
    return world.database_url.partition(":")[0].partition("+")[0]


def test_one_look_would_find_what_is_not_sealed(small_world: World) -> None:
    """The scan above can fail: an ordinary draft's words are found by it."""
    somchai = small_world.citizen("somchai")
    somchai.says("ไฟถนนหน้าบ้านดับสามดวง")
    hears(somchai, "ช่วยเรื่องใด")
    small_world.settle()
    found = [n for n, c in sinks(small_world, "").items() if found_in(c, ["ไฟถนนหน้าบ้านดับ"])]
    assert found


# ------------------------------------------------------------------------- who may know what


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names


def _modules() -> dict[str, set[str]]:
    parts = ("bot", "cases", "handlers", "integrity", "scheduler", "web", "models", "triage")
    return {
        path.relative_to(ROOT).as_posix(): _imports(path)
        for part in parts
        for path in (ROOT / part).rglob("*.py")
    }


def _attributes(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_nobody_reads_the_links_and_the_staff_s_line_accounts(figure: Figure) -> None:
    """T02 B27: no module that knows the way back to reporters knows whose LINE a colleague's is."""
    modules = _modules()
    know_links = [
        name
        for name, imported in modules.items()
        if {"integrity.links", "models.sealed.SealedLink"} & imported
    ]
    both = [
        name
        for name in know_links
        if "cases.staffing" in modules[name] or {"person_id", "staff_of"} & _attributes(ROOT / name)
    ]
    assert know_links
    assert both == []
    figure("T02", f"0 of {len(modules)} modules read links and staff accounts together")


def test_the_general_code_does_not_know_the_sealed_one() -> None:
    """T02: conversations, cards and general handlers name nothing of it but the vault."""
    general = ("bot/", "cases/", "triage/", "models/people", "models/case", "models/post")
    allowed = {"integrity.vault", "integrity.pixels"}
    for name, imported in _modules().items():
        handler = name.startswith("handlers/") and not name.startswith("handlers/integrity/")
        if handler or name.startswith(general):
            sealed = {one for one in imported if one.startswith(("integrity.", "models.sealed"))}
            named = {one for one in sealed if not any(one.startswith(each) for each in allowed)}
            assert named == set(), name
            if not handler:
                assert not {one for one in imported if one.startswith("handlers.integrity")}, name


def test_line_is_never_asked_who_somebody_is(small_world: World, figure: Figure) -> None:
    """T03: no profile, follower or member list; not in a whole report, and not in the code."""
    appoints(small_world)
    code = reports(small_world.citizen("malee"))
    malee = small_world.citizen("malee")
    malee.says(code)
    hears(malee, "รหัสถูกต้อง")
    asked = ("/profile", "/followers", "/members", "/insight", "/summary")
    paths = [one.path for one in small_world.recorder.requests]
    assert [path for path in paths if any(name in path for name in asked)] == []
    gateway = (ROOT / "bot/line/gateway.py").read_text("utf-8")
    assert not any(f'"{name}' in gateway or f"{name}'" in gateway for name in asked)
    figure("T03", f"0 of {len(paths)} requests of a whole report ask who somebody is")


# ------------------------------------------------------------------------- the link to the web


def test_everybody_is_given_the_same_address(small_world: World, figure: Figure) -> None:
    """T05: byte for byte, in the browser outside LINE, with nothing of the person in it."""
    appoints(small_world)
    people = 0
    for number in range(40):
        person = small_world.line.add_person(f"p{number}", friends=[CITIZENS])
        person.says("แจ้งทุจริต" if number % 2 else "report corruption")
        hears(person, "ต้องการแจ้งแบบใด")
        person.says("3")
        hears(person, "ไม่ต้องเข้าสู่ระบบ")
        people += 1
    small_world.settle()
    links = [
        uri
        for one in small_world.recorder.requests
        for uri in _uris(one.body)
        if "/integrity" in uri
    ]
    assert set(links) == {f"{small_world.url}/integrity/?openExternalBrowser=1"}
    assert "liff" not in links[0]
    assert not small_world.rows(SealedDraft), "whoever goes to the web leaves no draft here"
    figure("T05", f"{len(set(links))} distinct URL in {len(links)} links to {people} people")


def _uris(body: bytes) -> list[str]:
    def walk(piece: Any) -> Iterator[str]:
        if isinstance(piece, dict):
            if isinstance(piece.get("uri"), str):
                yield piece["uri"]
            for value in piece.values():
                yield from walk(value)
        elif isinstance(piece, list):
            for value in piece:
                yield from walk(value)

    return list(walk(json.loads(body))) if body.startswith(b"{") else []


# ------------------------------------------------------------------------- being forgotten


def test_forgetting_says_and_leaves_the_same_whether_there_was_anything(
    world: World, figure: Figure
) -> None:
    """T07 B28: identical words; no row of the person is left; at once."""
    appoints(world)
    malee, nok, suda = (world.citizen(name) for name in ("malee", "nok", "suda"))
    code = reports(malee, way="ในแชต แจ้งผลที่นี่")
    begins(nok)
    assert (len(world.rows(SealedLink)), len(world.rows(SealedDraft))) == (1, 1)
    answers, started = [], time.monotonic()
    for person in (malee, nok, suda):
        person.says("ลืมฉัน")
        answers.append(hears(person, "ลบทุกสิ่ง"))
    took = (time.monotonic() - started) / 3
    assert len({str(answer.content) for answer in answers}) == 1
    assert not world.rows(SealedLink)
    assert not world.rows(SealedDraft)
    malee.says(code)
    hears(malee, "รหัสถูกต้อง")
    assert took < 60
    figure("T07", f"identical answers; 0 rows of the person left; {took:.2f} s ({_kind(world)})")


def test_whoever_blocks_the_account_is_forgotten(small_world: World) -> None:
    """T47: the link dies with the friendship; the report stays."""
    appoints(small_world)
    malee = small_world.citizen("malee")
    reports(malee, way="ในแชต แจ้งผลที่นี่")
    malee.blocks()
    small_world.settle()
    assert not small_world.rows(SealedLink)
    assert len(small_world.rows(Disclosure)) == 1


def test_a_member_of_staff_who_reports_shares_no_value_with_the_report(
    sqlite_database: str, figure: Figure
) -> None:
    """T08 A08 B27: on one account for everything, with a link; no stored value joins the two."""
    with World(sqlite_database, SHARED) as world:
        with world.service.database.writing(SHARED) as session:
            engage(session, "สุดา ซื่อสัตย์", role=Role.INTEGRITY, unit="ENV")
        wichai = world.line.person("wichai", SHARED)
        wichai.says("เชื่อมบัญชีเจ้าหน้าที่")
        hears(wichai, "รหัส")
        wichai.says(world.invite("wichai", Role.OFFICER, "CIV", office=SHARED))
        hears(wichai, "เชื่อมบัญชีแล้ว")
        reports(wichai, way="ในแชต แจ้งผลที่นี่")
        world.settle()
        stored = everything_stored(world)
    (staff,) = [row for row in stored["staff"] if row["name"] == "wichai"]
    (person,) = [row for row in stored["person"] if row["id"] == staff["person_id"]]
    general = stored_values([staff, person]) - {SHARED, "", "0", "1", "th", "True"}
    sealed = stored_values(row for name in SEALED for row in stored[name])
    assert sealed
    assert general & sealed == set()
    figure("T08", f"0 equal values among {len(general)} x {len(sealed)}")


# ------------------------------------------------------------------------- groups, queues


def test_an_account_for_reports_leaves_groups_without_a_word(
    small_world: World, figure: Figure
) -> None:
    """T31: it leaves, says nothing, and the audit log has one line."""
    lines = cast("dict[str, Line]", small_world.service.lines)
    line = lines[CITIZENS]
    alone = replace(line.channel, kinds=frozenset({ChannelKind.INTEGRITY}))
    lines[CITIZENS] = replace(line, channel=alone)
    small_world.line.perform("join", {"channel": CITIZENS, "group": "Cgroup", "people": ["malee"]})
    small_world.settle()
    paths = [one.path for one in small_world.recorder.requests]
    assert sum("/leave" in path for path in paths) == 1
    assert sum("/reply" in path or "/push" in path for path in paths) == 0
    assert [row.action for row in small_world.rows(AuditEntry)] == ["left_group"]
    figure("T31", "left; 0 messages; 1 line in the audit log")


def test_queues_name_nobody_once_they_have_served(world: World, figure: Figure) -> None:
    """T36: events and replies are emptied, and no conversation row is made."""
    appoints(world)
    reports(world.citizen("malee"))
    world.settle()
    events, calls = world.rows(Inbound), world.rows(Outgoing)
    assert events
    assert {(row.sealed, row.person_index) for row in events} == {(None, None)}
    assert {(row.sealed, row.person_id) for row in calls if row.method is Method.REPLY} == {
        (None, None)
    }
    assert not world.rows(Conversation)
    assert not world.rows(SealedDraft)
    total = len(events) + len(calls)
    figure("T36", f"0 of {total} rows name or index the person ({_kind(world)})")


# ------------------------------------------------------------------------- taking back


def _message_with(world: World, name: str, words: str) -> str:
    said = world.citizen(name).chat()
    return str(next(e for e in said if e.direction == "in" and words in e.text).message_id)


def test_what_is_taken_back_before_sending_leaves_the_draft(small_world: World) -> None:
    """T108: the question is asked anew."""
    appoints(small_world)
    malee = small_world.citizen("malee")
    tells(malee)
    malee.unsends(_message_with(small_world, "malee", ACCOUNT))
    small_world.settle()
    malee.says("ส่งเรื่อง")
    hears(malee, "เกิดอะไรขึ้น")
    assert how_many(small_world) == (0, 0)


def test_what_is_taken_back_after_sending_leaves_the_report(world: World, figure: Figure) -> None:
    """T108: within five seconds; a message that brought nothing changes nothing."""
    appoints(world)
    malee = world.citizen("malee")
    reports(malee)
    started = time.monotonic()
    malee.unsends(_message_with(world, "malee", ACCOUNT))
    world.settle()
    took = time.monotonic() - started
    _, (told,) = the_report(world)
    assert ACCOUNT not in str(told)
    assert took < WITHIN
    before = how_many(world)
    malee.unsends(_message_with(world, "malee", "แจ้งทุจริต"))
    world.settle()
    assert how_many(world) == before
    figure("T108", f"gone from the sealed report in {took:.2f} s ({_kind(world)})")


def test_a_file_that_is_taken_back_is_gone(small_world: World) -> None:
    """T108: from the report it was sent with."""
    appoints(small_world)
    tells_it_all(small_world)
    assert len(small_world.rows(SealedFile)) == 1
    malee = small_world.citizen("malee")
    photo = next(e for e in malee.chat() if e.content.get("message", {}).get("type") == "image")
    malee.unsends(str(photo.message_id))
    small_world.settle()
    assert small_world.rows(SealedFile) == []


# ------------------------------------------------------------------------- nothing lost or doubled


class Watched(Hardener):
    """A hardener that fails as often as told, and sees whether others can write meanwhile."""

    def __init__(self, inner: Hardener, world: World, *, fails: int) -> None:
        self._inner, self._world, self._fails = inner, world, fails
        self.waited: list[float] = []

    def harden(self, code: str) -> Hardened:
        started = time.monotonic()
        with self._world.service.database.writing(OFFICE) as session:
            session.add(PersonRow(channel="x", user_index=code, user_sealed=b"", since=_now(self)))
        self.waited.append(time.monotonic() - started)
        if len(self.waited) <= self._fails:
            raise Busy
        return self._inner.harden(code)


def _now(watched: Watched) -> Any:
    return watched._world.clock()  # noqa: SLF001 - its own clock, in its own file


def test_what_stops_between_hashing_and_storing_is_neither_lost_nor_doubled(
    world: World,
) -> None:
    """T75 for sealed reports: the event is handled anew; others write while a code is hashed."""
    appoints(world)
    malee = world.citizen("malee")
    tells(malee)
    vault = world.service.vault
    watched = Watched(vault.hardener, world, fails=1)
    vault.hardener = watched
    malee.taps("ส่งเรื่อง")
    world.settle()
    assert how_many(world) == (0, 0)
    world.pass_time(seconds=15)
    world.sweep()
    hears(malee, "รหัสนี้แสดงครั้งเดียว")
    assert how_many(world) == (1, 1)
    assert max(watched.waited) < 1, "no transaction is open while a code is hashed"


def test_who_sends_twice_reports_once(small_world: World) -> None:
    """A second tap finds nothing to send."""
    appoints(small_world)
    malee = small_world.citizen("malee")
    tells(malee)
    taps = [threading.Thread(target=malee.taps, args=("ส่งเรื่อง",)) for _ in range(2)]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()
    small_world.settle()
    assert how_many(small_world) == (1, 1)
    hears(malee, "จบหรือหมดเวลาแล้ว")
    assert len(small_world.rows(SealedEntry)) == 1
    assert not small_world.rows(Staff)[0].person_id
