"""What one deployment decides: database, key, offices, addresses and LINE's credentials."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from config.offices import SHIPPED, Channel, Office, OfficeFaults, load_offices
from config.secret import Secret

__all__ = ["ConfigFaults", "Credentials", "Secret", "Settings"]

# What an address may begin with, and how SQLAlchemy wants it. Two slashes before a SQLite file are
# the usual mistake: the file would be taken for a host.
_DATABASES = {
    "sqlite:///": "sqlite:///",
    "postgres://": "postgresql+psycopg://",
    "postgresql://": "postgresql+psycopg://",
    "postgresql+psycopg://": "postgresql+psycopg://",
}
_ROOT_KEY_BYTES = 32
_DISTINCT_BYTES = 16  # of 32 random bytes, about one key in 10**14 has fewer
_TRUTHS = {"": False, "0": False, "1": True}
_TRUTHS_OFF = tuple(word for word, truth in _TRUTHS.items() if not truth)


class ConfigFaults(Exception):
    """Everything that is wrong with the environment: the variable's name and what is allowed.

    Never a value: a value may be a secret in the wrong place.
    """

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class Credentials:
    """What LINE gave one channel; without a token, short-lived ones are issued from id and secret.

    `previous_secret` is accepted beside the present one while a secret is being changed.
    """

    channel_id: str
    secret: Secret
    previous_secret: Secret | None
    token: Secret | None


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration; `credentials` goes by channel slug."""

    database_url: str = field(repr=False)  # may hold a password
    root_key: Secret
    previous_root_key: Secret | None  # still opens what it sealed while the key is being changed
    offices: tuple[Office, ...]
    public_url: str
    line_api_host: str | None
    credentials: Mapping[str, Credentials]
    production: bool

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read an environment; ConfigFaults tells every fault at once, in words."""
        faults: list[str] = []
        reader = _Reader({name: value.strip() for name, value in env.items()}, faults)
        production = reader.production()
        offices = reader.offices()
        settings = cls(
            database_url=reader.database_url(),
            root_key=reader.root_key(),
            previous_root_key=reader.previous_root_key(),
            offices=offices,
            public_url=reader.public_url(production=production),
            line_api_host=reader.line_api_host(production=production),
            credentials=reader.credentials(offices),
            production=production,
        )
        if faults:
            raise ConfigFaults(faults)
        return settings


@dataclass(frozen=True, slots=True)
class _Reader:
    """One method per variable; each notes its faults and returns something of the right type."""

    env: Mapping[str, str]
    faults: list[str]

    def production(self) -> bool:
        value = self.env.get("SAISAAT_PRODUCTION", "")
        if value not in _TRUTHS:
            self._fault("SAISAAT_PRODUCTION", "1 for production, 0 or nothing otherwise")
        production = _TRUTHS.get(value, True)
        if production and self.env.get("FLASK_DEBUG", "0") not in _TRUTHS_OFF:
            self._fault("FLASK_DEBUG", "not in production: debugging shows people's words (T39)")
        return production

    def database_url(self) -> str:
        value = self.env.get("DATABASE_URL", "")
        for begins, driver in _DATABASES.items():
            if value.startswith(begins) and value != begins:
                return driver + value.removeprefix(begins)
        self._fault("DATABASE_URL", "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE")
        return ""

    def root_key(self) -> Secret:
        return self._key("SAISAAT_ROOT_KEY")

    def previous_root_key(self) -> Secret | None:
        if not self.env.get("SAISAAT_ROOT_KEY_PREVIOUS"):
            return None
        previous = self._key("SAISAAT_ROOT_KEY_PREVIOUS")
        if previous.reveal() == self.env.get("SAISAAT_ROOT_KEY"):
            self._fault(
                "SAISAAT_ROOT_KEY_PREVIOUS",
                "the key before the present one; leave it out otherwise",
            )
        return previous

    def _key(self, name: str) -> Secret:
        secret = Secret(self.env.get(name, ""))
        try:
            key = secret.decoded()
        except ValueError:
            key = b""
        if len(key) < _ROOT_KEY_BYTES or _is_guessable(key):
            self._fault(
                name, "at least 32 random bytes in base64; make one with: openssl rand -base64 32"
            )
        return secret

    def offices(self) -> tuple[Office, ...]:
        chosen = self.env.get("SAISAAT_OFFICES", "")
        folder = Path(chosen) if "/" in chosen else None
        if folder is not None and not folder.is_dir():
            self._fault("SAISAAT_OFFICES", "there is no such folder")
            return ()
        try:
            offices = load_offices(folder or SHIPPED)
        except OfficeFaults as error:
            self.faults.extend(error.faults)
            return ()
        return offices if folder or not chosen else self._chosen(chosen, offices)

    def _chosen(self, chosen: str, offices: tuple[Office, ...]) -> tuple[Office, ...]:
        slugs = {slug.strip() for slug in chosen.split(",")} - {""}
        known = [office.slug for office in offices]
        if not slugs or slugs - set(known):
            self._fault(
                "SAISAAT_OFFICES",
                f"some of {', '.join(known)}, joined by commas; or a folder, with a / in its path",
            )
        return tuple(office for office in offices if office.slug in slugs)

    def public_url(self, *, production: bool) -> str:
        url = _web_address(self.env.get("SAISAAT_PUBLIC_URL", ""))
        plain_allowed = url is not None and _is_loopback(url) and not production
        if url is None or not (url.scheme == "https" or plain_allowed):
            self._fault(
                "SAISAAT_PUBLIC_URL",
                "https://HOST, the address people reach; http only on this machine"
                " and not in production",
            )
            return ""
        return url.geturl().rstrip("/")

    def line_api_host(self, *, production: bool) -> str | None:
        value = self.env.get("LINE_API_HOST", "")
        if not value:
            return None
        url = _web_address(value)
        if production or url is None or not _is_loopback(url):
            self._fault(
                "LINE_API_HOST",
                "only for the simulator: http://127.0.0.1:PORT, never in production;"
                " leave it out to speak to LINE",
            )
            return None
        return value.rstrip("/")

    def credentials(self, offices: tuple[Office, ...]) -> dict[str, Credentials]:
        found = {
            channel.slug: self._credentials(channel)
            for office in offices
            for channel in office.channels
        }
        names = {channel.slug: channel.id_env for o in offices for channel in o.channels}
        owner: dict[str, str] = {}
        for slug, credentials in found.items():
            first = owner.setdefault(credentials.channel_id, slug)
            if credentials.channel_id and first != slug:
                self._fault(names[slug], f"is the same channel as {names[first]}")
        return found

    def _credentials(self, channel: Channel) -> Credentials:
        return Credentials(
            channel_id=self._required(channel.id_env, f"the channel id of {channel.slug}"),
            secret=Secret(
                self._required(channel.secret_env, f"the channel secret of {channel.slug}")
            ),
            previous_secret=self._optional(channel.previous_secret_env),
            token=self._optional(channel.token_env),
        )

    def _required(self, name: str, what: str) -> str:
        value = self.env.get(name, "")
        if not value or len(value.split()) > 1:
            self._fault(name, f"{what} from the LINE Developers console, without spaces")
        return value

    def _optional(self, name: str) -> Secret | None:
        value = self.env.get(name, "")
        return Secret(value) if value else None

    def _fault(self, name: str, allowed: str) -> None:
        state = "wrong" if self.env.get(name) else "not set"
        self.faults.append(f"{name} is {state}: {allowed}")


def _is_guessable(key: bytes) -> bool:
    """Whether a person made this key: a passphrase, a pattern, a count."""
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    few = len(set(key)) < _DISTINCT_BYTES or len(steps) < _DISTINCT_BYTES
    return few or (key.isascii() and key.decode("ascii").isprintable())


def _web_address(text: str) -> SplitResult | None:
    """The parts of an http(s) address without credentials, query or fragment; None if it is not."""
    try:
        url = urlsplit(text)
        host, _ = url.hostname, url.port
    except ValueError:
        return None
    bare = not (url.username or url.password or url.query or url.fragment)
    whole = url.scheme in {"http", "https"} and host and not text.split()[1:]
    return url if whole and bare else None


def _is_loopback(url: SplitResult) -> bool:
    try:
        return url.hostname == "localhost" or ipaddress.ip_address(url.hostname or "").is_loopback
    except ValueError:
        return False
