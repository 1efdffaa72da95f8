"""Who of at most three local voices speaks, in blocks of ten seconds: the neural voice activity detector."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from shipspeak.speech.heap import few_heaps
from shipspeak.speech.model import RATE

Floats = npt.NDArray[np.float32]

BLOCK = 10 * RATE
"""Samples: what the network was trained on."""
STEP = RATE // 50
"""Samples of one of our frames (20 ms): the same grid as the speaker network's."""
FRAMES = BLOCK // STEP

_NETWORK_STEP, _NETWORK_CENTRE = 270, 495
"""Samples from frame to frame of the network, and to the middle of its first one (receptive field 991)."""

VOICES = ((), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2))
"""Local voices of each of the seven classes."""

_NOBODY = np.eye(len(VOICES), dtype=np.float32)[0]


class Segmenter:
    """Thread-safe; one intra-operation thread, so that callers decide on parallelism."""

    def __init__(self, network: Path) -> None:
        self._session = session(network)

    def probabilities(self, block: Floats) -> Floats:
        """Shape (500, 7): probability of each class of `VOICES` in each 20-ms frame of a block of exactly ten
        seconds, float32 in -1…1.
        """
        if not block.any():  # muted, or waiting for people: nothing to look for
            return np.tile(_NOBODY, (FRAMES, 1))
        (probability,) = self._session.run(None, {"waveform": block[None, None]})
        centres = (np.arange(FRAMES) * STEP + STEP // 2 - _NETWORK_CENTRE) / _NETWORK_STEP
        nearest = np.clip(np.rint(centres).astype(int), 0, len(probability) - 1)
        return np.asarray(probability[nearest], dtype=np.float32)


def session(network: Path) -> Any:  # noqa: ANN401 -- onnxruntime ships no types
    """An inference session on one thread."""
    few_heaps()
    import onnxruntime  # noqa: PLC0415 -- heavy: only where used

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])
