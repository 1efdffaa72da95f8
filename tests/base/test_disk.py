from pathlib import Path

import pytest

from shipspeak.base import DiskFull, writing


def test_it_says_in_one_sentence_that_the_disk_is_full() -> None:
    with pytest.raises(DiskFull, match="Free some space"), writing(), Path("/dev/full").open("wb", buffering=0) as full:
        full.write(b"x")


def test_it_leaves_every_other_fault_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), writing():
        (tmp_path / "no" / "such").read_bytes()
