"""Hours of sound in next to no bytes."""

import struct
from functools import cache

from tests.speech.media import RATE, SHAPES, muxed, packets_of, talk


@cache
def opus_of_hours(hours: float) -> bytes:
    """Ogg Opus of packets of 120 ms, six frames each, that say "silence" in eight bytes (RFC 6716 §3.2.5)."""
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 312, 48_000, 0, 0)
    silence = b"\xfb\x06" + b"\xff" * 6
    return muxed("ogg", "libopus", 48_000, [(silence, 5760 * index) for index in range(int(hours * 30_000))], head)


@cache
def flac_of_hours(hours: float, *, declared: bool = True) -> bytes:
    """FLAC of frames of four seconds that say "all samples are 0" in some fifteen bytes (RFC 9639 §9)."""
    size = 65_535
    count = int(hours * 3600 * RATE / size)
    total = count * size if declared else 0
    info = struct.pack(">HH", size, size) + bytes(6) + struct.pack(">Q", RATE << 44 | 15 << 36 | total) + bytes(16)
    return b"fLaC\x80\0\0\x22" + info + b"".join(_silent_frame(index, size) for index in range(count))


def _silent_frame(index: int, size: int) -> bytes:
    # Sync; block size in 16 bits below, 16 kHz; mono, 16 bits; frame number as UTF-8 writes it; block size - 1.
    head = b"\xff\xf8\x75\x08" + chr(index).encode("utf-8", "surrogatepass") + struct.pack(">H", size - 1)
    head += bytes([_crc(head, 8, 0x07)])
    frame = head + b"\x00\x00\x00"
    return frame + struct.pack(">H", _crc(frame, 16, 0x8005))


def _crc(data: bytes, width: int, polynomial: int) -> int:
    top, mask = 1 << width - 1, (1 << width) - 1
    value = 0
    for byte in data:
        value ^= byte << width - 8
        for _ in range(8):
            value = (value << 1 ^ polynomial) & mask if value & top else value << 1 & mask
    return value


@cache
def adts_of_hours(hours: float) -> bytes:
    """AAC frames, one after the other, with nothing that says how many there are."""
    frames = packets_of(SHAPES["aac"], talk(1) * 0)
    body = max(frames[4:], key=len)
    length = 7 + len(body)
    # ADTS: AAC-LC, 44.1 kHz, one channel, no CRC.
    head = bytes([0xFF, 0xF1, 0x50, 0x40 | length >> 11, length >> 3 & 255, (length & 7) << 5 | 0x1F, 0xFC])
    return (head + body) * int(hours * 3600 * 44_100 / 1024)
