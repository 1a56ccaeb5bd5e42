"""What LINE demands of a rich menu, its image and its aliases."""

import io
from collections.abc import Iterator
from typing import Any

from PIL import Image, UnidentifiedImageError

from simulator.schema.actions import RICH_MENU_ACTION
from simulator.schema.walk import ListOf, Problem, Shape, flag, label, pattern, text, walk, whole

IMAGE_BYTES = 1024 * 1024
_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg"}
_ALIAS = pattern(r"[a-z0-9_-]{1,32}", "must be 1 to 32 of a-z, 0-9, _ and -")


def _wide_enough(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    width, height = value.get("width"), value.get("height")
    if isinstance(width, int) and isinstance(height, int) and width < 1.45 * height:
        yield "", "width / height must be 1.45 or more"


def _areas_lie_inside(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for index, area in enumerate(value.get("areas") or []):
        try:
            size, bounds = value["size"], area["bounds"]
            right, below = bounds["x"] + bounds["width"], bounds["y"] + bounds["height"]
            outside = right > size["width"] or below > size["height"]
        except (KeyError, TypeError):
            continue  # the walk has named this fault already
        if outside:
            yield f"areas[{index}].bounds", "must lie inside size"


_BOUNDS = Shape(
    dict.fromkeys(("x", "y"), whole(0, 2500)) | dict.fromkeys(("width", "height"), whole(1, 2500))
)
_AREA = Shape({"bounds": _BOUNDS, "action": RICH_MENU_ACTION})
_SIZE = Shape({"width": whole(800, 2500), "height": whole(250, 2500)}, {}, (_wide_enough,))

RICH_MENU = Shape(
    {
        "size": _SIZE,
        "selected": flag,
        "name": label(300),
        "chatBarText": label(14),
        "areas": ListOf(_AREA, 0, 20),
    },
    {},
    (_areas_lie_inside,),
)
ALIAS = Shape({"richMenuAliasId": _ALIAS, "richMenuId": text(100)})
ALIAS_UPDATE = Shape({"richMenuId": text(100)})


def menu_problems(shape: Shape, body: Any) -> list[Problem]:
    """Every fault of a rich menu or alias request."""
    return list(walk(shape, body, ""))


def image_fault(image: bytes, content_type: str, size: dict[str, int]) -> str | None:
    """Why LINE refuses this image for a menu of this size, or None."""
    if len(image) > IMAGE_BYTES:
        return "The image must be 1 MB or less"
    try:
        with Image.open(io.BytesIO(image)) as opened:
            kind, width, height = _FORMATS.get(opened.format or ""), opened.width, opened.height
    except (UnidentifiedImageError, OSError):
        return "The content is not an image"
    if kind != content_type:
        return "The image must be a PNG or JPEG of its Content-Type"
    if (width, height) != (size["width"], size["height"]):
        return "The image size must equal the size of the rich menu"
    return None
