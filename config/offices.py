"""Reads one TOML file per office, and refuses what would leave a case without a unit."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

from config.office import (
    Category,
    Channel,
    ChannelKind,
    Clocks,
    Contact,
    Count,
    Hours,
    Office,
    Retention,
    SealedClocks,
    Track,
    Unit,
)
from config.reading import Table

__all__ = [
    "SHIPPED",
    "Category",
    "Channel",
    "ChannelKind",
    "Clocks",
    "Contact",
    "Count",
    "Hours",
    "Office",
    "OfficeFaults",
    "Retention",
    "SealedClocks",
    "Track",
    "Unit",
    "load_offices",
]

SHIPPED = Path(__file__).parent / "offices"

# Names of the rungs a late case climbs: head of unit, working group, director.
_RUNGS: Final = 3
_KEPT_OF_CASES: Final = ("contact_days", "person_days", "text_days")
_KEPT: Final = tuple(each.name for each in fields(Retention))
_LONGEST_KEPT: Final = 36_500  # days; a hundred years: official files may be kept for good
_SLUG = ("[a-z][a-z0-9]*(-[a-z0-9]+)*", "small letters and digits, joined by hyphens")
_UNIT = ("[A-Z]{2,5}", "2 to 5 capital letters")
_CATEGORY = ("[A-Za-z][A-Za-z0-9_]{0,23}", "at most 24 letters, digits and underscores")
_ENV = (
    "(?!SAISAAT_|LINE_API_HOST|DATABASE_URL)[A-Z][A-Z0-9_]+",
    "the name of an environment variable (never the secret itself), not one of the system's own",
)
_PHONE = (r"[0-9+][0-9 -]{2,19}", "a telephone number in digits, spaces and hyphens")
_EMAIL = (r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")
_LINK = (r"https?://[^\s/]+(/\S*)?", "a web address")
_BASIC_ID = (r"@[a-z0-9._-]+", "a LINE basic id such as @office")


class OfficeFaults(Exception):
    """Everything that is wrong with the office files: file, key, what is allowed."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def load_offices(folder: Path) -> tuple[Office, ...]:
    """Every office of the folder, by file name; OfficeFaults tells all faults of all files."""
    faults: list[str] = []
    offices = [
        office
        for path in sorted(folder.glob("*.toml"))
        if (office := _office_of(path, faults)) is not None
    ]
    faults.extend(_clashes(offices))
    if not offices and not faults:
        faults.append(f"no office file (*.toml) in {folder.name}/")
    if faults:
        raise OfficeFaults(faults)
    return tuple(offices)


def _office_of(path: Path, faults: list[str]) -> Office | None:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        faults.append(f"{path.name}: {error}")
        return None
    mine: list[str] = []
    office = _office(Table(f"{path.name}: ", data, mine))
    if not mine:
        mine.extend(f"{path.name}: {fault}" for fault in _contradictions(office, path.stem))
    faults.extend(mine)
    return office


def _office(table: Table) -> Office:
    retention = _retention(table.table("retention", required=False), Retention(), _KEPT)
    office = Office(
        slug=table.text("slug", *_SLUG),
        name=table.bilingual("name"),
        number_prefix=table.text("number_prefix", *_UNIT),
        centre=table.text("centre", *_UNIT),
        units=tuple(_unit(each) for each in table.tables("units")),
        categories=tuple(_category(each) for each in table.tables("categories")),
        clocks=_clocks(table.table("clocks")),
        hours=_hours(table.table("hours")),
        contact=_contact(table.table("contact")),
        channels=tuple(_channel(each) for each in table.tables("channels")),
        sealed_clocks=_sealed_clocks(table.table("sealed_clocks", required=False)),
        retention=retention,
        retention_of=_retention_of(table.table("retention_of", required=False), retention),
    )
    table.done()
    return office


def _unit(table: Table) -> Unit:
    unit = Unit(
        code=table.text("code", *_UNIT),
        name=table.bilingual("name"),
        short=table.bilingual_or_none("short"),
    )
    table.done()
    return unit


def _category(table: Table) -> Category:
    category = Category(
        code=table.text("code", *_CATEGORY),
        track=table.word("track", Track),
        name=table.bilingual("name"),
        unit=table.text_or_none("unit", *_UNIT),
        confirmed=table.truth("confirmed"),
    )
    table.done()
    return category


def _clocks(table: Table) -> Clocks:
    usual = Clocks()
    clocks = Clocks(
        acknowledge_working_days=table.days(
            "acknowledge_working_days", usual.acknowledge_working_days
        ),
        assign_working_days=table.days("assign_working_days", usual.assign_working_days),
        remind_days=table.rising_days("remind_days", usual.remind_days),
        solve_days=table.days("solve_days", usual.solve_days),
        explain_ahead_days=table.days("explain_ahead_days", usual.explain_ahead_days),
        explain_late_working_days=table.days(
            "explain_late_working_days", usual.explain_late_working_days
        ),
        escalate_days=table.rising_days("escalate_days", usual.escalate_days),
        progress_days=table.days("progress_days", usual.progress_days),
        survey_close_days=table.days("survey_close_days", usual.survey_close_days),
        reopen_days=table.days("reopen_days", usual.reopen_days),
        count=table.word("count", Count, otherwise=usual.count),
        extra_holidays=table.dates("extra_holidays"),
        dropped_holidays=table.dates("dropped_holidays"),
    )
    table.done()
    return clocks


