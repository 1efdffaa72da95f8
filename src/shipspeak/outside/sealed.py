"""Large sealed objects, written as a stream and read anywhere.

A recording may be gigabytes, so it is stored as parts of a few megabytes, each sealed on its own (its index stands
in the additional data: parts cannot be swapped, and the count in `Stored` shows a missing end). Memory: two parts.
"""

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from types import TracebackType
from typing import Self

from shipspeak.outside.files import Files
from shipspeak.vault import Place, Vault

PART = 4 * 1024 * 1024
CACHED_PARTS = 3


@dataclass(frozen=True, slots=True)
class Stored:
    """A finished object, as the database remembers it."""

    name: str
    size: int
    """Bytes of content."""
    part: int
    """Bytes of content in each part but the last."""
    sha256: str
    """Of the content."""


class SealedWriter:
    """`with SealedWriter(…) as writer: writer.write(…)`; then `writer.stored`. An exception removes the parts."""

    def __init__(self, files: Files, vault: Vault, place: Place, name: str, *, part: int = PART) -> None:
        self._files, self._vault, self._place, self._name, self._part = files, vault, place, name, part
        self._pending = bytearray()
        self._parts = self._size = 0
        self._digest = sha256()

    def write(self, content: bytes | memoryview) -> None:
        """Append. Raises DiskFull."""
        self._pending += content
        self._digest.update(content)
        self._size += len(content)
        while len(self._pending) >= self._part:
            self._store(bytes(self._pending[: self._part]))
            del self._pending[: self._part]

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._size

    @property
    def stored(self) -> Stored:
        return Stored(self._name, self._size, self._part, self._digest.hexdigest())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            if self._pending:
                self._store(bytes(self._pending))
        else:
            self.abandon()

    def abandon(self) -> None:
        """Remove what was written."""
        self._files.delete(f"{self._name}/")

    def _store(self, content: bytes) -> None:
        self._files.put(f"{self._name}/{self._parts:06d}", self._vault.seal(content, _at(self._place, self._parts)))
        self._parts += 1


class SealedReader:
    """Random access to a stored object. Thread-safe."""

    def __init__(self, files: Files, vault: Vault, place: Place, stored: Stored) -> None:
        self._files, self._vault, self._place, self._stored = files, vault, place, stored
        self._cache: OrderedDict[int, bytes] = OrderedDict()
        self._lock = Lock()

    @property
    def size(self) -> int:
        return self._stored.size

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`; b"" at the end. Raises FileMissing, SealBroken, KeyDestroyed."""
        pieces = []
        end = min(offset + length, self._stored.size)
        while offset < end:
            index, within = divmod(offset, self._stored.part)
            piece = self._open(index)[within : within + end - offset]
            pieces.append(piece)
            offset += len(piece)
        return b"".join(pieces)

    def _open(self, index: int) -> bytes:
        with self._lock:
            if index in self._cache:
                self._cache.move_to_end(index)
                return self._cache[index]
        sealed = self._files.get(f"{self._stored.name}/{index:06d}")
        content = self._vault.open(sealed, _at(self._place, index))
        with self._lock:
            self._cache[index] = content
            while len(self._cache) > CACHED_PARTS:
                self._cache.popitem(last=False)
        return content


def _at(place: Place, index: int) -> Place:
    return Place(place.org, place.subject, place.table, place.column, f"{place.row}#{index}")
