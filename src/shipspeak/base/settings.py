"""Everything that can be set, in one place. docs/reference/settings.md is generated from this class."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[3]
"""The checkout: where sample/ lies."""


class Settings(BaseSettings):
    """Read from the environment, each with the prefix SHIPSPEAK_ unless another name is given."""

    model_config = SettingsConfigDict(
        env_prefix="SHIPSPEAK_", extra="ignore", frozen=True, use_attribute_docstrings=True
    )

    home: Path = ROOT / ".shipspeak"
    """Folder of this installation: database, sealed files, keys, speech weights. Made with mode 0711."""

    host: str = "127.0.0.1"
    """Address to listen on. Only this machine's own addresses are taken until there are accounts."""

    port: int = Field(default=7447, ge=0, le=65535)
    """Port of pages and API; 0 takes a free one."""

    web_workers: int = Field(default=2, ge=1, le=64)
    """Processes that answer pages and API."""

    workers: int = Field(default=1, ge=0, le=64)
    """Processes that analyse meetings, one meeting at a time each. Two cores are used by one already."""

    slot: str = ""
    """Which of this machine's workers one is. A worker that is started again under the same name goes on at once with
    what it had in hand; `./ship up` numbers its own. Unset: the process number, and then a lease has to end first."""

    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL")
    """PostgreSQL 15 or newer, as the owner role. Unset: a server of our own in the home folder."""

    app_url: str | None = None
    """Database as the application's role. `./ship up` sets it for its own processes; unset: `DATABASE_URL`."""

    worker_url: str | None = None
    """Database as the queue's role. `./ship up` sets it for its own processes; unset: `DATABASE_URL`."""

    files: str | None = None
    """Folder or object store URL (s3://bucket/prefix) for sealed files. Unset: `files` in the home folder."""

    weights: Path | None = None
    """Folder of the speech weights. Unset: `weights` in the home folder."""

    @property
    def keys_folder(self) -> Path:
        return self.home / "keys"

    @property
    def files_place(self) -> str:
        return self.files or str(self.home / "files")

    @property
    def weights_folder(self) -> Path:
        return self.weights or self.home / "weights"

    @property
    def database_folder(self) -> Path:
        return self.home / "database"

    @property
    def key_file(self) -> Path:
        """The key to the pages, mode 0600."""
        return self.home / "local.key"
