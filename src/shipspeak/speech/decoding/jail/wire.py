"""The words that parent and child say to each other over one socket pair. Shared by both sides; standard library only.

parent → child   one job (JSON), then one answer for each READ
child → parent   messages: READ (give me bytes), FACTS (JSON), PCM (samples), END (JSON; the last word)
Each job, answer and JSON body is preceded by its length. Little endian throughout.
"""

import json
import os
from collections.abc import Mapping
from enum import IntEnum
from struct import Struct

JOB = Struct("<I")
"""Length of the JSON that follows; also the length before each answer to a READ."""
MESSAGE = Struct("<BBqI")
"""Kind, track, position, length. READ: position = offset, length = bytes wanted, no body.
PCM: position = first sample of the block at 16 kHz from the start of the recording, length = bytes of body."""

CHUNK = 256 * 1024
"""Bytes that the child asks for at a time."""
LARGEST = {0: CHUNK, 1: 64 * 1024, 2: 8 * 1024 * 1024, 3: 64 * 1024}
"""Bytes that a message of each kind may carry at most. 8 MiB of PCM is 8 channels for 32 s."""


class Kind(IntEnum):
    READ = 0
    FACTS = 1
    PCM = 2
    END = 3


def send(fd: int, kind: Kind, body: bytes = b"", *, track: int = 0, position: int = 0, length: int = -1) -> None:
    """Write one message. `length` only for READ, which has no body."""
    rest = memoryview(MESSAGE.pack(kind, track, position, len(body) if length < 0 else length) + body)
    while rest:
        rest = rest[os.write(fd, rest) :]


def tell(fd: int, kind: Kind, facts: Mapping[str, object]) -> None:
    send(fd, kind, json.dumps(facts).encode())


def receive(fd: int) -> bytes:
    """One job or answer. EOFError when the parent is gone."""
    return _exactly(fd, JOB.unpack(_exactly(fd, JOB.size))[0])


def _exactly(fd: int, count: int) -> bytes:
    parts: list[bytes] = []
    while count:
        part = os.read(fd, count)
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
