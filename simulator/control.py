"""The control API: lets a test or the chat page act as people, cause faults and look inside.

Every call is ``POST /_control/<verb>`` with a JSON object and answers with JSON (``GET`` with a
query works for the reading verbs). Errors are ``{"message": ...}`` with 400, 404 or 409.

Acting as a person (``person``, ``channel``, ``group``; see ``acts`` and ``bonds``): ``say`` text ·
``press`` data, text?, params? · ``tap`` label | index, message_id?, value? · ``photo`` data?
| count · ``video`` ``audio`` ``file`` data?, preparing? · ``location`` latitude, longitude,
title?, address? · ``sticker`` · ``unsend`` message_id · ``follow`` ``block`` ``unblock`` ·
``join`` ``leave`` group, people? · ``link`` token, nonce · ``event`` event, complete? ·
``batch`` events, complete?

Looking: ``messages`` person | chat, channel?, after? · ``wait`` the same, timeout, direction?
· ``updates`` after, timeout · ``menu`` person, channel? · ``state``

Arranging: ``person`` id, name?, language?, friends? · ``faults`` {"METHOD /path*": [{status |
latency | hang | reset | accept_then_status | accept_then_hang | accept_then_reset: amount,
times?, probability?, seed?, body?}]} · ``clock`` advance | set | frozen · ``quota`` channel?,
limit?, used? · ``redelivery`` channel?, on, seconds? · ``webhooks`` channel?, any field of
``Conduct`` · ``redeliver`` event_id | message_id | waiting · ``endpoint`` channel?, url ·
``settle`` timeout · ``reset``
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from simulator.acts import ACTS, Act, wanted
from simulator.bonds import BONDS
from simulator.exchange import Json, Refused
from simulator.platform import Platform
from simulator.sending import month_of, usage
from simulator.settings import PersonSpec
from simulator.taps import tap
from simulator.watching import MOST_SECONDS, READING


def person(platform: Platform, body: Json) -> Json:
    """Somebody new."""
    spec = PersonSpec(**{**body, "friends": tuple(body.get("friends", ()))})
    platform.accounts.add_person(spec)
    return asdict(spec)


def faults(platform: Platform, body: Json) -> Json:
    """Plan troubles; answers with the whole plan and how often each struck."""
    platform.faults.plan(body)
    return platform.faults.as_json()


def clock(platform: Platform, body: Json) -> Json:
    """Move simulated time; answers with ``now`` in seconds since 1970."""
    if "set" in body:
        platform.clock.set(float(body["set"]))
    if "frozen" in body:
        platform.clock.freeze(bool(body["frozen"]))
    platform.clock.advance(float(body.get("advance", 0)))
    return {"now": platform.clock.now()}


def quota(platform: Platform, body: Json) -> Json:
    """Set the monthly ``limit`` (null = none) or what is ``used`` of it."""
    slug = platform.accounts.channel(body.get("channel")).spec.slug
    if "limit" in body:
        platform.quotas[slug] = body["limit"]
    if "used" in body:
        platform.used[slug, month_of(platform)] = int(body["used"])
    platform.log.touch(None)
    return {"limit": platform.quotas[slug], "used": usage(platform, slug)}


def webhooks(platform: Platform, body: Json) -> Json:
    """Change how a channel's webhooks behave; answers with their statistics."""
    courier = platform.couriers[platform.accounts.channel(body.get("channel")).spec.slug]
    try:
        changes = {name: value for name, value in body.items() if name != "channel"}
        courier.behave(replace(courier.conduct, **changes))
    except TypeError as fault:
        raise Refused(400, str(fault)) from None
    return courier.as_json()


def redelivery(platform: Platform, body: Json) -> Json:
    """Switch redelivery on or off, and say after how many ``seconds`` each."""
    seconds = {"redelivery_seconds": body["seconds"]} if "seconds" in body else {}
    channel = {"channel": body.get("channel")}
    return webhooks(platform, channel | {"redelivery": bool(wanted(body, "on"))} | seconds)


def redeliver(platform: Platform, body: Json) -> Json:
    """Send one event again, or everything that waits for its redelivery, now."""
    if body.get("waiting"):
        for courier in platform.couriers.values():
            courier.hurry()
        return {"redelivered": "waiting"}
    event_id = body.get("event_id")
    if event_id is None:
        entry = platform.log.of_message(wanted(body, "message_id"))
        event_id = entry.content.get("webhookEventId") if entry else None
    found = [courier.again(str(event_id)) for courier in platform.couriers.values()]
    if not any(found):
        raise Refused(404, "no such event")
    return {"redelivered": event_id}


def endpoint(platform: Platform, body: Json) -> Json:
    """Move a channel's webhook to ``url``, or ask where it goes."""
    account = platform.accounts.channel(body.get("channel"))
    account.webhook_url = body.get("url", account.webhook_url)
    return {"url": account.webhook_url}


def settle(platform: Platform, body: Json) -> Json:
    """Wait until no webhook is on its way, up to ``timeout`` real seconds."""
    timeout = min(float(body.get("timeout", 10)), MOST_SECONDS)
    quiet = [courier.settle(timeout) for courier in list(platform.couriers.values())]
    return {"settled": all(quiet)}


def reset(platform: Platform, _body: Json) -> Json:
    """Forget everything but the settings."""
    platform.reset()
    return {}


VERBS: dict[str, Act] = {
    **ACTS,
    **BONDS,
    **READING,
    "tap": tap,
    "person": person,
    "faults": faults,
    "clock": clock,
    "quota": quota,
    "webhooks": webhooks,
    "redelivery": redelivery,
    "redeliver": redeliver,
    "endpoint": endpoint,
}
# These wait for threads that need the lock themselves.
UNLOCKED: dict[str, Callable[[Platform, Json], Json]] = {"settle": settle, "reset": reset}


def perform(platform: Platform, verb: str, body: dict[str, Any]) -> Json:
    """Do one verb; raises Refused as described above."""
    if verb in UNLOCKED:
        return UNLOCKED[verb](platform, body)
    if verb not in VERBS:
        raise Refused(404, f"no verb {verb!r}; there are {', '.join([*VERBS, *UNLOCKED])}")
    with platform.lock:
        return VERBS[verb](platform, body)
