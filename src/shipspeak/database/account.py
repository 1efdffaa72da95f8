"""Who runs the server, and where such a one can keep its files.

PostgreSQL refuses to run as root. When we are root, an account that exists already runs it: no user is ever made.
That account must reach every parent of its files; where it cannot (a clone under /root), the files live below
/var/lib/shipspeak and the folder holds a link to them. Nobody's permissions but those of our own new folders change.
"""

import os
import pwd
import secrets
from dataclasses import dataclass
from pathlib import Path

_CANDIDATES = ("postgres", "nobody")
"""initdb asks for a passwd entry; one of these is in every Linux image and on macOS."""

REACHABLE_BY_ALL = Path("/var/lib/shipspeak")
ELSEWHERE = "elsewhere"
"""The link in a folder whose files lie below `REACHABLE_BY_ALL`."""
OF = "of"
"""The file in such a place that says which folder it belongs to."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the operating system."""

    uid: int
    gid: int


def server_account() -> Account | None:
    """Who is to run PostgreSQL; None: whoever we are (not root)."""
    if os.geteuid() != 0:
        return None
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    return None


def owner_of(path: Path) -> Account | None:
    """Who owns `path`, when we are root and it is not ours: data made by one account is served by the same."""
    found = path.stat()
    return Account(found.st_uid, found.st_gid) if os.geteuid() == 0 and found.st_uid != 0 else None


def reaches(account: Account | None, path: Path) -> bool:
    """Whether `account` may walk to `path`: each parent lets it through. None reaches what we reach."""
    if account is None:
        return True
    return all(_lets_through(parent.stat(), account) for parent in [path.resolve(), *path.resolve().parents])


def home_in(folder: Path, account: Account | None) -> Path:
    """`folder` itself, or the place it links to because `account` cannot walk there. Made if absent.

    Raises OSError as the file system says it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / ELSEWHERE
    if not link.is_symlink():
        if reaches(account, folder):
            return folder.resolve()
        # A random name, kept in the folder: a clone made again at the same path does not find the data of the old one.
        place = REACHABLE_BY_ALL / secrets.token_hex(8)
        link.symlink_to(place)
        place.mkdir(parents=True, mode=0o755)
        (place / OF).write_text(str(folder.resolve()))
    return link.resolve()


def _lets_through(parent: os.stat_result, account: Account) -> bool:
    if parent.st_uid == account.uid:
        return bool(parent.st_mode & 0o100)
    if parent.st_gid == account.gid:
        return bool(parent.st_mode & 0o010)
    return bool(parent.st_mode & 0o001)
