"""LINE's rules for messages, written down a second time from LINE's reference, to check our own.

Nothing of `bot.render` is used here. `faults` names the place of every violation as LINE does.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import regex

SIZES = {"xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl"}
SPACES = {"none", "xs", "sm", "md", "lg", "xl", "xxl"}
BOX = {
    "type", "layout", "contents", "spacing", "margin", "flex", "action", "backgroundColor",
    "paddingAll", "cornerRadius", "borderColor", "borderWidth", "width", "height", "alignItems",
}  # fmt: skip
TEXT = {
    "type", "text", "size", "color", "weight", "wrap", "scaling", "flex", "align", "margin",
    "maxLines", "gravity", "action",
}  # fmt: skip
BUTTON = {
    "type", "action", "style", "color", "height", "margin", "flex", "gravity", "adjustMode",
    "scaling",
}  # fmt: skip
IMAGE = {"type", "url", "size", "aspectRatio", "aspectMode", "flex", "action", "margin", "align"}
SEPARATOR = {"type", "color", "margin"}
BUBBLE = {"type", "size", "header", "hero", "body", "footer", "styles", "direction", "action"}
QUICK_ONLY = {"camera", "cameraRoll", "location"}


@dataclass(frozen=True)
class Fault:
    """Where, and what."""

    path: str
    says: str


def units(text: str) -> int:
    return sum(2 if ord(c) > 0xFFFF else 1 for c in text)


def seen(text: str) -> int:
    return len(regex.findall(r"\X", text))


def faults(messages: list[dict[str, Any]]) -> list[Fault]:
    """Everything for which LINE would answer 400."""
    return list(_messages(messages))


def _messages(messages: list[dict[str, Any]]) -> Iterator[Fault]:
    if not 1 <= len(messages) <= 5:
        yield Fault("messages", f"{len(messages)} messages")
    if len(json.dumps(messages)) > 2_000_000:
        yield Fault("messages", "larger than 2 MB")
    for i, message in enumerate(messages):
        path = f"messages[{i}]"
        kind = message.get("type")
        if kind == "text":
            yield from _known(message, {"type", "text", "quickReply"}, path)
            yield from _words(message.get("text"), 5000, units, f"{path}.text")
        elif kind == "flex":
            yield from _known(message, {"type", "altText", "contents", "quickReply"}, path)
            yield from _words(message.get("altText"), 1500, units, f"{path}.altText")
            yield from _container(message["contents"], f"{path}.contents")
        else:
            yield Fault(path, f"type {kind}")
        if "quickReply" in message:
            yield from _quick_reply(message["quickReply"], f"{path}.quickReply")


def _quick_reply(reply: dict[str, Any], path: str) -> Iterator[Fault]:
    items = reply["items"]
    if not 1 <= len(items) <= 13:
        yield Fault(path, f"{len(items)} items")
    for i, item in enumerate(items):
        yield from _known(item, {"type", "action", "imageUrl"}, f"{path}.items[{i}]")
        yield from _action(item["action"], 20, f"{path}.items[{i}].action", quick=True)


def _container(container: dict[str, Any], path: str) -> Iterator[Fault]:
    if container["type"] == "bubble":
        yield from _bubble(container, path)
        return
    yield from _known(container, {"type", "contents"}, path)
    bubbles = container["contents"]
    if not 1 <= len(bubbles) <= 12:
        yield Fault(path, f"{len(bubbles)} bubbles")
    if len({bubble.get("size") for bubble in bubbles}) > 1:
        yield Fault(path, "bubbles of different sizes")
    if len(json.dumps(container)) > 50_000:
        yield Fault(path, "larger than 50 KB")
    for i, bubble in enumerate(bubbles):
        yield from _bubble(bubble, f"{path}.contents[{i}]")


def _bubble(bubble: dict[str, Any], path: str) -> Iterator[Fault]:
    yield from _known(bubble, BUBBLE, path)
    if len(json.dumps(bubble)) > 30_000:
        yield Fault(path, f"larger than 30 KB: {len(json.dumps(bubble))}")
    if bubble.get("size") not in {"nano", "micro", "deca", "hecto", "kilo", "mega", "giga"}:
        yield Fault(path, "size")
    for block in ("header", "body", "footer"):
        if block in bubble:
            if bubble[block]["type"] != "box":
                yield Fault(f"{path}.{block}", "not a box")
            yield from _component(bubble[block], f"{path}.{block}")


def _component(part: dict[str, Any], path: str) -> Iterator[Fault]:
    check = COMPONENTS.get(part.get("type", ""))
    if check is None:
        yield Fault(path, f"type {part.get('type')}")
        return
    yield from check(part, path)
    if "action" in part:
        yield from _action(part["action"], 40, f"{path}.action", quick=False)
    if "color" in part and not regex.fullmatch(r"#[0-9A-F]{6}([0-9A-F]{2})?", part["color"]):
        yield Fault(path, "color")


def _box(part: dict[str, Any], path: str) -> Iterator[Fault]:
    yield from _known(part, BOX, path)
    if part["layout"] not in {"horizontal", "vertical", "baseline"}:
        yield Fault(path, "layout")
    if part.get("spacing", "none") not in SPACES:
        yield Fault(path, "spacing")
    if not part["contents"]:
        yield Fault(path, "empty box")
    for i, child in enumerate(part["contents"]):
        if part["layout"] == "baseline" and child["type"] not in {"text", "icon", "filler", "span"}:
            yield Fault(path, f"{child['type']} in a baseline box")
        yield from _component(child, f"{path}.contents[{i}]")


def _text(part: dict[str, Any], path: str) -> Iterator[Fault]:
    yield from _known(part, TEXT, path)
    yield from _words(part["text"], 30_000, units, f"{path}.text")
    if part["size"] not in SIZES or part.get("weight") not in {"regular", "bold"}:
        yield Fault(path, "look")
    if part.get("align", "start") not in {"start", "center", "end"}:
        yield Fault(path, "align")
    if part.get("scaling") is not True:
        yield Fault(path, "does not follow the reader's letter size")


def _button(part: dict[str, Any], path: str) -> Iterator[Fault]:
    yield from _known(part, BUTTON, path)
    if part["style"] not in {"primary", "secondary", "link"} or part["height"] not in {"sm", "md"}:
        yield Fault(path, "style")
    if "label" not in part["action"]:
        yield Fault(path, "button without a label")


def _image(part: dict[str, Any], path: str) -> Iterator[Fault]:
    yield from _known(part, IMAGE, path)
    url = part["url"]
    local = urlsplit(url).hostname in {"127.0.0.1", "localhost"}
    if len(url) > 2000 or not (url.startswith("https://") or local) or not url.isascii():
        yield Fault(path, "url")


def _separator(part: dict[str, Any], path: str) -> Iterator[Fault]:
    yield from _known(part, SEPARATOR, path)


COMPONENTS: Mapping[str, Callable[[dict[str, Any], str], Iterator[Fault]]] = {
    "box": _box,
    "text": _text,
    "button": _button,
    "image": _image,
    "separator": _separator,
}


def _action(action: dict[str, Any], label: int, path: str, *, quick: bool) -> Iterator[Fault]:
    kind = action["type"]
    if kind in QUICK_ONLY and not quick:
        yield Fault(path, f"{kind} outside a quick reply")
    fields = ACTIONS.get(kind)
    if fields is None:
        yield Fault(path, f"type {kind}")
        return
    yield from _known(action, {"type", "label", *fields}, path)
    yield from _words(action.get("label"), label, seen, f"{path}.label")
    for name, (most, count) in fields.items():
        yield from _words(action.get(name), most, count, f"{path}.{name}")
    if kind == "uri" and urlsplit(action["uri"]).scheme not in {"https", "http", "line", "tel"}:
        yield Fault(path, "scheme")


ACTIONS: Mapping[str, Mapping[str, tuple[int, Callable[[str], int]]]] = {
    "postback": {"data": (300, units), "displayText": (300, seen)},
    "message": {"text": (300, seen)},
    "uri": {"uri": (1000, units)},
    "clipboard": {"clipboardText": (1000, units)},
    "camera": {},
    "cameraRoll": {},
    "location": {},
}


def _known(part: dict[str, Any], allowed: set[str], path: str) -> Iterator[Fault]:
    yield from (Fault(f"{path}.{name}", "unknown property") for name in part if name not in allowed)


def _words(text: object, most: int, count: Callable[[str], int], path: str) -> Iterator[Fault]:
    if not isinstance(text, str) or not text.strip():
        yield Fault(path, "empty")
        return
    if count(text) > most:
        yield Fault(path, f"{count(text)} instead of {most}")
    if any("\ud800" <= c <= "\udfff" for c in text):
        yield Fault(path, "half a character")
