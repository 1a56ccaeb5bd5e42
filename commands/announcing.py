"""What a person must know once everything runs: where it is, where data lie, how to stop it."""

import sys
from collections.abc import Sequence

from cases.welcoming import Welcome
from commands.demo import Demo
from commands.speaking import tell
from config.settings import Settings

PAGES = {
    "public": "/",
    "track": "/track",
    "integrity": "/integrity/",
    "health": "/readyz",
    "console": "/console/",
}


def announce_demo(demo: Demo, welcomes: Sequence[Welcome]) -> None:
    """Say where the chats and pages are, and how to get into the console for the first time."""
    tell("run.demo")
    for what, pane in demo.chats.items():
        tell(f"run.chat.{what}", address=f"{demo.line}/?pane={pane}&solo=1")
    if demo.watcher is not None:
        tell("run.chat.watcher", address=f"{demo.line}/?pane={demo.watcher}&solo=1")
    tell("run.chat.all", address=f"{demo.line}/?pane={','.join(demo.chats.values())}")
    for page, path in PAGES.items():
        tell(f"run.page.{page}", address=f"{demo.web}{path}")
    for new in welcomes:
        tell("run.welcome", address=f"{demo.web}/console/first", login=new.name, code=new.code)
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
