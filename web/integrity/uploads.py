"""Reading a posted form with its files in memory alone: nothing of a report touches a disk.

Flask would put files over half a megabyte into the temporary folder, unsealed.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser

from integrity.contents import Exhibit
from integrity.evidence import MOST_BYTES, MOST_FILES, Unusable, rebuild
from integrity.receipts import Busy
from models.vocabulary import MediaKind
from texts.message import Message
from web.integrity.gate import Again, busy, gate

LARGEST_TEXTS: Final = 400_000  # bytes, of all fields that are not files
LARGEST: Final = MOST_FILES * MOST_BYTES + LARGEST_TEXTS
MOST_PARTS: Final = 200  # fields and files


@dataclass(frozen=True, slots=True, repr=False)
class Sent:
    """A form as it came."""

    fields: MultiDict[str, str]
    files: tuple[bytes, ...]

    def text(self, name: str) -> str:
        """What was written in a field, with the line ends of a text."""
        return self.fields.get(name, "").replace("\r\n", "\n").strip()


@contextmanager
def sent() -> Iterator[Sent]:
    """The form of this request. As long as it is at work, it counts among the few large ones.

    Raises Again when too many are, and 413 before more is read than fits.
    """
    with_files = request.mimetype == "multipart/form-data"
    large = with_files and (request.content_length or LARGEST) > LARGEST_TEXTS
    places = gate().uploads
    if large and not places.acquire(blocking=False):
        raise busy()
    try:
        yield _read(LARGEST if large else LARGEST_TEXTS)
    finally:
        if large:
            places.release()


def exhibits(files: Sequence[bytes]) -> tuple[Exhibit, ...]:
    """The files as evidence, each with a copy without its traces. Raises Again.

    A file that cannot be taken in is told by its position: its name is not even read.
    """
    if len(files) > MOST_FILES:
        raise Again(Message("disclosure.too_many_files"))
    made = []
    for position, content in enumerate(files, 1):
        try:
            made.append(Exhibit(rebuild(content, declared_kind=MediaKind.FILE)))
        except Unusable:
            said = Message("integrity_web.check.refused", {"number": position})
            raise Again(said) from None
        except Busy:
            raise busy() from None
    return tuple(made)


def _read(most: int) -> Sent:
    request.max_content_length = most
    parser = FormDataParser(
        stream_factory=_in_memory, max_form_memory_size=LARGEST_TEXTS, max_form_parts=MOST_PARTS
    )
    how = (request.mimetype, request.content_length, request.mimetype_params)
    _, fields, files = parser.parse(request.stream, *how)
    found = (_content(each) for _, each in files.items(multi=True))
    return Sent(fields, tuple(content for content in found if content))


def _content(file: FileStorage) -> bytes:
    return file.stream.read()


def _in_memory(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None,
    content_length: int | None = None,
) -> IO[bytes]:
    return io.BytesIO()
