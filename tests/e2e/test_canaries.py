"""Nothing personal in logs, errors or notifications; no id, code or number in any row (T37 T38)."""

import io
import json
import logging
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from models.people import Conversation
from models.scope import EVERY_OFFICE
from models.vocabulary import Role
from simulator.person import Person
from tests.e2e.recorder import Recorded
from tests.e2e.stories import code_on, complains, solves, takes
from tests.e2e.world import CITIZENS, STAFF, World, hears, talks

pytestmark = pytest.mark.e2e

WORDS = "นกขมิ้นเหลืองอ่อน"  # stands in everything the citizen writes
PHONE = "0871234987"
QUESTION = "นกเอี้ยงเลี้ยงควายเฒ่า"  # what the officer asks


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """All that any logger says at DEBUG, with tracebacks, as one text.

    Only the development server's list of addresses is left out: the real server keeps none.
    """
    book, root = io.StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(book), root.level
    handler.addFilter(lambda record: record.name != "werkzeug")
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield book
    finally:
        root.setLevel(before)
        root.removeHandler(handler)


@dataclass(frozen=True, slots=True)
class Canaries:
    """What must not turn up: what people wrote, and what they are known by."""

    words: frozenset[str]
    marks: frozenset[str]

    @classmethod
    def of(cls, world: World, *codes: str) -> "Canaries":
        people = [(p, c) for p in ("somchai", "wichai") for c in (CITIZENS, STAFF)]
        ids = {world.line.person(person, channel).user_id for person, channel in people}
        tokens = {str(e.content.get("replyToken") or PHONE) for e in world.line.messages()}
        plain = {code.replace(" ", "") for code in codes}
        return cls(frozenset({WORDS, QUESTION}), frozenset({*ids, *tokens, *codes, *plain, PHONE}))

    def found_in(self, told: str, *, only_marks: bool = False) -> set[str]:
        """Those that turn up, whether as letters, as JSON, or percent-encoded."""
        sought = self.marks if only_marks else self.words | self.marks
        shapes = {c: {c, json.dumps(c)[1:-1], urllib.parse.quote(c)} for c in sought}
        return {c for c, shape in shapes.items() if any(s in told for s in shape)}


def breaks(world: World, table: str) -> None:
    """From now on the database refuses to add to a table."""
    with world.service.database.engine.begin() as connection:
        connection.execute(
            text(
                f"CREATE TRIGGER broken_{table} BEFORE INSERT ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'out of order'); END"
            )
        )


def mends(world: World, table: str) -> None:
    """The database works again."""
    with world.service.database.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER broken_{table}"))


def spoils_the_draft(world: World) -> None:
    """A draft as no release ever wrote it, with a citizen's words where a choice should be."""
    with world.service.database.writing(EVERY_OFFICE) as session:
        drafts = session.scalars(select(Conversation)).all()
        (draft,) = [row for row in drafts if row.position is not None]
        position = dict(draft.position or {})
        kind = {"value": WORDS, "sources": []}
        draft.position = {**position, "step": "category", "answers": {"kind": kind}}


def gives_up(world: World, person: Person) -> None:
    """Two more tries come to nothing; the sender is told."""
    for _ in range(2):
        world.pass_time(seconds=20)
        world.sweep()
    hears(person, "ระบบขัดข้องชั่วคราว")


def a_case_with_troubles(world: World) -> tuple[str, ...]:
    """A whole story in which everything fails once; gives the codes that were told in it."""
    invited = world.invite("wichai", Role.OFFICER, "CIV")
    wichai, somchai = world.line.person("wichai", STAFF), world.citizen("somchai")
    talks(wichai, (lambda: wichai.says(invited), "เชื่อมบัญชีแล้ว"))
    somchai.says("ร้องเรียน")
    hears(somchai, "ต้องการแจ้งเรื่องใด")
    spoils_the_draft(world)
    somchai.says(WORDS)
    world.settle()
    gives_up(world, somchai)
    talks(somchai, (lambda: somchai.says("ติดตาม"), "กรุณาพิมพ์รหัสติดตาม"))
    breaks(world, "attempts")
    somchai.says("1234 5678 9012")
    world.settle()
    gives_up(world, somchai)
    mends(world, "attempts")
    somchai.says("ยกเลิก")
    hears(somchai, "หยุดรายการ")
    receipt = complains(somchai, what=f"{WORDS} ถนนพัง", contact=PHONE)
    code = code_on(receipt)
    breaks(world, "attempts")
    with pytest.raises(urllib.error.HTTPError):
        world.tracking_page(code)
    mends(world, "attempts")
    takes(wichai)
    breaks(world, "entry")
    talks(
        wichai,
        (lambda: wichai.taps("ถามผู้ร้อง"), "พิมพ์คำถาม"),
        (lambda: wichai.says(QUESTION), "ส่งคำถามนี้หรือไม่"),
    )
    wichai.taps("ส่งคำถาม")
    world.settle()
    gives_up(world, wichai)
    mends(world, "entry")
    world.line.faults("POST /v2/bot/message/push", {"status": 400, "times": 1, "body": WORDS})
    wichai.presses(f"1|verb|reveal_contact|{receipt.alt_text.split()[-1]}|")
    hears(wichai, PHONE)
    solves(wichai)
    world.settle()
    return invited, code


def posts_nonsense(world: World) -> None:
    """What is no webhook, unsigned, and with a citizen's words in it."""
    body = json.dumps({"events": WORDS}).encode()
    for path in (f"/line/{CITIZENS}/webhook", f"/line/{PHONE}/webhook"):
        request = urllib.request.Request(world.url + path, body, {"x-line-signature": "AAAA"})
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(request, timeout=10)


def cells(world: World) -> Iterator[tuple[str, str]]:
    """Every value of every column of every table: where it stands, and what it is."""
    engine = world.service.database.engine
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
                for column, value in row.items():
                    plain = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                    yield f"{table}.{column}", plain


def notifications(requests: list[Recorded], staff: str) -> Iterator[str]:
    """What a locked screen may show: of every card its alternative text, and pushes to staff."""
    for request in requests:
        body: dict[str, Any] = json.loads(request.body) if request.body[:1] == b"{" else {}
        for message in body.get("messages", []):
            if "altText" in message:
                yield message["altText"]
            if body.get("to") == staff:
                yield json.dumps(message, ensure_ascii=False)


def test_no_canary_sings(small_world: World, capfd: pytest.CaptureFixture[str]) -> None:
    """T37 T38 A21: a story with errors everywhere; 0 canaries in logs, rows, notifications."""
    world = small_world
    with everything_logged() as book:
        codes = a_case_with_troubles(world)
        posts_nonsense(world)
        world.settle()
    logged, printed = book.getvalue(), "".join(capfd.readouterr())
    canaries = Canaries.of(world, *codes)
    rows = list(cells(world))
    staff = world.line.person("wichai", STAFF).user_id
    shown = list(notifications(world.recorder.requests, staff))
    with capfd.disabled():
        print(
            f"\ncanaries: {len(canaries.words | canaries.marks)}; log lines: "
            f"{logged.count(chr(10))}; cells: {len(rows)}; notification texts: {len(shown)}"
        )
    assert logged.count("event_failed") >= 6, "else nothing went wrong"
    assert "request_failed" in logged
    assert canaries.found_in(logged) == set()
    assert canaries.found_in(printed) == set()
    assert [at for at, value in rows if canaries.found_in(value, only_marks=True)] == []
    assert [told for told in shown if canaries.found_in(told)] == []
    assert any(WORDS in value for _, value in rows), "the complaint itself is kept"
