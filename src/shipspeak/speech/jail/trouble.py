"""Why a recording cannot be heard, as far as its own bytes tell."""

from typing import Protocol

import av

SCAN = 8 * 1024 * 1024
"""Bytes of an index that are searched for the marks of copy protection."""


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
    if protected(recording, container):
        return Ended("protected")
    if container == "mov" and _index_is_missing(recording):
        return Ended("cut")
    return Ended("damaged")


def protected(recording: Readable, container: str) -> bool:
    """Encrypted, judging by the boxes (MP4: ISO/IEC 23001-7 `enca`, `sinf`; Apple's `drms`) or elements
    (Matroska: ContentEncryption 0x5035 inside ContentEncodings 0x6D80) that announce it.
    """
    if container == "mov":
        return any(
            mark in recording.peek(offset, min(length, SCAN))
            for name, offset, length in _boxes(recording)
            if name == b"moov"
            for mark in (b"enca", b"drms", b"aavd", b"sinf")
        )
    if container == "matroska":
        head = recording.peek(0, 64 * 1024)
        return b"\x6d\x80" in head and b"\x50\x35" in head
    return False


def _index_is_missing(recording: Readable) -> bool:
    boxes = list(_boxes(recording))
    return all(name != b"moov" or offset + length > recording.size for name, offset, length in boxes)


def _boxes(recording: Readable) -> list[tuple[bytes, int, int]]:
    """(name, offset, length) of the boxes at the top of an MP4, a hundred at most."""
    boxes: list[tuple[bytes, int, int]] = []
    offset = 0
    while offset + 8 <= recording.size and len(boxes) < 100:
        head = recording.peek(offset, 16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = recording.size - offset
        if length < 8:
            break
        boxes.append((head[4:8], offset, length))
        offset += length
    return boxes
