"""Rebuilding a picture from its pixels alone: no place, time, device or hidden tail (A22)."""

import io
import warnings
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageOps

FORMATS: Final = ("JPEG", "PNG", "WEBP")  # nothing else ever reaches a decoder
LONGEST_SIDE: Final = 2048  # pixels; enough to read a number plate, small enough for a phone
MOST_PIXELS: Final = 60_000_000
MOST_BYTES: Final = 15_000_000
QUALITY: Final = 85


class Unusable(Exception):
    """It is not a picture we can rebuild."""


def rebuild_image(content: bytes) -> tuple[bytes, str]:
    """A JPEG of the same pixels and nothing else, with its media type. Raises Unusable."""
    if len(content) > MOST_BYTES:
        raise Unusable("too large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _pixels_only(content), "image/jpeg"
    except Unusable:
        raise
    except Exception as problem:  # noqa: BLE001 - decoders raise what a damaged file makes them
        raise Unusable(type(problem).__name__) from None


def _pixels_only(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Unusable("too many pixels")
        if picture.format == "JPEG":
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


# What can be taken in, by LINE's name for it. A kind without a row is declined kindly.
CLEANERS: dict[str, Callable[[bytes], tuple[bytes, str]]] = {"image": rebuild_image}
