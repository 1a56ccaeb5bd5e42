"""Files that tell all they can about whoever made them, for the tests of evidence."""

import io
import math
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import pikepdf
from av.stream import Disposition
from PIL import Image, PngImagePlugin

from models.vocabulary import MediaKind

MODEL, ARTIST, GPS = 0x0110, 0x013B, 0x8825


@dataclass(frozen=True, slots=True)
class File:
    """A file, and what is planted in it."""

    name: str
    kind: MediaKind
    data: bytes
    markers: tuple[str, ...]


def every_file() -> Iterator[File]:
    """Thirty files of every kind that is taken in."""
    for size, mode in (((40, 20), "RGB"), ((300, 200), "L"), ((64, 64), "RGBA"), ((9, 9), "P")):
        for form in ("JPEG", "PNG", "WEBP"):
            if form == "JPEG" and mode in {"RGBA", "P"}:
                continue
            yield _file(f"{form} {mode}", MediaKind.IMAGE, picture, form, size, mode)
    for plant in PAPERS:
        yield _file(f"PDF with {plant}", MediaKind.FILE, paper, plant)
    for container, codec in FILMS:
        yield _file(f"{container} {codec}", MediaKind.VIDEO, film, container, codec)
    for how in SOUNDS:
        yield _file(" ".join(how), MediaKind.AUDIO, sound, *how)


def _file(name: str, kind: MediaKind, make: Callable[..., bytes], *how: object) -> File:
    marker = "CANARY" + "".join(sign for sign in name if sign.isalnum())
    data = make(marker, *how)
    found = tuple(sorted(_planted(data, marker)))
    return File(name, kind, data, found)


def _planted(data: bytes, marker: str) -> set[str]:
    """The planted words that can really be found in the file, so that looking for them can fail."""
    seen = everything_in(data)
    return {f"{marker}-{what}" for what in WHAT if f"{marker}-{what}".encode() in seen}


WHAT = (
    "camera", "artist", "xmp", "comment", "icc", "text", "tail", "author", "script", "attached",
    "note", "thumb", "private", "inside", "old", "field", "title", "place", "maker", "cover",
)  # fmt: skip  # one list


def everything_in(data: bytes) -> bytes:
    """A file's bytes, and for a PDF all that is packed inside it."""
    if not data.startswith(b"%PDF"):
        return data
    found = [data]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            found.append(
                pikepdf.unparse_content_stream([]) + repr(thing).encode("utf-8", "replace")
            )
            if isinstance(thing, pikepdf.Stream):
                found.append(thing.read_raw_bytes())
                try:
                    found.append(thing.read_bytes())
                except pikepdf.PdfError:
                    continue  # a picture: its raw bytes were looked at
    return b"\n".join(found)


# ------------------------------------------------------------------------- pictures


