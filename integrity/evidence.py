"""Taking in evidence: what was sent, and a copy without what it gives away about the sender.

What a file is, its content says; its name is not even asked for. It is opened by decoders only in
a process of its own (`integrity.rebuilding`), so that a file made to break one breaks nothing else
(security D14, T50 to T57).
"""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Final

import filetype

from integrity.pixels import Unusable
from integrity.rebuilding import REFUSED
from integrity.receipts import Busy
from models.vocabulary import MediaKind

__all__ = ["MOST_BYTES", "MOST_FILES", "Busy", "Evidence", "Unusable", "rebuild"]

MOST_BYTES: Final = 10_000_000
MOST_FILES: Final = 5  # of one report
WAITING: Final = 20.0  # seconds for a turn
WORKING: Final = 30.0  # seconds for one file, of which it may compute 20

# What is taken in, and what it is.
KINDS: Final = {
    "image/jpeg": MediaKind.IMAGE,
    "image/png": MediaKind.IMAGE,
    "image/webp": MediaKind.IMAGE,
    "video/mp4": MediaKind.VIDEO,
    "video/quicktime": MediaKind.VIDEO,
    "audio/mp4": MediaKind.AUDIO,
    "audio/mpeg": MediaKind.AUDIO,
    "audio/x-wav": MediaKind.AUDIO,
    "application/pdf": MediaKind.FILE,
}
# A small film and a recording begin alike; only the decoder tells them apart.
ALIKE: Final = frozenset({MediaKind.VIDEO, MediaKind.AUDIO})

_turns = BoundedSemaphore(2)  # decoders at work at the same time


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file as it came, and the copy officers open.

    `rebuilt` is None when no decoder could read it: then only two persons together open the
    original. `media_type` is that of the copy, or else of the original.
    """

    kind: MediaKind
    media_type: str
    original: bytes = field(repr=False)
    rebuilt: bytes | None = field(repr=False)


def rebuild(data: bytes, *, declared_kind: MediaKind) -> Evidence:
    """Take in one file; FILE declares nothing and takes whatever may come.

    Raises Unusable when it is larger than 10 MB or 25 megapixels, of a kind that is not taken, or
    not what it was declared to be; Busy when too many files are at work.
    """
    if len(data) > MOST_BYTES:
        raise Unusable("too large")
    media_type = filetype.guess_mime(data)
    kind = KINDS.get(media_type or "")
    if media_type is None or kind is None:
        raise Unusable("unknown type")
    if declared_kind not in {kind, MediaKind.FILE} and not {kind, declared_kind} <= ALIKE:
        raise Unusable("not what it was said to be")
    made = _in_a_process(data, media_type)
    if made is None:
        return Evidence(kind, media_type, data, None)
    became, _, rebuilt = made.partition(b"\n")
    media_type = became.decode("ascii")
    return Evidence(KINDS[media_type], media_type, data, rebuilt)


def _in_a_process(data: bytes, media_type: str) -> bytes | None:
    """What the decoders' process made of it; None if it broke or took too long."""
    if not _turns.acquire(timeout=WAITING):
        raise Busy
    result = os.memfd_create("rebuilt")  # in memory: nothing of a report is written to a disk
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "integrity.rebuilding", media_type],
            input=data,
            stdout=result,
            stderr=subprocess.DEVNULL,  # decoders quote what they read
            env={},  # no secret of ours is theirs
            timeout=WORKING,
            check=False,
        )
        if done.returncode == REFUSED:
            raise Unusable("cannot be a picture of this size, or none at all")
        return _read(result) if done.returncode == 0 else None
    except subprocess.TimeoutExpired:
        return None
    finally:
        os.close(result)
        _turns.release()


def _read(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(os.dup(descriptor), "rb") as result:
        return result.read()
