"""The integrity desk on the web: two persons and a reporter, and everybody who must not notice."""

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from integrity import disclosures, links
from integrity.documents import Words
from integrity.receipts import Hardened
from models.database import Database
from models.vocabulary import DisclosureState, Mode, Role
from tests.security.conftest import OFFICE, Figure
from tests.security.doors import NOON, Building, Member, build, key_on
from tests.security.reports import ACCOUNT, Desk, a_photo, a_told
from tests.security.test_rooms import PAYLOADS
from web.console.integrity.acts import ACTS
from web.console.integrity.place import MOST_WORDS
from web.headers import EVERY_ANSWER

DESK = "/console/integrity/"
S = DisclosureState


@dataclass
class Scene:
    """Two officers of the desk with their browsers, and one report against the revenue section."""

    building: Building
    office: Desk
    one: Member
    two: Member
    number: str
    code: Hardened

    def case(self, member: Member | None = None, number: str = "") -> TestResponse:
        browser = (member or self.one).browser
        return browser.get(f"{DESK}{number or self.number}?reason=work")

    def post(self, member: Member, address: str, **typed: Any) -> TestResponse:
        key = key_on(member.browser.get("/console/"))
        return member.browser.post(f"{DESK}{address}", data={"form_key": key, **typed})

    def do(self, deed: str, member: Member | None = None, **typed: Any) -> TestResponse:
        way = "grave" if ACTS[deed].grave else "do"  # type: ignore[index]  # a StrEnum's word
        return self.post(member or self.one, f"{self.number}/{way}/{deed}", **typed)

    def tell(self, deed: str, words: str, **typed: Any) -> TestResponse:
        """Do what the reporter will read: look at it first, then send it."""
        shown = self.do(deed, words=words, **typed)
        assert shown.status_code == 200
        assert "ผู้แจ้งจะอ่านข้อความนี้" in shown.text
        return self.do(deed, words=words, confirmed=words, **typed)

    def decide(self, member: Member, word: str = "approve") -> TestResponse:
        """Vote on what waits; with a fresh code, as that is asked for."""
        page = member.browser.get(f"{DESK}waiting").text
        [found] = set(re.findall(r'action="/console/integrity/decide/([^"]+)"', page))
        return self.post(member, f"decide/{found}", word=word)

    @property
    def state(self) -> DisclosureState:
        return self.office.folder(self.code).row.state

    def reads(self) -> list[str]:
        """What the reporter reads of what officers wrote."""
        seen = self.office.reads(self.code)
        return [line.text for line in seen.lines if line.text]


@pytest.fixture
def scene(opened: Database) -> Scene:
    return stage(opened)


def stage(opened: Database, **told: Any) -> Scene:
    building = build(opened)
    office = Desk(opened, building.service.vault.keyring, today=NOON.date())
    one = building.resident("สมศรี ใจดี", unit="CIV")
    two = building.resident("มานะ ตั้งตรง", unit="ENV")
    lodged, code = office.lodge(a_told(files=(a_photo(),), **told))
    return Scene(building, office, one, two, lodged.number, code)


sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


# ------------------------------------------------------------------------- a report's life


@sqlite
def test_officer_and_reporter_talk_without_either_knowing_the_other(scene: Scene) -> None:
    """A19, A27: asked, shown before it was sent, answered, read; no name on either side."""
    page = scene.one.browser.get(DESK)
    assert scene.number in page.text
    assert ACCOUNT not in page.text, "the list tells no words"
    case = scene.case()
    assert ACCOUNT in case.text
    assert "ถามผู้แจ้ง" not in case.text, "nothing is asked before the examination begins"
    assert scene.do("screen").status_code == 303
    shown = scene.do("ask", words="เหตุเกิดที่ใด")
    assert (scene.state, scene.reads()) == (S.SCREENING, []), "shown, not sent"
    assert shown.status_code == 200
    changed = scene.do("ask", words="เหตุเกิดเมื่อใด", confirmed="เหตุเกิดที่ใด")
    assert "ผู้แจ้งจะอ่านข้อความนี้" in changed.text
    assert scene.reads() == [], "changed since it was shown: shown again"
    scene.tell("ask", "เหตุเกิดที่ใด")
    assert (scene.state, scene.reads()) == (S.WAITING, ["เหตุเกิดที่ใด"])
    scene.office.comes_back(scene.code, disclosures.answer, Words("หน้าตลาด"))
    assert "หน้าตลาด" in scene.case(scene.two).text
    assert "ผู้แจ้งเขียนมาล่าสุด" in scene.two.browser.get(DESK).text
    seen = " ".join(scene.reads())
    assert scene.one.name not in seen


