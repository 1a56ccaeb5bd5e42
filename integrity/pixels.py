"""Rebuilding a picture from its pixels alone: no place, time, device or hidden tail (A22)."""

import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

FORMATS: Final = ("JPEG", "PNG", "WEBP")  # nothing else ever reaches a decoder
LONGEST_SIDE: Final = 2048  # pixels; enough to read a number plate, small enough for a phone
QUALITY: Final = 85


class Unusable(Exception):
    """It is nothing we can take in; says why in a word or two."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a picture may be.

    A JPEG is made smaller while it is decoded; others stand in memory whole, at 4 bytes a pixel, so
    that a dozen small files made to grow large could take the machine down.
    """

    bytes: int
    jpeg_pixels: int
    other_pixels: int


def rebuild(content: bytes, limits: Limits) -> bytes:
    """A JPEG of the same pixels and nothing else. Raises Unusable."""
    if len(content) > limits.bytes:
        raise Unusable("too large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _pixels_only(content, limits)
    except Unusable:
        raise
    except Exception as problem:  # noqa: BLE001 - decoders raise what a damaged file makes them
        raise Unusable(type(problem).__name__) from None


def _pixels_only(content: bytes, limits: Limits) -> bytes:
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        is_jpeg = picture.format == "JPEG"
        most = limits.jpeg_pixels if is_jpeg else limits.other_pixels
        if picture.width * picture.height > most:
            raise Unusable("too many pixels")
        if is_jpeg:
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        small = picture.convert("RGB")
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(small)
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
