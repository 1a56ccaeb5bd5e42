"""Writes the golden files anew: `python -m tests.unit.render.golden`, then read the difference."""

import json
from pathlib import Path
from typing import Any

from bot.dialogue.say import Say
from bot.render.messages import render
from tests.unit.render.examples import MESSAGES
from texts.message import Lang, Message

FOLDER = Path(__file__).parents[2] / "golden"


def drawn(message: Message, lang: Lang) -> dict[str, Any]:
    """The first message of LINE for something to say: its card."""
    return render((Say(message),), lang)[0]


def path(name: str, lang: Lang) -> Path:
    """Where the approved card lies."""
    return FOLDER / f"{name.replace(' ', '-')}.{lang}.json"


def written(card: dict[str, Any]) -> str:
    """The card as its file holds it."""
    return json.dumps(card, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for lang in Lang:
        for name, message in MESSAGES.items():
            path(name, lang).write_text(written(drawn(message, lang)), encoding="utf-8")
