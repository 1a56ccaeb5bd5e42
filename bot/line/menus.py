"""LINE's calls about rich menus, as a protocol and for the real LINE."""

from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import quote

from bot.line.errors import LineError, Refused
from bot.line.outcomes import told
from bot.line.transport import Call, Host, Transport

Definition = dict[str, Any]


class NoImage(Refused):
    """The menu exists, but its picture was never uploaded."""


class Menus(Protocol):
    """The rich menus of one account. Everything raises TryAgain or Refused when LINE does not."""

    def names(self) -> Mapping[str, str]:
        """Menu id → name, for all menus made through the API."""

    def has_image(self, menu: str) -> bool:
        """Was the picture uploaded? A menu without one can be neither shown nor given one twice."""

    def create(self, definition: Definition) -> str:
        """Make a menu and return its id; it cannot be changed afterwards."""

    def upload(self, menu: str, png: bytes) -> None:
        """Give a menu its picture."""

    def delete(self, menu: str) -> None:
        """Take a menu away from everybody."""

    def aliases(self) -> Mapping[str, str]:
        """Alias → menu id."""

    def name_alias(self, alias: str, menu: str) -> None:
        """Make a new alias."""

    def move_alias(self, alias: str, menu: str) -> None:
        """Point an existing alias to another menu."""

    def default(self) -> str | None:
        """The menu everybody sees."""

    def set_default(self, menu: str) -> None:
        """Show this menu to everybody; they see it when they next open the chat."""


class LineMenus:
    """The real LINE's rich menus."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def names(self) -> Mapping[str, str]:
        rows = self._ask("GET", "/v2/bot/richmenu/list").get("richmenus", [])
        return {row["richMenuId"]: row["name"] for row in rows}

    def has_image(self, menu: str) -> bool:
        try:
            path = f"{_menu(menu)}/content"
            self._transport.ask(Call("GET", path, host=Host.DATA), errors={404: NoImage})
        except NoImage:
            return False
        return True

    def create(self, definition: Definition) -> str:
        created = self._ask("POST", "/v2/bot/richmenu", definition).get("richMenuId")
        if not isinstance(created, str):
            raise LineError("no id in the answer")
        return created

    def upload(self, menu: str, png: bytes) -> None:
        kind = (("Content-Type", "image/png"),)
        self._transport.ask(Call("POST", f"{_menu(menu)}/content", png, kind, Host.DATA))

    def delete(self, menu: str) -> None:
        self._ask("DELETE", _menu(menu))

    def aliases(self) -> Mapping[str, str]:
        rows = self._ask("GET", "/v2/bot/richmenu/alias/list").get("aliases", [])
        return {row["richMenuAliasId"]: row["richMenuId"] for row in rows}

    def name_alias(self, alias: str, menu: str) -> None:
        body = {"richMenuAliasId": alias, "richMenuId": menu}
        self._ask("POST", "/v2/bot/richmenu/alias", body)

    def move_alias(self, alias: str, menu: str) -> None:
        self._ask("POST", f"/v2/bot/richmenu/alias/{quote(alias, safe='')}", {"richMenuId": menu})

    def default(self) -> str | None:
        try:
            call = Call("GET", "/v2/bot/user/all/richmenu")
            found = told(self._transport.ask(call, errors={404: _NoDefault})).get("richMenuId")
        except _NoDefault:
            return None
        return found if isinstance(found, str) else None

    def set_default(self, menu: str) -> None:
        self._ask("POST", f"/v2/bot/user/all/richmenu/{quote(menu, safe='')}")

    def _ask(self, method: str, path: str, body: Definition | None = None) -> dict[str, Any]:
        return told(self._transport.ask(Call(method, path, body)))


class _NoDefault(Refused):
    """Nobody is shown a menu of ours."""


def _menu(menu: str) -> str:
    return f"/v2/bot/richmenu/{quote(menu, safe='')}"
