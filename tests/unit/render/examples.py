"""Made-up cases for every card, as the golden files and the checks show them."""

from dataclasses import replace
from datetime import date

from bot.render.digest_card import Digest, DigestLine
from bot.render.disclosure_cards import Report
from bot.render.views import BriefSheet, CaseList
from cases.brief import Figures, LateCase, UnitFigures
from cases.views import (
    CaseLine,
    CitizenCase,
    EntryLine,
    Overdue,
    OverdueCase,
    OverdueUnit,
    StaffCase,
    Step,
    Update,
)
from models.vocabulary import Action, ActorKind, EntryKind, PublicState, Rung, State, Track
from texts.message import Bilingual, Message, Param

ROAD = Bilingual("ถนน ทางเท้า", "Roads and footpaths")
WORKS = Bilingual("ฝ่ายโยธา", "Public Works")
OFFICE = Bilingual("สำนักงานเขตห้วยขวาง", "Huai Khwang District Office")
NUMBER = "HKW-2570-000123"
RECEIVED, PROMISED = date(2026, 11, 20), date(2026, 12, 5)
PHOTOS = tuple(f"https://example.org/media/{name}" for name in ("a1", "b2", "c3", "d4", "e5"))

CITIZEN_CASE = CitizenCase(
    number=NUMBER,
    category=ROAD,
    unit=WORKS,
    public_state=PublicState.IN_PROGRESS,
    state=State.WAITING,
    received_on=RECEIVED,
    promised_on=PROMISED,
    steps=(
        Step("received", RECEIVED, "done"),
        Step("assigned", RECEIVED, "done"),
        Step("in_progress", date(2026, 11, 21), "now"),
        Step("finished", None, "ahead"),
    ),
    updates=(
        Update(RECEIVED, "update.lodge", None),
        Update(date(2026, 11, 21), "update.accept", None),
        Update(date(2026, 11, 22), "update.note", "สำรวจแล้ว จะเข้าซ่อมวันจันทร์"),
        Update(date(2026, 11, 23), "update.ask", "ขอทราบเลขที่เสาไฟใกล้จุดที่ชำรุด"),
    ),
    question="ขอทราบเลขที่เสาไฟใกล้จุดที่ชำรุด",
    result=None,
    photos=(),
    can=(Action.ANSWER, Action.ADD, Action.WITHDRAW),
)

FINISHED_CASE = CitizenCase(
    number=NUMBER,
    category=ROAD,
    unit=WORKS,
    public_state=PublicState.FINISHED,
    state=State.RESOLVED,
    received_on=RECEIVED,
    promised_on=PROMISED,
    steps=(
        Step("received", RECEIVED, "done"),
        Step("assigned", RECEIVED, "done"),
        Step("in_progress", date(2026, 11, 21), "done"),
        Step("finished", date(2026, 11, 28), "now"),
    ),
    updates=(Update(date(2026, 11, 28), "update.resolve", "ซ่อมผิวถนนและทาสีเส้นจราจรแล้ว"),),
    question=None,
    result="ซ่อมผิวถนนและทาสีเส้นจราจรแล้ว",
    photos=PHOTOS,
    can=(Action.REOPEN, Action.CLOSE),
)

RATED_CASE = replace(
    FINISHED_CASE, state=State.CLOSED, photos=(), can=(Action.REOPEN, Action.RATE), rating=4
)

