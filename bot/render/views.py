"""What cards of lists show; the views of single cases come from `cases.views`."""

from dataclasses import dataclass

from cases.views import CaseLine
from texts.message import Message


@dataclass(frozen=True, slots=True)
class CaseList:
    """Some of `total` cases; `title` is None for the list's usual title."""

    lines: tuple[CaseLine, ...]
    total: int
    title: Message | None = None
