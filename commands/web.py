"""`saisaat web`: the process that answers LINE and the public."""

import click

from bot.service import assemble
from commands.opening import open_service, read_settings
from commands.speaking import Option, Verb
from texts import catalogue
from web.app import create_app
from web.server import Server

PORT = 8000


@click.command(cls=Verb, name="web")
@click.option("--host", cls=Option, default="127.0.0.1", show_default=True)
@click.option("--port", cls=Option, type=int, default=PORT, show_default=True)
@click.option("--processes", cls=Option, type=click.IntRange(1), default=1, show_default=True)
def command(host: str, port: int, processes: int) -> None:
    """Serve until told to stop; then finish what was begun."""
    catalogue.check()
    settings = read_settings()
    with open_service():  # what is wrong is said here, in words, and not in every process
        pass
    Server(
        lambda: create_app(assemble(settings), production=settings.production),
        bind=f"{host}:{port}",
        processes=processes,
    ).run()