def _sealed_clocks(table: Table) -> SealedClocks:
    usual = SealedClocks()
    clocks = SealedClocks(
        preliminary_days=table.days("preliminary_days", usual.preliminary_days),
        facts_days=table.days("facts_days", usual.facts_days),
        feedback_months=table.days("feedback_months", usual.feedback_months),
        notice_days=table.days("notice_days", usual.notice_days),
        checkin_days=table.rising_days("checkin_days", usual.checkin_days),
    )
    table.done()
    return clocks


def _retention(table: Table, usual: Retention, names: tuple[str, ...]) -> Retention:
    days = {n: table.days(n, getattr(usual, n), longest=_LONGEST_KEPT) for n in names}
    table.done()
    return replace(usual, **days)


def _retention_of(table: Table, usual: Retention) -> tuple[tuple[Track, Retention], ...]:
    """What is kept of the cases of each track: as of all, but for what its own table says."""
    kept = tuple(
        (track, _retention(table.table(track.value, required=False), usual, _KEPT_OF_CASES))
        for track in Track
    )
    table.done()
    return kept


def _usual(shape: type[Any]) -> dict[str, Any]:
    return {each.name: each.default for each in fields(shape)}


def _hours(table: Table) -> Hours:
    usual = _usual(Hours)
    hours = Hours(
        weekdays=table.weekdays("weekdays"),
        opens=table.moment("opens"),
        closes=table.moment("closes"),
        digest=table.moment("digest", usual["digest"]),
        write_from=table.moment("write_from", usual["write_from"]),
        write_until=table.moment("write_until", usual["write_until"]),
    )
    table.done()
    return hours


def _contact(table: Table) -> Contact:
    contact = Contact(
        phone=table.text_or_none("phone", *_PHONE),
        address=table.bilingual("address"),
        email=table.text_or_none("email", *_EMAIL),
        website=table.text_or_none("website", *_LINK),
        map_url=table.text_or_none("map_url", *_LINK),
        hotline=table.text("hotline", *_PHONE),
    )
    table.done()
    return contact


def _channel(table: Table) -> Channel:
    channel = Channel(
        slug=table.text("slug", *_SLUG),
        kinds=table.words("kinds", ChannelKind),
        id_env=table.text("id_env", *_ENV),
        secret_env=table.text("secret_env", *_ENV),
        previous_secret_env=table.text("previous_secret_env", *_ENV),
        token_env=table.text("token_env", *_ENV),
        basic_id=table.text_or_none("basic_id", *_BASIC_ID),
    )
    table.done()
    return channel


def _contradictions(office: Office, stem: str) -> Iterator[str]:
    """What is wrong with an office whose every value is well formed by itself."""
    if office.slug != stem:
        yield f"slug: must be the file's name, {stem!r}"
    yield from _routing_gaps(office)
    for kind in (ChannelKind.GENERAL, ChannelKind.STAFF):
        if not any(kind in channel.kinds for channel in office.channels):
            yield f"channels: none is of kind {kind}"
    if any(day >= office.clocks.solve_days for day in office.clocks.remind_days):
        yield f"clocks.remind_days: must be before day {office.clocks.solve_days}, solve_days"
    if office.clocks.explain_ahead_days >= office.clocks.solve_days:
        yield f"clocks.explain_ahead_days: must be less than {office.clocks.solve_days}, solve_days"
    if len(office.clocks.escalate_days) != _RUNGS:
        yield f"clocks.escalate_days: {_RUNGS} days, for head, working group and director"
    if office.hours.opens >= office.hours.closes:
        yield "hours: closes must be later than opens"
    if not office.hours.opens <= office.hours.digest < office.hours.closes:
        yield "hours: digest must be while the office is open"
    if office.hours.write_from >= office.hours.write_until:
        yield "hours: write_until must be later than write_from"


def _routing_gaps(office: Office) -> Iterator[str]:
    """Where a case could end without a unit (A32)."""
    units = {unit.code for unit in office.units}
    if office.centre not in units:
        yield f"centre: no unit {office.centre}"
    yield from _doubles("units: code", (unit.code for unit in office.units))
    yield from _doubles("categories: code", (category.code for category in office.categories))
    for category in office.categories:
        if category.unit is not None and category.unit not in units:
            yield f"categories: {category.code}: no unit {category.unit}"
        if category.unit is None and category.track is Track.GRIEVANCE:
            yield f"categories: {category.code}: a grievance (G) needs a unit"
    for track in sorted(set(Track) - {category.track for category in office.categories}):
        yield f"categories: at least one of track {track} is needed"


def _clashes(offices: list[Office]) -> Iterator[str]:
    """What two offices, or two channels, may not share."""
    channels = [channel for office in offices for channel in office.channels]
    yield from _doubles("slug", (office.slug for office in offices))
    yield from _doubles("number_prefix", (office.number_prefix for office in offices))
    yield from _doubles("channels: slug", (channel.slug for channel in channels))
    yield from _doubles(
        "channels: variable",
        (
            name
            for c in channels
            for name in (c.id_env, c.secret_env, c.previous_secret_env, c.token_env)
        ),
    )


def _doubles(what: str, values: Iterable[str]) -> Iterator[str]:
    for value, times in Counter(values).items():
        if value and times > 1:
            yield f"{what} {value} is used {times} times, must be unique"
