"""Take the pictures of the README: plays a complaint in the demo and photographs what is shown.

    .venv/bin/python scripts/pictures.py

Needs what `make test` sets up, and a Chromium. The demo it starts has a folder of its own and ends
with it.
"""

import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bot.render.parts import Accent
from commands.menus import MENUS, plan
from models.database import migrate
from models.vocabulary import Role
from scripts.setup import browser
from simulator.client import Client
from tests.e2e.stories import code_on, complains, solves, takes
from tests.e2e.test_nothing_goes_silent import Calendar
from tests.e2e.test_superiors import opens_the_brief, to_the_brief, works
from tests.e2e.world import CITIZENS, STAFF, World

ROOT: Final = Path(__file__).resolve().parent.parent
PICTURES: Final = ROOT / "docs" / "pictures"
LARGEST: Final = 400_000  # bytes; a README is read on telephones too
COLOURS: Final = 192
ALL_HERE: Final = """async () => {
    for (const image of document.images) image.loading = "eager";
    await Promise.all([...document.images].map((image) => image.decode()));
    await document.fonts.ready;
}"""
TO_THE_END: Final = """() => {
    for (const chat of document.querySelectorAll(".scroll")) chat.scrollTop = chat.scrollHeight;
}"""
CITIZEN, OFFICER = ("somchai", "huaikhwang"), ("officer", "huaikhwang-staff")
# Telephones as long as the story, without what is on the desk around them; the menus are folded.
LONG = ".desk, .menu { display: none !important } .phone { max-height: none; flex: 1 }"


class Demo(NamedTuple):
    """Where the demo's local LINE and its web pages are."""

    line: str
    web: str


@contextmanager
def demo() -> Iterator[Demo]:
    """The demo of `make run`, with data nobody needs afterwards."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "commands", "run"]
        env = {**os.environ, "SAISAAT_HOME": home, "LC_ALL": "th_TH.UTF-8"}
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE) as running:
            try:
                yield _announced(running)
            finally:
                running.terminate()


def _announced(running: "subprocess.Popen[bytes]") -> Demo:
    """Read what the demo says until it has said where everything is."""
    said = ""
    for line in running.stdout or ():
        said += line.decode()
        found = re.search(r"(http\S+)/\?pane=.*(http\S+)/readyz", said, re.DOTALL)
        if found:
            return Demo(*found.groups())
    raise RuntimeError(f"the demo did not start: {said}")


def photograph_chat(chromium: Browser, line: str) -> bytes:
    """Citizen and officer side by side, as far as they have come."""
    page = chromium.new_page(viewport={"width": 860, "height": 1300}, device_scale_factor=2)
    panes = ",".join("@".join(pane) for pane in (CITIZEN, OFFICER))
    page.goto(f"{line}/?pane={panes}")
    page.wait_for_selector("body[data-ready]")
    page.add_style_tag(content=LONG)
    page.evaluate(TO_THE_END)
    return _whole(page).screenshot()


def live_a_month(chromium: Browser) -> bytes:
    """What officer, citizen and director see of a complaint that nobody works on."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/month.db"
        migrate(database)
        with World(database) as world:
            calendar = Calendar(world)
            world.officer("wichai", Role.OFFICER, "CIV")
            suda = world.officer("suda", Role.DIRECTOR, "ADM")
            complains(world.citizen("somchai"))
            for day in range(1, 17):
                calendar.lives(day)
            to_the_brief(world)
            works(world)
            opens_the_brief(suda)
            world.settle()
            return _photograph_month(chromium, world.line.address)


def _photograph_month(chromium: Browser, line: str) -> bytes:
    page = chromium.new_page(viewport={"width": 1290, "height": 1150}, device_scale_factor=2)
    panes = f"wichai@{STAFF},somchai@{CITIZENS},suda@{STAFF}"
    page.goto(f"{line}/?pane={panes}")
    page.wait_for_selector("body[data-ready]")
    page.add_style_tag(content=LONG)
    page.evaluate(TO_THE_END)
    return _whole(page).screenshot()


def photograph_tracking(chromium: Browser, web: str, code: str) -> bytes:
    """What a telephone shows to whoever types the code."""
    page = chromium.new_page(viewport={"width": 430, "height": 800}, device_scale_factor=2)
    page.goto(f"{web}/track")
    page.get_by_role("textbox").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_selector("h1")
    return _whole(page).screenshot(full_page=True)


def _whole(page: Page) -> Page:
    """The page when all that it shows has come; the chat never stops to ask for more."""
    page.evaluate(ALL_HERE)
    return page


def draw_menu() -> bytes:
    """The menu under the citizens' chat."""
    return plan(next(menu for menu in MENUS if menu.accent is Accent.CITIZEN)).image


def keep(name: str, png: bytes, *, width: int) -> None:
    """Write a picture down, small enough for a README."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.thumbnail((width, picture.height), Image.Resampling.LANCZOS)
    small = picture.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    path = PICTURES / name
    small.save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{name} is too large: {path.stat().st_size} bytes")
    print(path.relative_to(ROOT), path.stat().st_size)


def take_all(chromium: Browser, at: Demo) -> None:
    """One complaint: in the chat when an officer has taken it, on the web when it is solved."""
    with Client.at(at.line) as people:
        officer = people.person(*OFFICER)
        officer.wait_for(2)  # the question for the linking code, and that it was right
        code = code_on(complains(people.person(*CITIZEN)))
        takes(officer)
        people.settle()
        keep("chat.png", photograph_chat(chromium, at.line), width=1720)
        solves(officer)
        keep("tracking.png", photograph_tracking(chromium, at.web, code), width=860)


def main() -> None:
    """Take every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    keep("richmenu.png", draw_menu(), width=1250)
    with demo() as at, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser())
        take_all(chromium, at)
        keep("month.png", live_a_month(chromium), width=1720)
        chromium.close()


if __name__ == "__main__":
    main()
