"""What cards of lists show; the views of single cases come from `cases.views`."""

from collections.abc import Mapping
from dataclasses import dataclass

from cases.brief import Figures
from cases.views import CaseLine
from texts.message import Bilingual, Message


@dataclass(frozen=True, slots=True)
class CaseList:
    """Some of `total` cases; `title` is None for the list's usual title."""

    lines: tuple[CaseLine, ...]
    total: int
    title: Message | None = None


@dataclass(frozen=True, slots=True)
class BriefSheet:
    """A monthly brief with the names its codes stand for; `which` is how its buttons name it."""

    office: Bilingual
    which: str
    figures: Figures
    units: Mapping[str, Bilingual]
    categories: Mapping[str, Bilingual]
    signed: Message | None
