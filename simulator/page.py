"""The simulator's own addresses: the chat page, its files, and the control API."""

import html
import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import fontpkg_sarabun

from simulator.control import perform
from simulator.exchange import Answer, Json, Refused, Request, as_json
from simulator.platform import Platform
from simulator.watching import READING

_FOLDER = Path(__file__).parent / "static"
_FONTS = Path(fontpkg_sarabun.ROOT) / "files"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_NUMBERS = frozenset({"after", "timeout"})
_Page: TypeAlias = Callable[[Platform, Request], Answer]


def local(platform: Platform, request: Request) -> Answer | None:
    """The answer, or None for what belongs to LINE's API."""
    for prefix, answer in _PREFIXES.items():
        if request.path.startswith(prefix):
            try:
                return answer(platform, request)
            except Refused as refusal:
                return as_json(refusal.body, refusal.status)
    return _file("chat.html") if request.path == "/" else None


def _control(platform: Platform, request: Request) -> Answer:
    verb = request.path.removeprefix("/_control/")
    if request.method == "GET":
        if verb not in READING:
            raise Refused(405, "this verb needs POST")
        query: Json = {
            name: float(value) if name in _NUMBERS else value
            for name, value in request.query.items()
        }
        return as_json(perform(platform, verb, query))
    return as_json(perform(platform, verb, request.json()))


def _content(platform: Platform, request: Request) -> Answer:
    """A file a person sent, for the page; as the sender sees it, also while it is prepared."""
    with platform.lock:
        found = platform.contents.find(request.path.rpartition("/")[2])
    return Answer(200, found.data, found.content_type, {"Cache-Control": "max-age=3600"})


def _menu_image(platform: Platform, request: Request) -> Answer:
    """The image of a rich menu, for the page."""
    _, slug, menu_id = request.path.rsplit("/", 2)
    with platform.lock:
        menu = platform.menus[platform.accounts.channel(slug).spec.slug].find(menu_id)
    return Answer(200, menu.image or b"", menu.content_type or "image/png")


def _static(_platform: Platform, request: Request) -> Answer:
    return _file(request.path.removeprefix("/_static/"))


def _file(name: str) -> Answer:
    path = _FOLDER / name
    if path.parent != _FOLDER or path.suffix not in _TYPES or not path.is_file():
        raise Refused(404, "Not found")
    body = path.read_bytes()
    return Answer(200, body, f"{_TYPES[path.suffix]}; charset=utf-8", {"Cache-Control": "no-cache"})


def _font(_platform: Platform, request: Request) -> Answer:
    """The chat's typeface: Thai is to be read on a machine without Thai fonts, too."""
    path = _FONTS / request.path.removeprefix("/_font/")
    if path.parent != _FONTS or path.suffix != ".ttf" or not path.is_file():
        raise Refused(404, "Not found")
    return Answer(200, path.read_bytes(), "font/ttf", {"Cache-Control": "max-age=86400"})


def _account_link(platform: Platform, request: Request) -> Answer:
    """The page to which a login page sends the browser back with its nonce."""
    body = {"token": request.query.get("linkToken"), "nonce": request.query.get("nonce")}
    try:
        perform(platform, "link", body)
        said = "Linked. You may close this page. / เชื่อมบัญชีแล้ว ปิดหน้านี้ได้"
    except Refused as refusal:
        said = json.dumps(refusal.body)
    page = f"<!doctype html><meta charset=utf-8><title>LINE</title><p>{html.escape(said)}</p>"
    return Answer(200, page.encode(), "text/html; charset=utf-8")


_PREFIXES: dict[str, _Page] = {
    "/_control/": _control,
    "/_content/": _content,
    "/_menu/": _menu_image,
    "/_static/": _static,
    "/_font/": _font,
    "/dialog/bot/accountLink": _account_link,
}
