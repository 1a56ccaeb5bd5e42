"""Looking into the simulator: chat logs, waiting for more, menus, and the whole state."""

from dataclasses import asdict

from simulator.accounts import Account
from simulator.acts import Act, actor_of
from simulator.chatlog import Entry
from simulator.exchange import Json
from simulator.platform import Platform, chat_of
from simulator.sending import usage

MOST_SECONDS = 60.0


def _chat(platform: Platform, body: Json) -> tuple[str, str]:
    """The channel and chat id a reading verb asks about."""
    slug = platform.accounts.channel(body.get("channel")).spec.slug
    if body.get("chat"):
        return slug, body["chat"]
    if body.get("group") and not body.get("person"):
        return slug, platform.accounts.group(body["group"]).id
    who = actor_of(platform, body)
    return slug, chat_of(platform.source(who.account, who.person, who.group))


def messages(platform: Platform, body: Json) -> Json:
    """The log of one chat, or of everything when no person is named."""
    return {"entries": [entry.as_json() for entry in _entries(platform, body)]}


def _entries(platform: Platform, body: Json) -> list[Entry]:
    after, direction = int(body.get("after", 0)), body.get("direction")
    everything = not any(body.get(name) for name in ("person", "chat", "group"))
    log = platform.log
    entries = log.entries[after:] if everything else log.of_chat(*_chat(platform, body))
    return [e for e in entries if e.number > after and direction in {None, e.direction}]


def wait(platform: Platform, body: Json) -> Json:
    """``messages``, but waits for at least one, up to ``timeout`` real seconds."""
    timeout = min(float(body.get("timeout", 10)), MOST_SECONDS)
    platform.log.wait(lambda: bool(_entries(platform, body)), timeout=timeout)
    return messages(platform, body)


def updates(platform: Platform, body: Json) -> Json:
    """What changed since ``after``, for the page; ``epoch`` changes with every reset."""
    after = int(body.get("after", 0))
    timeout = min(float(body.get("timeout", 20)), MOST_SECONDS)
    known = body.get("epoch") or platform.epoch
    platform.log.wait(
        lambda: platform.epoch != known or len(platform.log.changes) > after, timeout=timeout
    )
    after = after if platform.epoch == known else 0
    changed = {entry.number: entry for entry in platform.log.changes[after:] if entry}
    return {
        "epoch": platform.epoch,
        "version": len(platform.log.changes),
        "entries": [entry.as_json() for entry in changed.values()],
    }


def menu(platform: Platform, body: Json) -> Json:
    """What surrounds a chat: the rich menu shown, the bond, loading dots, the quota."""
    who = actor_of(platform, body)
    user = platform.accounts.user_id(who.slug, who.person)
    shown = platform.menus[who.slug].shown(user)
    return {
        "menu": shown.as_json() if shown else None,
        "bond": platform.accounts.bond(who.slug, who.person),
        "user_id": user,
        "loading_until": platform.loading.get((who.slug, user), 0),
        "now": platform.clock.now_ms(),
        "quota": platform.quotas[who.slug],
        "used": usage(platform, who.slug),
    }


def state(platform: Platform, _body: Json) -> Json:
    """Everything that is not a message."""
    accounts = platform.accounts
    return {
        "now": platform.clock.now(),
        "epoch": platform.epoch,
        "channels": {
            slug: _channel(platform, account) for slug, account in accounts.channels.items()
        },
        "people": {slug: asdict(known) for slug, known in accounts.people.items()},
        "groups": {
            group.name: {"id": group.id, "people": sorted(group.people)}
            for group in accounts.groups.values()
        },
        "faults": platform.faults.as_json(),
        "calls": dict(platform.calls),
        "entries": len(platform.log.entries),
    }


def _channel(platform: Platform, account: Account) -> Json:
    slug, spec = account.spec.slug, account.spec
    menus = platform.menus[slug]
    return {
        "name": spec.name,
        "provider": spec.provider,
        "bot_user_id": spec.bot_user_id,
        "webhook_url": account.webhook_url,
        "bonds": account.bonds,
        "quota": platform.quotas[slug],
        "used": usage(platform, slug),
        "default_menu": menus.default,
        "menus": [known.as_json() for known in menus.menus.values()],
        "aliases": menus.aliases,
        "webhooks": platform.couriers[slug].as_json(),
    }


READING: dict[str, Act] = {
    "messages": messages,
    "wait": wait,
    "updates": updates,
    "menu": menu,
    "state": state,
}
