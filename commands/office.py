"""`saisaat office`: which offices there are, and whether their files say everything they must."""

from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import select

from bot.service import Service
from commands import briefing, letter
from commands.checks import record_of
from commands.desk import at_desk, office_option
from commands.opening import listed, open_service, read_settings
from commands.speaking import Option, Stop, Words, columns, spoken, tell, words
from config.office import Office
from config.offices import OfficeFaults, load_offices
from models.people import Staff
from models.vocabulary import Role


@click.group(cls=Words, name="office")
def command() -> None:
    """Everything about the offices of this deployment."""


command.add_command(briefing.command)
command.add_command(letter.command)


@command.command("list")
def list_() -> None:
    """Show the offices of the settings."""
    rows = [
        (o.slug, o.number_prefix, o.name.in_(spoken()), ", ".join(c.slug for c in o.channels))
        for o in read_settings().offices
    ]
    click.echo(columns(rows))


@command.command("check")
@click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False
)
def check(folder: Path | None) -> None:
    """Name every fault of office files; without a folder, also what the register still lacks."""
    offices = _load(folder) if folder else read_settings().offices
    warnings = [w for office in offices for w in file_warnings(office)]
    if folder is None:
        with open_service() as service:
            warnings += [w for office in offices for w in staff_warnings(service, office)]
    for warning in warnings:
        click.echo(warning)
    tell("office.checked", count=len(offices), warnings=len(warnings))


@command.command("checks")
@office_option
@click.option("--days", cls=Option, type=click.IntRange(1, 400), default=14)
def checks(office: str | None, days: int) -> None:
    """Show the record of the daily checks: what the machine found, and who confirmed it (A68)."""
    with at_desk(office) as desk:
        click.echo(record_of(desk, days))


def _load(folder: Path) -> tuple[Office, ...]:
    try:
        return load_offices(folder)
    except OfficeFaults as wrong:
        raise Stop("office.wrong", faults=listed(wrong.faults)) from None


def file_warnings(office: Office) -> Iterator[str]:
    """What works, but should be otherwise before citizens use it."""
    unconfirmed = sum(not category.confirmed for category in office.categories)
    if unconfirmed:
        yield words("office.unconfirmed", office=office.slug, count=unconfirmed)
    for channel in office.channels:
        if len(channel.kinds) > 1:
            kinds = ", ".join(sorted(channel.kinds))
            yield words("office.shared_account", office=office.slug, kinds=kinds)
    if office.contact.phone is None:
        yield words("office.no_phone", office=office.slug)


def staff_warnings(service: Service, office: Office) -> Iterator[str]:
    """Who is missing for every case to have an owner who hears of it."""
    with service.database.reading(office.slug) as session:
        staff = session.scalars(select(Staff).where(Staff.active.is_(True))).all()
    if not staff:
        yield words("office.no_staff", office=office.slug)
        return
    for role in (Role.CENTRE, Role.DIRECTOR, Role.PUBLIC_RELATIONS, Role.ADMIN):
        if not any(person.role is role for person in staff):
            yield words("office.no_role", office=office.slug, role=role.value)
    if not any(person.person_id for person in staff):
        yield words("office.nobody_linked", office=office.slug)
