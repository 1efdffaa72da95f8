"""Why a recording cannot be heard, as far as its own bytes tell."""

import re
from typing import Protocol

import av

SCAN = 8 * 1024 * 1024
"""Bytes of an index that are searched for the marks of copy protection: the descriptions stand before the tables
of all but the longest films."""


class Readable(Protocol):
    """A file object that can also be looked into without moving."""

    size: int

    def read(self, count: int, /) -> bytes: ...

    def seek(self, offset: int, whence: int = 0, /) -> int: ...

    def tell(self) -> int: ...

    def peek(self, offset: int, count: int) -> bytes: ...


class Ended(Exception):
    """Decoding cannot go on, for a reason that the parent has a sentence for."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


def diagnose(recording: Readable, container: str, error: Exception) -> Ended:
    """The reason behind an error of libavformat or libavcodec."""
    if isinstance(error, (av.MemoryError, MemoryError)):
        return Ended("memory")
    if container == "mov" and _index_is_missing(recording):
        return Ended("cut")
    return Ended("damaged")


def protected(recording: Readable, container: str) -> bool:
    """Encrypted, as the file itself says. MP4: a sample description of type `enca` (ISO/IEC 14496-12 §8.12), Apple's
    `drms` or Audible's `aavd`. Matroska: ContentEncryption (0x5035) in ContentEncodings (0x6D80), RFC 9559 §5.1.4.1.31.
    """
    if container == "mov":
        return any(
            _ENCRYPTED.search(recording.peek(offset, min(length, SCAN)))
            for name, offset, length in boxes(recording)
            if name == b"moov"
        )
    return container == "matroska" and bool(_ENCODED.search(recording.peek(0, 64 * 1024)))


# Type, version and flags, one entry, its size, its type.
_ENCRYPTED = re.compile(rb"stsd\0{4}\0{3}\x01.{4}(enca|drms|aavd)", re.DOTALL)
_ENCODED = re.compile(rb"\x6d\x80.{1,40}\x50\x35", re.DOTALL)


def _index_is_missing(recording: Readable) -> bool:
    return all(name != b"moov" or offset + length > recording.size for name, offset, length in boxes(recording))


def boxes(recording: Readable) -> list[tuple[bytes, int, int]]:
    """(name, offset, length) of the boxes at the top of an MP4, a hundred at most."""
    found: list[tuple[bytes, int, int]] = []
    offset = 0
    while offset + 8 <= recording.size and len(found) < 100:
        head = recording.peek(offset, 16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = recording.size - offset
        if length < 8:
            break
        found.append((head[4:8], offset, length))
        offset += length
    return found
