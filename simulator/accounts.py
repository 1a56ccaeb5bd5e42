"""Who there is: channels, people, groups, who is whose friend, and how far a message reaches."""

from dataclasses import dataclass, field
from enum import StrEnum

from simulator import ids
from simulator.exchange import Json, Refused
from simulator.settings import ChannelSpec, PersonSpec, Settings

RECENT_SECONDS = 7 * 24 * 3600.0


class Bond(StrEnum):
    """What a person and an account are to each other."""

    STRANGER = "stranger"
    FRIEND = "friend"
    BLOCKED = "blocked"


@dataclass(slots=True)
class Group:
    """A group or room: its id, its name, and the people in it."""

    id: str
    name: str
    people: set[str] = field(default_factory=set)
    channels: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Account:
    """One channel while it runs."""

    spec: ChannelSpec
    webhook_url: str
    bonds: dict[str, Bond] = field(default_factory=dict)
    wrote_at: dict[str, float] = field(default_factory=dict)


class Accounts:
    """All channels and people; every method is called under the platform's lock."""

    def __init__(self, settings: Settings) -> None:
        self.channels = {spec.slug: Account(spec, spec.webhook_url) for spec in settings.channels}
        self.people: dict[str, PersonSpec] = {}
        self.groups: dict[str, Group] = {}
        self._user_ids: dict[tuple[str, str], str] = {}
        for person in settings.people:
            self.add_person(person)

    def add_person(self, person: PersonSpec) -> None:
        """Somebody new with LINE on a phone."""
        self.people[person.id] = person
        for account in self.channels.values():
            self._user_ids[account.spec.provider, self._id(account, person.id)] = person.id
            account.bonds[person.id] = Bond.STRANGER
        for slug in person.friends:
            self.channel(slug).bonds[person.id] = Bond.FRIEND

    def channel(self, slug: str | None) -> Account:
        """The channel; without a slug the only one there is. Raises Refused(404)."""
        if slug is None and len(self.channels) == 1:
            return next(iter(self.channels.values()))
        if slug not in self.channels:
            raise Refused(404, f"no channel {slug!r}; there are {', '.join(self.channels)}")
        return self.channels[slug]

    def person(self, slug: str) -> PersonSpec:
        """The person; raises Refused(404)."""
        if slug not in self.people:
            raise Refused(404, f"no person {slug!r}; there are {', '.join(self.people)}")
        return self.people[slug]

    def group(self, name: str) -> Group:
        """The group by name or id; raises Refused(404)."""
        for group in self.groups.values():
            if name in {group.name, group.id}:
                return group
        raise Refused(404, f"no group {name!r}")

    def _id(self, account: Account, person: str) -> str:
        return ids.user_id(account.spec.provider, person)

    def user_id(self, channel: str, person: str) -> str:
        """The id by which this channel knows the person."""
        return self._id(self.channels[channel], person)

    def person_of(self, channel: str, user: str) -> str | None:
        """The person behind a user id under this channel's provider."""
        return self._user_ids.get((self.channels[channel].spec.provider, user))

    def bond(self, channel: str, person: str) -> Bond:
        """What the person is to this channel."""
        return self.channels[channel].bonds.get(person, Bond.STRANGER)

    def why_unreachable(self, channel: str, person: str, *, now: float) -> str | None:
        """None for a friend or somebody who wrote in the last seven days, else the reason."""
        bond = self.bond(channel, person)
        wrote = self.channels[channel].wrote_at.get(person, float("-inf"))
        recent = bond is Bond.STRANGER and now - wrote <= RECENT_SECONDS
        return None if bond is Bond.FRIEND or recent else bond.value

    def profile(self, channel: str, person: str) -> Json:
        """The public profile of a person, as LINE shows it."""
        known = self.people[person]
        shown = {"userId": self.user_id(channel, person), "displayName": known.name or known.id}
        return shown | ({"language": known.language} if known.language else {})
