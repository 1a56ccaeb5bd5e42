"""Evidence on its way to the disk of whoever may read it."""

from types import MappingProxyType
from typing import Final

from flask import Response

from integrity.views import Copy

# A file from a stranger: it is saved, never shown as a page of ours (T57).
BOXED_IN: Final = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "X-Robots-Tag": "noindex, noarchive",
    }
)
ENDINGS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/x-wav": "wav",
    "application/pdf": "pdf",
}


def saved(copy: Copy) -> Response:
    """A file to be saved under a name that says nothing."""
    ending = ENDINGS.get(copy.media_type, "bin")
    answer = Response(copy.content, headers=BOXED_IN, mimetype=copy.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="evidence.{ending}"'
    return answer
