"""A secret of this machine, kept in a file of its own."""

import os
import secrets
from pathlib import Path

LEAST = 43
"""Characters of 256 bits in base64."""


def local_secret(file: Path) -> str:
    """256 random bits as text, made on first use; mode 0600. Raises OSError.

    Never less than whole: a disk that fills up here must not leave an empty secret, which anybody could show.
    """
    if not file.exists() or file.stat().st_size < LEAST:
        draft = file.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
                new.write(secrets.token_urlsafe(32))
            _put(draft, file)
        finally:
            draft.unlink(missing_ok=True)
    return file.read_text()


def _put(draft: Path, file: Path) -> None:
    """Of two processes that race, the second takes the first one's; what is less than whole is replaced."""
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        if file.stat().st_size < LEAST:
            draft.replace(file)
