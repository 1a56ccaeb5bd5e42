"""`saisaat richmenu`: every account shows its menus, each person the one in their language."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands.menus import bring
from config.office import ChannelKind
from integrity.vault import Purpose
from models.database import Database
from models.people import Person, Staff
from models.vocabulary import Role
from tests.commands.conftest import Saisaat
from tests.factories import OFFICE, SLUG, STAFF_CHANNEL, VAULT, Clock, a_service
from tests.fakes import FakeLine, FakeMenus
from texts.message import Lang


@pytest.fixture
def line() -> FakeLine:
    return FakeLine()


def known(opened: Database, channel: str, user: str, *, lang: Lang, staff: bool) -> None:
    """Somebody on a channel, perhaps a linked member of staff."""
    person = Person(
        id=uuid.uuid4(),
        channel=channel,
        user_index=user,
        user_sealed=VAULT.seal(Purpose.PERSON, user.encode(), where=f"{SLUG}/{channel}"),
        lang=lang.value,
        since=datetime.now(UTC),
    )
    with opened.writing(SLUG) as session:
        session.add(person)
        session.flush()
        if staff:
            session.add(Staff(name=user, role=Role.OFFICER, unit="CIV", person_id=person.id))


def test_bringing_twice_does_nothing_the_second_time(opened: Database, line: FakeLine) -> None:
    service = a_service(opened, Clock(), line=line)
    citizens = service.lines[SLUG]
    assert bring(service, citizens)
    menus = citizens.menus
    assert isinstance(menus, FakeMenus)
    before = menus.calls
    assert bring(service, citizens) == ()
    assert menus.calls == before
    assert set(menus.aliases()) == {"citizen", "citizen-en"}
    assert menus.default() == menus.aliases()["citizen"]


def test_each_sees_the_menu_of_their_part_and_language(opened: Database, line: FakeLine) -> None:
    for user, lang, staff in (
        ("thai officer", Lang.TH, True),
        ("english officer", Lang.EN, True),
        ("passer-by", Lang.TH, False),
    ):
        known(opened, STAFF_CHANNEL, user, lang=lang, staff=staff)
    service = a_service(opened, Clock(), line=line)
    account = service.lines[STAFF_CHANNEL]
    bring(service, account)
    aliases = account.menus.aliases()
    assert account.menus.default() == aliases["staff"]  # what is not linked below is shown this
    assert line.menus == {"english officer": aliases["staff-en"]}


def test_on_an_account_for_both_only_officers_see_the_officers_menu(
    opened: Database, line: FakeLine
) -> None:
    both = frozenset({ChannelKind.GENERAL, ChannelKind.STAFF})
    office = replace(OFFICE, channels=(replace(OFFICE.channels[0], kinds=both),))
    for user, lang, staff in (
        ("officer", Lang.TH, True),
        ("citizen", Lang.TH, False),
        ("visitor", Lang.EN, False),
    ):
        known(opened, SLUG, user, lang=lang, staff=staff)
    service = a_service(opened, Clock(), line=line, office=office)
    account = service.lines[SLUG]
    bring(service, account)
    aliases = account.menus.aliases()
    assert account.menus.default() == aliases["citizen"]
    assert line.menus == {"officer": aliases["staff"], "visitor": aliases["citizen-en"]}


def test_the_pictures_can_be_looked_at(saisaat: Saisaat, tmp_path: Path) -> None:
    saisaat("richmenu", "--out", str(tmp_path / "menus"))
    pictures = list((tmp_path / "menus").glob("*.png"))
    citizens = {"citizen", "citizen-en", "citizen-sealed", "citizen-en-sealed"}
    assert {p.stem for p in pictures} == citizens | {"staff", "staff-en"}
    assert {p.read_bytes()[:4] for p in pictures} == {b"\x89PNG"}


def test_a_dry_run_only_tells(saisaat: Saisaat) -> None:
    result = saisaat("richmenu", "--dry-run")  # no LINE is there to be asked
    assert result.exit_code == 0
    assert "citizen would show: complaint, integrity, track" in result.output
