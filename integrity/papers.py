"""Copying the pages of a PDF and nothing else: no author, history, script, form or attachment."""

import io
from typing import Final

from pikepdf import Array, Dictionary, Name, Pdf, Stream

# What a page needs to look as it does.
OF_A_PAGE: Final = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents"}
)
# What any part of a page may carry besides: descriptions, programs' own notes, dates, actions.
NEVER: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/Thumb", "/OPI", "/Alternates")
# Pictures that are files of their own inside the page, with room for notes.
OPAQUE: Final = frozenset({"/DCTDecode", "/JPXDecode"})

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_TELLING = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})  # APP1-13, APP15 and comments


def pages_only(data: bytes) -> bytes:
    """A PDF of the same pages, as one sees them on a screen.

    Raises pikepdf.PdfError if it cannot be read, ValueError if it may hold notes we do not find.
    """
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(data)) as source, Pdf.new() as target:
        if "/AcroForm" in source.Root:  # what was filled in becomes part of the page
            source.acroform.generate_appearances_if_needed()
        source.flatten_annotations("screen")
        target.pages.extend(source.pages)
        for page in target.pages:
            for key in set(page.obj.keys()) - OF_A_PAGE:
                del page.obj[key]
        for thing in target.objects:
            _silence(thing)
        target.remove_unreferenced_resources()
        target.save(out, deterministic_id=True)
    return out.getvalue()


def _silence(thing: object) -> None:
    """Take what tells out of an object and of all that is written inside it."""
    if isinstance(thing, Array):
        parts = list(thing)
    elif isinstance(thing, Dictionary | Stream):
        for key in NEVER:
            if key in thing:
                del thing[key]
        parts = [thing[key] for key in thing.keys()]  # noqa: SIM118 - it is no mapping
    else:
        return
    for part in parts:
        if not getattr(part, "is_indirect", False):  # those come by themselves
            _silence(part)
    if isinstance(thing, Stream) and thing.get("/Subtype") == Name.Image:
        _silence_picture(thing)


def _silence_picture(picture: Stream) -> None:
    filters = picture.get("/Filter")
    names = [str(name) for name in (filters if isinstance(filters, Array) else [filters])]
    if not OPAQUE.intersection(names):
        return
    if names != ["/DCTDecode"]:
        raise ValueError("a picture that may hold notes we do not find")
    bare, how = bare_jpeg(picture.read_raw_bytes()), picture.get("/DecodeParms")
    parameters = how if isinstance(how, Dictionary | Array) else None
    picture.write(bare, filter=Name.DCTDecode, decode_parms=parameters)


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG without its notes (place, device, comment); its picture is not touched.

    Raises ValueError if it is not a JPEG.
    """
    if data[:2] != bytes((0xFF, _SOI)):
        raise ValueError("not a JPEG")
    kept, at = bytearray(data[:2]), 2
    while data[at] == 0xFF and data[at + 1] != _SOS:  # noqa: PLR2004 - every marker begins so
        length = 0 if data[at + 1] in _BARE else int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] not in _TELLING:
            kept += data[at : at + 2 + length]
        at += 2 + length
    end = data.rfind(bytes((0xFF, _EOI)))  # whatever hangs behind it goes
    return bytes(kept + data[at : end + 2 if end > at else len(data)])
