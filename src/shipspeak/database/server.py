"""A running PostgreSQL of ours, and how to reach it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

APP = "shipspeak_app"
"""What the application is in every transaction of an organisation: sees that organisation's rows, owns nothing."""

WORKER = "shipspeak_worker"
"""What looks after the queue across organisations: may see and lease runs, and read no content."""

OWNER = "shipspeak_owner"
"""Owns the tables; nobody logs in as it, migrations put it on."""

ADMIN = "postgres"

LOGINS = (ADMIN, APP, WORKER)

DATABASE = "shipspeak"


@dataclass(frozen=True, slots=True)
class Server:
    """Where it is and what opens it. Paths are absolute."""

    home: Path
    sockets: Path
    port: int
    passwords: Mapping[str, str] = field(repr=False)

    def url(self, login: str, database: str = DATABASE) -> str:
        """Address for a driver or `DATABASE_URL`; holds the password, so never for a log."""
        return (
            f"postgresql://{login}:{self.passwords[login]}@/{database}?host={quote(str(self.sockets))}&port={self.port}"
        )

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log" / "server.log"

    @property
    def settings(self) -> Path:
        return self.home / "postgresql.conf"

    @property
    def access(self) -> Path:
        return self.home / "pg_hba.conf"
