"""The typeface of our pages, from its package: Thai reads the same on a machine without Thai fonts.

The sealed pages ask for none: whoever reports there leaves as few requests as can be.
"""

from pathlib import Path
from typing import Final

import fontpkg_sarabun
from flask import Blueprint, Response, send_from_directory
from werkzeug.exceptions import NotFound

FOLDER: Final = Path(fontpkg_sarabun.ROOT) / "files"
WEIGHTS: Final = frozenset({"Regular", "SemiBold", "Bold"})
ONE_YEAR: Final = 31_536_000  # seconds

blueprint = Blueprint("fonts", __name__)


@blueprint.get("/font/<weight>.ttf")
def font(weight: str) -> Response:
    """One weight of Sarabun."""
    if weight not in WEIGHTS:
        raise NotFound
    answer = send_from_directory(FOLDER, f"Sarabun-{weight}.ttf", mimetype="font/ttf")
    answer.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    return answer
