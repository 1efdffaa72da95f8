"""The recording as the child sees it: a file object whose bytes the parent hands over on request."""

import os

from .wire import CHUNK, Kind, receive, send


class Recording:
    """read, seek and tell, as PyAV asks of a file; there is no file behind it on this side."""

    def __init__(self, fd: int, size: int) -> None:
        self.size = size
        self._fd = fd
        self._at = 0

    def read(self, count: int) -> bytes:
        """At most `count` bytes and never more: PyAV copies what it gets without looking at its length."""
        wanted = min(count, CHUNK, max(0, self.size - self._at))
        if wanted <= 0:
            return b""
        send(self._fd, Kind.READ, position=self._at, length=wanted)
        data = receive(self._fd)[:wanted]
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise OSError
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def peek(self, offset: int, count: int) -> bytes:
        """Bytes from `offset` without moving; fewer at the end."""
        here, self._at = self._at, offset
        parts: list[bytes] = []
        while count > 0 and (part := self.read(count)):
            parts.append(part)
            count -= len(part)
        self._at = here
        return b"".join(parts)
