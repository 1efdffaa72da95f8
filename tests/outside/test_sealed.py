from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import DiskFull
from shipspeak.outside import FileMissing, Files, SealedReader, SealedWriter, files_at, memory_files
from shipspeak.vault import FileKeystore, Place, SealBroken, Vault


@pytest.fixture(params=["folder", "memory"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    return files_at(str(tmp_path / "files")) if request.param == "folder" else memory_files()


@pytest.fixture(scope="module")
def place() -> Place:
    return Place(uuid4(), uuid4(), "meeting", "original", "0")


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory, place: Place) -> Vault:
    vault = Vault(FileKeystore(tmp_path_factory.mktemp("keys")))
    vault.admit(place.org, place.subject)
    return vault


def test_it_gives_back_what_was_put(files: Files) -> None:
    files.put("a/b", b"one")
    files.put("a/b", b"two")
    files.put("a/c", b"three")
    assert files.get("a/b") == b"two"
    assert files.names("a") == ["a/b", "a/c"]
    assert files.delete("a/") == 2
    assert files.delete("a/") == 0
    with pytest.raises(FileMissing):
        files.get("a/b")


@given(st.lists(st.binary(max_size=50), max_size=8), st.integers(0, 200), st.integers(0, 200))
def test_it_reads_any_stretch(vault: Vault, place: Place, blocks: list[bytes], offset: int, length: int) -> None:
    files = memory_files()
    with SealedWriter(files, vault, place, "x", part=16) as writer:
        for block in blocks:
            writer.write(block)
    whole = b"".join(blocks)
    reader = SealedReader(files, vault, place, writer.stored)
    assert reader.size == len(whole)
    assert reader.read(offset, length) == whole[offset : offset + length]


def test_it_leaves_nothing_half_written(files: Files, vault: Vault, place: Place) -> None:
    def break_off() -> None:
        with SealedWriter(files, vault, place, "x", part=4) as writer:
            writer.write(b"0123456789")
            raise ConnectionError

    with pytest.raises(ConnectionError):
        break_off()
    assert files.names("x") == []


def test_it_refuses_swapped_parts(files: Files, vault: Vault, place: Place) -> None:
    with SealedWriter(files, vault, place, "x", part=4) as writer:
        writer.write(b"aaaabbbb")
    first, second = files.get("x/000000"), files.get("x/000001")
    files.put("x/000000", second)
    files.put("x/000001", first)
    with pytest.raises(SealBroken):
        SealedReader(files, vault, place, writer.stored).read(0, 8)


def test_it_notices_a_missing_end(files: Files, vault: Vault, place: Place) -> None:
    with SealedWriter(files, vault, place, "x", part=4) as writer:
        writer.write(b"aaaabbbb")
    first = files.get("x/000000")
    files.delete("x")
    files.put("x/000000", first)
    with pytest.raises(FileMissing):
        SealedReader(files, vault, place, writer.stored).read(0, 8)


def test_it_keeps_no_plain_byte_on_disk(tmp_path: Path, vault: Vault, place: Place) -> None:
    files = files_at(str(tmp_path / "plain"))
    with SealedWriter(files, vault, place, "x", part=1000) as writer:
        writer.write(b"buried recommendation " * 500)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "plain").rglob("*") if path.is_file())
    assert len(stored) > 11_000
    assert b"recommendation" not in stored


def test_it_stores_nothing_by_halves_on_a_full_disk(full_disk: Path) -> None:
    files = files_at(str(full_disk))
    with pytest.raises(DiskFull):
        files.put("org/meeting/original/0", bytes(100_000))
    assert files.names("org") == []
