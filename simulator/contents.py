"""Files that people sent: kept for download, not ready at first if asked, gone when unsent."""

import base64
import io
import math
from dataclasses import dataclass

from PIL import Image, ImageDraw, UnidentifiedImageError

from simulator.exchange import Refused

SAMPLE_TYPES = {"video": "video/mp4", "audio": "audio/x-m4a", "file": "application/pdf"}
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}


@dataclass(frozen=True, slots=True)
class Content:
    """One stored file."""

    data: bytes
    content_type: str
    ready_at: float


class Contents:
    """Stored files by message id; every method is called under the platform's lock."""

    def __init__(self) -> None:
        self._files: dict[str, Content | None] = {}

    def keep(self, message_id: str, content: Content) -> None:
        """Store what a person sent."""
        self._files[message_id] = content

    def erase(self, message_id: str) -> None:
        """The person unsent it: from now on it is gone."""
        if message_id in self._files:
            self._files[message_id] = None

    def find(self, message_id: str) -> Content:
        """The file; raises Refused(404) for an unknown id and Refused(410) for an unsent one."""
        if message_id not in self._files:
            raise Refused(404, "Not found")
        content = self._files[message_id]
        if content is None:
            raise Refused(410, "Gone")
        return content


def decoded(data: str | None) -> bytes | None:
    """Bytes from base64; None stays None. Raises Refused(400)."""
    try:
        return None if data is None else base64.b64decode(data, validate=True)
    except ValueError:
        raise Refused(400, "data must be base64") from None


def image_type(data: bytes) -> str:
    """The content type of an image; what is no image passes as JPEG, as a broken upload would."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return _TYPES.get(image.format or "", "image/jpeg")
    except (UnidentifiedImageError, OSError):
        return "image/jpeg"


def sample_photo(seed: int, *, width: int = 720, height: int = 540) -> bytes:
    """A drawn street with a pothole; every seed gives another picture."""
    sky = (150 + seed * 37 % 80, 190 + seed * 23 % 50, 225)
    image = Image.new("RGB", (width, height), sky)
    draw = ImageDraw.Draw(image)
    horizon = height * 5 // 9
    for index in range(9):
        tall = horizon // 4 + int(abs(math.sin(seed + index * 1.7)) * horizon // 2)
        left, shade = index * width // 8 - 20, 120 + (index * 31 + seed * 17) % 90
        draw.rectangle((left, horizon - tall, left + width // 9, horizon), (shade, shade - 8, 110))
    draw.rectangle((0, horizon, width, height), (96, 96, 100))
    for index in range(6):
        left = index * width // 5 - seed * 29 % 90
        draw.rectangle(
            (left, horizon + height // 5, left + 70, horizon + height // 5 + 10), "white"
        )
    x, y = width // 3 + seed * 61 % (width // 3), height * 4 // 5
    draw.ellipse((x - 90, y - 34, x + 90, y + 34), (52, 48, 46))
    draw.ellipse((x - 66, y - 18, x + 70, y + 26), (30, 28, 28))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def sample_file(kind: str) -> bytes:
    """A few bytes that pass for a video, a sound or a document."""
    heads = {
        "video": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom",
        "audio": b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42",
        "file": b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n",
    }
    return heads[kind]


def preview(content: Content) -> Content:
    """A thumbnail, as LINE makes one of images and videos."""
    data = content.data
    if not content.content_type.startswith("image/"):
        return Content(sample_photo(1, width=240, height=180), "image/jpeg", content.ready_at)
    try:
        with Image.open(io.BytesIO(data)) as image:
            small = image.convert("RGB")
            small.thumbnail((240, 240))
    except (UnidentifiedImageError, OSError):
        return content
    out = io.BytesIO()
    small.save(out, "JPEG", quality=75)
    return Content(out.getvalue(), "image/jpeg", content.ready_at)
