"""What a command needs before it can begin: the settings, the service, the newest schema."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from bot.service import Service, assemble
from commands.speaking import Stop
from config.settings import ConfigFaults, Settings
from models.database import is_migrated


def read_settings() -> Settings:
    """The settings of the environment. Stops in words that name every fault."""
    try:
        return Settings.from_env(os.environ)
    except ConfigFaults as wrong:
        raise Stop("settings_wrong", faults=listed(wrong.faults)) from None


@contextmanager
def open_service() -> Iterator[Service]:
    """The service over a database that answers and has the newest schema, else Stop."""
    service = assemble(read_settings())
    try:
        if not _is_ready(service):
            raise Stop("not_migrated")
        yield service
    finally:
        service.database.close()


def _is_ready(service: Service) -> bool:
    try:
        return is_migrated(service.database.engine)
    except SQLAlchemyError as problem:
        raise Stop("no_database", kind=type(problem).__name__) from None


def listed(lines: tuple[str, ...]) -> str:
    """Lines as a list under a sentence."""
    return "\n".join(f"  - {line}" for line in lines)
