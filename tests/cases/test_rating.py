"""How satisfied citizens are with how their case was handled (A72; 004:959, 004:988)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import correspondence, queries
from cases.actors import Citizen
from cases.errors import IllegalTransition, Invalid, NotAllowed
from cases.history import Words
from models.case import CaseEvent, Entry
from models.vocabulary import Action, EntryKind, State
from tests.factories import NOW, Cast, a_case, a_cast, a_person

WHY = Words("ซ่อมช้า", sources=("why-1",))


def stars_in_history(session: Session) -> list[int]:
    rated = select(CaseEvent.data).where(CaseEvent.action == Action.RATE)
    return [data["stars"] for data in session.scalars(rated.order_by(CaseEvent.position))]


def test_rating_again_replaces_and_history_keeps_both(session: Session) -> None:
    """A72: the figure of a case is the last one; what was said before is not forged away."""
    cast = a_cast(session)
    case = a_case(cast, State.CLOSED)
    assert correspondence.rating_of(session, case) is None
    for stars in (2, 5):
        correspondence.rate(session, case, stars, **cast.as_citizen())
    assert correspondence.rating_of(session, case) == 5
    assert stars_in_history(session) == [2, 5]
    assert case.state is State.CLOSED


@pytest.mark.parametrize("stars", [-1, 0, 6, 100])
def test_there_are_one_to_five_stars(session: Session, stars: int) -> None:
    cast = a_cast(session)
    case = a_case(cast, State.CLOSED)
    with pytest.raises(Invalid):
        correspondence.rate(session, case, stars, **cast.as_citizen())


@pytest.mark.parametrize("state", sorted(set(State) - {State.CLOSED, State.RECEIVED}))
def test_only_a_closed_case_is_rated(session: Session, state: State) -> None:
    cast = a_cast(session)
    case = a_case(cast, state)
    with pytest.raises(IllegalTransition):
        correspondence.rate(session, case, 3, **cast.as_citizen())
    with pytest.raises(IllegalTransition):
        correspondence.explain_rating(session, case, WHY, by=cast.reporter, now=NOW)


def test_only_the_reporter_rates(session: Session) -> None:
    """A50: neither an officer nor whoever found the code."""
    cast = a_cast(session)
    case = a_case(cast, State.CLOSED)
    stranger = Citizen(a_person(session).id)
    with pytest.raises(NotAllowed):
        correspondence.rate(session, case, 5, office=cast.office, by=stranger, now=NOW)
    with pytest.raises(NotAllowed):
        correspondence.explain_rating(session, case, WHY, by=stranger, now=NOW)
    correspondence.rate(session, case, 1, **cast.as_citizen())
    by_code = queries.citizen_case(
        session, case, office=cast.office, public_url="", now=NOW, by=None
    )
    assert (by_code.rating, by_code.can) == (None, ())


def test_the_officer_reads_the_stars_and_why(session: Session) -> None:
    """000:120: what is said is there to improve the work."""
    cast = a_cast(session)
    case = a_case(cast, State.CLOSED)
    correspondence.rate(session, case, 2, **cast.as_citizen())
    correspondence.explain_rating(session, case, WHY, by=cast.reporter, now=NOW)
    seen = queries.staff_case(
        session, case, office=cast.office, by=cast.officer, public_url="", today=NOW.date()
    )
    assert seen.rating == 2
    assert (seen.entries[-1].kind, seen.entries[-1].text) == (EntryKind.RATING, WHY.text)
    assert correspondence.unsend(session, "why-1", now=NOW) == 1
    assert session.scalars(select(Entry).where(Entry.kind == EntryKind.RATING)).one().text is None


def test_a_reason_without_words_is_none(session: Session) -> None:
    cast = a_cast(session)
    case = a_case(cast, State.CLOSED)
    with pytest.raises(Invalid):
        correspondence.explain_rating(session, case, Words("  "), by=cast.reporter, now=NOW)


def test_the_card_offers_it_while_the_case_is_closed(session: Session) -> None:
    """A closed case long past reopening can still be rated, and is not offered to be reopened."""
    cast = a_cast(session)
    case = a_case(cast, State.CLOSED)

    def offered(now: Cast) -> set[Action]:
        seen = queries.citizen_case(
            session, case, office=cast.office, public_url="", now=now.now, by=cast.reporter
        )
        return set(seen.can)

    late = Cast(session, cast.citizen, cast.staff, cast.office, NOW + timedelta(days=31))
    assert offered(cast) == {Action.REOPEN, Action.RATE}
    assert offered(late) == {Action.RATE}
