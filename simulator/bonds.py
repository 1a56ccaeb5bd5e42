"""How people and accounts come together and part: friends, blocks, groups, linked accounts."""

from simulator import ids
from simulator.accounts import Bond, Group
from simulator.acts import Act, actor_of, wanted
from simulator.exchange import Json, Refused
from simulator.platform import Platform


def befriend(platform: Platform, body: Json) -> Json:
    """Add the account as a friend, or unblock it."""
    who = actor_of(platform, body)
    was = platform.accounts.bond(who.slug, who.person)
    who.account.bonds[who.person] = Bond.FRIEND
    fields = {"follow": {"isUnblocked": was is Bond.BLOCKED}}
    return platform.happen(who.account, "follow", fields, person=who.person).as_json()


def block(platform: Platform, body: Json) -> Json:
    """Block the account: an unfollow event, and nothing is delivered any more."""
    who = actor_of(platform, body)
    who.account.bonds[who.person] = Bond.BLOCKED
    return platform.happen(
        who.account, "unfollow", {}, person=who.person, replyable=False
    ).as_json()


def join(platform: Platform, body: Json) -> Json:
    """The bot is invited into ``group``, made on the spot with ``people`` in it."""
    account = platform.accounts.channel(body.get("channel"))
    name = wanted(body, "group")
    known = ids.chat_id("R" if body.get("room") else "C", name)
    group = platform.accounts.groups.setdefault(known, Group(known, name))
    group.people |= set(body.get("people", ()))
    group.channels.add(account.spec.slug)
    return platform.happen(account, "join", {}, person=None, group=known).as_json()


def leave(platform: Platform, body: Json) -> Json:
    """The bot is removed from ``group``."""
    account = platform.accounts.channel(body.get("channel"))
    group = platform.accounts.group(wanted(body, "group"))
    group.channels.discard(account.spec.slug)
    return platform.happen(
        account, "leave", {}, person=None, group=group.id, replyable=False
    ).as_json()


def link(platform: Platform, body: Json) -> Json:
    """Finish an account link with ``token`` and ``nonce``, as the page of LINE does."""
    found = platform.link_tokens.use(wanted(body, "token"), now=platform.now())
    if found is None:
        raise Refused(400, "the link token is invalid or expired")
    account = platform.accounts.channel(found[0])
    fields = {"link": {"result": "ok", "nonce": wanted(body, "nonce")}}
    person = platform.accounts.person_of(*found)
    return platform.happen(account, "accountLink", fields, person=person).as_json()


BONDS: dict[str, Act] = {
    "follow": befriend,
    "unblock": befriend,
    "block": block,
    "join": join,
    "leave": leave,
    "link": link,
}
