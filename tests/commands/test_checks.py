"""`saisaat office checks`: the record that every way in was looked at every day (A67, A68)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from cases.deadlines import local_date
from models.database import Database
from models.people import Staff
from models.vocabulary import Entrance, Role
from models.watch import ChannelCheck
from tests.commands.conftest import OFFICE, Saisaat


def today() -> date:
    return local_date(datetime.now(UTC))


def a_check(opened: Database, *faults: str, days_ago: int = 0, **more: Any) -> None:
    with opened.writing(OFFICE) as session:
        row = {"on": today() - timedelta(days=days_ago), "checked_at": datetime.now(UTC), **more}
        key = {"channel": OFFICE, "entrance": Entrance.CORRUPTION}
        session.add(ChannelCheck(**key, faults=list(faults), **row))


def lines(saisaat: Saisaat, *words: str) -> list[str]:
    """The table without its columns' widths."""
    result = saisaat("office", "checks", "--office", OFFICE, *words)
    assert result.exit_code == 0, result.output
    return [" ".join(line.split()) for line in result.output.splitlines()]


def test_fourteen_days_are_shown_and_each_says_who_looked(
    saisaat: Saisaat, opened: Database
) -> None:
    """A68: machine and person, day by day, and how many days nobody confirmed."""
    with opened.writing(OFFICE) as session:
        press = Staff(name="Rattana", role=Role.PUBLIC_RELATIONS, unit="ADM")
        session.add(press)
        session.flush()
        who: dict[str, Any] = {"confirmed_by": press.id, "confirmed_at": datetime.now(UTC)}
    now = datetime.now(UTC)
    a_check(opened, **who, confirmed_well=True)
    a_check(opened, "check.fault.away", days_ago=1, alarmed_at=now, **who, confirmed_well=False)
    a_check(opened, "check.fault.hook_off", days_ago=2, alarmed_at=now, mended_at=now)
    a_check(opened, "check.fault.page", days_ago=3)
    title, *days, told = lines(saisaat)
    day = [(today() - timedelta(days=back)).isoformat() for back in range(14)]
    where = f"Corruption (sealed) ({OFFICE})"
    assert title == "DAY ENTRANCE SYSTEM PERSON"
    assert len(days) == 14
    assert days[0] == f"{day[0]} {where} works works, Rattana"
    assert days[1] == f"{day[1]} {where} LINE cannot be reached a problem, Rattana"
    mended = "a problem, mended: Use webhook is switched off"
    assert days[2] == f"{day[2]} {where} {mended} not confirmed"
    once = "The sealed web page does not open (seen once, to be looked at again)"
    assert days[3] == f"{day[3]} {where} {once} not confirmed"
    assert days[13] == f"{day[13]} not checked not confirmed"
    assert told.startswith("Days nobody confirmed: ")


def test_other_spans_and_the_other_language(saisaat: Saisaat) -> None:
    assert len(lines(saisaat, "--days", "30")) == 32
    result = saisaat("--lang", "th", "office", "checks")
    assert "ไม่ได้ตรวจ" in result.output
    assert saisaat("office", "checks", "--days", "0").exit_code != 0


def test_somebody_for_public_relations_is_invited_like_everybody(
    saisaat: Saisaat, opened: Database
) -> None:
    """A68: the role that watches the channels and sees no case."""
    result = saisaat("staff", "invite", "--name", "Rattana", "--role", "public_relations")
    assert result.exit_code == 0, result.output
    with opened.reading(OFFICE) as session:
        (row,) = session.scalars(select(Staff)).all()
    assert (row.role, row.unit) == (Role.PUBLIC_RELATIONS, "ADM")
