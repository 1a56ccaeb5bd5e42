"""Rich menus of one channel: created, given an image, aliased, linked to people, and shown."""

from dataclasses import dataclass, field

from simulator import ids
from simulator.exchange import Json, Refused
from simulator.schema.richmenu import image_fault

MOST_MENUS = 1000


@dataclass(slots=True)
class Menu:
    """One rich menu and its image."""

    id: str
    spec: Json
    image: bytes | None = None
    content_type: str = ""

    def as_json(self) -> Json:
        """The menu as LINE lists it."""
        return {"richMenuId": self.id, **self.spec}


@dataclass(slots=True)
class Menus:
    """All menus of a channel; every method is called under the platform's lock."""

    menus: dict[str, Menu] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    default: str | None = None
    linked: dict[str, str] = field(default_factory=dict)
    switched: dict[str, str] = field(default_factory=dict)

    def create(self, spec: Json) -> str:
        """A new menu without an image."""
        if len(self.menus) >= MOST_MENUS:
            raise Refused(400, "The number of rich menus has reached its limit")
        menu = Menu("richmenu-" + ids.reply_token(), spec)
        self.menus[menu.id] = menu
        return menu.id

    def find(self, menu_id: str) -> Menu:
        """The menu; raises Refused(404)."""
        if menu_id not in self.menus:
            raise Refused(404, "richmenu not found")
        return self.menus[menu_id]

    def delete(self, menu_id: str) -> None:
        """Remove a menu, and everything that showed it."""
        self.find(menu_id)
        del self.menus[menu_id]
        self.default = None if self.default == menu_id else self.default
        for shown in (self.linked, self.switched):
            for user in [user for user, menu in shown.items() if menu == menu_id]:
                del shown[user]

    def upload(self, menu_id: str, image: bytes, content_type: str) -> None:
        """Give a menu its image, once; raises Refused(400) for one that LINE would not take."""
        menu = self.find(menu_id)
        if menu.image is not None:
            raise Refused(400, "An image has already been uploaded to the richmenu")
        fault = image_fault(image, content_type, menu.spec["size"])
        if fault:
            raise Refused(400, fault)
        menu.image, menu.content_type = image, content_type

    def with_image(self, menu_id: str) -> Menu:
        """The menu if it can be shown; raises Refused(400) while it has no image."""
        menu = self.find(menu_id)
        if menu.image is None:
            raise Refused(400, "must upload richmenu image before applying it to user")
        return menu

    def alias(self, alias: str, menu_id: str) -> None:
        """Let a short name stand for a menu."""
        if menu_id not in self.menus:
            raise Refused(400, "richmenu not found")
        self.aliases[alias] = self.with_image(menu_id).id

    def alias_of(self, alias: str) -> Json:
        """The alias as LINE shows it; raises Refused(404)."""
        if alias not in self.aliases:
            raise Refused(404, "richmenu alias not found")
        return {"richMenuAliasId": alias, "richMenuId": self.aliases[alias]}

    def link(self, user: str, menu_id: str) -> None:
        """Show this menu to one user."""
        self.linked[user] = self.with_image(menu_id).id
        self.switched.pop(user, None)

    def unlink(self, user: str) -> None:
        """Show the default menu to this user again."""
        self.linked.pop(user, None)
        self.switched.pop(user, None)

    def shown(self, user: str) -> Menu | None:
        """The menu this user sees: switched by a tap, else linked, else the default."""
        menu_id = self.switched.get(user) or self.linked.get(user) or self.default
        return self.menus.get(menu_id) if menu_id else None

    def switch(self, user: str, alias: str) -> str:
        """The user taps a switch: what LINE reports as ``status``."""
        if alias not in self.aliases:
            return "RICHMENU_ALIAS_ID_NOTFOUND"
        if self.aliases[alias] not in self.menus:
            return "RICHMENU_NOTFOUND"
        self.switched[user] = self.aliases[alias]
        return "SUCCESS"
