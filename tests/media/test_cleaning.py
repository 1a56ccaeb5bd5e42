"""Pictures are rebuilt from their pixels: nothing else of the file survives (A22, T50 to T52)."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from bot.media.cleaning import CLEANERS, LONGEST_SIDE, MOST_BYTES, Unusable, rebuild_image

MARKERS = (b"CANARY-CAMERA", b"CANARY-XMP", b"CANARY-COMMENT", b"CANARY-TAIL", b"CANARY-ICC")
RED, BLUE = (200, 30, 30), (30, 30, 200)
ORIENTATION, MODEL, GPS = 0x0112, 0x0110, 0x8825


def a_picture(size: tuple[int, int] = (40, 20), mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right, so that one can tell how it lies."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture.convert(mode)


def written(picture: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    told = Image.Exif()
    told[ORIENTATION], told[MODEL] = orientation, "CANARY-CAMERA"
    told.get_ifd(GPS).update({1: "N", 2: (13.0, 45.0, 0.0), 3: "E", 4: (100.0, 30.0, 0.0)})
    return told


def talkative(kind: str) -> bytes:
    """A picture that tells all it can about its maker."""
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>CANARY-XMP</x:xmpmeta>"
    more: dict[str, object] = {"exif": exif(), "icc_profile": b"CANARY-ICC" * 20, "xmp": xmp}
    if kind == "JPEG":
        more["comment"] = "CANARY-COMMENT"
    if kind == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Comment", "CANARY-COMMENT")
        told.add_itxt("XML:com.adobe.xmp", xmp.decode())
        more = {**more, "pnginfo": told}
        del more["xmp"]
    return written(a_picture(), kind, **more) + b"CANARY-TAIL" + b"<script>alert(1)</script>"


def test_the_markers_can_be_found_where_they_are() -> None:
    """Else the test below could not fail."""
    for kind in ("JPEG", "PNG", "WEBP"):
        with Image.open(io.BytesIO(talkative(kind))) as picture:
            assert picture.getexif()[MODEL] == "CANARY-CAMERA"
            assert picture.getexif().get_ifd(GPS)
            assert picture.info["icc_profile"].startswith(b"CANARY-ICC")
    assert all(marker in talkative("JPEG") for marker in MARKERS)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_pixels_survives(kind: str) -> None:
    """A22, T50."""
    clean, media_type = rebuild_image(talkative(kind))
    assert media_type == "image/jpeg"
    assert not any(marker in clean for marker in MARKERS)
    assert b"script" not in clean
    assert not any(word in clean for word in (b"Exif", b"http://ns.adobe", b"ICC_PROFILE", b"GPS"))
    assert clean.endswith(b"\xff\xd9"), "nothing behind the end"
    assert segments(clean) <= {0xE0}, "of the application segments, JFIF's alone"
    with Image.open(io.BytesIO(clean)) as picture:
        assert dict(picture.getexif()) == {}
        assert picture.size == (40, 20)


def segments(jpeg: bytes) -> set[int]:
    """The kinds of application and comment segments in a JPEG."""
    found, at = set(), 2
    while jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        if jpeg[at + 1] in {*range(0xE0, 0xF0), 0xFE}:
            found.add(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


OPPOSITE = {"left": "right", "top": "bottom", "right": "left", "bottom": "top"}


def red_side(jpeg: bytes) -> str | None:
    """The side that is red while the other is not."""
    with Image.open(io.BytesIO(jpeg)) as picture:
        wide, high = picture.size
        at = {
            "left": (2, high // 2),
            "right": (wide - 3, high // 2),
            "top": (wide // 2, 2),
            "bottom": (wide // 2, high - 3),
        }
        red = {side for side, point in at.items() if is_red(picture.getpixel(point))}
    return next((side for side in red if OPPOSITE[side] not in red), None)


def is_red(pixel: object) -> bool:
    assert isinstance(pixel, tuple)
    return bool(pixel[0] > 120 > pixel[2])


@pytest.mark.parametrize(
    ("orientation", "side"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom")]
)
def test_a_picture_lies_as_it_was_seen(orientation: int, side: str) -> None:
    """The note that said how to turn it is gone, so it has been turned."""
    turned = written(a_picture((60, 60)), "JPEG", exif=exif(orientation), quality=95)
    assert red_side(rebuild_image(turned)[0]) == side


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "CMYK", "1"])
def test_pictures_of_every_mode_are_taken(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    clean, _ = rebuild_image(written(a_picture(mode=mode), kind))
    with Image.open(io.BytesIO(clean)) as rebuilt:
        assert (rebuilt.mode, rebuilt.size, rebuilt.format) == ("RGB", (40, 20), "JPEG")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_picture_becomes_smaller(kind: str) -> None:
    clean, _ = rebuild_image(written(a_picture((3000, 1000)), kind))
    with Image.open(io.BytesIO(clean)) as picture:
        assert picture.width == LONGEST_SIDE
        assert abs(picture.height - LONGEST_SIDE / 3) <= 1


def test_cleaning_what_is_clean_is_harmless() -> None:
    clean, _ = rebuild_image(talkative("JPEG"))
    again, _ = rebuild_image(clean)
    assert segments(again) <= {0xE0}


def a_png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they are a picture of this size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


REFUSED = {
    "nothing": b"",
    "text": b"hello",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "html that begins like a jpeg": b"\xff\xd8\xff<html><script>alert(1)</script>",
    "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction 2 0 R>>",
    "zip": b"PK\x03\x04" + bytes(100),
    "gif": written(a_picture(mode="P"), "GIF"),
    "tiff": written(a_picture(), "TIFF"),
    "bmp": written(a_picture(), "BMP"),
    "bomb": a_png_that_claims(50_000, 50_000),
    "larger than we hold in memory": written(Image.new("1", (5_001, 5_000)), "PNG"),
    "picture without pixels": a_png_that_claims(0, 10),
    "truncated jpeg": written(a_picture((400, 400)), "JPEG")[:700],
    "truncated png": written(a_picture((400, 400)), "PNG")[:60],
    "too many bytes": written(a_picture(), "JPEG") + bytes(MOST_BYTES),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_is_refused(what: str) -> None:
    """T51, T52, T57: and kindly, never by another error."""
    with pytest.raises(Unusable):
        rebuild_image(REFUSED[what])


def test_the_largest_we_hold_in_memory_is_taken() -> None:
    """Else the refusal above might have another reason."""
    clean, _ = rebuild_image(written(Image.new("1", (5_000, 5_000)), "PNG"))
    with Image.open(io.BytesIO(clean)) as picture:
        assert picture.size == (LONGEST_SIDE, LONGEST_SIDE)


@given(st.binary(max_size=300), st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 400))
@settings(max_examples=100, deadline=None)
def test_damaged_files_are_rebuilt_or_refused(junk: bytes, kind: str, at: int) -> None:
    whole = written(a_picture(), kind)
    damaged = whole[:at] + junk + whole[at + len(junk) :]
    try:
        clean, _ = rebuild_image(damaged)
    except Unusable:
        return
    assert segments(clean) <= {0xE0}


def test_only_pictures_are_taken() -> None:
    """What we cannot clean we do not take."""
    assert set(CLEANERS) == {"image"}
