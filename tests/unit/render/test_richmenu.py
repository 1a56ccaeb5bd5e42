"""Rich menus: tiles that cover the picture, labels to be read aloud, Thai drawn right and small."""

import io

import pytest
from linebot.v3.messaging import RichMenuRequest  # type: ignore[import-untyped]  # it ships no types
from PIL import Image

from bot.dialogue.buttons import EntryButton, decode
from bot.dialogue.commands import Command
from bot.render.parts import Accent
from bot.render.richmenu import CITIZEN, CITIZEN_SEALED, STAFF, Tile, definition, draw, tiles
from commands.menus import MENUS, Menu, plan
from tests.unit.render.checker import seen, units
from texts.message import Lang

SIX = ("complaint", "track", "help", "my_cases", "unit_cases", "language")


@pytest.mark.parametrize("count", range(1, 7))
def test_tiles_cover_the_picture_without_gap_or_overlap(count: int) -> None:
    laid = tiles(SIX[:count])
    height = definition(SIX[:count], Lang.TH, bar="richmenu.bar")["size"]["height"]
    assert sum(tile.width * tile.height for tile in laid) == 2_500 * height
    for tile in laid:
        others = [other for other in laid if other != tile]
        assert not [other for other in others if overlap(tile, other)]
        assert 0 <= tile.x <= tile.x + tile.width <= 2_500
        assert 0 <= tile.y <= tile.y + tile.height <= height


def overlap(one: Tile, other: Tile) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@pytest.mark.parametrize("count", [0, 7])
def test_other_numbers_of_entries_are_refused(count: int) -> None:
    with pytest.raises(KeyError):
        tiles((*SIX, "more")[:count])


@pytest.mark.parametrize("menu", MENUS, ids=lambda menu: f"{menu.alias}-{len(menu.entries)}")
def test_every_area_leads_into_something_and_can_be_read_aloud(menu: Menu) -> None:
    made = definition(menu.entries, menu.lang, bar=menu.bar)
    assert 0 < seen(made["chatBarText"]) <= 14
    for area, entry in zip(made["areas"], menu.entries, strict=True):
        action = area["action"]
        assert decode(action["data"]) == EntryButton(entry)
        assert entry in set(Command)
        assert 0 < seen(action["label"]) <= 20
        assert units(action["displayText"]) <= 300


def test_line_s_own_library_reads_the_menu_and_drops_nothing() -> None:
    """In English: the library counts Thai letters wrongly and refuses legal bars."""
    made = definition(SIX, Lang.EN, bar="richmenu.bar")
    read = RichMenuRequest.from_dict({**made, "name": "n"}).to_dict()
    assert read == {**made, "name": "n"}


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("entries", [CITIZEN, CITIZEN_SEALED, STAFF, SIX])
def test_the_picture_is_one_that_line_takes(entries: tuple[str, ...], lang: Lang) -> None:
    """PNG, width 800 to 2500, at least 1.45 times as wide as high, at most 1 MB."""
    png = draw(entries, lang, accent=Accent.CITIZEN)
    with Image.open(io.BytesIO(png)) as picture:
        size = definition(entries, lang, bar="richmenu.bar")["size"]
        assert (picture.format, picture.size) == ("PNG", (size["width"], size["height"]))
        assert picture.width / picture.height >= 1.45
    assert len(png) <= 1_000_000


def test_the_same_words_give_the_same_picture() -> None:
    names = [plan(menu).name for menu in MENUS]
    assert names == [plan.__wrapped__(menu).name for menu in MENUS]
    assert len(set(names)) == len(MENUS)
