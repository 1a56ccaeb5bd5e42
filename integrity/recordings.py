"""Packing sound and film anew: the same streams, without titles, places, devices and covers."""

import io
import re
from typing import Final

import av
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer, OutputContainer
from av.stream import Disposition, Stream

# The demuxer is named, never guessed: others would follow addresses written in the file.
DEMUXERS: Final = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "audio/mp4": "mov",
    "audio/mpeg": "mp3",
    "audio/x-wav": "wav",
}
MUXERS: Final = {
    "video/mp4": "mp4",
    "audio/mp4": "ipod",
    "audio/mpeg": "mp3",
    "audio/x-wav": "wav",
}
# Nothing of the muxer's own, and no header that could hold a title.
BARE: Final = {
    "mp3": {"fflags": "+bitexact", "write_xing": "0", "id3v2_version": "0"},
}
PLAIN: Final = {"fflags": "+bitexact"}
# Cameras write messages between the pictures of a film: time, place, the encoder's settings.
WITHOUT_MESSAGES: Final = {
    "h264": "filter_units=remove_types=6",
    "hevc": "filter_units=remove_types=39|40",
}

_STARTS: Final = re.compile(b"\0\0+\1")  # where a unit of a film begins
_HEVC_MESSAGES: Final = frozenset({39, 40})


def repack(data: bytes, media_type: str) -> tuple[str, bytes]:
    """The streams of sound and film and nothing else, and what it now is. Raises av.FFmpegError."""
    out = io.BytesIO()
    with av.open(io.BytesIO(data), "r", format=DEMUXERS[media_type]) as source:
        streams = [s for s in source.streams if _is_shown(s)]
        became = _what_it_is(media_type, streams)
        muxer = MUXERS[became]
        with av.open(out, "w", format=muxer, options=BARE.get(muxer, PLAIN)) as target:
            _copy(source, target, streams)
    return became, out.getvalue()


def _is_shown(stream: Stream) -> bool:
    """Whether it is sound or film; a cover picture and a track of places are neither."""
    cover = bool(stream.disposition & Disposition.attached_pic)
    return stream.type in {"video", "audio"} and not cover


def _what_it_is(media_type: str, streams: list[Stream]) -> str:
    if DEMUXERS[media_type] != "mov":
        return media_type
    return "video/mp4" if any(s.type == "video" for s in streams) else "audio/mp4"


def _copy(source: InputContainer, target: OutputContainer, streams: list[Stream]) -> None:
    if not streams:
        raise ValueError("nothing to see or hear")
    to = {s.index: target.add_stream_from_template(s) for s in streams}
    for stream in to.values():
        stream.metadata.clear()
    filters = {s.index: _filter(s, to[s.index]) for s in streams if _codec(s) in WITHOUT_MESSAGES}
    for packet in source.demux(streams):
        if packet.dts is None:  # the empty one that ends a stream
            continue
        index = packet.stream.index
        for bare in filters[index].filter(packet) if index in filters else (packet,):
            bare.stream = to[index]
            target.mux(bare)


def _codec(stream: Stream) -> str:
    return stream.codec_context.name


def _filter(source: Stream, target: Stream) -> BitStreamFilterContext:
    made = BitStreamFilterContext(WITHOUT_MESSAGES[_codec(source)], source, target)
    beginning = target.codec_context.extradata
    if _codec(source) == "hevc" and beginning:
        target.codec_context.extradata = unannounced(beginning)
    return made


def unannounced(beginning: bytes) -> bytes:
    """What an HEVC film says before its first picture, without the messages in it.

    The filter reads only what comes between the pictures; what it leaves is in the form of ITU-T
    H.265, annex B.
    """
    units = [unit for unit in _STARTS.split(beginning) if unit]
    kept = [unit for unit in units if (unit[0] >> 1) & 0x3F not in _HEVC_MESSAGES]
    return b"".join(b"\0\0\0\1" + unit for unit in kept)
