"""The menu under the chat: where its tiles lie, what they do, and their picture."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import Any

from bot.dialogue.buttons import EntryButton
from bot.render import limits
from bot.render.actions import press
from bot.render.parts import TINTS, Accent
from texts.catalogue import say
from texts.message import Lang, Message

WIDTH = 2_500
# Tiles in each row, by their number; one row makes a menu of half the height (LINE's sizes).
ROWS = {1: (1,), 2: (2,), 3: (3,), 4: (2, 2), 5: (2, 3), 6: (3, 3)}
HEIGHTS = {1: 843, 2: 1_686}
CITIZEN = ("complaint", "track", "help")
CITIZEN_SEALED = ("complaint", "integrity", "track", "help")  # where reports are taken in
STAFF = ("my_cases", "unit_cases", "help")


@dataclass(frozen=True, slots=True)
class Tile:
    """One entry and its rectangle, in pixels of the picture."""

    entry: str
    x: int
    y: int
    width: int
    height: int


def tiles(entries: Sequence[str]) -> tuple[Tile, ...]:
    """One to six entries as tiles that cover the whole picture, in reading order.

    Raises KeyError for another number.
    """
    rows = ROWS[len(entries)]
    height = HEIGHTS[len(rows)] // len(rows)
    starts = (0, *accumulate(rows))
    return tuple(
        Tile(entry, x=left, y=row * height, width=right - left, height=height)
        for row, count in enumerate(rows)
        for entry, (left, right) in zip(
            entries[starts[row] : starts[row + 1]], _columns(count), strict=True
        )
    )


def definition(entries: Sequence[str], lang: Lang, *, bar: str) -> dict[str, Any]:
    """The menu as LINE's JSON, without a name. `bar` is the catalogue's key of the chat bar.

    The label of each area is what screen readers say.
    """
    shown = say(Message(bar), lang)
    return {
        "size": {"width": WIDTH, "height": HEIGHTS[len(ROWS[len(entries)])]},
        "selected": True,
        "chatBarText": limits.fit(shown, limits.MENU_BAR, limits.graphemes),
        "areas": [
            {
                "bounds": {"x": tile.x, "y": tile.y, "width": tile.width, "height": tile.height},
                "action": press(
                    EntryButton(tile.entry), _label(tile.entry, lang), most=limits.LABEL
                ),
            }
            for tile in tiles(entries)
        ],
    }


def draw(entries: Sequence[str], lang: Lang, *, accent: Accent) -> bytes:
    """The picture as PNG; the same bytes for the same words, so that its digest can name it."""
    import typst  # noqa: PLC0415 - 80 MB that only the deployment of menus needs

    menu = {
        "width": WIDTH,
        "height": HEIGHTS[len(ROWS[len(entries)])],
        "lang": lang.value,
        "accent": accent.value,
        "tint": TINTS[accent],
        "entries": [
            {
                "icon": tile.entry,
                "label": _label(tile.entry, lang),
                "hint": say(Message(f"richmenu.hint.{tile.entry}"), lang),
                "first": tile.x == tile.y == 0,
                "x": tile.x,
                "y": tile.y,
                "width": tile.width,
                "height": tile.height,
            }
            for tile in tiles(entries)
        ],
    }
    png = typst.compile(
        _source(),
        font_paths=typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(files("fontpkg_sarabun") / "files")],
        ),
        format="png",
        ppi=72,
        sys_inputs={"menu": json.dumps(menu)},
    )
    if len(png) > limits.MENU_IMAGE:
        raise ValueError("LINE would not take a picture of this size")
    return png


def _columns(count: int) -> list[tuple[int, int]]:
    edges = [round(WIDTH * i / count) for i in range(count + 1)]
    return list(pairwise(edges))


def _label(entry: str, lang: Lang) -> str:
    return say(Message(f"richmenu.tile.{entry}"), lang)


@cache
def _source() -> bytes:
    return (files("bot.render") / "richmenu.typ").read_bytes()
