"""Everything that can be set, in one place. docs/reference/settings.md is generated from this class."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

import msgspec
from msgspec import Meta

from shipspeak.base.errors import ShipSpeakError

ROOT = Path(__file__).resolve().parents[3]
"""The checkout: where sample/ lies."""

PREFIX = "SHIPSPEAK_"
OTHER_NAMES = {"database_url": "DATABASE_URL"}
"""Settings whose variable has a name of its own that hosting services give."""


class SettingDoesNotFit(ShipSpeakError):
    """{variable} does not fit: {why}. All settings are explained in docs/reference/settings.md."""

    exit_code = 78


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Read from the environment with `read`."""

    home: Annotated[
        Path,
        Meta(description="Folder of this installation: database, sealed files, keys, weights."),
    ] = ROOT / ".shipspeak"
    host: Annotated[str, Meta(description="Address to listen on; only of this machine until there are accounts.")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Meta(ge=0, le=65535, description="Port of pages and API; 0 takes a free one.")] = 7447
    web_workers: Annotated[int, Meta(ge=1, le=64, description="Processes for pages and API; two for many people.")] = 1
    workers: Annotated[
        Annotated[int, Meta(ge=0, le=64)] | None,
        Meta(
            description="Processes that analyse meetings, one at a time each. Unset: one for each two cores, as many "
            "as fit into half of the memory."
        ),
    ] = None
    at_once: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        Meta(description="Meetings analysed at once on all machines. Unset: as many as there are workers."),
    ] = None
    at_once_each: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        Meta(description="Meetings of one organisation analysed at once. Unset: its fair share."),
    ] = None
    meeting_memory: Annotated[
        int,
        Meta(
            ge=256,
            description="MB that one meeting may take, decoder included. Beyond, its worker gives it back and starts "
            "again; the second time the meeting is set aside.",
        ),
    ] = 2048
    queue: Annotated[
        int, Meta(ge=1, description="Meetings that may wait in all; beyond, uploads are turned away with 503.")
    ] = 500
    queue_each: Annotated[int, Meta(ge=1, description="Meetings of one organisation that may wait; beyond, 429.")] = 50
    spare_disk: Annotated[
        int, Meta(ge=0, description="MB of the disk that uploads leave free; beyond, they are turned away with 503.")
    ] = 1024
    log: Annotated[
        Literal["info", "warning"] | None,
        Meta(
            description="What is logged to stderr, a JSON line each: every event (info), or what went wrong (warning). "
            "Unset: every event by `web` and `worker`; by `up`, in whose terminal a person reads, what went wrong."
        ),
    ] = None
    slot: Annotated[
        str,
        Meta(
            description="Which of this machine's workers one is. One that is started again under the same name goes "
            "on at once with what it had in hand; `./ship up` numbers them. Unset: a lease has to end first."
        ),
    ] = ""
    database_url: Annotated[
        str | None,
        Meta(description="PostgreSQL 15 or newer, as the owner role. Unset: a server of our own at home."),
    ] = None
    app_url: Annotated[
        str | None,
        Meta(description="Database as the application's role; `./ship up` sets it. Unset: `DATABASE_URL`."),
    ] = None
    worker_url: Annotated[
        str | None, Meta(description="Database as the queue's role; `./ship up` sets it. Unset: `DATABASE_URL`.")
    ] = None
    files: Annotated[
        str | None,
        Meta(description="Folder or object store URL (s3://bucket/prefix) for sealed files. Unset: `files` at home."),
    ] = None
    compared: Annotated[
        float,
        Meta(
            ge=0,
            le=1,
            description="Share of meetings, among those whose person agreed, that are also written down whole to check "
            "the sampling; by a lot, when nobody waits. Only differences are kept. Nobody agrees unasked; 0: never.",
        ),
    ] = 0.02
    ai_config: Annotated[
        Path | None,
        Meta(description="File that adds to or changes the models we know (src/shipspeak/ai/catalogue.toml says how)."),
    ] = None
    others_stay: Annotated[
        bool,
        Meta(
            description="1: when a provider is asked, nothing of what others said leaves, neither sound nor words, for "
            "any meeting. 0: as each person says."
        ),
    ] = False
    weights: Annotated[
        Path | None, Meta(description="Folder of the speech weights. Unset: `weights` in the home folder.")
    ] = None

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """From SHIPSPEAK_NAME for each setting but OTHER_NAMES; empty means unset. Raises SettingDoesNotFit."""
        named = {name: environment.get(variable_of(name)) for name in cls.__struct_fields__}
        given = {name: value for name, value in named.items() if value}
        try:
            return msgspec.convert(given, type=cls, strict=False, dec_hook=_path)
        except msgspec.ValidationError as error:
            # The message names the field and what was expected, never the value: an address holds a password.
            why, _, field = str(error).partition(" - at `$.")
            raise SettingDoesNotFit(
                variable=variable_of(field.rstrip("`")) if field else "A setting", why=why
            ) from None

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
    def lot_file(self) -> Path:
        """The secret that decides which meetings are compared, mode 0600."""
        return self.home / "lot.key"

    @property
    def ai_secret_file(self) -> Path:
        """Makes the digests of what was asked tell nothing; mode 0600."""
        return self.home / "ai.secret"

    @property
    def key_file(self) -> Path:
        """The key to the pages, mode 0600."""
        return self.home / "local.key"


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    return OTHER_NAMES.get(name, PREFIX + name.upper())


def _path(kind: type, value: object) -> object:
    assert kind is Path
    return Path(str(value)).expanduser()
