from pathlib import Path

from shipspeak.vault import local_secret


def test_it_makes_one_key_and_keeps_it_to_itself(tmp_path: Path) -> None:
    file = tmp_path / "local.key"
    key = local_secret(file)
    assert local_secret(file) == key
    assert len(key) >= 43
    assert file.stat().st_mode & 0o777 == 0o600
