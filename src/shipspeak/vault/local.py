"""A secret of this machine, kept in a file of its own."""

import os
import secrets
from pathlib import Path


def local_secret(file: Path) -> str:
    """256 random bits as text, made on first use; mode 0600. Raises OSError."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    return file.read_text()
