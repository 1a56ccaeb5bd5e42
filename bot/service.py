"""What every process of the service holds: database, vault, offices, LINE, and a clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.line.gateway import Gateway, LineGateway
from bot.line.menus import LineMenus, Menus
from bot.line.transport import Transport
from config.office import Channel, Office
from config.settings import Credentials, Settings
from integrity.vault import Vault
from models.database import Database, open_database

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Line:
    """One LINE channel of one office: what it is, its secrets, and the ways to speak through it."""

    office: Office
    channel: Channel
    credentials: Credentials
    gateway: Gateway
    menus: Menus


@dataclass(frozen=True, slots=True)
class Service:
    """The parts a deployment consists of, put together once at the start of a process."""

    database: Database
    vault: Vault
    offices: Mapping[str, Office]
    lines: Mapping[str, Line]
    public_url: str
    clock: Clock


def assemble(settings: Settings, *, clock: Clock | None = None) -> Service:
    """Put the service together from its settings."""
    lines = (
        _line(office, channel, settings)
        for office in settings.offices
        for channel in office.channels
    )
    previous = settings.previous_root_key
    return Service(
        database=open_database(settings.database_url, pool_size=20),
        vault=Vault(settings.root_key.decoded(), previous.decoded() if previous else None),
        offices={office.slug: office for office in settings.offices},
        lines={line.channel.slug: line for line in lines},
        public_url=settings.public_url,
        clock=clock or _now,
    )


def _line(office: Office, channel: Channel, settings: Settings) -> Line:
    credentials = settings.credentials[channel.slug]
    transport = Transport(credentials, settings.line_api_host)
    return Line(office, channel, credentials, LineGateway(transport), LineMenus(transport))


def _now() -> datetime:
    return datetime.now(UTC)