@sqlite
def test_the_longest_text_is_shown_and_sent(scene: Scene) -> None:
    """A27: what fits into the box is taken, and what is more is given back."""
    scene.do("screen")
    scene.tell("ask", "ก" * MOST_WORDS)
    assert scene.reads() == ["ก" * MOST_WORDS]
    refused = scene.do("ask", words="ก" * (MOST_WORDS + 1))
    assert refused.status_code == 422
    assert "ก" * (MOST_WORDS + 1) in refused.text


def test_a_report_from_the_first_look_to_what_was_learned(scene: Scene, figure: Figure) -> None:
    """A25, A26, A81, T25: everything by its form; what ends it, with the second person's word."""
    scene.do("screen")
    scene.tell("progress", "กำลังตรวจสอบ")
    scene.do("protect", words="ย้ายพยานไปทำงานที่อื่นชั่วคราว")
    scene.do("note", words="ตรวจใบเสร็จแล้ว")
    scene.do("start_facts", words="คำสั่งที่ 1/2569")
    scene.do("extend", words="พยานลาป่วย", until="2026-04-01")
    assert scene.decide(scene.two).status_code == 303
    scene.do("hand_over", words="โปรดตรวจระเบียบการออกใบอนุญาต", unit="FIN")
    early = scene.do("conclude", words="มีใบเสร็จ", finding="substantiated", unheard="")
    assert early.status_code == 422
    assert "มีใบเสร็จ" in early.text, "nothing typed is lost"
    scene.do("statement", words="ไม่ได้เรียกเงิน")
    scene.do("conclude", words="มีใบเสร็จ", finding="substantiated", unheard="")
    own = scene.one.browser.get(f"{DESK}waiting").text
    assert "มีใบเสร็จ" in own
    assert "/decide/" not in own, "nobody is offered to agree to their own proposal"
    scene.decide(scene.two)
    assert scene.state is S.CONCLUDED
    scene.do("discipline", words="ตั้งคณะกรรมการวินัย")
    scene.tell("tell_result", "ตรวจสอบแล้วพบว่ามีมูล")
    assert "ตรวจสอบแล้วพบว่ามีมูล" not in scene.reads(), "not before a second person agreed"
    scene.decide(scene.two)
    scene.do("close", cause="ไม่มีใบเสร็จ", method="เงินสด", prevention="รับชำระออนไลน์")
    scene.decide(scene.two)
    scene.do("monitor", words="ไม่พบอีก")
    assert (scene.state, scene.reads()) == (S.MONITORED, ["กำลังตรวจสอบ", "ตรวจสอบแล้วพบว่ามีมูล"])
    page = scene.case().text
    for words in ("ย้ายพยาน", "ไม่ได้เรียกเงิน", "คำสั่งที่ 1/2569", "ฝ่ายการคลัง"):
        assert words in page
    figure("T25", "console: 4 proposals took effect by another's word, 0 by their proposer's")


@sqlite
@pytest.mark.parametrize(
    ("deed", "more", "ends"),
    [
        ("refer", {"body": "สำนักงาน ป.ป.ช."}, S.REFERRED),
        ("not_accept", {"refusal": "not_corruption"}, S.NOT_ACCEPTED),
    ],
)
def test_an_end_is_proposed_refused_and_agreed_to(
    scene: Scene, deed: str, more: dict[str, str], ends: DisclosureState
) -> None:
    """T25, A1.2: one person's word ends nothing, one person's no stops it."""
    scene.do("screen")
    scene.tell(deed, "เพราะไม่อยู่ในอำนาจ", **more)
    scene.decide(scene.two, "refuse")
    assert (scene.state, scene.reads()) == (S.SCREENING, [])
    scene.tell(deed, "เพราะไม่อยู่ในอำนาจ", **more)
    scene.decide(scene.two)
    assert (scene.state, scene.reads()) == (ends, ["เพราะไม่อยู่ในอำนาจ"])


