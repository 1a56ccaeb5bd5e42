"""Taking in the files people send: each kind rebuilt without what it gives away (A22)."""

from collections.abc import Callable
from typing import Final

from integrity.pixels import LONGEST_SIDE, Limits, Unusable, rebuild

__all__ = ["CLEANERS", "LONGEST_SIDE", "MOST_BYTES", "Unusable", "rebuild_image"]

MOST_BYTES: Final = 15_000_000
LIMITS: Final = Limits(bytes=MOST_BYTES, jpeg_pixels=80_000_000, other_pixels=25_000_000)


def rebuild_image(content: bytes) -> tuple[bytes, str]:
    """A JPEG of the same pixels and nothing else, with its media type. Raises Unusable."""
    return rebuild(content, LIMITS), "image/jpeg"


# What can be taken in, by LINE's name for it. A kind without a row is declined kindly.
CLEANERS: dict[str, Callable[[bytes], tuple[bytes, str]]] = {"image": rebuild_image}
