"""The few pieces that every card is built from: one look, one spacing, large enough to touch.

All texts follow the reader's own letter size (`scaling`), wrap, and are dark enough on their ground
(WCAG AA: 4.5 to 1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.render import limits
from bot.render.actions import Action, link, may_show

Piece = dict[str, Any]

PAPER = "#FFFFFF"
INK = "#1F2933"
QUIET = "#52606B"
LINE = "#DDE3E6"
LATE = "#B3261E"
SOON = "#8A4B00"
# The most bytes that one text of a card takes on the wire. Together they keep the fullest card
# below LINE's 30 KB for a bubble (a test draws it).
SHORT, MEDIUM, LONG = 400, 1_000, 4_500
_PICTURES = 3
_LONGEST_URL = 500  # ours take a hundred; LINE would take more than a card has room for
_PER_ROW = 2


class Accent(StrEnum):
    """One colour for each purpose."""

    CITIZEN = "#0F6B4F"
    STAFF = "#2A4A7F"
    URGENT = "#A8201A"


# The ground of a highlighted box, by accent.
TINTS = {Accent.CITIZEN: "#EDF6F2", Accent.STAFF: "#EEF3FA", Accent.URGENT: "#FCEFEE"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a text looks: LINE's size word, colour, weight."""

    size: str
    color: str = INK
    weight: str = "regular"

    def in_(self, color: str) -> "Look":
        """The same in another colour."""
        return Look(self.size, color, self.weight)


BODY = Look("sm")
STRONG = Look("sm", weight="bold")
CAPTION = Look("xs", QUIET)
TITLE = Look("lg", PAPER, "bold")
ABOVE = Look("xs", PAPER)
BIG = Look("xl", weight="bold")
CODE = Look("xxl", weight="bold")


def text(words: str, look: Look = BODY, *, most: int = MEDIUM, **layout: Any) -> Piece:
    """A text that wraps, cut visibly if it takes more than `most` bytes on the wire."""
    return {
        "type": "text",
        "text": limits.fit(words, most, limits.wire),
        "size": look.size,
        "color": str(look.color),
        "weight": look.weight,
        "wrap": True,
        "scaling": True,
        **layout,
    }


def stack(*parts: Piece | None, spacing: str = "sm", **layout: Any) -> Piece:
    """Pieces below each other; what is None is left out."""
    return {
        "type": "box",
        "layout": "vertical",
        "spacing": spacing,
        "contents": [part for part in parts if part is not None],
        **layout,
    }


def side_by_side(*parts: Piece, spacing: str = "md", **layout: Any) -> Piece:
    """Pieces beside each other."""
    return {
        "type": "box",
        "layout": "horizontal",
        "spacing": spacing,
        "contents": list(parts),
        **layout,
    }


def field(label: str, value: str, look: Look = BODY, *, most: int = MEDIUM) -> Piece | None:
    """A value under its name; nothing without a value."""
    if not value.strip():
        return None
    return stack(text(label, CAPTION, most=SHORT), text(value, look, most=most), spacing="xs")


def highlight(accent: Accent, *parts: Piece | None) -> Piece:
    """Pieces on a tinted ground: what matters now."""
    return stack(*parts, backgroundColor=TINTS[accent], cornerRadius="8px", paddingAll="12px")


def rule() -> Piece:
    """A thin line between two matters."""
    return {"type": "separator", "color": LINE}


def step(mark: str, label: str, when: str, look: Look) -> Piece:
    """One line of a list of steps, with its date at the right."""
    parts = [text(mark, look, most=SHORT, flex=0), text(label, look, most=SHORT, flex=5)]
    if when:
        parts.append(text(when, CAPTION, most=SHORT, flex=3, align="end"))
    return {"type": "box", "layout": "baseline", "spacing": "md", "contents": parts}


def pictures(urls: Sequence[str], more: str, *, label: str) -> Piece | None:
    """Up to three pictures that open when tapped, and a line that says how many more there are."""
    shown = [url for url in urls if _has_room(url)]
    if not shown:
        return None
    row = [_picture(url, f"{label} {n}") for n, url in enumerate(shown[:_PICTURES], start=1)]
    rest = text(more, CAPTION, most=SHORT) if len(shown) > _PICTURES else None
    return stack(side_by_side(*row, spacing="sm"), rest)


def pictures_left(urls: Sequence[str]) -> int:
    """How many pictures `pictures` does not show."""
    return max(0, sum(map(_has_room, urls)) - _PICTURES)


def _has_room(url: str) -> bool:
    return len(url) <= _LONGEST_URL and may_show(url)


def _picture(url: str, label: str) -> Piece:
    piece: Piece = {
        "type": "image",
        "url": url,
        "size": "full",
        "aspectRatio": "1:1",
        "aspectMode": "cover",
        "flex": 1,
    }
    opening = link(url, label)
    return piece if opening is None else {**piece, "action": opening}


def button(action: Action | None, accent: Accent, *, style: str = "secondary") -> Piece | None:
    """A button at least 40 px high; nothing without an action."""
    if action is None:
        return None
    look = {"primary": {"color": accent.value}, "link": {"color": accent.value}}.get(style, {})
    return {
        "type": "button",
        "style": style,
        "height": "md" if style == "primary" else "sm",
        "adjustMode": "shrink-to-fit",
        "scaling": True,
        "action": action,
        **look,
    }


def in_pairs(buttons: Sequence[Piece]) -> list[Piece]:
    """Buttons two to a row, so that a card with many verbs stays short."""
    rows = [buttons[i : i + _PER_ROW] for i in range(0, len(buttons), _PER_ROW)]
    return [row[0] if len(row) == 1 else side_by_side(*row, spacing="md") for row in rows]


def bubble(
    accent: Accent,
    *,
    above: str,
    title: str,
    body: Sequence[Piece | None],
    buttons: Sequence[Piece | None] = (),
) -> Piece:
    """A card: a coloured head with a line above the title, the matter, and what can be done."""
    head = [text(above, ABOVE, most=SHORT)] if above else []
    card: Piece = {
        "type": "bubble",
        "size": "mega",
        "header": stack(
            *head,
            text(title, TITLE, most=SHORT),
            spacing="xs",
            backgroundColor=accent.value,
            paddingAll="16px",
        ),
        "body": stack(*(body if any(body) else [text("")]), spacing="lg", paddingAll="20px"),
    }
    offered = [each for each in buttons if each is not None]
    if offered:
        card["footer"] = stack(*offered, spacing="md", paddingAll="16px")
    return card
