"""The integrity desk at work, from the first look to what was learned."""

from datetime import date
from typing import Any

import pytest

from cases.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from integrity import decisions, desk, disclosures, rare, reading
from integrity.about import Lesson
from integrity.contents import entries
from integrity.decisions import Refusal
from integrity.desk import TooAlike
from integrity.documents import Words
from integrity.folders import by_code
from integrity.keyring import Keyring
from integrity.lifecycle import SECOND, TRANSITIONS, WHO, Deed, can, diagram
from integrity.likeness import RUN, shared_runs
from integrity.reading import Reason
from integrity.views import Stage
from models.database import Database
from models.vocabulary import DisclosureState, Finding, Role, SealedKind
from tests.security.conftest import Figure
from tests.security.reports import ACCOUNT, TODAY, Desk, a_photo, a_told


@pytest.fixture
def office(opened: Database, keyring: Keyring) -> Desk:
    return Desk(opened, keyring)


# ------------------------------------------------------------------------- the table


def test_every_deed_has_its_people_and_every_state_its_row() -> None:
    """Design 4, D5: the three tables speak of the same things."""
    assert set(WHO) == set(Deed)
    assert set(TRANSITIONS) == set(DisclosureState)
    assert set(SECOND) <= {deed for deed in Deed if WHO[deed]}
    everything = {deed for row in TRANSITIONS.values() for deed in row}
    assert all(any(can(state, deed) for state in DisclosureState) for deed in everything)


def test_what_ends_a_report_or_shows_more_of_it_needs_a_second_person() -> None:
    """D5, D6, A1.2: the whole list."""
    assert set(SECOND) == {
        Deed.NOT_ACCEPT,
        Deed.REFER,
        Deed.CONCLUDE,
        Deed.TELL_RESULT,
        Deed.CLOSE,
        Deed.EXTEND,
        Deed.WIDEN,
        Deed.OPEN_ORIGINAL,
        Deed.SEE_IDENTITY,
    }
    assert "screening --> not_accepted: not_accept (two persons)" in diagram()


# ------------------------------------------------------------------------- a report's life


def test_a_report_from_first_look_to_what_was_learned(office: Desk) -> None:
    """A18 to A26, A77, A81, requirements 4.2: received, screened, examined, concluded, closed."""
    one, two = office.member(), office.member(unit="ENV")
    lodged, code = office.lodge(a_told(danger=True))
    number = lodged.number

    def states() -> DisclosureState:
        return office.folder(code).row.state

    def agrees(proposal: Any) -> None:
        office.does(decisions.decide, proposal, approves=True, by=two)

    [line] = office.does(reading.list_own, by=one)
    assert (line.number, line.kind, line.danger, line.unanswered) == (number, "C01", True, True)
    office.does(desk.screen, number, by=one)
    office.does(desk.tell_progress, number, "กำลังตรวจสอบเบื้องต้น", by=one)
    office.does(desk.start_facts, number, "คำสั่งที่ 1/2569", by=one)
    agrees(office.does(decisions.propose_extend, number, date(2026, 5, 9), "พยานลาป่วย", by=one))
    office.does(desk.record_statement, number, "ไม่ได้เรียกเงิน", by=one)
    finding = Finding.SUBSTANTIATED
    concluding = {"why_unheard": None, "by": one}
    agrees(office.does(decisions.propose_conclude, number, finding, "มีใบเสร็จ", **concluding))
    assert states() is DisclosureState.CONCLUDED
    office.does(desk.discipline, number, "ส่งคณะกรรมการวินัย", by=one)
    agrees(office.does(decisions.propose_result, number, "ตรวจสอบแล้วพบมูล", by=one))
    lesson = Lesson("ไม่มีใบเสร็จอัตโนมัติ", "เรียกเงินสด", "รับชำระทางอิเล็กทรอนิกส์")
    agrees(office.does(decisions.propose_close, number, lesson, by=one))
    office.does(desk.monitor, number, "ไม่พบการกระทำซ้ำ", by=one)
    assert states() is DisclosureState.MONITORED
    folder = office.folder(code)
    assert (folder.row.closed_on, folder.row.facts_by) == (TODAY, date(2026, 5, 9))
    assert (folder.about.finding, folder.about.lesson) == (finding, lesson)
    assert folder.about.order == "คำสั่งที่ 1/2569"
    seen = office.reads(code)
    told = [line.text for line in seen.lines if line.text]
    assert told == ["กำลังตรวจสอบเบื้องต้น", "ตรวจสอบแล้วพบมูล"]
    assert seen.stage is Stage.FINISHED


