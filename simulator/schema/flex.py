"""What LINE demands of a Flex container: bubbles, boxes and every component in them."""

from collections.abc import Iterator
from typing import Any

from simulator.schema.actions import FLEX_ACTION, FLEX_BUTTON_ACTION
from simulator.schema.walk import (
    COLOUR,
    IMAGE_URL,
    Choice,
    Kind,
    Later,
    ListOf,
    Shape,
    at_most_bytes,
    either,
    flag,
    one_of,
    pattern,
    text,
    whole,
)

BUBBLE_BYTES, CAROUSEL_BYTES = 30 * 1024, 50 * 1024
_RATIO_MOST = 100_000
_MOST = 1000  # LINE names no number of components; the size in bytes is what limits them

_PX = pattern(r"\d+(\.\d+)?px", "invalid size")
_PERCENT = pattern(r"\d+(\.\d+)?%", "invalid size")
_WORDS = ("xs", "sm", "md", "lg", "xl", "xxl")
_FONT = ("xxs", *_WORDS, "3xl", "4xl", "5xl")
_SPACE = either(one_of("none", *_WORDS), _PX, say="invalid size")
_OFFSET = either(one_of("none", *_WORDS), _PX, _PERCENT, say="invalid size")
_LENGTH = either(_PX, _PERCENT, say="invalid size")
_TEXT_SIZE = either(one_of(*_FONT), _PX, say="invalid size")
_IMAGE_SIZE = either(one_of(*_FONT, "full"), _PX, _PERCENT, say="invalid size")
_BORDER = either(
    one_of("none", "light", "normal", "medium", "semi-bold", "bold"), _PX, say="invalid size"
)
_FLEX = whole(0, 1_000_000)
_TYPE = text(20)


def _ratio_fits(value: Any) -> str | None:
    """``width:height``, each 1 to 100000, no taller than three times the width."""
    fault = pattern(r"[1-9]\d{0,5}(\.\d+)?:[1-9]\d{0,5}(\.\d+)?", "invalid aspect ratio")(value)
    if fault:
        return fault
    width, height = (float(part) for part in value.split(":"))
    return (
        None
        if max(width, height) <= _RATIO_MOST and height <= 3 * width
        else "invalid aspect ratio"
    )


_PLACE: dict[str, Kind] = {
    "margin": _SPACE,
    "position": one_of("relative", "absolute"),
    **{f"offset{side}": _OFFSET for side in ("Top", "Bottom", "Start", "End")},
}
_LETTERS: dict[str, Kind] = {
    "size": _TEXT_SIZE,
    "color": COLOUR,
    "weight": one_of("regular", "bold"),
    "style": one_of("normal", "italic"),
    "decoration": one_of("none", "underline", "line-through"),
}


