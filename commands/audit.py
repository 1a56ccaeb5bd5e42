"""`saisaat audit`: whether the log of the sealed channel is whole, and its newest link."""

from typing import TextIO

import click

from bot.service import Service
from cases.deadlines import local_date
from commands.opening import open_service
from commands.speaking import Option, Stop, Words, tell
from integrity.audit import Anchor, Verdict, anchor, verify
from integrity.keyring import SealedPurpose


@click.group(cls=Words, name="audit")
def command() -> None:
    """Everything about the log of what was done to sealed reports."""


@command.command("anchor")
def anchor_() -> None:
    """Print the newest link of each office's log, one line each, for somebody outside to keep."""
    with open_service() as service:
        today = local_date(service.clock())
        for office in service.offices:
            with service.database.reading(office) as session:
                click.echo(f"{office} {anchor(session, today=today)}")


@command.command("verify")
@click.option("--anchors", cls=Option, type=click.File())
def verify_(anchors: TextIO | None) -> None:
    """Check each office's log, against kept anchors too; exit code 1 if one is not whole."""
    kept = _read(anchors)
    with open_service() as service:
        verdicts = {office: _judge(service, office, kept) for office in service.offices}
    for office, verdict in verdicts.items():
        word = "audit.whole" if verdict.ok else "audit.broken"
        seq = verdict.first_bad_seq or verdict.entries
        tell(word, office=office, entries=verdict.entries, seq=seq)
    if not kept:
        tell("audit.without_anchors")
    if not all(verdict.ok for verdict in verdicts.values()):
        raise click.exceptions.Exit(1)


def _judge(service: Service, office: str, kept: list[tuple[str, Anchor]]) -> Verdict:
    keys = service.vault.keyring.secrets(SealedPurpose.AUDIT)
    mine = [one for name, one in kept if name == office]
    with service.database.reading(office) as session:
        return verify(session, keys, anchors=mine)


def _read(anchors: TextIO | None) -> list[tuple[str, Anchor]]:
    """The lines `saisaat audit anchor` once printed. Stops at one that is not such a line."""
    kept = []
    for number, line in enumerate(anchors or (), 1):
        office, _, rest = line.strip().partition(" ")
        if not office:
            continue
        try:
            kept.append((office, Anchor.read(rest)))
        except ValueError:
            raise Stop("audit.no_anchor", line=number) from None
    return kept
