"""Two persons: what one alone cannot do, and what two may see once (security D5, D6)."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from cases.actors import Officer
from cases.errors import CaseError, IllegalTransition, Invalid, NotAllowed, NotFound
from integrity import conflicts, decisions, desk, disclosures, links, rare, reading, unsending
from integrity.decisions import Refusal
from integrity.keyring import Keyring
from integrity.proposals import waiting
from integrity.reading import Reason
from models.database import Database
from models.sealed import Proposal, ProposalVote, Recipient
from models.vocabulary import Approval, DisclosureState, Finding, Mode, Role
from tests.security.conftest import OFFICE, Figure
from tests.security.reports import TODAY, Desk, a_photo, a_told

ASKED: dict[str, Any] = {"legal_basis": "พ.ร.ป. ป.ป.ช. มาตรา 131", "file_ref": "กท 1234/2569"}
USER = "U4af4980629"


@pytest.fixture
def office(opened: Database, keyring: Keyring) -> Desk:
    return Desk(opened, keyring)


class Case:
    """A report in the hands of two officers, and an auditor who sees what is proposed."""

    def __init__(self, office: Desk, *, linked: bool = False) -> None:
        self.office = office
        self.one, self.two = office.member(), office.member(unit="ENV")
        self.auditor = office.member(Role.AUDITOR, "FIN")
        mode = Mode.LINKED if linked else Mode.NO_TRACE
        self.lodged, self.code = office.lodge(a_told(files=(a_photo(),)), mode=mode)
        if linked:
            with office.database.writing(OFFICE) as session:
                keyring = office.keyring
                links.remember(session, self.lodged.id, USER, "c", today=TODAY, keyring=keyring)

    def on(self, verb: Callable[..., Any], *args: Any, by: Officer | None = None, **n: Any) -> Any:
        return self.office.does(verb, self.lodged.number, *args, by=by or self.one, **n)

    def decides(self, proposal: Any, by: Officer, *, approves: bool = True) -> Approval:
        found: Approval = self.office.does(decisions.decide, proposal, approves=approves, by=by)
        return found

    def refuses(self, proposal: Any, by: Officer) -> type[CaseError]:
        """With what a vote of this person is refused."""
        with pytest.raises(CaseError) as refusal:
            self.decides(proposal, by)
        return refusal.type

    def state(self) -> DisclosureState:
        return self.office.folder(self.code).row.state

    def asks_for_identity(self) -> uuid.UUID:
        """Agreed to by the auditor and by the second officer."""
        asked: uuid.UUID = self.on(rare.propose_identity, "คุ้มครองพยาน", **ASKED)
        self.decides(asked, self.auditor)
        self.decides(asked, self.two)
        return asked


@pytest.fixture
def case(office: Desk) -> Case:
    return Case(office)


@pytest.fixture
def linked(office: Desk) -> Case:
    return Case(office, linked=True)


# ------------------------------------------------------------------------- one is not enough


def every_proposal(case: Case) -> list[tuple[str, Callable[[], Any]]]:
    """Everything that needs a second person, with the step that makes it possible."""
    office, one = case.office, case.one
    [file] = case.on(reading.open_case, Reason.NEW).files
    late = office.member(unit="EDU")
    case.on(desk.screen)

    def examined() -> None:
        if case.state() is DisclosureState.SCREENING:
            case.on(desk.start_facts, "คำสั่งที่ 1")

    def extend() -> Any:
        examined()
        return case.on(decisions.propose_extend, date(2027, 1, 1), "พยานลา")

    def conclude() -> Any:
        examined()
        finding = Finding.UNSUBSTANTIATED
        return case.on(decisions.propose_conclude, finding, "เหตุผล", why_unheard="ไม่จำเป็น")

    return [
        ("not_accept", lambda: case.on(decisions.propose_not_accept, Refusal.NOT_CORRUPTION, "ก")),
        ("refer", lambda: case.on(decisions.propose_refer, "ป.ป.ช.", "ส่งต่อ")),
        ("widen", lambda: case.on(decisions.propose_widen, late.staff_id, "ช่วย", by=one)),
        ("open_original", lambda: case.on(rare.propose_original, file.id, "ตรวจพิกัด")),
        ("extend", extend),
        ("conclude", conclude),
    ]


def test_nobody_does_alone_what_needs_two(case: Case, figure: Figure) -> None:
    """T25, T100: proposed, tried twice, and voted for by its own proposer: nothing happens."""
    refused = 0
    for deed, propose in every_proposal(case):
        proposal = propose()
        with pytest.raises(Invalid) as twice:
            propose()
        assert twice.value.key == "disclosure.already_proposed", deed
        before, people = case.state(), _recipients(case)
        assert case.refuses(proposal, case.one) is NotAllowed, deed
        refused += 1
        assert (case.state(), _recipients(case)) == (before, people)
    figure("T25", f"{refused} of {refused} votes for one's own proposal refused")


def test_the_same_person_cannot_agree_twice(linked: Case, figure: Figure) -> None:
    """T25, T100, D6: where two others must agree, they are two."""
    asked = linked.on(rare.propose_identity, "คุ้มครองพยาน", **ASKED)
    assert linked.decides(asked, linked.auditor) is Approval.PROPOSED
    assert linked.refuses(asked, linked.auditor) is NotFound  # it is not the auditor's turn
    assert linked.refuses(asked, linked.one) is NotAllowed
    with pytest.raises(NotFound):
        linked.office.does(rare.see_identity, asked, by=linked.one)
    votes = linked.office.sees(lambda session: session.scalars(select(ProposalVote)).all())
    assert [(vote.staff_id, vote.approves) for vote in votes] == [(linked.auditor.staff_id, True)]
    figure("T100", "second vote of the auditor, own vote of the proposer: refused")


def test_whoever_has_no_say_in_it_does_not_learn_of_a_proposal(case: Case, figure: Figure) -> None:
    """T22, T25: an admin, an auditor it is not put to, the accused unit, and one that is none."""
    case.on(desk.screen)
    proposal = case.on(decisions.propose_refer, "ป.ป.ช.", "ส่งต่อ")
    others = [
        case.auditor,
        case.office.member(Role.ADMIN, "ADM"),
        case.office.member(Role.DIRECTOR, "EDU"),
        case.office.member(Role.INTEGRITY, "REV"),
        case.office.member(Role.HEAD, "CIV"),
    ]
    for by in others:
        assert case.refuses(proposal, by) is case.refuses(uuid.uuid4(), by) is NotFound
        assert case.office.does(waiting, by=by) == ()
    figure("T25", f"{len(others)} of {len(others)} outsiders find no proposal")


def test_a_second_person_makes_it_happen_or_stops_it(case: Case) -> None:
    """D5, A22: not accepted with the reason told; refused, it can be proposed anew."""
    case.on(desk.screen)
    propose = (decisions.propose_not_accept, Refusal.NOTHING_TO_EXAMINE, "ไม่มีพยานหลักฐาน")
    first = case.on(*propose)
    assert case.decides(first, case.two, approves=False) is Approval.REFUSED
    assert case.state() is DisclosureState.SCREENING
    assert case.refuses(first, case.two) is NotFound
    assert case.decides(case.on(*propose), case.two) is Approval.APPROVED
    assert case.state() is DisclosureState.NOT_ACCEPTED


def test_what_waits_is_shown_to_the_one_who_may_decide(linked: Case) -> None:
    """D6: the auditor reads why, and nothing else of the report."""
    asked = linked.on(rare.propose_identity, "คุ้มครองพยาน", **ASKED)
    [seen] = linked.office.does(waiting, by=linked.auditor)
    assert (seen.id, seen.may_decide) == (asked, True)
    assert seen.document.fields == {"text": "คุ้มครองพยาน", **ASKED}
    [own] = linked.office.does(waiting, by=linked.one)
    assert not own.may_decide
    assert linked.office.does(waiting, by=linked.two) == ()  # not yet their turn
    linked.decides(asked, linked.auditor)
    assert linked.office.does(waiting, by=linked.auditor) == ()
    [seen] = linked.office.does(waiting, by=linked.two)
    assert seen.may_decide
    [on_page] = linked.on(reading.open_case, Reason.DECISION, by=linked.two).proposals
    assert on_page.id == asked


def test_what_was_proposed_by_somebody_who_is_out_lapses(case: Case) -> None:
    """T25, T27: recused, dismissed or moved to the accused unit: their word counts no more."""
    case.on(desk.screen)
    late = case.office.member()
    case.office.change(late, unit="EDU")
    proposal = case.on(decisions.propose_refer, "ป.ป.ช.", "ส่งต่อ")
    case.on(conflicts.recuse)
    assert case.refuses(proposal, case.two) is NotAllowed


def test_what_has_become_impossible_is_not_done(case: Case) -> None:
    """D5: two proposals, one report; a vote counts for the state the report is in."""
    case.on(desk.screen)
    refer = case.on(decisions.propose_refer, "ป.ป.ช.", "ส่งต่อ")
    refuse = case.on(decisions.propose_not_accept, Refusal.BEFORE_A_COURT, "อยู่ในศาล")
    case.decides(refuse, case.two)
    assert case.refuses(refer, case.two) is IllegalTransition
    assert case.state() is DisclosureState.NOT_ACCEPTED


def test_more_time_is_not_given_to_what_was_concluded_meanwhile(case: Case) -> None:
    """A4, D5: a vote is asked of the report as it is, not as it was."""
    case.on(desk.screen)
    case.on(desk.start_facts, "คำสั่งที่ 1")
    extend = case.on(decisions.propose_extend, date(2027, 1, 1), "พยานลา")
    finding = Finding.UNSUBSTANTIATED
    concluded = case.on(decisions.propose_conclude, finding, "เหตุผล", why_unheard="ไม่จำเป็น")
    case.decides(concluded, case.two)
    assert case.refuses(extend, case.two) is IllegalTransition


def test_an_auditor_who_becomes_an_officer_is_still_the_same_person(linked: Case) -> None:
    """T100: two words in two offices are the words of one."""
    asked = linked.on(rare.propose_identity, "คุ้มครองพยาน", **ASKED)
    linked.decides(asked, linked.auditor)
    officer = linked.office.change(linked.auditor, role=Role.INTEGRITY)
    widened = linked.on(decisions.propose_widen, officer.staff_id, "ย้ายมา")
    linked.decides(widened, linked.two)
    assert linked.on(reading.open_case, Reason.NEW, by=officer).number == linked.lodged.number
    assert linked.refuses(asked, officer) is NotAllowed


# ------------------------------------------------------------------------- widening


def test_two_persons_let_a_third_in(case: Case) -> None:
    """I4: an audit event, and only then a recipient."""
    late = case.office.member(unit="EDU")
    proposal = case.on(decisions.propose_widen, late.staff_id, "ช่วยตรวจ")
    with pytest.raises(NotFound):
        case.on(reading.open_case, Reason.NEW, by=late)
    case.decides(proposal, case.two)
    assert case.office.last_entry().action == "approve.widen"
    assert case.on(reading.open_case, Reason.NEW, by=late).number == case.lodged.number


def test_an_only_officer_gets_a_second_one_with_the_auditors_word(office: Desk) -> None:
    """D2, D5: one officer alone is not stuck, and still not alone in it."""
    alone, auditor = office.member(), office.member(Role.AUDITOR, "FIN")
    number = office.lodge()[0].number
    late = office.member(unit="EDU")
    proposal = office.does(decisions.propose_widen, number, late.staff_id, "คนที่สอง", by=alone)
    office.does(decisions.decide, proposal, approves=True, by=auditor)
    assert office.does(reading.open_case, number, Reason.NEW, by=late).number == number


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.INTEGRITY, "REV"),
        (Role.ADMIN, "ADM"),
        (Role.AUDITOR, "FIN"),
        (Role.HEAD, "CIV"),
        (Role.CENTRE, "ADM"),
        (Role.OFFICER, "CIV"),
    ],
)
def test_not_even_two_persons_let_in_whom_the_rules_keep_out(
    case: Case, role: Role, unit: str
) -> None:
    """I1, I2, T25: the accused unit, an admin, or anybody without the office of integrity."""
    outsider = case.office.member(role, unit)
    with pytest.raises(Invalid):
        case.on(decisions.propose_widen, outsider.staff_id, "ขอดูด้วย")


def test_the_rules_are_asked_again_when_the_second_person_agrees(case: Case) -> None:
    """I1, T27: moved to the accused unit between the two words."""
    late = case.office.member(unit="EDU")
    proposal = case.on(decisions.propose_widen, late.staff_id, "ช่วยตรวจ")
    case.office.change(late, unit="REV")
    assert case.refuses(proposal, case.two) is Invalid
    assert len(_recipients(case)) == 2


def test_an_admin_cannot_let_anybody_in_and_least_of_all_themself(
    case: Case, figure: Figure
) -> None:
    """T100: not by proposing, not by agreeing, not after making themself an integrity officer."""
    admin = case.office.member(Role.ADMIN, "ADM")
    with pytest.raises(NotFound):
        case.on(decisions.propose_widen, admin.staff_id, "ขอดูแล", by=admin)
    late = case.office.member(unit="EDU")
    proposal = case.on(decisions.propose_widen, late.staff_id, "ช่วยตรวจ")
    assert case.refuses(proposal, admin) is NotFound
    promoted = case.office.change(admin, role=Role.INTEGRITY)
    with pytest.raises(NotFound):
        case.on(reading.open_case, Reason.NEW, by=promoted)
    assert case.refuses(proposal, promoted) is NotFound
    figure("T100", "admin: proposing, agreeing, and reading after a self-made promotion: refused")


def test_whoever_stepped_back_is_not_let_in_again(case: Case) -> None:
    """D4: a conflict does not end by a vote."""
    case.on(conflicts.recuse, by=case.two)
    with pytest.raises(Invalid):
        case.on(decisions.propose_widen, case.two.staff_id, "กลับมา")


# ------------------------------------------------------------------------- one look


def test_an_original_is_opened_once_by_the_one_who_asked(case: Case) -> None:
    """D5, D14, A17: with the other's word, within a day."""
    [file] = case.on(reading.open_case, Reason.NEW).files
    asked = case.on(rare.propose_original, file.id, "ตรวจพิกัด")
    with pytest.raises(NotFound):
        case.office.does(rare.open_original, asked, by=case.one)
    case.decides(asked, case.two)
    with pytest.raises(NotFound):
        case.office.does(rare.open_original, asked, by=case.two)
    assert case.office.does(rare.open_original, asked, by=case.one).content == b"as it was sent"
    with pytest.raises(NotFound):
        case.office.does(rare.open_original, asked, by=case.one)


