"""The menus under the chats: which ones an account shows to whom, drawn and brought to LINE."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from sqlalchemy import Select, select

from bot.delivery import user_of
from bot.line.richmenu import Plan, deploy
from bot.render import richmenu
from bot.render.parts import Accent
from bot.service import Line, Service
from config.office import Channel, ChannelKind
from models.people import Person, Staff
from texts.message import Lang


@dataclass(frozen=True, slots=True)
class Menu:
    """What a menu offers, in which language, to whom."""

    whose: ChannelKind
    lang: Lang
    entries: tuple[str, ...]
    bar: str
    accent: Accent

    @property
    def alias(self) -> str:
        """The name by which a person's menu is chosen (handlers.entries.rich_menu)."""
        name = "staff" if self.whose is ChannelKind.STAFF else "citizen"
        return name if self.lang is Lang.TH else f"{name}-{self.lang}"


def _citizens(entries: tuple[str, ...], lang: Lang) -> Menu:
    return Menu(ChannelKind.GENERAL, lang, (*entries, "language"), "richmenu.bar", Accent.CITIZEN)


def _staff(lang: Lang) -> Menu:
    entries = (*richmenu.STAFF, "language")
    return Menu(ChannelKind.STAFF, lang, entries, "richmenu.bar_staff", Accent.STAFF)


PLAIN: Final = tuple(_citizens(richmenu.CITIZEN, lang) for lang in Lang)
SEALED: Final = tuple(_citizens(richmenu.CITIZEN_SEALED, lang) for lang in Lang)
STAFF: Final = tuple(_staff(lang) for lang in Lang)
MENUS: Final = (*PLAIN, *SEALED, *STAFF)


def wanted(channel: Channel) -> tuple[Menu, ...]:
    """The menus of a channel; the first is what everybody sees.

    The tile of the sealed channel stands only where the office's file says that it is taken there.
    """
    citizens = SEALED if ChannelKind.INTEGRITY in channel.kinds else PLAIN
    return tuple(menu for menu in (*citizens, *STAFF) if menu.whose in channel.kinds)


@cache
def plan(menu: Menu) -> Plan:
    """A menu, drawn once for all accounts."""
    definition = richmenu.definition(menu.entries, menu.lang, bar=menu.bar)
    image = richmenu.draw(menu.entries, menu.lang, accent=menu.accent)
    return Plan(menu.alias, definition, image)


def bring(service: Service, line: Line) -> tuple[str, ...]:
    """Bring an account into the wanted state and tell what was done for it. Raises LineError.

    Nothing is done, and nothing is told, when it is as it should be.
    """
    menus = {menu.alias: menu for menu in wanted(line.channel)}
    if not menus:
        return ()
    default = next(iter(menus))

    def relink(alias: str, menu: str) -> None:
        if alias != default:
            _show_to_each(service, line, menus[alias], menu)

    deployed = deploy(
        line.menus, [plan(menu) for menu in menus.values()], default=default, relink=relink
    )
    if deployed.done:  # also when there was nothing before: people may have come from elsewhere
        for alias, menu in deployed.menus.items():
            relink(alias, menu)
    return deployed.done


def _show_to_each(service: Service, line: Line, menu: Menu, id_: str) -> None:
    """Link a menu to everybody who is to see it instead of the one that all see."""
    with service.database.reading(line.office.slug) as session:
        users = [user_of(service.vault, p) for p in session.scalars(_seers(line, menu))]
    for user in users:
        line.gateway.link_menu(user, id_)


def _seers(line: Line, menu: Menu) -> Select[Person]:
    is_staff = (
        select(Staff.id)
        .where(
            Staff.office_id == Person.office_id,
            Staff.person_id == Person.id,
            Staff.active.is_(True),
        )
        .exists()
    )
    return select(Person).where(
        Person.channel == line.channel.slug,
        Person.lang == menu.lang.value,
        Person.blocked_at.is_(None),
        is_staff if menu.whose is ChannelKind.STAFF else ~is_staff,
    )
