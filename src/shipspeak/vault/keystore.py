"""Key-encryption keys, kept outside the database and outside the file store.

One key for each subject (a meeting): destroying it makes every sealed copy unreadable at once, in rows, WAL,
objects and backups, where deleting rows takes days (measured in research/security-and-privacy.md §0.5).
"""

import os
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shipspeak.base import ShipSpeakError, outlast, writing

NONCE = 12
KEY = 32


class KeyDestroyed(ShipSpeakError):
    """This meeting was deleted: its key is destroyed and nothing can read it any more."""

    status = 410
    exit_code = 66


class Keystore(Protocol):
    """What a key management service can do. Names are paths of UUIDs: "<organisation>/<subject>"."""

    def create(self, name: str) -> None:
        """Make a key unless it exists. Raises DiskFull."""

    def wrap(self, name: str, key: bytes, context: bytes) -> bytes:
        """Seal a data key (32 bytes) under key `name`, bound to `context`. Raises KeyDestroyed."""

    def unwrap(self, name: str, wrapped: bytes, context: bytes) -> bytes:
        """Undo `wrap`. Raises KeyDestroyed; InvalidTag when key, bytes or context do not fit."""

    def destroy(self, name: str) -> None:
        """Overwrite and remove the key; no error if it is gone already."""

    def names(self) -> Iterator[tuple[str, float]]:
        """All keys, and when each was made (seconds since 1970)."""


class _Wraps(ABC):
    """Seals data keys under a key that `_read` gives."""

    def wrap(self, name: str, key: bytes, context: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(self._read(name)).encrypt(nonce, key, context)

    def unwrap(self, name: str, wrapped: bytes, context: bytes) -> bytes:
        if len(wrapped) < NONCE:
            raise InvalidTag
        return AESGCM(self._read(name)).decrypt(wrapped[:NONCE], wrapped[NONCE:], context)

    @abstractmethod
    def _read(self, name: str) -> bytes: ...


class MemoryKeystore(_Wraps):
    """Keys that are gone with the process, however it ends: what it leaves sealed on a disk is noise."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[bytes, float]] = {}

    def create(self, name: str) -> None:
        self._keys.setdefault(name, (secrets.token_bytes(KEY), time.time()))

    def destroy(self, name: str) -> None:
        self._keys.pop(name, None)

    def names(self) -> Iterator[tuple[str, float]]:
        for name, (_, made) in list(self._keys.items()):
            yield name, made

    def _read(self, name: str) -> bytes:
        try:
            return self._keys[name][0]
        except KeyError:
            raise KeyDestroyed from None


class FileKeystore(_Wraps):
    """Keys as files of 32 random bytes, mode 0600, in a folder of mode 0700.

    On copy-on-write file systems and flash an overwritten block may survive; a hosted installation uses a key
    management service instead. Keys are read for each use: a cached key would outlive its destruction.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def create(self, name: str) -> None:
        path = self._path(name)
        if path.exists():
            return
        # Written beside and linked into place: two processes that race get the same, whole key.
        draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        with writing():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                _write(draft, secrets.token_bytes(KEY))
                with suppress(FileExistsError):
                    path.hardlink_to(draft)
                outlast(path, self._folder)  # a recording without its key is lost
            finally:
                draft.unlink(missing_ok=True)

    def destroy(self, name: str) -> None:
        path = self._path(name)
        try:
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(KEY))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return

    def names(self) -> Iterator[tuple[str, float]]:
        for path in self._folder.rglob("*.key"):
            with suppress(FileNotFoundError):  # destroyed meanwhile
                yield path.relative_to(self._folder).with_suffix("").as_posix(), path.stat().st_mtime

    def _read(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise KeyDestroyed from None

    def _path(self, name: str) -> Path:
        parts = name.split("/")
        if not all(part and set(part) <= set("0123456789abcdef-") for part in parts):
            message = "a key's name is a path of UUIDs"
            raise ValueError(message)
        return self._folder.joinpath(*parts[:-1], f"{parts[-1]}.key")


def _write(path: Path, content: bytes) -> None:
    """A new file that is on the disk, and nobody else's to read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