@sqlite
def test_nobody_votes_for_their_own_whatever_they_send(scene: Scene, figure: Figure) -> None:
    """T25, T100."""
    scene.do("screen")
    scene.tell("refer", "ส่งต่อ", body="ป.ป.ช.")
    page = scene.two.browser.get(f"{DESK}waiting").text
    [wanted] = set(re.findall(r"/decide/([^\"]+)", page))
    assert scene.post(scene.one, f"decide/{wanted}", word="approve").status_code == 409
    assert scene.state is S.SCREENING
    figure("T25", "console: own vote sent by hand: refused, nothing changed")


@sqlite
def test_the_summary_for_a_unit_must_not_be_the_reporters_words(scene: Scene) -> None:
    """T26: refused, unless insisted on; never to the unit concerned."""
    scene.do("screen")
    scene.do("start_facts", words="คำสั่งที่ 1")
    alike = scene.do("hand_over", words=ACCOUNT, unit="FIN")
    assert alike.status_code == 422
    assert "ซ้ำกับที่ผู้แจ้งเขียน" in alike.text
    assert scene.do("hand_over", words="สรุป", unit="REV").status_code == 422
    insisted = scene.do("hand_over", words=ACCOUNT, unit="FIN", despite_likeness="yes")
    assert insisted.status_code == 303
    assert scene.office.last_entry().detail.startswith("despite_likeness:")


# ------------------------------------------------------------------------- evidence, identity


@sqlite
def test_evidence_is_saved_as_its_copy_and_the_original_takes_two(
    scene: Scene, figure: Figure
) -> None:
    """A20, T54, T57: never shown as a page of ours; the original once, by whoever asked."""
    page = scene.case().text
    [file] = set(re.findall(rf"{scene.number}/file/([^\"]+)\"", page))
    copy = scene.one.browser.get(f"{DESK}{scene.number}/file/{file}")
    assert copy.data == b"rebuilt"
    assert copy.headers["Content-Disposition"] == 'attachment; filename="evidence.jpg"'
    assert copy.headers["Content-Security-Policy"].endswith("sandbox")
    assert copy.headers["X-Content-Type-Options"] == "nosniff"
    assert copy.headers["Cache-Control"] == "no-store"
    figure(
        "T54", "evidence at the desk: an attachment of our naming, sandboxed, nosniff, not stored"
    )
    scene.do("open_original", words="ภาพเบลอ", file=file)
    assert "/look/" not in scene.case().text
    scene.decide(scene.two)
    assert "/look/" not in scene.case(scene.two).text, "for whoever asked alone"
    [look] = set(re.findall(r"integrity/(look/open_original/[^\"]+)\"", scene.case().text))
    assert scene.post(scene.two, look).status_code == 404
    assert scene.post(scene.one, look).data == b"as it was sent"
    assert scene.post(scene.one, look).status_code == 404, "once"


@sqlite
def test_who_reported_is_not_there_to_be_seen(scene: Scene, figure: Figure) -> None:
    """T48, D6: a report from the web has nothing to show, and nothing is proposed."""
    asked: dict[str, Any] = {"legal_basis": "มาตรา 1", "file_ref": "กท 1/2569", "words": "ศาลสั่ง"}
    answer = scene.do("see_identity", **asked)
    assert answer.location.endswith("done=nothing_linked")
    assert "ไม่มีข้อมูล" in scene.one.browser.get(answer.location).text
    figure("T48", "console: no data for a report from the web")