def test_an_original_that_was_taken_back_is_gone_for_the_one_who_may_look(office: Desk) -> None:
    """T108: the word of two persons does not bring it back."""
    one, two = office.member(), office.member()
    number = office.lodge(a_told(files=(a_photo("m1"),)))[0].number
    [file] = office.does(reading.open_case, number, Reason.NEW, by=one).files
    asked = office.does(rare.propose_original, number, file.id, "ตรวจ", by=one)
    office.does(decisions.decide, asked, approves=True, by=two)
    office.does(unsending.unsend, "m1")
    with pytest.raises(NotFound):
        office.does(rare.open_original, asked, by=one)


def test_where_nothing_links_there_is_nothing_to_see(office: Desk, figure: Figure) -> None:
    """T48: reported without a trace, and forgotten since: no data, and both askings are logged."""
    without_trace, forgotten = Case(office), Case(office, linked=True)
    office.comes_back(forgotten.code, disclosures.withdraw_link)
    for case in (without_trace, forgotten):
        assert case.on(rare.propose_identity, "ขอทราบ", **ASKED) is None
        assert office.last_entry().detail == "nothing_linked"
    proposals = office.sees(lambda session: session.scalars(select(Proposal)).all())
    assert proposals == []
    figure("T48", "no data for a report without trace, none for a forgotten one")


