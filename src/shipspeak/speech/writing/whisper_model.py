"""Whisper loaded from a folder, kept small."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from shipspeak.base import stop_if_called_off
from shipspeak.speech.errors import WeightsDiffer
from shipspeak.speech.heap import few_heaps

_FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")


def load(folder: Path, workers: int) -> Any:  # noqa: ANN401 -- faster-whisper ships no types
    """A `faster_whisper.WhisperModel` whose weights `workers` threads share. Raises `WeightsDiffer`."""
    for name in _FILES:
        # Without its tokenizer, faster-whisper would ask a hub for one.
        if not (folder / name).is_file():
            raise WeightsDiffer(file=name)
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    few_heaps()
    from faster_whisper import WhisperModel  # noqa: PLC0415 -- heavy: only where used

    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1, num_workers=workers)
    model.encode = _one_at_a_time(model.encode)
    return model


def _one_at_a_time(encode: Callable[[npt.NDArray[np.float32]], Any]) -> Callable[[npt.NDArray[np.float32]], Any]:
    """Attention over 30 s takes some 100 MB for each block: the blocks of a batch, which only the decoder is quicker
    with, are encoded one after the other.
    """
    from ctranslate2 import StorageView  # noqa: PLC0415 -- heavy: only where used

    def encoded(features: npt.NDArray[np.float32]) -> Any:  # noqa: ANN401 -- CTranslate2 ships no types
        rows = []
        for block in features if features.ndim == 3 else features[None]:
            stop_if_called_off()
            rows.append(np.asarray(encode(block)))
        return StorageView.from_array(np.concatenate(rows))

    return encoded
