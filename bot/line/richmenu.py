"""Putting the rich menus of an account into the wanted state, however often it is asked.

A menu cannot be changed or given another picture; so its name carries a digest of its content,
what is there already stays; what is new is made first, pointed to next, and the old goes last.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.line.menus import Definition, Menus

OURS = "saisaat"  # menus whose names begin otherwise are somebody else's and are left alone
Relink = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """A wanted menu: `definition` is LINE's JSON without a name, `image` a PNG of its size."""

    alias: str
    definition: Definition
    image: bytes

    @property
    def name(self) -> str:
        content = json.dumps(self.definition, sort_keys=True).encode()
        digest = hashlib.sha256(content + self.image).hexdigest()
        return f"{OURS} {self.alias} {digest[:16]}"


@dataclass(frozen=True, slots=True)
class Deployed:
    """The menu ids by alias, and what was done for it, in order; nothing when all was right."""

    menus: Mapping[str, str]
    done: tuple[str, ...]


def deploy(menus: Menus, plans: Sequence[Plan], *, default: str, relink: Relink) -> Deployed:
    """Make the account show these menus, `default` (an alias) to everybody.

    Menus shown to single persons are linked by id: `relink(alias, id)` is called for every alias
    whose old menu is about to disappear, so that the caller can link those persons anew.
    Raises TryAgain or Refused; running it again continues where it stopped.
    """
    done: list[str] = []
    existing = {id_: name for id_, name in menus.names().items() if name.startswith(f"{OURS} ")}
    ids = {plan.alias: _present(menus, plan, existing, done) for plan in plans}
    aliases = menus.aliases()
    stale = {id_: name for id_, name in existing.items() if id_ not in ids.values()}
    for alias, menu in ids.items():
        _point(menus, alias, menu, aliases, done)
    if menus.default() != ids[default]:
        menus.set_default(ids[default])
        done.append(f"default {default}")
    for alias, menu in ids.items():
        if any(name.startswith(f"{OURS} {alias} ") for name in stale.values()):
            relink(alias, menu)
    for menu, name in stale.items():
        menus.delete(menu)
        done.append(f"delete {name}")
    return Deployed(ids, tuple(done))


def _present(menus: Menus, plan: Plan, existing: Mapping[str, str], done: list[str]) -> str:
    """The id of the planned menu, complete with its picture."""
    for menu, name in existing.items():
        if name == plan.name and menus.has_image(menu):
            return menu
    menu = menus.create({**plan.definition, "name": plan.name})
    menus.upload(menu, plan.image)
    done.append(f"create {plan.name}")
    return menu


def _point(
    menus: Menus, alias: str, menu: str, aliases: Mapping[str, str], done: list[str]
) -> None:
    if alias not in aliases:
        menus.name_alias(alias, menu)
        done.append(f"alias {alias}")
    elif aliases[alias] != menu:
        menus.move_alias(alias, menu)
        done.append(f"alias {alias}")