def test_a_live_link_is_seen_once_after_two_others_agreed(linked: Case, figure: Figure) -> None:
    """T48, D6: requester, auditor, second officer; one look, by the requester."""
    asked = linked.asks_for_identity()
    with pytest.raises(NotFound):
        linked.office.does(rare.see_identity, asked, by=linked.two)
    seen = linked.office.does(rare.see_identity, asked, by=linked.one)
    assert (seen.user, seen.channel) == (USER, "c")
    assert USER not in repr(seen)
    with pytest.raises(NotFound):
        linked.office.does(rare.see_identity, asked, by=linked.one)
    figure("T48", "a live link: 3 persons, 1 look, the 2nd refused")


def test_the_second_officer_cannot_stand_in_for_the_auditor(linked: Case) -> None:
    """D6: in that order."""
    asked = linked.on(rare.propose_identity, "คุ้มครองพยาน", **ASKED)
    assert linked.refuses(asked, linked.two) is NotAllowed


def test_an_auditor_of_the_accused_unit_has_no_say(office: Desk) -> None:
    """D4, D6: the firewall stands before every role."""
    case = Case(office, linked=True)
    partial = office.member(Role.AUDITOR, "REV")
    asked = case.on(rare.propose_identity, "คุ้มครองพยาน", **ASKED)
    assert case.refuses(asked, partial) is NotFound
    assert office.does(waiting, by=partial) == ()


def test_a_permission_to_look_lasts_a_day(linked: Case) -> None:
    """D6: dates only, so a day where the design says minutes."""
    asked = linked.asks_for_identity()
    linked.office.passes(2)
    with pytest.raises(NotFound):
        linked.office.does(rare.see_identity, asked, by=linked.one)


def test_a_link_that_was_cut_meanwhile_is_not_seen(linked: Case) -> None:
    """T48: being forgotten comes before any permission."""
    asked = linked.asks_for_identity()
    linked.office.comes_back(linked.code, disclosures.withdraw_link)
    assert linked.office.does(rare.see_identity, asked, by=linked.one) is None


def _recipients(case: Case) -> set[uuid.UUID]:
    mine = select(Recipient.staff_id).where(Recipient.disclosure_id == case.lodged.id)
    return set(case.office.sees(lambda session: session.scalars(mine).all()))
