from pathlib import Path

from shipspeak.vault import local_secret


def test_it_makes_one_key_and_keeps_it_to_itself(tmp_path: Path) -> None:
    file = tmp_path / "local.key"
    key = local_secret(file)
    assert local_secret(file) == key
    assert len(key) >= 43
    assert file.stat().st_mode & 0o777 == 0o600


def test_it_never_gives_an_empty_or_half_written_key(tmp_path: Path) -> None:
    file = tmp_path / "local.key"
    for left_by_a_full_disk in ("", "half"):
        file.write_text(left_by_a_full_disk)
        assert len(local_secret(file)) >= 43
        assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]
