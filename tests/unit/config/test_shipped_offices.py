"""The three district offices that ship, as the founding documents describe them."""

import pytest

from config.offices import SHIPPED, ChannelKind, Clocks, Count, Office, Track, load_offices
from texts.message import Lang

OFFICES = load_offices(SHIPPED)
TEN_UNITS = {"ADM", "REG", "CIV", "ENF", "REV", "EDU", "COM", "FIN", "ENV", "CLN"}
QUICK_REPLIES = 13  # LINE's limit per message
LABEL = 20  # LINE's limit of a quick reply's label


@pytest.fixture(params=OFFICES, ids=lambda office: office.slug)
def office(request: pytest.FixtureRequest) -> Office:
    found: Office = request.param
    return found


def test_three_offices_ship() -> None:
    assert {office.slug: office.number_prefix for office in OFFICES} == {
        "huaikhwang": "HKW",
        "chatuchak": "CTC",
        "suanluang": "SLG",
    }


def test_each_office_has_the_ten_units(office: Office) -> None:
    """A33."""
    assert {unit.code for unit in office.units} == TEN_UNITS
    assert office.centre == "ADM"


def test_each_grievance_has_a_unit_and_each_service_complaint_asks_for_one(office: Office) -> None:
    """A32, A34."""
    for category in office.categories:
        assert (category.unit in TEN_UNITS) == (category.track is Track.GRIEVANCE)


def test_the_starting_table_still_waits_for_the_office(office: Office) -> None:
    """A34: the founding documents name no subjects, so nobody has approved these yet."""
    assert not any(category.confirmed for category in office.categories)


def test_ten_kinds_of_service_complaint_and_the_rest(office: Office) -> None:
    """A86 counts by these kinds."""
    kinds = {category.code for category in office.categories if category.track is Track.SERVICE}
    assert kinds == {f"S{number}" for number in range(1, 11)} | {"S99"}


@pytest.mark.parametrize("track", Track)
def test_a_citizen_can_tap_every_subject(office: Office, track: Track) -> None:
    names = [category.name for category in office.categories if category.track is track]
    assert len(names) <= QUICK_REPLIES
    for lang in Lang:
        labels = [name.in_(lang) for name in names]
        assert len(set(labels)) == len(labels)
        assert [label for label in labels if len(label) > LABEL] == []


def test_a_citizen_can_tap_every_unit(office: Office) -> None:
    assert len(office.units) <= QUICK_REPLIES
    for lang in Lang:
        assert [u.code for u in office.units if len(u.label.in_(lang)) > LABEL] == []


def test_the_clocks_are_the_ones_proposed(office: Office) -> None:
    """A38, A48."""
    assert office.clocks == Clocks()
    assert office.clocks.count is Count.CALENDAR


def test_nothing_is_made_up_about_how_to_reach_an_office() -> None:
    """A65: only what the founding documents say; the rest is left to the office."""
    contacts = {office.slug: office.contact for office in OFFICES}
    assert {contact.hotline for contact in contacts.values()} == {"1555"}
    assert {slug for slug, contact in contacts.items() if contact.phone} == {"huaikhwang"}
    assert not any(contact.email or contact.map_url for contact in contacts.values())


def test_channels_may_be_apart_or_one() -> None:
    kinds = {c.slug: c.kinds for office in OFFICES for c in office.channels}
    assert kinds == {
        "huaikhwang": {ChannelKind.GENERAL, ChannelKind.INTEGRITY},
        "huaikhwang-staff": {ChannelKind.STAFF},
        "chatuchak": {ChannelKind.GENERAL, ChannelKind.INTEGRITY},
        "chatuchak-staff": {ChannelKind.STAFF},
        "suanluang": {ChannelKind.GENERAL, ChannelKind.INTEGRITY, ChannelKind.STAFF},
    }
