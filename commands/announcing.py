"""What a person must know once everything runs: where it is, where data lie, how to stop it."""

import sys

from commands.demo import Demo
from commands.speaking import tell
from config.settings import Settings

PAGES = {"public": "/", "track": "/track", "health": "/readyz"}


def announce_demo(demo: Demo) -> None:
    """Say where the chats and pages are."""
    tell("run.demo")
    for what, pane in demo.chats.items():
        tell(f"run.chat.{what}", address=f"{demo.line}/?pane={pane}&solo=1")
    tell("run.chat.all", address=f"{demo.line}/?pane={','.join(demo.chats.values())}")
    for page, path in PAGES.items():
        tell(f"run.page.{page}", address=f"{demo.web}{path}")
    tell("run.data", folder=str(demo.home.folder))
    tell("run.how_to_stop")
    sys.stdout.flush()  # the output may go into a file that somebody watches


def announce_service(settings: Settings, address: str) -> None:
    """Say where LINE must send its webhooks, and what is left to do."""
    tell("run.service", address=address, public=settings.public_url)
    for slug in settings.credentials:
        tell("run.webhook", channel=slug, address=f"{settings.public_url}/line/{slug}/webhook")
    tell("run.then")
    tell("run.how_to_stop")
    sys.stdout.flush()