STAFF_CASE = StaffCase(
    number=NUMBER,
    track=Track.GRIEVANCE,
    category=ROAD,
    unit=WORKS,
    officer="สมศรี ตั้งใจ",
    state=State.IN_PROGRESS,
    received_on=RECEIVED,
    promised_on=PROMISED,
    days_left=-2,
    what="ถนนเป็นหลุมลึกหน้าวัด รถจักรยานยนต์ล้มบ่อย เมื่อคืนมีคนเจ็บสองคน",
    where="หน้าวัด ซอย 5",
    when="ภายในสัปดาห์นี้",
    behalf="แจ้งแทนผู้อื่น: เพื่อนบ้าน/คนรู้จัก",
    map_url="https://www.google.com/maps/search/?api=1&query=13.770000,100.570000",
    photos=PHOTOS[:2],
    has_contact=True,
    reopened=1,
    question=None,
    entries=(
        EntryLine(RECEIVED, ActorKind.CITIZEN, EntryKind.DESCRIPTION, "ถนนเป็นหลุมลึกหน้าวัด"),
        EntryLine(date(2026, 11, 22), ActorKind.STAFF, EntryKind.QUESTION, "ขอทราบเลขที่เสาไฟ"),
        EntryLine(date(2026, 11, 23), ActorKind.CITIZEN, EntryKind.ANSWER, "เสา 12/3"),
        EntryLine(date(2026, 11, 24), ActorKind.CITIZEN, EntryKind.ADDED, None),
    ),
    can=(
        Action.ASK,
        Action.NOTE,
        Action.EXPLAIN,
        Action.RESOLVE,
        Action.FORWARD,
        Action.DECLINE,
        Action.REVEAL_CONTACT,
    ),
    first_promised_on=date(2026, 12, 1),
)


def line(number: int, days_left: int, state: State = State.IN_PROGRESS) -> CaseLine:
    """One case of a list."""
    return CaseLine(
        number=f"HKW-2570-{number:06}",
        category=ROAD,
        unit=WORKS,
        state=state,
        public_state=PublicState.IN_PROGRESS,
        received_on=RECEIVED,
        promised_on=PROMISED,
        days_left=days_left,
    )


CASES = CaseList((line(1, -2), line(2, 0), line(3, 1), line(4, 9, State.CLOSED)), 4)
MANY = CaseList(tuple(line(n, n) for n in range(50)), 50)


def due(number: int, days_left: int, why: str, *, late: int = 0) -> DigestLine:
    """One case of a digest."""
    return DigestLine(
        number=f"HKW-2570-{number:06}",
        category=ROAD,
        state=State.CLOSED if number == 4 else State.IN_PROGRESS,
        promised_on=PROMISED,
        days_left=days_left,
        why=f"card.notice.staff.{why}",
        late=late,
    )


DIGEST = Digest((due(1, 0, "due_today"), due(2, 2, "ask_explanation", late=2), due(4, 3, "remind")))
BUSY_DIGEST = Digest(tuple(due(n, n - 6, "overdue" if n < 6 else "remind") for n in range(12)))

ABOUT: dict[str, Param] = {
    "number": NUMBER,
    "category": ROAD,
    "unit": WORKS,
    "received_on": RECEIVED,
    "promised_on": PROMISED,
    "explained_by": PROMISED,
    "office": OFFICE,
    "text": "ซ่อมผิวถนนและทาสีเส้นจราจรแล้ว",
}

SEALED_WEB = "https://example.org/integrity/?openExternalBrowser=1"
SEALED_REPORT = Report(
    stage="disclosure.stage.in_progress",
    received_on=RECEIVED,
    since=date(2026, 11, 24),
    feedback_by=date(2027, 2, 20),
    question="เกิดขึ้นที่เคาน์เตอร์ใด",
    lines=(
        (RECEIVED, "disclosure.line.account", None),
        (date(2026, 11, 24), "disclosure.line.question", "เกิดขึ้นที่เคาน์เตอร์ใด"),
    ),
    linked=True,
)

TAX = Bilingual("ฝ่ายรายได้", "Revenue")


def late(number: int, days: int, rung: Rung | None, *, explained: bool = False) -> OverdueCase:
    """One case that is late."""
    return OverdueCase(
        number=f"HKW-2570-{number:06}",
        category=ROAD,
        unit="CIV",
        unit_name=WORKS,
        officer="สมศรี ตั้งใจ" if number % 2 else None,
        promised_on=PROMISED,
        days_late=days,
        explained=explained,
        rung=rung,
    )


