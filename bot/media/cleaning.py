"""Rebuilding a picture from its pixels alone: no place, time, device or hidden tail (A22)."""

import io
import warnings
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageOps

FORMATS: Final = ("JPEG", "PNG", "WEBP")  # nothing else ever reaches a decoder
LONGEST_SIDE: Final = 2048  # pixels; enough to read a number plate, small enough for a phone
# A JPEG is made smaller while it is decoded; others stand in memory whole, at 4 bytes a pixel, so
# that a dozen small files made to grow large could take the machine down.
MOST_PIXELS: Final = {"JPEG": 80_000_000}
MOST_PIXELS_WHOLE: Final = 25_000_000
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
        most = MOST_PIXELS.get(picture.format or "", MOST_PIXELS_WHOLE)
        if picture.width * picture.height > most:
            raise Unusable("too many pixels")
        if picture.format == "JPEG":
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        small = picture.convert("RGB")
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(small)
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


# What can be taken in, by LINE's name for it. A kind without a row is declined kindly.
CLEANERS: dict[str, Callable[[bytes], tuple[bytes, str]]] = {"image": rebuild_image}
