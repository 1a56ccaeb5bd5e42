"""An office file is data that is checked whole before the first case arrives."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from config.office import Retention
from config.offices import ChannelKind, Clocks, Count, OfficeFaults, Track, Unit, load_offices
from texts.message import Bilingual

Spoil = Callable[[str, str], Path]


def faults_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(OfficeFaults) as told:
        load_offices(folder)
    assert str(told.value) == "\n".join(told.value.faults)
    return told.value.faults


def test_an_office_is_read_into_values(folder: Path) -> None:
    """A33, A100: an office is a file, not code."""
    (office,) = load_offices(folder)
    assert office.name == Bilingual("สำนักงานเขตบางนา", "Bang Na District Office")
    assert (office.slug, office.number_prefix, office.centre) == ("bangna", "BNA", "ADM")
    assert office.unit("ADM") == Unit("ADM", Bilingual("ฝ่ายปกครอง", "Administration"))
    assert office.category("other").unit == "ADM"
    assert office.category("S1").track is Track.SERVICE
    assert office.category("S1").unit is None
    assert office.category("S1").confirmed
    assert office.channel("bangna").kinds == {ChannelKind.GENERAL, ChannelKind.STAFF}
    assert (office.hours.opens, office.hours.closes) == (time(8), time(16))
    assert office.contact.phone is None


def test_what_an_office_lacks_is_a_key_error(folder: Path) -> None:
    (office,) = load_offices(folder)
    for look_up in (office.unit, office.category, office.channel):
        with pytest.raises(KeyError, match="none"):
            look_up("none")


def test_clocks_left_out_are_the_usual_ones(folder: Path) -> None:
    """A38: 15 days, calendar; A48: all of it configuration."""
    (office,) = load_offices(folder)
    assert office.clocks == Clocks()
    assert (office.clocks.solve_days, office.clocks.count) == (15, Count.CALENDAR)
    assert office.clocks.remind_days == (7, 12)


def test_an_office_sets_its_own_clocks_and_holidays(spoil: Spoil) -> None:
    """A48."""
    (office,) = load_offices(
        spoil(
            "[clocks]",
            '[clocks]\ncount = "working"\nsolve_days = 10\nremind_days = [5]\n'
            "extra_holidays = [2026-03-02]\ndropped_holidays = [2026-05-01]",
        )
    )
    assert office.clocks == replace(
        Clocks(),
        count=Count.WORKING,
        solve_days=10,
        remind_days=(5,),
        extra_holidays=(date(2026, 3, 2),),
        dropped_holidays=(date(2026, 5, 1),),
    )


def test_a_unit_is_labelled_by_its_short_name_if_it_has_one(spoil: Spoil) -> None:
    short = 'en = "Administration" }\nshort = { th = "ปกครอง", en = "Admin" }'
    (office,) = load_offices(spoil('en = "Administration" }', short))
    assert office.unit("ADM").label == Bilingual("ปกครอง", "Admin")
    assert replace(office.unit("ADM"), short=None).label == office.unit("ADM").name


@pytest.mark.parametrize(
    ("piece", "by", "fault"),
    [
        ('slug = "bangna"', 'slug = "Bang Na"', "slug: small letters and digits"),
        ('slug = "bangna"', 'slug = "bangkapi"', "slug: must be the file's name, 'bangna'"),
        ('slug = "bangna"\nname', "name", "slug: small letters"),
        ('number_prefix = "BNA"', 'number_prefix = "บน"', "number_prefix: 2 to 5 capital"),
        ('centre = "ADM"', 'centre = "XYZ"', "centre: no unit XYZ"),
        ('centre = "ADM"', 'center = "ADM"', "center: there is no such key"),
        (', en = "Bang Na District Office"', "", 'name: write { th = "…", en = "…" }'),
        (', en = "Bang Na District Office"', ', en = "B", my = "B"', 'name: write { th = "…",'),
        ("[clocks]", "[clocks]\nx = 1", "clocks.x: there is no such key"),
        ("[contact]", "[contact]\nx = 1", "contact.x: there is no such key"),
        ("[hours]", "[hours]\nx = 1", "hours.x: there is no such key"),
        ("[[units]]", "[[units]]\nx = 1", "units 1: x: there is no such key"),
        ("[[channels]]", "[[channels]]\nx = 1", "channels 1: x: there is no such key"),
        ("[[categories]]", "[[categories]]\nx = 1", "categories 1: x: there is no such key"),
        ('hotline = "1555"', 'hotline = "call us"', "contact.hotline: a telephone number"),
        ('hotline = "1555"', 'hotline = "1555"\nemail = "x"', "contact.email: an e-mail address"),
        (
            'hotline = "1555"',
            'hotline = "1555"\nmap_url = "javascript:x"',
            "contact.map_url: a web address",
        ),
        ("weekdays = [1, 2, 3, 4, 5]", "weekdays = [0]", "hours.weekdays: a rising list"),
        ("opens = 08:00:00", 'opens = "8:00"', "hours.opens: a time such as 08:00:00"),
        ("opens = 08:00:00", "opens = 18:00:00", "hours: closes must be later than opens"),
        ("[clocks]\n", "", "clocks: the table [clocks] is missing"),
        ("[clocks]", "[clocks]\nsolve_days = 0", "clocks.solve_days: a whole number of days"),
        ("[clocks]", "[clocks]\nsolve_days = true", "clocks.solve_days: a whole number of days"),
        ("[clocks]", "[clocks]\nremind_days = [12, 7]", "clocks.remind_days: a rising list"),
        ("[clocks]", "[clocks]\nremind_days = [15]", "clocks.remind_days: must be before day 15"),
        ("[clocks]", '[clocks]\ncount = "lunar"', "clocks.count: one of calendar, working"),
        ("[clocks]", '[clocks]\nextra_holidays = ["1 Jan"]', "clocks.extra_holidays: a list of"),
        ('kinds = ["general", "staff"]', "kinds = []", "channels 1: kinds: a list of at least"),
        ('kinds = ["general", "staff"]', 'kinds = ["gen"]', "channels 1: kinds: a list of at"),
        ('kinds = ["general", "staff"]', 'kinds = ["general"]', "channels: none is of kind staff"),
        (
            '"BANGNA_LINE_SECRET"',
            '"8c570fa6dd201bb328f1c1eac23a96d8"',
            "channels 1: secret_env: the name of an environment variable (never the secret",
        ),
        ('"BANGNA_LINE_TOKEN"', '"SAISAAT_ROOT_KEY"', "channels 1: token_env: the name of an"),
        ('"BANGNA_LINE_TOKEN"', '"BANGNA_LINE_ID"', "channels: variable BANGNA_LINE_ID is used 2"),
        ("[[units]]", "[[unit]]", "units: at least one [[units]] is needed"),
        ('unit = "ADM"', 'unit = "CIV"', "categories: other: no unit CIV"),
        ('unit = "ADM"\n', "", "categories: other: a grievance (G) needs a unit"),
        ('track = "G"', 'track = "C"', "categories 1: track: one of G, S"),
        ('track = "G"', 'track = "S"', "categories: at least one of track G is needed"),
        ('code = "S1"', 'code = "other"', "categories: code other is used 2 times"),
        ('code = "S1"', 'code = "ร้อง"', "categories 2: code: at most 24 letters"),
        ("confirmed = false\n", "", "categories 1: confirmed: true or false"),
        ("slug =", "slug", "bangna.toml: Expected '=' after a key"),
    ],
)
def test_each_fault_names_the_file_the_key_and_what_is_allowed(
    spoil: Spoil, piece: str, by: str, fault: str
) -> None:
    """A32: no office starts with a subject that has no unit."""
    faults = faults_of(spoil(piece, by))
    assert any(fault in told for told in faults), faults
    assert not any("8c570fa6" in told for told in faults)


def test_all_faults_of_all_files_are_told_at_once(folder: Path, spoil: Spoil) -> None:
    spoil('hotline = "1555"', "phone = 5")
    (folder / "bangkapi.toml").write_text("slug = ")
    faults = faults_of(folder)
    assert [told.split(":")[0] for told in faults] == ["bangkapi.toml", *["bangna.toml"] * 2]


def test_one_mistake_is_told_once_not_with_all_that_follows_from_it(spoil: Spoil) -> None:
    faults = faults_of(spoil('[[units]]\ncode = "ADM"', '[[units]]\ncode = "adm"'))
    assert faults == ("bangna.toml: units 1: code: 2 to 5 capital letters",)


def test_two_offices_may_not_share_a_number_series_or_a_channel(folder: Path) -> None:
    """Two cases may never bear the same number."""
    other = (folder / "bangna.toml").read_text(encoding="utf-8")
    (folder / "bangkapi.toml").write_text(
        other.replace('slug = "bangna"', 'slug = "bangkapi"', 1), encoding="utf-8"
    )
    faults = faults_of(folder)
    assert "number_prefix BNA is used 2 times, must be unique" in faults
    assert "channels: slug bangna is used 2 times, must be unique" in faults
    assert "channels: variable BANGNA_LINE_ID is used 2 times, must be unique" in faults


def test_an_empty_folder_is_a_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path) == (f"no office file (*.toml) in {tmp_path.name}/",)


def test_an_office_keeps_what_it_keeps_by_its_own_days(spoil: Spoil) -> None:
    """A1.8, A1.11: for all cases, and for a track where that matters; what is left out is usual."""
    said = (
        "[retention]\ncontact_days = 30\ntext_days = 7300\n[retention_of.S]\nperson_days = 1095\n"
    )
    (office,) = load_offices(spoil("[clocks]", f"{said}[clocks]"))
    assert office.kept("G") == Retention(contact_days=30, text_days=7300)
    assert office.kept("S") == Retention(contact_days=30, person_days=1095, text_days=7300)
    assert office.kept("X") == office.retention


def test_days_of_keeping_left_out_are_the_usual_ones(folder: Path) -> None:
    (office,) = load_offices(folder)
    assert {office.kept("G"), office.kept("S"), office.retention} == {Retention()}


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("[retention]\ntext_days = 0", "retention.text_days"),
        ("[retention_of.S]\nlink_days = 9", "retention_of.S.link_days"),
        ("[retention_of.Z]\ntext_days = 9", "retention_of.Z"),
    ],
)
def test_a_wrong_rule_of_keeping_is_a_fault(spoil: Spoil, said: str, place: str) -> None:
    (fault,) = faults_of(spoil("[clocks]", f"{said}\n[clocks]"))
    assert place in fault
