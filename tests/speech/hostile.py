"""Files that mean harm, or came to harm: made on the spot, the same every time.

Each is bytes and the errors that it may end in; None among them means that it may also decode.
"""

import gzip
import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from shipspeak.speech import (
    Damaged,
    Empty,
    NoSound,
    NotARecording,
    Playlist,
    Protected,
    Silent,
    SpeechError,
    TooHard,
    TooLong,
    TooManyChannels,
    TooManyTracks,
    TooShort,
    Truncated,
    UnknownCodec,
)
from tests.speech.bombs import adts_of_hours, flac_of_hours, opus_of_hours
from tests.speech.media import RATE, Shape, encoded, film_without_sound, muxed, recording, talk

Ends = tuple[type[SpeechError] | None, ...]
BROKEN: Ends = (Damaged, Truncated, TooShort, NotARecording)
"""All of these tell the truth about a file that is damaged at a random place."""


CONTAINERS = ("wav", "mp3", "m4a", "mp4", "aac", "webm", "mkv", "ogg", "opus", "flac", "aiff")


@dataclass(frozen=True)
class Case:
    name: str
    data: Callable[[], bytes]
    ends: Ends


def cases(canary: str, url: str) -> Iterator[Case]:
    """canary: path of a file whose content must never come out; url: an address that must never be asked for."""
    yield from _not_media()
    yield from _pointers(canary, url)
    yield from _lies(canary, url)
    yield from _bombs()


def slow_bombs() -> Iterator[Case]:
    """Those that take seconds to make."""
    yield Case("ten hours of opus in two megabytes", lambda: opus_of_hours(10), (TooLong,))
    yield Case("four hours of flac that does not say so", lambda: flac_of_hours(4.1, declared=False), (TooLong,))
    yield Case("ten hours of aac in a row", lambda: adts_of_hours(10), (TooLong, TooHard))


def truncated(names: tuple[str, ...], points: tuple[float, ...]) -> Iterator[Case]:
    """Containers cut at these shares of their length; near the end they may still hold ten seconds."""
    for name in names:
        for point in points:
            ends: Ends = (*BROKEN, None) if point > 0.7 else BROKEN
            yield Case(f"{name} cut at {point:.0%}", lambda name=name, point=point: _cut(recording(name), point), ends)


def flipped(seeds: range) -> Iterator[Case]:
    """Every container with one byte in two hundred changed."""
    for name in CONTAINERS:
        for seed in seeds:
            yield Case(
                f"{name} with bytes changed {seed}",
                lambda name=name, seed=seed: _noisy(recording(name), seed),
                (*BROKEN, None, NoSound, UnknownCodec, Protected, TooHard, TooManyChannels, TooLong, Silent),
            )