OVERDUE = Overdue(
    on=date(2026, 12, 25),
    unit=None,
    units=(OverdueUnit("CIV", WORKS, 2, 1, 20), OverdueUnit("REV", TAX, 1, 1, 1)),
    cases=(
        late(1, 20, Rung.DIRECTOR),
        late(2, 5, Rung.HEAD, explained=True),
        late(3, 1, None),
    ),
)
MUCH_OVERDUE = Overdue(
    on=date(2026, 12, 25),
    unit=WORKS,
    units=(OverdueUnit("CIV", WORKS, 40, 40, 40),),
    cases=tuple(late(n, 41 - n, Rung.WORKING_GROUP) for n in range(1, 41)),
)

FIGURES = Figures(
    month=date(2026, 10, 1),
    as_of=date(2026, 11, 2),
    brought=12,
    received=57,
    reopened=2,
    finished=48,
    carried=23,
    ages=(9, 7, 4, 2, 1),
    days_to_finish=447,
    overdue=3,
    unexplained=2,
    escalations={"head": 4, "working_group": 1, "director": 0},
    rated=20,
    stars=84,
    content=17,
    units=(UnitFigures("CIV", 40, 33, 17, 2), UnitFigures("GONE", 17, 15, 6, 1)),
    worst=(
        LateCase("HKW-2570-000001", "CIV", "road", 20, explained=False),
        LateCase("HKW-2570-000002", "GONE", "gone", 1, explained=True),
    ),
)
QUIET_MONTH = replace(
    FIGURES,
    brought=0,
    received=0,
    reopened=0,
    finished=0,
    carried=0,
    days_to_finish=0,
    overdue=0,
    unexplained=0,
    rated=0,
    stars=0,
    content=0,
    ages=(0, 0, 0, 0, 0),
    escalations={"head": 0, "working_group": 0, "director": 0},
    units=(),
    worst=(),
)
BRIEF = BriefSheet(
    office=OFFICE,
    which="2026-10",
    figures=FIGURES,
    units={"CIV": WORKS},
    categories={"road": ROAD},
    signed=None,
)
SIGNATURE = Message("brief.signed", {"name": "วีระ ตรงไป", "on": date(2026, 11, 2), "time": "09:14"})