def test_nothing_is_concluded_before_the_accused_was_heard_or_without_saying_why(
    office: Desk,
) -> None:
    """A26: fairness to the accused."""
    one, two = office.member(), office.member()
    number = office.lodge()[0].number
    office.does(desk.screen, number, by=one)
    office.does(desk.start_facts, number, "คำสั่งที่ 1", by=one)
    finding = Finding.INSUFFICIENT
    with pytest.raises(Invalid) as refusal:
        office.does(decisions.propose_conclude, number, finding, "เหตุผล", why_unheard=" ", by=one)
    assert refusal.value.key == "disclosure.accused_not_heard"
    proposal = office.does(
        decisions.propose_conclude, number, finding, "เหตุผล", why_unheard="ลาออกแล้ว", by=one
    )
    office.does(decisions.decide, proposal, approves=True, by=two)
    with pytest.raises(IllegalTransition):  # nothing was found that could be disciplined
        office.does(desk.discipline, number, "ลงโทษ", by=one)


def test_a_director_among_the_recipients_reads_and_agrees_and_does_nothing_else(
    office: Desk,
) -> None:
    """A09, D5."""
    officer, director = office.member(), office.member(Role.DIRECTOR, "EDU")
    number = office.lodge(a_told(to_director=True))[0].number
    office.does(desk.screen, number, by=officer)
    assert office.does(reading.open_case, number, Reason.DECISION, by=director).number == number
    with pytest.raises(NotAllowed):
        office.does(desk.ask, number, "ใครแจ้ง", by=director)
    proposal = office.does(
        decisions.propose_not_accept, number, Refusal.NOT_CORRUPTION, "เหตุผล", by=officer
    )
    assert office.does(decisions.decide, proposal, approves=True, by=director) == "approved"


def test_officers_see_the_rebuilt_copy_of_evidence(office: Desk) -> None:
    """D14, A17: the copy; a file without one, of another report, or unknown is not found."""
    officer = office.member()
    number = office.lodge(a_told(files=(a_photo(),)))[0].number
    other = office.lodge()[0].number
    [file] = office.does(reading.open_case, number, Reason.NEW, by=officer).files
    assert office.does(reading.view_file, number, file.id, by=officer).content == b"rebuilt"
    with pytest.raises(NotFound):
        office.does(reading.view_file, other, file.id, by=officer)


def test_a_list_is_sorted_by_what_is_due_and_says_what_is_late(office: Desk) -> None:
    """A39, security A4: 7 days for the preliminary view, 30 for the facts."""
    officer = office.member()
    first, second = office.lodge()[0], office.lodge()[0]
    office.does(desk.screen, first.number, by=officer)
    office.does(desk.start_facts, first.number, "คำสั่งที่ 1", by=officer)
    office.passes(8)
    lines = office.does(reading.list_own, by=officer)
    assert [(line.number, bool(line.overdue)) for line in lines] == [
        (second.number, True),
        (first.number, False),
    ]


# ------------------------------------------------------------------------- handing over


