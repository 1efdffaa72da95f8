from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.requests import ClientDisconnect

from shipspeak.coaching.intake import Intake, NothingUploaded, TooManyFields, TooManyFiles, UploadBroken, UploadTooLarge
from shipspeak.outside import Files, SealedReader, SealedWriter, files_at
from shipspeak.vault import FileKeystore, Place, Vault

TYPE = "multipart/form-data; boundary=xyz"


class Store:
    def __init__(self, folder: Path) -> None:
        self.files: Files = files_at(str(folder / "files"))
        self.vault = Vault(FileKeystore(folder / "keys"))
        self.place = Place(uuid4(), uuid4(), "files", "content", "x")
        self.vault.admit(self.place.org, self.place.subject)

    def writer(self, index: int) -> SealedWriter:
        return SealedWriter(self.files, self.vault, self.place, f"original/{index}", part=1000)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    tail = f'; filename="{filename}"' if filename is not None else ""
    return f'--xyz\r\nContent-Disposition: form-data; name="{name}"{tail}\r\n\r\n'.encode() + content + b"\r\n"


async def pieces(body: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def everything_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("size", [1, 7, 100, 10**9])
async def test_it_seals_the_files_and_reads_the_fields(store: Store, size: int) -> None:
    recording = bytes(range(256)) * 20
    body = (
        part("title", "Größe".encode())
        + part("files", recording, "a b.wav")
        + part("files", b"WEBVTT", "c.vtt")
        + b"--xyz--\r\n"
    )
    form = await Intake(TYPE, store.writer).take(pieces(body, size))
    assert form.fields == {"title": "Größe"}
    assert [upload.filename for upload in form.uploads] == ["a b.wav", "c.vtt"]
    stored = form.uploads[0].stored
    assert SealedReader(store.files, store.vault, store.place, stored).read(0, 10**6) == recording


@pytest.mark.parametrize("filename", ["Anna’s review.m4a", "Größe.wav", "会議.vtt", "a;b.wav", "../../x.vtt"])
async def test_it_takes_files_of_any_name(store: Store, filename: str) -> None:
    body = part("files", b"x", filename) + b"--xyz--\r\n"
    form = await Intake(TYPE, store.writer).take(pieces(body, 9))
    assert form.uploads[0].filename == filename
    assert store.files.names("original") == ["original/0/000000"]


async def test_it_keeps_nothing_of_an_upload_that_breaks_off(store: Store) -> None:
    body = part("files", b"x" * 5000, "a.wav") + part("files", b"y" * 5000, "b.wav")
    with pytest.raises(UploadBroken):
        await Intake(TYPE, store.writer).take(pieces(body[:-3000], 512))
    assert store.files.names("original") == []


async def test_it_keeps_nothing_when_the_connection_is_lost(store: Store) -> None:
    async def lost() -> AsyncIterator[bytes]:
        yield part("files", b"x" * 5000, "a.wav")
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await Intake(TYPE, store.writer).take(lost())
    assert store.files.names("original") == []


async def test_it_takes_a_browser_that_goes_away_as_a_broken_upload(store: Store) -> None:
    async def gone() -> AsyncIterator[bytes]:
        yield part("files", b"x" * 5000, "a.wav")
        raise ClientDisconnect

    with pytest.raises(UploadBroken):
        await Intake(TYPE, store.writer).take(gone())
    assert store.files.names("original") == []


async def test_it_asks_for_a_file(store: Store) -> None:
    body = part("title", b"x") + part("files", b"", "") + b"--xyz--\r\n"
    with pytest.raises(NothingUploaded):
        await Intake(TYPE, store.writer).take(pieces(body, 100))
    with pytest.raises(NothingUploaded):
        Intake("application/json", store.writer)


async def test_it_refuses_what_is_not_a_form(store: Store) -> None:
    with pytest.raises(UploadBroken):
        await Intake(TYPE, store.writer).take(pieces(b"\x00\x01garbage" * 100, 50))
    with pytest.raises(UploadBroken):
        Intake(TYPE + "z" * 300, store.writer)


async def test_it_bounds_how_much_comes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shipspeak.coaching.intake.MOST_BYTES", 10_000)
    body = part("files", b"x" * 20_000, "a.wav") + b"--xyz--\r\n"
    with pytest.raises(UploadTooLarge):
        await Intake(TYPE, store.writer).take(pieces(body, 1000))
    many = b"".join(part("files", b"x", f"{i}.wav") for i in range(21)) + b"--xyz--\r\n"
    with pytest.raises(TooManyFiles):
        await Intake(TYPE, store.writer).take(pieces(many[:9000], 1000))
    assert store.files.names("original") == []


async def test_it_leaves_no_readable_byte_on_disk(store: Store, tmp_path: Path) -> None:
    body = part("files", b"buried recommendation " * 5000, "secret.wav") + b"--xyz--\r\n"
    await Intake(TYPE, store.writer).take(pieces(body, 4096))
    assert b"recommendation" not in everything_below(tmp_path)


async def test_it_bounds_how_many_fields_come(store: Store) -> None:
    few = b"".join(part(f"f{i}", b"x") for i in range(40)) + part("files", b"x", "a.wav") + b"--xyz--\r\n"
    assert len((await Intake(TYPE, store.writer).take(pieces(few, 1000))).fields) == 40
    many = b"".join(part(f"f{i}", b"") for i in range(100_000))
    with pytest.raises(TooManyFields):
        await Intake(TYPE, store.writer).take(pieces(many, 1000))
