"""Read a PyTorch checkpoint without PyTorch and without running anything it holds.

A checkpoint is a zip: a pickle that describes tensors, and one file of raw numbers for each. A pickle is a
program; this reader lets it name nothing but the tensors, so that a tampered file can at worst fail to load.
"""

import io
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Tensors = dict[str, npt.NDArray[np.float32]]
"""Parameter name to values."""


def read_checkpoint(path: Path) -> Tensors:
    """All float32 tensors of the state dict at `path`, by their parameter's name. Raises `pickle.UnpicklingError`,
    `zipfile.BadZipFile` or `KeyError` when the file is not such a checkpoint.
    """
    with zipfile.ZipFile(path) as archive:
        pickled = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
        loaded = _TensorsOnly(io.BytesIO(archive.read(pickled))).load()
        state = loaded.get("state_dict", loaded)
        stem = pickled.removesuffix("data.pkl")
        return {
            name: _values(described, archive.read(f"{stem}data/{described.storage.key}"))
            for name, described in state.items()
            if isinstance(described, _Described) and described.storage.kind == "FloatStorage"
        }


@dataclass(frozen=True)
class _Storage:
    kind: str
    key: str


@dataclass(frozen=True)
class _Described:
    storage: _Storage
    offset: int
    shape: Sequence[int]
    stride: Sequence[int]


def _values(described: _Described, raw: bytes) -> npt.NDArray[np.float32]:
    flat = np.frombuffer(raw, dtype="<f4")[described.offset :]
    strides = [4 * step for step in described.stride]
    return np.array(np.lib.stride_tricks.as_strided(flat, tuple(described.shape), strides), dtype=np.float32)


class _Ignored:
    """Whatever else the pickle names becomes an empty object: nothing of it is imported or called."""

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        """Takes anything, does nothing."""

    def __setstate__(self, state: object) -> None:
        """Likewise."""


class _TensorsOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 -- the signature is pickle's
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, offset, shape, stride, *_rest: _Described(storage, offset, shape, stride)
        return type(name, (_Ignored,), {})

    def persistent_load(self, pid: Any) -> _Storage:  # noqa: ANN401 -- the signature is pickle's
        _, kind, key, *_ = pid
        return _Storage(kind.__name__ if isinstance(kind, type) else str(kind), str(key))
