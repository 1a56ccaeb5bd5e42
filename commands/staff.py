"""`saisaat staff`: who works for an office, and the codes with which they link their LINE."""

from datetime import datetime

import click

from cases import roster
from cases.deadlines import local_date
from cases.staffing import LIFETIME, engage, invite, unlink
from cases.welcoming import LIFETIME as WELCOME_LIFETIME
from cases.welcoming import welcome
from commands.desk import Desk, at_desk, in_words, office_option, role_option, unit_option
from commands.speaking import Option, Stop, Words, columns, tell, words
from integrity.door import door_keys
from integrity.vault import Purpose
from models.people import Staff
from models.vocabulary import Role


@click.group(cls=Words, name="staff")
def command() -> None:
    """Everything about the people who work on cases."""


@command.command("invite")
@office_option
@click.option("--name", cls=Option, required=True)
@role_option
@unit_option
def invite_(office: str | None, name: str, role: str | None, unit: str | None) -> None:
    """Enter somebody in the register if need be, and print a code for them."""
    with at_desk(office) as desk:
        staff = desk.known(name) or _engage(desk, name, role, unit)
        code = invite(desk.session, staff, digest=desk.digest(Purpose.INVITE), now=desk.now)
        shown = {"name": staff.name, "code": code.plain, "account": desk.staff_account}
    hours = int(LIFETIME.total_seconds()) // 3600
    tell("staff.invited", **shown, hours=hours)


def _engage(desk: Desk, name: str, role: str | None, unit: str | None) -> Staff:
    if role is None:
        raise Stop("staff.needs_role", name=name)
    return engage(desk.session, name, role=Role(role), unit=desk.unit(unit))


@command.command("console")
@office_option
@click.argument("who")
@click.option("--login", cls=Option)
def console_(office: str | None, who: str, login: str | None) -> None:
    """Print a code with which somebody sets up, or begins anew, their way into the console."""
    with at_desk(office) as desk:
        staff, keys = desk.find(who), door_keys(desk.service.vault)
        with in_words():
            name = login or staff.name
            given = welcome(desk.session, staff, name=name, keys=keys, now=desk.now)
        shown = {"name": staff.name, "login": given.name, "code": given.code}
        address = f"{desk.service.public_url}/console/first"
    hours = int(WELCOME_LIFETIME.total_seconds()) // 3600
    tell("staff.welcomed", **shown, address=address, hours=hours)


@command.command("list")
@office_option
def list_(office: str | None) -> None:
    """Show who is in the register."""
    with at_desk(office) as desk:
        rows = [_row(staff) for staff in roster.everybody(desk.session)]
    if not rows:
        raise Stop("staff.nobody")
    titles = ("id", "name", "role", "unit", "line", "away")
    click.echo(columns([tuple(words(f"staff.column.{title}") for title in titles), *rows]))


def _row(staff: Staff) -> tuple[str, ...]:
    linked = "dismissed" if not staff.active else "linked" if staff.person_id else "unlinked"
    away = staff.away_until.isoformat() if staff.away_until else ""
    state = words(f"staff.state.{linked}")
    return (staff.id.hex[:8], staff.name, staff.role.value, staff.unit, state, away)


@command.command("unlink")
@office_option
@click.argument("who")
def unlink_(office: str | None, who: str) -> None:
    """Cut the link to somebody's LINE account."""
    with at_desk(office) as desk:
        staff = desk.find(who)
        desk.take_menu_from(staff)
        unlink(desk.session, staff)
        name = staff.name
    tell("staff.unlinked", name=name)


@command.command("dismiss")
@office_option
@click.argument("who")
def dismiss_(office: str | None, who: str) -> None:
    """Take somebody off duty and hand their cases over."""
    with at_desk(office) as desk:
        staff = desk.find(who)
        desk.take_menu_from(staff)
        cases = roster.leave(desk.session, staff, office=desk.office, now=desk.now)
        name = staff.name
    tell("staff.dismissed", name=name, cases=cases)


@command.command("move")
@office_option
@click.argument("who")
@role_option
@unit_option
def move_(office: str | None, who: str, role: str | None, unit: str | None) -> None:
    """Give somebody another role or unit, and hand the cases of the old unit over."""
    with at_desk(office) as desk:
        staff = desk.find(who)
        new_role, new_unit = Role(role or staff.role), desk.unit(unit or staff.unit)
        cases = roster.move(
            desk.session, staff, role=new_role, unit=new_unit, office=desk.office, now=desk.now
        )
        name = staff.name
    tell("staff.moved", name=name, role=new_role.value, unit=new_unit, cases=cases)


@command.command("away")
@office_option
@click.argument("who")
@click.option("--until", cls=Option, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--deputy", cls=Option)
def away_(office: str | None, who: str, until: datetime | None, deputy: str | None) -> None:
    """Note until when somebody is away and who stands in; without a date they are back."""
    day = until.date() if until else None
    with at_desk(office) as desk:
        staff = desk.find(who)
        standing_in = desk.find(deputy) if deputy else None
        with in_words():
            today = local_date(desk.now)
            roster.be_away(desk.session, staff, until=day, deputy=standing_in, today=today)
        name = staff.name
    tell("staff.away" if day else "staff.back", name=name, day=day)
