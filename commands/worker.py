"""`saisaat worker`: the process that does what time brings and takes up what was interrupted."""

import click

from commands.opening import open_service
from commands.signals import Signals
from commands.speaking import Verb
from scheduler.worker import Worker


@click.command(cls=Verb, name="worker")
def command() -> None:
    """Work until told to stop; then finish what was begun."""
    with open_service() as service:
        told = Signals()
        with Worker(service):
            told.wait_for_stop()