@sqlite
def test_who_reported_is_seen_once_after_two_others_agreed(scene: Scene, figure: Figure) -> None:
    """T48, D6: the auditor first, then another officer; then one look, by whoever asked."""
    auditor = scene.building.resident("ผู้ตรวจสอบ", Role.AUDITOR, unit="FIN")
    lodged, _ = scene.office.lodge(mode=Mode.LINKED)
    with scene.office.database.writing(OFFICE) as session:
        links.remember(
            session,
            lodged.id,
            "U" + "1" * 32,
            "channel",
            today=scene.office.today,
            keyring=scene.office.keyring,
        )
    scene.number = lodged.number
    asked: dict[str, Any] = {"legal_basis": "มาตรา 1", "file_ref": "1/2569", "words": "ศาลสั่ง"}
    scene.do("see_identity", **asked)
    assert "/decide/" not in scene.two.browser.get(f"{DESK}waiting").text, "the auditor is first"
    put = auditor.browser.get(f"{DESK}waiting").text
    assert "ศาลสั่ง" in put
    assert ACCOUNT not in put
    scene.decide(auditor)
    assert "/look/" not in scene.case().text
    scene.decide(scene.two)
    [way] = set(re.findall(r"integrity/(look/see_identity/[^\"]+)\"", scene.case().text))
    assert scene.post(scene.two, way).status_code == 404
    assert "U" + "1" * 32 in scene.post(scene.one, way).text
    assert scene.post(scene.one, way).status_code == 404
    figure("T48", "console: a live link: auditor, 2nd officer, 1 look; another's and a 2nd: 404")


@sqlite
def test_what_is_grave_asks_for_a_code(scene: Scene) -> None:
    """T98: nothing typed is lost on the way."""
    scene.building.hands.pass_by(minutes=6)
    asked: dict[str, Any] = {"legal_basis": "มาตรา 1", "file_ref": "1", "words": "ศาลสั่ง"}
    before = scene.office.audited()
    page = scene.do("see_identity", **asked)
    assert page.status_code == 403
    assert "ศาลสั่ง" in page.text
    assert scene.office.audited() == before
    scene.building.hands.pass_by(minutes=1)
    again = scene.do("see_identity", **asked, step_up_code=scene.one.code())
    assert again.status_code == 303


@sqlite
def test_the_accused_learns_the_same_as_everybody_until_heard(scene: Scene, figure: Figure) -> None:
    """T49, A26."""
    nobody = scene.post(scene.one, "accused").data
    assert scene.post(scene.one, "accused", number=scene.number).data == nobody
    scene.do("screen")
    scene.do("start_facts", words="คำสั่งที่ 1")
    scene.do("statement", words="ไม่ได้เรียกเงิน")
    heard = scene.post(scene.one, "accused", number=scene.number).text
    assert "ไม่ได้เรียกเงิน" in heard
    assert ACCOUNT not in heard
    assert scene.number not in heard
    figure("T49", "console: 2 askings byte-equal; after the statement 0 words of the reporter")


# ------------------------------------------------------------------------- nobody else


@sqlite
def test_what_is_not_theirs_is_not_there(scene: Scene, figure: Figure) -> None:
    """T22: a report of others, and one that does not exist: every way in, byte by byte."""
    accused = scene.building.resident("วิชัย รายได้", unit="REV")
    director = scene.building.resident("ผู้อำนวยการ", Role.DIRECTOR)
    [file] = set(re.findall(rf"{scene.number}/file/([^\"]+)\"", scene.case().text))
    scene.do("screen")
    scene.tell("refer", "ส่งต่อ", body="ป.ป.ช.")
    [vote] = set(re.findall(r"/decide/([^\"]+)\"", scene.two.browser.get(f"{DESK}waiting").text))
    nothing = "00000000-0000-4000-8000-000000000000"
    cells = 0
    for member in (accused, director):
        nowhere = member.browser.get("/console/nowhere")
        before = scene.office.audited()
        for here, there in ((scene.number, "C-00000000"),):
            pairs = [
                (scene.case(member, here), scene.case(member, there)),
                (
                    member.browser.get(f"{DESK}{here}/file/{file}"),
                    member.browser.get(f"{DESK}{there}/file/{nothing}"),
                ),
                *(
                    (
                        scene.post(member, f"{here}/{_way(deed)}/{deed}", words="คำ", body="ก"),
                        scene.post(member, f"{there}/{_way(deed)}/{deed}", words="คำ", body="ก"),
                    )
                    for deed in ACTS
                ),
                (
                    scene.post(member, f"decide/{vote}", word="approve"),
                    scene.post(member, f"decide/{nothing}", word="approve"),
                ),
            ]
            for mine, other in pairs:
                assert (mine.status_code, mine.data) == (404, nowhere.data)
                assert (other.status_code, other.data) == (404, nowhere.data)
                assert list(mine.headers) == list(other.headers) == list(nowhere.headers)
                cells += 1
        assert scene.office.audited() == before
    figure("T22", f"console: {cells} pairs of forbidden and missing byte-equal")


