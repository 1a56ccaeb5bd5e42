"""What the office watches itself by does not tell that there are reports (I1, D20)."""

import pytest
from sqlalchemy import select

from cases.deadlines import local_date
from models.database import Database
from models.sealed import Disclosure
from tests.security.conftest import Figure
from tests.security.doors import build
from tests.security.reports import Desk
from tests.security.test_sealed_form import Reporter

REPORTS = 3


@pytest.mark.parametrize("address", ["/metrics", "/readyz"])
def test_what_machines_are_told_is_the_same_with_and_without_reports(
    opened: Database, figure: Figure, address: str
) -> None:
    """T23: byte for byte, before and after; whoever reads figures is not of the desk."""
    building = build(opened)
    service = building.service
    desk = Desk(service.database, service.vault.keyring, today=local_date(service.clock()))
    desk.member(name="สมหญิง ใจดี")
    before = building.browser().get(address).text
    for _ in range(REPORTS):
        Reporter(building.browser()).reports()
        building.hands.pass_by(minutes=2)
    building.hands.pass_by(minutes=-2 * REPORTS)
    assert len(desk.sees(lambda session: session.scalars(select(Disclosure.id)).all())) == REPORTS
    assert building.browser().get(address).text == before
    kind = opened.engine.dialect.name
    figure("T23", f"{address}: 0 bytes changed by {REPORTS} reports ({kind})")
