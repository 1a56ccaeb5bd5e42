"""Reads a message as a person does: the words it shows, and what on it can be tapped."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_SHOWN = ("title", "text", "address")
_TAPPED = frozenset({"action", "actions", "defaultAction"})
_UNSEEN = frozenset({"quickReply", "sender", "substitution", "styles"})
STAYING = frozenset({"camera", "cameraRoll", "location", "datetimepicker"})


@dataclass(frozen=True, slots=True)
class Tappable:
    """Something to tap: its names, the action, and where it is (``message`` or ``quickReply``)."""

    names: tuple[str, ...]
    action: dict[str, Any]
    place: str = "message"

    @property
    def label(self) -> str:
        """The name a person would call it by."""
        return self.names[0] if self.names else self.action["type"]


def words(node: Any, *, tapped: bool = False) -> Iterator[str]:
    """Every text a message shows, in order; of an action only its label is seen."""
    if isinstance(node, list):
        for item in node:
            yield from words(item, tapped=tapped)
    elif isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, str):
                if key == "label" or (key in _SHOWN and not tapped):
                    yield value
            elif key not in _UNSEEN:
                yield from words(value, tapped=key in _TAPPED)


def text_of(message: dict[str, Any]) -> str:
    """The visible words of a message, one per line."""
    return "\n".join(words(message))


def tappables(message: dict[str, Any]) -> list[Tappable]:
    """What on this message can be tapped, quick replies last."""
    chips = message.get("quickReply", {}).get("items", [])
    body = {key: value for key, value in message.items() if key not in _UNSEEN}
    return list(_on(body)) + [
        Tappable((item["action"]["label"],), item["action"], "quickReply") for item in chips
    ]


def _on(node: Any) -> Iterator[Tappable]:
    if isinstance(node, list):
        for item in node:
            yield from _on(item)
    elif isinstance(node, dict):
        for action in _actions_of(node):
            label = action.get("label")
            seen = " ".join(words({key: node[key] for key in node if key not in _TAPPED}))
            names = (label, seen) if label else (seen,)
            yield Tappable(tuple(filter(None, names)), action)
        for key, value in node.items():
            if key not in _TAPPED:
                yield from _on(value)


def _actions_of(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key in ("actions", "action", "defaultAction"):
        found = node.get(key)
        yield from found if isinstance(found, list) else [found] if found else []
