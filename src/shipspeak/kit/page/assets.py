"""Static files whose address holds their hash: cached for ever, changed at once."""

import hashlib
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOREVER = "public, max-age=31536000, immutable"
"""Cache-Control for every asset: new content has a new address."""

_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file in memory."""

    name: str
    """As in the folder: "player.js"."""
    url: str
    """"/static/kit/player.1f0c…9a.js"."""
    media_type: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Shelf:
    """The static files of one room, read once (they are small and few)."""

    def __init__(self, name: str, folder: Path, prefix: str = "/static") -> None:
        files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
        self.name = name
        self._by_name = {path.name: _load(path, f"{prefix}/{name}") for path in files}
        self._by_url = {asset.url: asset for asset in self._by_name.values()}

    def __getitem__(self, name: str) -> Asset:
        """The asset of that file name. Raises KeyError: a template asked for a file that is not there."""
        return self._by_name[name]

    def find(self, url: str) -> Asset | None:
        """The asset at that address (path only), None when the address is unknown or of an older version."""
        return self._by_url.get(url)

    def __iter__(self) -> Iterator[Asset]:
        return iter(tuple(self._by_name.values()))


def _load(path: Path, prefix: str) -> Asset:
    body = path.read_bytes()
    digest = hashlib.sha256(body).hexdigest()[:12]
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(path.name, f"{prefix}/{path.stem}.{digest}{path.suffix}", kind, body)
