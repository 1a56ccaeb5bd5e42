"""The night's forgetting of closed cases, in every office, down to the database's own bytes."""

from pathlib import Path

import pytest
from sqlalchemy import make_url, select

from bot.service import Service
from cases import correspondence, intake, work
from cases.history import Words
from config.office import Retention
from handlers.dispatcher import Dispatcher
from models.case import Case, Entry
from models.people import Person
from models.watch import Tombstone
from scheduler import keeping
from scheduler.jobs import Shift
from tests.factories import Cast, a_code, a_member_of_staff, a_person
from tests.scheduler.conftest import OFFICE, Hands

SECRET = "ข้างบ้านเลขที่ 99/7"


@pytest.fixture
def closed(service: Service, hands: Hands) -> Service:
    """More closed cases than one transaction forgets."""
    office = service.offices[OFFICE]
    road = next(c for c in office.categories if c.unit == "CIV").code
    with service.database.writing(OFFICE) as session:
        cast = Cast(session, a_person(session), a_member_of_staff(session), office, hands())
        for n in range(keeping.AT_ONCE + 1):
            told = intake.Complaint(category=road, description=Words(f"{SECRET} {n}"))
            case = intake.lodge(session, told, code=a_code(), **cast.as_citizen())
            session.flush()
            work.accept(session, case, **cast.as_officer())
            work.resolve(session, case, Words("ซ่อมแล้ว"), attachments=(), **cast.as_officer())
            correspondence.close(session, case, **cast.as_citizen())
        session.flush()
    return service


def is_on_disk(service: Service, words: str) -> bool:
    """Whether a SQLite database's files still hold these words."""
    url = make_url(str(service.database.engine.url))
    main = Path(url.database or "")
    files = [path for path in main.parent.iterdir() if path.name.startswith(main.name)]
    return any(words.encode() in path.read_bytes() for path in files)


def test_a_night_forgets_all_that_is_due(closed: Service, hands: Hands) -> None:
    """D18: what was forgotten is in no file of the database any more."""
    shift = Shift(closed, Dispatcher(closed))
    kept = closed.offices[OFFICE].retention
    on_sqlite = closed.database.engine.dialect.name == "sqlite"
    keeping.forget_cases(shift)
    assert not on_sqlite or is_on_disk(closed, SECRET), "else we look in vain"
    hands.pass_by(days=kept.text_days, seconds=1)
    keeping.forget_cases(shift)
    with closed.database.reading(OFFICE) as session:
        assert set(session.scalars(select(Entry.text))) == {None}
        assert set(session.scalars(select(Case.person_id))) == {None}
        assert len(session.scalars(select(Case)).all()) == keeping.AT_ONCE + 1
        sealed = set(session.scalars(select(Person.channel)))
        assert sealed == {"bangna-staff"}, "the reporter is gone, the officer is not"
        stones = session.scalars(select(Tombstone)).all()
    assert len(stones) == 2 * (keeping.AT_ONCE + 1) + 1
    assert not (on_sqlite and is_on_disk(closed, SECRET))
    keeping.forget_cases(shift)
    with closed.database.reading(OFFICE) as session:
        assert len(session.scalars(select(Tombstone)).all()) == len(stones)


def test_what_is_not_due_stays(closed: Service, hands: Hands) -> None:
    hands.pass_by(days=Retention().contact_days)
    keeping.forget_cases(Shift(closed, Dispatcher(closed)))
    with closed.database.reading(OFFICE) as session:
        assert session.scalars(select(Tombstone)).all() == []
        assert None not in set(session.scalars(select(Entry.text)))


def test_the_privacy_page_says_the_days_of_the_settings() -> None:
    """A1.8: what citizens are told about keeping is what is done."""
    page = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
    usual = Retention()
    for name in ("contact_days", "person_days", "text_days"):
        assert f"| `{name}` | {getattr(usual, name)} |" in page
