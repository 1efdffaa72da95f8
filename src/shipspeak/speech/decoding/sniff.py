"""What kind of file this is, from its first bytes alone. Names and declared types are never asked. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from shipspeak.speech.errors import Empty, NotARecording, Playlist, Truncated
from shipspeak.speech.model import ByteSource

HEAD = 4096
"""Bytes looked at, from the start and from the end of an ID3 tag."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A container that may be opened."""

    name: str
    """As people call it: "m4a"."""
    demuxer: str
    """As libavformat calls it: "mov". It is forced, so nothing is ever guessed from content by the decoder."""


def sniff(source: ByteSource) -> Kind:
    """Errors: Empty, Truncated (a tag that fills the file), Playlist, NotARecording."""
    if source.size == 0:
        raise Empty
    offset = 0
    # An ID3v2 tag may stand before mp3, aac and flac; some writers leave two. https://id3.org/id3v2.4.0-structure §3.1
    for _ in range(4):
        head = source.read(offset, HEAD)
        if head[:3] != b"ID3" or len(head) < 10:
            break
        size = head[6:10]
        offset += 10 + (size[0] & 127) * 2**21 + (size[1] & 127) * 2**14 + (size[2] & 127) * 2**7 + (size[3] & 127)
        if offset >= source.size:
            raise Truncated(seconds=0)
    head = source.read(offset, HEAD)
    for kind, looks_right in _TAGGED if offset else _TAGGED + _PLAIN:
        if looks_right(head):
            return _called(kind, head)
    if _PLAYLIST.match(source.read(0, HEAD)):
        raise Playlist
    what = next((what for mark, what in _OTHERS if mark.match(head)), None)
    raise NotARecording(what=what) if what else NotARecording


def is_recording(head: bytes) -> bool:
    """Is this for `decode`, rather than a text that may be a transcript? `head`: the first bytes, the more the better.

    True for playlists and for other things that are no text, so that `decode` gets to say what they are.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    if head.startswith(b"ID3") or any(looks_right(head) for _, looks_right in _TAGGED + _PLAIN):
        return True
    return not head or b"\0" in head or bool(_PLAYLIST.match(head)) or any(mark.match(head) for mark in _BINARY)


def _called(kind: Kind, head: bytes) -> Kind:
    if kind.demuxer == "mov":
        return Kind(_BRANDS.get(head[8:12], "mp4"), "mov")
    if kind.demuxer == "matroska":
        return Kind("webm" if b"webm" in head[:64] else "mkv", "matroska")
    if kind.demuxer == "ogg":
        return Kind("opus" if b"OpusHead" in head[:64] else "ogg", "ogg")
    return kind


_BRANDS = {b"M4A ": "m4a", b"M4B ": "m4a", b"qt  ": "mov", b"3gp4": "3gp", b"3gp5": "3gp", b"3gp6": "3gp"}


def _is_mp3(head: bytes) -> bool:
    """Two MPEG audio frame headers, the second where the first says (ISO/IEC 11172-3 §2.4.1.3): two bytes of
    sync alone turn up in one of two thousand random files.
    """
    if not _is_frame(head):
        return False
    second = head[_frame_length(head) :]
    return _is_frame(second) if len(second) >= 4 else len(head) < HEAD


def _is_frame(head: bytes) -> bool:
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, bitrate, rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer in (1, 2) and 0 < bitrate < 15 and rate != 3


def _frame_length(head: bytes) -> int:
    """Bytes of a layer II or III frame."""
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate = _BITRATES[version == 3, layer][(head[2] >> 4) - 1] * 1000
    rate = (44_100, 48_000, 32_000)[head[2] >> 2 & 3] // {3: 1, 2: 2, 0: 4}[version]
    samples = 576 if layer == 1 and version != 3 else 1152
    return samples // 8 * bitrate // rate + (head[2] >> 1 & 1)


_BITRATES = {
    (True, 1): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (False, 1): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""kbit/s by (MPEG-1, layer bits)."""


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(marks)


def _has(outer: tuple[bytes, ...], inner: tuple[bytes, ...]) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(outer) and head[8:12] in inner


_TAGGED: tuple[tuple[Kind, Callable[[bytes], bool]], ...] = (
    (Kind("mp3", "mp3"), _is_mp3),
    # ADTS (ISO/IEC 13818-7 §6.2): twelve bits of sync, layer 0, a sampling rate that exists.
    (
        Kind("aac", "aac"),
        lambda head: len(head) > 7 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0 and head[2] >> 2 & 15 < 13,
    ),
    (Kind("flac", "flac"), _starts(b"fLaC")),
)
_PLAIN: tuple[tuple[Kind, Callable[[bytes], bool]], ...] = (
    (Kind("wav", "wav"), _has((b"RIFF", b"RF64", b"BW64"), (b"WAVE",))),
    (Kind("w64", "w64"), _starts(bytes.fromhex("726966662e91cf11a5d628db04c10000"))),
    (Kind("aiff", "aiff"), _has((b"FORM",), (b"AIFF", b"AIFC"))),
    (Kind("ogg", "ogg"), _starts(b"OggS")),
    (Kind("mkv", "matroska"), _starts(b"\x1a\x45\xdf\xa3")),
    (Kind("mp4", "mov"), lambda head: head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")),
    (Kind("amr", "amr"), _starts(b"#!AMR")),
)

_PLAYLIST = re.compile(
    rb"(?is)(\xef\xbb\xbf)?\s*(#EXTM3U|ffconcat|\[playlist\]|<\?xml.{0,1000}<(MPD|smil|playlist)\b|<(MPD|smil)\b|v=0\s+o=|"
    rb"RTSPtext|SMILtext|\[Reference\]|<ASX\b|(file|https?|rtsp)://)"
)
_OTHERS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"PK[\x03\x05]"), "a ZIP archive or an office document"),
    (re.compile(rb"\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd"), "a packed archive"),
    (re.compile(rb"%PDF"), "a PDF document"),
    (re.compile(rb"\x7fELF|MZ.\0|\xcf\xfa\xed\xfe|#!", re.DOTALL), "a program"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF.{4}WEBP|II\*\0|MM\0\*|BM.{4}\0{4}", re.DOTALL), "a picture"),
    (re.compile(rb"\x30\x26\xb2\x75"), "a Windows Media file"),
    (re.compile(rb"RIFF.{4}AVI ", re.DOTALL), "an AVI video"),
    (re.compile(rb"FLV\x01"), "a Flash video"),
    (re.compile(rb"(?i)(\xef\xbb\xbf)?\s*<(!doctype|html|svg|\?xml)"), "a web page or XML document"),
    (re.compile(rb"[\t\n\r\x20-\x7e\x80-\xff]{16,}\Z"), "a text"),
    (re.compile(rb"\0+\Z"), "a run of zero bytes"),
)
_BINARY = tuple(mark for mark, _ in _OTHERS[:8])
"""Those of them that are surely no text, even without a zero byte in the first few thousand."""
