"""Large sealed objects, written as a stream and read anywhere.

A recording may be gigabytes, so it is stored as parts of a few megabytes, each sealed on its own (its index stands
in the additional data: parts cannot be swapped, and the count in `Stored` shows a missing end). Memory: two parts.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
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


class SealedAppender:
    """A stored object that arrives in pieces, each maybe in another process: goes on where `keep` last was.

    Whole parts are written as they fill. What is left over is kept beside them, under a name that says how far it
    reaches, so that a process that dies while writing the next one has not touched the last. Written twice with the
    same content, it is the same object. Memory: one part.
    """

    def __init__(self, files: Files, vault: Vault, place: Place, name: str, received: int, *, part: int = PART) -> None:
        """Raises FileMissing, SealBroken, KeyDestroyed."""
        self._files, self._vault, self._place, self._name, self._part = files, vault, place, name, part
        self._parts, left_over = divmod(received, part)
        self._kept = received
        self._pending = bytearray(self._tail(received) if left_over else b"")

    @property
    def received(self) -> int:
        """Bytes so far, kept or not."""
        return self._parts * self._part + len(self._pending)

    def write(self, content: bytes | memoryview) -> None:
        """Append. Raises DiskFull."""
        self._pending += content
        while len(self._pending) >= self._part:
            self._store(bytes(self._pending[: self._part]))
            del self._pending[: self._part]

    def keep(self) -> int:
        """Have what came so far outlast this process; how many bytes that is. Raises DiskFull."""
        if self._pending:
            where = _at(self._place, f"tail@{self.received}")
            self._files.put(self._tail_name(self.received), self._vault.seal(bytes(self._pending), where))
        return self.received

    def forget_before(self) -> None:
        """The leftover of the last `keep` is needed no more: call it once the new figure is remembered."""
        if self._kept != self.received:
            self._files.remove(self._tail_name(self._kept))
            self._kept = self.received

    def finish(self) -> Stored:
        """All of it is here. Done again, by another process too, it is the same. Raises DiskFull."""
        size = self.received
        if self._pending:
            self._store(bytes(self._pending))
            self._pending.clear()
        stored = Stored(self._name, size, self._part, "")
        reader, digest = SealedReader(self._files, self._vault, self._place, stored), sha256()
        for offset in range(0, size, self._part):
            digest.update(reader.read(offset, self._part))
        return replace(stored, sha256=digest.hexdigest())

    def _store(self, content: bytes) -> None:
        self._files.put(f"{self._name}/{self._parts:06d}", self._vault.seal(content, _at(self._place, self._parts)))
        self._parts += 1

    def _tail(self, received: int) -> bytes:
        return self._vault.open(self._files.get(self._tail_name(received)), _at(self._place, f"tail@{received}"))

    def _tail_name(self, received: int) -> str:
        return f"{self._name}/tail@{received}"


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


def _at(place: Place, index: int | str) -> Place:
    return Place(place.org, place.subject, place.table, place.column, f"{place.row}#{index}")
