"""`saisaat run`: everything on this machine, in the foreground.

Without LINE credentials it is a demo with a local LINE; with them it is the real service.
"""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Final

import click

from commands import web
from commands.announcing import announce_demo, announce_service
from commands.demo import Demo, is_wanted
from commands.home import Home
from commands.opening import listed, read_settings
from commands.ports import free_ports
from commands.seeding import seed, welcomes
from commands.signals import CHILD_ENDED, Signals
from commands.speaking import Option, Stop, Verb, tell
from commands.supervisor import Part, PartEnded, Stopped, Supervisor
from config.offices import OfficeFaults
from config.settings import Settings
from models.database import migrate

LINE_PORT: Final = 9000
_SAISAAT: Final = (sys.executable, "-m", "commands")


@click.command(cls=Verb, name="run")
@click.option("--port", cls=Option, type=int, default=web.PORT, show_default=True)
@click.option("--simulator-port", cls=Option, type=int, default=LINE_PORT, show_default=True)
@click.option("--fresh", cls=Option, is_flag=True)
def command(*, port: int, simulator_port: int, fresh: bool) -> None:
    """Run the demo, or the real service when there are credentials for it."""
    signals = Signals(also=(CHILD_ENDED,))
    try:
        for_demo = is_wanted(os.environ)
    except OfficeFaults as wrong:
        raise Stop("office.wrong", faults=listed(wrong.faults)) from None
    if not for_demo:
        _run_service(signals, port=port)
        return
    home = Home.of(os.environ)
    with home.occupied(fresh=fresh):
        tell("run.preparing", folder=str(home.folder))
        own, line = free_ports(port, simulator_port)
        _run_demo(signals, Demo.prepare(home, os.environ, port=own, line_port=line))


def _run_demo(signals: Signals, demo: Demo) -> None:
    migrate(Settings.from_env(demo.env).database_url)
    supervisor = Supervisor(signals, demo.env, logs=demo.home.logs)
    port = demo.line.rpartition(":")[2]
    config = str(demo.home.folder / "line.json")
    line = (sys.executable, "-m", "simulator", "--config", config, "--port", port)
    ours = _parts(demo.web, worker_ready_at=f"{demo.web}/readyz")
    parts = (Part("line", line, ready_at=demo.line, may_restart=False), *ours)

    def furnish() -> None:
        supervisor.run(Part("richmenu", (*_SAISAAT, "richmenu")))
        if not seed(demo):
            tell("run.not_linked")
        announce_demo(demo, welcomes(demo))

    _supervise(supervisor, parts, furnish)


def _run_service(signals: Signals, *, port: int) -> None:
    settings = read_settings()
    migrate(settings.database_url)
    (own,) = free_ports(port)
    address = f"http://127.0.0.1:{own}"
    supervisor = Supervisor(signals, os.environ, logs=None)
    # /readyz is not waited for: it fails while LINE is away, and then we must run all the same.
    parts = _parts(address, worker_ready_at=None)
    _supervise(supervisor, parts, lambda: announce_service(settings, address))


def _parts(address: str, *, worker_ready_at: str | None) -> tuple[Part, ...]:
    port = address.rpartition(":")[2]
    return (
        Part("web", (*_SAISAAT, "web", "--port", port), ready_at=f"{address}/healthz"),
        Part("worker", (*_SAISAAT, "worker"), ready_at=worker_ready_at),
    )


def _supervise(
    supervisor: Supervisor, parts: Sequence[Part], when_ready: Callable[[], None]
) -> None:
    """Run the parts until somebody wants them to end, or one cannot be kept alive."""
    try:
        for part in parts:
            supervisor.start(part)
        supervisor.wait_until_ready()
        when_ready()
        supervisor.watch()
    except Stopped:
        tell("run.stopping")
    except PartEnded as ended:
        status = "?" if ended.status is None else str(ended.status)
        raise Stop("run.part_ended", part=ended.name, status=status, log=ended.last_words) from None
    finally:
        supervisor.stop()
    tell("run.stopped")