def test_a_summary_in_the_reporters_words_is_not_handed_over(office: Desk, figure: Figure) -> None:
    """T26, B08: the officer's own words, or an insistence that the audit log keeps."""
    officer = office.member()
    lodged, code = office.lodge()
    office.comes_back(code, disclosures.add, Words("รถกระบะสีแดงจอดรอรับเงินทุกเช้าวันศุกร์"))
    number = lodged.number
    office.does(desk.screen, number, by=officer)
    office.does(desk.start_facts, number, "คำสั่งที่ 1", by=officer)
    own_words = "ขอให้ตรวจสอบขั้นตอนการรับชำระค่าธรรมเนียมของฝ่าย"
    for copied in (f"ทราบว่า {ACCOUNT}", "มี รถกระบะสีแดง จอดรอรับเงิน ทุกเช้าวันศุกร์"):
        with pytest.raises(TooAlike) as refusal:
            office.does(desk.hand_over, number, "ENV", copied, despite_likeness=False, by=officer)
        assert refusal.value.runs > 0
    office.does(desk.hand_over, number, "ENV", own_words, despite_likeness=False, by=officer)
    assert office.last_entry().detail == ""
    handed = [
        said.document["text"]
        for said in office.sees(lambda session: entries(session, by_code(session, code)))
        if said.kind is SealedKind.INTERNAL and said.document["unit"]
    ]
    shared = shared_runs(handed[0], [ACCOUNT])
    office.does(desk.hand_over, number, "ENV", ACCOUNT, despite_likeness=True, by=officer)
    assert office.last_entry().detail == f"despite_likeness:{len(ACCOUNT) - RUN + 1}"
    figure(
        "T26", f"{shared} runs of {RUN} characters shared; 2 of 2 copies refused, 1 override kept"
    )


def test_nothing_is_handed_to_a_unit_that_is_concerned(office: Desk) -> None:
    """D4, B08."""
    officer = office.member()
    number = office.lodge(a_told(desk=True))[0].number
    office.does(desk.screen, number, by=officer)
    office.does(desk.start_facts, number, "คำสั่งที่ 1", by=officer)
    for unit in ("REV", "ADM", "no such unit"):
        with pytest.raises(Invalid):
            office.does(desk.hand_over, number, unit, "สรุป", despite_likeness=False, by=officer)


# ------------------------------------------------------------------------- the accused asks


def test_who_asks_what_is_held_about_them_learns_nothing_of_the_reporter(
    office: Desk, figure: Figure
) -> None:
    """T49, B24, A1.8: the same refusal with or without a report, and it is recorded; who was heard
    gets the own words and the finding.
    """
    officer = office.member()
    canaries = (ACCOUNT, "แม่ค้าขายผลไม้", "ตลาดห้วยขวาง", "นางพยาน")
    nothing_held = office.does(rare.answer_accused, None, by=officer)
    told = a_told(who=canaries[1], where=canaries[2], witnesses=canaries[3])
    number = office.lodge(told)[0].number
    before = office.audited()
    answers = [
        office.does(rare.answer_accused, None, by=officer),
        office.does(rare.answer_accused, number, by=officer),
    ]
    assert answers == [nothing_held, nothing_held] == [rare.REFUSED, rare.REFUSED]
    assert office.last_entry().detail == "refused"
    office.does(desk.screen, number, by=officer)
    office.does(desk.start_facts, number, "คำสั่งที่ 1", by=officer)
    office.passes(3)
    office.does(desk.record_statement, number, "ข้าพเจ้าไม่ได้ทำ", by=officer)
    answers.append(office.does(rare.answer_accused, number, by=officer))
    assert answers[-1].statements == ((office.today, "ข้าพเจ้าไม่ได้ทำ"),)
    found = sum(repr(vars_of(answer)).count(word) for answer in answers for word in canaries)
    assert found == 0
    assert office.audited() == before + 6
    figure("T49", f"{found} of {len(canaries)} canaries in {len(answers)} answers; each recorded")


def test_only_the_desk_answers_such_a_question(office: Desk) -> None:
    """T49, D5."""
    for role in (Role.ADMIN, Role.DIRECTOR, Role.AUDITOR, Role.OFFICER):
        with pytest.raises(NotAllowed):
            office.does(rare.answer_accused, None, by=office.member(role))


def vars_of(answer: rare.AccessAnswer) -> dict[str, Any]:
    """Every field, those too that its repr hides."""
    return {name: getattr(answer, name) for name in answer.__slots__}