def _words_or_spans(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if value.get("text") is None and not value.get("contents"):
        yield "text", "must be non-empty text"


_SPAN = Shape({"type": _TYPE, "text": text(5000)}, _LETTERS)
_TEXT = Shape(
    {"type": _TYPE},
    {
        **_PLACE,
        **_LETTERS,
        "text": text(5000),
        "contents": ListOf(Choice("type", {"span": _SPAN}), 0, _MOST),
        "flex": _FLEX,
        "align": one_of("start", "end", "center"),
        "gravity": one_of("top", "bottom", "center"),
        "wrap": flag,
        "lineSpacing": _PX,
        "maxLines": _FLEX,
        "adjustMode": one_of("shrink-to-fit"),
        "scaling": flag,
        "action": FLEX_ACTION,
    },
    (_words_or_spans,),
)
_BUTTON = Shape(
    {"type": _TYPE, "action": FLEX_BUTTON_ACTION},
    {
        **_PLACE,
        "flex": _FLEX,
        "height": one_of("sm", "md"),
        "style": one_of("primary", "secondary", "link"),
        "color": COLOUR,
        "gravity": one_of("top", "bottom", "center"),
        "adjustMode": one_of("shrink-to-fit"),
        "scaling": flag,
    },
)
_IMAGE = Shape(
    {"type": _TYPE, "url": IMAGE_URL},
    {
        **_PLACE,
        "flex": _FLEX,
        "align": one_of("start", "end", "center"),
        "gravity": one_of("top", "bottom", "center"),
        "size": _IMAGE_SIZE,
        "aspectRatio": _ratio_fits,
        "aspectMode": one_of("fit", "cover"),
        "backgroundColor": COLOUR,
        "action": FLEX_ACTION,
        "animated": flag,
    },
)
_ICON = Shape(
    {"type": _TYPE, "url": IMAGE_URL},
    {**_PLACE, "size": _TEXT_SIZE, "aspectRatio": _ratio_fits, "scaling": flag},
)
_SEPARATOR = Shape({"type": _TYPE}, {"margin": _SPACE, "color": COLOUR})
_FILLER = Shape({"type": _TYPE}, {"flex": _FLEX})
_GRADIENT = Shape(
    {
        "type": _TYPE,
        "angle": pattern(r"\d+(\.\d+)?deg", "invalid angle"),
        "startColor": COLOUR,
        "endColor": COLOUR,
    },
    {"centerColor": COLOUR, "centerPosition": _PERCENT},
)
_BOX_PROPERTIES: dict[str, Kind] = {
    **_PLACE,
    "flex": _FLEX,
    "spacing": _SPACE,
    "backgroundColor": COLOUR,
    "borderColor": COLOUR,
    "borderWidth": _BORDER,
    "cornerRadius": _SPACE,
    **dict.fromkeys(("width", "maxWidth", "height", "maxHeight"), _LENGTH),
    **{f"padding{side}": _OFFSET for side in ("All", "Top", "Bottom", "Start", "End")},
    "justifyContent": one_of(
        "flex-start", "center", "flex-end", "space-between", "space-around", "space-evenly"
    ),
    "alignItems": one_of("flex-start", "center", "flex-end"),
    "background": Choice("type", {"linearGradient": _GRADIENT}),
    "action": FLEX_ACTION,
}


def _box(contents: Kind) -> Shape:
    inside = ListOf(contents, 0, _MOST)
    return Shape({"type": _TYPE, "layout": _TYPE, "contents": inside}, _BOX_PROPERTIES)


_IN_LINE = Choice("type", {"text": _TEXT, "icon": _ICON, "filler": _FILLER})
_IN_BLOCK = Later(lambda: _COMPONENT)
_BOX = Choice(
    "layout",
    {"horizontal": _box(_IN_BLOCK), "vertical": _box(_IN_BLOCK), "baseline": _box(_IN_LINE)},
)
_COMPONENT: Choice = Choice(
    "type",
    {
        "box": _BOX,
        "button": _BUTTON,
        "filler": _FILLER,
        "image": _IMAGE,
        "separator": _SEPARATOR,
        "text": _TEXT,
    },
)
_VIDEO = Shape(
    {
        "type": _TYPE,
        "url": IMAGE_URL,
        "previewUrl": IMAGE_URL,
        "altContent": Choice("type", {"box": _BOX, "image": _IMAGE}),
    },
    {"aspectRatio": _ratio_fits, "action": FLEX_ACTION},
)
_ONLY_BOX = Choice("type", {"box": _BOX})
_HERO = Choice("type", {"box": _BOX, "image": _IMAGE, "video": _VIDEO})
_BLOCK_STYLE = Shape({}, {"backgroundColor": COLOUR, "separator": flag, "separatorColor": COLOUR})
_STYLES = Shape({}, dict.fromkeys(("header", "hero", "body", "footer"), _BLOCK_STYLE))


def _holds_something(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if not any(value.get(block) for block in ("header", "hero", "body", "footer")):
        yield "", "At least one block must be specified"


def _video_has_room(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if _holds_video(value) and value.get("size", "mega") not in {"kilo", "mega", "giga"}:
        yield "size", "a bubble with a video must be kilo, mega or giga"


def _bubbles_agree(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    bubbles = [bubble for bubble in value.get("contents") or [] if isinstance(bubble, dict)]
    if len({str(bubble.get("size", "mega")) for bubble in bubbles}) > 1:
        yield "contents", "all bubbles of a carousel must have the same size"
    if any(_holds_video(bubble) for bubble in bubbles):
        yield "contents", "a video can't be used in a carousel"


def _holds_video(bubble: dict[str, Any]) -> bool:
    hero = bubble.get("hero")
    return isinstance(hero, dict) and hero.get("type") == "video"


_BUBBLE = Shape(
    {"type": _TYPE},
    {
        "size": one_of("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
        "direction": one_of("ltr", "rtl"),
        "header": _ONLY_BOX,
        "hero": _HERO,
        "body": _ONLY_BOX,
        "footer": _ONLY_BOX,
        "styles": _STYLES,
        "action": FLEX_ACTION,
    },
    (_holds_something, _video_has_room, at_most_bytes(BUBBLE_BYTES)),
)
_CAROUSEL = Shape(
    {"type": _TYPE, "contents": ListOf(Choice("type", {"bubble": _BUBBLE}), 1, 12)},
    {},
    (_bubbles_agree, at_most_bytes(CAROUSEL_BYTES)),
)
FLEX = Choice("type", {"bubble": _BUBBLE, "carousel": _CAROUSEL})
