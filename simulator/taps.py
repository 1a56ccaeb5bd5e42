"""Taps what a person sees, by its label, and does what LINE would do then."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from simulator import acts
from simulator.acts import Actor, actor_of
from simulator.chatlog import Entry
from simulator.exchange import Json, Refused
from simulator.platform import Platform, chat_of
from simulator.reading import STAYING, Tappable, tappables

_Visible: TypeAlias = tuple[Entry | None, Tappable]


def tap(platform: Platform, body: Json) -> Json:
    """Tap ``label`` (or ``index``) in the newest message, in ``message_id``, or on the rich menu.

    ``value`` is what a date picker is set to; ``latitude`` and ``longitude`` where a location
    chip points. The answer holds the action and the log entry, or what was opened or copied.
    """
    who = actor_of(platform, body)
    item = _pointed_at(platform, who, body)
    action = item.action
    done = _DEEDS[action["type"]](platform, who, body, action)
    if item.place == "quickReply" and action["type"] not in STAYING:
        _close_chips(platform, who)
    return {"action": action, **done}


def visible(platform: Platform, who: Actor) -> Iterator[_Visible]:
    """Everything to tap in a chat, newest first: chips, then messages, then the rich menu."""
    chat = chat_of(platform.source(who.account, who.person, who.group))
    entries = [e for e in platform.log.of_chat(who.slug, chat) if e.delivered and not e.unsent]
    for position, entry in enumerate(reversed(entries)):
        if entry.direction == "out":
            items = tappables(entry.content)
            chips = [item for item in items if item.place == "quickReply"]
            if position == 0:
                yield from ((entry, item) for item in chips)
            yield from ((entry, item) for item in items if item not in chips)
    user = platform.accounts.user_id(who.slug, who.person)
    menu = platform.menus[who.slug].shown(user)
    for area in menu.spec["areas"] if menu and who.group is None else ():
        action = area["action"]
        names = (action.get("label"), action.get("text"), action.get("displayText"))
        yield None, Tappable(tuple(filter(None, names)), action, "richMenu")


def _pointed_at(platform: Platform, who: Actor, body: Json) -> Tappable:
    """What is to be tapped; the chat page names the ``action`` under the finger itself."""
    if body.get("action"):
        return Tappable((), body["action"], body.get("place", "message"))
    message_id = body.get("message_id")
    seen = [
        (entry, item)
        for entry, item in visible(platform, who)
        if message_id is None or (entry is not None and entry.message_id == message_id)
    ]
    return _chosen(seen, body)[1]


def _chosen(seen: list[_Visible], body: Json) -> _Visible:
    label, index = body.get("label"), body.get("index")
    if index is not None and 0 <= int(index) < len(seen):
        return seen[int(index)]
    for fits in (_named, _containing):
        for pair in seen:
            if label is not None and fits(pair[1], label):
                return pair
    there = ", ".join(repr(item.label) for _, item in seen[:40])
    raise Refused(404, f"nothing to tap is called {label!r}; there is: {there or 'nothing'}")


def _named(item: Tappable, label: str) -> bool:
    return label in item.names


def _containing(item: Tappable, label: str) -> bool:
    return any(label in name for name in item.names)


def _close_chips(platform: Platform, who: Actor) -> None:
    """Chips vanish when one of them is tapped, also when the tap shows nothing in the chat."""
    chat = chat_of(platform.source(who.account, who.person, who.group))
    newest = platform.log.of_chat(who.slug, chat)[-1]
    if newest.direction == "out" and "quickReply" in newest.content:
        newest.content = {k: v for k, v in newest.content.items() if k != "quickReply"}
        platform.log.touch(newest)


def _base(who: Actor) -> Json:
    return {"person": who.person, "channel": who.slug, "group": who.group}


def _say(platform: Platform, who: Actor, _body: Json, action: Json) -> Json:
    return {"entry": acts.say(platform, _base(who) | {"text": action["text"]})}


def _press(platform: Platform, who: Actor, _body: Json, action: Json) -> Json:
    """A postback; the old ``text`` is also sent as a message, ``displayText`` only shown."""
    if action.get("text"):
        acts.say(platform, _base(who) | {"text": action["text"]})
    shown = {"data": action["data"], "text": action.get("displayText")}
    done = {"entry": acts.press(platform, _base(who) | shown)}
    keyboard = {name: action[name] for name in ("inputOption", "fillInText") if name in action}
    return done | keyboard


def _pick(platform: Platform, who: Actor, body: Json, action: Json) -> Json:
    value = body.get("value") or action.get("initial")
    if not value:
        raise Refused(400, f"a {action['mode']} picker needs a value")
    pressed = {"data": action["data"], "params": {action["mode"]: value}}
    return {"entry": acts.press(platform, _base(who) | pressed)}


def _snap(platform: Platform, who: Actor, body: Json, _action: Json) -> Json:
    return {"entry": acts.photo(platform, _base(who) | {"data": body.get("data")})}


def _pin(platform: Platform, who: Actor, body: Json, _action: Json) -> Json:
    here: Json = {"latitude": 13.7766, "longitude": 100.5793}  # the district office of Huai Khwang
    here |= {
        name: body[name] for name in ("latitude", "longitude", "title", "address") if name in body
    }
    return {"entry": acts.location(platform, _base(who) | here)}


def _switch(platform: Platform, who: Actor, _body: Json, action: Json) -> Json:
    user = platform.accounts.user_id(who.slug, who.person)
    alias = action["richMenuAliasId"]
    status = platform.menus[who.slug].switch(user, alias)
    params = {"newRichMenuAliasId": alias, "status": status}
    pressed = {"data": action["data"], "params": params}
    return {"entry": acts.press(platform, _base(who) | pressed)}


def _open(_platform: Platform, _who: Actor, _body: Json, action: Json) -> Json:
    return {"opened": action["uri"]}


def _copy(_platform: Platform, _who: Actor, _body: Json, action: Json) -> Json:
    return {"copied": action["clipboardText"]}


_DEEDS: dict[str, Callable[[Platform, Actor, Json, Json], Json]] = {
    "message": _say,
    "postback": _press,
    "datetimepicker": _pick,
    "camera": _snap,
    "cameraRoll": _snap,
    "location": _pin,
    "richmenuswitch": _switch,
    "uri": _open,
    "clipboard": _copy,
}