def pixels(size: tuple[int, int] = (40, 20), mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (size[0] // 2, 0, *size))
    return image.convert(mode)


def picture(marker: str, form: str, size: tuple[int, int], mode: str) -> bytes:
    """A picture with a place, a device, an author, comments, a colour profile and a tail."""
    exif = Image.Exif()
    exif[MODEL], exif[ARTIST] = f"{marker}-camera", f"{marker}-artist"
    exif.get_ifd(GPS).update({1: "N", 2: (13.0, 45.0, 0.0), 3: "E", 4: (100.0, 30.0, 0.0)})
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{marker}-xmp</x:xmpmeta>"
    more: dict[str, object] = {"exif": exif, "icc_profile": f"{marker}-icc".encode() * 9}
    if form == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Comment", f"{marker}-text")
        told.add_itxt("XML:com.adobe.xmp", xmp)
        more["pnginfo"] = told
    else:
        more["xmp"] = xmp.encode()
    if form == "JPEG":
        more["comment"] = f"{marker}-comment"
    out = io.BytesIO()
    pixels(size, mode).save(out, form, **more)
    return out.getvalue() + f"{marker}-tail<script>alert(1)</script>".encode()


# ------------------------------------------------------------------------- papers


def paper(marker: str, plant: str) -> bytes:
    """A page of text with one thing hidden in it."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        page.contents_add(b"BT /F1 12 Tf 20 100 Td (seen by everybody) Tj ET")
        PAPERS[plant](pdf, page, marker)
        pdf.save(out)
    return out.getvalue() + f"\n% {marker}-tail\n".encode()


def _described(pdf: pikepdf.Pdf, page: pikepdf.Page, marker: str) -> None:
    pdf.docinfo["/Author"] = f"{marker}-author"
    with pdf.open_metadata() as told:
        told["dc:title"] = f"{marker}-title"


def _scripted(pdf: pikepdf.Pdf, page: pikepdf.Page, marker: str) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{marker}-script')")
    pdf.Root.OpenAction = pdf.make_indirect(action)
    page.obj.AA = pikepdf.Dictionary(O=action)
    tree = pikepdf.Dictionary(Names=pikepdf.Array(["a", action]))
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=tree)


def _attached(pdf: pikepdf.Pdf, page: pikepdf.Page, marker: str) -> None:
    pdf.attachments[f"{marker}-attached.txt"] = f"{marker}-note".encode()


def _annotated(pdf: pikepdf.Pdf, page: pikepdf.Page, marker: str) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9],
        T=f"{marker}-author", Contents=f"{marker}-note",
        A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=f"{marker}-script"),
    )  # fmt: skip  # a key stays beside its value
    page.obj.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))


def _noted(pdf: pikepdf.Pdf, page: pikepdf.Page, marker: str) -> None:
    page.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=f"{marker}-private"))
    page.obj.Metadata = pdf.make_stream(f"<x>{marker}-xmp</x>".encode())
    page.obj.Thumb = pdf.make_stream(f"{marker}-thumb".encode())
    page.obj.LastModified = f"{marker}-old"


def _with_photo(pdf: pikepdf.Pdf, page: pikepdf.Page, marker: str) -> None:
    photo = pdf.make_stream(picture(marker, "JPEG", (40, 20), "RGB"))
    photo.Type, photo.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    photo.Width, photo.Height, photo.BitsPerComponent = 40, 20, 8
    photo.ColorSpace, photo.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    photo.Metadata = pdf.make_stream(f"{marker}-private".encode())
    page.add_resource(photo, pikepdf.Name.XObject, pikepdf.Name.Photo)
    page.contents_add(b"q 40 0 0 20 0 0 cm /Photo Do Q")


def _with_drawing(pdf: pikepdf.Pdf, page: pikepdf.Page, marker: str) -> None:
    drawing = pdf.make_stream(b"0 0 9 9 re f")
    drawing.Type, drawing.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    drawing.BBox = [0, 0, 9, 9]
    drawing.PieceInfo = pikepdf.Dictionary(Private=f"{marker}-private")
    told = pikepdf.Dictionary(Metadata=pdf.make_stream(f"{marker}-xmp".encode()))
    drawing.Resources = pikepdf.Dictionary(Properties=pikepdf.Dictionary(MC0=told))
    page.add_resource(drawing, pikepdf.Name.XObject, pikepdf.Name.Drawing)
    page.contents_add(b"/Drawing Do")


def _filled_in(pdf: pikepdf.Pdf, page: pikepdf.Page, marker: str) -> None:
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx,
            T=f"{marker}-field", TU=f"{marker}-note", V="seen", DA="/Helv 12 Tf",
            Rect=[20, 20, 120, 40],
        )
    )  # fmt: skip  # a key stays beside its value
    page.obj.Annots = pikepdf.Array([field])
    pdf.Root.AcroForm = pikepdf.Dictionary(
        Fields=pikepdf.Array([field]), DA="/Helv 12 Tf", NeedAppearances=True
    )


def _orphaned(pdf: pikepdf.Pdf, page: pikepdf.Page, marker: str) -> None:
    pdf.Root.Earlier = pdf.make_stream(f"{marker}-old".encode())
    pdf.Root.Outlines = pdf.make_indirect(pikepdf.Dictionary(Title=f"{marker}-title"))


PAPERS: dict[str, Callable[[pikepdf.Pdf, pikepdf.Page, str], None]] = {
    "descriptions": _described,
    "scripts": _scripted,
    "attachments": _attached,
    "notes": _annotated,
    "programs' notes": _noted,
    "a photo": _with_photo,
    "a drawing": _with_drawing,
    "a form": _filled_in,
    "older pages": _orphaned,
    "a tail": lambda pdf, page, marker: None,
}

# ------------------------------------------------------------------------- film and sound

FILMS = (
    ("mp4", "libx264"),
    ("mp4", "libx265"),
    ("mp4", "mpeg4"),
    ("mov", "libx264"),
    ("mov", "mpeg4"),
)
SOUNDS = (
    ("mp3", "libmp3lame"),
    ("mp3", "libmp3lame", "cover"),
    ("ipod", "aac"),
    ("mp4", "aac"),
    ("wav", "pcm_s16le"),
)
TOLD = ("title", "comment", "artist")


def film(marker: str, container: str, codec: str) -> bytes:
    """Half a second of film with a title, a place and messages between its pictures."""
    out = io.BytesIO()
    with av.open(out, "w", format=container, options={"movflags": "use_metadata_tags"}) as target:
        _tell(target, marker)
        stream = target.add_stream(codec, rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.metadata["handler_name"] = f"{marker}-maker"
        for number in range(5):
            frame = _frame(pixels((64, 48)))
            frame.pts, frame.time_base = number, Fraction(1, 10)
            target.mux(stream.encode(frame))
        target.mux(stream.encode())
    return out.getvalue()


def sound(marker: str, container: str, codec: str, cover: str = "") -> bytes:
    """A short tone with a title and a comment, and perhaps a cover."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as target:
        _tell(target, marker)
        stream = target.add_stream(codec, rate=44100)
        assert isinstance(stream, av.AudioStream)
        picture_of = target.add_stream("png") if cover else None
        if isinstance(picture_of, av.VideoStream):
            picture_of.width, picture_of.height, picture_of.pix_fmt = 40, 20, "rgb24"
            picture_of.disposition = Disposition.attached_pic
            picture_of.metadata["title"] = f"{marker}-cover"
            target.mux(picture_of.encode(_frame(pixels())))
            target.mux(picture_of.encode())
        form = stream.codec_context.format.name
        tone = [math.sin(each / 20) for each in range(44100 // 4)]
        whole = form.startswith("s16")
        packed = struct.pack(
            f"<{len(tone)}{'h' if whole else 'f'}",
            *(int(each * 20000) if whole else each for each in tone),
        )
        frame = av.AudioFrame(form, "mono", len(tone))
        frame.planes[0].update(packed + bytes(frame.planes[0].buffer_size - len(packed)))
        frame.sample_rate, frame.pts = 44100, 0
        target.mux(stream.encode(frame))
        target.mux(stream.encode())
    return out.getvalue() + (_id3v1(marker) if container == "mp3" else b"")


def _frame(image: Image.Image) -> av.VideoFrame:
    frame = av.VideoFrame(image.width, image.height, "rgb24")
    plane, row = frame.planes[0], image.width * 3
    rows = range(0, len(image.tobytes()), row)
    padding = bytes(plane.line_size - row)
    plane.update(b"".join(image.tobytes()[start : start + row] + padding for start in rows))
    return frame


def _tell(target: av.container.OutputContainer, marker: str) -> None:
    target.metadata.update({name: f"{marker}-{name}" for name in TOLD})
    target.metadata.update({"location": f"{marker}-place", "copyright": f"{marker}-author"})


def _id3v1(marker: str) -> bytes:
    return struct.pack("3s30s30s30s4s30sB", b"TAG", f"{marker}-old".encode(), b"", b"", b"", b"", 0)
