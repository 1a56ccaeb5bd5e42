"""`saisaat migrate`: brings the database to the newest schema; harmless when it is there."""

import click
from sqlalchemy.exc import SQLAlchemyError

from commands.opening import read_settings
from commands.speaking import Stop, Verb, tell
from models.database import migrate


@click.command(cls=Verb, name="migrate")
def command() -> None:
    """Bring the database of the settings to the newest schema."""
    settings = read_settings()
    try:
        migrate(settings.database_url)
    except SQLAlchemyError as problem:
        raise Stop("no_database", kind=type(problem).__name__) from None
    tell("migrated")
