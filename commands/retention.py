"""`saisaat retention`: what was deleted stays deleted, also when a backup is restored (D18)."""

import json
import uuid
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TextIO

import click

from bot.service import Service
from cases import restoring, tombstones
from cases.tombstones import Buried
from commands.opening import open_service
from commands.speaking import Option, Stop, Words, tell
from integrity.withdrawing import bury_again
from models.erasing import leave_no_trace

FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group(cls=Words, name="retention")
def command() -> None:
    """Everything about what was deleted because its time was over."""


@command.command("tombstones")
@click.option("--out", "out_file", cls=Option, type=FILE, required=True)
def tombstones_(out_file: Path) -> None:
    """Write down what was deleted, one line each, in ids that mean nothing."""
    with open_service() as service:
        lines = [line for office in service.offices for line in _lines(service, office)]
    out_file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    tell("retention.written", count=len(lines))


def _lines(service: Service, office: str) -> list[str]:
    with service.database.reading(office) as session:
        return [
            json.dumps({"office": office, "kind": b.kind, "ref": b.ref.hex, "on": str(b.on)})
            for b in tombstones.everything(session)
        ]


@command.command("apply")
@click.option("--tombstones", cls=Option, type=click.File(encoding="utf-8"), required=True)
def apply_(tombstones: TextIO) -> None:
    """Delete again what a restored backup brought back; doing it twice does nothing more."""
    named = _read(tombstones)
    with open_service() as service:
        for office in service.offices:
            again = _apply(service, office, named[office])
            tell("retention.applied", office=office, count=len(named[office]), again=again)
        leave_no_trace(service.database.engine)
        elsewhere = sum(len(b) for office, b in named.items() if office not in service.offices)
    if elsewhere:
        tell("retention.other_office", count=elsewhere)


def _apply(service: Service, office: str, buried: list[Buried]) -> int:
    with service.database.writing(office) as session:
        tombstones.add(session, buried)
        return restoring.forget_again(session, now=service.clock()) + bury_again(session)


def _read(lines: TextIO) -> defaultdict[str, list[Buried]]:
    """What the lines name, by office. Stops at one that `tombstones` did not write."""
    named: defaultdict[str, list[Buried]] = defaultdict(list)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            office, buried = _buried(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Stop("retention.no_line", line=number) from None
        named[office].append(buried)
    return named


def _buried(line: dict[str, str]) -> tuple[str, Buried]:
    ref, on = uuid.UUID(hex=line["ref"]), date.fromisoformat(line["on"])
    return str(line["office"]), Buried(str(line["kind"])[:40], ref, on)
