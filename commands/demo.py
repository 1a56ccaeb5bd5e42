"""The demo: an environment in which everything runs on this machine, and LINE is a local one."""

import json
import secrets
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from commands.home import Home
from commands.speaking import words
from config.office import Channel, ChannelKind, Office
from config.offices import SHIPPED, load_offices
from models.vocabulary import Role

CAST: Final[dict[str, list[dict[str, str]]]] = tomllib.loads(
    (Path(__file__).parent / "demo.toml").read_text("utf-8")
)


def offices_of(env: Mapping[str, str]) -> tuple[Office, ...]:
    """The offices an environment chooses. Raises OfficeFaults."""
    chosen = env.get("SAISAAT_OFFICES", "").strip()
    if "/" in chosen:
        return load_offices(Path(chosen))
    slugs = {slug.strip() for slug in chosen.split(",")} - {""}
    return tuple(o for o in load_offices(SHIPPED) if not slugs or o.slug in slugs)


def is_wanted(env: Mapping[str, str]) -> bool:
    """Whether nothing of a real deployment is set: no LINE credentials, no production."""
    channels = [channel for _, channel in _channels(offices_of(env))]
    names = {name for c in channels for name in (c.id_env, c.secret_env)}
    return bool(channels) and not any(env.get(n) for n in (*names, "SAISAAT_PRODUCTION"))


@dataclass(frozen=True, slots=True)
class Demo:
    """One run of the demo: where things listen, and the environment of its parts."""

    home: Home
    offices: tuple[Office, ...]
    web: str
    line: str
    env: Mapping[str, str]

    @classmethod
    def prepare(cls, home: Home, outer: Mapping[str, str], *, port: int, line_port: int) -> "Demo":
        """Make the environment, and write down the accounts and people of the local LINE."""
        offices = offices_of(outer)
        web, line = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{line_port}"
        accounts = {
            channel: _account(office, channel, number, web)
            for number, (office, channel) in enumerate(_channels(offices))
        }
        world = {"channels": list(accounts.values()), "people": _people(offices)}
        settings = {
            "DATABASE_URL": home.database,
            "SAISAAT_ROOT_KEY": home.root_key(),
            "SAISAAT_OFFICES": _chosen(outer, offices),
            "SAISAAT_PUBLIC_URL": web,
            "LINE_API_HOST": line,
            **{c.id_env: account["channel_id"] for c, account in accounts.items()},
            **{c.secret_env: account["channel_secret"] for c, account in accounts.items()},
        }
        home.write("line.json", json.dumps(world, ensure_ascii=False, indent=1))
        home.write("env", "".join(f"{k}={shlex.quote(v)}\n" for k, v in settings.items()))
        return cls(home, offices, web, line, {**_harmless(outer, offices), **settings})

    @property
    def staff(self) -> list[dict[str, str]]:
        """The made-up staff of these offices."""
        here = {office.slug for office in self.offices}
        return [row for row in CAST["staff"] if row["office"] in here]

    def staff_channel(self, slug: str) -> str:
        """The LINE account of an office's staff."""
        return _channel(next(o for o in self.offices if o.slug == slug), ChannelKind.STAFF)

    @property
    def chats(self) -> dict[str, str]:
        """The chats worth opening first: what each is, and `person@account`."""
        main = next((row["office"] for row in self.staff), self.offices[0].slug)
        office = next(o for o in self.offices if o.slug == main)
        general, inside = (_channel(office, k) for k in (ChannelKind.GENERAL, ChannelKind.STAFF))
        ours = [row for row in self.staff if row["office"] == main]
        officers = [row["id"] for row in ours if row["role"] != Role.DIRECTOR]
        directors = [row["id"] for row in ours if row["role"] == Role.DIRECTOR]
        citizens = [row["id"] for row in CAST["people"]]
        wanted = (
            ("citizen", general, citizens[:1]),
            ("citizen2", general, citizens[1:2]),
            ("officer", inside, officers[:1]),
            ("director", inside, directors[:1]),
        )
        return {what: f"{who}@{account}" for what, account, people in wanted for who in people}

    @property
    def watcher(self) -> str | None:
        """The chat of whoever confirms the daily check, if there is somebody."""
        for row in self.staff:
            if row["role"] == Role.PUBLIC_RELATIONS:
                return f"{row['id']}@{self.staff_channel(row['office'])}"
        return None


def _channels(offices: tuple[Office, ...]) -> Iterator[tuple[Office, Channel]]:
    return ((office, channel) for office in offices for channel in office.channels)


def _channel(office: Office, kind: ChannelKind) -> str:
    return next(channel.slug for channel in office.channels if kind in channel.kinds)


def _account(office: Office, channel: Channel, number: int, web: str) -> dict[str, str]:
    for_citizens = ChannelKind.GENERAL in channel.kinds
    return {
        "slug": channel.slug,
        "name": office.name.th if for_citizens else words("run.staff_account", office=office.name),
        "channel_id": str(2_000_000_001 + number),
        "channel_secret": secrets.token_hex(16),
        "webhook_url": f"{web}/line/{channel.slug}/webhook",
    }


def _people(offices: tuple[Office, ...]) -> list[dict[str, Any]]:
    general = [c.slug for _, c in _channels(offices) if ChannelKind.GENERAL in c.kinds]
    inside = {office.slug: _channel(office, ChannelKind.STAFF) for office in offices}
    citizens = [{**row, "friends": general} for row in CAST["people"]]
    staff = [
        {"id": row["id"], "name": row["name"], "friends": [inside[row["office"]]]}
        for row in CAST["staff"]
        if row["office"] in inside
    ]
    return [*citizens, *staff]


def _chosen(outer: Mapping[str, str], offices: tuple[Office, ...]) -> str:
    folder = outer.get("SAISAAT_OFFICES", "").strip()
    return folder if "/" in folder else ",".join(office.slug for office in offices)


def _harmless(outer: Mapping[str, str], offices: tuple[Office, ...]) -> dict[str, str]:
    """The outer environment without anything that could reach a real deployment."""
    channels = [channel for _, channel in _channels(offices)]
    ours = {"DATABASE_URL", "LINE_API_HOST"}
    ours |= {n for c in channels for n in (c.previous_secret_env, c.token_env)}
    return {k: v for k, v in outer.items() if k not in ours and not k.startswith("SAISAAT_")}
