"""`saisaat doctor`: whether everything is right, and what to do where it is not."""

import os
from collections import Counter
from collections.abc import Iterator

import click

from bot.service import assemble
from commands.examining import Finding, State, account, health, offices
from commands.opening import listed
from commands.speaking import Verb, columns, tell, words
from config.settings import ConfigFaults, Settings


@click.command(cls=Verb, name="doctor")
def command() -> None:
    """Examine everything there is; exit code 1 when something is bad."""
    findings = list(examine())
    click.echo(columns([(words(f"doctor.state.{f.state}"), f.what, f.said) for f in findings]))
    counts = Counter(finding.state for finding in findings)
    tell("doctor.conclusion", **{state.value: counts[state] for state in State})
    if counts[State.BAD]:
        raise click.exceptions.Exit(1)


def examine() -> Iterator[Finding]:
    """The settings first, then what they lead to: database and worker, offices, LINE accounts."""
    what = words("doctor.what.settings")
    try:
        settings = Settings.from_env(os.environ)
    except ConfigFaults as wrong:
        said = words("doctor.settings_wrong", faults=listed(wrong.faults))
        yield Finding(State.BAD, what, said)
        return
    yield Finding(State.OK, what, words("doctor.settings_ok"))
    if not settings.production:
        yield Finding(State.WEAK, what, words("doctor.production_weak"))
    yield from _examine_service(settings)


def _examine_service(settings: Settings) -> Iterator[Finding]:
    service = assemble(settings)
    try:
        found = list(health(service))
        yield from found
        if all(f.state is not State.BAD for f in found[:2]):  # database and schema
            yield from offices(service)
        for line in service.lines.values():
            yield from account(service, line)
    finally:
        service.database.close()