MESSAGES: dict[str, Message] = {
    "complaint.intro": Message("complaint.intro", {"days": 15}),
    "complaint.confirm": Message(
        "complaint.confirm",
        {
            "kind": Message("complaint.kind.G"),
            "category": ROAD,
            "unit": None,
            "what": "ถนนเป็นหลุมลึกหน้าวัด รถจักรยานยนต์ล้มบ่อย",
            "where": "หน้าวัด ซอย 5",
            "when": Message("complaint.when.week"),
            "photos": Message("common.pictures", {"count": 2}),
            "behalf": Message("complaint.behalf.self"),
            "relation": None,
            "contact": Message("complaint.contact.line"),
            "flow": "complaint",
            "session": "k3Jx9a",
        },
    ),
    "receipt": Message("receipt", {**ABOUT, "code": "1234 5678 9012"}),
    "citizen.case": Message("citizen.case", {"view": CITIZEN_CASE}),
    "citizen.case finished": Message("citizen.case", {"view": FINISHED_CASE}),
    "citizen.case rated": Message("citizen.case", {"view": RATED_CASE}),
    "rating.low": Message("rating.low", {"number": NUMBER, "stars": 2}),
    "citizen.cases": Message("citizen.cases", {"view": CASES}),
    "citizen.cases none": Message("citizen.cases", {"view": CaseList((), 0)}),
    "staff.case": Message("staff.case", {"view": STAFF_CASE}),
    "staff.cases": Message("staff.cases", {"view": CASES}),
    "staff.cases many": Message("staff.cases", {"view": MANY}),
    "staff.digest": Message("staff.digest", {"view": DIGEST}),
    "staff.digest many": Message("staff.digest", {"view": BUSY_DIGEST}),
    "staff.overdue": Message("staff.overdue", {"view": OVERDUE}),
    "staff.overdue much": Message("staff.overdue", {"view": MUCH_OVERDUE}),
    "staff.overdue none": Message("staff.overdue", {"view": replace(OVERDUE, units=(), cases=())}),
    "staff.brief": Message("staff.brief", {"view": BRIEF}),
    "staff.brief signed": Message(
        "staff.brief", {"view": replace(BRIEF, figures=QUIET_MONTH, signed=SIGNATURE)}
    ),
    "brief.ready": Message(
        "brief.ready",
        {
            "month": Bilingual("ตุลาคม 2569", "October 2026"),
            "office": OFFICE,
            "which": "2026-10",
        },
    ),
    "help.contact": Message(
        "help.contact",
        {
            "name": OFFICE,
            "phone": "02 000 0000",
            "hotline": "1555",
            "address": Bilingual("ถนนตัวอย่าง กรุงเทพมหานคร", "Example Road, Bangkok"),
            "hours": "08:00-16:00",
            "email": None,
            "website": "https://example.org/",
            "map": None,
        },
    ),
    "disclosure.notice": Message("disclosure.notice", {"url": SEALED_WEB}),
    "disclosure.confirm": Message(
        "disclosure.confirm",
        {
            "mode": Message("disclosure.mode.no_trace"),
            "group": Message("disclosure.group.money"),
            "kind": Message("disclosure.kind.C01"),
            "unit": WORKS,
            "unit_also": Message("disclosure.unit_also.none"),
            "executive": Message("disclosure.executive.no"),
            "desk": Message("disclosure.desk.no"),
            "exclude": Message("common.none"),
            "what": "เรียกเงินห้าพันบาทเพื่อให้แบบบ้านผ่าน",
            "evidence": Message("disclosure.evidence.count", {"count": 2}),
            "danger": Message("disclosure.danger.no"),
            "more": Message("disclosure.more.no"),
            "when": None,
            "readers": "สุดา ซื่อสัตย์, วีระ ตรงไป",
            "percent": 55,
            "flow": "disclosure",
            "session": "k3Jx9a",
        },
    ),
    "disclosure.receipt": Message(
        "disclosure.receipt",
        {"code": "1111 2222 3333 4444 5555", "mode": "no_trace", "feedback_by": PROMISED},
    ),
    "disclosure.report": Message("disclosure.report", {"view": SEALED_REPORT}),
    "disclosure.report goes on": Message(
        "disclosure.report",
        {"view": replace(SEALED_REPORT, told_on=date(2026, 12, 20), told_next=PROMISED)},
    ),
    "disclosure.report of harm": Message(
        "disclosure.report",
        {"view": replace(SEALED_REPORT, question=None, linked=False, asks_of_harm=True)},
    ),
    "disclosure.outside": Message(
        "disclosure.outside", {"why": Message("disclosure.outside.nobody")}
    ),
    "emergency": Message("emergency", {"kinds": "fire,medical"}),
    "check.tick": Message(
        "check.tick",
        {
            "office": OFFICE,
            "on": RECEIVED,
            "day": RECEIVED.isoformat(),
            "lines": "huaikhwang complaints \n"
            "huaikhwang corruption \n"
            "huaikhwang-staff staff check.fault.quota_used_up,check.fault.outbox_late\n"
            "web corruption check.fault.page",
        },
    ),
    "check.alarm": Message(
        "check.alarm",
        {
            "office": OFFICE,
            "channel": "huaikhwang",
            "entrances": "complaints,opinions,inquiries,corruption",
            "faults": "check.fault.hook_unreached,check.fault.inbox_late",
        },
    ),
}
