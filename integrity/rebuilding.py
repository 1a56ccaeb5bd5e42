"""The process in which decoders read what strangers send: `python -m integrity.rebuilding TYPE`.

Takes a file on its input and gives the type and content of the rebuilt one on its output. It has no
environment, little memory and time, and where the machine allows it, no network.
"""

import ctypes
import resource
import sys
from collections.abc import Callable
from typing import Final

REFUSED: Final = 3  # the exit status that says: this file is refused

MEMORY: Final = 1 << 30  # bytes
SECONDS: Final = 20  # of computing
LARGEST_RESULT: Final = 32_000_000  # bytes
MOST_PIXELS: Final = 25_000_000
LIMITS: Final = (
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_CPU, SECONDS),
    (resource.RLIMIT_FSIZE, LARGEST_RESULT),
    (resource.RLIMIT_CORE, 0),
)
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # of Linux' unshare(2)

Rebuilt = tuple[str, bytes]  # media type and content


def main(media_type: str) -> int:
    """Rebuild what comes in; the exit status."""
    confine()
    from integrity.pixels import Unusable  # noqa: PLC0415 - decoders load under the limits

    try:
        became, content = REBUILDERS[media_type.partition("/")[0]](
            sys.stdin.buffer.read(), media_type
        )
    except Unusable:
        return REFUSED
    sys.stdout.buffer.write(became.encode("ascii") + b"\n" + content)
    return 0


def confine() -> None:
    """Give up what is not needed: memory, time, the network."""
    for what, most in LIMITS:
        resource.setrlimit(what, (most, most))
    # Not every machine lets an ordinary process have a network of its own, an empty one; the other
    # limits hold in any case.
    ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)


def picture(data: bytes, media_type: str) -> Rebuilt:
    """A JPEG of its pixels."""
    from integrity.pixels import Limits, rebuild  # noqa: PLC0415 - as above

    limits = Limits(bytes=len(data), jpeg_pixels=MOST_PIXELS, other_pixels=MOST_PIXELS)
    return "image/jpeg", rebuild(data, limits)


def recording(data: bytes, media_type: str) -> Rebuilt:
    """The same sound and pictures in a new container."""
    from integrity.recordings import repack  # noqa: PLC0415 - as above

    return repack(data, media_type)


def paper(data: bytes, media_type: str) -> Rebuilt:
    """A PDF of its pages."""
    from integrity.papers import pages_only  # noqa: PLC0415 - as above

    return media_type, pages_only(data)


REBUILDERS: Final[dict[str, Callable[[bytes, str], Rebuilt]]] = {
    "image": picture,
    "video": recording,
    "audio": recording,
    "application": paper,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
