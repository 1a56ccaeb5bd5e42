"""Starts a simulator from the command line: ``python -m simulator --port 9000 --channel …``."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from simulator.running import Simulator
from simulator.settings import (
    Settings,
    channel_from_flag,
    demo_people,
    person_from_flag,
    settings_from_file,
)


def main(arguments: list[str]) -> int:
    """Run until interrupted; answers with the exit status."""
    given = _parser().parse_args(arguments)
    settings = settings_from_file(given.config) if given.config else Settings((), ())
    channels = (*settings.channels, *map(channel_from_flag, given.channel))
    people = (*settings.people, *map(person_from_flag, given.person)) or demo_people(channels)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with Simulator(Settings(channels, people), port=given.port) as running:
        sys.stdout.write(f"LINE simulator: {running.address}\n")
        sys.stdout.flush()
        ended.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("simulator", description="A local LINE with a chat page.")
    parser.add_argument("--port", type=int, default=9000, help="0 lets the system choose")
    parser.add_argument("--config", type=Path, help='JSON: {"channels": [...], "people": [...]}')
    parser.add_argument("--channel", action="append", default=[], metavar="SPEC", help=CHANNEL)
    parser.add_argument("--person", action="append", default=[], metavar="SPEC", help=PERSON)
    return parser


CHANNEL = "slug=…,channel_id=…,channel_secret=…,webhook_url=http://127.0.0.1:…"
PERSON = "id=…,name=…,language=th,friends=slug+slug"

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
