"""A checkpoint is read without running what it says."""

import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from shipspeak.speech.networks.checkpoint import read_checkpoint


def checkpoint(path: Path, program: bytes, storages: dict[str, np.ndarray]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", program)
        for key, values in storages.items():
            archive.writestr(f"archive/data/{key}", values.astype("<f4").tobytes())
    return path


def tensor(name: str, key: str, shape: tuple[int, ...], stride: tuple[int, ...]) -> bytes:
    """Opcodes that put one tensor under `name` into the dict on the stack."""

    def numbers(values: tuple[int, ...]) -> bytes:
        return b"(" + b"".join(b"K" + bytes([value]) for value in values) + b"t"

    def text(value: str) -> bytes:
        return b"X" + len(value).to_bytes(4, "little") + value.encode()

    storage = b"(" + text("storage") + b"ctorch\nFloatStorage\n" + text(key) + text("cpu") + b"K\x06tQ"
    rebuilt = (
        b"ctorch._utils\n_rebuild_tensor_v2\n("
        + storage
        + b"K\x00"
        + numbers(shape)
        + numbers(stride)
        + b"\x89Nt"
        + b"R"
    )
    return text(name) + rebuilt + b"s"


def test_it_reads_tensors_with_their_strides(tmp_path: Path) -> None:
    program = b"\x80\x02}" + tensor("straight", "0", (2, 3), (3, 1)) + tensor("turned", "0", (3, 2), (1, 3)) + b"."
    found = read_checkpoint(checkpoint(tmp_path / "weights", program, {"0": np.arange(6)}))
    assert found["straight"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert found["turned"].tolist() == [[0, 3], [1, 4], [2, 5]]


def test_it_runs_nothing_that_a_checkpoint_names(tmp_path: Path) -> None:
    planted = tmp_path / "planted"

    class Attack:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (planted,)

    found = read_checkpoint(checkpoint(tmp_path / "weights", pickle.dumps({"attack": Attack()}), {}))
    assert found == {}
    assert not planted.exists()
