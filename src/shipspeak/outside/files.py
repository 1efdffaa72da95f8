"""Named objects: a folder on a laptop, a bucket when it outgrows one machine, memory in tests.

One implementation over obstore serves all three; the twin is obstore's own memory store, so nothing is mocked.
"""

import errno
from contextlib import suppress
from pathlib import Path

import obstore
from obstore.exceptions import GenericError, NotFoundError
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

from shipspeak.base import DiskFull, ShipSpeakError


class FileMissing(ShipSpeakError):
    """A stored file is gone. Restore it from a backup, or upload the recording again."""

    status = 410
    exit_code = 66


class Files:
    """Whole objects by name ("<org>/<meeting>/original/0"). Blocking and thread-safe: call from a thread."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, name: str, content: bytes) -> None:
        """Write or replace; readers see the old object or the new one, never a part. Raises DiskFull."""
        try:
            obstore.put(self._store, name, content, use_multipart=False)
        except (GenericError, OSError) as error:
            if f"os error {errno.ENOSPC}" in str(error):
                raise DiskFull from None
            raise

    def get(self, name: str) -> bytes:
        """Raises FileMissing."""
        try:
            return bytes(obstore.get(self._store, name).bytes())
        except (NotFoundError, FileNotFoundError):
            raise FileMissing from None

    def names(self, prefix: str) -> list[str]:
        """All objects below `prefix`, sorted."""
        return sorted(meta["path"] for batch in obstore.list(self._store, prefix) for meta in batch)

    def folders(self, prefix: str = "") -> list[str]:
        """The folders right below `prefix`, sorted; whatever lies deeper is not looked at."""
        return sorted(obstore.list_with_delimiter(self._store, prefix or None)["common_prefixes"])

    def newest(self, prefix: str) -> float:
        """When anything below `prefix` was last written (seconds since 1970); 0.0 when nothing is there."""
        return max(
            (meta["last_modified"].timestamp() for batch in obstore.list(self._store, prefix) for meta in batch),
            default=0.0,
        )

    def remove(self, name: str) -> None:
        """One object; no error if it is gone already."""
        with suppress(NotFoundError, FileNotFoundError):
            obstore.delete(self._store, name)

    def delete(self, prefix: str) -> int:
        """Remove all objects below `prefix`; how many there were."""
        names = self.names(prefix)
        if names:
            obstore.delete(self._store, names)
        return len(names)


def files_at(place: str) -> Files:
    """`place` is a folder, or a URL that obstore knows: s3://bucket/prefix, gs://…, az://…"""
    if "://" in place:
        return Files(from_url(place))
    folder = Path(place)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Files(LocalStore(folder, automatic_cleanup=True))


def memory_files() -> Files:
    """Files that are gone with the process: for tests, and for `./ship coach`, which keeps nothing."""
    return Files(MemoryStore())
