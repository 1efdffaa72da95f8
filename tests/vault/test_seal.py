from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import DiskFull
from shipspeak.vault import FileKeystore, KeyDestroyed, Place, SealBroken, Vault


@pytest.fixture
def place() -> Place:
    return Place(uuid4(), uuid4(), "meeting", "sealed", "row-1")


@pytest.fixture
def vault(tmp_path: Path, place: Place) -> Vault:
    vault = Vault(FileKeystore(tmp_path / "keys"))
    vault.admit(place.org, place.subject)
    return vault


def test_it_opens_what_it_sealed(vault: Vault, place: Place) -> None:
    for plain in (b"", b"x", b"a recommendation" * 1000):
        assert vault.open(vault.seal(plain, place), place) == plain


def test_it_shows_no_word_of_the_plain_text(vault: Vault, place: Place) -> None:
    assert b"recommendation" not in vault.seal(b"a recommendation" * 100, place)


def test_it_never_seals_twice_alike(vault: Vault, place: Place) -> None:
    assert len({vault.seal(b"same", place) for _ in range(100)}) == 100


@pytest.mark.parametrize("field", ["org", "subject", "table", "column", "row"])
def test_it_refuses_a_value_that_was_moved(vault: Vault, place: Place, field: str) -> None:
    sealed = vault.seal(b"mine", place)
    facts = {name: getattr(place, name) for name in ("org", "subject", "table", "column", "row")}
    facts[field] = uuid4() if field in {"org", "subject"} else "other"
    elsewhere = Place(**facts)
    vault.admit(elsewhere.org, elsewhere.subject)
    with pytest.raises(SealBroken):
        vault.open(sealed, elsewhere)


def test_it_refuses_every_flipped_bit(vault: Vault, place: Place) -> None:
    sealed = vault.seal(b"short", place)
    for index in range(len(sealed)):
        damaged = bytearray(sealed)
        damaged[index] ^= 1
        with pytest.raises(SealBroken):
            vault.open(bytes(damaged), place)


@given(st.binary(max_size=200))
def test_it_answers_garbage_with_one_sentence(garbage: bytes) -> None:
    place = Place(uuid4(), uuid4(), "t", "c", "r")

    class OneKey:
        def create(self, name: str) -> None: ...
        def destroy(self, name: str) -> None: ...
        def wrap(self, name: str, key: bytes, context: bytes) -> bytes:
            return key

        def unwrap(self, name: str, wrapped: bytes, context: bytes) -> bytes:
            return wrapped

    with pytest.raises(SealBroken):
        Vault(OneKey()).open(b"SSP1" + garbage, place)


def test_it_forgets_everything_when_the_key_is_shredded(vault: Vault, place: Place, tmp_path: Path) -> None:
    sealed = vault.seal(b"gone", place)
    vault.shred(place.org, place.subject)
    vault.shred(place.org, place.subject)
    with pytest.raises(KeyDestroyed):
        vault.open(sealed, place)
    with pytest.raises(KeyDestroyed):
        vault.seal(b"new", place)
    assert list((tmp_path / "keys").rglob("*.key")) == []


def test_it_keeps_keys_from_other_people_of_this_machine(vault: Vault, tmp_path: Path) -> None:
    keys = list((tmp_path / "keys").rglob("*.key"))
    assert [key.stat().st_mode & 0o777 for key in keys] == [0o600]
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_it_keeps_one_key_however_often_it_is_asked_for(vault: Vault, place: Place) -> None:
    sealed = vault.seal(b"still here", place)
    vault.admit(place.org, place.subject)
    assert vault.open(sealed, place) == b"still here"


@pytest.mark.parametrize("name", ["../x", "a/../b", "", "a//b", "/etc/passwd", "ABC"])
def test_it_takes_only_names_of_its_own_making(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="path of UUIDs"):
        FileKeystore(tmp_path).create(name)


def test_it_makes_no_key_on_a_full_disk_and_leaves_nothing(full_disk: Path) -> None:
    before = sorted(full_disk.rglob("*"))
    with pytest.raises(DiskFull):
        Vault(FileKeystore(full_disk)).admit(uuid4(), uuid4())
    assert [path for path in full_disk.rglob("*") if path.is_file()] == [path for path in before if path.is_file()]
