"""What LINE demands of template messages: buttons, confirm, carousel and image carousel."""

from collections.abc import Iterator
from typing import Any

from simulator.counting import graphemes
from simulator.schema.actions import DEFAULT_ACTION, IMAGE_CAROUSEL_ACTION, TEMPLATE_ACTION
from simulator.schema.walk import (
    COLOUR,
    IMAGE_URL,
    Choice,
    Kind,
    ListOf,
    Rule,
    Shape,
    label,
    one_of,
    text,
)

_TYPE = text(20)
_IMAGE_LOOKS: dict[str, Kind] = {
    "imageAspectRatio": one_of("rectangle", "square"),
    "imageSize": one_of("cover", "contain"),
}
_HEADED: dict[str, Kind] = {
    "thumbnailImageUrl": IMAGE_URL,
    "imageBackgroundColor": COLOUR,
    "title": label(40),
    "defaultAction": DEFAULT_ACTION,
}


def _less_room_when_headed(high: int) -> Rule:
    """An image or a title above the text leaves fewer graphemes for it."""

    def check(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
        headed = value.get("thumbnailImageUrl") or value.get("title")
        words = value.get("text")
        if headed and isinstance(words, str) and graphemes(words) > high:
            yield "text", f"Length must be between 1 and {high} with an image or a title"

    return check


def _columns_agree(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    columns = [column for column in value.get("columns") or [] if isinstance(column, dict)]
    if len({len(column.get("actions") or []) for column in columns}) > 1:
        yield "columns", "the number of actions must be the same in all columns"
    for name in ("thumbnailImageUrl", "title"):
        if len({column.get(name) is None for column in columns}) > 1:
            yield "columns", f"{name} must be in all columns or in none"


_COLUMN = Shape(
    {"text": label(120), "actions": ListOf(TEMPLATE_ACTION, 1, 3)},
    _HEADED,
    (_less_room_when_headed(60),),
)
_IMAGE_COLUMN = Shape({"imageUrl": IMAGE_URL, "action": IMAGE_CAROUSEL_ACTION})

TEMPLATE = Choice(
    "type",
    {
        "buttons": Shape(
            {"type": _TYPE, "text": label(160), "actions": ListOf(TEMPLATE_ACTION, 1, 4)},
            _HEADED | _IMAGE_LOOKS,
            (_less_room_when_headed(60),),
        ),
        "confirm": Shape(
            {"type": _TYPE, "text": label(240), "actions": ListOf(TEMPLATE_ACTION, 1, 2)}
        ),
        "carousel": Shape(
            {"type": _TYPE, "columns": ListOf(_COLUMN, 1, 10)}, _IMAGE_LOOKS, (_columns_agree,)
        ),
        "image_carousel": Shape({"type": _TYPE, "columns": ListOf(_IMAGE_COLUMN, 1, 10)}),
    },
)
