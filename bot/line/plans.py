"""The rich menus of this release: which entries, in which language, for whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.line.richmenu import Plan
from bot.render.parts import Accent
from bot.render.richmenu import CITIZEN, STAFF, definition, draw
from texts.message import Lang


@dataclass(frozen=True, slots=True)
class Menu:
    """What distinguishes one menu from another; `bar` is the catalogue's key of the chat bar."""

    entries: tuple[str, ...]
    lang: Lang
    accent: Accent
    bar: str


MENUS: Mapping[str, Menu] = {
    "citizen": Menu(CITIZEN, Lang.TH, Accent.CITIZEN, "richmenu.bar"),
    "citizen-en": Menu(CITIZEN, Lang.EN, Accent.CITIZEN, "richmenu.bar"),
    "staff": Menu(STAFF, Lang.TH, Accent.STAFF, "richmenu.bar_staff"),
    "staff-en": Menu(STAFF, Lang.EN, Accent.STAFF, "richmenu.bar_staff"),
}


def plan(alias: str) -> Plan:
    """A menu of the table, drawn and ready to be deployed. KeyError for an unknown alias."""
    menu = MENUS[alias]
    return Plan(
        alias,
        definition(menu.entries, menu.lang, bar=menu.bar),
        draw(menu.entries, menu.lang, accent=menu.accent),
    )
