"""`saisaat office brief`: the month on paper, as it was frozen (A90)."""

from datetime import UTC, date, datetime

import pytest

from cases.brief import Figures
from cases.staffing import engage
from models.database import Database
from models.vocabulary import Role
from models.watch import Brief
from tests.commands.conftest import OFFICE, Saisaat
from tests.unit.render.examples import FIGURES, QUIET_MONTH

MADE_AT = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


def keep(opened: Database, figures: Figures, *, signed: bool) -> None:
    with opened.writing(OFFICE) as session:
        signer = engage(session, "Veera", role=Role.DIRECTOR, unit="ADM")
        session.add(
            Brief(
                month=date(2026, 10, 1),
                figures=figures.to_json(),
                made_at=MADE_AT,
                signed_by=signer.id if signed else None,
                signed_at=MADE_AT if signed else None,
            )
        )


@pytest.mark.parametrize("month", ["2569-10", "2026-10"])
def test_a_brief_is_printed_for_whoever_does_not_use_line(
    saisaat: Saisaat, opened: Database, month: str
) -> None:
    """A90: every figure, in either era, and whether it was signed."""
    keep(opened, FIGURES, signed=False)
    printed = saisaat("office", "brief", "--month", month)
    assert printed.exit_code == 0
    lines = [" ".join(line.split()) for line in printed.output.splitlines()]
    assert "Brief on October 2026 (made 2 November 2026)" in lines
    for line in ("Received 57", "Finished 48", "31–60 days 2", "More than 60 days 1"):
        assert line in lines
    assert "As of 2 November 2026: Overdue: 3" in lines
    assert "4.2 of 5 stars on average · satisfied (4 or more): 85 % · rated by 20" in lines
    assert "GONE in 17 · done 15 · open 6 · overdue 1" in lines
    assert lines[-1] == "Not signed yet"


def test_a_quiet_month_is_printed_too(saisaat: Saisaat, opened: Database) -> None:
    """A90: nil is an answer."""
    keep(opened, QUIET_MONTH, signed=True)
    printed = saisaat("office", "brief", "--month", "2569-10", LANG="th_TH.UTF-8")
    assert "ไม่มีเรื่องแล้วเสร็จในเดือนนี้" in printed.output
    assert "ลงนามรับทราบแล้วโดยVeera วันที่ 2 พฤศจิกายน 2569 เวลา 09:00 น." in printed.output


@pytest.mark.parametrize(
    ("month", "why"),
    [
        ("2569-09", "no brief on this month"),
        ("10/2569", "as year and month"),
        ("2569-13", "as year and"),
    ],
)
def test_what_cannot_be_printed_is_explained(
    saisaat: Saisaat, opened: Database, month: str, why: str
) -> None:
    keep(opened, FIGURES, signed=False)
    refused = saisaat("office", "brief", "--month", month)
    assert refused.exit_code == 1
    assert why in refused.stderr
