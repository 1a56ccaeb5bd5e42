"""What a simulated LINE is made of: channels, people and who is whose friend."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from simulator.ids import user_id
from simulator.schema.walk import LOOPBACK


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSpec:
    """One official account: its credentials, its webhook, and the provider that owns it."""

    slug: str
    channel_id: str
    channel_secret: str = field(repr=False)
    webhook_url: str = ""
    name: str = ""
    access_token: str = field(default="", repr=False)
    bot_user_id: str = ""
    provider: str = ""
    quota: int | None = None

    def __post_init__(self) -> None:
        if self.webhook_url and urlsplit(self.webhook_url).hostname not in LOOPBACK:
            message = f"channel {self.slug}: the webhook must be on this machine"
            raise ValueError(message)
        defaults = {
            "name": self.slug,
            "provider": self.slug,
            "bot_user_id": user_id("bots", self.slug),
        }
        for name, value in defaults.items():
            if not getattr(self, name):
                object.__setattr__(self, name, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSpec:
    """One person with LINE on a phone; ``friends`` are the slugs of accounts already added."""

    id: str
    name: str = ""
    language: str = "th"
    friends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a simulator starts with."""

    channels: tuple[ChannelSpec, ...]
    people: tuple[PersonSpec, ...]


def demo_people(channels: Iterable[ChannelSpec]) -> tuple[PersonSpec, ...]:
    """Two citizens, an officer and a director who are friends of every account."""
    friends = tuple(channel.slug for channel in channels)
    names = {
        "somchai": "สมชาย ใจดี",
        "malee": "มาลี สุขสันต์",
        "officer": "เจ้าหน้าที่ วิชัย",
        "director": "ผอ.เขต สุดารัตน์",
    }
    return tuple(PersonSpec(id=key, name=name, friends=friends) for key, name in names.items())


def settings_from(value: Mapping[str, Any]) -> Settings:
    """Settings from a JSON object ``{"channels": [...], "people": [...]}``.

    Raises TypeError for a property that does not exist and ValueError for a bad value.
    """
    channels = tuple(ChannelSpec(**channel) for channel in value.get("channels", ()))
    people = tuple(
        PersonSpec(**{**person, "friends": tuple(person.get("friends", ()))})
        for person in value.get("people", ())
    )
    return Settings(channels, people or demo_people(channels))


def settings_from_file(path: Path) -> Settings:
    """Settings from a JSON file; raises as ``settings_from`` does."""
    return settings_from(json.loads(path.read_text("utf-8")))


def channel_from_flag(flag: str) -> ChannelSpec:
    """A channel from ``slug=huaikhwang,channel_id=1,channel_secret=s,webhook_url=http://…``."""
    pairs = dict(part.split("=", 1) for part in flag.split(","))
    quota = pairs.pop("quota", None)
    return ChannelSpec(**pairs, quota=int(quota) if quota else None)


def person_from_flag(flag: str) -> PersonSpec:
    """A person from ``id=somchai,name=Somchai,language=th,friends=huaikhwang+staff``."""
    pairs = dict(part.split("=", 1) for part in flag.split(","))
    friends = tuple(slug for slug in pairs.pop("friends", "").split("+") if slug)
    return PersonSpec(**pairs, friends=friends)