def _way(deed: str) -> str:
    return "grave" if ACTS[deed].grave else "do"  # type: ignore[index]  # a StrEnum's word


def seen_by(browser: FlaskClient) -> dict[str, tuple[int, bytes]]:
    """Every page that somebody can ask for, without the key of their forms."""
    ways = ("/console/", DESK, f"{DESK}waiting", "/console/password", "/console/nowhere")
    asked = {way: browser.get(way) for way in ways}
    return {way: (page.status_code, page.data) for way, page in asked.items()}


@sqlite
def test_nobody_else_notices_that_reports_come(opened: Database, figure: Figure) -> None:
    """T23, T24: all roles, the director and the accused unit's own integrity officer included."""
    building = build(opened)
    office = Desk(opened, building.service.vault.keyring, today=NOON.date())
    building.resident("สมศรี ใจดี", unit="CIV")
    others = [
        building.resident(f"คนที่เป็น {role}", role) for role in Role if role is not Role.INTEGRITY
    ]
    others.append(building.resident("วิชัย รายได้", unit="REV"))
    before = [seen_by(member.browser) for member in others]
    for told in (a_told(), a_told(units=frozenset({"REV", "ADM"}), danger=True)):
        office.lodge(told)
    with pytest.raises(disclosures.NobodyMayReceive):
        office.lodge(a_told(executive=True))
    assert [seen_by(member.browser) for member in others] == before
    figure("T23", f"console: pages of {len(others)} non-recipients byte-equal after 2 reports")
    figure("T24", "console: 0 bytes differ after a report against the director")


@sqlite
def test_a_director_who_was_addressed_reads_and_decides(opened: Database) -> None:
    """A09: in the same room that otherwise is empty."""
    scene = stage(opened)
    director = scene.building.resident("ผู้อำนวยการ", Role.DIRECTOR)
    assert "ไม่มีเรื่องที่ท่านเป็นผู้รับ" in director.browser.get(DESK).text
    lodged, _ = scene.office.lodge(a_told(to_director=True))
    page = scene.case(director, lodged.number)
    assert ACCOUNT in page.text
    assert "ถามผู้แจ้ง" not in page.text, "a director decides and does not examine"


@sqlite
def test_whoever_steps_back_or_is_concerned_sees_it_no_more(scene: Scene) -> None:
    """T25, T27: on the next request."""
    assert scene.do("recuse").location == f"{DESK}?done=recuse"
    assert scene.case().status_code == 404
    assert "ไม่มีเรื่องที่ท่านเป็นผู้รับ" in scene.one.browser.get(DESK).text
    refused = scene.do("accuse", scene.two, units=["ENV"])
    assert refused.status_code == 409, "nobody would be left"
    third = scene.building.resident("กานดา มั่นคง", unit="FIN")
    words = {"words": "ต้องการผู้ช่วย"}
    scene.do("widen", scene.two, person=str(third.staff.id), **words)
    auditor = scene.building.resident("ผู้ตรวจสอบ", Role.AUDITOR, unit="EDU")
    waits = auditor.browser.get(f"{DESK}waiting").text
    assert ACCOUNT not in waits
    scene.decide(auditor)
    assert scene.case(third).status_code == 200
    scene.do("accuse", scene.two, units=["ENV"])
    assert scene.case(scene.two).status_code == 404
    assert scene.case(third).status_code == 200


# ------------------------------------------------------------------------- every page


@sqlite
def test_every_look_and_every_act_is_written_down_once(scene: Scene, figure: Figure) -> None:
    """A28, T43: who, which report, and why."""
    counted = []

    def writes(entries: int, act: TestResponse, before: int) -> None:
        assert act.status_code in {200, 303}
        assert scene.office.audited() - before == entries
        counted.append(entries)

    before = scene.office.audited()
    writes(1, scene.one.browser.get(DESK), before)
    before = scene.office.audited()
    writes(1, scene.case(), before)
    assert (scene.office.last_entry().action, scene.office.last_entry().detail) == ("view", "work")
    assert scene.office.last_entry().actor == str(scene.one.staff.id)
    before = scene.office.audited()
    writes(0, scene.one.browser.get(f"{DESK}{scene.number}"), before)
    done: dict[str, dict[str, Any]] = {"screen": {}, "note": {"words": "บันทึก"}}
    for deed, typed in done.items():
        before = scene.office.audited()
        writes(1, scene.do(deed, **typed), before)
    before = scene.office.audited()
    writes(0, scene.do("ask", words="ที่ใด"), before)
    figure(
        "T43", f"console: {sum(counted)} entries for {len(counted)} looks and acts, as many as due"
    )


