"""`saisaat richmenu`: draws the menus under the chats and brings every account to show them."""

from pathlib import Path

import click

from bot.line.errors import LineError
from bot.service import Line, Service
from commands.menus import MENUS, bring, plan, wanted
from commands.opening import open_service, read_settings
from commands.speaking import Option, Verb, tell


@click.command(cls=Verb, name="richmenu")
@click.option("--dry-run", cls=Option, is_flag=True)
@click.option("--out", cls=Option, type=click.Path(file_okay=False, path_type=Path))
def command(*, dry_run: bool, out: Path | None) -> None:
    """Bring the menus of every channel into the wanted state; harmless when they are."""
    if out is not None:
        _write(out)
    elif dry_run:
        _tell_wanted()
    else:
        with open_service() as service:
            accepted = [_bring(service, line) for line in service.lines.values()]
        if not all(accepted):
            raise click.exceptions.Exit(1)


def _write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for menu in MENUS:
        kind = "-sealed" if "integrity" in menu.entries else ""
        path = folder / f"{menu.alias}{kind}.png"
        path.write_bytes(plan(menu).image)
        tell("richmenu.written", path=str(path))


def _tell_wanted() -> None:
    for office in read_settings().offices:
        for channel in office.channels:
            tell("richmenu.channel", channel=channel.slug)
            for menu in wanted(channel):
                entries = ", ".join(menu.entries)
                tell("richmenu.would", alias=menu.alias, entries=entries)


def _bring(service: Service, line: Line) -> bool:
    """Whether LINE accepted the menus of this account."""
    tell("richmenu.channel", channel=line.channel.slug)
    try:
        done = bring(service, line)
    except LineError as problem:
        tell("richmenu.failed", kind=type(problem).__name__, why=str(problem))
        return False
    for what in done:
        tell("richmenu.done", what=what)
    if not done:
        tell("richmenu.nothing")
    return True
