"""The typeface: served by ourselves, kept by browsers, asked for everywhere but on sealed pages."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import web

CSS = Path(web.__file__).parent / "static" / "fonts.css"
TRUETYPE = b"\x00\x01\x00\x00"


@pytest.mark.parametrize("address", re.findall(r'url\("([^"]+)"\)', CSS.read_text()))
def test_the_style_sheet_names_faces_that_are_there(client: FlaskClient, address: str) -> None:
    with client.get(address) as answer:
        assert answer.status_code == 200
        assert answer.data.startswith(TRUETYPE)
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["Thin", "..%2FLICENSE", "x"])
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/font/{name}.ttf").status_code == 404


def test_public_pages_ask_for_it_and_sealed_pages_do_not(client: FlaskClient) -> None:
    assert "fonts.css" in client.get("/").text
    sealed = client.get("/integrity/")
    assert "fonts.css" not in sealed.text
    assert "font-src" not in sealed.headers["Content-Security-Policy"]