def _cut(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def _noisy(data: bytes, seed: int) -> bytes:
    noise = random.Random(seed)
    changed = bytearray(data)
    for _ in range(len(data) // 200):
        changed[noise.randrange(len(data))] = noise.randrange(256)
    return bytes(changed)


def _not_media() -> Iterator[Case]:
    def case(name: str, data: Callable[[], bytes], end: type[SpeechError] = NotARecording) -> Case:
        return Case(name, data, (end,))

    yield case("nothing", lambda: b"", Empty)
    yield case("one byte", lambda: b"R")
    yield case("zero bytes", lambda: bytes(65_536))
    yield case("random bytes", lambda: random.Random(7).randbytes(65_536))
    yield case("text", lambda: b"We talked about the roadmap for an hour.\n" * 100)
    yield case("web page", lambda: b"<!doctype html><video src=meeting.mp4></video>")
    yield case("web page and mp4", lambda: b"<html>".ljust(32) + recording("m4a"))
    yield case("drawing that asks for a file", lambda: b"<svg xmlns='x'><image href='file:///etc/passwd'/></svg>")
    yield case("zip", _zip)
    yield case("zip and mp3", lambda: _zip() + recording("mp3"))
    yield case("pdf", lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")
    yield case("program", lambda: b"\x7fELF\x02\x01\x01" + bytes(100))
    yield case("script", lambda: b"#!/bin/sh\nrm -rf /\n")
    yield case("gzip bomb", lambda: gzip.compress(bytes(20_000_000)))
    yield case("picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100))
    yield case("avi", lambda: b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(100))
    yield case("windows media", lambda: bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + bytes(100))
    yield case("subtitles made of pictures", lambda: b"# VobSub index file, v7\ntimestamp: 00:00:01:000, filepos: 0\n")
    yield case("id3 tag larger than the file", lambda: b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + recording("mp3"), Truncated)
    yield case("id3 tag and a zip", lambda: b"ID3\x04\x00\x00\x00\x00\x00\x00" + _zip())
    yield case("twenty id3 tags", lambda: b"ID3\x04\x00\x00\x00\x00\x00\x00" * 20 + recording("mp3"))
    yield case("mp3 sync and noise", lambda: b"\xff\xfb\x90\x64" + random.Random(3).randbytes(40_000))


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("meeting.txt", "hello")
    return packed.getvalue()


def _pointers(canary: str, url: str) -> Iterator[Case]:
    def case(name: str, text: str) -> Case:
        return Case(name, text.encode, (Playlist,))

    for kind, target in (("file", f"file://{canary}"), ("path", canary), ("http", url)):
        yield case(f"hls to a {kind}", f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{target}\n#EXT-X-ENDLIST\n")
        yield case(f"concat of a {kind}", f"ffconcat version 1.0\nfile '{target}'\n")
    yield case("hls after a byte order mark", f"\ufeff#EXTM3U\n#EXTINF:10,\n{canary}\n")
    yield case("hls with a key", f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{url}"\n#EXTINF:1,\ndata:audio/wav,A\n')
    yield case("dash", f'<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg"><BaseURL>{url}</BaseURL></MPD>')
    yield case("sdp", "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=audio 5004 RTP/AVP 0\r\n")
    yield case("pls", f"[playlist]\nFile1={url}\n")
    yield case("smil", f"<smil><body><audio src='{url}'/></body></smil>")
    yield case("asx", f"<ASX version='3.0'><entry><ref href='{url}'/></entry></ASX>")
    yield case("bare address", url)
    for place, target in (("in another file", f"file://{canary}"), ("on the web", url)):
        reference = _box(b"url ", bytes(4) + f"{target}\0".encode())
        yield Case(f"mp4 whose sound lies {place}", lambda reference=reference: _elsewhere(reference), BROKEN)
    alias = _box(b"alis", bytes(4) + bytes(150) + canary.encode() + bytes(60))
    yield Case("mov with an alias", lambda: _elsewhere(alias), BROKEN)
    link = _box(b"rdrf", bytes(4) + b"url " + struct.pack(">I", len(url)) + url.encode())
    movie = _box(b"ftyp", b"qt  " + bytes(4)) + _box(b"moov", _box(b"rmra", _box(b"rmda", link)))
    yield Case("mov that is a reference movie", lambda: movie, BROKEN)


def _elsewhere(reference: bytes) -> bytes:
    """An m4a whose data reference is replaced, its sound cut off."""
    data = recording("m4a")
    old = _box(b"url ", b"\0\0\0\1")
    assert data.count(old) == 1
    moov = data[data.index(b"moov") - 4 :].replace(old, reference)
    # The sizes of the boxes around it grow: moov, trak, mdia, minf, dinf, dref.
    grown = bytearray(moov)
    for name in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        at = moov.index(name) - 4
        grown[at : at + 4] = struct.pack(">I", struct.unpack(">I", moov[at : at + 4])[0] + len(reference) - len(old))
    return data[: data.index(b"mdat") - 4] + bytes(grown)


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body


def _wav(
    *, channels: int = 1, rate: int = RATE, bits: int = 16, tag: int = 1, size: int | None = None, data: bytes = b""
) -> bytes:
    data = data or talk(12).tobytes()
    width = channels * bits // 8
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * width & 0xFFFFFFFF, width & 0xFFFF, bits)
    length = len(data) if size is None else size
    head = b"RIFF" + struct.pack("<I", length + 36 & 0xFFFFFFFF) + b"WAVEfmt \x10\0\0\0" + form
    return head + b"data" + struct.pack("<I", length) + data


def _lies(canary: str, url: str) -> Iterator[Case]:
    yield Case("wav of four gigabytes", lambda: _wav(size=0xFFFFFFF0), (None,))
    yield Case("wav of unknown length", lambda: _wav(size=0xFFFFFFFF), (None,))
    yield Case("wav without channels", lambda: _wav(channels=0), BROKEN)
    yield Case("wav of 64 channels", lambda: _wav(channels=64), (TooManyChannels,))
    yield Case("wav of 65535 channels", lambda: _wav(channels=65_535), (TooManyChannels, *BROKEN))
    yield Case("wav at 1 Hz", lambda: _wav(rate=1), BROKEN)
    yield Case("wav at 10 MHz", lambda: _wav(rate=10_000_000), BROKEN)
    yield Case("wav at 4 GHz", lambda: _wav(rate=0xFFFFFFFF), BROKEN)
    yield Case("wav at 0 Hz", lambda: _wav(rate=0), BROKEN)
    yield Case("wav of 0 bits", lambda: _wav(bits=0), (UnknownCodec, *BROKEN))
    yield Case("wav of an unknown codec", lambda: _wav(tag=0x4242), (UnknownCodec, *BROKEN))
    yield Case("wav with video inside", lambda: _wav(tag=0x0160), (UnknownCodec, *BROKEN))
    yield Case("wav of zeros", lambda: _wav(data=bytes(24 * RATE)), (Silent,))
    yield Case("wav of a constant", lambda: _wav(data=b"\x10\x27" * 12 * RATE), (Silent,))
    yield Case("wav with one click", lambda: _wav(data=bytes(RATE) + b"\xff\x7f" + bytes(23 * RATE)), (Silent,))
    yield Case("wav of NaN", lambda: _floats(np.nan), (Silent,))
    yield Case("wav of infinity", lambda: _floats(np.inf), (Silent,))
    yield Case("wav with a huge format", lambda: b"RIFF\xff\xff\xff\x7fWAVEfmt \xff\xff\xff\x7f" + bytes(4096), BROKEN)
    rf64 = b"RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0" + b"\xff" * 28
    yield Case("rf64 of 16 exabytes", lambda: rf64 + _wav()[12:], (None, *BROKEN))
    yield Case("w64 with a broken chunk", lambda: recording("w64")[:24] + b"\xff" * 64, BROKEN)
    yield Case("aiff at a strange rate", lambda: _aiff_rate(b"\x7f\xff" + b"\xff" * 8), (*BROKEN, TooHard))
    yield Case("flac at 0 Hz", _flac_rate, (None, *BROKEN))
    yield Case("mp3 that claims ten hours", lambda: _claims(recording("mp3")), (None,))
    isom = _box(b"ftyp", b"isom" + bytes(4))
    yield Case("mp4 with a box of eight exabytes", lambda: isom + b"\0\0\0\1moov\x7f" + b"\xff" * 7, BROKEN)
    yield Case("mp4 nested five thousand deep", lambda: isom + _deep(5000), BROKEN)
    yield Case("mp4 of four billion samples", lambda: _counts(b"stsz", 8), (*BROKEN, TooHard, None))
    yield Case("mp4 of four billion chunks", lambda: _counts(b"stco", 4), (*BROKEN, TooHard, None))
    yield Case("mp4 of four billion times", lambda: _counts(b"stts", 4), (*BROKEN, TooHard, None))
    yield Case("mp4 whose samples last for years", _years, (*BROKEN, TooLong, None))
    yield Case("mp4 without its index", lambda: recording("m4a")[: recording("m4a").index(b"moov") - 4], (Truncated,))
    yield Case("mp4 encrypted", lambda: recording("m4a").replace(b"mp4a", b"enca", 1), (Protected,))
    yield Case("m4p from a shop", lambda: recording("m4a").replace(b"mp4a", b"drms", 1), (Protected,))
    yield Case("film without sound", film_without_sound, (NoSound,))
    yield Case("webm of unknown size", lambda: recording("webm")[:4] + b"\x01" + b"\xff" * 7 + bytes(64), BROKEN)
    yield Case("webm nested deep", lambda: recording("webm")[:300] + b"\xa0\x01\0\0\0\0\0\xff\xff" * 5000, BROKEN)
    yield Case("ogg of empty pages", lambda: recording("ogg")[:27] + b"OggS\0" * 20_000, BROKEN)
    theora = (*BROKEN, NoSound, UnknownCodec)
    yield Case("ogg with a film's header", lambda: recording("ogg").replace(b"\x7fFLAC", b"\x80theo", 1), theora)
    yield Case("amr of noise", lambda: b"#!AMR\n" + random.Random(5).randbytes(20_000), (*BROKEN, None, TooHard))
    plain = Shape("matroska", "pcm_s16le", RATE)
    yield Case("seventeen tracks", lambda: encoded(plain, [talk(11)[None]] * 17), (TooManyTracks,))
    yield Case("wrong name", lambda: recording("flac"), (None,))
    title = b"INFOINAM" + struct.pack("<I", 188) + f"{canary} {url}".encode().ljust(188)[:188]
    yield Case("canary in the title", lambda: _wav() + b"LIST" + struct.pack("<I", 200) + title, (None,))


def _floats(value: float) -> bytes:
    return _wav(tag=3, bits=32, data=np.full(12 * RATE, value, np.float32).tobytes())


def _aiff_rate(rate: bytes) -> bytes:
    data = bytearray(recording("aiff"))
    at = data.index(b"COMM") + 16
    data[at : at + 10] = rate
    return bytes(data)


def _flac_rate() -> bytes:
    data = bytearray(recording("flac"))
    # STREAMINFO: 20 bits of sampling rate after 10 bytes of block and frame sizes.
    data[18:20] = b"\0\0"
    data[20] &= 0x0F
    return bytes(data)


def _claims(mp3: bytes) -> bytes:
    at = max(mp3.find(b"Xing"), mp3.find(b"Info"))
    return mp3[: at + 8] + struct.pack(">I", 10 * 3600 * 44_100 // 1152) + mp3[at + 12 :]


def _deep(levels: int) -> bytes:
    box = b""
    for _ in range(levels):
        box = _box(b"moov", box)
    return box


def _counts(table: bytes, offset: int) -> bytes:
    data = bytearray(recording("m4a"))
    at = data.index(table) + 4 + offset
    data[at : at + 4] = b"\xff\xff\xff\xff"
    return bytes(data)


def _years() -> bytes:
    data = bytearray(recording("m4a"))
    at = data.index(b"stts") + 12 + 4
    data[at : at + 4] = b"\x7f\xff\xff\xff"
    return bytes(data)


def _bombs() -> Iterator[Case]:
    yield Case("ten hours of flac in a quarter megabyte", lambda: flac_of_hours(10), (TooLong,))
    step = 540 * RATE
    second = talk(1).tobytes()
    yield Case(
        "webm that jumps nine minutes at each packet",
        lambda: muxed("matroska", "pcm_s16le", RATE, [(second, index * step) for index in range(60)]),
        (TooLong,),
    )