@sqlite
def test_only_what_may_be_done_now_is_offered(scene: Scene) -> None:
    """Design 4: a report just received can be examined or referred, not concluded or closed."""
    offered = set(re.findall(r"/(?:do|grave)/([a-z_]+)", scene.case().text))
    assert {"screen", "refer", "note", "recuse", "widen"} <= offered
    assert offered.isdisjoint({"ask", "conclude", "discipline", "close", "tell_result", "monitor"})
    assert scene.do("close", cause="1", method="2", prevention="3").status_code == 409
    assert scene.post(scene.one, f"{scene.number}/do/widen").status_code == 404, (
        "the grave way only"
    )
    assert scene.post(scene.one, f"{scene.number}/do/lodge").status_code == 404


@sqlite
def test_every_page_is_well_dressed_and_takes_no_form_without_its_key(
    scene: Scene, figure: Figure
) -> None:
    """T81, T82."""
    pages = [scene.one.browser.get(DESK), scene.case(), scene.one.browser.get(f"{DESK}waiting")]
    pages += [scene.do("progress", words="คำ"), scene.post(scene.one, "accused")]
    for page in pages:
        assert page.status_code == 200
        for name, value in EVERY_ANSWER.items():
            assert page.headers[name] == value
        forms = re.findall(r'<form[^>]*method="post".*?</form>', page.text, flags=re.DOTALL)
        assert forms
        assert all('name="form_key"' in form for form in forms)
    before = scene.office.audited()
    for deed in ACTS:
        sent = scene.one.browser.post(
            f"{DESK}{scene.number}/{_way(deed)}/{deed}", data={"words": "x"}
        )
        assert sent.status_code == 403
    assert scene.office.audited() == before
    figure("T82", f"console: {len(ACTS)} forms of the desk without a key, taken 0")


@sqlite
@pytest.mark.parametrize("payload", PAYLOADS)
def test_whatever_anybody_writes_stays_text(opened: Database, payload: str) -> None:
    """T80: every field of a report, every dialogue, every proposal."""
    long = payload + "x" * 20
    texts = ("who", "when", "where", "evidence_note", "others_know", "witnesses")
    scene = stage(opened, account=long, **dict.fromkeys(texts, payload))
    scene.do("screen")
    scene.do("note", words=payload)
    scene.do("protect", words=payload)
    shown = [scene.do("ask", words=payload).text]
    scene.tell("ask", payload)
    scene.office.comes_back(scene.code, disclosures.answer, Words(payload))
    scene.do("start_facts", words=payload)
    scene.do("statement", words=payload)
    shown.append(scene.do("conclude", words=payload, finding=payload, unheard=payload).text)
    scene.do("conclude", words=payload, finding="substantiated", unheard=payload)
    shown += [scene.case().text, scene.two.browser.get(f"{DESK}waiting").text]
    shown.append(scene.post(scene.one, "accused", number=scene.number).text)
    assert unescape(shown[2]).count(payload) >= 12
    for page in shown:
        tags = _Tags()
        tags.feed(page)
        assert tags.found.isdisjoint({"script", "img", "svg", "iframe", "style"})
        assert tags.handlers == []
        assert "62615533" not in page


class _Tags(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.handlers: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.handlers += [(n, v) for n, v in attrs if n.startswith("on") or n == "style"]
        self.handlers += [
            (n, v)
            for n, v in attrs
            if n in {"href", "src", "action"} and not (v or "").startswith(("/", "#"))
        ]


@sqlite
def test_in_english_too(scene: Scene) -> None:
    scene.do("screen")
    page = scene.one.browser.get(f"{DESK}{scene.number}?reason=new&lang=en")
    assert "Preliminary examination" in page.text
    assert "Ask the reporter" in page.text
    assert "lang=en" in page.text
    assert "Corruption reports you receive" in scene.one.browser.get(f"{DESK}?lang=en").text
